/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_STATS_H
#define MCFWD_STATS_H

#include "counters.h"

/**
 * struct stats - the totals of a network namespace
 * @routes: configured
 * @routes_max: at most
 * @matched: packets that a route matched
 * @unmatched: multicast packets that no route matched
 * @counters: copies sent and dropped
 */
struct stats {
	uint32_t routes;
	uint32_t routes_max;
	uint64_t matched;
	uint64_t unmatched;
	struct counters counters;
};

#endif /* MCFWD_STATS_H */
