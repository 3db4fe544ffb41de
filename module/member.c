// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memberships: joins on input devices, so that the network card and the
 * snooping switch deliver the group.
 *
 * Each has a socket of its own. That is how the kernel counts who wants what,
 * source filters included (RFC 3376 3.1), and how no limit on memberships or
 * sources per socket (igmp_max_memberships, igmp_max_msf) is met. Joining
 * takes RTNL, which a netdevice notifier already holds, so a work item does it.
 */
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/memcontrol.h>
#include <linux/net.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/sock.h>

#include "device.h"
#include "local.h"
#include "member.h"
#include "net.h"
#include "route.h"

/* A join that failed is tried again, for instance until IPv6 is there. */
#define RETRY_DELAY	(5 * HZ)

/**
 * mcfwd_member_alloc() - allocate the membership that a route wants
 * @route: the route
 *
 * Context: Process. May sleep.
 * Return: it, not joined, or NULL without memory.
 */
struct mcfwd_member *mcfwd_member_alloc(const struct mcfwd_route *route)
{
	struct mcfwd_member *member = kzalloc(sizeof(*member), GFP_KERNEL_ACCOUNT);

	if (!member)
		return NULL;
	member->pf = route->pf;
	member->group = route->key.group;
	member->source = route->key.source;
	member->with_source = route->key.source_len;
	member->memcg = get_mem_cgroup_from_mm(current->mm);
	INIT_LIST_HEAD(&member->on_device);
	INIT_LIST_HEAD(&member->todo);
	return member;
}

/**
 * mcfwd_member_free() - free a membership when its last reader is gone
 * @member: the membership, never started or stopped, and not joined
 *
 * Context: Any.
 */
void mcfwd_member_free(struct mcfwd_member *member)
{
	mem_cgroup_put(member->memcg);
	kfree_rcu(member, rcu);
}

static void queue(struct mcfwd_net *mn, struct mcfwd_member *member)
{
	list_move_tail(&member->todo, &mn->member_todo);
	queue_work(mcfwd_wq, &mn->member_work);
}

/**
 * mcfwd_member_start() - join as soon as possible, and whenever the device returns
 * @mn: the namespace
 * @member: the membership
 * @device: the device to join on
 *
 * Context: mcfwd_net.lock held; joining waits for mcfwd_member_flush() or the
 * work queue.
 */
void mcfwd_member_start(struct mcfwd_net *mn, struct mcfwd_member *member,
			struct mcfwd_device *device)
{
	lockdep_assert_held(&mn->lock);

	member->device = device;
	list_add(&member->on_device, &device->members);
	/*
	 * Before what waits to leave: of a group that a change both leaves and joins,
	 * nobody must hear.
	 */
	list_move(&member->todo, &mn->member_todo);
	queue_work(mcfwd_wq, &mn->member_work);
}

/**
 * mcfwd_member_stop() - leave and free
 * @mn: the namespace
 * @member: the membership, which its route no longer has
 *
 * Context: mcfwd_net.lock held.
 */
void mcfwd_member_stop(struct mcfwd_net *mn, struct mcfwd_member *member)
{
	lockdep_assert_held(&mn->lock);

	mcfwd_local_detach(mn, member);
	member->device = NULL;
	list_del(&member->on_device);
	queue(mn, member);
}

/**
 * mcfwd_member_rejoin() - join a device's groups again
 * @mn: the namespace
 * @device: the device, which came, went, or lost its memberships
 *
 * Context: mcfwd_net.lock held, RTNL or RCU read-side possibly too.
 */
void mcfwd_member_rejoin(struct mcfwd_net *mn, struct mcfwd_device *device)
{
	struct mcfwd_member *member;

	lockdep_assert_held(&mn->lock);

	list_for_each_entry(member, &device->members, on_device) {
		member->rejoin = true;
		/* Now: what it watches may go with the device's address family. */
		mcfwd_local_detach(mn, member);
		queue(mn, member);
	}
}

/**
 * mcfwd_member_state() - what a membership has come to
 * @member: the membership
 *
 * Context: mcfwd_net.lock held or RCU read-side.
 * Return: the state.
 */
enum mcfwd_member_state mcfwd_member_state(const struct mcfwd_member *member)
{
	if (READ_ONCE(member->sock))
		return MCFWD_MEMBER_JOINED;
	return READ_ONCE(member->error) ? MCFWD_MEMBER_FAILED : MCFWD_MEMBER_PENDING;
}

static void set_sockaddr(struct __kernel_sockaddr_storage *ss, u8 pf,
			 const union nf_inet_addr *addr)
{
	if (pf == NFPROTO_IPV4) {
		struct sockaddr_in *sin = (struct sockaddr_in *)ss;

		sin->sin_family = AF_INET;
		sin->sin_addr = addr->in;
	} else {
		struct sockaddr_in6 *sin6 = (struct sockaddr_in6 *)ss;

		sin6->sin6_family = AF_INET6;
		sin6->sin6_addr = addr->in6;
	}
}

/* RFC 3678 5.1: the same two requests serve both families. */
static int join_group(const struct mcfwd_member *member, struct socket *sock, int ifindex)
{
	int level = member->pf == NFPROTO_IPV4 ? SOL_IP : SOL_IPV6;
	struct group_source_req with_source = { .gsr_interface = ifindex };
	struct group_req any_source = { .gr_interface = ifindex };

	if (!member->with_source) {
		set_sockaddr(&any_source.gr_group, member->pf, &member->group);
		return sock->ops->setsockopt(sock, level, MCAST_JOIN_GROUP,
					     KERNEL_SOCKPTR(&any_source), sizeof(any_source));
	}
	set_sockaddr(&with_source.gsr_group, member->pf, &member->group);
	set_sockaddr(&with_source.gsr_source, member->pf, &member->source);
	return sock->ops->setsockopt(sock, level, MCAST_JOIN_SOURCE_GROUP,
				     KERNEL_SOCKPTR(&with_source), sizeof(with_source));
}

/*
 * A socket of a family that is not there would have it loaded, which can wait for
 * a lock that the request which waits for us holds: ipv6.ko registers a generic
 * netlink family.
 */
static bool has_family(struct net *net, u8 pf, int ifindex)
{
	const struct net_device *dev;
	bool has = true;

	if (pf == NFPROTO_IPV4)
		return true;
	/* Not RCU: it may just be coming. */
	rtnl_lock();
	dev = __dev_get_by_index(net, ifindex);
	has = dev && rcu_access_pointer(dev->ip6_ptr);
	rtnl_unlock();
	return has;
}

/* What the work allocates from now on is @memcg's; returns whose it was. */
static struct mem_cgroup *charge_to(struct mem_cgroup *memcg)
{
#ifdef CONFIG_MEMCG
	/* set_active_memcg() would need a symbol that 5.10 does not export. */
	swap(current->active_memcg, memcg);
#endif
	return memcg;
}

static int join(struct net *net, struct mcfwd_member *member, int ifindex)
{
	int family = member->pf == NFPROTO_IPV4 ? AF_INET : AF_INET6;
	struct socket *sock;
	int err;

	err = sock_create_kern(net, family, SOCK_DGRAM, IPPROTO_UDP, &sock);
	if (err)
		return err;
	err = join_group(member, sock, ifindex);
	if (err) {
		sock_release(sock);
		return err;
	}
	WRITE_ONCE(member->sock, sock);
	return 0;
}

/* A namespace's owner cannot have more memberships than its memory will bear. */
static int join_charged(struct net *net, struct mcfwd_member *member, int ifindex)
{
	struct mem_cgroup *old;
	int err;

	if (!has_family(net, member->pf, ifindex))
		return -EAFNOSUPPORT;
	old = charge_to(member->memcg);
	err = join(net, member, ifindex);
	charge_to(old);
	return err;
}

static void leave(struct mcfwd_member *member)
{
	struct socket *sock = member->sock;

	WRITE_ONCE(member->sock, NULL);
	sock_release(sock);
}

/*
 * Brings one membership to where it should be. The lock is dropped for joining
 * and leaving, which take RTNL; the membership stays, as only this work frees it.
 */
static void update(struct mcfwd_net *mn, struct mcfwd_member *member)
{
	int ifindex = member->device ? member->device->ifindex : 0;
	bool do_leave = member->sock && (member->rejoin || !ifindex);
	bool do_join = ifindex && (!member->sock || do_leave);
	int err = 0;

	member->rejoin = false;
	if (do_leave)
		mcfwd_local_detach(mn, member);
	mutex_unlock(&mn->lock);
	if (do_leave)
		leave(member);
	if (do_join)
		err = join_charged(mn->net, member, ifindex);
	if (do_join && !err)
		mcfwd_local_attach(mn, member, ifindex);
	mutex_lock(&mn->lock);
	WRITE_ONCE(member->error, err);
}

static void member_work(struct work_struct *work)
{
	struct mcfwd_net *mn = container_of(work, struct mcfwd_net, member_work);
	struct mcfwd_member *member;

	mutex_lock(&mn->lock);
	while (!list_empty(&mn->member_todo)) {
		member = list_first_entry(&mn->member_todo, struct mcfwd_member, todo);
		list_del_init(&member->todo);
		update(mn, member);
		/* Something may have queued it again meanwhile. */
		if (!list_empty(&member->todo))
			continue;
		if (!member->device) {
			mcfwd_member_free(member);
		} else if (member->error) {
			list_add_tail(&member->todo, &mn->member_failed);
			queue_delayed_work(mcfwd_wq, &mn->member_retry, RETRY_DELAY);
		}
		cond_resched();
	}
	mutex_unlock(&mn->lock);
}

static void member_retry(struct work_struct *work)
{
	struct mcfwd_net *mn = container_of(work, struct mcfwd_net, member_retry.work);

	mutex_lock(&mn->lock);
	list_splice_tail_init(&mn->member_failed, &mn->member_todo);
	mutex_unlock(&mn->lock);
	queue_work(mcfwd_wq, &mn->member_work);
}

/**
 * mcfwd_member_init_net() - prepare a namespace
 * @mn: the namespace
 */
void mcfwd_member_init_net(struct mcfwd_net *mn)
{
	INIT_LIST_HEAD(&mn->member_todo);
	INIT_LIST_HEAD(&mn->member_failed);
	INIT_WORK(&mn->member_work, member_work);
	INIT_DELAYED_WORK(&mn->member_retry, member_retry);
}

/**
 * mcfwd_member_flush() - wait until all joins and leaves asked for are done
 * @mn: the namespace
 *
 * So that who adds a route and then sends finds the group joined.
 *
 * Context: Process, neither mcfwd_net.lock nor RTNL held. May sleep.
 */
void mcfwd_member_flush(struct mcfwd_net *mn)
{
	flush_work(&mn->member_work);
}

/**
 * mcfwd_member_exit_net() - leave what is left in a namespace and stop its work
 * @mn: the namespace; it has no routes any more
 *
 * Context: Process, neither mcfwd_net.lock nor RTNL held. May sleep.
 */
void mcfwd_member_exit_net(struct mcfwd_net *mn)
{
	cancel_delayed_work_sync(&mn->member_retry);
	/* Nothing is left that could fail and be tried again. */
	flush_work(&mn->member_work);
	WARN_ON_ONCE(!list_empty(&mn->member_todo));
}
