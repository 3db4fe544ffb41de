/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_PARSE_H
#define MCFWD_PARSE_H

#include "route.h"
#include "sentence.h"

/**
 * enum verb - what is to be done with a route
 * @VERB_ADD: make it; there must be none with the same match
 * @VERB_REPLACE: make it, in the place of one with the same match
 * @VERB_DEL: delete it
 * @VERB_GET: show it
 * @VERB_SHOW: show all, or those with the given words
 * @VERB_FLUSH: delete all, or those with the given words
 */
enum verb {
	VERB_ADD,
	VERB_REPLACE,
	VERB_DEL,
	VERB_GET,
	VERB_SHOW,
	VERB_FLUSH,
};

int parse_route(enum verb verb, const char *const *words, size_t n, struct route *route,
		struct sentence *error);

#endif /* MCFWD_PARSE_H */
