// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sentence.h"

/**
 * sentence_set - write a sentence
 * @sentence: where to
 * @format: as of printf(), with the full stop
 *
 * Return: -1, so that a failing function can return what this returns.
 */
int sentence_set(struct sentence *sentence, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(sentence->text, sizeof(sentence->text), format, args);
	va_end(args);
	return -1;
}

/**
 * show_word - make a word fit to stand in a sentence
 * @word: any bytes
 * @shown: where to
 *
 * An error must stay one line on any terminal, whatever the words were.
 *
 * Return: the text in @shown.
 */
const char *show_word(const char *word, struct shown *shown)
{
	return show_words(&word, 1, shown);
}

/**
 * show_words - the same for several words, joined by spaces
 * @words: the words
 * @n: how many
 * @shown: where to
 *
 * Return: the text in @shown.
 */
const char *show_words(const char *const *words, size_t n, struct shown *shown)
{
	/* Room for the longest escape and for the dots that stand for what is left out. */
	const size_t limit = sizeof(shown->text) - sizeof("\\xff...");
	size_t length = 0, i;
	const char *c;

	for (i = 0; i < n; i++) {
		if (i && length < limit)
			shown->text[length++] = ' ';
		for (c = words[i]; *c && length < limit; c++) {
			unsigned char byte = *c;

			if (byte == '"' || byte == '\\')
				length += sprintf(shown->text + length, "\\%c", byte);
			else if (byte < ' ' || byte > '~')
				length += sprintf(shown->text + length, "\\x%02x", byte);
			else
				shown->text[length++] = byte;
		}
		if (*c) {
			length += sprintf(shown->text + length, "...");
			break;
		}
	}
	shown->text[length] = '\0';
	return shown->text;
}
