// SPDX-License-Identifier: GPL-2.0-only
/* Device names that routes mention, and the devices that have them now. */
#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <linux/stringhash.h>
#include <net/dst.h>
#include <net/ipv6.h>

#include "allmulti.h"
#include "device.h"
#include "dst.h"
#include "event.h"
#include "mac.h"
#include "member.h"
#include "net.h"

static u32 name_hash(const char *name, u8 len)
{
	return full_name_hash(NULL, name, strnlen(name, len));
}

/**
 * mcfwd_device_find() - find a device name that routes mention
 * @mn: the namespace
 * @name: the name; of a beginning, as many characters as @len says
 * @len: as mcfwd_device.len
 *
 * Context: mcfwd_net.lock held.
 * Return: it, without a reference, or NULL.
 */
struct mcfwd_device *mcfwd_device_find(struct mcfwd_net *mn, const char *name, u8 len)
{
	struct mcfwd_device *device;

	lockdep_assert_held(&mn->lock);

	hash_for_each_possible(mn->devices, device, node, name_hash(name, len))
		if (device->len == len && !strncmp(device->name, name, len))
			return device;
	return NULL;
}

/**
 * mcfwd_device_names() - find out what routes call an input device
 * @mn: the namespace
 * @name: the device's name
 * @names: overwritten with the result
 *
 * Context: mcfwd_net.lock held.
 * Return: true if they call it anything.
 */
bool mcfwd_device_names(struct mcfwd_net *mn, const char *name, struct mcfwd_names *names)
{
	const struct mcfwd_device *device;
	bool found = false;
	size_t len;

	memset(names, 0, sizeof(*names));
	device = mcfwd_device_find(mn, name, MCFWD_NAME_WHOLE);
	if (device && device->inputs) {
		names->by_len[MCFWD_NAME_WHOLE] = device;
		found = true;
	}
	/* Loopback is no network; of it, only the name will do. */
	if (!mn->n_patterns || !strcmp(name, "lo"))
		return found;

	for (len = 0; len <= strlen(name); len++) {
		device = mcfwd_device_find(mn, name, len);
		if (!device || !device->inputs)
			continue;
		names->by_len[len] = device;
		found = true;
	}
	return found;
}

/**
 * mcfwd_device_names_of() - what routes call a device that packets arrive on
 * @mn: the namespace
 * @ifindex: the device's
 *
 * Context: RCU read-side, or mcfwd_net.lock held.
 * Return: its names, or NULL if it has none.
 */
struct mcfwd_names *mcfwd_device_names_of(struct mcfwd_net *mn, int ifindex)
{
	struct mcfwd_names *names;

	hash_for_each_possible_rcu(mn->inputs, names, node, ifindex, lockdep_is_held(&mn->lock))
		if (names->ifindex == ifindex)
			return names;
	return NULL;
}

static void forget_names(struct mcfwd_net *mn, int ifindex)
{
	struct mcfwd_names *names = mcfwd_device_names_of(mn, ifindex);

	if (!names)
		return;
	hash_del_rcu(&names->node);
	kfree_rcu(names, rcu);
}

/*
 * Makes packets that arrive on a device find what routes call it now. Needs no
 * memory if they call it nothing that they have not called it before. GFP_ATOMIC
 * because of update_all_names().
 */
static int update_names(struct mcfwd_net *mn, const struct net_device *dev)
{
	struct mcfwd_names *names = mcfwd_device_names_of(mn, dev->ifindex), now;
	int i;

	if (!mcfwd_device_names(mn, dev->name, &now)) {
		forget_names(mn, dev->ifindex);
		return 0;
	}
	if (names) {
		for (i = 0; i < ARRAY_SIZE(now.by_len); i++)
			WRITE_ONCE(names->by_len[i], now.by_len[i]);
		return 0;
	}

	names = kmemdup(&now, sizeof(now), GFP_ATOMIC | __GFP_ACCOUNT);
	if (!names)
		return -ENOMEM;
	names->ifindex = dev->ifindex;
	hash_add_rcu(mn->inputs, &names->node, names->ifindex);
	return 0;
}

/* RCU, as RTNL cannot be taken here: who comes or goes meanwhile is reported. */
static int update_all_names(struct mcfwd_net *mn)
{
	struct net_device *dev;
	int err = 0;

	rcu_read_lock();
	for_each_netdev_rcu(mn->net, dev) {
		err = update_names(mn, dev);
		if (err)
			break;
	}
	rcu_read_unlock();
	return err;
}

static int update_names_of(struct mcfwd_net *mn, const struct mcfwd_device *device)
{
	struct net_device *dev;
	int err = 0;

	if (device->len != MCFWD_NAME_WHOLE)
		return update_all_names(mn);
	rcu_read_lock();
	dev = rcu_dereference(device->dev);
	if (dev)
		err = update_names(mn, dev);
	rcu_read_unlock();
	return err;
}

/* Without memory copies go without: see output.c. */
static void make_dsts(struct mcfwd_net *mn, struct mcfwd_device *device, struct net_device *dev)
{
	rcu_assign_pointer(device->dst[0], mcfwd_dst_alloc(mn->net, dev, NFPROTO_IPV4));
	rcu_assign_pointer(device->dst[1], mcfwd_dst_alloc(mn->net, dev, NFPROTO_IPV6));
}

/* Packets that are queued may keep an entry; none keeps the device. */
static void drop_dsts(struct mcfwd_device *device)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(device->dst); i++) {
		struct dst_entry *dst = rcu_dereference_protected(device->dst[i], true);

		RCU_INIT_POINTER(device->dst[i], NULL);
		if (!dst)
			continue;
		dst_dev_put(dst);
		dst_release(dst);
	}
}

/* IFF_TX_SKB_SHARING: the driver leaves what it is given to send as it is. */
static bool may_lend(const struct net_device *dev)
{
	return mcfwd_device_is_ethernet(dev) && dev->priv_flags & IFF_TX_SKB_SHARING;
}

static void bind(struct mcfwd_net *mn, struct mcfwd_device *device, struct net_device *dev)
{
	device->ifindex = dev->ifindex;
	make_dsts(mn, device, dev);
	WRITE_ONCE(device->lend, may_lend(dev));
	rcu_assign_pointer(device->dev, dev);
	mcfwd_member_rejoin(mn, device);
}

static void unbind(struct mcfwd_net *mn, struct mcfwd_device *device)
{
	RCU_INIT_POINTER(device->dev, NULL);
	device->ifindex = 0;
	drop_dsts(device);
	mcfwd_member_rejoin(mn, device);
}

/* By device, not by name, which may have changed. */
static struct mcfwd_device *find_bound(struct mcfwd_net *mn, const struct net_device *dev)
{
	struct mcfwd_device *device;
	int bucket;

	hash_for_each(mn->devices, bucket, device, node)
		if (rcu_access_pointer(device->dev) == dev)
			return device;
	return NULL;
}

static void bind_existing(struct mcfwd_net *mn, struct mcfwd_device *device)
{
	struct net_device *dev;

	rcu_read_lock();
	dev = dev_get_by_name_rcu(mn->net, device->name);
	/*
	 * One device, one name that is bound: not an alternative name; and not the new
	 * name of a device that is being renamed, as the old one is still bound then,
	 * until NETDEV_CHANGENAME has our lock.
	 */
	if (dev && !strcmp(dev->name, device->name) && !find_bound(mn, dev))
		bind(mn, device, dev);
	rcu_read_unlock();
}

/**
 * mcfwd_device_get() - get a reference to a device name
 * @mn: the namespace
 * @name: the name, or how it begins; a device of that name need not exist
 * @len: as mcfwd_device.len
 *
 * If one exists, the name is bound to it at once. It cannot escape: the core
 * takes a device off the list of names, waits for RCU readers, and then sends
 * NETDEV_UNREGISTER, which waits for the lock.
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: it, or NULL without memory.
 */
struct mcfwd_device *mcfwd_device_get(struct mcfwd_net *mn, const char *name, u8 len)
{
	struct mcfwd_device *device = mcfwd_device_find(mn, name, len);

	if (!device) {
		device = kzalloc(sizeof(*device), GFP_KERNEL_ACCOUNT);
		if (!device)
			return NULL;
		device->len = len;
		strscpy(device->name, name, sizeof(device->name));
		INIT_LIST_HEAD(&device->members);
		INIT_LIST_HEAD(&device->guards);
		INIT_LIST_HEAD(&device->range_guards);
		hash_add(mn->devices, &device->node, name_hash(name, len));
		if (len == MCFWD_NAME_WHOLE)
			bind_existing(mn, device);
	}
	device->users++;
	return device;
}

/**
 * mcfwd_device_put() - drop a reference to a device name
 * @mn: the namespace
 * @device: the name; readers may use it until a grace period has passed
 *
 * Context: mcfwd_net.lock held.
 */
void mcfwd_device_put(struct mcfwd_net *mn, struct mcfwd_device *device)
{
	lockdep_assert_held(&mn->lock);

	if (--device->users)
		return;
	hash_del(&device->node);
	drop_dsts(device);
	kfree_rcu(device, rcu);
}

/* Counts a use as an input, or one less. */
static int change_inputs(struct mcfwd_net *mn, struct mcfwd_device *device, int change)
{
	bool before = device->inputs, now;

	device->inputs += change;
	now = device->inputs;
	if (before == now)
		return 0;
	if (device->len != MCFWD_NAME_WHOLE)
		mn->n_patterns += change;
	return update_names_of(mn, device);
}

/**
 * mcfwd_device_add_input() - let packets that arrive on a device be looked up
 * @mn: the namespace
 * @device: the name, of which the caller has a reference
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: 0 or -ENOMEM.
 */
int mcfwd_device_add_input(struct mcfwd_net *mn, struct mcfwd_device *device)
{
	int err;

	lockdep_assert_held(&mn->lock);

	err = change_inputs(mn, device, 1);
	if (err)
		change_inputs(mn, device, -1);
	return err;
}

/**
 * mcfwd_device_del_input() - undo mcfwd_device_add_input()
 * @mn: the namespace
 * @device: the name, of which the caller has a reference
 *
 * Context: mcfwd_net.lock held.
 */
void mcfwd_device_del_input(struct mcfwd_net *mn, struct mcfwd_device *device)
{
	lockdep_assert_held(&mn->lock);

	/* Fewer names need no memory. */
	change_inputs(mn, device, -1);
}

static void bind_name(struct mcfwd_net *mn, struct net_device *dev)
{
	struct mcfwd_device *device = mcfwd_device_find(mn, dev->name, MCFWD_NAME_WHOLE);

	/* Bound already if it came while the name was being looked up. */
	if (device && !device->ifindex) {
		bind(mn, device, dev);
		mcfwd_event_device(mn, device);
	}
	if (update_names(mn, dev))
		net_warn_ratelimited("mcfwd: no memory for routes from %s\n", dev->name);
	mcfwd_allmulti_update(mn);
}

static void unbind_dev(struct mcfwd_net *mn, const struct net_device *dev)
{
	struct mcfwd_device *device = find_bound(mn, dev);

	if (!device)
		return;
	unbind(mn, device);
	mcfwd_event_device(mn, device);
}

/*
 * A small MTU takes the address family away from the device (inetdev_event(),
 * addrconf_notify()), and the memberships with it; a larger one brings the
 * family back, but not the memberships. Tunnels change theirs without a word, which
 * IPv6 notices when they are next set up or get their carrier.
 */
static void mtu_changed(struct mcfwd_net *mn, const struct net_device *dev)
{
	struct mcfwd_device *device = find_bound(mn, dev);

	if (device && dev->mtu < IPV6_MIN_MTU)
		mcfwd_member_rejoin(mn, device);
}

static void note_mac(struct mcfwd_net *mn, const struct net_device *dev)
{
	if (mcfwd_mac_set(mn, dev))
		net_warn_ratelimited("mcfwd: no memory for the address of %s\n", dev->name);
}

static int device_event(struct notifier_block *nb, unsigned long event, void *info)
{
	struct net_device *dev = netdev_notifier_info_to_dev(info);
	struct mcfwd_net *mn = mcfwd_net(dev_net(dev));

	switch (event) {
	case NETDEV_UNREGISTER:
		/* Again, as long as somebody holds it: its index is another's already. */
		if (dev->reg_state == NETREG_UNREGISTERED)
			return NOTIFY_DONE;
		mcfwd_allmulti_forget(mn, dev);
		break;
	case NETDEV_REGISTER:
	case NETDEV_CHANGENAME:
	case NETDEV_CHANGEMTU:
	case NETDEV_CHANGEADDR:
	case NETDEV_CHANGE:
	case NETDEV_UP:
		break;
	default:
		/* Some are sent while this module changes a device. */
		return NOTIFY_DONE;
	}

	mutex_lock(&mn->lock);
	switch (event) {
	case NETDEV_REGISTER:
		bind_name(mn, dev);
		note_mac(mn, dev);
		break;
	case NETDEV_UNREGISTER:
		unbind_dev(mn, dev);
		forget_names(mn, dev->ifindex);
		mcfwd_mac_forget(mn, dev);
		break;
	case NETDEV_CHANGEADDR:
		note_mac(mn, dev);
		break;
	case NETDEV_CHANGENAME:
		unbind_dev(mn, dev);
		bind_name(mn, dev);
		break;
	case NETDEV_CHANGEMTU:
	case NETDEV_CHANGE:
	case NETDEV_UP:
		mtu_changed(mn, dev);
		break;
	}
	mutex_unlock(&mn->lock);
	return NOTIFY_DONE;
}

/*
 * Before the address families (ip_netdev_notifier, ipv6_dev_notf): see
 * mcfwd_member_rejoin().
 */
static struct notifier_block device_notifier = {
	.notifier_call = device_event,
	.priority = 1,
};

/**
 * mcfwd_device_notifier_register() - follow devices as they come and go
 *
 * Context: Process. May sleep.
 * Return: 0 or a negative errno.
 */
int mcfwd_device_notifier_register(void)
{
	return register_netdevice_notifier(&device_notifier);
}

/**
 * mcfwd_device_notifier_unregister() - undo mcfwd_device_notifier_register()
 *
 * The core reports all devices gone once more, so that every name is unbound.
 *
 * Context: Process. May sleep.
 */
void mcfwd_device_notifier_unregister(void)
{
	unregister_netdevice_notifier(&device_notifier);
}
