/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_REPLY_H
#define MCFWD_REPLY_H

#include <linux/types.h>

struct mcfwd_member;
struct mcfwd_net;
struct mcfwd_route;
struct sk_buff;

int mcfwd_reply_route(struct sk_buff *skb, void *hdr, const struct mcfwd_route *route, u32 first,
		      bool with_counters);
size_t mcfwd_reply_route_size(const struct mcfwd_route *route);
int mcfwd_reply_member(struct sk_buff *skb, void *hdr, const struct mcfwd_route *route,
		       const struct mcfwd_member *member);
int mcfwd_reply_stats(struct sk_buff *skb, void *hdr, const struct mcfwd_net *mn);

#endif /* MCFWD_REPLY_H */
