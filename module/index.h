/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_INDEX_H
#define MCFWD_INDEX_H

#include <linux/in.h>
#include <linux/in6.h>
#include <linux/list.h>
#include <linux/netfilter.h>
#include <linux/rhashtable.h>

struct mcfwd_device;
struct mcfwd_names;
struct mcfwd_net;
struct mcfwd_route;

/**
 * struct mcfwd_key - what a route matches
 * @group: destination prefix, bits beyond @group_len zero
 * @source: sender prefix, bits beyond @source_len zero
 * @input: the device name it arrives on, or how that begins; compared by address
 * @group_len: length of @group in bits
 * @source_len: length of @source in bits; 0 is (*,G)
 * @dport: UDP destination port, 0 for any or a range of them
 *
 * The family is that of the index. Constant once the route is in the index.
 */
struct mcfwd_key {
	union nf_inet_addr group;
	union nf_inet_addr source;
	const struct mcfwd_device *input;
	u8 group_len;
	u8 source_len;
	__be16 dport;
};

/**
 * struct mcfwd_ports - a range of UDP destination ports
 * @first: the first, host byte order, 0 for any port or none
 * @last: the last
 */
struct mcfwd_ports {
	u16 first;
	u16 last;
};

/**
 * struct mcfwd_query - what is asked of an index
 * @input: what routes call the device that the packet arrives on
 * @group: its destination
 * @source: its sender
 * @dport: its UDP destination port, 0 if it has none or no route asks
 * @inactive: the bit of mcfwd_route.inactive that hides a route from the asker
 */
struct mcfwd_query {
	const struct mcfwd_names *input;
	union nf_inet_addr group;
	union nf_inet_addr source;
	__be16 dport;
	u8 inactive;
};

/**
 * struct mcfwd_index - the routes of one family, found by what they match
 * @routes: hash of struct mcfwd_route by its key, of which there can be several
 *	with the same: for ranges of ports, and while a route is being replaced.
 *	RCU, writers hold mcfwd_net.lock.
 * @shapes: struct mcfwd_shape, most specific first; RCU, writers hold
 *	mcfwd_net.lock
 * @arrive: the PRE_ROUTING hook, registered while there are routes
 * @leave: the LOCAL_OUT hook, registered while there are routes for what this host
 *	sends
 * @n_routes: routes in @routes; mcfwd_net.lock
 * @n_local_origin: those of them for what this host sends; mcfwd_net.lock
 * @n_dports: those of them with ports; mcfwd_net.lock, read without it
 * @ready: @routes is initialised, which waits for the first route;
 *	mcfwd_net.lock
 *
 * Tuple space search: a shape is a tuple of prefix lengths (group, source, name
 * of the input, port or none) that some route uses, and a lookup cuts the packet's
 * to each shape in turn and asks the hash. Its cost grows with the number of shapes, not
 * of routes. The first hit is the most specific route, as the shapes are in that
 * order.
 */
struct mcfwd_index {
	struct rhltable routes;
	struct list_head shapes;
	struct nf_hook_ops arrive;
	struct nf_hook_ops leave;
	u32 n_routes;
	u32 n_local_origin;
	u32 n_dports;
	bool ready;
};

void mcfwd_index_init(struct mcfwd_index *index, struct mcfwd_net *mn, u8 pf);
void mcfwd_index_exit(struct mcfwd_index *index);
void mcfwd_index_stop(struct mcfwd_index *index, struct net *net);

int mcfwd_index_insert(struct mcfwd_index *index, struct mcfwd_net *mn,
		       struct mcfwd_route *route);
void mcfwd_index_remove(struct mcfwd_index *index, struct mcfwd_net *mn,
			struct mcfwd_route *route);
struct mcfwd_route *mcfwd_index_find(struct mcfwd_index *index, const struct mcfwd_key *key,
				     struct mcfwd_ports ports, u8 inactive);

void mcfwd_index_mask(union nf_inet_addr *mask, unsigned int len);

struct mcfwd_route *mcfwd_index_lookup4(struct mcfwd_index *index,
					const struct mcfwd_query *query);
struct mcfwd_route *mcfwd_index_lookup6(struct mcfwd_index *index,
					const struct mcfwd_query *query);

#endif /* MCFWD_INDEX_H */
