// SPDX-License-Identifier: GPL-2.0-only
/* The generic netlink family: requests in, replies and dumps out. */
#include <linux/inetdevice.h>
#include <net/genetlink.h>
#include <net/ipv6.h>
#include <net/sock.h>

#include "compat/compat.h"
#include "member.h"
#include "net.h"
#include "netlink.h"
#include "nl_gen.h"
#include "route.h"
#include "table.h"

static struct genl_family mcfwd_family;

/**
 * struct selector - what a request says about the routes it is for
 * @input: name of the input device, empty if it does not say
 * @key: group and source, if the request says
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6, 0 if it names no address
 * @has_group: it names a group
 * @has_source: it names a source
 */
struct selector {
	char input[IFNAMSIZ];
	struct mcfwd_key key;
	u8 pf;
	bool has_group;
	bool has_source;
};

/* A member's attributes begin as a route's do, and one parser serves both. */
static_assert((int)MCFWD_A_MEMBER_DEVICE == (int)MCFWD_A_ROUTE_INPUT);
static_assert((int)MCFWD_A_MEMBER_GROUP == (int)MCFWD_A_ROUTE_GROUP);
static_assert((int)MCFWD_A_MEMBER_SOURCE == (int)MCFWD_A_ROUTE_SOURCE);

static int parse_device(const struct nlattr *attr, char *name, struct netlink_ext_ack *extack)
{
	/* The policy has seen to the length and the final NUL. */
	strscpy(name, nla_data(attr), IFNAMSIZ);
	if (dev_valid_name(name))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr, "not a valid device name");
	return -EINVAL;
}

static int parse_address(const struct nlattr *attr, struct selector *sel,
			 union nf_inet_addr *addr, struct netlink_ext_ack *extack)
{
	u8 pf;

	switch (nla_len(attr)) {
	case sizeof(addr->in):
		pf = NFPROTO_IPV4;
		break;
	case sizeof(addr->in6):
		pf = NFPROTO_IPV6;
		break;
	default:
		NL_SET_ERR_MSG_ATTR(extack, attr, "an address has 4 or 16 octets");
		return -EINVAL;
	}
	if (sel->pf && sel->pf != pf) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "source and group are of different families");
		return -EINVAL;
	}
	sel->pf = pf;
	memcpy(addr, nla_data(attr), nla_len(attr));
	return 0;
}

static bool is_group(u8 pf, const union nf_inet_addr *addr)
{
	return pf == NFPROTO_IPV4 ? ipv4_is_multicast(addr->ip) :
				    ipv6_addr_is_multicast(&addr->in6);
}

static bool is_sender(u8 pf, const union nf_inet_addr *addr)
{
	if (pf == NFPROTO_IPV4)
		return !ipv4_is_multicast(addr->ip) && !ipv4_is_lbcast(addr->ip) &&
		       !ipv4_is_loopback(addr->ip) && !ipv4_is_zeronet(addr->ip);
	return !ipv6_addr_is_multicast(&addr->in6) && !ipv6_addr_any(&addr->in6) &&
	       !ipv6_addr_loopback(&addr->in6);
}

static int parse_selector(struct nlattr **attrs, struct selector *sel,
			  struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	u8 bits;
	int err;

	memset(sel, 0, sizeof(*sel));

	attr = attrs[MCFWD_A_ROUTE_INPUT];
	if (attr) {
		err = parse_device(attr, sel->input, extack);
		if (err)
			return err;
	}

	attr = attrs[MCFWD_A_ROUTE_GROUP];
	if (attr) {
		err = parse_address(attr, sel, &sel->key.group, extack);
		if (err)
			return err;
		if (!is_group(sel->pf, &sel->key.group)) {
			NL_SET_ERR_MSG_ATTR(extack, attr, "the group is not a multicast address");
			return -EINVAL;
		}
		sel->has_group = true;
	}

	attr = attrs[MCFWD_A_ROUTE_SOURCE];
	if (attr) {
		err = parse_address(attr, sel, &sel->key.source, extack);
		if (err)
			return err;
		if (!is_sender(sel->pf, &sel->key.source)) {
			NL_SET_ERR_MSG_ATTR(extack, attr, "the source is not a sender's address");
			return -EINVAL;
		}
		sel->has_source = true;
	}

	bits = sel->pf == NFPROTO_IPV4 ? 32 : 128;
	sel->key.group_len = sel->has_group ? bits : 0;
	sel->key.source_len = sel->has_source ? bits : 0;
	return 0;
}

/* As parse_selector(), for a request about a single route. */
static int parse_route_selector(struct nlattr **attrs, struct selector *sel,
				struct netlink_ext_ack *extack)
{
	int err = parse_selector(attrs, sel, extack);

	if (err)
		return err;
	if (!sel->input[0]) {
		NL_SET_ERR_MSG(extack, "the input device is missing");
		return -EINVAL;
	}
	if (!sel->has_group) {
		NL_SET_ERR_MSG(extack, "the group is missing");
		return -EINVAL;
	}
	return 0;
}

static bool is_selected(const struct mcfwd_route *route, const struct selector *sel)
{
	if (sel->pf && sel->pf != route->pf)
		return false;
	if (sel->input[0] && strcmp(sel->input, route->input->name))
		return false;
	if (sel->has_group && memcmp(&sel->key.group, &route->key.group, sizeof(sel->key.group)))
		return false;
	return !sel->has_source ||
	       !memcmp(&sel->key.source, &route->key.source, sizeof(sel->key.source));
}

static struct mcfwd_route *find_route(struct mcfwd_net *mn, struct selector *sel,
				      struct netlink_ext_ack *extack)
{
	struct mcfwd_route *route = NULL;

	sel->key.input = mcfwd_device_find(mn, sel->input);
	if (sel->key.input)
		route = mcfwd_table_find(mn, sel->pf, &sel->key);
	if (!route)
		NL_SET_ERR_MSG(extack, "there is no route with this input, group and source");
	return route;
}

static int parse_ttl(struct nlattr **attrs, struct mcfwd_output *out,
		     struct netlink_ext_ack *extack)
{
	const struct nlattr *mode = attrs[MCFWD_A_OUTPUT_TTL_MODE];
	const struct nlattr *ttl = attrs[MCFWD_A_OUTPUT_TTL];

	out->ttl_mode = mode ? nla_get_u32(mode) : MCFWD_TTL_DEC;
	if (out->ttl_mode == MCFWD_TTL_SET || out->ttl_mode == MCFWD_TTL_MIN) {
		if (!ttl) {
			NL_SET_ERR_MSG_ATTR(extack, mode, "the TTL modes set and min need a TTL");
			return -EINVAL;
		}
		out->ttl = nla_get_u8(ttl);
	} else if (ttl) {
		NL_SET_ERR_MSG_ATTR(extack, ttl, "only the TTL modes set and min take a TTL");
		return -EINVAL;
	}
	return 0;
}

static int check_output_device(const struct mcfwd_route *route, const struct mcfwd_device *device,
			       const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	u32 i;

	if (device == route->input) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "the output device is the input device");
		return -EINVAL;
	}
	for (i = 0; i < route->n_outputs; i++) {
		if (device == route->outputs[i].device) {
			NL_SET_ERR_MSG_ATTR(extack, attr, "the output device is named twice");
			return -EINVAL;
		}
	}
	return 0;
}

static int parse_output(struct mcfwd_net *mn, struct mcfwd_route *route,
			const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	struct nlattr *attrs[MCFWD_A_OUTPUT_MAX + 1];
	struct mcfwd_device *device;
	struct mcfwd_output *out;
	char name[IFNAMSIZ];
	int err;

	err = nla_parse_nested(attrs, MCFWD_A_OUTPUT_MAX, attr, mcfwd_output_nl_policy, extack);
	if (err)
		return err;
	if (attrs[MCFWD_A_OUTPUT_BOUND] || attrs[MCFWD_A_OUTPUT_COUNTERS]) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "an output's state and counters cannot be set");
		return -EINVAL;
	}
	if (!attrs[MCFWD_A_OUTPUT_DEVICE]) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "the output device is missing");
		return -EINVAL;
	}
	err = parse_device(attrs[MCFWD_A_OUTPUT_DEVICE], name, extack);
	if (err)
		return err;

	device = mcfwd_device_get(mn, name);
	if (!device)
		return -ENOMEM;
	err = check_output_device(route, device, attrs[MCFWD_A_OUTPUT_DEVICE], extack);
	if (err)
		goto err_device;

	err = -ENOMEM;
	out = mcfwd_route_add_output(route, device);
	if (!out)
		goto err_device;

	/* From here on the device is the route's. */
	if (attrs[MCFWD_A_OUTPUT_THRESHOLD])
		out->threshold = nla_get_u8(attrs[MCFWD_A_OUTPUT_THRESHOLD]);
	return parse_ttl(attrs, out, extack);

err_device:
	mcfwd_device_put(mn, device);
	return err;
}

static bool is_output(const struct nlattr *attr)
{
	return nla_type(attr) == MCFWD_A_ROUTE_OUTPUT;
}

static u32 count_outputs(const struct genl_info *info)
{
	const struct nlattr *attr;
	u32 n = 0;
	int rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem)
		n += is_output(attr);
	return n;
}

static int parse_outputs(struct mcfwd_net *mn, struct mcfwd_route *route,
			 const struct genl_info *info)
{
	const struct nlattr *attr;
	int rem, err;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (!is_output(attr))
			continue;
		err = parse_output(mn, route, attr, info->extack);
		if (err)
			return err;
	}
	return 0;
}

/* Builds a route that nothing knows yet. */
static int build_route(struct mcfwd_net *mn, const struct genl_info *info,
		       struct mcfwd_route **result)
{
	struct mcfwd_route *route;
	struct selector sel;
	u32 n_outputs;
	int err;

	err = parse_route_selector(info->attrs, &sel, info->extack);
	if (err)
		return err;
	n_outputs = count_outputs(info);
	if (!n_outputs) {
		NL_SET_ERR_MSG(info->extack, "the route has no output");
		return -EINVAL;
	}

	route = mcfwd_route_alloc(sel.pf, n_outputs);
	if (!route)
		return -ENOMEM;
	route->join = MCFWD_JOIN_YES;
	if (info->attrs[MCFWD_A_ROUTE_JOIN])
		route->join = nla_get_u32(info->attrs[MCFWD_A_ROUTE_JOIN]);

	err = -ENOMEM;
	route->input = mcfwd_device_get(mn, sel.input);
	if (!route->input)
		goto err_route;
	route->key = sel.key;
	route->key.input = route->input;

	err = parse_outputs(mn, route, info);
	if (err)
		goto err_route;
	*result = route;
	return 0;

err_route:
	mcfwd_route_free(mn, route);
	return err;
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
	struct mcfwd_route *route;
	int err;

	mutex_lock(&mn->lock);
	err = build_route(mn, info, &route);
	if (err)
		goto out;
	err = mcfwd_table_add(mn, route, info->attrs[MCFWD_A_ROUTE_REPLACE], info->extack);
	if (err)
		mcfwd_route_free(mn, route);
out:
	mutex_unlock(&mn->lock);
	mcfwd_member_flush(mn);
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
	struct mcfwd_route *route;
	struct selector sel;
	int err;

	err = parse_route_selector(info->attrs, &sel, info->extack);
	if (err)
		return err;

	mutex_lock(&mn->lock);
	route = find_route(mn, &sel, info->extack);
	if (route)
		mcfwd_table_del(mn, route);
	mutex_unlock(&mn->lock);
	mcfwd_member_flush(mn);
	return route ? 0 : -ENOENT;
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
	struct selector sel;
	unsigned long id;
	int err;

	err = parse_selector(info->attrs, &sel, info->extack);
	if (err)
		return err;

	mutex_lock(&mn->lock);
	xa_for_each(&mn->routes, id, route) {
		if (is_selected(route, &sel))
			mcfwd_table_del(mn, route);
		cond_resched();
	}
	mutex_unlock(&mn->lock);
	mcfwd_member_flush(mn);
	return 0;
}

static int put_address(struct sk_buff *skb, int type, u8 pf, const union nf_inet_addr *addr)
{
	return nla_put(skb, type, pf == NFPROTO_IPV4 ? sizeof(addr->in) : sizeof(addr->in6), addr);
}

static int put_drops(struct sk_buff *skb, const struct mcfwd_totals *sum)
{
	struct nlattr *nest = nla_nest_start(skb, MCFWD_A_COUNTERS_DROPS);
	int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < MCFWD_DROP_COUNT; i++) {
		if (sum->drops[i] &&
		    nla_put_u64_64bit(skb, MCFWD_DROP_FIRST + i, sum->drops[i],
				      MCFWD_A_DROPS_PAD))
			return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_counters(struct sk_buff *skb, int type, const struct mcfwd_stats __percpu *stats)
{
	struct mcfwd_totals sum;
	struct nlattr *nest;

	mcfwd_stats_sum(stats, &sum);
	nest = nla_nest_start(skb, type);
	if (!nest ||
	    nla_put_u64_64bit(skb, MCFWD_A_COUNTERS_PACKETS, sum.packets,
			      MCFWD_A_COUNTERS_PAD) ||
	    nla_put_u64_64bit(skb, MCFWD_A_COUNTERS_BYTES, sum.bytes, MCFWD_A_COUNTERS_PAD) ||
	    put_drops(skb, &sum))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_output(struct sk_buff *skb, const struct mcfwd_output *out, bool with_counters)
{
	struct nlattr *nest = nla_nest_start(skb, MCFWD_A_ROUTE_OUTPUT);
	bool has_ttl = out->ttl_mode == MCFWD_TTL_SET || out->ttl_mode == MCFWD_TTL_MIN;

	if (!nest ||
	    nla_put_string(skb, MCFWD_A_OUTPUT_DEVICE, out->device->name) ||
	    nla_put_u32(skb, MCFWD_A_OUTPUT_TTL_MODE, out->ttl_mode) ||
	    (has_ttl && nla_put_u8(skb, MCFWD_A_OUTPUT_TTL, out->ttl)) ||
	    nla_put_u8(skb, MCFWD_A_OUTPUT_THRESHOLD, out->threshold) ||
	    (rcu_access_pointer(out->device->dev) && nla_put_flag(skb, MCFWD_A_OUTPUT_BOUND)) ||
	    (with_counters && put_counters(skb, MCFWD_A_OUTPUT_COUNTERS, out->stats))) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_key(struct sk_buff *skb, const struct mcfwd_route *route)
{
	const struct mcfwd_key *key = &route->key;

	if (nla_put_string(skb, MCFWD_A_ROUTE_INPUT, route->input->name) ||
	    put_address(skb, MCFWD_A_ROUTE_GROUP, route->pf, &key->group) ||
	    (key->source_len && put_address(skb, MCFWD_A_ROUTE_SOURCE, route->pf, &key->source)))
		return -EMSGSIZE;
	return 0;
}

static int put_route(struct sk_buff *skb, const struct mcfwd_route *route, bool with_counters)
{
	if (nla_put_u32(skb, MCFWD_A_ROUTE_JOIN, route->join) ||
	    (rcu_access_pointer(route->input->dev) && nla_put_flag(skb, MCFWD_A_ROUTE_BOUND)) ||
	    (with_counters && put_counters(skb, MCFWD_A_ROUTE_COUNTERS, route->stats)))
		return -EMSGSIZE;
	return 0;
}

/*
 * Puts a message of a route, with as many of its outputs from @first on as fit.
 *
 * Return: the number of the first output that did not fit, n_outputs if all did,
 * or -EMSGSIZE if not one did.
 */
static int fill_route(struct sk_buff *skb, void *hdr, const struct mcfwd_route *route, u32 first,
		      bool with_counters)
{
	u32 i;

	if (put_key(skb, route) ||
	    (first ? nla_put_flag(skb, MCFWD_A_ROUTE_MORE) :
		     put_route(skb, route, with_counters)))
		goto cancel;
	for (i = first; i < route->n_outputs; i++)
		if (put_output(skb, &route->outputs[i], with_counters))
			break;
	if (i == first && route->n_outputs)
		goto cancel;
	genlmsg_end(skb, hdr);
	return i;

cancel:
	genlmsg_cancel(skb, hdr);
	return -EMSGSIZE;
}

/* Octets that a set of counters takes at most, each padded to 8. */
#define COUNTERS_SIZE	(2 * NLA_HDRLEN + (2 + MCFWD_DROP_COUNT) * nla_total_size_64bit(8))
/* An output or the route itself but for its addresses: strings, numbers, flags. */
#define PART_SIZE	(64 + COUNTERS_SIZE)

static size_t route_size(const struct mcfwd_route *route)
{
	return 64 + (1 + (size_t)route->n_outputs) * PART_SIZE;
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
	struct selector sel;
	void *hdr;
	int err;

	err = parse_route_selector(info->attrs, &sel, info->extack);
	if (err)
		return err;

	mutex_lock(&mn->lock);
	err = -ENOENT;
	route = find_route(mn, &sel, info->extack);
	if (!route)
		goto err_unlock;

	err = -ENOMEM;
	reply = genlmsg_new(route_size(route), GFP_KERNEL);
	if (!reply)
		goto err_unlock;
	hdr = genlmsg_put_reply(reply, info, &mcfwd_family, 0, MCFWD_CMD_ROUTE_GET);
	err = -EMSGSIZE;
	if (WARN_ON_ONCE(!hdr || fill_route(reply, hdr, route, 0, with_counters) !=
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
	next = fill_route(skb, hdr, route, state->output, with_counters);
	if (next < 0)
		return next;
	state->output = next;
	return next == (int)route->n_outputs ? 0 : -EMSGSIZE;
}

/* Calls @dump_one for the routes from where the dump stopped last time. */
static int dump_routes(struct sk_buff *skb, struct netlink_callback *cb,
		       int (*dump_one)(struct sk_buff *skb, struct netlink_callback *cb,
				       struct dump_state *state, const struct mcfwd_route *route))
{
	struct mcfwd_net *mn = mcfwd_net(sock_net(skb->sk));
	struct dump_state *state = (struct dump_state *)cb->args;
	const struct mcfwd_route *route;
	struct selector sel;
	unsigned long id;
	int err;

	BUILD_BUG_ON(sizeof(*state) > sizeof(cb->args));
	if (state->done)
		return 0;
	err = parse_selector(mcfwd_dump_attrs(cb), &sel, cb->extack);
	if (err)
		return err;

	cb->seq = READ_ONCE(mn->generation);
	rcu_read_lock();
	id = state->id;
	for (route = xa_find(&mn->routes, &id, ULONG_MAX, XA_PRESENT); route;
	     route = xa_find_after(&mn->routes, &id, ULONG_MAX, XA_PRESENT)) {
		if (id != state->id)
			state->output = 0;
		state->id = id;
		if (is_selected(route, &sel) && dump_one(skb, cb, state, route))
			break;
		state->output = 0;
	}
	rcu_read_unlock();
	state->done = !route;
	return skb->len;
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
	return dump_routes(skb, cb, dump_route);
}

static int fill_member(struct sk_buff *skb, void *hdr, const struct mcfwd_route *route,
		       const struct mcfwd_member *member)
{
	enum mcfwd_member_state state = mcfwd_member_state(member);

	if (put_key(skb, route) ||
	    nla_put_u32(skb, MCFWD_A_MEMBER_STATE, state) ||
	    (state == MCFWD_MEMBER_FAILED &&
	     nla_put_u32(skb, MCFWD_A_MEMBER_ERROR, -READ_ONCE(member->error)))) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static int dump_member(struct sk_buff *skb, struct netlink_callback *cb,
		       struct dump_state *state, const struct mcfwd_route *route)
{
	const struct mcfwd_member *member = rcu_dereference(route->member);
	void *hdr;

	if (!member)
		return 0;
	hdr = dump_put(skb, cb, MCFWD_CMD_MEMBER_GET);
	return hdr ? fill_member(skb, hdr, route, member) : -EMSGSIZE;
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
	return dump_routes(skb, cb, dump_member);
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
	const struct mcfwd_member *member = NULL;
	struct mcfwd_route *route;
	struct selector sel;
	struct sk_buff *reply;
	void *hdr;
	int err;

	err = parse_route_selector(info->attrs, &sel, info->extack);
	if (err)
		return err;
	reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return -ENOMEM;
	hdr = genlmsg_put_reply(reply, info, &mcfwd_family, 0, MCFWD_CMD_MEMBER_GET);

	mutex_lock(&mn->lock);
	err = -ENOENT;
	route = find_route(mn, &sel, info->extack);
	if (route) {
		member = rcu_dereference_protected(route->member, lockdep_is_held(&mn->lock));
		if (!member)
			NL_SET_ERR_MSG(info->extack, "the route has no membership");
	}
	if (member)
		err = hdr ? fill_member(reply, hdr, route, member) : -EMSGSIZE;
	mutex_unlock(&mn->lock);

	if (err) {
		nlmsg_free(reply);
		return err;
	}
	return genlmsg_reply(reply, info);
}

/* For as long as user space lives longer than a CPU can count, sums are exact. */
static void sum_traffic(const struct mcfwd_net *mn, u64 *matched, u64 *unmatched)
{
	int cpu;

	*matched = 0;
	*unmatched = 0;
	for_each_possible_cpu(cpu) {
		const struct mcfwd_net_stats *stats = per_cpu_ptr(mn->stats, cpu);
		u64 one_matched, one_unmatched;
		unsigned int start;

		local_bh_disable();	/* see mcfwd_stats_sum() */
		do {
			start = u64_stats_fetch_begin(&stats->syncp);
			one_matched = u64_stats_read(&stats->matched);
			one_unmatched = u64_stats_read(&stats->unmatched);
		} while (u64_stats_fetch_retry(&stats->syncp, start));
		local_bh_enable();

		*matched += one_matched;
		*unmatched += one_unmatched;
	}
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
	u64 matched, unmatched;
	void *hdr;

	if (!reply)
		return -ENOMEM;
	sum_traffic(mn, &matched, &unmatched);
	hdr = genlmsg_put_reply(reply, info, &mcfwd_family, 0, MCFWD_CMD_STATS_GET);
	if (!hdr ||
	    nla_put_u32(reply, MCFWD_A_STATS_ROUTES, READ_ONCE(mn->n_routes)) ||
	    nla_put_u32(reply, MCFWD_A_STATS_ROUTES_MAX, READ_ONCE(mn->max_routes)) ||
	    nla_put_u64_64bit(reply, MCFWD_A_STATS_MATCHED, matched, MCFWD_A_STATS_PAD) ||
	    nla_put_u64_64bit(reply, MCFWD_A_STATS_UNMATCHED, unmatched, MCFWD_A_STATS_PAD) ||
	    put_counters(reply, MCFWD_A_STATS_COUNTERS, &mn->stats->sent)) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

/*
 * Changes are serialised by mcfwd_net.lock, hence parallel_ops. resv_start_op is
 * left zero: every command is validated strictly.
 */
static struct genl_family mcfwd_family __ro_after_init = {
	.name = MCFWD_GENL_NAME,
	.version = MCFWD_GENL_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = mcfwd_nl_ops,
	.n_ops = ARRAY_SIZE(mcfwd_nl_ops),
};

/**
 * mcfwd_netlink_register() - make the family known
 *
 * Context: Process. May sleep.
 * Return: 0 or a negative errno.
 */
int __init mcfwd_netlink_register(void)
{
	return genl_register_family(&mcfwd_family);
}

/**
 * mcfwd_netlink_unregister() - undo mcfwd_netlink_register()
 *
 * Context: Process. May sleep. No request is being served afterwards.
 */
void mcfwd_netlink_unregister(void)
{
	genl_unregister_family(&mcfwd_family);
}
