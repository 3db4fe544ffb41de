/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_LOCAL_H
#define MCFWD_LOCAL_H

#include <linux/types.h>

struct mcfwd_member;
struct mcfwd_net;
struct mcfwd_route;
struct net_device;
struct sk_buff;

bool mcfwd_local_wants(const struct mcfwd_route *route, const struct sk_buff *skb,
		       const struct net_device *in);

void mcfwd_local_attach(struct mcfwd_net *mn, struct mcfwd_member *member, int ifindex);
void mcfwd_local_detach(struct mcfwd_net *mn, struct mcfwd_member *member);

int mcfwd_local_init_net(struct mcfwd_net *mn);
void mcfwd_local_exit_net(struct mcfwd_net *mn);

#endif /* MCFWD_LOCAL_H */
