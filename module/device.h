/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_DEVICE_H
#define MCFWD_DEVICE_H

#include <linux/etherdevice.h>
#include <linux/if.h>
#include <linux/list.h>
#include <linux/types.h>

struct dst_entry;
struct mcfwd_net;

/* mcfwd_device.len of a whole name. Longer than any beginning of one. */
#define MCFWD_NAME_WHOLE	IFNAMSIZ

/**
 * struct mcfwd_device - a device name, or the beginning of one, that routes mention
 * @dev: the device of that name, NULL while there is none. RCU; writers hold
 *	mcfwd_net.lock. No reference is held: NETDEV_UNREGISTER clears it, and the
 *	core waits for readers before it frees a device.
 * @dst: destination entries of copies that leave by @dev, IPv4 and IPv6; NULL
 *	without @dev, memory or the family. RCU; writers hold mcfwd_net.lock. A
 *	reference.
 * @lend: copies may be lent to @dev, see packet.c: it changes nothing of them, and has
 *	not been found to keep one. Any CPU clears it, without a lock.
 * @ifindex: that device's index, 0 while there is none; mcfwd_net.lock
 * @users: routes and outputs that point here; mcfwd_net.lock
 * @inputs: those of @users that are routes' inputs; mcfwd_net.lock
 * @allmulti: those of @inputs that want all multicast frames; mcfwd_net.lock
 * @members: memberships on this device; mcfwd_net.lock
 * @guards: struct mcfwd_guard of routes with this input and a single group;
 *	mcfwd_net.lock
 * @range_guards: those of routes with a range of groups; mcfwd_net.lock
 * @node: in mcfwd_net.devices; mcfwd_net.lock
 * @len: MCFWD_NAME_WHOLE, or how many characters of a device's name have to be
 *	@name, 0 for any device. Then there is no @dev. Constant.
 * @name: the name; constant
 * @rcu: delays freeing until readers of a deleted route are gone
 *
 * Routes point to names, not to devices: a device that appears, goes or is
 * renamed is bound in one place, however many routes use it.
 */
struct mcfwd_device {
	struct net_device __rcu *dev;
	struct dst_entry __rcu *dst[2];
	bool lend;
	int ifindex;
	unsigned int users;
	unsigned int inputs;
	unsigned int allmulti;
	struct list_head members;
	struct list_head guards;
	struct list_head range_guards;
	struct hlist_node node;
	u8 len;
	char name[IFNAMSIZ];
	struct rcu_head rcu;
};

/**
 * struct mcfwd_names - what routes call a device that packets arrive on
 * @node: in mcfwd_net.inputs; RCU, writers hold mcfwd_net.lock
 * @ifindex: the device's index; constant
 * @by_len: by mcfwd_device.len; NULL where no route has that name as its input.
 *	Compared, never followed, without mcfwd_net.lock, which writers hold.
 * @rcu: delays freeing until readers are gone
 */
struct mcfwd_names {
	struct hlist_node node;
	int ifindex;
	const struct mcfwd_device *by_len[MCFWD_NAME_WHOLE + 1];
	struct rcu_head rcu;
};

struct mcfwd_device *mcfwd_device_get(struct mcfwd_net *mn, const char *name, u8 len);

/**
 * mcfwd_device_hold() - get another reference to a device name
 * @device: the name, of which there is a reference
 *
 * Context: mcfwd_net.lock held.
 */
static inline void mcfwd_device_hold(struct mcfwd_device *device)
{
	device->users++;
}

void mcfwd_device_put(struct mcfwd_net *mn, struct mcfwd_device *device);
struct mcfwd_device *mcfwd_device_find(struct mcfwd_net *mn, const char *name, u8 len);
struct mcfwd_names *mcfwd_device_names_of(struct mcfwd_net *mn, int ifindex);
bool mcfwd_device_names(struct mcfwd_net *mn, const char *name, struct mcfwd_names *names);
int mcfwd_device_add_input(struct mcfwd_net *mn, struct mcfwd_device *device);
void mcfwd_device_del_input(struct mcfwd_net *mn, struct mcfwd_device *device);

/**
 * mcfwd_device_is_ethernet() - whether frames of a device have just an Ethernet header
 * @dev: the device
 *
 * Others whose type is Ethernet make their own header (VLAN, macvlan, bond).
 *
 * Return: whether they do.
 */
static inline bool mcfwd_device_is_ethernet(const struct net_device *dev)
{
	return dev->header_ops && dev->header_ops->create == eth_header;
}

int mcfwd_device_notifier_register(void);
void mcfwd_device_notifier_unregister(void);

#endif /* MCFWD_DEVICE_H */
