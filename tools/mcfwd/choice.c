// SPDX-License-Identifier: GPL-2.0-only
/* One table for the parser and the printer, so that what is printed can be read. */
#include <stdio.h>
#include <string.h>
#include <linux/mcfwd.h>

#include "choice.h"

const struct choice choice_join = {
	.unknown = "join",
	.list = "yes, no or allmulti",
	.words = {
		[MCFWD_JOIN_NO]		= "no",
		[MCFWD_JOIN_YES]	= "yes",
		[MCFWD_JOIN_ALLMULTI]	= "allmulti",
	},
};

const struct choice choice_local = {
	.unknown = "local",
	.list = "auto, yes or no",
	.words = {
		[MCFWD_LOCAL_AUTO]	= "auto",
		[MCFWD_LOCAL_YES]	= "yes",
		[MCFWD_LOCAL_NO]	= "no",
	},
};

const struct choice choice_member_state = {
	.unknown = "state",
	.list = "pending, joined or failed",
	.words = {
		[MCFWD_MEMBER_PENDING]	= "pending",
		[MCFWD_MEMBER_JOINED]	= "joined",
		[MCFWD_MEMBER_FAILED]	= "failed",
	},
};

const struct choice choice_ttl_mode = {
	.unknown = "mode",
	.list = "dec, keep, set N or min N",
	.words = {
		[MCFWD_TTL_DEC]		= "dec",
		[MCFWD_TTL_KEEP]	= "keep",
		[MCFWD_TTL_SET]		= "set",
		[MCFWD_TTL_MIN]		= "min",
	},
};

/**
 * choice_read - find the value of a word
 * @choice: the words
 * @word: may be one of them
 * @value: the result
 *
 * Return: 0, or -1 if it is none of them.
 */
int choice_read(const struct choice *choice, const char *word, uint32_t *value)
{
	uint32_t i;

	for (i = 0; choice->words[i]; i++) {
		if (strcmp(choice->words[i], word))
			continue;
		*value = i;
		return 0;
	}
	return -1;
}

/**
 * choice_word - find the word for a value
 * @choice: the words
 * @value: may be one of a later module
 * @text: where the word is made if there is none
 *
 * Return: the word.
 */
const char *choice_word(const struct choice *choice, uint32_t value, char text[CHOICE_TEXT])
{
	if (value < CHOICE_MAX && choice->words[value])
		return choice->words[value];
	snprintf(text, CHOICE_TEXT, "%s%u", choice->unknown, value);
	return text;
}
