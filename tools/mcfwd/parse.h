/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_PARSE_H
#define MCFWD_PARSE_H

#include "route.h"
#include "sentence.h"

/**
 * enum verb - what is to be done with a route
 * @VERB_ROUTE: have it; this is how a line of a file begins
 * @VERB_ADD: make it; there must be none with the same match
 * @VERB_REPLACE: make it, in the place of one with the same match
 * @VERB_DEL: delete it
 * @VERB_GET: show it
 * @VERB_SHOW: show all, or those with the given words
 * @VERB_FLUSH: delete all, or those with the given words
 * @VERB_OUTPUT_ADD: give it one more output
 * @VERB_OUTPUT_REPLACE: give it an output, in the place of the one to the same device
 * @VERB_OUTPUT_DEL: take an output from it
 */
enum verb {
	VERB_ROUTE,
	VERB_ADD,
	VERB_REPLACE,
	VERB_DEL,
	VERB_GET,
	VERB_SHOW,
	VERB_FLUSH,
	VERB_OUTPUT_ADD,
	VERB_OUTPUT_REPLACE,
	VERB_OUTPUT_DEL,
};

int parse_route(enum verb verb, const char *const *words, size_t n, struct route *route,
		struct sentence *error);

#endif /* MCFWD_PARSE_H */
