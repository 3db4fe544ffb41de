// SPDX-License-Identifier: GPL-2.0-only
/* From a route and a packet to copies on devices; rewrite.c changes their headers. */
#include <linux/etherdevice.h>
#include <linux/icmpv6.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <net/arp.h>
#include <net/if_inet6.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/neighbour.h>

#include "compat/compat.h"
#include "dst.h"
#include "event.h"
#include "loop.h"
#include "mac.h"
#include "net.h"
#include "output.h"
#include "packet.h"
#include "rate.h"
#include "route.h"
#include "trace.h"

/* @out is the name of the output, empty if it is not about one. */
static void count_drop(const struct mcfwd_packet *pkt, struct mcfwd_stats __percpu *stats,
		       enum mcfwd_a_drops reason, const char *out)
{
	if (likely(pkt->skb))
		trace_mcfwd_drop(pkt->skb, pkt->pf, pkt->in, out, reason);
	mcfwd_stats_drop(stats, reason);
	mcfwd_stats_drop(&pkt->mn->stats->sent, reason);
}

static void count_copy(const struct mcfwd_packet *pkt, const struct mcfwd_output *out)
{
	if (pkt->skb)
		trace_mcfwd_forward(pkt->skb, pkt->pf, pkt->in, out->device->name);
	mcfwd_stats_count(out->stats, pkt->len);
}

/* The TTL of an output's copy; 0 is none at all. */
static u8 output_ttl(const struct mcfwd_output *out, u8 ttl)
{
	switch (out->ttl_mode) {
	case MCFWD_TTL_DEC:
		return ttl ? ttl - 1 : 0;
	case MCFWD_TTL_SET:
		return out->ttl;
	case MCFWD_TTL_MIN:
		return max(ttl, out->ttl);
	default:
		return ttl;
	}
}

static bool too_big(const struct sk_buff *skb, const struct net_device *dev)
{
	unsigned int mtu = READ_ONCE(dev->mtu);

	if (skb_is_gso(skb))
		return !skb_gso_validate_network_len(skb, mtu);
	return skb->len > mtu;
}

static bool may_fragment(const struct sk_buff *skb)
{
	return skb->protocol == htons(ETH_P_IP) && !(ip_hdr(skb)->frag_off & htons(IP_DF));
}

/* Kept until the copy is sent: the device's own, or without that a new one. */
static bool set_dst(struct net *net, struct sk_buff *copy, const struct mcfwd_device *device, u8 pf)
{
	struct dst_entry *dst = rcu_dereference(device->dst[pf == NFPROTO_IPV4 ? 0 : 1]);

	if (likely(dst)) {
		skb_dst_set_noref(copy, dst);
		return true;
	}
	dst = mcfwd_dst_alloc(net, copy->dev, pf);
	if (dst)
		skb_dst_set(copy, dst);
	return dst;
}

static void push_ethernet(struct sk_buff *skb)
{
	struct ethhdr *eth = __skb_push(skb, ETH_HLEN);

	/* RFC 1112 6.4, RFC 2464 7 */
	if (skb->protocol == htons(ETH_P_IP))
		ip_eth_mc_map(ip_hdr(skb)->daddr, eth->h_dest);
	else
		ipv6_eth_mc_map(&ipv6_hdr(skb)->daddr, eth->h_dest);
	ether_addr_copy(eth->h_source, skb->dev->dev_addr);
	eth->h_proto = skb->protocol;
	skb_reset_mac_header(skb);
}

static int send_ethernet(struct sk_buff *skb)
{
	push_ethernet(skb);
	return dev_queue_xmit(skb);
}

/*
 * Sends one IP packet out of skb->dev. Plain Ethernet, by far the most common,
 * gets its header here; any other device goes through its neighbour table.
 */
static int send(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;

	/* A queue could keep it for longer than the device lives. */
	skb_dst_drop(skb);
	if (skb_cow_head(skb, LL_RESERVED_SPACE(dev))) {
		kfree_skb(skb);
		return -ENOMEM;
	}
	if (likely(mcfwd_device_is_ethernet(dev)))
		return send_ethernet(skb);
	if (skb->protocol == htons(ETH_P_IP))
		return neigh_xmit(NEIGH_ARP_TABLE, dev, &ip_hdr(skb)->daddr, skb);
	return neigh_xmit(NEIGH_ND_TABLE, dev, &ipv6_hdr(skb)->daddr, skb);
}

/* Instead of send() for what was lent: the place for its header is the model's, too. */
static int send_lent(struct mcfwd_packet *pkt, struct mcfwd_device *device, struct sk_buff *skb)
{
	int ret;

	skb_dst_drop(skb);
	ret = send_ethernet(skb);
	if (unlikely(!mcfwd_packet_is_back(pkt)))
		WRITE_ONCE(device->lend, false);
	return ret;
}

/* Segments of a GSO packet that are too big, as ip_finish_output_gso() sees to them. */
static int fragment_segments(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *segs, *next;
	int err, ret = 0;

	segs = skb_gso_segment(skb, netif_skb_features(skb) & ~NETIF_F_GSO_MASK);
	if (IS_ERR_OR_NULL(segs)) {
		kfree_skb(skb);
		return -ENOMEM;
	}
	consume_skb(skb);
	skb_list_walk_safe(segs, segs, next) {
		skb_mark_not_on_list(segs);
		err = ip_do_fragment(net, sk, segs, send);
		if (err && !ret)
			ret = err;
	}
	return ret;
}

/* Past the firewall. Also the firewall's way back from a queue (NFQUEUE). */
static int send_whole_or_fragments(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	if (likely(!too_big(skb, skb->dev)))
		return send(net, sk, skb);
	if (!may_fragment(skb)) {
		/* It was smaller, or the MTU was larger, before it was queued. */
		kfree_skb(skb);
		return -EMSGSIZE;
	}
	if (skb_is_gso(skb))
		return fragment_segments(net, sk, skb);
	return ip_do_fragment(net, sk, skb, send);
}

/*
 * Tells the sender of an IPv6 packet what it may send at most (RFC 8200 4.5, RFC
 * 4443 3.2, which is for multicast, too). icmp6_send() does not limit the rate of
 * these. Not of a packet that a bridge has: nothing says yet that it is for IPv6 to
 * answer.
 */
static void tell_too_big(struct mcfwd_packet *pkt)
{
#if IS_ENABLED(CONFIG_BRIDGE_NETFILTER)
	if (skb_ext_exist(pkt->skb, SKB_EXT_BRIDGE_NF))
		return;
#endif
#if IS_ENABLED(CONFIG_IPV6)
	if (!mcfwd_packet_take_back(pkt, ETH_HLEN) || !mcfwd_rate_take(pkt->mn->too_big, 1))
		return;
	/* What it is told of is what it sent. */
	if (pkt->model == pkt->skb)
		mcfwd_rewrite_ttl(pkt->skb, pkt->pf, pkt->ttl);
	icmpv6_send(pkt->skb, ICMPV6_PKT_TOOBIG, 0, max_t(u32, pkt->mtu, IPV6_MIN_MTU));
#endif
}

static struct nf_hook_entries *chain_of(const struct net *net, u8 pf, unsigned int hook)
{
	if (pf == NFPROTO_IPV4)
		return rcu_dereference(net->nf.hooks_ipv4[hook]);
	return rcu_dereference(net->nf.hooks_ipv6[hook]);
}

/* Whether a copy has to pass by any chain: more than that depends on it. */
static bool has_firewall(const struct net *net, u8 pf)
{
	return chain_of(net, pf, NF_INET_FORWARD) || chain_of(net, pf, NF_INET_POST_ROUTING);
}

/*
 * nf_hook() for either family.
 *
 * Return: 1 if the packet may go on. Otherwise it is no longer ours: 0 if the chain
 * took it, negative if it was refused.
 */
static int pass_chain(struct net *net, struct sock *sk, struct sk_buff *skb, u8 pf,
		      unsigned int hook, struct net_device *in,
		      int (*okfn)(struct net *, struct sock *, struct sk_buff *))
{
	struct nf_hook_entries *chain = chain_of(net, pf, hook);
	struct nf_hook_state state;

	if (!chain)
		return 1;
	nf_hook_state_init(&state, hook, pf, in, skb->dev, sk, net, okfn);
	return nf_hook_slow(skb, &state, chain, 0);
}

/*
 * After FORWARD, when a queue gives the packet back, and nothing else: so the input
 * is known by its index, and there is no one to count.
 */
static int forward_finish(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	u8 pf = skb->protocol == htons(ETH_P_IP) ? NFPROTO_IPV4 : NFPROTO_IPV6;
	int iif = pf == NFPROTO_IPV4 ? IPCB(skb)->iif : IP6CB(skb)->iif;
	int verdict;

	verdict = pass_chain(net, sk, skb, pf, NF_INET_POST_ROUTING,
			     dev_get_by_index_rcu(net, iif), send_whole_or_fragments);
	return verdict == 1 ? send_whole_or_fragments(net, sk, skb) : verdict;
}

/* Runs a copy through the FORWARD and POST_ROUTING chains. Return: see pass_chain(). */
static int pass_firewall(const struct mcfwd_packet *pkt, struct sk_buff *copy)
{
	struct net *net = pkt->mn->net;
	int verdict;

	verdict = pass_chain(net, NULL, copy, pkt->pf, NF_INET_FORWARD, pkt->in,
			     forward_finish);
	if (verdict != 1)
		return verdict;
	return pass_chain(net, NULL, copy, pkt->pf, NF_INET_POST_ROUTING, pkt->in,
			  send_whole_or_fragments);
}

/*
 * Makes and sends the copy of one output.
 *
 * Return: 0 if it was sent, otherwise the drop reason.
 */
static int send_copy(struct mcfwd_packet *pkt, const struct mcfwd_route *route,
		     const struct mcfwd_output *out, bool last)
{
	struct net_device *dev = rcu_dereference(out->device->dev);
	struct net *net = pkt->mn->net;
	bool fragment, firewall;
	struct sk_buff *copy;
	int ret;
	u8 ttl;

	if (!dev || !netif_running(dev) || !netif_carrier_ok(dev))
		return MCFWD_A_DROPS_DOWN;
	/* If the route names both, it is meant (MCFWD_A_ROUTE_FORCE). */
	if (dev == pkt->in && out->device != route->input)
		return MCFWD_A_DROPS_INPUT;
	if (pkt->ttl <= out->threshold)
		return MCFWD_A_DROPS_THRESHOLD;
	ttl = output_ttl(out, pkt->ttl);
	if (!ttl)
		return MCFWD_A_DROPS_TTL;
	fragment = too_big(pkt->skb, dev);
	if (fragment && !may_fragment(pkt->skb)) {
		pkt->mtu = min(pkt->mtu, READ_ONCE(dev->mtu));
		return MCFWD_A_DROPS_MTU;
	}

	if (last || fragment || !READ_ONCE(out->device->lend) || out->rewrite)
		copy = mcfwd_packet_copy(pkt, LL_RESERVED_SPACE(dev), ttl, last);
	else
		copy = mcfwd_packet_lend(pkt, LL_RESERVED_SPACE(dev), ttl);
	if (!copy)
		return MCFWD_A_DROPS_MEMORY;
	copy->dev = dev;
	if (unlikely(out->rewrite)) {
		ret = mcfwd_rewrite_apply(out->rewrite, copy, pkt->pf, dev);
		if (ret) {
			kfree_skb(copy);
			return ret;
		}
	}

	firewall = !out->no_firewall && has_firewall(net, pkt->pf);
	if (unlikely((firewall || fragment) && !set_dst(net, copy, out->device, pkt->pf))) {
		kfree_skb(copy);
		return MCFWD_A_DROPS_MEMORY;
	}
	if (firewall) {
		ret = pass_firewall(pkt, copy);
		if (ret != 1)
			return ret ? MCFWD_A_DROPS_FIREWALL : MCFWD_A_DROPS_QUEUED;
	}

	if (pkt->lent)
		ret = send_lent(pkt, out->device, copy);
	else
		ret = fragment ? send_whole_or_fragments(net, NULL, copy) : send(net, NULL, copy);
	/* NET_XMIT_CN, too: a qdisc dropped one of the flow, if not this one. */
	return ret ? MCFWD_A_DROPS_XMIT : 0;
}

/* Whether one of the outputs has set, or would set, the packet's source. */
static bool has_set_source(const struct mcfwd_route *route, const struct sk_buff *skb)
{
	u32 i;

	for (i = 0; i < route->n_outputs; i++) {
		const struct mcfwd_output *out = &route->outputs[i];
		struct net_device *dev = rcu_dereference(out->device->dev);

		if (dev && out->rewrite &&
		    mcfwd_rewrite_makes_source(out->rewrite, skb, route->pf, dev))
			return true;
	}
	return false;
}

/* A GSO packet counts as what it will be. */
static bool exceeds_rate(const struct mcfwd_packet *pkt, const struct mcfwd_route *route)
{
	return !mcfwd_rate_take(route->rate, max_t(u32, skb_shinfo(pkt->skb)->gso_segs, 1));
}

/* It is counted already, so that the event has the sum. */
static void tell_refused(const struct mcfwd_packet *pkt, const struct mcfwd_route *route,
			 int reason)
{
	struct mcfwd_rate *rate = route->rate;

	if (reason == MCFWD_A_DROPS_LOOP)
		mcfwd_event_loop(pkt->mn, route, pkt->skb, pkt->in);
	else if (reason == MCFWD_A_DROPS_RATE)
		mcfwd_event_rate(pkt->mn, route, rate->limit, &rate->alarm, pkt->skb, pkt->in);
}

/* Why not one copy of a packet is made; 0 if there is no reason. */
static int refuse(struct mcfwd_packet *pkt, const struct mcfwd_route *route, u8 flags)
{
	if (unlikely(flags & MCFWD_PACKET_MARTIAN))
		return MCFWD_A_DROPS_MARTIAN;
	if (!(flags & MCFWD_PACKET_LOCAL) &&
	    unlikely(mcfwd_mac_is_own(pkt->mn, pkt->skb, pkt->in) ||
		     (route->sets_source && has_set_source(route, pkt->skb))))
		return MCFWD_A_DROPS_OWN;
	if (route->guard && !(flags & MCFWD_PACKET_LOCAL) &&
	    unlikely(mcfwd_loop_check(pkt->mn, route, pkt->skb, pkt->in, pkt->ttl,
				      &pkt->mark)))
		return MCFWD_A_DROPS_LOOP;
	if (unlikely(route->rate) && exceeds_rate(pkt, route))
		return MCFWD_A_DROPS_RATE;
	return 0;
}

/*
 * A packet that GRO made of several by chaining them (rx-gro-list): each segment
 * keeps its own IP header, which a change of the first would not reach. So it is
 * taken apart first.
 */
static void output_chained(struct mcfwd_net *mn, const struct mcfwd_route *route,
			   struct sk_buff *skb, struct net_device *in, u8 ttl, u8 flags)
{
	unsigned int mac_len = skb_mac_header_was_set(skb) ? -skb_mac_offset(skb) : 0;
	struct sk_buff *copy, *segs, *next;

	/* What is before data is not copied, and the source MAC is looked at. */
	skb_push(skb, mac_len);
	copy = pskb_copy(skb, GFP_ATOMIC);
	skb_pull(skb, mac_len);
	if (!copy)
		goto no_memory;
	segs = skb_gso_segment(copy, 0);
	if (IS_ERR_OR_NULL(segs)) {
		kfree_skb(copy);
		goto no_memory;
	}
	consume_skb(copy);
	skb_list_walk_safe(segs, segs, next) {
		skb_mark_not_on_list(segs);
		__skb_pull(segs, skb_network_offset(segs));
		mcfwd_output_route(mn, route, segs, in, ttl, flags);
		consume_skb(segs);
	}
	return;

no_memory:
	mcfwd_stats_count(route->stats, skb->len);
	mcfwd_stats_drop(route->stats, MCFWD_A_DROPS_MEMORY);
	mcfwd_stats_drop(&mn->stats->sent, MCFWD_A_DROPS_MEMORY);
	trace_mcfwd_drop(skb, route->pf, in, "", MCFWD_A_DROPS_MEMORY);
}

static void send_copies(struct mcfwd_packet *pkt, const struct mcfwd_route *route)
{
	u32 i, sent = 0;
	int reason;

	for (i = 0; i < route->n_outputs; i++) {
		const struct mcfwd_output *out = &route->outputs[i];

		reason = send_copy(pkt, route, out, i == route->n_outputs - 1);
		if (unlikely(reason)) {
			count_drop(pkt, out->stats, reason, out->device->name);
			continue;
		}
		count_copy(pkt, out);
		sent++;
	}
	mcfwd_stats_count_several(&pkt->mn->stats->sent, sent, (unsigned long)sent * pkt->len);
}

/**
 * mcfwd_output_route() - send a route's copies of a packet
 * @mn: the namespace
 * @route: the route that the packet matched
 * @skb: the packet, data at the IP header; not changed and still the caller's, unless
 *	it is MCFWD_PACKET_OURS
 * @in: the device it arrived on
 * @ttl: TTL or hop limit it arrived with
 * @flags: enum mcfwd_packet_flags
 *
 * Context: RCU read-side, softirqs off.
 */
void mcfwd_output_route(struct mcfwd_net *mn, const struct mcfwd_route *route,
			struct sk_buff *skb, struct net_device *in, u8 ttl, u8 flags)
{
	struct mcfwd_packet pkt = {
		.mn = mn,
		.skb = skb,
		.in = in,
		.len = skb->len,
		.mtu = UINT_MAX,
		.copies = route->n_outputs,
		.pf = route->pf,
		.ttl = ttl,
		.ours = flags & MCFWD_PACKET_OURS,
	};
	int reason;

	if (unlikely(skb_is_gso(skb) && skb_shinfo(skb)->gso_type & SKB_GSO_FRAGLIST)) {
		output_chained(mn, route, skb, in, ttl, flags & ~MCFWD_PACKET_OURS);
		goto out;
	}
	mcfwd_stats_count(route->stats, pkt.len);
	reason = refuse(&pkt, route, flags);
	if (unlikely(reason)) {
		count_drop(&pkt, route->stats, reason, "");
		tell_refused(&pkt, route, reason);
		goto out;
	}
	send_copies(&pkt, route);
	if (unlikely(pkt.mtu != UINT_MAX && pkt.pf == NFPROTO_IPV6 &&
		     !(flags & MCFWD_PACKET_LOCAL)))
		tell_too_big(&pkt);
	if (unlikely(pkt.model && pkt.model != pkt.skb))
		consume_skb(pkt.model);
out:
	if (pkt.ours && pkt.skb)
		consume_skb(pkt.skb);
}
