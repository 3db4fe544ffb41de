/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_OUTPUT_H
#define MCFWD_OUTPUT_H

#include <linux/bits.h>
#include <linux/types.h>

struct mcfwd_net;
struct mcfwd_route;
struct net_device;
struct sk_buff;

/**
 * enum mcfwd_packet_flags - what else is known of a packet to be forwarded
 * @MCFWD_PACKET_MARTIAN: its source address cannot be a sender's
 * @MCFWD_PACKET_LOCAL: this host sends it; it has no Ethernet header yet
 * @MCFWD_PACKET_OURS: nobody else wants it; it is taken over
 */
enum mcfwd_packet_flags {
	MCFWD_PACKET_MARTIAN	= BIT(0),
	MCFWD_PACKET_LOCAL	= BIT(1),
	MCFWD_PACKET_OURS	= BIT(2),
};

void mcfwd_output_route(struct mcfwd_net *mn, const struct mcfwd_route *route,
			struct sk_buff *skb, struct net_device *in, u8 ttl, u8 flags);

#endif /* MCFWD_OUTPUT_H */
