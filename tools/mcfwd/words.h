/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_WORDS_H
#define MCFWD_WORDS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "sentence.h"

/**
 * struct words - the words of a line
 *
 * Zeroed, there are none yet.
 *
 * @words: the words
 * @n: how many
 * @room: how many fit into @words
 * @text: the words, each with its end, in which @words points
 * @length: octets used of @text
 * @size: octets of @text
 * @raw: the line that was read last
 * @raw_size: octets of @raw
 * @line: its number, from 1
 * @first: number of the line on which the words began, as a line may be continued
 */
struct words {
	const char **words;
	size_t n;
	size_t room;
	char *text;
	size_t length;
	size_t size;
	char *raw;
	size_t raw_size;
	uint32_t line;
	uint32_t first;
};

int words_read(struct words *words, FILE *file, struct sentence *error);
void words_write(FILE *file, const char *word);
void words_free(struct words *words);

#endif /* MCFWD_WORDS_H */
