/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_LOOP_H
#define MCFWD_LOOP_H

#include <linux/types.h>

struct mcfwd_net;
struct mcfwd_route;
struct net_device;
struct sk_buff;

bool mcfwd_loop_check(struct mcfwd_net *mn, const struct mcfwd_route *route,
		      const struct sk_buff *skb, const struct net_device *in, u8 ttl, u32 *mark);

int mcfwd_loop_get(struct mcfwd_net *mn, struct mcfwd_route *route);
void mcfwd_loop_put(struct mcfwd_net *mn, struct mcfwd_route *route);

#endif /* MCFWD_LOOP_H */
