// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hooks: which packets are considered, which route they find, and where the
 * original goes. PRE_ROUTING is for what arrives, LOCAL_OUT for what this host
 * sends.
 *
 * ip_rcv_core() and ip6_rcv_core() have checked lengths and the header checksum,
 * and have made the skb ours; its bytes may still be shared with packet taps.
 */
#include <linux/icmpv6.h>
#include <linux/igmp.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/udp.h>
#include <net/ipv6.h>
#include <net/mld.h>
#include <net/ndisc.h>

#include "device.h"
#include "hook.h"
#include "local.h"
#include "net.h"
#include "output.h"
#include "route.h"

/* Multicast Router Discovery, RFC 4286 3 to 5. */
#define ICMPV6_MRDISC_FIRST	151
#define ICMPV6_MRDISC_LAST	153

#ifndef IPPROTO_OSPF
#define IPPROTO_OSPF		89	/* RFC 2328 A.1 */
#endif
#ifndef IPPROTO_VRRP
#define IPPROTO_VRRP		112	/* RFC 5798 5.1.1.4 */
#endif

/* Softirqs are off. */
static void count_traffic(struct mcfwd_net *mn, const struct mcfwd_route *route)
{
	struct mcfwd_net_stats *stats = this_cpu_ptr(mn->stats);

	u64_stats_update_begin(&stats->syncp);
	if (route)
		u64_stats_inc(&stats->matched);
	else
		u64_stats_inc(&stats->unmatched);
	u64_stats_update_end(&stats->syncp);
}

/*
 * What becomes of a packet that arrived: copies, and then its own way. A firewall's
 * queue before us (NFQUEUE) gives packets back with softirqs on.
 */
static unsigned int forward(struct mcfwd_net *mn, const struct mcfwd_route *route,
			    struct sk_buff *skb, struct net_device *in, u8 ttl, bool martian)
{
	u8 flags = martian ? MCFWD_PACKET_MARTIAN : 0;

	local_bh_disable();
	count_traffic(mn, route);
	if (route) {
		if (!mcfwd_local_wants(route, skb, in))
			flags |= MCFWD_PACKET_OURS;
		mcfwd_output_route(mn, route, skb, in, ttl, flags);
	}
	local_bh_enable();
	return flags & MCFWD_PACKET_OURS ? NF_STOLEN : NF_ACCEPT;
}

/*
 * A copy that leaves by a tunnel is a packet that this host sends. That it may do
 * once; through tunnels that lead to each other there would be no end.
 */
static DEFINE_PER_CPU(bool, forwarding_own);

/* The same for a packet that this host sends; @in is where it sends it. */
static void forward_own(struct mcfwd_net *mn, const struct mcfwd_route *route,
			struct sk_buff *skb, struct net_device *in, u8 ttl, bool martian)
{
	u8 flags = MCFWD_PACKET_LOCAL | (martian ? MCFWD_PACKET_MARTIAN : 0);

	if (!route || !route->local_origin)
		return;
	local_bh_disable();
	if (!__this_cpu_read(forwarding_own)) {
		__this_cpu_write(forwarding_own, true);
		count_traffic(mn, route);
		mcfwd_output_route(mn, route, skb, in, ttl, flags);
		__this_cpu_write(forwarding_own, false);
	}
	local_bh_enable();
}

/* The protocols that keep links and groups alive are between neighbours. */
static bool is_control_proto(u8 proto)
{
	switch (proto) {
	case IPPROTO_IGMP:
	case IPPROTO_PIM:
	case IPPROTO_OSPF:
	case IPPROTO_VRRP:
		return true;
	}
	return false;
}

/* RFC 2113. Options are not compiled yet, but they are in the linear part. */
static bool has_router_alert4(const struct iphdr *iph)
{
	const u8 *opt = (const u8 *)(iph + 1);
	int left = iph->ihl * 4 - sizeof(*iph);

	while (left > 0 && opt[0] != IPOPT_END) {
		int len = 1;

		if (opt[0] == IPOPT_RA)
			return true;
		if (opt[0] != IPOPT_NOOP) {
			if (left < 2 || opt[1] < 2)
				return false;
			len = opt[1];
		}
		opt += len;
		left -= len;
	}
	return false;
}

static bool is_control4(const struct iphdr *iph)
{
	return is_control_proto(iph->protocol) || (iph->ihl > 5 && has_router_alert4(iph));
}

/* RFC 1812 5.3.7, and what ip_mc_validate_source() refuses. */
static bool is_martian4(__be32 source)
{
	return ipv4_is_multicast(source) || ipv4_is_lbcast(source) ||
	       ipv4_is_loopback(source) || ipv4_is_zeronet(source);
}

/*
 * The UDP or UDP-Lite destination port at @off, 0 if there is none: only routes
 * with a port ask. Later fragments have none.
 */
static __be16 dport_at(const struct sk_buff *skb, u8 proto, unsigned int off)
{
	const __be16 *dport;
	__be16 buf;

	if (proto != IPPROTO_UDP && proto != IPPROTO_UDPLITE)
		return 0;
	dport = skb_header_pointer(skb, off + offsetof(struct udphdr, dest), sizeof(buf), &buf);
	return dport ? *dport : 0;
}

static __be16 dport4(const struct mcfwd_index *index, const struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);

	if (likely(!READ_ONCE(index->n_dports)) || iph->frag_off & htons(IP_OFFSET))
		return 0;
	return dport_at(skb, iph->protocol, skb_network_offset(skb) + iph->ihl * 4);
}

static struct mcfwd_route *find_route4(struct mcfwd_net *mn, const struct sk_buff *skb,
				       const struct net_device *in)
{
	struct mcfwd_index *index = &mn->index[0];
	struct mcfwd_query query;

	/* Before all that depends on the routes: see mcfwd_table_change(). */
	query.inactive = smp_load_acquire(&mn->active);
	query.input = mcfwd_device_names_of(mn, in->ifindex);
	if (!query.input)
		return NULL;
	query.group.ip = ip_hdr(skb)->daddr;
	query.source.ip = ip_hdr(skb)->saddr;
	query.dport = dport4(index, skb);
	return mcfwd_index_lookup4(index, &query);
}

static bool is_considered4(const struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);

	return ipv4_is_multicast(iph->daddr) && skb->pkt_type != PACKET_LOOPBACK &&
	       !is_control4(iph);
}

static noinline unsigned int arrive_multicast4(struct mcfwd_net *mn, struct sk_buff *skb,
					       struct net_device *in)
{
	const struct iphdr *iph = ip_hdr(skb);

	if (!is_considered4(skb))
		return NF_ACCEPT;
	return forward(mn, find_route4(mn, skb, in), skb, in, iph->ttl, is_martian4(iph->saddr));
}

/* Most packets are not multicast, and leave at once. */
static unsigned int arrive4(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	if (likely(!ipv4_is_multicast(ip_hdr(skb)->daddr)))
		return NF_ACCEPT;
	return arrive_multicast4(priv, skb, state->in);
}

static unsigned int leave4(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	const struct iphdr *iph = ip_hdr(skb);

	if (is_considered4(skb))
		forward_own(priv, find_route4(priv, skb, state->out), skb, state->out, iph->ttl,
			    is_martian4(iph->saddr));
	return NF_ACCEPT;
}

/*
 * RFC 2711, looked for here because the bridge's PRE_ROUTING does not fill in
 * IP6CB()->flags. A header that cannot be read is not to be forwarded either.
 */
static bool has_router_alert6(const struct sk_buff *skb)
{
	unsigned int off = skb_network_offset(skb) + sizeof(struct ipv6hdr);
	const struct ipv6_opt_hdr *hdr;
	struct ipv6_opt_hdr hdr_buf;
	const u8 *opt;
	u8 opt_buf[2];
	unsigned int end;

	hdr = skb_header_pointer(skb, off, sizeof(hdr_buf), &hdr_buf);
	if (!hdr)
		return true;
	end = off + ipv6_optlen(hdr);
	off += sizeof(*hdr);

	while (off < end) {
		opt = skb_header_pointer(skb, off, 1, opt_buf);
		if (!opt)
			return true;
		if (opt[0] == IPV6_TLV_PAD1) {
			off++;
			continue;
		}
		if (opt[0] == IPV6_TLV_ROUTERALERT)
			return true;
		opt = skb_header_pointer(skb, off, sizeof(opt_buf), opt_buf);
		if (!opt)
			return true;
		off += 2 + opt[1];
	}
	return false;
}

static bool is_control_icmp6(const struct sk_buff *skb, unsigned int off)
{
	const u8 *type;
	u8 buf;

	type = skb_header_pointer(skb, off, sizeof(buf), &buf);
	if (!type)
		return true;

	switch (*type) {
	case ICMPV6_MGM_QUERY:
	case ICMPV6_MGM_REPORT:
	case ICMPV6_MGM_REDUCTION:
	case ICMPV6_MLD2_REPORT:
	case NDISC_ROUTER_SOLICITATION ... NDISC_REDIRECT:
	case ICMPV6_MRDISC_FIRST ... ICMPV6_MRDISC_LAST:
		return true;
	}
	return false;
}

static bool is_control6(const struct sk_buff *skb)
{
	unsigned int off = skb_network_offset(skb) + sizeof(struct ipv6hdr);
	u8 proto = ipv6_hdr(skb)->nexthdr;
	__be16 frag_off = 0;
	int start;

	if (likely(proto == IPPROTO_UDP))
		return false;
	if (proto == NEXTHDR_HOP && has_router_alert6(skb))
		return true;

	start = ipv6_skip_exthdr(skb, off, &proto, &frag_off);
	if (start < 0)
		return true;
	if (is_control_proto(proto))
		return true;
	/* A later fragment has no type; those of ND and MLD are never fragments. */
	if (proto != IPPROTO_ICMPV6 || (frag_off & htons(IP6_OFFSET)))
		return false;
	return is_control_icmp6(skb, start);
}

/* RFC 4291 2.5.2, 2.5.3 and 2.7. */
static bool is_martian6(const struct in6_addr *source)
{
	return ipv6_addr_is_multicast(source) || ipv6_addr_any(source) ||
	       ipv6_addr_loopback(source);
}

static __be16 dport6(const struct mcfwd_index *index, const struct sk_buff *skb)
{
	u8 proto = ipv6_hdr(skb)->nexthdr;
	__be16 frag_off = 0;
	int off;

	if (likely(!READ_ONCE(index->n_dports)))
		return 0;
	off = ipv6_skip_exthdr(skb, skb_network_offset(skb) + sizeof(struct ipv6hdr), &proto,
			       &frag_off);
	if (off < 0 || frag_off & htons(IP6_OFFSET))
		return 0;
	return dport_at(skb, proto, off);
}

static struct mcfwd_route *find_route6(struct mcfwd_net *mn, const struct sk_buff *skb,
				       const struct net_device *in)
{
	struct mcfwd_index *index = &mn->index[1];
	struct mcfwd_query query;

	/* Before all that depends on the routes: see mcfwd_table_change(). */
	query.inactive = smp_load_acquire(&mn->active);
	query.input = mcfwd_device_names_of(mn, in->ifindex);
	if (!query.input)
		return NULL;
	query.group.in6 = ipv6_hdr(skb)->daddr;
	query.source.in6 = ipv6_hdr(skb)->saddr;
	query.dport = dport6(index, skb);
	return mcfwd_index_lookup6(index, &query);
}

static bool is_considered6(const struct sk_buff *skb)
{
	return ipv6_addr_is_multicast(&ipv6_hdr(skb)->daddr) &&
	       skb->pkt_type != PACKET_LOOPBACK && !is_control6(skb);
}

static noinline unsigned int arrive_multicast6(struct mcfwd_net *mn, struct sk_buff *skb,
					       struct net_device *in)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);

	if (!is_considered6(skb))
		return NF_ACCEPT;
	return forward(mn, find_route6(mn, skb, in), skb, in, ip6h->hop_limit,
		       is_martian6(&ip6h->saddr));
}

static unsigned int arrive6(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	if (likely(!ipv6_addr_is_multicast(&ipv6_hdr(skb)->daddr)))
		return NF_ACCEPT;
	return arrive_multicast6(priv, skb, state->in);
}

static unsigned int leave6(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);

	if (is_considered6(skb))
		forward_own(priv, find_route6(priv, skb, state->out), skb, state->out,
			    ip6h->hop_limit, is_martian6(&ip6h->saddr));
	return NF_ACCEPT;
}

/**
 * mcfwd_hook_init() - fill in the hooks of a namespace and family
 * @arrive: PRE_ROUTING, to be registered with that family's first route
 * @leave: LOCAL_OUT, to be registered with the first that is for what this host
 *	sends
 * @mn: the namespace
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * PRE_ROUTING comes before defragmentation and connection tracking: fragments pass
 * one by one as they came, and no flow needs a conntrack entry. LOCAL_OUT comes
 * after the firewall: what may not leave is not forwarded.
 */
void mcfwd_hook_init(struct nf_hook_ops *arrive, struct nf_hook_ops *leave,
		     struct mcfwd_net *mn, u8 pf)
{
	BUILD_BUG_ON((int)NF_IP_PRI_CONNTRACK_DEFRAG != (int)NF_IP6_PRI_CONNTRACK_DEFRAG);
	BUILD_BUG_ON((int)NF_IP_PRI_FILTER != (int)NF_IP6_PRI_FILTER);

	arrive->hook = pf == NFPROTO_IPV4 ? arrive4 : arrive6;
	arrive->priv = mn;
	arrive->pf = pf;
	arrive->hooknum = NF_INET_PRE_ROUTING;
	arrive->priority = NF_IP_PRI_CONNTRACK_DEFRAG - 1;

	leave->hook = pf == NFPROTO_IPV4 ? leave4 : leave6;
	leave->priv = mn;
	leave->pf = pf;
	leave->hooknum = NF_INET_LOCAL_OUT;
	leave->priority = NF_IP_PRI_FILTER + 1;
}

static unsigned int accept_all(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	return NF_ACCEPT;
}

/**
 * mcfwd_hook_drop_queued() - drop the packets that a namespace's queues hold
 * @net: the namespace, whose hooks of ours have been gone for a grace period
 *
 * A copy in a queue (NFQUEUE) continues in this module, and may have got there just
 * after our hook went, which had dropped the others. What drops them has no other
 * way to be called than a hook that goes. Twice, as a verdict that was being carried
 * out the first time may have put one in another queue.
 *
 * Context: Process. May sleep.
 */
void mcfwd_hook_drop_queued(struct net *net)
{
	static const struct nf_hook_ops ops = {
		.hook = accept_all,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_FORWARD,
		.priority = NF_IP_PRI_LAST,
	};
	int i;

	for (i = 0; i < 2; i++) {
		if (nf_register_net_hook(net, &ops)) {
			pr_warn("mcfwd: packets may be left in queues\n");
			return;
		}
		nf_unregister_net_hook(net, &ops);
		synchronize_rcu();
	}
}
