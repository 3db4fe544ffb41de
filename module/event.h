/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_EVENT_H
#define MCFWD_EVENT_H

#include <linux/mcfwd.h>
#include <linux/types.h>

struct mcfwd_device;
struct mcfwd_net;
struct mcfwd_route;
struct net_device;
struct sk_buff;

/**
 * struct mcfwd_alarm - when user space was last told of a route's trouble
 * @told: in jiffies, 0 for never; shared by all CPUs, written once a second
 * @packets: dropped by then
 *
 * One for each kind of trouble. Only packets that are being dropped for it look.
 */
struct mcfwd_alarm {
	unsigned long told;
	u64 packets;
};

void mcfwd_event_route(struct mcfwd_net *mn, enum mcfwd_cmd cmd, const struct mcfwd_route *route);
void mcfwd_event_device(struct mcfwd_net *mn, const struct mcfwd_device *device);
void mcfwd_event_loop(struct mcfwd_net *mn, const struct mcfwd_route *route,
		      const struct sk_buff *skb, const struct net_device *in);
void mcfwd_event_rate(struct mcfwd_net *mn, const struct mcfwd_route *route, u32 rate,
		      struct mcfwd_alarm *alarm, const struct sk_buff *skb,
		      const struct net_device *in);
void mcfwd_event_routes_max(struct mcfwd_net *mn, const struct mcfwd_route *route);

void mcfwd_event_start(void);
void mcfwd_event_stop(void);

#endif /* MCFWD_EVENT_H */
