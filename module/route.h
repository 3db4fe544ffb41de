/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_ROUTE_H
#define MCFWD_ROUTE_H

#include <linux/list.h>
#include <linux/rhashtable.h>

#include "device.h"
#include "index.h"
#include "rewrite.h"
#include "stats.h"

struct mcfwd_except;
struct mcfwd_guard;
struct mcfwd_member;
struct mcfwd_rate;

/**
 * struct mcfwd_output - a device that a route sends copies to, and how
 * @device: the device's name; a reference
 * @stats: copies sent and not sent
 * @ttl_mode: enum mcfwd_ttl_mode
 * @ttl: value for the modes set and min, 1 to 255
 * @threshold: copies only packets that arrived with a greater TTL
 * @no_firewall: copies pass by the FORWARD and POST_ROUTING chains
 * @stats_lent: @stats belongs to the route that took this one's place;
 *	mcfwd_net.lock
 * @rewrite: addresses and DSCP to change, NULL if there are none
 *
 * Constant once the route is published, but for the counters and @stats_lent.
 */
struct mcfwd_output {
	struct mcfwd_device *device;
	struct mcfwd_stats __percpu *stats;
	u8 ttl_mode;
	u8 ttl;
	u8 threshold;
	bool no_firewall;
	bool stats_lent;
	struct mcfwd_rewrite *rewrite;
};

/**
 * struct mcfwd_route - what to do with the packets that match a key
 * @node: in mcfwd_index.routes
 * @key: what it matches
 * @ports: UDP destination ports that it matches
 * @inactive: bits that hide it: of packets by mcfwd_net.active, of changes by the
 *	other, see table.c; mcfwd_net.lock, read without it
 * @except: senders that it does not match, NULL if there are none
 * @rate: how many packets may pass, NULL without limit
 * @comment: text for people, NULL without one
 * @stats: packets matched, and packets dropped before any output
 * @n_outputs: number of @outputs
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @join: enum mcfwd_join
 * @local: enum mcfwd_local
 * @local_origin: it is also for what this host sends
 * @sets_source: an output changes the source address
 * @force: an output may be the input, and cycles are not looked for
 * @stats_lent: @stats belongs to the route that took this one's place;
 *	mcfwd_net.lock
 * @id: in mcfwd_net.routes; mcfwd_net.lock
 * @input: the device that @key names; a reference
 * @member: the membership on the input device, NULL without one. RCU; writers
 *	hold mcfwd_net.lock.
 * @guard: what it has against loops, NULL if every output decrements the TTL
 * @rcu: delays freeing until readers are gone
 * @outputs: where copies go
 *
 * Built in one piece, published by RCU and constant from then on, but for what
 * names a lock above: a change is another route in its place.
 */
struct mcfwd_route {
	struct rhlist_head node;
	struct mcfwd_key key;
	struct mcfwd_ports ports;
	u8 inactive;
	struct mcfwd_stats __percpu *stats;
	u32 n_outputs;
	u8 pf;
	u8 join;
	u8 local;
	bool local_origin;
	bool sets_source;
	bool force;
	bool stats_lent;
	u32 id;
	struct mcfwd_device *input;
	struct mcfwd_member __rcu *member;
	struct mcfwd_except *except;
	struct mcfwd_rate *rate;
	char *comment;
	struct mcfwd_guard *guard;
	struct rcu_head rcu;
	struct mcfwd_output outputs[];
};

struct mcfwd_route *mcfwd_route_alloc(u8 pf, u32 max_outputs);
struct mcfwd_output *mcfwd_route_add_output(struct mcfwd_route *route,
					    struct mcfwd_device *device);
struct mcfwd_route *mcfwd_route_clone(struct mcfwd_net *mn, const struct mcfwd_route *from,
				      u32 more_outputs, const struct mcfwd_device *without);
void mcfwd_route_inherit(struct mcfwd_route *route, struct mcfwd_route *old);
void mcfwd_route_disinherit(struct mcfwd_route *route, struct mcfwd_route *old);
void mcfwd_route_free(struct mcfwd_net *mn, struct mcfwd_route *route);

#endif /* MCFWD_ROUTE_H */
