// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cycles among a namespace's own routes, found before they are made: what a route
 * sends out of a device is what arrives there, should that network lead back, and
 * another route may take it from there. If no hop decrements the TTL, nothing but
 * luck ends it.
 *
 * Only routes with such outputs are looked at, and a route's successors are found by
 * device and group, so that a route more costs no more among a million. It is
 * followed which addresses a packet can still have after each hop; which of several
 * routes would be the more specific one is not.
 */
#include <linux/in.h>
#include <linux/mm.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include <net/ipv6.h>

#include "cycle.h"
#include "device.h"
#include "guard.h"
#include "net.h"
#include "route.h"

/* Hops looked at. What takes longer to find out is not refused. */
#define HOPS_MAX	256

/* In 32-bit words, as jhash2() wants it. */
static const struct rhashtable_params params = {
	.head_offset = offsetof(struct mcfwd_guard, node),
	.key_offset = offsetof(struct mcfwd_guard, key),
	.key_len = sizeof(struct mcfwd_guard_key),
	.automatic_shrinking = true,
};

/**
 * struct hop - packets that a route gets on the way
 * @route: the route
 * @via: the device they arrive on, NULL at the begin of the way
 * @packets: their addresses
 */
struct hop {
	const struct mcfwd_route *route;
	const struct mcfwd_device *via;
	struct mcfwd_key packets;
};

/**
 * struct search - a search for a cycle
 * @mn: the namespace
 * @route: the route that the cycle is to go through
 * @replaced: a route that is no longer there then, or NULL
 * @inactive: bit of mcfwd_route.inactive of others that are no longer there then
 * @n_hops: hops found
 * @tries: routes that may still be tried
 * @hops: those found, to be followed in turn
 */
struct search {
	struct mcfwd_net *mn;
	const struct mcfwd_route *route;
	const struct mcfwd_route *replaced;
	u8 inactive;
	unsigned int n_hops;
	unsigned int *tries;
	struct hop hops[HOPS_MAX];
};

static u8 address_bits(const struct mcfwd_route *route)
{
	return route->pf == NFPROTO_IPV4 ? 32 : 128;
}

/* Cuts a prefix to what it has in common with another. Return: false if nothing. */
static bool intersect(union nf_inet_addr *addr, u8 *len, const union nf_inet_addr *with,
		      u8 with_len)
{
	union nf_inet_addr mask;
	int i;

	mcfwd_index_mask(&mask, min(*len, with_len));
	for (i = 0; i < ARRAY_SIZE(mask.all); i++)
		if ((addr->all[i] ^ with->all[i]) & mask.all[i])
			return false;
	if (with_len > *len) {
		*addr = *with;
		*len = with_len;
	}
	return true;
}

/* Groups of link-local scope, which a wider range never matches; see index.c. */
static bool spares(const struct mcfwd_route *route, const struct mcfwd_key *packets)
{
	if (route->pf == NFPROTO_IPV4)
		return route->key.group_len < 24 && packets->group_len >= 24 &&
		       ipv4_is_local_multicast(packets->group.ip);
	return route->key.group_len < 16 && packets->group_len >= 16 &&
	       IPV6_ADDR_MC_SCOPE(&packets->group.in6) <= IPV6_ADDR_SCOPE_LINKLOCAL;
}

/* Cuts packets to those that a route is for. Return: false if there are none. */
static bool take(struct mcfwd_key *packets, const struct mcfwd_route *route)
{
	const struct mcfwd_key *key = &route->key;

	return !spares(route, packets) &&
	       intersect(&packets->group, &packets->group_len, &key->group, key->group_len) &&
	       intersect(&packets->source, &packets->source_len, &key->source, key->source_len);
}

/* What an output makes of packets. An automatic source can be any. */
static void leave(struct mcfwd_key *packets, const struct mcfwd_output *out, u8 bits)
{
	const struct mcfwd_rewrite *rewrite = out->rewrite;

	if (!rewrite)
		return;
	if (rewrite->has_group) {
		packets->group = rewrite->group;
		packets->group_len = bits;
	}
	if (rewrite->src_mode == MCFWD_SRC_ADDRESS) {
		packets->source = rewrite->src;
		packets->source_len = bits;
	} else if (rewrite->src_mode == MCFWD_SRC_AUTO) {
		memset(&packets->source, 0, sizeof(packets->source));
		packets->source_len = 0;
	}
}

static bool overrides(const struct mcfwd_output *out, const struct mcfwd_device *via)
{
	/* What arrives on a device never leaves by it. */
	return out->ttl_mode != MCFWD_TTL_DEC && out->device != via;
}

static bool goes_on(const struct mcfwd_route *route, const struct mcfwd_device *via)
{
	u32 i;

	for (i = 0; i < route->n_outputs; i++)
		if (overrides(&route->outputs[i], via))
			return true;
	return false;
}

static bool same_hop(const struct hop *a, const struct hop *b)
{
	const struct mcfwd_key *p = &a->packets, *q = &b->packets;

	return a->route == b->route && a->via == b->via && p->group_len == q->group_len &&
	       p->source_len == q->source_len && nf_inet_addr_cmp(&p->group, &q->group) &&
	       nf_inet_addr_cmp(&p->source, &q->source);
}

static bool exhausted(const struct search *search)
{
	return search->n_hops == HOPS_MAX || !*search->tries;
}

static bool is_gone(const struct search *search, const struct mcfwd_route *route)
{
	return route == search->replaced || route->inactive & search->inactive;
}

/* No router changes the port, so one that all routes of a cycle are for is needed. */
static bool share_ports(const struct mcfwd_route *a, const struct mcfwd_route *b)
{
	if (!a->ports.first || !b->ports.first)
		return true;
	return a->ports.first <= b->ports.last && b->ports.first <= a->ports.last;
}

/*
 * Notes that a route takes some of the packets that left by a device.
 *
 * Return: true if it is the route that the search began with: a cycle.
 */
static bool try(struct search *search, const struct mcfwd_route *route,
		const struct mcfwd_device *via, const struct mcfwd_key *packets)
{
	struct hop hop = { .route = route, .via = via, .packets = *packets };
	unsigned int i;

	if (exhausted(search) || is_gone(search, route) || route->pf != search->route->pf)
		return false;
	--*search->tries;
	if (!share_ports(route, search->route) || !take(&hop.packets, route) ||
	    !goes_on(route, via))
		return false;
	if (route == search->route)
		return true;
	for (i = 0; i < search->n_hops; i++)
		if (same_hop(&search->hops[i], &hop))
			return false;
	search->hops[search->n_hops++] = hop;
	return false;
}

static bool try_list(struct search *search, struct list_head *guards,
		     const struct mcfwd_device *via, const struct mcfwd_key *packets)
{
	const struct mcfwd_guard *guard;

	list_for_each_entry(guard, guards, on_device) {
		if (exhausted(search))
			return false;
		if (try(search, guard->route, via, packets))
			return true;
	}
	return false;
}

static bool try_group(struct search *search, const struct mcfwd_device *input,
		      const struct mcfwd_device *via, const struct mcfwd_key *packets)
{
	struct mcfwd_guard_key key = { .input = input, .group = packets->group };
	struct rhlist_head *list, *at;
	const struct mcfwd_guard *guard;
	bool found = false;

	if (!search->mn->guards_ready)
		return false;
	rcu_read_lock();
	list = rhltable_lookup(&search->mn->guards, &key, params);
	rhl_for_each_entry_rcu(guard, at, list, node) {
		found = try(search, guard->route, via, packets);
		if (found || exhausted(search))
			break;
	}
	rcu_read_unlock();
	return found;
}

/* The routes with an input of this name. Return: true if there is a cycle. */
static bool try_input(struct search *search, struct mcfwd_device *input,
		      const struct mcfwd_device *via, const struct mcfwd_key *packets)
{
	/* The route itself may be in no list yet. */
	if (input == search->route->input && try(search, search->route, via, packets))
		return true;
	if (try_list(search, &input->range_guards, via, packets))
		return true;
	if (packets->group_len == address_bits(search->route))
		return try_group(search, input, via, packets);
	return try_list(search, &input->guards, via, packets);
}

/* The routes that packets which left by a device can take: all names it goes by. */
static bool try_all(struct search *search, const struct mcfwd_device *via,
		    const struct mcfwd_key *packets)
{
	struct mcfwd_device *input;
	size_t len;

	input = mcfwd_device_find(search->mn, via->name, MCFWD_NAME_WHOLE);
	if (input && try_input(search, input, via, packets))
		return true;
	for (len = 0; len <= strlen(via->name); len++) {
		input = mcfwd_device_find(search->mn, via->name, len);
		if (input && try_input(search, input, via, packets))
			return true;
	}
	return false;
}

static bool follow(struct search *search, const struct hop *hop)
{
	u32 i;

	for (i = 0; i < hop->route->n_outputs; i++) {
		const struct mcfwd_output *out = &hop->route->outputs[i];
		struct mcfwd_key packets = hop->packets;

		if (!overrides(out, hop->via))
			continue;
		leave(&packets, out, address_bits(hop->route));
		if (try_all(search, out->device, &packets))
			return true;
	}
	return false;
}

static bool has_cycle(struct search *search)
{
	unsigned int i;

	search->hops[0].route = search->route;
	search->hops[0].via = NULL;
	search->hops[0].packets = search->route->key;
	search->n_hops = 1;
	for (i = 0; i < search->n_hops && !exhausted(search); i++) {
		if (follow(search, &search->hops[i]))
			return true;
		cond_resched();
	}
	return false;
}

/**
 * mcfwd_cycle_check() - refuse a route that would close a cycle without TTL
 * @mn: the namespace
 * @route: the route, complete, with its guard; need not be added yet
 * @replaced: the route that it takes the place of, or NULL
 * @inactive: bit of mcfwd_route.inactive that other routes have which are going
 * @tries: routes that may still be tried, MCFWD_CYCLE_TRIES at first; less afterwards
 * @extack: set if it is refused
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: 0, -ELOOP or -ENOMEM.
 */
int mcfwd_cycle_check(struct mcfwd_net *mn, const struct mcfwd_route *route,
		      const struct mcfwd_route *replaced, u8 inactive, unsigned int *tries,
		      struct netlink_ext_ack *extack)
{
	struct search *search;
	bool found;

	lockdep_assert_held(&mn->lock);

	if (!route->guard || route->force)
		return 0;
	search = kvmalloc(sizeof(*search), GFP_KERNEL);
	if (!search)
		return -ENOMEM;
	search->mn = mn;
	search->route = route;
	search->replaced = replaced;
	search->inactive = inactive;
	search->tries = tries;
	found = has_cycle(search);
	kvfree(search);
	if (!found)
		return 0;
	NL_SET_ERR_MSG(extack, "a cycle of outputs that do not decrement the TTL");
	return -ELOOP;
}

/**
 * mcfwd_cycle_add() - let later routes find cycles through this one
 * @mn: the namespace
 * @route: the route, with its guard if it has one
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: 0 or a negative errno.
 */
int mcfwd_cycle_add(struct mcfwd_net *mn, struct mcfwd_route *route)
{
	struct mcfwd_guard *guard = route->guard;
	int err;

	lockdep_assert_held(&mn->lock);

	if (!guard)
		return 0;
	if (route->key.group_len != address_bits(route)) {
		list_add(&guard->on_device, &route->input->range_guards);
		return 0;
	}
	if (!mn->guards_ready) {
		err = rhltable_init(&mn->guards, &params);
		if (err)
			return err;
		mn->guards_ready = true;
	}
	guard->key.input = route->input;
	guard->key.group = route->key.group;
	err = rhltable_insert(&mn->guards, &guard->node, params);
	if (!err)
		list_add(&guard->on_device, &route->input->guards);
	return err;
}

/**
 * mcfwd_cycle_del() - undo mcfwd_cycle_add()
 * @mn: the namespace
 * @route: the route
 *
 * Context: Process, mcfwd_net.lock held.
 */
void mcfwd_cycle_del(struct mcfwd_net *mn, struct mcfwd_route *route)
{
	struct mcfwd_guard *guard = route->guard;

	lockdep_assert_held(&mn->lock);

	if (!guard)
		return;
	list_del(&guard->on_device);
	if (route->key.group_len == address_bits(route))
		rhltable_remove(&mn->guards, &guard->node, params);
}

/**
 * mcfwd_cycle_exit_net() - free what a namespace has for this
 * @mn: the namespace, without routes
 *
 * Context: Process. May sleep.
 */
void mcfwd_cycle_exit_net(struct mcfwd_net *mn)
{
	if (mn->guards_ready)
		rhltable_destroy(&mn->guards);
}
