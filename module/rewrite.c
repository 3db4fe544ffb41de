// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes to the headers of a copy, with all the checksums that cover them. There
 * is no connection tracking in it: the first packet is like any other.
 */
#include <linux/inetdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/addrconf.h>
#include <net/checksum.h>
#include <net/dsfield.h>
#include <net/if_inet6.h>
#include <net/inet_ecn.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "rewrite.h"
#include <linux/mcfwd.h>

/**
 * mcfwd_rewrite_ttl() - set the TTL or hop limit
 * @copy: the packet, data at the IP header, which is private and linear
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @ttl: the new value
 */
void mcfwd_rewrite_ttl(struct sk_buff *copy, u8 pf, u8 ttl)
{
	struct iphdr *iph;

	if (pf == NFPROTO_IPV6) {
		ipv6_hdr(copy)->hop_limit = ttl;
		return;
	}
	iph = ip_hdr(copy);
	csum_replace2(&iph->check, htons(iph->ttl << 8), htons(ttl << 8));
	iph->ttl = ttl;
}

/**
 * mcfwd_rewrite_mark() - give a copy a mark that is known when it comes back
 * @copy: the packet, data at the IP header, which is private and linear
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @mark: the mark; its last 16 bits become an IPv4 packet's ID, if it must not be
 *	fragmented, its last 20 bits an IPv6 packet's flow label
 */
void mcfwd_rewrite_mark(struct sk_buff *copy, u8 pf, u32 mark)
{
	__be16 id = htons((u16)mark);
	struct ipv6hdr *ip6h;
	struct iphdr *iph;

	if (pf == NFPROTO_IPV6) {
		ip6h = ipv6_hdr(copy);
		ip6_flow_hdr(ip6h, ip6_tclass(ip6_flowinfo(ip6h)),
			     htonl(mark) & IPV6_FLOWLABEL_MASK);
		return;
	}
	iph = ip_hdr(copy);
	if (iph->frag_off != htons(IP_DF))
		return;
	csum_replace2(&iph->check, iph->id, id);
	iph->id = id;
}

/* The first primary address, as "ip address" lists it. */
static bool primary_address4(const struct net_device *dev, union nf_inet_addr *addr)
{
	const struct in_device *in_dev = __in_dev_get_rcu(dev);
	const struct in_ifaddr *ifa;

	if (!in_dev)
		return false;
	in_dev_for_each_ifa_rcu(ifa, in_dev) {
		if (ifa->ifa_flags & IFA_F_SECONDARY)
			continue;
		addr->ip = ifa->ifa_local;
		return true;
	}
	return false;
}

/*
 * An address that works and whose scope is at least the group's (RFC 6724 5, rule
 * 2): a global one for all but groups that stay on the link.
 */
static bool primary_address6(const struct net_device *dev, const struct in6_addr *group,
			     union nf_inet_addr *addr)
{
	bool local = IPV6_ADDR_MC_SCOPE(group) <= IPV6_ADDR_SCOPE_LINKLOCAL;
	const struct inet6_dev *idev = __in6_dev_get(dev);
	const struct inet6_ifaddr *ifa;

	if (!idev)
		return false;
	list_for_each_entry_rcu(ifa, &idev->addr_list, if_list) {
		bool usable = !(ifa->flags & (IFA_F_DADFAILED | IFA_F_DEPRECATED)) &&
			      (ifa->flags & IFA_F_OPTIMISTIC || !(ifa->flags & IFA_F_TENTATIVE));

		if (!usable || !!(ipv6_addr_type(&ifa->addr) & IPV6_ADDR_LINKLOCAL) != local)
			continue;
		addr->in6 = ifa->addr;
		return true;
	}
	return false;
}

static bool source(const struct mcfwd_rewrite *rewrite, const struct sk_buff *skb, u8 pf,
		   const struct net_device *dev, union nf_inet_addr *addr)
{
	if (rewrite->src_mode == MCFWD_SRC_ADDRESS) {
		*addr = rewrite->src;
		return true;
	}
	if (pf == NFPROTO_IPV4)
		return primary_address4(dev, addr);
	return primary_address6(dev, rewrite->has_group ? &rewrite->group.in6 :
							  &ipv6_hdr(skb)->daddr, addr);
}

/**
 * mcfwd_rewrite_makes_source() - whether a packet's source is what would be made of it
 * @rewrite: the rewriting
 * @skb: the packet, data at the IP header
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @dev: the output device
 *
 * Then it has been through here, and has come back.
 *
 * Context: RCU read-side.
 * Return: true if it is.
 */
bool mcfwd_rewrite_makes_source(const struct mcfwd_rewrite *rewrite, const struct sk_buff *skb,
				u8 pf, const struct net_device *dev)
{
	union nf_inet_addr addr;

	if (rewrite->src_mode == MCFWD_SRC_KEEP || !source(rewrite, skb, pf, dev, &addr))
		return false;
	if (pf == NFPROTO_IPV4)
		return ip_hdr(skb)->saddr == addr.ip;
	return ipv6_addr_equal(&ipv6_hdr(skb)->saddr, &addr.in6);
}

/**
 * struct transport - the checksum of a copy that covers the IP addresses
 * @offset: of the transport header from the IP header
 * @check: of the checksum from the transport header, 0 if none covers addresses
 * @optional: a checksum of 0 means none (RFC 768)
 */
struct transport {
	int offset;
	unsigned int check;
	bool optional;
};

/*
 * Where the checksum is. Later fragments have none: it is in the first, and covers
 * them all.
 */
static void find_transport(const struct sk_buff *copy, u8 pf, struct transport *t)
{
	__be16 frag_off = 0;
	u8 proto;

	memset(t, 0, sizeof(*t));
	if (pf == NFPROTO_IPV4) {
		const struct iphdr *iph = ip_hdr(copy);

		t->offset = iph->ihl * 4;
		frag_off = iph->frag_off & htons(IP_OFFSET);
		proto = iph->protocol;
	} else {
		proto = ipv6_hdr(copy)->nexthdr;
		t->offset = ipv6_skip_exthdr(copy, sizeof(struct ipv6hdr), &proto, &frag_off);
		frag_off &= htons(IP6_OFFSET);
	}
	if (t->offset < 0 || frag_off)
		return;

	switch (proto) {
	case IPPROTO_UDP:
		t->optional = true;
		t->check = offsetof(struct udphdr, check);
		break;
	case IPPROTO_UDPLITE:
		t->check = offsetof(struct udphdr, check);
		break;
	case IPPROTO_TCP:
		t->check = offsetof(struct tcphdr, check);
		break;
	case IPPROTO_ICMPV6:
		if (pf == NFPROTO_IPV6)
			t->check = offsetof(struct icmp6hdr, icmp6_cksum);
		break;
	}
}

/* Whether it is this checksum that a device is to finish, not one within a tunnel. */
static bool is_partial(const struct sk_buff *copy, const struct transport *t)
{
	if (copy->ip_summed != CHECKSUM_PARTIAL)
		return false;
	return skb_checksum_start_offset(copy) == t->offset ||
	       (skb_is_gso(copy) && skb_shinfo(copy)->gso_type & SKB_GSO_UDP_TUNNEL_CSUM);
}

static void update_checksum(struct sk_buff *copy, u8 pf, const struct transport *t,
			    const union nf_inet_addr *from, const union nf_inet_addr *to)
{
	__sum16 *check = (__sum16 *)(skb_network_header(copy) + t->offset + t->check);
	int i;

	if (is_partial(copy, t)) {
		if (pf == NFPROTO_IPV4)
			inet_proto_csum_replace4(check, copy, from->ip, to->ip, true);
		else
			inet_proto_csum_replace16(check, copy, from->ip6, to->ip6, true);
	} else if (!t->optional || *check) {
		for (i = 0; i < (pf == NFPROTO_IPV4 ? 1 : 4); i++)
			csum_replace4(check, (__force __be32)from->all[i],
				      (__force __be32)to->all[i]);
	} else {
		return;
	}
	if (t->optional && !*check)
		*check = CSUM_MANGLED_0;
}

/* Writes one of the two addresses. The header was made writable by the caller. */
static void set_address(struct sk_buff *copy, u8 pf, const struct transport *t, bool is_source,
			const union nf_inet_addr *to)
{
	union nf_inet_addr from = {};

	if (pf == NFPROTO_IPV4) {
		struct iphdr *iph = ip_hdr(copy);
		__be32 *field = is_source ? &iph->saddr : &iph->daddr;

		from.ip = *field;
		csum_replace4(&iph->check, from.ip, to->ip);
		*field = to->ip;
	} else {
		struct ipv6hdr *ip6h = ipv6_hdr(copy);
		struct in6_addr *field = is_source ? &ip6h->saddr : &ip6h->daddr;

		from.in6 = *field;
		*field = to->in6;
	}
	if (t->check)
		update_checksum(copy, pf, t, &from, to);
}

static void set_dscp(struct sk_buff *copy, u8 pf, u8 dscp)
{
	if (pf == NFPROTO_IPV4)
		ipv4_change_dsfield(ip_hdr(copy), INET_ECN_MASK, dscp << 2);
	else
		ipv6_change_dsfield(ipv6_hdr(copy), INET_ECN_MASK, dscp << 2);
}

/**
 * mcfwd_rewrite_apply() - rewrite addresses and DSCP of a copy
 * @rewrite: what to
 * @copy: the packet, data at the IP header, which is private and linear; headers
 *	may move
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @dev: the output device
 *
 * Context: RCU read-side.
 * Return: 0, or the drop reason.
 */
int mcfwd_rewrite_apply(const struct mcfwd_rewrite *rewrite, struct sk_buff *copy, u8 pf,
			const struct net_device *dev)
{
	union nf_inet_addr src = {};
	struct transport t;

	if (rewrite->has_dscp)
		set_dscp(copy, pf, rewrite->dscp);
	if (rewrite->src_mode == MCFWD_SRC_KEEP && !rewrite->has_group)
		return 0;
	if (rewrite->src_mode != MCFWD_SRC_KEEP && !source(rewrite, copy, pf, dev, &src))
		return MCFWD_A_DROPS_NO_ADDRESS;

	find_transport(copy, pf, &t);
	if (t.check) {
		/* A packet that ends before its checksum has none. */
		if (copy->len < t.offset + t.check + sizeof(__sum16))
			t.check = 0;
		else if (!pskb_may_pull(copy, t.offset + t.check + sizeof(__sum16)))
			return MCFWD_A_DROPS_MEMORY;
	}
	if (rewrite->src_mode != MCFWD_SRC_KEEP)
		set_address(copy, pf, &t, true, &src);
	if (rewrite->has_group)
		set_address(copy, pf, &t, false, &rewrite->group);
	return 0;
}
