/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_DST_H
#define MCFWD_DST_H

#include <linux/types.h>

struct dst_entry;
struct net;
struct net_device;

struct dst_entry *mcfwd_dst_alloc(struct net *net, struct net_device *dev, u8 pf);

#endif /* MCFWD_DST_H */
