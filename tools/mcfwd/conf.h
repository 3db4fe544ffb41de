/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_CONF_H
#define MCFWD_CONF_H

#include <stdio.h>

#include "route.h"

/**
 * enum conf_state - how the kernel has a route of a file
 * @CONF_MISSING: not at all
 * @CONF_DIFFERENT: otherwise configured
 * @CONF_SAME: as the file
 */
enum conf_state {
	CONF_MISSING,
	CONF_DIFFERENT,
	CONF_SAME,
};

/**
 * struct conf_route - a route of a file
 * @route: the route
 * @line: where it stands
 * @hash: of what it matches
 * @state: how the kernel has it; CONF_MISSING after conf_read()
 */
struct conf_route {
	struct route route;
	uint32_t line;
	uint32_t hash;
	enum conf_state state;
};

/**
 * struct conf - the routes that a file holds
 *
 * Zeroed, there are none.
 *
 * @routes: in the order of the file
 * @n: how many
 * @room: how many fit into @routes
 * @slots: hash table of what they match: their index and 1, or 0 where there is none
 * @n_slots: a power of two, at least twice @n
 */
struct conf {
	struct conf_route *routes;
	size_t n;
	size_t room;
	uint32_t *slots;
	size_t n_slots;
};

int conf_read(struct conf *conf, FILE *file, const char *name, FILE *errors);
struct conf_route *conf_find(const struct conf *conf, const struct route *match);
void conf_free(struct conf *conf);

#endif /* MCFWD_CONF_H */
