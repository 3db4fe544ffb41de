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
#include <linux/net.h>
#include <linux/slab.h>
#include <net/sock.h>

#include "device.h"
#include "member.h"
#include "net.h"
#include "route.h"

/* A join that failed is tried again, for instance until ipv6.ko is loaded. */
#define RETRY_DELAY	(5 * HZ)

static struct workqueue_struct *member_wq;

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
	INIT_LIST_HEAD(&member->on_device);
	INIT_LIST_HEAD(&member->todo);
	return member;
}

static void queue(struct mcfwd_net *mn, struct mcfwd_member *member)
{
	list_move_tail(&member->todo, &mn->member_todo);
	mod_delayed_work(member_wq, &mn->member_work, 0);
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
	queue(mn, member);
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
	mutex_unlock(&mn->lock);
	if (do_leave)
		leave(member);
	if (do_join)
		err = join(mn->net, member, ifindex);
	mutex_lock(&mn->lock);
	WRITE_ONCE(member->error, err);
}

static void member_work(struct work_struct *work)
{
	struct mcfwd_net *mn = container_of(work, struct mcfwd_net, member_work.work);
	struct mcfwd_member *member;
	LIST_HEAD(failed);

	mutex_lock(&mn->lock);
	while (!list_empty(&mn->member_todo)) {
		member = list_first_entry(&mn->member_todo, struct mcfwd_member, todo);
		list_del_init(&member->todo);
		update(mn, member);
		/* Something may have queued it again meanwhile. */
		if (!list_empty(&member->todo))
			continue;
		if (!member->device)
			kfree_rcu(member, rcu);
		else if (member->error)
			list_add_tail(&member->todo, &failed);
	}
	if (!list_empty(&failed)) {
		list_splice(&failed, &mn->member_todo);
		queue_delayed_work(member_wq, &mn->member_work, RETRY_DELAY);
	}
	mutex_unlock(&mn->lock);
}

/**
 * mcfwd_member_init() - make the work queue
 *
 * Return: 0 or -ENOMEM.
 */
int mcfwd_member_init(void)
{
	member_wq = alloc_workqueue("mcfwd", WQ_UNBOUND, 0);
	return member_wq ? 0 : -ENOMEM;
}

/**
 * mcfwd_member_exit() - destroy the work queue
 *
 * Context: Process; no namespace uses it any more. May sleep.
 */
void mcfwd_member_exit(void)
{
	destroy_workqueue(member_wq);
}

/**
 * mcfwd_member_init_net() - prepare a namespace
 * @mn: the namespace
 */
void mcfwd_member_init_net(struct mcfwd_net *mn)
{
	INIT_LIST_HEAD(&mn->member_todo);
	INIT_DELAYED_WORK(&mn->member_work, member_work);
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
	flush_delayed_work(&mn->member_work);
}

/**
 * mcfwd_member_exit_net() - leave what is left in a namespace and stop its work
 * @mn: the namespace; it has no routes any more
 *
 * Context: Process, neither mcfwd_net.lock nor RTNL held. May sleep.
 */
void mcfwd_member_exit_net(struct mcfwd_net *mn)
{
	flush_delayed_work(&mn->member_work);
	cancel_delayed_work_sync(&mn->member_work);
	WARN_ON_ONCE(!list_empty(&mn->member_todo));
}
