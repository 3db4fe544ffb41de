/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_REWRITE_H
#define MCFWD_REWRITE_H

#include <linux/netfilter.h>
#include <linux/skbuff.h>

struct net_device;

/**
 * struct mcfwd_rewrite - what an output changes in its copy beside the TTL
 * @src: the new source address, if @src_mode is MCFWD_SRC_ADDRESS
 * @group: the new destination, if @has_group
 * @src_mode: where the source address comes from
 * @has_group: @group is to be set
 * @has_dscp: @dscp is to be set
 * @dscp: the new DSCP, 0 to 63
 *
 * Constant once the route is published.
 */
struct mcfwd_rewrite {
	union nf_inet_addr src;
	union nf_inet_addr group;
	enum {
		MCFWD_SRC_KEEP,
		MCFWD_SRC_ADDRESS,
		MCFWD_SRC_AUTO,
	} src_mode;
	bool has_group;
	bool has_dscp;
	u8 dscp;
};

void mcfwd_rewrite_ttl(struct sk_buff *copy, u8 pf, u8 ttl);
void mcfwd_rewrite_mark(struct sk_buff *copy, u8 pf, u32 mark);
int mcfwd_rewrite_apply(const struct mcfwd_rewrite *rewrite, struct sk_buff *copy, u8 pf,
			const struct net_device *dev);
bool mcfwd_rewrite_makes_source(const struct mcfwd_rewrite *rewrite, const struct sk_buff *skb,
				u8 pf, const struct net_device *dev);

#endif /* MCFWD_REWRITE_H */
