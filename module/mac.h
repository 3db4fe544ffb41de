/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_MAC_H
#define MCFWD_MAC_H

#include <linux/types.h>

struct mcfwd_net;
struct net_device;
struct sk_buff;

bool mcfwd_mac_is_own(struct mcfwd_net *mn, const struct sk_buff *skb,
		      const struct net_device *in);

int mcfwd_mac_set(struct mcfwd_net *mn, const struct net_device *dev);
void mcfwd_mac_forget(struct mcfwd_net *mn, const struct net_device *dev);

int mcfwd_mac_init_net(struct mcfwd_net *mn);
void mcfwd_mac_exit_net(struct mcfwd_net *mn);

#endif /* MCFWD_MAC_H */
