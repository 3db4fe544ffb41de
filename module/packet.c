// SPDX-License-Identifier: GPL-2.0-only
/*
 * A packet and the copies of it. All copies are made of one model, to which everything
 * is done that they have in common. A copy has a linear part of its own, unless the
 * output throws copies away before it returns, as devices do that copy frames into
 * memory of their own (smsc911x, dm9000, cdc_ncm), or have nowhere to send them: such
 * an output is lent a clone, and the model's headroom to write to.
 */
#include <linux/icmpv6.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "compat/compat.h"
#include "packet.h"
#include "rewrite.h"
#include "trace.h"

/* So many clones cost less if one after the other is made in the same place. */
#define TWIN_PAYS	6

/* A page fragment for the data, and for what comes behind it. */
static struct sk_buff *alloc_linear(unsigned int size)
{
	void *head = napi_alloc_frag(size);
	struct sk_buff *skb;

	if (unlikely(!head))
		return NULL;
	skb = build_skb(head, size);
	if (unlikely(!skb))
		skb_free_frag(head);
	return skb;
}

/*
 * Rules may ask for the MAC header that the packet came with, of forwarded packets as
 * of any. Every device's headroom has place for one of Ethernet. This host's own
 * packets have none, and must not be asked for it.
 */
static void copy_mac_header(struct sk_buff *copy, const struct sk_buff *skb)
{
	int len = skb_mac_header_was_set(skb) ? -skb_mac_offset(skb) : 0;

	if (likely(len == ETH_HLEN)) {
		memcpy(copy->data - ETH_HLEN, skb->data - ETH_HLEN, ETH_HLEN);
	} else {
		if (len < 0 || len > skb_headroom(copy))
			len = 0;
		memcpy(copy->data - len, skb->data - len, len);
	}
	skb_set_mac_header(copy, -len);
}

/* What a packet has, to an empty one. Return: that, or NULL if it is NULL. */
static struct sk_buff *fill_linear(struct sk_buff *copy, const struct sk_buff *skb,
				   unsigned int room)
{
	if (unlikely(!copy))
		return NULL;
	skb_reserve(copy, room);
	memcpy(__skb_put(copy, skb->len), skb->data, skb->len);
	skb_copy_header(copy, skb);
	return copy;
}

/*
 * A copy with its own linear part and just the headroom that the device needs.
 * skb_cow() would keep the headroom of the original, which some drivers make
 * huge: smsc95xx hands up 18 KiB buffers. @twin: there is a place for a clone of it
 * beside it, as TCP's packets have, for skb_clone().
 */
static struct sk_buff *copy_packet(struct sk_buff *skb, unsigned int room, bool twin)
{
	unsigned int size = SKB_DATA_ALIGN(room + skb->len) +
			    SKB_DATA_ALIGN(sizeof(struct skb_shared_info));
	struct sk_buff *copy;

	/* More than a page would need a larger one. */
	if (unlikely(skb_is_nonlinear(skb) || size > PAGE_SIZE))
		copy = __pskb_copy(skb, room, GFP_ATOMIC);
	else if (unlikely(twin))
		copy = fill_linear(alloc_skb_fclone(room + skb->len, GFP_ATOMIC), skb, room);
	else
		copy = fill_linear(alloc_linear(size), skb, room);
	if (unlikely(!copy))
		return NULL;
	skb_headers_offset_update(copy, room - skb_headroom(skb));
	copy_mac_header(copy, skb);
	return copy;
}

/* Makes a packet one that this host sends: ip_forward() has the same list, in pieces. */
static void scrub(struct sk_buff *skb, const struct mcfwd_packet *pkt)
{
	skb_scrub_packet(skb, false);
	/* The checksum of the whole packet, as some cards give, is about to be wrong. */
	skb_forward_csum(skb);
	mcfwd_clear_tstamp(skb);
	/* Not "invalid", which firewalls drop: as nf_dup does. */
	skb_set_nfct(skb, IP_CT_UNTRACKED);
	/* br_netfilter leaves the tag of what a bridge forwards on. */
	__vlan_hwaccel_clear_tag(skb);

	if (pkt->pf == NFPROTO_IPV4) {
		memset(IPCB(skb), 0, sizeof(*IPCB(skb)));
		IPCB(skb)->iif = pkt->in->ifindex;
		IPCB(skb)->flags = IPSKB_FORWARDED;
	} else {
		memset(IP6CB(skb), 0, sizeof(*IP6CB(skb)));
		IP6CB(skb)->iif = pkt->in->ifindex;
		IP6CB(skb)->flags = IP6SKB_FORWARDED;
	}
	if (unlikely(pkt->mark))
		mcfwd_rewrite_mark(skb, pkt->pf, pkt->mark);
}

/*
 * The packet itself, if its data is nobody else's. Not while there is a tracepoint
 * that would look at it afterwards.
 */
static bool may_take(const struct mcfwd_packet *pkt)
{
	return pkt->ours && !skb_cloned(pkt->skb) &&
	       !trace_mcfwd_forward_enabled() && !trace_mcfwd_drop_enabled();
}

static struct sk_buff *make_model(struct mcfwd_packet *pkt, unsigned int room, bool twin)
{
	struct sk_buff *model = pkt->skb;

	if (likely(may_take(pkt)) && !twin)
		skb_orphan(model);
	else
		model = copy_packet(model, room, twin);
	if (likely(model))
		scrub(model, pkt);
	return model;
}

/**
 * mcfwd_packet_take_back() - have the model to ourselves again after it was lent
 * @pkt: the packet
 * @room: headroom in octets that the model should have if it has to be made anew, at
 *	least ETH_HLEN
 *
 * Context: RCU read-side, softirqs off.
 *
 * Return: false if someone still has the clone and there is no memory for a copy.
 */
bool mcfwd_packet_take_back(struct mcfwd_packet *pkt, unsigned int room)
{
	struct sk_buff *lent = pkt->model;

	if (!pkt->lent || mcfwd_packet_is_back(pkt))
		return true;
	pkt->model = copy_packet(lent, room, false);
	if (!pkt->model) {
		pkt->model = lent;
		return false;
	}
	if (pkt->skb == lent)
		pkt->skb = pkt->model;
	consume_skb(lent);
	return mcfwd_packet_is_back(pkt);
}

/*
 * The model with that TTL. Not the copy's TTL: most often the next one wants the same.
 * @twin: if it has to be made, see copy_packet().
 */
static struct sk_buff *ready_model(struct mcfwd_packet *pkt, unsigned int room, u8 ttl, bool twin)
{
	if (!pkt->model) {
		pkt->model = make_model(pkt, room, twin);
		pkt->model_ttl = pkt->ttl;
		if (unlikely(!pkt->model))
			return NULL;
	}
	if (unlikely(pkt->lent) && !mcfwd_packet_take_back(pkt, room))
		return NULL;
	if (ttl != pkt->model_ttl) {
		mcfwd_rewrite_ttl(pkt->model, pkt->pf, ttl);
		pkt->model_ttl = ttl;
	}
	return pkt->model;
}

/**
 * mcfwd_packet_lend() - make a copy that has its linear part in common with others
 * @pkt: the packet
 * @room: headroom in octets that the copy must have, at least ETH_HLEN
 * @ttl: TTL or hop limit that it must have
 *
 * Nothing may be written to the copy but an Ethernet header before its IP header.
 *
 * Context: RCU read-side, softirqs off.
 *
 * Return: the copy, NULL if there is no memory. mcfwd_packet.lent says whether it is of
 * this kind; GSO packets, which devices do write to, never are.
 */
struct sk_buff *mcfwd_packet_lend(struct mcfwd_packet *pkt, unsigned int room, u8 ttl)
{
	struct sk_buff *model = ready_model(pkt, room, ttl, pkt->copies >= TWIN_PAYS), *clone;

	if (unlikely(!model))
		return NULL;
	if (unlikely(skb_headroom(model) < room || skb_is_gso(model)))
		return copy_packet(model, room, false);
	clone = skb_clone(model, GFP_ATOMIC);
	if (likely(clone)) {
		memcpy(pkt->before, model->data - ETH_HLEN, ETH_HLEN);
		pkt->lent = true;
	}
	return clone;
}

/**
 * mcfwd_packet_copy() - make a copy that has its linear part for itself
 * @pkt: the packet
 * @room: headroom in octets that the copy must have
 * @ttl: TTL or hop limit that it must have
 * @last: no other copy will be made
 *
 * The last copy is the model itself, unless its headroom is too small or the packet is
 * needed afterwards to tell its sender that it was too big.
 *
 * Context: RCU read-side, softirqs off.
 *
 * Return: the copy, NULL if there is no memory.
 */
struct sk_buff *mcfwd_packet_copy(struct mcfwd_packet *pkt, unsigned int room, u8 ttl, bool last)
{
	struct sk_buff *model = ready_model(pkt, room, ttl, false);

	if (unlikely(!model))
		return NULL;
	if (!last || skb_headroom(model) < room ||
	    (model == pkt->skb && pkt->mtu != UINT_MAX))
		return copy_packet(model, room, false);
	pkt->model = NULL;
	if (model == pkt->skb)
		pkt->skb = NULL;
	return model;
}
