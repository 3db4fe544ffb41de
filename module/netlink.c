// SPDX-License-Identifier: GPL-2.0-only
/* The generic netlink family: requests in, replies and dumps out. */
#include <net/genetlink.h>
#include <net/sock.h>

#include "allmulti.h"
#include "compat/compat.h"
#include "event.h"
#include "member.h"
#include "net.h"
#include "netlink.h"
#include "nl_gen.h"
#include "reply.h"
#include "request.h"
#include "route.h"
#include "selector.h"
#include "table.h"
#include "transaction.h"

/*
 * A member's attributes begin as a route's do, and one parser serves both. Only
 * whole names and addresses have members.
 */
static_assert((int)MCFWD_A_MEMBER_DEVICE == (int)MCFWD_A_ROUTE_INPUT);
static_assert((int)MCFWD_A_MEMBER_GROUP == (int)MCFWD_A_ROUTE_GROUP);
static_assert((int)MCFWD_A_MEMBER_SOURCE == (int)MCFWD_A_ROUTE_SOURCE);

/* The attributes of a request for members, as a table that is large enough. */
static void copy_member_attrs(struct nlattr **from, struct nlattr **to)
{
	int i;

	for (i = MCFWD_A_MEMBER_DEVICE; i <= MCFWD_A_MEMBER_SOURCE; i++)
		to[i] = from[i];
}

/* Who adds a route and then sends finds the group joined. */
static void settle(struct mcfwd_net *mn)
{
	mcfwd_member_flush(mn);
	mcfwd_allmulti_flush(mn);
}

/* Only what is noted belongs between the begin of a transaction and its commit. */
static int refuse_in_transaction(struct mcfwd_net *mn, const struct sk_buff *skb,
				 const struct genl_info *info)
{
	if (!mcfwd_transaction_find(mn, NETLINK_CB(skb).sk))
		return 0;
	NL_SET_ERR_MSG(info->extack, "a transaction adds and deletes single routes only");
	return -EOPNOTSUPP;
}

/**
 * mcfwd_nl_route_new_doit() - MCFWD_CMD_ROUTE_NEW
 * @skb: the request
 * @info: the request, parsed
 *
 * Context: Process. May sleep.
 * Return: 0 or a negative errno, as uapi/mcfwd.yaml says.
 */
int mcfwd_nl_route_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mcfwd_net *mn = mcfwd_net(genl_info_net(info));
	bool replace = info->attrs[MCFWD_A_ROUTE_REPLACE];
	struct mcfwd_transaction *transaction;
	struct mcfwd_route *route;
	int err;

	mutex_lock(&mn->lock);
	transaction = mcfwd_transaction_find(mn, NETLINK_CB(skb).sk);
	err = mcfwd_request_route(mn, info, &route);
	if (err)
		goto out;
	if (transaction)
		err = mcfwd_transaction_add(mn, transaction, route, replace, info->extack);
	else
		err = mcfwd_table_add(mn, route, replace, info->extack);
	if (err)
		mcfwd_route_free(mn, route);
out:
	mutex_unlock(&mn->lock);
	if (!transaction)
		settle(mn);
	return err;
}

/**
 * mcfwd_nl_route_del_doit() - MCFWD_CMD_ROUTE_DEL
 * @skb: the request
 * @info: the request, parsed
 *
 * Context: Process. May sleep.
 * Return: 0 or a negative errno, as uapi/mcfwd.yaml says.
 */
int mcfwd_nl_route_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mcfwd_net *mn = mcfwd_net(genl_info_net(info));
	struct mcfwd_transaction *transaction;
	struct mcfwd_route *route;
	struct mcfwd_selector sel;
	int err;

	err = mcfwd_selector_parse_one(info->attrs, &sel, info->extack);
	if (err)
		return err;

	mutex_lock(&mn->lock);
	transaction = mcfwd_transaction_find(mn, NETLINK_CB(skb).sk);
	route = mcfwd_selector_find(mn, &sel, info->extack);
	if (!route)
		err = -ENOENT;
	else if (transaction)
		err = mcfwd_transaction_del(mn, transaction, route, info->extack);
	else
		mcfwd_table_del(mn, route);
	mutex_unlock(&mn->lock);
	if (!transaction)
		settle(mn);
	return err;
}

/* Changes one output of a route: another route takes its place. */
static int change_output(const struct sk_buff *skb, struct genl_info *info,
			 int (*build)(struct mcfwd_net *mn, const struct genl_info *info,
				      const struct mcfwd_route *old,
				      struct mcfwd_route **result))
{
	struct mcfwd_net *mn = mcfwd_net(genl_info_net(info));
	struct mcfwd_route *old, *route;
	struct mcfwd_selector sel;
	int err;

	err = mcfwd_selector_parse_one(info->attrs, &sel, info->extack);
	if (err)
		return err;

	mutex_lock(&mn->lock);
	err = refuse_in_transaction(mn, skb, info);
	if (err)
		goto out;
	err = -ENOENT;
	old = mcfwd_selector_find(mn, &sel, info->extack);
	if (!old)
		goto out;
	err = build(mn, info, old, &route);
	if (err)
		goto out;
	err = mcfwd_table_add(mn, route, true, info->extack);
	if (err)
		mcfwd_route_free(mn, route);
out:
	mutex_unlock(&mn->lock);
	return err;
}

/**
 * mcfwd_nl_output_new_doit() - MCFWD_CMD_OUTPUT_NEW
 * @skb: the request
 * @info: the request, parsed
 *
 * Context: Process. May sleep.
 * Return: 0 or a negative errno, as uapi/mcfwd.yaml says.
 */
int mcfwd_nl_output_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_output(skb, info, mcfwd_request_more);
}

/**
 * mcfwd_nl_output_del_doit() - MCFWD_CMD_OUTPUT_DEL
 * @skb: the request
 * @info: the request, parsed
 *
 * Context: Process. May sleep.
 * Return: 0 or a negative errno, as uapi/mcfwd.yaml says.
 */
int mcfwd_nl_output_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change_output(skb, info, mcfwd_request_less);
}

/**
 * mcfwd_nl_transaction_begin_doit() - MCFWD_CMD_TRANSACTION_BEGIN
 * @skb: the request
 * @info: the request, parsed
 *
 * Context: Process. May sleep.
 * Return: 0 or a negative errno, as uapi/mcfwd.yaml says.
 */
int mcfwd_nl_transaction_begin_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mcfwd_net *mn = mcfwd_net(genl_info_net(info));
	int err;

	mutex_lock(&mn->lock);
	err = mcfwd_transaction_begin(mn, NETLINK_CB(skb).sk, info->extack);
	mutex_unlock(&mn->lock);
	return err;
}

/* Ends the socket's transaction, in one way or the other. */
static int end_transaction(const struct sk_buff *skb, struct genl_info *info, bool commit)
{
	struct mcfwd_net *mn = mcfwd_net(genl_info_net(info));
	struct mcfwd_transaction *transaction;
	int err = 0;

	mutex_lock(&mn->lock);
	transaction = mcfwd_transaction_find(mn, NETLINK_CB(skb).sk);
	if (!transaction) {
		NL_SET_ERR_MSG(info->extack, "this socket has not begun a transaction");
		err = -ENOENT;
	} else if (commit) {
		err = mcfwd_transaction_commit(mn, transaction, info->extack);
	} else {
		mcfwd_transaction_abort(mn, transaction);
	}
	mutex_unlock(&mn->lock);
	if (commit)
		settle(mn);
	return err;
}

/**
 * mcfwd_nl_transaction_commit_doit() - MCFWD_CMD_TRANSACTION_COMMIT
 * @skb: the request
 * @info: the request, parsed
 *
 * Context: Process. May sleep.
 * Return: 0 or a negative errno, as uapi/mcfwd.yaml says.
 */
int mcfwd_nl_transaction_commit_doit(struct sk_buff *skb, struct genl_info *info)
{
	return end_transaction(skb, info, true);
}

/**
 * mcfwd_nl_transaction_abort_doit() - MCFWD_CMD_TRANSACTION_ABORT
 * @skb: the request
 * @info: the request, parsed
 *
 * Context: Process. May sleep.
 * Return: 0 or a negative errno, as uapi/mcfwd.yaml says.
 */
int mcfwd_nl_transaction_abort_doit(struct sk_buff *skb, struct genl_info *info)
{
	return end_transaction(skb, info, false);
}

/**
 * mcfwd_nl_limit_set_doit() - MCFWD_CMD_LIMIT_SET
 * @skb: the request
 * @info: the request, parsed
 *
 * Context: Process. May sleep.
 * Return: 0 or a negative errno, as uapi/mcfwd.yaml says.
 */
int mcfwd_nl_limit_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mcfwd_net *mn = mcfwd_net(genl_info_net(info));
	const struct nlattr *attr = info->attrs[MCFWD_A_STATS_ROUTES_MAX];

	if (!attr) {
		NL_SET_ERR_MSG(info->extack, "the number of routes is missing");
		return -EINVAL;
	}
	/* Routes are memory of the whole host, whoever owns the namespace. */
	if (nla_get_u32(attr) > MCFWD_ROUTES_MAX && !netlink_capable(skb, CAP_NET_ADMIN)) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "more routes than the default need CAP_NET_ADMIN over the host");
		return -EPERM;
	}
	mutex_lock(&mn->lock);
	WRITE_ONCE(mn->max_routes, nla_get_u32(attr));
	mutex_unlock(&mn->lock);
	return 0;
}

/**
 * mcfwd_nl_route_flush_doit() - MCFWD_CMD_ROUTE_FLUSH
 * @skb: the request
 * @info: the request, parsed
 *
 * Context: Process. May sleep.
 * Return: 0 or a negative errno, as uapi/mcfwd.yaml says.
 */
int mcfwd_nl_route_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mcfwd_net *mn = mcfwd_net(genl_info_net(info));
	struct mcfwd_route *route;
	struct mcfwd_selector sel;
	unsigned long id;
	int err;

	err = mcfwd_selector_parse(info->attrs, &sel, info->extack);
	if (err)
		return err;

	mutex_lock(&mn->lock);
	err = refuse_in_transaction(mn, skb, info);
	if (err) {
		mutex_unlock(&mn->lock);
		return err;
	}
	xa_for_each(&mn->routes, id, route) {
		if (mcfwd_selector_matches(&sel, route))
			mcfwd_table_del(mn, route);
		cond_resched();
	}
	mutex_unlock(&mn->lock);
	settle(mn);
	return 0;
}

/**
 * mcfwd_nl_route_get_doit() - MCFWD_CMD_ROUTE_GET of one route
 * @skb: the request
 * @info: the request, parsed
 *
 * Context: Process. May sleep.
 * Return: 0 or a negative errno, as uapi/mcfwd.yaml says.
 */
int mcfwd_nl_route_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mcfwd_net *mn = mcfwd_net(genl_info_net(info));
	bool with_counters = info->attrs[MCFWD_A_ROUTE_WITH_COUNTERS];
	struct sk_buff *reply = NULL;
	struct mcfwd_route *route;
	struct mcfwd_selector sel;
	void *hdr;
	int err;

	err = mcfwd_selector_parse_one(info->attrs, &sel, info->extack);
	if (err)
		return err;

	if (sel.input_len != MCFWD_NAME_WHOLE || info->attrs[MCFWD_A_ROUTE_GROUP_LEN] ||
	    info->attrs[MCFWD_A_ROUTE_SOURCE_LEN] || info->attrs[MCFWD_A_ROUTE_DPORT_LAST]) {
		NL_SET_ERR_MSG(info->extack,
			       "a packet has one input, one group, one source and one port");
		return -EINVAL;
	}

	mutex_lock(&mn->lock);
	err = -ENOENT;
	route = mcfwd_selector_resolve(mn, &sel, info->extack);
	if (!route)
		goto err_unlock;

	err = -ENOMEM;
	reply = genlmsg_new(mcfwd_reply_route_size(route), GFP_KERNEL);
	if (!reply)
		goto err_unlock;
	hdr = genlmsg_put_reply(reply, info, &mcfwd_family, 0, MCFWD_CMD_ROUTE_GET);
	err = -EMSGSIZE;
	if (WARN_ON_ONCE(!hdr || mcfwd_reply_route(reply, hdr, route, 0, with_counters) !=
				 (int)route->n_outputs))
		goto err_unlock;
	mutex_unlock(&mn->lock);
	return genlmsg_reply(reply, info);

err_unlock:
	mutex_unlock(&mn->lock);
	nlmsg_free(reply);
	return err;
}

/**
 * struct dump_state - where a dump goes on, in netlink_callback.ctx
 * @id: the next route, as in mcfwd_net.routes
 * @output: the first of its outputs not dumped yet
 * @done: there is no next route
 */
struct dump_state {
	unsigned long id;
	unsigned long output;
	unsigned long done;
};

/* Begins a message of a dump; user space sees if routes changed meanwhile. */
static void *dump_put(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd)
{
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
				&mcfwd_family, NLM_F_MULTI, cmd);

	if (hdr)
		genl_dump_check_consistent(cb, hdr);
	return hdr;
}

/*
 * Return: 0, or -EMSGSIZE if the message is full and the dump goes on in another
 * with the same route.
 */
static int dump_route(struct sk_buff *skb, struct netlink_callback *cb,
		      struct dump_state *state, const struct mcfwd_route *route)
{
	bool with_counters = mcfwd_dump_attrs(cb)[MCFWD_A_ROUTE_WITH_COUNTERS];
	void *hdr;
	int next;

	/* Replaced meanwhile by one with fewer outputs; the dump is marked so. */
	if (state->output && state->output >= route->n_outputs)
		return 0;
	hdr = dump_put(skb, cb, MCFWD_CMD_ROUTE_GET);
	if (!hdr)
		return -EMSGSIZE;
	next = mcfwd_reply_route(skb, hdr, route, state->output, with_counters);
	if (next < 0)
		return next;
	state->output = next;
	return next == (int)route->n_outputs ? 0 : -EMSGSIZE;
}

/* Calls @dump_one for the routes from where the dump stopped last time. */
static bool dump_some(struct mcfwd_net *mn, struct sk_buff *skb, struct netlink_callback *cb,
		      const struct mcfwd_selector *sel,
		      int (*dump_one)(struct sk_buff *skb, struct netlink_callback *cb,
				      struct dump_state *state, const struct mcfwd_route *route))
{
	struct dump_state *state = (struct dump_state *)cb->args;
	unsigned long id = state->id;
	const struct mcfwd_route *route;

	rcu_read_lock();
	for (route = xa_find(&mn->routes, &id, ULONG_MAX, XA_PRESENT); route;
	     route = xa_find_after(&mn->routes, &id, ULONG_MAX, XA_PRESENT)) {
		if (id != state->id)
			state->output = 0;
		state->id = id;
		if (mcfwd_selector_matches(sel, route) && dump_one(skb, cb, state, route))
			break;
		state->output = 0;
	}
	rcu_read_unlock();
	return !route;
}

/* The lock, as a transaction changes routes one after the other: all or none is seen. */
static int dump_routes(struct sk_buff *skb, struct netlink_callback *cb, struct nlattr **attrs,
		       int (*dump_one)(struct sk_buff *skb, struct netlink_callback *cb,
				       struct dump_state *state, const struct mcfwd_route *route))
{
	struct mcfwd_net *mn = mcfwd_net(sock_net(skb->sk));
	struct dump_state *state = (struct dump_state *)cb->args;
	struct mcfwd_selector sel;
	int err;

	BUILD_BUG_ON(sizeof(*state) > sizeof(cb->args));
	err = mcfwd_selector_parse(attrs, &sel, cb->extack);
	if (err)
		return err;

	mutex_lock(&mn->lock);
	/* Also at the end: it tells of changes during the last part. */
	cb->seq = mn->generation;
	if (!state->done)
		state->done = dump_some(mn, skb, cb, &sel, dump_one);
	mutex_unlock(&mn->lock);
	/* Neither the end nor progress: better no dump than half of one. */
	return skb->len || state->done ? skb->len : -EMSGSIZE;
}

/**
 * mcfwd_nl_route_get_dumpit() - MCFWD_CMD_ROUTE_GET of all routes
 * @skb: message to fill
 * @cb: the dump
 *
 * Context: Process.
 * Return: octets put, 0 at the end, or a negative errno.
 */
int mcfwd_nl_route_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump_routes(skb, cb, mcfwd_dump_attrs(cb), dump_route);
}

static int dump_member(struct sk_buff *skb, struct netlink_callback *cb,
		       struct dump_state *state, const struct mcfwd_route *route)
{
	const struct mcfwd_member *member = rcu_dereference(route->member);
	void *hdr;

	if (!member)
		return 0;
	hdr = dump_put(skb, cb, MCFWD_CMD_MEMBER_GET);
	return hdr ? mcfwd_reply_member(skb, hdr, route, member) : -EMSGSIZE;
}

/**
 * mcfwd_nl_member_get_dumpit() - MCFWD_CMD_MEMBER_GET of all memberships
 * @skb: message to fill
 * @cb: the dump
 *
 * Context: Process.
 * Return: octets put, 0 at the end, or a negative errno.
 */
int mcfwd_nl_member_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr *attrs[MCFWD_A_ROUTE_MAX + 1] = {};

	copy_member_attrs(mcfwd_dump_attrs(cb), attrs);
	return dump_routes(skb, cb, attrs, dump_member);
}

/*
 * The route of the membership that a request names. Those of ports have one, too, and
 * are not named by their ports.
 */
static struct mcfwd_route *find_joined(struct mcfwd_net *mn, struct mcfwd_selector *sel,
				       struct netlink_ext_ack *extack)
{
	struct mcfwd_route *route = mcfwd_selector_find(mn, sel, NULL);
	unsigned long id;

	if (route && rcu_access_pointer(route->member))
		return route;
	xa_for_each(&mn->routes, id, route)
		if (rcu_access_pointer(route->member) && mcfwd_selector_matches(sel, route) &&
		    route->key.source_len == sel->key.source_len)
			return route;
	if (mcfwd_selector_find(mn, sel, extack))
		NL_SET_ERR_MSG(extack, "the route has no membership");
	return NULL;
}

/**
 * mcfwd_nl_member_get_doit() - MCFWD_CMD_MEMBER_GET of one membership
 * @skb: the request
 * @info: the request, parsed
 *
 * Context: Process. May sleep.
 * Return: 0 or a negative errno, as uapi/mcfwd.yaml says.
 */
int mcfwd_nl_member_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mcfwd_net *mn = mcfwd_net(genl_info_net(info));
	struct nlattr *attrs[MCFWD_A_ROUTE_MAX + 1] = {};
	const struct mcfwd_member *member;
	struct mcfwd_route *route;
	struct mcfwd_selector sel;
	struct sk_buff *reply;
	void *hdr;
	int err;

	copy_member_attrs(info->attrs, attrs);
	err = mcfwd_selector_parse_one(attrs, &sel, info->extack);
	if (err)
		return err;
	reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return -ENOMEM;
	hdr = genlmsg_put_reply(reply, info, &mcfwd_family, 0, MCFWD_CMD_MEMBER_GET);

	mutex_lock(&mn->lock);
	err = -ENOENT;
	route = find_joined(mn, &sel, info->extack);
	if (route) {
		member = rcu_dereference_protected(route->member, lockdep_is_held(&mn->lock));
		err = hdr ? mcfwd_reply_member(reply, hdr, route, member) : -EMSGSIZE;
	}
	mutex_unlock(&mn->lock);

	if (err) {
		nlmsg_free(reply);
		return err;
	}
	return genlmsg_reply(reply, info);
}

/**
 * mcfwd_nl_stats_get_doit() - MCFWD_CMD_STATS_GET
 * @skb: the request
 * @info: the request, parsed
 *
 * Context: Process. May sleep.
 * Return: 0 or a negative errno.
 */
int mcfwd_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mcfwd_net *mn = mcfwd_net(genl_info_net(info));
	struct sk_buff *reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	void *hdr;

	if (!reply)
		return -ENOMEM;
	hdr = genlmsg_put_reply(reply, info, &mcfwd_family, 0, MCFWD_CMD_STATS_GET);
	if (!hdr || mcfwd_reply_stats(reply, hdr, mn)) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	return genlmsg_reply(reply, info);
}

static const struct genl_multicast_group mcgrps[] = {
	[MCFWD_NLGRP_EVENTS] = { .name = MCFWD_MCGRP_EVENTS },
};

/*
 * Changes are serialised by mcfwd_net.lock, hence parallel_ops. resv_start_op is
 * left zero: every command is validated strictly.
 */
struct genl_family mcfwd_family __ro_after_init = {
	.name = MCFWD_GENL_NAME,
	.version = MCFWD_GENL_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = mcfwd_nl_ops,
	.n_ops = ARRAY_SIZE(mcfwd_nl_ops),
	.mcgrps = mcgrps,
	.n_mcgrps = ARRAY_SIZE(mcgrps),
};

/**
 * mcfwd_netlink_register() - make the family known
 *
 * Context: Process. May sleep.
 * Return: 0 or a negative errno.
 */
int __init mcfwd_netlink_register(void)
{
	int err = genl_register_family(&mcfwd_family);

	if (!err)
		mcfwd_event_start();
	return err;
}

/**
 * mcfwd_netlink_unregister() - undo mcfwd_netlink_register()
 *
 * Context: Process. May sleep. No request is being served afterwards.
 */
void mcfwd_netlink_unregister(void)
{
	mcfwd_event_stop();
	genl_unregister_family(&mcfwd_family);
}
