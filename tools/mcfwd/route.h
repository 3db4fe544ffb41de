/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_ROUTE_H
#define MCFWD_ROUTE_H

#include <net/if.h>
#include <linux/mcfwd.h>

#include "addr.h"
#include "counters.h"

/**
 * struct output - one device that a route sends copies to
 * @device: its name
 * @bound: the device exists now (read from the kernel only)
 * @ttl: value for the TTL modes set and min, else 0
 * @threshold: send only what arrived with a greater TTL
 * @ttl_mode: enum mcfwd_ttl_mode, or a later module's value
 * @counters: NULL if they were not asked for
 */
struct output {
	char device[IFNAMSIZ];
	bool bound;
	uint8_t ttl;
	uint8_t threshold;
	uint32_t ttl_mode;
	struct counters *counters;
};

/**
 * struct route - what is matched, and where it is sent
 *
 * Zeroed, it is an empty route. A list of a million of them must fit into memory, so what is
 * rarely there hangs off pointers.
 *
 * @input: name of the device that packets arrive on; "" if not given
 * @bound: the input device exists now (read from the kernel only)
 * @source: none for any source
 * @group: none if not given
 * @join: enum mcfwd_join, or a later module's value
 * @n_outputs: how many
 * @room: how many fit into @outputs
 * @outputs: in the order in which they were given
 * @counters: NULL if they were not asked for
 */
struct route {
	char input[IFNAMSIZ];
	bool bound;
	struct addr source;
	struct addr group;
	uint32_t join;
	uint32_t n_outputs;
	uint32_t room;
	struct output *outputs;
	struct counters *counters;
};

/**
 * struct route_list - routes in the order of the kernel
 * @routes: the routes
 * @n: how many
 * @room: how many fit
 */
struct route_list {
	struct route *routes;
	size_t n;
	size_t room;
};

struct output *route_add_output(struct route *route, const char *device);
bool route_same_match(const struct route *a, const struct route *b);
bool route_equal(const struct route *a, const struct route *b);
void route_free(struct route *route);

int route_list_add(struct route_list *list, struct route *route, bool more);
void route_list_free(struct route_list *list);

#endif /* MCFWD_ROUTE_H */
