// SPDX-License-Identifier: GPL-2.0-only
/* The routes of one family, found by (group, source, input) in constant time. */
#include <linux/jhash.h>
#include <net/ipv6.h>

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
	u32 n_routes;
	struct rcu_head rcu;
};

/*
 * Hash and comparison. IPv4 has its own, so that it does not pay for 32 octets
 * of addresses. The prefix lengths are not hashed but compared: keys that differ
 * in nothing else are rare.
 */
static inline u32 hash_input(const struct mcfwd_key *key)
{
	return (u32)(unsigned long)key->input;
}

static inline u32 hash4(const void *data, u32 len, u32 seed)
{
	const struct mcfwd_key *key = data;

	return jhash_3words((__force u32)key->group.ip, (__force u32)key->source.ip,
			    hash_input(key), seed);
}

static inline u32 hash6(const void *data, u32 len, u32 seed)
{
	const struct mcfwd_key *key = data;

	BUILD_BUG_ON(offsetof(struct mcfwd_key, source) != sizeof(key->group));
	return jhash2(key->group.all, 2 * ARRAY_SIZE(key->group.all), seed ^ hash_input(key));
}

static inline bool rest_differs(const struct mcfwd_key *a, const struct mcfwd_key *b)
{
	return a->input != b->input || a->group_len != b->group_len ||
	       a->source_len != b->source_len;
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
	return index->hook.pf == NFPROTO_IPV4 ? &params4 : &params6;
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
	return key->input->len > shape->input_len;
}

static struct mcfwd_shape *shape_find(struct mcfwd_index *index, const struct mcfwd_key *key)
{
	struct mcfwd_shape *shape;

	list_for_each_entry(shape, &index->shapes, list)
		if (shape->group_len == key->group_len &&
		    shape->source_len == key->source_len &&
		    shape->input_len == key->input->len)
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

/* The first route of a family makes its hash and, each time, its hook. */
static int index_start(struct mcfwd_index *index, struct net *net)
{
	int err;

	if (!index->ready) {
		err = rhashtable_init(&index->routes, params(index));
		if (err)
			return err;
		index->ready = true;
	}
	return nf_register_net_hook(net, &index->hook);
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
	mcfwd_hook_init(&index->hook, mn, pf);
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
		rhashtable_destroy(&index->routes);
}

/**
 * mcfwd_index_stop() - unregister the hook of an index, whatever is in it
 * @index: the index
 * @net: its namespace, which is being deleted
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 */
void mcfwd_index_stop(struct mcfwd_index *index, struct net *net)
{
	lockdep_assert_held(&mcfwd_net(net)->lock);

	if (index->n_routes)
		nf_unregister_net_hook(net, &index->hook);
	index->n_routes = 0;
}

/**
 * mcfwd_index_insert() - add a route
 * @index: the index of the route's family
 * @mn: its namespace
 * @route: the route, complete
 *
 * The first route registers the family's hook.
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: 0, -EEXIST if a route with the same key is there, or -ENOMEM.
 */
int mcfwd_index_insert(struct mcfwd_index *index, struct mcfwd_net *mn, struct mcfwd_route *route)
{
	struct mcfwd_shape *shape;
	int err;

	lockdep_assert_held(&mn->lock);

	if (!index->n_routes) {
		err = index_start(index, mn->net);
		if (err)
			return err;
	}

	err = -ENOMEM;
	shape = shape_get(index, &route->key);
	if (!shape)
		goto err_hook;

	err = rhashtable_lookup_insert_fast(&index->routes, &route->node, *params(index));
	if (err)
		goto err_shape;

	index->n_routes++;
	return 0;

err_shape:
	shape_put(shape);
err_hook:
	if (!index->n_routes)
		nf_unregister_net_hook(mn->net, &index->hook);
	return err;
}

/**
 * mcfwd_index_remove() - take a route out
 * @index: the index it is in
 * @mn: its namespace
 * @route: the route; readers may see it until a grace period has passed
 *
 * The last route unregisters the family's hook.
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 */
void mcfwd_index_remove(struct mcfwd_index *index, struct mcfwd_net *mn, struct mcfwd_route *route)
{
	lockdep_assert_held(&mn->lock);

	rhashtable_remove_fast(&index->routes, &route->node, *params(index));
	shape_put(shape_find(index, &route->key));
	/* Zero already if the namespace is being deleted. */
	if (index->n_routes && !--index->n_routes)
		nf_unregister_net_hook(mn->net, &index->hook);
}

/**
 * mcfwd_index_replace() - put a route in the place of another
 * @index: the index that @old is in
 * @old: the route to take out; readers may see it until a grace period has passed
 * @route: the route to put in, with the same key
 *
 * A reader finds the one or the other, never none.
 *
 * Context: Process, mcfwd_net.lock held.
 * Return: 0, or -ENOENT if @old is not in the index.
 */
int mcfwd_index_replace(struct mcfwd_index *index, struct mcfwd_route *old,
			struct mcfwd_route *route)
{
	return rhashtable_replace_fast(&index->routes, &old->node, &route->node, *params(index));
}

/**
 * mcfwd_index_find() - find the route with exactly this key
 * @index: the index of the key's family
 * @key: the key
 *
 * Context: mcfwd_net.lock held.
 * Return: the route, or NULL.
 */
struct mcfwd_route *mcfwd_index_find(struct mcfwd_index *index, const struct mcfwd_key *key)
{
	if (!index->ready)
		return NULL;
	return rhashtable_lookup_fast(&index->routes, key, *params(index));
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

/**
 * mcfwd_index_lookup4() - find the most specific route for an IPv4 packet
 * @index: the IPv4 index
 * @input: what routes call the device it arrived on
 * @group: its destination
 * @source: its sender
 *
 * Context: RCU read-side.
 * Return: the route, or NULL.
 */
struct mcfwd_route *mcfwd_index_lookup4(struct mcfwd_index *index,
					const struct mcfwd_names *input,
					__be32 group, __be32 source)
{
	u8 min_len = ipv4_is_local_multicast(group) ? LINK_LOCAL_LEN4 : 0;
	const struct mcfwd_shape *shape;
	struct mcfwd_route *route;
	struct mcfwd_key key;

	list_for_each_entry_rcu(shape, &index->shapes, list) {
		if (shape->group_len < min_len)
			break;
		key.input = READ_ONCE(input->by_len[shape->input_len]);
		if (!key.input)
			continue;
		key.group.ip = group & shape->group_mask.ip;
		key.source.ip = source & shape->source_mask.ip;
		key.group_len = shape->group_len;
		key.source_len = shape->source_len;
		route = rhashtable_lookup(&index->routes, &key, params4);
		if (route)
			return route;
	}
	return NULL;
}

/**
 * mcfwd_index_lookup6() - find the most specific route for an IPv6 packet
 * @index: the IPv6 index
 * @input: what routes call the device it arrived on
 * @group: its destination
 * @source: its sender
 *
 * Context: RCU read-side.
 * Return: the route, or NULL.
 */
struct mcfwd_route *mcfwd_index_lookup6(struct mcfwd_index *index,
					const struct mcfwd_names *input,
					const struct in6_addr *group,
					const struct in6_addr *source)
{
	u8 min_len = is_link_local6(group) ? LINK_LOCAL_LEN6 : 0;
	const struct mcfwd_shape *shape;
	struct mcfwd_route *route;
	struct mcfwd_key key;
	int i;

	list_for_each_entry_rcu(shape, &index->shapes, list) {
		if (shape->group_len < min_len)
			break;
		key.input = READ_ONCE(input->by_len[shape->input_len]);
		if (!key.input)
			continue;
		for (i = 0; i < ARRAY_SIZE(key.group.all); i++) {
			key.group.all[i] = (__force u32)group->s6_addr32[i] &
					   shape->group_mask.all[i];
			key.source.all[i] = (__force u32)source->s6_addr32[i] &
					    shape->source_mask.all[i];
		}
		key.group_len = shape->group_len;
		key.source_len = shape->source_len;
		route = rhashtable_lookup(&index->routes, &key, params6);
		if (route)
			return route;
	}
	return NULL;
}
