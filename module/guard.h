/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_GUARD_H
#define MCFWD_GUARD_H

#include <linux/list.h>
#include <linux/netfilter.h>
#include <linux/rhashtable.h>

#include "event.h"

struct mcfwd_device;
struct mcfwd_route;

/**
 * struct mcfwd_guard_key - which packets a route with a single group is for
 * @input: the device name it has as input
 * @group: the group
 */
struct mcfwd_guard_key {
	const struct mcfwd_device *input;
	union nf_inet_addr group;
};

/**
 * struct mcfwd_guard - what a route has that does not decrement the TTL on an output
 * @route: the route
 * @alarm: when user space was last told that its packets come back
 * @node: in mcfwd_net.guards, if it has a single group; mcfwd_net.lock
 * @key: key of @node
 * @on_device: in mcfwd_device.guards or mcfwd_device.range_guards; mcfwd_net.lock
 *
 * Belongs to the route and is freed with it.
 */
struct mcfwd_guard {
	struct mcfwd_route *route;
	struct mcfwd_alarm alarm;
	struct rhlist_head node;
	struct mcfwd_guard_key key;
	struct list_head on_device;
};

#endif /* MCFWD_GUARD_H */
