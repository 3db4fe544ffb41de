// SPDX-License-Identifier: GPL-2.0-only
/* The routes of one family, found by (group, source, input, port) in constant time. */
#include <linux/jhash.h>
#include <net/ipv6.h>

#include "except.h"
#include "hook.h"
#include "index.h"
#include "net.h"
#include "route.h"

/**
 * struct mcfwd_shape - prefix lengths in use together
 * @list: in mcfwd_index.shapes
 * @group_mask: netmask of @group_len bits
 * @source_mask: netmask of @source_len bits
 * @group_len: see struct mcfwd_key
 * @source_len: see struct mcfwd_key
 * @input_len: mcfwd_device.len of the input
 * @has_dport: a single port is part of the key
 * @n_routes: routes of this shape; mcfwd_net.lock
 * @rcu: delays freeing until readers are gone
 *
 * Constant but for @n_routes.
 */
struct mcfwd_shape {
	struct list_head list;
	union nf_inet_addr group_mask;
	union nf_inet_addr source_mask;
	u8 group_len;
	u8 source_len;
	u8 input_len;
	bool has_dport;
	u32 n_routes;
	struct rcu_head rcu;
};

/*
 * Hash and comparison. IPv4 has its own, so that it does not pay for 32 octets
 * of addresses.
 */
static inline u32 hash_rest(const struct mcfwd_key *key)
{
	return (u32)(unsigned long)key->input ^ (__force u16)key->dport ^
	       (u32)key->group_len << 24 ^ (u32)key->source_len << 16;
}

static inline u32 hash4(const void *data, u32 len, u32 seed)
{
	const struct mcfwd_key *key = data;

	return jhash_3words((__force u32)key->group.ip, (__force u32)key->source.ip,
			    hash_rest(key), seed);
}

static inline u32 hash6(const void *data, u32 len, u32 seed)
{
	const struct mcfwd_key *key = data;

	BUILD_BUG_ON(offsetof(struct mcfwd_key, source) != sizeof(key->group));
	return jhash2(key->group.all, 2 * ARRAY_SIZE(key->group.all), seed ^ hash_rest(key));
}

static inline bool rest_differs(const struct mcfwd_key *a, const struct mcfwd_key *b)
{
	return a->input != b->input || a->dport != b->dport ||
	       a->group_len != b->group_len || a->source_len != b->source_len;
}

static inline int compare4(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct mcfwd_route *route = obj;
	const struct mcfwd_key *key = arg->key;

	return key->group.ip != route->key.group.ip || key->source.ip != route->key.source.ip ||
	       rest_differs(key, &route->key);
}

static inline int compare6(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct mcfwd_route *route = obj;
	const struct mcfwd_key *key = arg->key;

	return !ipv6_addr_equal(&key->group.in6, &route->key.group.in6) ||
	       !ipv6_addr_equal(&key->source.in6, &route->key.source.in6) ||
	       rest_differs(key, &route->key);
}

static const struct rhashtable_params params4 = {
	.head_offset = offsetof(struct mcfwd_route, node),
	.key_offset = offsetof(struct mcfwd_route, key),
	.key_len = sizeof(struct mcfwd_key),
	.hashfn = hash4,
	.obj_cmpfn = compare4,
	.automatic_shrinking = true,
};

static const struct rhashtable_params params6 = {
	.head_offset = offsetof(struct mcfwd_route, node),
	.key_offset = offsetof(struct mcfwd_route, key),
	.key_len = sizeof(struct mcfwd_key),
	.hashfn = hash6,
	.obj_cmpfn = compare6,
	.automatic_shrinking = true,
};

/* Only slow paths use this; lookups name their parameters, which inlines them. */
static const struct rhashtable_params *params(const struct mcfwd_index *index)
{
	return index->arrive.pf == NFPROTO_IPV4 ? &params4 : &params6;
}

/**
 * mcfwd_index_mask() - make a netmask
 * @mask: the result, network byte order
 * @len: number of bits set, at most 128; an IPv4 mask is the first word
 */
void mcfwd_index_mask(union nf_inet_addr *mask, unsigned int len)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(mask->all); i++) {
		unsigned int bits = min(len, 32U);

		mask->all[i] = bits ? (__force u32)htonl(~0U << (32 - bits)) : 0;
		len -= bits;
	}
}

static bool more_specific(const struct mcfwd_key *key, const struct mcfwd_shape *shape)
{
	if (key->group_len != shape->group_len)
		return key->group_len > shape->group_len;
	if (key->source_len != shape->source_len)
		return key->source_len > shape->source_len;
	if (key->input->len != shape->input_len)
		return key->input->len > shape->input_len;
	return key->dport && !shape->has_dport;
}

static struct mcfwd_shape *shape_find(struct mcfwd_index *index, const struct mcfwd_key *key)
{
	struct mcfwd_shape *shape;

	list_for_each_entry(shape, &index->shapes, list)
		if (shape->group_len == key->group_len &&
		    shape->source_len == key->source_len &&
		    shape->input_len == key->input->len &&
		    shape->has_dport == !!key->dport)
			return shape;
	return NULL;
}

static struct mcfwd_shape *shape_get(struct mcfwd_index *index, const struct mcfwd_key *key)
{
	struct mcfwd_shape *shape = shape_find(index, key), *next;

	if (shape) {
		shape->n_routes++;
		return shape;
	}

	shape = kzalloc(sizeof(*shape), GFP_KERNEL_ACCOUNT);
	if (!shape)
		return NULL;
	shape->n_routes = 1;
	shape->group_len = key->group_len;
	shape->source_len = key->source_len;
	shape->input_len = key->input->len;
	shape->has_dport = key->dport;
	mcfwd_index_mask(&shape->group_mask, key->group_len);
	mcfwd_index_mask(&shape->source_mask, key->source_len);

	list_for_each_entry(next, &index->shapes, list)
		if (more_specific(key, next))
			break;
	list_add_tail_rcu(&shape->list, &next->list);
	return shape;
}

static void shape_put(struct mcfwd_shape *shape)
{
	if (--shape->n_routes)
		return;
	list_del_rcu(&shape->list);
	kfree_rcu(shape, rcu);
}

static int index_make(struct mcfwd_index *index)
{
	int err;

	if (index->ready)
		return 0;
	err = rhltable_init(&index->routes, params(index));
	if (!err)
		index->ready = true;
	return err;
}

/* Registers what the route is the first to need. */
static int hooks_get(struct mcfwd_index *index, struct net *net, const struct mcfwd_route *route)
{
	int err;

	if (!index->n_routes) {
		err = nf_register_net_hook(net, &index->arrive);
		if (err)
			return err;
	}
	if (route->local_origin && !index->n_local_origin) {
		err = nf_register_net_hook(net, &index->leave);
		if (err) {
			if (!index->n_routes)
				nf_unregister_net_hook(net, &index->arrive);
			return err;
		}
	}
	index->n_routes++;
	index->n_local_origin += route->local_origin;
	return 0;
}

/* Both are zero already if the namespace is being deleted. */
static void hooks_put(struct mcfwd_index *index, struct net *net, const struct mcfwd_route *route)
{
	if (index->n_local_origin && route->local_origin && !--index->n_local_origin)
		nf_unregister_net_hook(net, &index->leave);
	if (index->n_routes && !--index->n_routes)
		nf_unregister_net_hook(net, &index->arrive);
}

/**
 * mcfwd_index_init() - prepare an index without routes
 * @index: the index
 * @mn: the namespace it belongs to
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 */
void mcfwd_index_init(struct mcfwd_index *index, struct mcfwd_net *mn, u8 pf)
{
	INIT_LIST_HEAD(&index->shapes);
	mcfwd_hook_init(&index->arrive, &index->leave, mn, pf);
}

/**
 * mcfwd_index_exit() - free what an index holds
 * @index: the index; no route is in it and no reader can reach it
 *
 * Context: Process. May sleep.
 */
void mcfwd_index_exit(struct mcfwd_index *index)
{
	if (index->ready)
		rhltable_destroy(&index->routes);
}

/**
 * mcfwd_index_stop() - unregister the hooks of an index, whatever is in it
 * @index: the index
 * @net: its namespace, which is being deleted
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 */
void mcfwd_index_stop(struct mcfwd_index *index, struct net *net)
{
	lockdep_assert_held(&mcfwd_net(net)->lock);

	if (index->n_local_origin)
		nf_unregister_net_hook(net, &index->leave);
	if (index->n_routes)
		nf_unregister_net_hook(net, &index->arrive);
	index->n_local_origin = 0;
	index->n_routes = 0;
}

/**
 * mcfwd_index_insert() - add a route
 * @index: the index of the route's family
 * @mn: its namespace
 * @route: the route, complete
 *
 * The first route registers the family's hooks. Of routes with the same key and
 * overlapping ports a reader finds the one that was inserted last: that is how one
 * takes the place of another, to be removed next, without a gap.
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: 0 or -ENOMEM.
 */
int mcfwd_index_insert(struct mcfwd_index *index, struct mcfwd_net *mn, struct mcfwd_route *route)
{
	struct mcfwd_shape *shape;
	int err;

	lockdep_assert_held(&mn->lock);

	err = index_make(index);
	if (err)
		return err;
	err = hooks_get(index, mn->net, route);
	if (err)
		return err;

	err = -ENOMEM;
	shape = shape_get(index, &route->key);
	if (!shape)
		goto err_hooks;

	err = rhltable_insert_key(&index->routes, &route->key, &route->node, *params(index));
	if (err)
		goto err_shape;

	if (route->ports.first)
		WRITE_ONCE(index->n_dports, index->n_dports + 1);
	return 0;

err_shape:
	shape_put(shape);
err_hooks:
	hooks_put(index, mn->net, route);
	return err;
}

/**
 * mcfwd_index_remove() - take a route out
 * @index: the index it is in
 * @mn: its namespace
 * @route: the route; readers may see it until a grace period has passed
 *
 * The last route unregisters the family's hooks.
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 */
void mcfwd_index_remove(struct mcfwd_index *index, struct mcfwd_net *mn, struct mcfwd_route *route)
{
	lockdep_assert_held(&mn->lock);

	rhltable_remove(&index->routes, &route->node, *params(index));
	shape_put(shape_find(index, &route->key));
	if (route->ports.first)
		WRITE_ONCE(index->n_dports, index->n_dports - 1);
	hooks_put(index, mn->net, route);
}

/**
 * mcfwd_index_find() - find the route with a key and some of these ports
 * @index: the index of the key's family
 * @key: the key
 * @ports: the ports; none finds only a route without any
 * @inactive: the bit of mcfwd_route.inactive that hides a route
 *
 * Context: mcfwd_net.lock held.
 * Return: the route, or NULL.
 */
struct mcfwd_route *mcfwd_index_find(struct mcfwd_index *index, const struct mcfwd_key *key,
				     struct mcfwd_ports ports, u8 inactive)
{
	struct rhlist_head *list, *pos;
	struct mcfwd_route *route;

	if (!index->ready)
		return NULL;
	rcu_read_lock();
	list = rhltable_lookup(&index->routes, key, *params(index));
	rhl_for_each_entry_rcu(route, pos, list, node) {
		if (!(route->inactive & inactive) && route->ports.first <= ports.last &&
		    ports.first <= route->ports.last)
			goto out;
	}
	route = NULL;
out:
	rcu_read_unlock();
	return route;
}

/*
 * Groups that stay on a link: 224.0.0.0/24 (RFC 5771 4), and IPv6 scopes 1 and 2
 * (RFC 4291 2.7). Only a range inside of them has them; it is at least this long.
 */
#define LINK_LOCAL_LEN4	24
#define LINK_LOCAL_LEN6	16

static bool is_link_local6(const struct in6_addr *group)
{
	return IPV6_ADDR_MC_SCOPE(group) <= IPV6_ADDR_SCOPE_LINKLOCAL;
}

/* Whether a route with the right key is one for the packet. */
static bool serves(const struct mcfwd_route *route, const struct mcfwd_query *query)
{
	if (unlikely(READ_ONCE(route->inactive) & query->inactive))
		return false;
	if (unlikely(route->ports.first)) {
		u16 dport = ntohs(query->dport);

		if (dport < route->ports.first || dport > route->ports.last)
			return false;
	}
	return likely(!route->except) || !mcfwd_except_has(route->except, &query->source);
}

/* One with ports goes before one without, whichever was inserted last. */
static struct mcfwd_route *pick(struct rhlist_head *list, const struct mcfwd_query *query)
{
	struct mcfwd_route *route, *found = NULL;
	struct rhlist_head *pos;

	rhl_for_each_entry_rcu(route, pos, list, node) {
		if (!serves(route, query))
			continue;
		if (route->ports.first)
			return route;
		if (!found)
			found = route;
	}
	return found;
}

/**
 * mcfwd_index_lookup4() - find the most specific route for an IPv4 packet
 * @index: the IPv4 index
 * @query: what is known of the packet
 *
 * Context: RCU read-side.
 * Return: the route, or NULL.
 */
struct mcfwd_route *mcfwd_index_lookup4(struct mcfwd_index *index,
					const struct mcfwd_query *query)
{
	u8 min_len = ipv4_is_local_multicast(query->group.ip) ? LINK_LOCAL_LEN4 : 0;
	const struct mcfwd_shape *shape;
	struct mcfwd_route *route;
	struct rhlist_head *list;
	struct mcfwd_key key;

	list_for_each_entry_rcu(shape, &index->shapes, list) {
		if (shape->group_len < min_len)
			break;
		key.input = READ_ONCE(query->input->by_len[shape->input_len]);
		if (!key.input || (shape->has_dport && !query->dport))
			continue;
		key.group.ip = query->group.ip & shape->group_mask.ip;
		key.source.ip = query->source.ip & shape->source_mask.ip;
		key.group_len = shape->group_len;
		key.source_len = shape->source_len;
		key.dport = shape->has_dport ? query->dport : 0;
		list = rhltable_lookup(&index->routes, &key, params4);
		route = list ? pick(list, query) : NULL;
		if (route)
			return route;
	}
	return NULL;
}

/**
 * mcfwd_index_lookup6() - find the most specific route for an IPv6 packet
 * @index: the IPv6 index
 * @query: what is known of the packet
 *
 * Context: RCU read-side.
 * Return: the route, or NULL.
 */
struct mcfwd_route *mcfwd_index_lookup6(struct mcfwd_index *index,
					const struct mcfwd_query *query)
{
	u8 min_len = is_link_local6(&query->group.in6) ? LINK_LOCAL_LEN6 : 0;
	const struct mcfwd_shape *shape;
	struct mcfwd_route *route;
	struct rhlist_head *list;
	struct mcfwd_key key;
	int i;

	list_for_each_entry_rcu(shape, &index->shapes, list) {
		if (shape->group_len < min_len)
			break;
		key.input = READ_ONCE(query->input->by_len[shape->input_len]);
		if (!key.input || (shape->has_dport && !query->dport))
			continue;
		for (i = 0; i < ARRAY_SIZE(key.group.all); i++) {
			key.group.all[i] = query->group.all[i] & shape->group_mask.all[i];
			key.source.all[i] = query->source.all[i] & shape->source_mask.all[i];
		}
		key.group_len = shape->group_len;
		key.source_len = shape->source_len;
		key.dport = shape->has_dport ? query->dport : 0;
		list = rhltable_lookup(&index->routes, &key, params6);
		route = list ? pick(list, query) : NULL;
		if (route)
			return route;
	}
	return NULL;
}
