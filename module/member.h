/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_MEMBER_H
#define MCFWD_MEMBER_H

#include <linux/list.h>
#include <linux/mcfwd.h>
#include <linux/netfilter.h>

struct mcfwd_audience;
struct mcfwd_device;
struct mcfwd_net;
struct mcfwd_route;
struct mem_cgroup;
struct socket;

/**
 * struct mcfwd_member - a route's membership of its group on its input device
 * @device: the input device; NULL once the route is gone; mcfwd_net.lock
 * @group: the group; constant
 * @source: the only source wanted, all zero for (*,G); constant
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6; constant
 * @with_source: (S,G); constant
 * @rejoin: the device is another, or lost its memberships, since @sock joined;
 *	mcfwd_net.lock
 * @error: negative errno of the last join; mcfwd_net.lock, read without it
 * @sock: holds the membership, NULL without one; written by the work only,
 *	mcfwd_net.lock, compared with NULL without it
 * @audience: who else has joined, NULL if that is not known; RCU, writers hold
 *	mcfwd_net.lock
 * @memcg: who pays for @sock: the control group of who asked for the route; a
 *	reference, NULL for nobody in particular; constant
 * @on_device: in mcfwd_device.members; mcfwd_net.lock
 * @todo: in mcfwd_net.member_todo or empty; mcfwd_net.lock
 * @rcu: delays freeing until dumps are gone
 */
struct mcfwd_member {
	struct mcfwd_device *device;
	union nf_inet_addr group;
	union nf_inet_addr source;
	u8 pf;
	bool with_source;
	bool rejoin;
	int error;
	struct socket *sock;
	struct mcfwd_audience __rcu *audience;
	struct mem_cgroup *memcg;
	struct list_head on_device;
	struct list_head todo;
	struct rcu_head rcu;
};

struct mcfwd_member *mcfwd_member_alloc(const struct mcfwd_route *route);
void mcfwd_member_free(struct mcfwd_member *member);
void mcfwd_member_start(struct mcfwd_net *mn, struct mcfwd_member *member,
			struct mcfwd_device *device);
void mcfwd_member_stop(struct mcfwd_net *mn, struct mcfwd_member *member);
void mcfwd_member_rejoin(struct mcfwd_net *mn, struct mcfwd_device *device);
enum mcfwd_member_state mcfwd_member_state(const struct mcfwd_member *member);

void mcfwd_member_init_net(struct mcfwd_net *mn);
void mcfwd_member_flush(struct mcfwd_net *mn);
void mcfwd_member_exit_net(struct mcfwd_net *mn);

#endif /* MCFWD_MEMBER_H */
