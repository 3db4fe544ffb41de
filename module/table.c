// SPDX-License-Identifier: GPL-2.0-only
/*
 * The routes of a namespace: their order, their number, and all changes of them.
 *
 * A change is prepared, which can fail, and finished, which cannot. In between it
 * can be rolled back. Many changes become one by the two bits of
 * mcfwd_route.inactive, as nf_tables does it: what is prepared is hidden from
 * packets by the bit that is active now, what is to go by the other. Making that
 * one active is the change; finishing cleans up behind it.
 */
#include <linux/netlink.h>

#include "allmulti.h"
#include "cycle.h"
#include "event.h"
#include "hook.h"
#include "local.h"
#include "loop.h"
#include "mac.h"
#include "member.h"
#include "net.h"
#include "rate.h"
#include "route.h"
#include "table.h"
#include "transaction.h"

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
		mcfwd_member_free(member);
}

/*
 * What there is against loops; undone by del_guard(). What changes together is
 * searched for cycles together, when all of it is there.
 */
static int add_guard(struct mcfwd_net *mn, const struct mcfwd_change *change, bool alone,
		     struct netlink_ext_ack *extack)
{
	unsigned int tries = MCFWD_CYCLE_TRIES;
	struct mcfwd_route *new = change->new;
	int err;

	err = mcfwd_loop_get(mn, new);
	if (err)
		return err;
	if (alone)
		err = mcfwd_cycle_check(mn, new, change->old, 0, &tries, extack);
	if (!err)
		err = mcfwd_cycle_add(mn, new);
	if (err)
		mcfwd_loop_put(mn, new);
	return err;
}

static void del_guard(struct mcfwd_net *mn, struct mcfwd_route *route)
{
	mcfwd_cycle_del(mn, route);
	mcfwd_loop_put(mn, route);
}

/* The bit that hides routes from changes, and from packets after the next flip. */
static u8 next_bit(const struct mcfwd_net *mn)
{
	return mn->active ^ 3;
}

/* The route that a new one takes the place of, if it may. */
static int find_old(struct mcfwd_net *mn, struct mcfwd_change *change,
		    struct netlink_ext_ack *extack)
{
	struct mcfwd_route *new = change->new, *old;

	old = mcfwd_index_find(family_index(mn, new->pf), &new->key, new->ports, next_bit(mn));
	if (!old) {
		if (mn->n_routes < mn->max_routes)
			return 0;
		NL_SET_ERR_MSG(extack, "the namespace has as many routes as it may");
		mcfwd_event_routes_max(mn, new);
		return -ENOSPC;
	}
	if (old->ports.first != new->ports.first || old->ports.last != new->ports.last) {
		NL_SET_ERR_MSG(extack, "the ports overlap those of a route with the same match");
		return -EEXIST;
	}
	change->old = old;
	if (change->replace)
		return 0;
	if (new->ports.first)
		NL_SET_ERR_MSG(extack, "a route with this input, group, source and port exists");
	else
		NL_SET_ERR_MSG(extack, "a route with this input, group and source exists");
	return -EEXIST;
}

/* A new route has an id at once, but dumps do not see it yet. */
static int take_id(struct mcfwd_net *mn, const struct mcfwd_change *change)
{
	int err;

	if (change->old) {
		change->new->id = change->old->id;
		return 0;
	}
	/* The next one is free, until all have been used once: no need to look for it. */
	change->new->id = mn->next_id;
	err = xa_insert(&mn->routes, change->new->id, NULL, GFP_KERNEL_ACCOUNT);
	if (!err)
		mn->next_id++;
	else if (err == -EBUSY)
		err = xa_alloc_cyclic(&mn->routes, &change->new->id, NULL, xa_limit_32b,
				      &mn->next_id, GFP_KERNEL_ACCOUNT);
	if (err < 0)
		return err;
	WRITE_ONCE(mn->n_routes, mn->n_routes + 1);
	return 0;
}

static void return_id(struct mcfwd_net *mn, const struct mcfwd_change *change)
{
	if (change->old)
		return;
	xa_erase(&mn->routes, change->new->id);
	WRITE_ONCE(mn->n_routes, mn->n_routes - 1);
}

/* Puts a route into the index, with @hidden as its inactive bits. */
static int prepare_new(struct mcfwd_net *mn, struct mcfwd_change *change, u8 hidden,
		       struct netlink_ext_ack *extack)
{
	struct mcfwd_route *new = change->new;
	int err;

	err = find_old(mn, change, extack);
	if (err)
		return err;
	err = add_guard(mn, change, !hidden, extack);
	if (err)
		return err;
	err = take_member(mn, new, change->old);
	if (err)
		goto err_guard;
	err = take_id(mn, change);
	if (err)
		goto err_member;
	err = mcfwd_device_add_input(mn, new->input);
	if (err)
		goto err_id;

	new->inactive = hidden;
	if (change->old)
		mcfwd_route_inherit(new, change->old);
	err = mcfwd_index_insert(family_index(mn, new->pf), mn, new);
	if (err)
		goto err_inherit;
	return 0;

err_inherit:
	if (change->old)
		mcfwd_route_disinherit(new, change->old);
	mcfwd_device_del_input(mn, new->input);
err_id:
	return_id(mn, change);
err_member:
	return_member(mn, new, change->old);
err_guard:
	del_guard(mn, new);
	return err;
}

/* As it is after the changes before this one. */
static int find_deleted(struct mcfwd_net *mn, struct mcfwd_change *change,
			struct netlink_ext_ack *extack)
{
	struct mcfwd_route *route = xa_load(&mn->routes, change->id), *old = NULL;

	if (route)
		old = mcfwd_index_find(family_index(mn, route->pf), &route->key, route->ports,
				       next_bit(mn));
	/* Not another one, that has taken some of its ports. */
	if (old && old->ports.first == route->ports.first &&
	    old->ports.last == route->ports.last) {
		change->old = old;
		return 0;
	}
	NL_SET_ERR_MSG(extack, "the route is deleted already");
	return -ENOENT;
}

static int prepare(struct mcfwd_net *mn, struct mcfwd_change *change,
		   struct netlink_ext_ack *extack)
{
	int err;

	if (change->new)
		err = prepare_new(mn, change, mn->active, extack);
	else
		err = find_deleted(mn, change, extack);
	/* What goes makes room for what comes after it. */
	if (!err && !change->new)
		WRITE_ONCE(mn->n_routes, mn->n_routes - 1);
	if (!err && change->old)
		WRITE_ONCE(change->old->inactive, change->old->inactive | next_bit(mn));
	return err;
}

static void roll_back(struct mcfwd_net *mn, struct mcfwd_change *change)
{
	struct mcfwd_route *new = change->new, *old = change->old;

	if (old)
		WRITE_ONCE(old->inactive, old->inactive & ~next_bit(mn));
	if (!new) {
		WRITE_ONCE(mn->n_routes, mn->n_routes + 1);
		return;
	}
	mcfwd_index_remove(family_index(mn, new->pf), mn, new);
	if (old)
		mcfwd_route_disinherit(new, old);
	mcfwd_device_del_input(mn, new->input);
	return_id(mn, change);
	return_member(mn, new, old);
	del_guard(mn, new);
}

/* Get before put, so that neither a group nor a device is left for nothing. */
static void finish_reception(struct mcfwd_net *mn, struct mcfwd_route *new,
			     struct mcfwd_route *old)
{
	struct mcfwd_member *old_member = old ? route_member(mn, old) : NULL;
	struct mcfwd_member *member = new ? route_member(mn, new) : NULL;

	if (new && new->join == MCFWD_JOIN_ALLMULTI)
		mcfwd_allmulti_get(mn, new->input);
	if (old && old->join == MCFWD_JOIN_ALLMULTI)
		mcfwd_allmulti_put(mn, old->input);
	if (member && member != old_member)
		mcfwd_member_start(mn, member, new->input);
	if (old_member && old_member != member)
		mcfwd_member_stop(mn, old_member);
}

static void tell(struct mcfwd_net *mn, const struct mcfwd_change *change)
{
	if (!change->new)
		mcfwd_event_route(mn, MCFWD_CMD_ROUTE_DEL_NTF, change->old);
	else if (change->old)
		mcfwd_event_route(mn, MCFWD_CMD_ROUTE_CHANGE_NTF, change->new);
	else
		mcfwd_event_route(mn, MCFWD_CMD_ROUTE_NEW_NTF, change->new);
}

/* Readers find the new route already, if any. Frees the old one. */
static void finish(struct mcfwd_net *mn, struct mcfwd_change *change)
{
	struct mcfwd_route *new = change->new, *old = change->old;

	if (new) {
		/* One that was replaced in turn stays hidden by the other bit. */
		WRITE_ONCE(new->inactive, new->inactive & ~next_bit(mn));
		/* Needs no memory: the entry is there. */
		xa_store(&mn->routes, new->id, new, GFP_KERNEL_ACCOUNT);
	} else {
		xa_erase(&mn->routes, old->id);
	}
	finish_reception(mn, new, old);
	tell(mn, change);
	if (!old)
		return;
	mcfwd_index_remove(family_index(mn, old->pf), mn, old);
	mcfwd_device_del_input(mn, old->input);
	del_guard(mn, old);
	mcfwd_route_free(mn, old);
}

/**
 * mcfwd_table_find() - find the route with this key and some of these ports
 * @mn: the namespace
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @key: the key
 * @ports: the ports; none finds only a route without any
 *
 * Context: mcfwd_net.lock held.
 * Return: the route, or NULL.
 */
struct mcfwd_route *mcfwd_table_find(struct mcfwd_net *mn, u8 pf, const struct mcfwd_key *key,
				     struct mcfwd_ports ports)
{
	lockdep_assert_held(&mn->lock);

	return mcfwd_index_find(family_index(mn, pf), key, ports, next_bit(mn));
}

/**
 * mcfwd_table_lookup() - find the route that a packet would take
 * @mn: the namespace
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @query: the packet; who asks is filled in
 *
 * Context: mcfwd_net.lock held.
 * Return: the route, or NULL.
 */
struct mcfwd_route *mcfwd_table_lookup(struct mcfwd_net *mn, u8 pf, struct mcfwd_query *query)
{
	struct mcfwd_index *index = family_index(mn, pf);
	struct mcfwd_route *route;

	lockdep_assert_held(&mn->lock);

	query->inactive = mn->active;
	rcu_read_lock();
	if (pf == NFPROTO_IPV4)
		route = mcfwd_index_lookup4(index, query);
	else
		route = mcfwd_index_lookup6(index, query);
	rcu_read_unlock();
	return route;
}

/**
 * mcfwd_table_add() - add a route, or put it in the place of another
 * @mn: the namespace
 * @route: the route, complete but for its membership; taken over if 0 is returned
 * @replace: take the place of a route with the same match, if there is one
 * @extack: set if the route is refused
 *
 * A reader finds the one or the other, never none: see mcfwd_index_insert().
 *
 * Context: Process, mcfwd_net.lock held. May sleep. The group is joined only
 * after mcfwd_member_flush().
 * Return: 0, -EEXIST if there is a route with the same match and @replace is
 * false or if ports overlap, -ELOOP if it would close a cycle, -ENOSPC if the
 * namespace has as many routes as it may, or -ENOMEM.
 */
int mcfwd_table_add(struct mcfwd_net *mn, struct mcfwd_route *route, bool replace,
		    struct netlink_ext_ack *extack)
{
	struct mcfwd_change change = { .new = route, .replace = replace };
	int err;

	lockdep_assert_held(&mn->lock);

	err = prepare_new(mn, &change, 0, extack);
	if (err)
		return err;
	finish(mn, &change);
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
	struct mcfwd_change change = { .old = route };

	lockdep_assert_held(&mn->lock);

	WRITE_ONCE(mn->n_routes, mn->n_routes - 1);
	finish(mn, &change);
	changed(mn);
}

static void roll_back_from(struct mcfwd_net *mn, struct list_head *changes,
			   struct mcfwd_change *change)
{
	list_for_each_entry_from_reverse(change, changes, list) {
		roll_back(mn, change);
		cond_resched();
	}
}

/* Each by itself, and then what they come to: whether there is a cycle. */
static int prepare_all(struct mcfwd_net *mn, struct list_head *changes, u32 *failed,
		       struct netlink_ext_ack *extack)
{
	unsigned int tries = MCFWD_CYCLE_TRIES;
	struct mcfwd_change *change;
	int err;

	*failed = 0;
	list_for_each_entry(change, changes, list) {
		err = prepare(mn, change, extack);
		if (err) {
			roll_back_from(mn, changes, list_prev_entry(change, list));
			return err;
		}
		(*failed)++;
		cond_resched();
	}

	*failed = 0;
	list_for_each_entry(change, changes, list) {
		tries += MCFWD_CYCLE_TRIES_MORE;
		err = change->new ? mcfwd_cycle_check(mn, change->new, NULL, next_bit(mn),
						      &tries, extack) : 0;
		if (err) {
			roll_back_from(mn, changes, list_last_entry(changes, struct mcfwd_change,
								    list));
			return err;
		}
		(*failed)++;
		cond_resched();
	}
	return 0;
}

/**
 * mcfwd_table_change() - make many changes at once
 * @mn: the namespace
 * @changes: struct mcfwd_change, in the order in which they are to be made; the
 *	routes to add are taken over if 0 is returned
 * @failed: the number of the change that was refused, from 0
 * @extack: set if a change is refused
 *
 * A packet sees all changes or none. So does the caller: if one is refused, none
 * is made.
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: 0, or as mcfwd_table_add(), or -ENOENT if a route is deleted twice.
 */
int mcfwd_table_change(struct mcfwd_net *mn, struct list_head *changes, u32 *failed,
		       struct netlink_ext_ack *extack)
{
	struct mcfwd_change *change;
	int err;

	lockdep_assert_held(&mn->lock);

	err = prepare_all(mn, changes, failed, extack);
	if (err || list_empty(changes))
		return err;

	/* Who sees this sees all of the above; the hooks acquire it. */
	smp_store_release(&mn->active, next_bit(mn));
	/* Nobody looks for the old routes any more, and may miss them. */
	synchronize_rcu();
	list_for_each_entry(change, changes, list) {
		finish(mn, change);
		cond_resched();
	}
	changed(mn);
	return 0;
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
	err = mcfwd_local_init_net(mn);
	if (err)
		goto err_local;
	err = -ENOMEM;
	mn->too_big = mcfwd_rate_alloc(MCFWD_TOO_BIG_RATE);
	if (!mn->too_big)
		goto err_too_big;
	/* On cache lines that no other CPU writes for somebody else. */
	mn->stats = __alloc_percpu(sizeof(*mn->stats), SMP_CACHE_BYTES);
	if (!mn->stats)
		goto err_stats;
	for_each_possible_cpu(cpu) {
		struct mcfwd_net_stats *stats = per_cpu_ptr(mn->stats, cpu);

		u64_stats_init(&stats->syncp);
	}
	err = mcfwd_stats_init(&mn->stats->sent);
	if (err)
		goto err_sent;

	mutex_init(&mn->lock);
	hash_init(mn->devices);
	hash_init(mn->inputs);
	xa_init_flags(&mn->routes, XA_FLAGS_ALLOC);
	mn->max_routes = MCFWD_ROUTES_MAX;
	mn->generation = 1;
	mn->active = 1;
	INIT_LIST_HEAD(&mn->transactions);
	mcfwd_index_init(&mn->index[0], mn, NFPROTO_IPV4);
	mcfwd_index_init(&mn->index[1], mn, NFPROTO_IPV6);
	mcfwd_member_init_net(mn);
	mcfwd_allmulti_init_net(mn);
	return 0;

err_sent:
	free_percpu(mn->stats);
err_stats:
	mcfwd_rate_free(mn->too_big);
err_too_big:
	mcfwd_local_exit_net(mn);
err_local:
	mcfwd_mac_exit_net(mn);
	return err;
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
	mcfwd_hook_drop_queued(mn->net);
	mutex_lock(&mn->lock);
	mcfwd_transaction_exit_net(mn);
	mcfwd_table_flush(mn);
	mutex_unlock(&mn->lock);
	mcfwd_member_exit_net(mn);
	mcfwd_allmulti_exit_net(mn);

	mcfwd_cycle_exit_net(mn);
	mcfwd_index_exit(&mn->index[0]);
	mcfwd_index_exit(&mn->index[1]);
	mcfwd_local_exit_net(mn);
	mcfwd_mac_exit_net(mn);
	xa_destroy(&mn->routes);
	mcfwd_rate_free(mn->too_big);
	mcfwd_stats_exit(&mn->stats->sent);
	free_percpu(mn->stats);
}
