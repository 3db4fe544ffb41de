// SPDX-License-Identifier: GPL-2.0-only
/* Device names that routes mention, and the devices that have them now. */
#include <linux/inetdevice.h>
#include <linux/jhash.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/ipv6.h>

#include "device.h"
#include "member.h"
#include "net.h"

static u32 name_hash(const char *name)
{
	return jhash(name, strnlen(name, IFNAMSIZ), 0);
}

/* Makes packets that arrive on a bound device find it. */
static int store_input(struct mcfwd_net *mn, struct mcfwd_device *device)
{
	return xa_err(xa_store(&mn->inputs, device->ifindex, device, GFP_KERNEL_ACCOUNT));
}

static void bind(struct mcfwd_net *mn, struct mcfwd_device *device, struct net_device *dev)
{
	device->ifindex = dev->ifindex;
	if (device->inputs && store_input(mn, device)) {
		device->ifindex = 0;
		net_warn_ratelimited("mcfwd: no memory to bind %s\n", device->name);
		return;
	}
	rcu_assign_pointer(device->dev, dev);
	mcfwd_member_rejoin(mn, device);
}

static void unbind(struct mcfwd_net *mn, struct mcfwd_device *device)
{
	RCU_INIT_POINTER(device->dev, NULL);
	if (device->inputs)
		xa_erase(&mn->inputs, device->ifindex);
	device->ifindex = 0;
	mcfwd_member_rejoin(mn, device);
}

/**
 * mcfwd_device_find() - find a device name that routes mention
 * @mn: the namespace
 * @name: the name
 *
 * Context: mcfwd_net.lock held.
 * Return: it, without a reference, or NULL.
 */
struct mcfwd_device *mcfwd_device_find(struct mcfwd_net *mn, const char *name)
{
	struct mcfwd_device *device;

	lockdep_assert_held(&mn->lock);

	hash_for_each_possible(mn->devices, device, node, name_hash(name))
		if (!strcmp(device->name, name))
			return device;
	return NULL;
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

/**
 * mcfwd_device_get() - get a reference to a device name
 * @mn: the namespace
 * @name: the name; a device of that name need not exist
 *
 * If one exists, the name is bound to it at once. It cannot escape: the core
 * takes a device off the list of names, waits for RCU readers, and then sends
 * NETDEV_UNREGISTER, which waits for the lock.
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: it, or NULL without memory.
 */
struct mcfwd_device *mcfwd_device_get(struct mcfwd_net *mn, const char *name)
{
	struct mcfwd_device *device = mcfwd_device_find(mn, name);
	struct net_device *dev;

	if (!device) {
		device = kzalloc(sizeof(*device), GFP_KERNEL_ACCOUNT);
		if (!device)
			return NULL;
		strscpy(device->name, name, sizeof(device->name));
		INIT_LIST_HEAD(&device->members);
		hash_add(mn->devices, &device->node, name_hash(name));

		rcu_read_lock();
		dev = dev_get_by_name_rcu(mn->net, name);
		/*
		 * One device, one name that is bound: not an alternative name; and not the new
		 * name of a device that is being renamed, as the old one is still bound then,
		 * until NETDEV_CHANGENAME has our lock.
		 */
		if (dev && !strcmp(dev->name, name) && !find_bound(mn, dev))
			bind(mn, device, dev);
		rcu_read_unlock();
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
	kfree_rcu(device, rcu);
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

	if (!device->inputs && device->ifindex) {
		err = store_input(mn, device);
		if (err)
			return err;
	}
	device->inputs++;
	return 0;
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

	if (!--device->inputs && device->ifindex)
		xa_erase(&mn->inputs, device->ifindex);
}

static void bind_name(struct mcfwd_net *mn, struct net_device *dev)
{
	struct mcfwd_device *device = mcfwd_device_find(mn, dev->name);

	/* Bound already if it came while the name was being looked up. */
	if (device && !device->ifindex)
		bind(mn, device, dev);
}

static void unbind_dev(struct mcfwd_net *mn, const struct net_device *dev)
{
	struct mcfwd_device *device = find_bound(mn, dev);

	if (device)
		unbind(mn, device);
}

/*
 * A small MTU takes the address family away from the device (inetdev_event(),
 * addrconf_notify()), and the memberships with it; a larger one brings the
 * family back, but not the memberships.
 */
static void mtu_changed(struct mcfwd_net *mn, const struct net_device *dev)
{
	struct mcfwd_device *device = find_bound(mn, dev);

	if (device && dev->mtu < IPV6_MIN_MTU)
		mcfwd_member_rejoin(mn, device);
}

static int device_event(struct notifier_block *nb, unsigned long event, void *info)
{
	struct net_device *dev = netdev_notifier_info_to_dev(info);
	struct mcfwd_net *mn = mcfwd_net(dev_net(dev));

	mutex_lock(&mn->lock);
	switch (event) {
	case NETDEV_REGISTER:
		bind_name(mn, dev);
		break;
	case NETDEV_UNREGISTER:
		unbind_dev(mn, dev);
		break;
	case NETDEV_CHANGENAME:
		unbind_dev(mn, dev);
		bind_name(mn, dev);
		break;
	case NETDEV_CHANGEMTU:
		mtu_changed(mn, dev);
		break;
	}
	mutex_unlock(&mn->lock);
	return NOTIFY_DONE;
}

static struct notifier_block device_notifier = {
	.notifier_call = device_event,
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
