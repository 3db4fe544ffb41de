// SPDX-License-Identifier: GPL-2.0-only
/*
 * The MAC addresses of a namespace's own devices. A frame that arrives from one
 * of them has been sent by this host and has come back: both devices of a route
 * are on one network. The TTL would stop it, were it not set anew each time.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/jhash.h>
#include <linux/netdevice.h>
#include <linux/slab.h>

#include "mac.h"
#include "net.h"

/**
 * struct mcfwd_mac - an address that at least one device has
 * @node: in mcfwd_net.macs; RCU, writers hold mcfwd_net.lock
 * @addr: the address; constant
 * @users: devices that have it, as a VLAN has that of its lower device;
 *	mcfwd_net.lock
 * @rcu: delays freeing until readers are gone
 */
struct mcfwd_mac {
	struct rhash_head node;
	u8 addr[ETH_ALEN];
	unsigned int users;
	struct rcu_head rcu;
};

static u32 mac_hash(const void *data, u32 len, u32 seed)
{
	const u8 *addr = data;

	return jhash(addr, ETH_ALEN, seed);
}

static const struct rhashtable_params params = {
	.head_offset = offsetof(struct mcfwd_mac, node),
	.key_offset = offsetof(struct mcfwd_mac, addr),
	.key_len = ETH_ALEN,
	.hashfn = mac_hash,
	.automatic_shrinking = true,
};

/* Most addresses are no device's, and few devices have the same last bits. */
static u32 *filter_of(struct mcfwd_net *mn, const u8 *addr)
{
	return &mn->mac_filter[(addr[4] << 8 | addr[5]) % MCFWD_MAC_FILTER];
}

/**
 * mcfwd_mac_is_own() - whether a packet came in a frame that this host sent
 * @mn: the namespace
 * @skb: the packet
 * @in: the device it arrived on
 *
 * Context: RCU read-side.
 * Return: true if it did; false also if there is no telling, for want of a frame.
 */
bool mcfwd_mac_is_own(struct mcfwd_net *mn, const struct sk_buff *skb,
		      const struct net_device *in)
{
	const u8 *addr;

	if (in->type != ARPHRD_ETHER || !skb_mac_header_was_set(skb))
		return false;
	addr = eth_hdr(skb)->h_source;
	if (likely(!READ_ONCE(*filter_of(mn, addr))))
		return false;
	return rhashtable_lookup(&mn->macs, addr, params);
}

static void change_filter(struct mcfwd_net *mn, const u8 *addr, int change)
{
	u32 *filter = filter_of(mn, addr);

	WRITE_ONCE(*filter, *filter + change);
}

static void put(struct mcfwd_net *mn, struct mcfwd_mac *mac)
{
	if (!mac || --mac->users)
		return;
	rhashtable_remove_fast(&mn->macs, &mac->node, params);
	change_filter(mn, mac->addr, -1);
	kfree_rcu(mac, rcu);
}

static struct mcfwd_mac *get(struct mcfwd_net *mn, const u8 *addr)
{
	struct mcfwd_mac *mac = rhashtable_lookup_fast(&mn->macs, addr, params);
	int err;

	if (mac) {
		mac->users++;
		return mac;
	}
	mac = kzalloc(sizeof(*mac), GFP_KERNEL_ACCOUNT);
	if (!mac)
		return ERR_PTR(-ENOMEM);
	mac->users = 1;
	ether_addr_copy(mac->addr, addr);
	err = rhashtable_insert_fast(&mn->macs, &mac->node, params);
	if (!err) {
		change_filter(mn, addr, 1);
		return mac;
	}
	kfree(mac);
	return ERR_PTR(err);
}

/**
 * mcfwd_mac_set() - note the address that a device has now
 * @mn: the namespace
 * @dev: the device, new or with a new address
 *
 * Context: Process, mcfwd_net.lock and RTNL held. May sleep.
 * Return: 0 or a negative errno; then nothing is known of the device.
 */
int mcfwd_mac_set(struct mcfwd_net *mn, const struct net_device *dev)
{
	struct mcfwd_mac *mac;
	int err;

	lockdep_assert_held(&mn->lock);

	mcfwd_mac_forget(mn, dev);
	/* Some have none, such as gretap0, which each namespace has. */
	if (dev->type != ARPHRD_ETHER || !is_valid_ether_addr(dev->dev_addr))
		return 0;
	mac = get(mn, dev->dev_addr);
	if (IS_ERR(mac))
		return PTR_ERR(mac);
	err = xa_err(xa_store(&mn->mac_of, dev->ifindex, mac, GFP_KERNEL_ACCOUNT));
	if (err)
		put(mn, mac);
	return err;
}

/**
 * mcfwd_mac_forget() - a device leaves the namespace
 * @mn: the namespace
 * @dev: the device
 *
 * Context: mcfwd_net.lock held.
 */
void mcfwd_mac_forget(struct mcfwd_net *mn, const struct net_device *dev)
{
	lockdep_assert_held(&mn->lock);

	put(mn, xa_erase(&mn->mac_of, dev->ifindex));
}

/**
 * mcfwd_mac_init_net() - prepare a namespace
 * @mn: the namespace
 *
 * Context: Process. May sleep.
 * Return: 0 or -ENOMEM.
 */
int mcfwd_mac_init_net(struct mcfwd_net *mn)
{
	xa_init(&mn->mac_of);
	return rhashtable_init(&mn->macs, &params);
}

static void free_mac(void *mac, void *arg)
{
	kfree(mac);
}

/**
 * mcfwd_mac_exit_net() - forget all addresses of a namespace
 * @mn: the namespace; no reader can reach it
 *
 * Context: Process. May sleep.
 */
void mcfwd_mac_exit_net(struct mcfwd_net *mn)
{
	xa_destroy(&mn->mac_of);
	rhashtable_free_and_destroy(&mn->macs, free_mac, NULL);
}
