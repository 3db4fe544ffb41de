// SPDX-License-Identifier: GPL-2.0-only
/*
 * The words of a file's lines, and how one is written so that it can be read back. Blanks stand
 * between them. What is in double quotes belongs to one word whatever it holds; there, \" and \\
 * are one octet, and \xHH is any. A # where a word could begin starts a comment. A backslash at
 * the end of a line, but for a comment's, continues it.
 */
#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "words.h"

/*
 * @c:		the next octet of the line, which a zero ends
 * @begin:	where in the text the word begins
 * @in_word:	a word has begun
 * @in_quotes:	between double quotes
 * @continued:	the line ended with a backslash
 */
struct scanner {
	const char *c;
	size_t begin;
	bool in_word;
	bool in_quotes;
	bool continued;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r';
}

/* Octets that may have a meaning but themselves. Most of a file is others. */
static const bool special[UCHAR_MAX + 1] = {
	['\0'] = true, [' '] = true, ['\t'] = true, ['\v'] = true, ['\f'] = true,
	['\r'] = true, ['"'] = true, ['#'] = true, ['\\'] = true,
};

/* As much of a word as has no meaning but itself. */
static void scan_plain(struct words *words, struct scanner *scanner)
{
	const char *c = scanner->c;
	char *to = words->text + words->length;

	while (!special[(unsigned char)*c])
		*to++ = *c++;
	words->length += c - scanner->c;
	scanner->c = c;
}

/* A line that is continued has words already, which move with the text. */
static int grow_text(struct words *words, size_t size)
{
	char *text = malloc(size);
	size_t i;

	if (!text)
		return -1;
	if (words->length)
		memcpy(text, words->text, words->length);
	for (i = 0; i < words->n; i++)
		words->words[i] = text + (words->words[i] - words->text);
	free(words->text);
	words->text = text;
	words->size = size;
	return 0;
}

/*
 * What a line adds to the text is at most as long as the line, and the end of a word, and it
 * has at most a word for each two octets.
 */
static int make_room(struct words *words, size_t more)
{
	size_t size = words->size ? words->size : 256, room = words->room ? words->room : 64;
	const char **pointers;

	while (size - words->length <= more)
		size *= 2;
	if (size != words->size && grow_text(words, size))
		return -1;
	while (room - words->n <= more / 2)
		room *= 2;
	if (room == words->room)
		return 0;
	pointers = reallocarray(words->words, room, sizeof(*pointers));
	if (!pointers)
		return -1;
	words->words = pointers;
	words->room = room;
	return 0;
}

static void begin_word(struct words *words, struct scanner *scanner)
{
	if (scanner->in_word)
		return;
	scanner->begin = words->length;
	scanner->in_word = true;
}

static void end_word(struct words *words, struct scanner *scanner)
{
	if (!scanner->in_word)
		return;
	words->text[words->length++] = '\0';
	words->words[words->n++] = words->text + scanner->begin;
	scanner->in_word = false;
}

static int scan_hex(struct scanner *scanner, struct sentence *error)
{
	char digits[3] = "";

	if (isxdigit((unsigned char)scanner->c[0]) && isxdigit((unsigned char)scanner->c[1])) {
		memcpy(digits, scanner->c, 2);
		scanner->c += 2;
	}
	/* The octet 0 would end the word. */
	if (strtol(digits, NULL, 16))
		return strtol(digits, NULL, 16);
	return sentence_set(error, "two hexadecimal digits, not 00, must follow \"\\x\".");
}

/* After a backslash. */
static int scan_escape(struct words *words, struct scanner *scanner, struct sentence *error)
{
	int octet = *scanner->c;

	if (!octet) {
		scanner->continued = true;
		return 0;
	}
	if (!scanner->in_quotes)
		return sentence_set(error, "a backslash must end the line or stand in quotes.");
	scanner->c++;
	if (octet == 'x')
		octet = scan_hex(scanner, error);
	else if (octet != '"' && octet != '\\')
		return sentence_set(error, "a backslash in quotes must stand before %s.",
				    "a quote, a backslash or xHH");
	if (octet < 0)
		return -1;
	words->text[words->length++] = octet;
	return 0;
}

static int scan_line(struct words *words, struct scanner *scanner, struct sentence *error)
{
	while (*scanner->c) {
		char c = *scanner->c;

		if (!special[(unsigned char)c]) {
			begin_word(words, scanner);
			scan_plain(words, scanner);
			continue;
		}
		scanner->c++;
		if (!scanner->in_quotes && is_blank(c)) {
			end_word(words, scanner);
			continue;
		}
		if (c == '#' && !scanner->in_word)
			return 0;
		if (c == '\\') {
			/* A word goes on behind a continued line's end, but none begins there. */
			if (*scanner->c)
				begin_word(words, scanner);
			if (scan_escape(words, scanner, error))
				return -1;
			continue;
		}
		begin_word(words, scanner);
		if (c == '"')
			scanner->in_quotes = !scanner->in_quotes;
		else
			words->text[words->length++] = c;
	}
	if (scanner->in_quotes && !scanner->continued)
		return sentence_set(error, "a quote is not closed.");
	return 0;
}

/* Return: 1 with the line in words->raw, 0 at the end of the file, or -1. */
static int read_raw(struct words *words, FILE *file, struct sentence *error)
{
	ssize_t length = getline(&words->raw, &words->raw_size, file);

	if (length < 0)
		return 0;
	words->line++;
	if (length && words->raw[length - 1] == '\n')
		words->raw[--length] = '\0';
	/* Files of other systems: the backslash shall be at the end there, too. */
	if (length && words->raw[length - 1] == '\r')
		words->raw[--length] = '\0';
	if (make_room(words, length + 1))
		return sentence_set(error, "out of memory.");
	if (strlen(words->raw) != (size_t)length)
		return sentence_set(error, "the line has a zero octet in it.");
	return 1;
}

/* After an error, what continues the line would only give more of them. */
static void skip_rest(struct words *words, FILE *file)
{
	struct sentence ignored;
	size_t length;

	while (words->raw) {
		length = strlen(words->raw);
		if (!length || words->raw[length - 1] != '\\')
			return;
		if (!read_raw(words, file, &ignored))
			return;
	}
}

/**
 * words_read - read the words of the next line that has any
 * @words: the result, for words_free()
 * @file: where from
 * @error: says why the line cannot be read
 *
 * Return: 1, 0 at the end of the file or if it cannot be read (ferror()), or -1 with @error set:
 * the line of the number @words->first is bad, and the next can be read.
 */
int words_read(struct words *words, FILE *file, struct sentence *error)
{
	struct scanner scanner = { 0 };
	int got;

	words->n = 0;
	words->length = 0;
	do {
		if (!scanner.continued)
			words->first = words->line + 1;
		got = read_raw(words, file, error);
		if (got < 0)
			goto bad;
		if (!got && !scanner.continued)
			return 0;
		if (!got)
			break;
		scanner.continued = false;
		scanner.c = words->raw;
		if (scan_line(words, &scanner, error))
			goto bad;
		if (!scanner.continued)
			end_word(words, &scanner);
	} while (scanner.continued || !words->n);
	if (scanner.in_quotes) {
		sentence_set(error, "a quote is not closed.");
		goto bad;
	}
	end_word(words, &scanner);
	return words->n > 0;
bad:
	skip_rest(words, file);
	return -1;
}

/**
 * words_write - write a word so that words_read() reads the same
 * @file: where to
 * @word: the word
 */
void words_write(FILE *file, const char *word)
{
	bool plain = *word && *word != '#';
	const char *c;

	for (c = word; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f || *c == '"' || *c == '\\')
			plain = false;
	if (plain) {
		fputs(word, file);
		return;
	}
	putc('"', file);
	for (c = word; *c; c++) {
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			fprintf(file, "\\x%02x", *c);
		else if (*c == '"' || *c == '\\')
			fprintf(file, "\\%c", *c);
		else
			putc(*c, file);
	}
	putc('"', file);
}

/**
 * words_free - release the words
 * @words: are none afterwards
 */
void words_free(struct words *words)
{
	free(words->words);
	free(words->text);
	free(words->raw);
	memset(words, 0, sizeof(*words));
}
