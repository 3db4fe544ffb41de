// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notifications: what changes, and what goes wrong. Nothing is built if nobody
 * listens.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/jiffies.h>
#include <net/genetlink.h>

#include "event.h"
#include "guard.h"
#include "net.h"
#include "netlink.h"
#include "nl_gen.h"
#include "reply.h"
#include "route.h"

/* Looping packets a second that are called a storm. */
#define STORM_RATE	1000

/* The family is registered, so that the group is ours. */
static bool started;

static bool has_listeners(const struct mcfwd_net *mn)
{
	return READ_ONCE(started) && genl_has_listeners(&mcfwd_family, mn->net, MCFWD_NLGRP_EVENTS);
}

/* RCU, so that mcfwd_event_stop() can wait for it. A full receiver knows of its loss. */
static void publish(const struct mcfwd_net *mn, struct sk_buff *skb)
{
	rcu_read_lock();
	if (READ_ONCE(started))
		genlmsg_multicast_netns(&mcfwd_family, mn->net, skb, 0, MCFWD_NLGRP_EVENTS,
					GFP_ATOMIC);
	else
		nlmsg_free(skb);
	rcu_read_unlock();
}

/*
 * Publishes a message with a route and as many of its outputs, from @first, as
 * fit into @size octets.
 *
 * Return: as mcfwd_reply_route(), or another negative errno.
 */
static int publish_route(struct mcfwd_net *mn, enum mcfwd_cmd cmd,
			 const struct mcfwd_route *route, u32 first, size_t size)
{
	struct sk_buff *skb = genlmsg_new(size, GFP_KERNEL_ACCOUNT);
	int next = -EMSGSIZE;
	void *hdr;

	if (!skb)
		return -ENOMEM;
	hdr = genlmsg_put(skb, 0, 0, &mcfwd_family, 0, cmd);
	if (hdr)
		next = mcfwd_reply_route(skb, hdr, route, first, false);
	if (next < 0)
		nlmsg_free(skb);
	else
		publish(mn, skb);
	return next;
}

/**
 * mcfwd_event_route() - tell that a route was added, changed or deleted
 * @mn: the namespace
 * @cmd: MCFWD_CMD_ROUTE_NEW_NTF, MCFWD_CMD_ROUTE_CHANGE_NTF or
 *	MCFWD_CMD_ROUTE_DEL_NTF
 * @route: the route as it is now, or was
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 */
void mcfwd_event_route(struct mcfwd_net *mn, enum mcfwd_cmd cmd, const struct mcfwd_route *route)
{
	u32 first = 0;
	int next;

	lockdep_assert_held(&mn->lock);

	if (!has_listeners(mn))
		return;
	do {
		next = publish_route(mn, cmd, route, first, NLMSG_DEFAULT_SIZE);
		/* What it matches can be long, and is never split. */
		if (next == -EMSGSIZE)
			next = publish_route(mn, cmd, route, first, mcfwd_reply_route_size(route));
		if (next < 0) {
			net_warn_ratelimited("mcfwd: a notification was lost: error %d\n", next);
			return;
		}
		first = next;
	} while (first < route->n_outputs);
}

/**
 * mcfwd_event_device() - tell that a device name was bound or became pending
 * @mn: the namespace
 * @device: the name
 *
 * Context: mcfwd_net.lock held.
 */
void mcfwd_event_device(struct mcfwd_net *mn, const struct mcfwd_device *device)
{
	struct sk_buff *skb;
	void *hdr;

	lockdep_assert_held(&mn->lock);

	if (!has_listeners(mn))
		return;
	skb = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_ATOMIC);
	if (!skb)
		return;
	hdr = genlmsg_put(skb, 0, 0, &mcfwd_family, 0, MCFWD_CMD_DEVICE_NTF);
	if (!hdr || nla_put_string(skb, MCFWD_A_DEVICE_NAME, device->name) ||
	    (device->ifindex && (nla_put_u32(skb, MCFWD_A_DEVICE_IFINDEX, device->ifindex) ||
				 nla_put_flag(skb, MCFWD_A_DEVICE_BOUND)))) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
	publish(mn, skb);
}

/**
 * struct alert - what there is to tell, as enum mcfwd_a_alert
 * @device: name of a device
 * @group: destination
 * @source: sender, NULL if it is not about a packet
 * @addr_len: octets of an address
 * @packets: packets dropped so far
 * @rate: the route's rate, 0 if it is not about that
 * @routes_max: the namespace's, 0 if it is not about that
 */
struct alert {
	const char *device;
	const void *group;
	const void *source;
	int addr_len;
	u64 packets;
	u32 rate;
	u32 routes_max;
};

static void publish_alert(struct mcfwd_net *mn, enum mcfwd_cmd cmd, const struct alert *alert)
{
	struct sk_buff *skb = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_ATOMIC);
	void *hdr;

	if (!skb)
		return;
	hdr = genlmsg_put(skb, 0, 0, &mcfwd_family, 0, cmd);
	if (!hdr ||
	    nla_put_string(skb, MCFWD_A_ALERT_DEVICE, alert->device) ||
	    nla_put(skb, MCFWD_A_ALERT_GROUP, alert->addr_len, alert->group) ||
	    (alert->source &&
	     (nla_put(skb, MCFWD_A_ALERT_SOURCE, alert->addr_len, alert->source) ||
	      nla_put_u64_64bit(skb, MCFWD_A_ALERT_PACKETS, alert->packets,
				MCFWD_A_ALERT_PAD))) ||
	    (alert->rate && nla_put_u32(skb, MCFWD_A_ALERT_RATE, alert->rate)) ||
	    (alert->routes_max &&
	     nla_put_u32(skb, MCFWD_A_ALERT_ROUTES_MAX, alert->routes_max))) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
	publish(mn, skb);
}

/* Fills in what is known from the packet; its data is at the IP header. */
static void describe(struct alert *alert, u8 pf, const struct sk_buff *skb)
{
	if (pf == NFPROTO_IPV4) {
		alert->group = &ip_hdr(skb)->daddr;
		alert->source = &ip_hdr(skb)->saddr;
		alert->addr_len = sizeof(struct in_addr);
	} else {
		alert->group = &ipv6_hdr(skb)->daddr;
		alert->source = &ipv6_hdr(skb)->saddr;
		alert->addr_len = sizeof(struct in6_addr);
	}
}

/*
 * Whether it is time to tell of a route's trouble again, for one CPU only.
 *
 * Return: jiffies since the last time, at least a second; 0 if it is not yet time.
 */
static unsigned long due(struct mcfwd_alarm *alarm)
{
	unsigned long told = READ_ONCE(alarm->told), now = jiffies ?: 1, since = now - told;

	if (told && since < HZ)
		return 0;
	if (cmpxchg(&alarm->told, told, now) != told)
		return 0;
	return told ? since : ULONG_MAX;
}

static u64 dropped(const struct mcfwd_route *route, enum mcfwd_a_drops reason)
{
	struct mcfwd_totals sum;

	mcfwd_stats_sum(route->stats, &sum);
	return sum.drops[reason - MCFWD_DROP_FIRST];
}

/**
 * mcfwd_event_loop() - tell of a packet that was dropped as it keeps coming back
 * @mn: the namespace
 * @route: its route, which has counted it
 * @skb: the packet, data at the IP header
 * @in: the device it arrived on
 *
 * Does nothing if the last time was less than a second ago.
 *
 * Context: RCU read-side, softirqs off.
 */
void mcfwd_event_loop(struct mcfwd_net *mn, const struct mcfwd_route *route,
		      const struct sk_buff *skb, const struct net_device *in)
{
	struct mcfwd_alarm *alarm = &route->guard->alarm;
	struct alert alert = { .device = in->name };
	unsigned long since;
	bool storm;

	if (!has_listeners(mn))
		return;
	since = due(alarm);
	if (!since)
		return;
	alert.packets = dropped(route, MCFWD_A_DROPS_LOOP);
	/* After a longer silence, how many came in how short a time is not known. */
	storm = since < 2 * HZ && (alert.packets - alarm->packets) * HZ > (u64)STORM_RATE * since;
	alarm->packets = alert.packets;
	describe(&alert, route->pf, skb);
	publish_alert(mn, storm ? MCFWD_CMD_STORM_NTF : MCFWD_CMD_LOOP_NTF, &alert);
}

/**
 * mcfwd_event_rate() - tell of a packet that was dropped for its route's rate
 * @mn: the namespace
 * @route: the route, which has counted it
 * @rate: that rate, packets a second
 * @alarm: of the route, for this purpose
 * @skb: the packet, data at the IP header
 * @in: the device it arrived on
 *
 * Does nothing if the last time was less than a second ago.
 *
 * Context: RCU read-side, softirqs off.
 */
void mcfwd_event_rate(struct mcfwd_net *mn, const struct mcfwd_route *route, u32 rate,
		      struct mcfwd_alarm *alarm, const struct sk_buff *skb,
		      const struct net_device *in)
{
	struct alert alert = { .device = in->name, .rate = rate };

	if (!has_listeners(mn) || !due(alarm))
		return;
	alert.packets = dropped(route, MCFWD_A_DROPS_RATE);
	describe(&alert, route->pf, skb);
	publish_alert(mn, MCFWD_CMD_LIMIT_NTF, &alert);
}

/**
 * mcfwd_event_routes_max() - tell that a namespace may have no more routes
 * @mn: the namespace
 * @route: the route that was refused
 *
 * Does nothing if the last time was less than a second ago.
 *
 * Context: mcfwd_net.lock held.
 */
void mcfwd_event_routes_max(struct mcfwd_net *mn, const struct mcfwd_route *route)
{
	struct alert alert = {
		.device = route->input->name,
		.group = &route->key.group,
		.addr_len = route->pf == NFPROTO_IPV4 ? sizeof(struct in_addr) :
							sizeof(struct in6_addr),
		.routes_max = mn->max_routes,
	};

	lockdep_assert_held(&mn->lock);

	if (has_listeners(mn) && due(&mn->routes_alarm))
		publish_alert(mn, MCFWD_CMD_LIMIT_NTF, &alert);
}

/**
 * mcfwd_event_start() - notify from now on; the family is registered
 *
 * Context: Process.
 */
void mcfwd_event_start(void)
{
	WRITE_ONCE(started, true);
}

/**
 * mcfwd_event_stop() - no longer notify; the family is about to be unregistered
 *
 * Its multicast group may then be given to another family, and routes are deleted
 * only after that.
 *
 * Context: Process. May sleep.
 */
void mcfwd_event_stop(void)
{
	WRITE_ONCE(started, false);
	synchronize_net();
}
