/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_NET_H
#define MCFWD_NET_H

#include <linux/hashtable.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "event.h"
#include "index.h"
#include "stats.h"

struct mcfwd_loop;

/* Entries of mcfwd_net.mac_filter. */
#define MCFWD_MAC_FILTER	512

/* Packet Too Big that a namespace sends a second. */
#define MCFWD_TOO_BIG_RATE	100

/* Routes a namespace may have unless it is told otherwise. */
#define MCFWD_ROUTES_MAX	1048576

/**
 * struct mcfwd_net_stats - counters of a namespace
 * @matched: packets that a route matched
 * @unmatched: multicast packets that no route matched
 * @syncp: for @matched and @unmatched
 * @sent: copies sent, and all drops; deleted routes' included
 *
 * One per CPU, written only by that CPU with softirqs off.
 */
struct mcfwd_net_stats {
	u64_stats_t matched;
	u64_stats_t unmatched;
	struct u64_stats_sync syncp;
	struct mcfwd_stats sent;
};

/**
 * struct mcfwd_net - what mcfwd keeps for a network namespace
 * @net: the namespace; no reference, this lives as long as it does
 * @lock: serialises all changes. Taken with and without RTNL held (netdevice
 *	notifier, netlink), so RTNL is never taken under it.
 * @index: the routes by what they match, IPv4 and IPv6
 * @inputs: struct mcfwd_names by ifindex, for devices that are an input of a
 *	route. RCU; writers hold @lock.
 * @macs: struct mcfwd_mac by address, those of the namespace's devices. RCU;
 *	writers hold @lock.
 * @mac_filter: how many addresses of @macs have the same last bits; @lock, read
 *	without it
 * @audiences: struct mcfwd_audience by the counter it watches; @lock
 * @loop: packets seen lately, see loop.c; NULL without @loop_users. RCU; writers
 *	hold @lock.
 * @too_big: how many Packet Too Big may still be sent
 * @stats: counters of the namespace
 * @devices: struct mcfwd_device by name; @lock
 * @mac_of: struct mcfwd_mac by ifindex; @lock
 * @n_patterns: those of them that are not whole names and an input; @lock
 * @routes: struct mcfwd_route by id, which is the order of dumps. RCU; writers
 *	hold @lock.
 * @next_id: where to look for the next free id; @lock
 * @n_routes: routes in @routes; @lock, read without it
 * @max_routes: routes at most; @lock, read without it
 * @loop_users: routes whose packets are remembered in @loop; @lock
 * @guards: struct mcfwd_guard by input and group, see cycle.c; @lock
 * @guards_ready: @guards is initialised; @lock
 * @routes_alarm: when user space was last told that there are @max_routes; @lock
 * @generation: changes with every change of @routes, never 0; @lock, read
 *	without it
 * @active: bit of mcfwd_route.inactive that hides a route from packets, 1 or 2;
 *	@lock, read without it
 * @transactions: struct mcfwd_transaction; @lock
 * @member_work: joins and leaves groups, see member.c
 * @member_todo: memberships that @member_work has to look at; @lock
 * @member_failed: memberships that @member_retry gives to @member_work; @lock
 * @member_retry: see @member_failed
 * @allmulti: by ifindex, the devices that mcfwd made receive all multicast; RTNL
 * @allmulti_work: brings @allmulti to what routes want, see allmulti.c
 */
struct mcfwd_net {
	struct net *net;
	struct mcfwd_index index[2];
	DECLARE_HASHTABLE(inputs, 8);
	struct rhashtable macs;
	u32 mac_filter[MCFWD_MAC_FILTER];
	struct rhashtable audiences;
	struct mcfwd_loop __rcu *loop;
	struct mcfwd_rate *too_big;
	struct mcfwd_net_stats __percpu *stats;

	struct mutex lock;
	DECLARE_HASHTABLE(devices, 6);
	struct xarray mac_of;
	unsigned int n_patterns;
	struct xarray routes;
	u32 next_id;
	u32 n_routes;
	u32 max_routes;
	u32 loop_users;
	struct rhltable guards;
	bool guards_ready;
	struct mcfwd_alarm routes_alarm;
	u32 generation;
	u8 active;
	struct list_head transactions;
	struct work_struct member_work;
	struct list_head member_todo;
	struct list_head member_failed;
	struct delayed_work member_retry;

	struct xarray allmulti;
	struct work_struct allmulti_work;
};

extern unsigned int mcfwd_net_id;

/* For what takes RTNL: joins, leaves, and telling devices to receive everything. */
extern struct workqueue_struct *mcfwd_wq;

/**
 * mcfwd_net() - what mcfwd keeps for a network namespace
 * @net: the namespace
 *
 * Return: it; never NULL while the module is loaded.
 */
static inline struct mcfwd_net *mcfwd_net(const struct net *net)
{
	return net_generic(net, mcfwd_net_id);
}

#endif /* MCFWD_NET_H */
