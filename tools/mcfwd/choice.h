/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_CHOICE_H
#define MCFWD_CHOICE_H

#include <stdint.h>

/* Room for the word of any value. */
#define CHOICE_TEXT	32
/* More than any choice has. */
#define CHOICE_MAX	4

/**
 * struct choice - an enum of the netlink family and the words for its values
 * @unknown: with the number after it, the word for a later module's value
 * @list: the words, for a sentence
 * @words: by value, up to the first NULL
 */
struct choice {
	const char *unknown;
	const char *list;
	const char *words[CHOICE_MAX + 1];
};

extern const struct choice choice_join;
extern const struct choice choice_local;
extern const struct choice choice_member_state;
extern const struct choice choice_ttl_mode;

int choice_read(const struct choice *choice, const char *word, uint32_t *value);
const char *choice_word(const struct choice *choice, uint32_t value, char text[CHOICE_TEXT]);

#endif /* MCFWD_CHOICE_H */
