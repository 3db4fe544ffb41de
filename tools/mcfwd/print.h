/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_PRINT_H
#define MCFWD_PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include "changes.h"
#include "event.h"
#include "member.h"
#include "route.h"
#include "stats.h"

/**
 * struct print - a document that is being printed
 *
 * Between print_begin() and print_end() stand either any number of routes or memberships, or one
 * of the other things.
 *
 * @out: where to
 * @json: as one JSON document, not as text
 * @pretty: the JSON with line breaks
 * @stats: with counters, as far as the kernel told them
 * @again: only what makes a route, so that it can be read back
 * @list: the document is an array
 * @n: how many things are printed
 * @failed: memory was short
 */
struct print {
	FILE *out;
	bool json;
	bool pretty;
	bool stats;
	bool again;
	bool list;
	size_t n;
	bool failed;
};

void print_begin(struct print *print, bool list);
void print_route(struct print *print, const struct route *route);
void print_member(struct print *print, const struct member *member);
void print_stats(struct print *print, const struct stats *stats);
void print_limit(struct print *print, uint32_t routes_max);
void print_changes(struct print *print, const struct changes *changes);
void print_event(struct print *print, const struct event *event);
void print_lost(struct print *print);
int print_end(struct print *print);

#endif /* MCFWD_PRINT_H */
