// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices that receive all multicast frames, for routes that cannot join: ranges
 * of groups, and inputs that are patterns. The core counts who wants that of a
 * device (dev_set_allmulti()); mcfwd counts as one, however many routes want it.
 *
 * Telling the device takes RTNL, so a work item does it.
 */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "allmulti.h"
#include "device.h"
#include "net.h"

/**
 * mcfwd_allmulti_get() - a route wants all multicast of its input
 * @mn: the namespace
 * @device: the input
 *
 * Context: mcfwd_net.lock held; the device is told by mcfwd_allmulti_flush().
 */
void mcfwd_allmulti_get(struct mcfwd_net *mn, struct mcfwd_device *device)
{
	lockdep_assert_held(&mn->lock);

	if (!device->allmulti++)
		mcfwd_allmulti_update(mn);
}

/**
 * mcfwd_allmulti_put() - undo mcfwd_allmulti_get()
 * @mn: the namespace
 * @device: the input
 *
 * Context: mcfwd_net.lock held; the device is told by mcfwd_allmulti_flush().
 */
void mcfwd_allmulti_put(struct mcfwd_net *mn, struct mcfwd_device *device)
{
	lockdep_assert_held(&mn->lock);

	if (!--device->allmulti)
		mcfwd_allmulti_update(mn);
}

/**
 * mcfwd_allmulti_update() - have devices looked at whose names changed meaning
 * @mn: the namespace
 *
 * Context: Any.
 */
void mcfwd_allmulti_update(struct mcfwd_net *mn)
{
	queue_work(mcfwd_wq, &mn->allmulti_work);
}

/**
 * mcfwd_allmulti_forget() - a device leaves the namespace
 * @mn: the namespace
 * @dev: the device, which may go on to live in another one
 *
 * Context: RTNL held, mcfwd_net.lock not held.
 */
void mcfwd_allmulti_forget(struct mcfwd_net *mn, struct net_device *dev)
{
	ASSERT_RTNL();

	if (xa_erase(&mn->allmulti, dev->ifindex))
		dev_set_allmulti(dev, -1);
}

static bool wants_allmulti(struct mcfwd_net *mn, const struct net_device *dev)
{
	struct mcfwd_names names;
	bool wants = false;
	int i;

	mutex_lock(&mn->lock);
	if (mcfwd_device_names(mn, dev->name, &names))
		for (i = 0; i < ARRAY_SIZE(names.by_len); i++)
			wants |= names.by_len[i] && names.by_len[i]->allmulti;
	mutex_unlock(&mn->lock);
	return wants;
}

static void update_device(struct mcfwd_net *mn, struct net_device *dev)
{
	bool has = xa_load(&mn->allmulti, dev->ifindex);
	bool wants = wants_allmulti(mn, dev);

	if (has == wants)
		return;
	if (!wants) {
		mcfwd_allmulti_forget(mn, dev);
		return;
	}
	if (dev_set_allmulti(dev, 1))
		return;
	if (xa_err(xa_store(&mn->allmulti, dev->ifindex, xa_mk_value(1), GFP_KERNEL_ACCOUNT)))
		dev_set_allmulti(dev, -1);
}

static void allmulti_work(struct work_struct *work)
{
	struct mcfwd_net *mn = container_of(work, struct mcfwd_net, allmulti_work);
	struct net_device *dev;

	rtnl_lock();
	for_each_netdev(mn->net, dev)
		update_device(mn, dev);
	rtnl_unlock();
}

/**
 * mcfwd_allmulti_init_net() - prepare a namespace
 * @mn: the namespace
 */
void mcfwd_allmulti_init_net(struct mcfwd_net *mn)
{
	xa_init(&mn->allmulti);
	INIT_WORK(&mn->allmulti_work, allmulti_work);
}

/**
 * mcfwd_allmulti_flush() - wait until devices have been told
 * @mn: the namespace
 *
 * Context: Process, neither mcfwd_net.lock nor RTNL held. May sleep.
 */
void mcfwd_allmulti_flush(struct mcfwd_net *mn)
{
	flush_work(&mn->allmulti_work);
}

/**
 * mcfwd_allmulti_exit_net() - stop the work of a namespace
 * @mn: the namespace; it has no routes any more
 *
 * Context: Process, neither mcfwd_net.lock nor RTNL held. May sleep.
 */
void mcfwd_allmulti_exit_net(struct mcfwd_net *mn)
{
	flush_work(&mn->allmulti_work);
	xa_destroy(&mn->allmulti);
}
