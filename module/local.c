// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether this host's own sockets get a packet that is forwarded.
 *
 * The kernel counts who has joined a group on a device; mcfwd's memberships are
 * among them. A packet goes on if there are others. Where that counter is, is
 * found out when mcfwd joins, not for each packet.
 */
#include <linux/igmp.h>
#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/ipv6.h>

#include "device.h"
#include "local.h"
#include "member.h"
#include "net.h"
#include "route.h"

/**
 * struct mcfwd_audience - who has joined a group on a device, mcfwd or others
 * @node: in mcfwd_net.audiences
 * @users: the kernel's counter of them (ip_mc_list.users, ifmcaddr6.mca_users); a
 *	reference
 * @own: those that are mcfwd's; mcfwd_net.lock, read without it
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @rcu: delays freeing until readers are gone
 */
struct mcfwd_audience {
	struct rhash_head node;
	const int *users;
	int own;
	u8 pf;
	struct rcu_head rcu;
};

static const struct rhashtable_params params = {
	.head_offset = offsetof(struct mcfwd_audience, node),
	.key_offset = offsetof(struct mcfwd_audience, users),
	.key_len = sizeof(int *),
	.automatic_shrinking = true,
};

/* As ip_check_mc_rcu() looks. */
static const int *find_users4(const struct net_device *dev, __be32 group)
{
	const struct in_device *in_dev = __in_dev_get_rcu(dev);
	struct ip_mc_list __rcu **hash;
	const struct ip_mc_list *im;

	if (!in_dev)
		return NULL;
	hash = rcu_dereference(in_dev->mc_hash);
	if (hash) {
		im = rcu_dereference(hash[hash_32((__force u32)group, MC_HASH_SZ_LOG)]);
		for (; im; im = rcu_dereference(im->next_hash))
			if (im->multiaddr == group)
				return &im->users;
		return NULL;
	}
	for (im = rcu_dereference(in_dev->mc_list); im; im = rcu_dereference(im->next_rcu))
		if (im->multiaddr == group)
			return &im->users;
	return NULL;
}

/* Until 5.13, and stable kernels of 2023, the list has a lock instead of RCU. */
static bool can_find_users6(void)
{
#ifdef MCFWD_HAVE_IPV6_MC_RCU
	return true;
#else
	return false;
#endif
}

static const int *find_users6(const struct net_device *dev, const struct in6_addr *group)
{
	const struct inet6_dev *idev = __in6_dev_get(dev);
	const struct ifmcaddr6 *mc;

	if (!idev || !can_find_users6())
		return NULL;
	for (mc = rcu_dereference(idev->mc_list); mc; mc = rcu_dereference(mc->next))
		if (ipv6_addr_equal(&mc->mca_addr, group))
			return &mc->mca_users;
	return NULL;
}

/*
 * A socket that joined before a device's list was made anew takes its membership
 * away from whoever has joined since, us included. So the counter may be gone from the
 * list while our sockets are open.
 */
static bool hold_users(u8 pf, const int *users)
{
	if (pf == NFPROTO_IPV4)
		return refcount_inc_not_zero(&container_of(users, struct ip_mc_list,
							   users)->refcnt);
#ifdef MCFWD_HAVE_IPV6_MC_RCU
	return refcount_inc_not_zero(&container_of(users, struct ifmcaddr6,
						   mca_users)->mca_refcnt);
#else
	return false;
#endif
}

/* As ip_ma_put() and ma_put(). */
static void put_users(u8 pf, const int *users)
{
	struct ip_mc_list *im;

	if (pf == NFPROTO_IPV4) {
		im = container_of(users, struct ip_mc_list, users);
		if (!refcount_dec_and_test(&im->refcnt))
			return;
		in_dev_put(im->interface);
		kfree_rcu(im, rcu);
	}
#ifdef MCFWD_HAVE_IPV6_MC_RCU
	if (pf == NFPROTO_IPV6) {
		struct ifmcaddr6 *mc = container_of(users, struct ifmcaddr6, mca_users);

		if (!refcount_dec_and_test(&mc->mca_refcnt))
			return;
		in6_dev_put(mc->idev);
		kfree_rcu(mc, rcu);
	}
#endif
}

/* A multicast router in the kernel or a daemon (ipmr, ip6mr) wants all. */
static bool has_mroute(const struct net_device *dev, u8 pf)
{
	if (pf == NFPROTO_IPV4) {
		struct in_device *in_dev = __in_dev_get_rcu(dev);

		return in_dev && IN_DEV_MFORWARD(in_dev);
	}
#ifdef CONFIG_IPV6_MROUTE
	/* A plain int until 5.17, then an atomic_t, which is nothing else. */
	return READ_ONCE(*(const int *)&dev_net(dev)->ipv6.devconf_all->mc_forwarding);
#else
	return false;
#endif
}

static bool is_joined(const struct mcfwd_route *route, const struct sk_buff *skb,
		      const struct net_device *in)
{
	const struct mcfwd_member *member = rcu_dereference(route->member);
	const struct mcfwd_audience *audience;
	int own;

	audience = member ? rcu_dereference(member->audience) : NULL;
	if (likely(audience)) {
		own = READ_ONCE(audience->own);
		/* Before the sum: who joins meanwhile is seen. */
		smp_rmb();
		/* Fewer: it is no longer the one that counts, and nobody here knows. */
		return READ_ONCE(*audience->users) != own;
	}
	/* Without a membership of the route: whoever has joined. */
	if (route->pf == NFPROTO_IPV4)
		return find_users4(in, ip_hdr(skb)->daddr);
	return !can_find_users6() || find_users6(in, &ipv6_hdr(skb)->daddr);
}

/**
 * mcfwd_local_wants() - whether a packet goes on to this host's own sockets
 * @route: the route that it matched
 * @skb: the packet, at PRE_ROUTING
 * @in: the device it arrived on
 *
 * Of a port of a VRF nobody here knows who listens: the VRF counts, too.
 *
 * Context: RCU read-side.
 * Return: false if nobody but mcfwd is interested in it.
 */
bool mcfwd_local_wants(const struct mcfwd_route *route, const struct sk_buff *skb,
		       const struct net_device *in)
{
#if IS_ENABLED(CONFIG_BRIDGE_NETFILTER)
	/* This one belongs to the bridge, which has not forwarded it yet. */
	if (skb_ext_exist(skb, SKB_EXT_BRIDGE_NF))
		return true;
#endif
	switch (route->local) {
	case MCFWD_LOCAL_YES:
		return true;
	case MCFWD_LOCAL_NO:
		return false;
	}
	return is_joined(route, skb, in) || netif_is_l3_slave(in) || has_mroute(in, route->pf);
}

/* Takes over the reference if it makes an audience of @users. */
static struct mcfwd_audience *make_audience(struct mcfwd_net *mn, u8 pf, const int *users)
{
	struct mcfwd_audience *audience = kzalloc(sizeof(*audience), GFP_KERNEL_ACCOUNT);

	if (!audience)
		return NULL;
	audience->users = users;
	audience->pf = pf;
	if (!rhashtable_insert_fast(&mn->audiences, &audience->node, params))
		return audience;
	kfree(audience);
	return NULL;
}

/* Takes over the reference. */
static void attach(struct mcfwd_net *mn, struct mcfwd_member *member, const int *users)
{
	struct mcfwd_audience *audience;

	audience = rhashtable_lookup_fast(&mn->audiences, &users, params);
	if (audience) {
		put_users(member->pf, users);
	} else {
		audience = make_audience(mn, member->pf, users);
		if (!audience) {
			put_users(member->pf, users);
			return;
		}
	}
	WRITE_ONCE(audience->own, audience->own + 1);
	rcu_assign_pointer(member->audience, audience);
}

/**
 * mcfwd_local_attach() - a membership has joined: find out who else has
 * @mn: the namespace
 * @member: the membership
 * @ifindex: the device it has joined on
 *
 * Without memory the packets of its route always go on.
 *
 * Context: Process, neither mcfwd_net.lock nor RTNL held, which it takes. May
 * sleep.
 */
void mcfwd_local_attach(struct mcfwd_net *mn, struct mcfwd_member *member, int ifindex)
{
	const struct net_device *dev;
	const int *users = NULL;

	/* Groups come and go with RTNL, and devices are unbound with it. */
	rtnl_lock();
	mutex_lock(&mn->lock);
	dev = __dev_get_by_index(mn->net, ifindex);
	if (!dev || !member->device || member->rejoin)
		goto out;
	rcu_read_lock();
	if (member->pf == NFPROTO_IPV4)
		users = find_users4(dev, member->group.ip);
	else
		users = find_users6(dev, &member->group.in6);
	if (users && !hold_users(member->pf, users))
		users = NULL;
	rcu_read_unlock();
	if (users)
		attach(mn, member, users);
out:
	mutex_unlock(&mn->lock);
	rtnl_unlock();
}

/**
 * mcfwd_local_detach() - undo mcfwd_local_attach()
 * @mn: the namespace
 * @member: the membership, about to leave, or whose device is about to go
 *
 * Context: mcfwd_net.lock held.
 */
void mcfwd_local_detach(struct mcfwd_net *mn, struct mcfwd_member *member)
{
	struct mcfwd_audience *audience;

	audience = rcu_dereference_protected(member->audience, lockdep_is_held(&mn->lock));
	if (!audience)
		return;
	RCU_INIT_POINTER(member->audience, NULL);
	WRITE_ONCE(audience->own, audience->own - 1);
	if (audience->own)
		return;
	rhashtable_remove_fast(&mn->audiences, &audience->node, params);
	put_users(audience->pf, audience->users);
	kfree_rcu(audience, rcu);
}

/**
 * mcfwd_local_init_net() - prepare a namespace
 * @mn: the namespace
 *
 * Context: Process. May sleep.
 * Return: 0 or -ENOMEM.
 */
int mcfwd_local_init_net(struct mcfwd_net *mn)
{
	return rhashtable_init(&mn->audiences, &params);
}

/**
 * mcfwd_local_exit_net() - free what a namespace has
 * @mn: the namespace; it has no memberships any more
 *
 * Context: Process. May sleep.
 */
void mcfwd_local_exit_net(struct mcfwd_net *mn)
{
	rhashtable_destroy(&mn->audiences);
}
