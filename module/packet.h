/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_PACKET_H
#define MCFWD_PACKET_H

#include <linux/if_ether.h>
#include <linux/skbuff.h>
#include <linux/string.h>
#include <linux/types.h>

struct mcfwd_net;
struct net_device;

/**
 * struct mcfwd_packet - a packet and what is known of it
 * @mn: the namespace
 * @skb: the packet, its data at the IP header; NULL once an output has sent it itself
 * @model: what copies are made of, NULL before the first: a copy as all will be, but
 *	for what an output changes; or @skb, made so
 * @in: the device it arrived on
 * @len: its IP length in octets
 * @mtu: the smallest MTU that was too small for it, UINT_MAX if none was
 * @copies: how many there may be
 * @mark: to be put on its copies, 0 for none; see loop.c
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @ttl: TTL or hop limit it arrived with
 * @model_ttl: that of @model
 * @ours: nobody else wants @skb
 * @lent: an output has a clone of @model, which may write before the IP header; see
 *	mcfwd_packet_take_back()
 * @before: if @lent, what was in the ETH_HLEN octets before the IP header
 *
 * Lives on the stack of the CPU that forwards it.
 */
struct mcfwd_packet {
	struct mcfwd_net *mn;
	struct sk_buff *skb;
	struct sk_buff *model;
	struct net_device *in;
	unsigned int len;
	unsigned int mtu;
	u32 copies;
	u32 mark;
	u8 pf;
	u8 ttl;
	u8 model_ttl;
	bool ours;
	bool lent;
	u8 before[ETH_HLEN];
};

/**
 * mcfwd_packet_is_back() - have the model to ourselves again if nobody has a clone of it
 * @pkt: the packet, whose model was lent
 *
 * Puts back what was before the IP header: the MAC header that the packet came with,
 * which rules may ask for.
 *
 * Return: false if someone still has one.
 */
static inline bool mcfwd_packet_is_back(struct mcfwd_packet *pkt)
{
	if (unlikely(skb_cloned(pkt->model)))
		return false;
	memcpy(pkt->model->data - ETH_HLEN, pkt->before, ETH_HLEN);
	pkt->lent = false;
	return true;
}

bool mcfwd_packet_take_back(struct mcfwd_packet *pkt, unsigned int room);
struct sk_buff *mcfwd_packet_lend(struct mcfwd_packet *pkt, unsigned int room, u8 ttl);
struct sk_buff *mcfwd_packet_copy(struct mcfwd_packet *pkt, unsigned int room, u8 ttl, bool last);

#endif /* MCFWD_PACKET_H */
