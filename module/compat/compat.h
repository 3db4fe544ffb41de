/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between kernel 5.10 and 7.3. Debian and stable kernels backport
 * interfaces freely, so that a version number says little: Kbuild looks for the
 * interface itself and sets MCFWD_HAVE_*. Every name defined here begins with
 * mcfwd_, so that no backport can clash with it.
 */
#ifndef MCFWD_COMPAT_H
#define MCFWD_COMPAT_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/genetlink.h>
#include <net/ipv6.h>
#ifdef MCFWD_HAVE_GSO_H		/* 6.5 */
#include <net/gso.h>
#endif
#ifdef MCFWD_HAVE_IPV6_STUB	/* until 7.1 */
#include <net/ipv6_stubs.h>
#endif

/**
 * mcfwd_clear_tstamp() - forget the receive time of a packet about to be sent
 * @skb: the packet
 *
 * The fq qdisc takes it for the time to send at.
 */
static inline void mcfwd_clear_tstamp(struct sk_buff *skb)
{
#ifdef MCFWD_HAVE_SKB_CLEAR_TSTAMP
	skb_clear_tstamp(skb);	/* 5.18 */
#else
	skb->tstamp = 0;
#endif
}

/**
 * mcfwd_dump_attrs() - attributes of a generic netlink dump request
 * @cb: the dump
 *
 * Return: the table of attributes, indexed by type; its entries may be NULL.
 */
static inline struct nlattr **mcfwd_dump_attrs(struct netlink_callback *cb)
{
#ifdef MCFWD_HAVE_GENL_INFO_DUMP
	return genl_dumpit_info(cb)->info.attrs;	/* 6.6 */
#else
	return genl_dumpit_info(cb)->attrs;
#endif
}

/**
 * mcfwd_ip6_route_output() - look up an IPv6 output route
 * @net: network namespace
 * @fl6: the flow
 *
 * Until IPv6 could no longer be a module (7.1) its functions were reached
 * through ipv6_stub, which answers -EAFNOSUPPORT while ipv6.ko is absent.
 *
 * Return: the route, with a reference, or an ERR_PTR().
 */
static inline struct dst_entry *mcfwd_ip6_route_output(struct net *net, struct flowi6 *fl6)
{
#if !IS_ENABLED(CONFIG_IPV6)
	return ERR_PTR(-EAFNOSUPPORT);
#elif defined(MCFWD_HAVE_IPV6_STUB)
	return ipv6_stub->ipv6_dst_lookup_flow(net, NULL, fl6, NULL);
#else
	return ip6_dst_lookup_flow(net, NULL, fl6, NULL);
#endif
}

#endif /* MCFWD_COMPAT_H */
