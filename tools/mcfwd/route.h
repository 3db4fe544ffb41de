/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_ROUTE_H
#define MCFWD_ROUTE_H

#include <net/if.h>
#include <linux/mcfwd.h>

#include "addr.h"
#include "counters.h"

/* The longest name, or beginning of one, and the "+". */
#define INPUT_SIZE	(IFNAMSIZ + 1)
#define INPUT_ANY	"any"
/* The longest comment, without its end. */
#define COMMENT_MAX	255

/* Beside enum mcfwd_join: not given, so that it is what route_join() says. */
#define JOIN_DEFAULT	UINT32_MAX

/**
 * struct output - one device that a route sends copies to
 * @device: its name
 * @bound: the device exists now (read from the kernel only)
 * @ttl: value for the TTL modes set and min, else 0
 * @threshold: send only what arrived with a greater TTL
 * @dscp: the new DSCP, if @has_dscp
 * @has_dscp: it was given
 * @src_auto: the new source is the device's own address
 * @no_firewall: pass by the FORWARD and POST_ROUTING chains
 * @src: the new source; none to leave it, or with @src_auto
 * @group_to: the new destination; none to leave it
 * @ttl_mode: enum mcfwd_ttl_mode, or a later module's value
 * @counters: NULL if they were not asked for
 */
struct output {
	char device[IFNAMSIZ];
	bool bound;
	uint8_t ttl;
	uint8_t threshold;
	uint8_t dscp;
	bool has_dscp;
	bool src_auto;
	bool no_firewall;
	struct addr src;
	struct addr group_to;
	uint32_t ttl_mode;
	struct counters *counters;
};

/**
 * struct route - what is matched, and where it is sent
 *
 * Zeroed, it is an empty route. A list of a million of them must fit into memory, so what is
 * rarely there hangs off pointers.
 *
 * @input: what packets arrive on: a device's name, the beginning of one with a "+" after it, or
 *	INPUT_ANY; "" if not given
 * @bound: the input device exists now (read from the kernel only)
 * @local_origin: also for what this host sends to the group itself
 * @source: none for any source
 * @group: none if not given
 * @dport: first destination port; 0 for any
 * @dport_last: last destination port, @dport if there is only one
 * @join: enum mcfwd_join, or a later module's value, or JOIN_DEFAULT
 * @local: enum mcfwd_local, or a later module's value
 * @rate: packets a second at most; 0 for any number
 * @n_excepts: how many
 * @n_outputs: how many
 * @room: how many fit into @outputs
 * @excepts: senders that it is not for, each once, in the order of their octets
 * @outputs: in the order in which they were given
 * @comment: text for people, or NULL
 * @counters: NULL if they were not asked for
 */
struct route {
	char input[INPUT_SIZE];
	bool bound;
	bool local_origin;
	struct addr source;
	struct addr group;
	uint16_t dport;
	uint16_t dport_last;
	uint32_t join;
	uint32_t local;
	uint32_t rate;
	uint32_t n_excepts;
	uint32_t n_outputs;
	uint32_t room;
	struct addr *excepts;
	struct output *outputs;
	char *comment;
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
int route_add_except(struct route *route, const struct addr *except);
bool input_is_pattern(const char *input);
bool route_is_ranged(const struct route *route);
uint32_t route_default_join(const struct route *route);
uint32_t route_join(const struct route *route);
bool route_same_match(const struct route *a, const struct route *b);
bool route_equal(const struct route *a, const struct route *b);
void route_free(struct route *route);

int route_list_add(struct route_list *list, struct route *route, bool more);
void route_list_free(struct route_list *list);

#endif /* MCFWD_ROUTE_H */
