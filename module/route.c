// SPDX-License-Identifier: GPL-2.0-only
/* A route and its outputs: built, given its predecessor's counters, freed. */
#include <linux/slab.h>

#include "net.h"
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
	u32 i, j;

	free_percpu(route->stats);
	route->stats = old->stats;
	old->stats_lent = true;

	for (i = 0; i < route->n_outputs; i++) {
		for (j = 0; j < old->n_outputs; j++) {
			if (route->outputs[i].device != old->outputs[j].device)
				continue;
			free_percpu(route->outputs[i].stats);
			route->outputs[i].stats = old->outputs[j].stats;
			old->outputs[j].stats_lent = true;
			break;
		}
	}
}

static void route_free_rcu(struct rcu_head *rcu)
{
	struct mcfwd_route *route = container_of(rcu, struct mcfwd_route, rcu);
	u32 i;

	for (i = 0; i < route->n_outputs; i++) {
		if (!route->outputs[i].stats_lent)
			free_percpu(route->outputs[i].stats);
		kfree(route->outputs[i].rewrite);
	}
	if (!route->stats_lent)
		free_percpu(route->stats);
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
