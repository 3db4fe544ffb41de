// SPDX-License-Identifier: GPL-2.0-only
/* A route and its outputs: built, copied, given its predecessor's counters, freed. */
#include <linux/slab.h>

#include "except.h"
#include "guard.h"
#include "net.h"
#include "rate.h"
#include "route.h"

/**
 * mcfwd_route_alloc() - allocate a route without outputs
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @max_outputs: room for this many outputs
 *
 * Context: Process. May sleep.
 * Return: the route, or NULL.
 */
struct mcfwd_route *mcfwd_route_alloc(u8 pf, u32 max_outputs)
{
	struct mcfwd_route *route;

	route = kvzalloc(struct_size(route, outputs, max_outputs), GFP_KERNEL_ACCOUNT);
	if (!route)
		return NULL;
	route->pf = pf;
	route->stats = mcfwd_stats_alloc();
	if (!route->stats) {
		kvfree(route);
		return NULL;
	}
	return route;
}

/**
 * mcfwd_route_add_output() - give a route another output
 * @route: the route, not published yet and with room for it
 * @device: the device; the route takes over the caller's reference
 *
 * Context: Process. May sleep.
 * Return: the output, its options all zero, or NULL; then the reference is
 * still the caller's.
 */
struct mcfwd_output *mcfwd_route_add_output(struct mcfwd_route *route,
					    struct mcfwd_device *device)
{
	struct mcfwd_output *out = &route->outputs[route->n_outputs];

	out->stats = mcfwd_stats_alloc();
	if (!out->stats)
		return NULL;
	out->device = device;
	route->n_outputs++;
	return out;
}

static bool clone_output(struct mcfwd_route *route, const struct mcfwd_output *from)
{
	struct mcfwd_stats __percpu *stats;
	struct mcfwd_output *out;

	out = mcfwd_route_add_output(route, from->device);
	if (!out)
		return false;
	mcfwd_device_hold(from->device);

	stats = out->stats;
	*out = *from;
	out->stats = stats;
	out->stats_lent = false;
	if (!from->rewrite)
		return true;
	route->sets_source |= from->rewrite->src_mode != MCFWD_SRC_KEEP;
	out->rewrite = kmemdup(from->rewrite, sizeof(*from->rewrite), GFP_KERNEL_ACCOUNT);
	return out->rewrite;
}

static bool clone_options(struct mcfwd_route *route, const struct mcfwd_route *from)
{
	route->key = from->key;
	route->ports = from->ports;
	route->join = from->join;
	route->local = from->local;
	route->local_origin = from->local_origin;
	route->input = from->input;
	mcfwd_device_hold(route->input);

	if (from->except) {
		route->except = kmemdup(from->except, struct_size(from->except, prefixes,
								  from->except->n),
					GFP_KERNEL_ACCOUNT);
		if (!route->except)
			return false;
	}
	if (from->rate) {
		route->rate = mcfwd_rate_alloc(from->rate->limit);
		if (!route->rate)
			return false;
	}
	if (from->comment) {
		route->comment = kstrdup(from->comment, GFP_KERNEL_ACCOUNT);
		if (!route->comment)
			return false;
	}
	return true;
}

/**
 * mcfwd_route_clone() - copy a route
 * @mn: its namespace
 * @from: the route
 * @more_outputs: room for this many more outputs
 * @without: leave out the output to this device, NULL to copy all
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: the copy, neither published nor with a membership or @from's counters,
 * or NULL.
 */
struct mcfwd_route *mcfwd_route_clone(struct mcfwd_net *mn, const struct mcfwd_route *from,
				      u32 more_outputs, const struct mcfwd_device *without)
{
	struct mcfwd_route *route = mcfwd_route_alloc(from->pf, from->n_outputs + more_outputs);
	u32 i;

	if (!route)
		return NULL;
	if (!clone_options(route, from))
		goto err;
	for (i = 0; i < from->n_outputs; i++) {
		if (from->outputs[i].device == without)
			continue;
		if (!clone_output(route, &from->outputs[i]))
			goto err;
	}
	return route;

err:
	mcfwd_route_free(mn, route);
	return NULL;
}

/* The output of @route to the same device as @out, or NULL. */
static struct mcfwd_output *find_output(struct mcfwd_route *route, const struct mcfwd_output *out)
{
	u32 i;

	for (i = 0; i < route->n_outputs; i++)
		if (route->outputs[i].device == out->device)
			return &route->outputs[i];
	return NULL;
}

/**
 * mcfwd_route_inherit() - let a route count on where another stopped
 * @route: a route about to take the place of @old, not published yet
 * @old: the other, which readers still use: they go on counting in the same
 *	counters, so that not one packet is missing
 *
 * Outputs are the same if their device is.
 *
 * Context: Process, mcfwd_net.lock held.
 */
void mcfwd_route_inherit(struct mcfwd_route *route, struct mcfwd_route *old)
{
	u32 i;

	mcfwd_stats_free(route->stats);
	route->stats = old->stats;
	old->stats_lent = true;
	mcfwd_rate_inherit(route->rate, old->rate);

	for (i = 0; i < route->n_outputs; i++) {
		struct mcfwd_output *out = find_output(old, &route->outputs[i]);

		if (!out)
			continue;
		mcfwd_stats_free(route->outputs[i].stats);
		route->outputs[i].stats = out->stats;
		out->stats_lent = true;
	}
}

/**
 * mcfwd_route_disinherit() - undo mcfwd_route_inherit()
 * @route: the route, which is not going to take the place of @old
 * @old: the other
 *
 * Context: Process, mcfwd_net.lock held.
 */
void mcfwd_route_disinherit(struct mcfwd_route *route, struct mcfwd_route *old)
{
	u32 i;

	route->stats_lent = true;
	old->stats_lent = false;
	for (i = 0; i < route->n_outputs; i++) {
		struct mcfwd_output *out = find_output(old, &route->outputs[i]);

		if (!out)
			continue;
		route->outputs[i].stats_lent = true;
		out->stats_lent = false;
	}
}

static void route_free_rcu(struct rcu_head *rcu)
{
	struct mcfwd_route *route = container_of(rcu, struct mcfwd_route, rcu);
	u32 i;

	for (i = 0; i < route->n_outputs; i++) {
		if (!route->outputs[i].stats_lent)
			mcfwd_stats_free(route->outputs[i].stats);
		kfree(route->outputs[i].rewrite);
	}
	if (!route->stats_lent)
		mcfwd_stats_free(route->stats);
	mcfwd_rate_free(route->rate);
	kfree(route->except);
	kfree(route->comment);
	kfree(route->guard);
	kvfree(route);
}

/**
 * mcfwd_route_free() - free a route when its last reader is gone
 * @mn: its namespace
 * @route: the route, in no index any more or never
 *
 * Context: Process, mcfwd_net.lock held.
 */
void mcfwd_route_free(struct mcfwd_net *mn, struct mcfwd_route *route)
{
	u32 i;

	for (i = 0; i < route->n_outputs; i++)
		mcfwd_device_put(mn, route->outputs[i].device);
	if (route->input)
		mcfwd_device_put(mn, route->input);
	call_rcu(&route->rcu, route_free_rcu);
}
