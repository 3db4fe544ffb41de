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
 *
 * The family is that of the index. Constant once the route is in the index.
 */
struct mcfwd_key {
	union nf_inet_addr group;
	union nf_inet_addr source;
	const struct mcfwd_device *input;
	u8 group_len;
	u8 source_len;
};

/**
 * struct mcfwd_index - the routes of one family, found by what they match
 * @routes: hash of struct mcfwd_route by its key; RCU, writers hold
 *	mcfwd_net.lock
 * @shapes: struct mcfwd_shape, most specific first; RCU, writers hold
 *	mcfwd_net.lock
 * @hook: the PRE_ROUTING hook, registered while there are routes
 * @n_routes: routes in @routes; mcfwd_net.lock
 * @ready: @routes is initialised, which waits for the first route;
 *	mcfwd_net.lock
 *
 * Tuple space search: a shape is a triple of prefix lengths (group, source, name
 * of the input) that some route uses, and a lookup cuts the packet's to each
 * shape in turn and asks the hash. Its cost grows with the number of shapes, not
 * of routes. The first hit is the most specific route, as the shapes are in that
 * order.
 */
struct mcfwd_index {
	struct rhashtable routes;
	struct list_head shapes;
	struct nf_hook_ops hook;
	u32 n_routes;
	bool ready;
};

void mcfwd_index_init(struct mcfwd_index *index, struct mcfwd_net *mn, u8 pf);
void mcfwd_index_exit(struct mcfwd_index *index);
void mcfwd_index_stop(struct mcfwd_index *index, struct net *net);

int mcfwd_index_insert(struct mcfwd_index *index, struct mcfwd_net *mn,
		       struct mcfwd_route *route);
void mcfwd_index_remove(struct mcfwd_index *index, struct mcfwd_net *mn,
			struct mcfwd_route *route);
int mcfwd_index_replace(struct mcfwd_index *index, struct mcfwd_route *old,
			struct mcfwd_route *route);
struct mcfwd_route *mcfwd_index_find(struct mcfwd_index *index, const struct mcfwd_key *key);

void mcfwd_index_mask(union nf_inet_addr *mask, unsigned int len);

struct mcfwd_route *mcfwd_index_lookup4(struct mcfwd_index *index,
					const struct mcfwd_names *input,
					__be32 group, __be32 source);
struct mcfwd_route *mcfwd_index_lookup6(struct mcfwd_index *index,
					const struct mcfwd_names *input,
					const struct in6_addr *group,
					const struct in6_addr *source);

#endif /* MCFWD_INDEX_H */
