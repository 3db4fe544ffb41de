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
#include <net/ip6_fib.h>
#include <net/route.h>
#ifdef MCFWD_HAVE_GSO_H		/* 6.5 */
#include <net/gso.h>
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
 * mcfwd_rt_dst_alloc() - allocate an IPv4 destination entry
 * @dev: output device
 * @flags: RTCF_*
 * @type: RTN_*
 *
 * No IPsec policy applies to it, as to all multicast that is forwarded.
 *
 * Return: the entry, or NULL.
 */
static inline struct rtable *mcfwd_rt_dst_alloc(struct net_device *dev, unsigned int flags,
						u16 type)
{
#ifdef MCFWD_HAVE_RT_DST_ALLOC_NOPOLICY		/* until 5.17 */
	return rt_dst_alloc(dev, flags, type, true, true);
#else
	return rt_dst_alloc(dev, flags, type, true);
#endif
}

#if IS_ENABLED(CONFIG_IPV6)

/**
 * mcfwd_dst_alloc_with() - allocate a destination entry, uncounted, without policy
 * @ops: its operations
 * @dev: output device
 *
 * Return: the entry, at the begin of an object of @ops' cache, or NULL.
 */
static inline void *mcfwd_dst_alloc_with(struct dst_ops *ops, struct net_device *dev)
{
	const unsigned short flags = DST_NOCOUNT | DST_NOXFRM | DST_NOPOLICY;

#ifdef MCFWD_HAVE_DST_ALLOC_INITIAL_REF		/* until 6.6 */
	return dst_alloc(ops, dev, 1, DST_OBSOLETE_FORCE_CHK, flags);
#else
	return dst_alloc(ops, dev, DST_OBSOLETE_FORCE_CHK, flags);
#endif
}

/**
 * mcfwd_rt6_init_uncached() - say that a route is on no list of uncached ones
 * @rt: the route
 */
static inline void mcfwd_rt6_init_uncached(struct rt6_info *rt)
{
#ifdef MCFWD_HAVE_RT6I_UNCACHED			/* until 6.4: then a part of dst_entry */
	INIT_LIST_HEAD(&rt->rt6i_uncached);
#endif
}

#endif /* CONFIG_IPV6 */

#endif /* MCFWD_COMPAT_H */
