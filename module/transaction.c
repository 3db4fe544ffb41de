// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes that a netlink socket collects, to be made all at once or not at all.
 *
 * Nothing is locked while they are collected: who commits finds out whether the
 * routes are still those it has seen.
 */
#include <linux/netlink.h>
#include <linux/slab.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "net.h"
#include "route.h"
#include "table.h"
#include "transaction.h"

/**
 * struct mcfwd_transaction - the changes that a socket has collected
 * @list: in mcfwd_net.transactions
 * @sk: the socket; it outlives the transaction
 * @generation: mcfwd_net.generation when it began
 * @n_changes: number of @changes
 * @changes: struct mcfwd_change, in the order in which they came
 *
 * All under mcfwd_net.lock.
 */
struct mcfwd_transaction {
	struct list_head list;
	const struct sock *sk;
	u32 generation;
	u32 n_changes;
	struct list_head changes;
};

/**
 * mcfwd_transaction_find() - find the transaction of a socket
 * @mn: the namespace
 * @sk: the socket
 *
 * Context: mcfwd_net.lock held.
 * Return: the transaction, or NULL.
 */
struct mcfwd_transaction *mcfwd_transaction_find(struct mcfwd_net *mn, const struct sock *sk)
{
	struct mcfwd_transaction *transaction;

	lockdep_assert_held(&mn->lock);

	list_for_each_entry(transaction, &mn->transactions, list)
		if (transaction->sk == sk)
			return transaction;
	return NULL;
}

/**
 * mcfwd_transaction_begin() - begin to collect a socket's changes
 * @mn: the namespace
 * @sk: the socket
 * @extack: set if it is refused
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: 0, -EBUSY if the socket has begun one already, or -ENOMEM.
 */
int mcfwd_transaction_begin(struct mcfwd_net *mn, const struct sock *sk,
			    struct netlink_ext_ack *extack)
{
	struct mcfwd_transaction *transaction;

	if (mcfwd_transaction_find(mn, sk)) {
		NL_SET_ERR_MSG(extack, "this socket has begun a transaction already");
		return -EBUSY;
	}
	transaction = kzalloc(sizeof(*transaction), GFP_KERNEL_ACCOUNT);
	if (!transaction)
		return -ENOMEM;
	transaction->sk = sk;
	transaction->generation = mn->generation;
	INIT_LIST_HEAD(&transaction->changes);
	list_add(&transaction->list, &mn->transactions);
	return 0;
}

static struct mcfwd_change *note(struct mcfwd_net *mn, struct mcfwd_transaction *transaction,
				 struct netlink_ext_ack *extack)
{
	struct mcfwd_change *change;

	/* Each route can go and come once. */
	if (transaction->n_changes >= 2 * (u64)max(mn->max_routes, mn->n_routes)) {
		NL_SET_ERR_MSG(extack, "the transaction has as many changes as it may");
		return ERR_PTR(-ENOSPC);
	}
	change = kzalloc(sizeof(*change), GFP_KERNEL_ACCOUNT);
	if (!change)
		return ERR_PTR(-ENOMEM);
	list_add_tail(&change->list, &transaction->changes);
	transaction->n_changes++;
	return change;
}

/**
 * mcfwd_transaction_add() - note that a route is to be added
 * @mn: the namespace
 * @transaction: the transaction
 * @route: the route; taken over if 0 is returned
 * @replace: as for mcfwd_table_add()
 * @extack: set if it is refused
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: 0, -ENOSPC or -ENOMEM.
 */
int mcfwd_transaction_add(struct mcfwd_net *mn, struct mcfwd_transaction *transaction,
			  struct mcfwd_route *route, bool replace,
			  struct netlink_ext_ack *extack)
{
	struct mcfwd_change *change = note(mn, transaction, extack);

	if (IS_ERR(change))
		return PTR_ERR(change);
	change->new = route;
	change->replace = replace;
	return 0;
}

/**
 * mcfwd_transaction_del() - note that a route is to be deleted
 * @mn: the namespace
 * @transaction: the transaction
 * @route: the route, as it is now
 * @extack: set if it is refused
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: 0, -ENOSPC or -ENOMEM.
 */
int mcfwd_transaction_del(struct mcfwd_net *mn, struct mcfwd_transaction *transaction,
			  const struct mcfwd_route *route, struct netlink_ext_ack *extack)
{
	struct mcfwd_change *change = note(mn, transaction, extack);

	if (IS_ERR(change))
		return PTR_ERR(change);
	change->id = route->id;
	return 0;
}

/* Frees the changes; the routes only if they are not in the table. */
static void transaction_free(struct mcfwd_net *mn, struct mcfwd_transaction *transaction,
			     bool with_routes)
{
	struct mcfwd_change *change, *next;

	list_for_each_entry_safe(change, next, &transaction->changes, list) {
		if (change->new && with_routes)
			mcfwd_route_free(mn, change->new);
		kfree(change);
		cond_resched();
	}
	list_del(&transaction->list);
	kfree(transaction);
}

/* Which change was refused, for NLMSGERR_ATTR_COOKIE. */
static void set_cookie(struct netlink_ext_ack *extack, u32 failed)
{
	if (!extack)
		return;
	BUILD_BUG_ON(sizeof(failed) > sizeof(extack->cookie));
	memcpy(extack->cookie, &failed, sizeof(failed));
	extack->cookie_len = sizeof(failed);
}

/**
 * mcfwd_transaction_commit() - make all changes of a transaction, and end it
 * @mn: the namespace
 * @transaction: the transaction; freed
 * @extack: set if it is refused, with the number of the change if it is one's fault
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: 0, -EAGAIN if the routes have changed since it began, or as
 * mcfwd_table_change().
 */
int mcfwd_transaction_commit(struct mcfwd_net *mn, struct mcfwd_transaction *transaction,
			     struct netlink_ext_ack *extack)
{
	int err = -EAGAIN;
	u32 failed;

	if (transaction->generation != mn->generation) {
		NL_SET_ERR_MSG(extack, "the routes have changed since the transaction began");
	} else {
		err = mcfwd_table_change(mn, &transaction->changes, &failed, extack);
		if (err)
			set_cookie(extack, failed);
	}
	transaction_free(mn, transaction, err);
	return err;
}

/**
 * mcfwd_transaction_abort() - forget a transaction
 * @mn: the namespace
 * @transaction: the transaction; freed
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 */
void mcfwd_transaction_abort(struct mcfwd_net *mn, struct mcfwd_transaction *transaction)
{
	transaction_free(mn, transaction, true);
}

/**
 * mcfwd_transaction_exit_net() - forget all transactions of a namespace
 * @mn: the namespace
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 */
void mcfwd_transaction_exit_net(struct mcfwd_net *mn)
{
	struct mcfwd_transaction *transaction, *next;

	list_for_each_entry_safe(transaction, next, &mn->transactions, list)
		transaction_free(mn, transaction, true);
}

/*
 * A socket that is closed commits nothing. Its port ID may be another's already, so
 * it is known by itself: it is freed only after this.
 */
static int netlink_event(struct notifier_block *nb, unsigned long event, void *data)
{
	const struct netlink_notify *notify = data;
	struct mcfwd_transaction *transaction, *next;
	struct mcfwd_net *mn;

	if (event != NETLINK_URELEASE || notify->protocol != NETLINK_GENERIC)
		return NOTIFY_DONE;
	mn = mcfwd_net(notify->net);
	/* Most sockets have none; a socket that is closed cannot get one any more. */
	if (list_empty_careful(&mn->transactions))
		return NOTIFY_DONE;

	mutex_lock(&mn->lock);
	list_for_each_entry_safe(transaction, next, &mn->transactions, list)
		if (sock_flag(transaction->sk, SOCK_DEAD))
			mcfwd_transaction_abort(mn, transaction);
	mutex_unlock(&mn->lock);
	return NOTIFY_DONE;
}

static struct notifier_block netlink_notifier = {
	.notifier_call = netlink_event,
};

/**
 * mcfwd_transaction_register() - follow netlink sockets as they are closed
 *
 * Context: Process. May sleep.
 * Return: 0 or a negative errno.
 */
int mcfwd_transaction_register(void)
{
	return netlink_register_notifier(&netlink_notifier);
}

/**
 * mcfwd_transaction_unregister() - undo mcfwd_transaction_register()
 *
 * Context: Process. May sleep.
 */
void mcfwd_transaction_unregister(void)
{
	netlink_unregister_notifier(&netlink_notifier);
}
