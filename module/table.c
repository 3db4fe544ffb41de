// SPDX-License-Identifier: GPL-2.0-only
/* The routes of a namespace: their order, their number, and all changes of them. */
#include <linux/netlink.h>

#include "allmulti.h"
#include "mac.h"
#include "member.h"
#include "net.h"
#include "route.h"
#include "table.h"

static struct mcfwd_index *family_index(struct mcfwd_net *mn, u8 pf)
{
	return &mn->index[pf == NFPROTO_IPV4 ? 0 : 1];
}

static struct mcfwd_member *route_member(const struct mcfwd_net *mn,
					 const struct mcfwd_route *route)
{
	return rcu_dereference_protected(route->member, lockdep_is_held(&mn->lock));
}

static void changed(struct mcfwd_net *mn)
{
	u32 next = mn->generation + 1;

	/* Netlink takes 0 for "no sequence to be consistent with". */
	WRITE_ONCE(mn->generation, next ?: 1);
}

/* A route's membership, that of the route it replaces if there is one. */
static int take_member(struct mcfwd_net *mn, struct mcfwd_route *route,
		       const struct mcfwd_route *old)
{
	struct mcfwd_member *member = old ? route_member(mn, old) : NULL;

	if (route->join != MCFWD_JOIN_YES)
		return 0;
	if (!member) {
		member = mcfwd_member_alloc(route);
		if (!member)
			return -ENOMEM;
	}
	RCU_INIT_POINTER(route->member, member);
	return 0;
}

/* The route was not added, but a dump may have seen it. @old keeps its own. */
static void return_member(struct mcfwd_net *mn, struct mcfwd_route *route,
			  const struct mcfwd_route *old)
{
	struct mcfwd_member *member = route_member(mn, route);

	RCU_INIT_POINTER(route->member, NULL);
	if (member && (!old || member != route_member(mn, old)))
		kfree_rcu(member, rcu);
}

static int insert(struct mcfwd_net *mn, struct mcfwd_route *route)
{
	int err;

	err = xa_alloc_cyclic(&mn->routes, &route->id, route, xa_limit_32b, &mn->next_id,
			      GFP_KERNEL_ACCOUNT);
	if (err < 0)
		return err;

	err = mcfwd_device_add_input(mn, route->input);
	if (err)
		goto err_id;

	err = mcfwd_index_insert(family_index(mn, route->pf), mn, route);
	if (err)
		goto err_input;

	WRITE_ONCE(mn->n_routes, mn->n_routes + 1);
	if (route_member(mn, route))
		mcfwd_member_start(mn, route_member(mn, route), route->input);
	if (route->join == MCFWD_JOIN_ALLMULTI)
		mcfwd_allmulti_get(mn, route->input);
	return 0;

err_input:
	mcfwd_device_del_input(mn, route->input);
err_id:
	xa_erase(&mn->routes, route->id);
	return err;
}

static int replace_old(struct mcfwd_net *mn, struct mcfwd_route *route, struct mcfwd_route *old)
{
	struct mcfwd_member *old_member = route_member(mn, old);
	struct mcfwd_member *member = route_member(mn, route);
	int err;

	mcfwd_route_inherit(route, old);
	err = mcfwd_index_replace(family_index(mn, route->pf), old, route);
	if (WARN_ON_ONCE(err))
		return err;
	route->id = old->id;
	/* Needs no memory: the entry is there. */
	xa_store(&mn->routes, route->id, route, GFP_KERNEL_ACCOUNT);

	/* Get before put, so that the device is not told twice for nothing. */
	if (route->join == MCFWD_JOIN_ALLMULTI)
		mcfwd_allmulti_get(mn, route->input);
	if (old->join == MCFWD_JOIN_ALLMULTI)
		mcfwd_allmulti_put(mn, route->input);
	if (member && member != old_member)
		mcfwd_member_start(mn, member, route->input);
	if (old_member && old_member != member)
		mcfwd_member_stop(mn, old_member);
	mcfwd_route_free(mn, old);
	return 0;
}

/**
 * mcfwd_table_find() - find the route with exactly this key
 * @mn: the namespace
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @key: the key
 *
 * Context: mcfwd_net.lock held.
 * Return: the route, or NULL.
 */
struct mcfwd_route *mcfwd_table_find(struct mcfwd_net *mn, u8 pf, const struct mcfwd_key *key)
{
	lockdep_assert_held(&mn->lock);

	return mcfwd_index_find(family_index(mn, pf), key);
}

/**
 * mcfwd_table_lookup() - find the route that a packet would take
 * @mn: the namespace
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @input: what routes call the device it arrives on
 * @group: its destination
 * @source: its sender
 *
 * Context: mcfwd_net.lock held.
 * Return: the route, or NULL.
 */
struct mcfwd_route *mcfwd_table_lookup(struct mcfwd_net *mn, u8 pf,
				       const struct mcfwd_names *input,
				       const union nf_inet_addr *group,
				       const union nf_inet_addr *source)
{
	struct mcfwd_index *index = family_index(mn, pf);
	struct mcfwd_route *route;

	lockdep_assert_held(&mn->lock);

	rcu_read_lock();
	if (pf == NFPROTO_IPV4)
		route = mcfwd_index_lookup4(index, input, group->ip, source->ip);
	else
		route = mcfwd_index_lookup6(index, input, &group->in6, &source->in6);
	rcu_read_unlock();
	return route;
}

/**
 * mcfwd_table_add() - add a route, or put it in the place of another
 * @mn: the namespace
 * @route: the route, complete but for its membership; taken over if 0 is returned
 * @replace: take the place of a route with the same key, if there is one
 * @extack: set if the route is refused
 *
 * Context: Process, mcfwd_net.lock held. May sleep. The group is joined only
 * after mcfwd_member_flush().
 * Return: 0, -EEXIST if there is a route with the same key and @replace is
 * false, -ENOSPC if the namespace has as many routes as it may, or -ENOMEM.
 */
int mcfwd_table_add(struct mcfwd_net *mn, struct mcfwd_route *route, bool replace,
		    struct netlink_ext_ack *extack)
{
	struct mcfwd_route *old = mcfwd_table_find(mn, route->pf, &route->key);
	int err;

	if (old && !replace) {
		NL_SET_ERR_MSG(extack, "a route with this input, group and source exists");
		return -EEXIST;
	}
	if (!old && mn->n_routes >= mn->max_routes) {
		NL_SET_ERR_MSG(extack, "the namespace has as many routes as it may");
		return -ENOSPC;
	}

	err = take_member(mn, route, old);
	if (err)
		return err;
	err = old ? replace_old(mn, route, old) : insert(mn, route);
	if (err) {
		return_member(mn, route, old);
		return err;
	}
	changed(mn);
	return 0;
}

/**
 * mcfwd_table_del() - delete a route
 * @mn: the namespace
 * @route: the route, as mcfwd_table_find() gave it
 *
 * Context: Process, mcfwd_net.lock held. May sleep. The group is left only
 * after mcfwd_member_flush().
 */
void mcfwd_table_del(struct mcfwd_net *mn, struct mcfwd_route *route)
{
	struct mcfwd_member *member = route_member(mn, route);

	mcfwd_index_remove(family_index(mn, route->pf), mn, route);
	xa_erase(&mn->routes, route->id);
	WRITE_ONCE(mn->n_routes, mn->n_routes - 1);
	changed(mn);

	if (route->join == MCFWD_JOIN_ALLMULTI)
		mcfwd_allmulti_put(mn, route->input);
	mcfwd_device_del_input(mn, route->input);
	if (member)
		mcfwd_member_stop(mn, member);
	mcfwd_route_free(mn, route);
}

/**
 * mcfwd_table_flush() - delete all routes
 * @mn: the namespace
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 */
void mcfwd_table_flush(struct mcfwd_net *mn)
{
	struct mcfwd_route *route;
	unsigned long id;

	xa_for_each(&mn->routes, id, route) {
		mcfwd_table_del(mn, route);
		cond_resched();
	}
}

/**
 * mcfwd_table_init_net() - prepare a namespace
 * @mn: the namespace, all zero but for its net
 *
 * Context: Process. May sleep.
 * Return: 0 or -ENOMEM.
 */
int mcfwd_table_init_net(struct mcfwd_net *mn)
{
	int cpu, err;

	err = mcfwd_mac_init_net(mn);
	if (err)
		return err;
	mn->stats = alloc_percpu(struct mcfwd_net_stats);
	if (!mn->stats) {
		mcfwd_mac_exit_net(mn);
		return -ENOMEM;
	}
	for_each_possible_cpu(cpu) {
		struct mcfwd_net_stats *stats = per_cpu_ptr(mn->stats, cpu);

		u64_stats_init(&stats->syncp);
		u64_stats_init(&stats->sent.syncp);
	}

	mutex_init(&mn->lock);
	hash_init(mn->devices);
	xa_init(&mn->inputs);
	xa_init_flags(&mn->routes, XA_FLAGS_ALLOC);
	mn->max_routes = MCFWD_ROUTES_MAX;
	mn->generation = 1;
	mcfwd_index_init(&mn->index[0], mn, NFPROTO_IPV4);
	mcfwd_index_init(&mn->index[1], mn, NFPROTO_IPV6);
	mcfwd_member_init_net(mn);
	mcfwd_allmulti_init_net(mn);
	return 0;
}

/**
 * mcfwd_table_stop_net() - stop forwarding in a namespace that is being deleted
 * @mn: the namespace
 *
 * Context: Process. May sleep. A grace period later no packet can reach a route.
 */
void mcfwd_table_stop_net(struct mcfwd_net *mn)
{
	mutex_lock(&mn->lock);
	mcfwd_index_stop(&mn->index[0], mn->net);
	mcfwd_index_stop(&mn->index[1], mn->net);
	mutex_unlock(&mn->lock);
}

/**
 * mcfwd_table_exit_net() - free all that a namespace has
 * @mn: the namespace, stopped by mcfwd_table_stop_net() a grace period ago
 *
 * Context: Process. May sleep.
 */
void mcfwd_table_exit_net(struct mcfwd_net *mn)
{
	mutex_lock(&mn->lock);
	mcfwd_table_flush(mn);
	mutex_unlock(&mn->lock);
	mcfwd_member_exit_net(mn);
	mcfwd_allmulti_exit_net(mn);

	mcfwd_index_exit(&mn->index[0]);
	mcfwd_index_exit(&mn->index[1]);
	mcfwd_mac_exit_net(mn);
	xa_destroy(&mn->inputs);
	xa_destroy(&mn->routes);
	free_percpu(mn->stats);
}
