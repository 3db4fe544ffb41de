/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_OUTPUT_H
#define MCFWD_OUTPUT_H

#include <linux/types.h>

struct mcfwd_net;
struct mcfwd_route;
struct net_device;
struct sk_buff;

void mcfwd_output_route(struct mcfwd_net *mn, const struct mcfwd_route *route,
			struct sk_buff *skb, struct net_device *in, u8 ttl, bool martian);

#endif /* MCFWD_OUTPUT_H */
