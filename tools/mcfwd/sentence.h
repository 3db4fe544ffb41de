/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_SENTENCE_H
#define MCFWD_SENTENCE_H

#include <stddef.h>

/**
 * struct sentence - one line that tells a person what is wrong
 * @text: a whole sentence with its full stop, without line breaks
 */
struct sentence {
	char text[512];
};

/**
 * struct shown - something foreign, made fit to stand in a sentence
 * @text: printable ASCII only, shortened if it was long
 */
struct shown {
	char text[96];
};

/* A word from outside as a printf argument; it lives as long as the enclosing block. */
#define SHOWN(word) show_word((word), &(struct shown){ { 0 } })

int sentence_set(struct sentence *sentence, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
const char *show_word(const char *word, struct shown *shown);
const char *show_words(const char *const *words, size_t n, struct shown *shown);

#endif /* MCFWD_SENTENCE_H */
