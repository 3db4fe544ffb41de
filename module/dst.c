// SPDX-License-Identifier: GPL-2.0-only
/*
 * The destination entry that a forwarded copy carries: fragmenting needs one, and
 * modules of FORWARD and POST_ROUTING chains expect one (xt_TCPMSS and xt_policy
 * do not ask whether there is any).
 *
 * It says "multicast, out of this device" and nothing else, so one serves all
 * groups, and the routing tables need not be asked: they would say the same, or
 * that there is no route while IPv6 is not ready on the device, which is no reason
 * not to send (RFC 4861 has no part in multicast).
 */
#include <net/dst.h>
#include <net/ip6_fib.h>
#include <net/net_namespace.h>
#include <net/route.h>

#include "compat/compat.h"
#include "dst.h"

/*
 * As ip6_dst_alloc() does, which may be in a module that is not there. Its
 * operations are the namespace's; their cache exists if IPv6 does.
 */
static struct dst_entry *alloc6(struct net *net, struct net_device *dev)
{
#if IS_ENABLED(CONFIG_IPV6)
	struct dst_ops *ops = &net->ipv6.ip6_dst_ops;
	struct rt6_info *rt;

	if (!ops->kmem_cachep)
		return NULL;
	rt = mcfwd_dst_alloc_with(ops, dev);
	if (!rt)
		return NULL;
	memset((u8 *)rt + sizeof(rt->dst), 0, sizeof(*rt) - sizeof(rt->dst));
	mcfwd_rt6_init_uncached(rt);
	return &rt->dst;
#else
	return NULL;
#endif
}

/**
 * mcfwd_dst_alloc() - allocate the destination entry of a device's copies
 * @net: the device's namespace
 * @dev: the device; the entry holds a reference until dst_dev_put()
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Context: Any.
 * Return: the entry, one reference of it the caller's, or NULL without memory or
 * without that family.
 */
struct dst_entry *mcfwd_dst_alloc(struct net *net, struct net_device *dev, u8 pf)
{
	struct rtable *rt;

	if (pf == NFPROTO_IPV6)
		return alloc6(net, dev);
	rt = mcfwd_rt_dst_alloc(dev, RTCF_MULTICAST, RTN_MULTICAST);
	return rt ? &rt->dst : NULL;
}
