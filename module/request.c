// SPDX-License-Identifier: GPL-2.0-only
/* The route that a request describes. */
#include <linux/slab.h>
#include <net/genetlink.h>

#include "attr.h"
#include "except.h"
#include "net.h"
#include "nl_gen.h"
#include "rate.h"
#include "request.h"
#include "route.h"
#include "selector.h"

#define EXCEPT_MAX	64

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

static int parse_rewrite_src(struct nlattr **attrs, struct mcfwd_route *route,
			     struct mcfwd_rewrite *rewrite, struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = attrs[MCFWD_A_OUTPUT_SRC];
	int err;

	if (attr && attrs[MCFWD_A_OUTPUT_SRC_AUTO]) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "the source is either given or automatic");
		return -EINVAL;
	}
	if (attrs[MCFWD_A_OUTPUT_SRC_AUTO])
		rewrite->src_mode = MCFWD_SRC_AUTO;
	if (!attr)
		return 0;
	err = mcfwd_attr_source(attr, &route->pf, &rewrite->src, extack);
	if (err)
		return err;
	rewrite->src_mode = MCFWD_SRC_ADDRESS;
	return 0;
}

static int parse_rewrite_group(struct nlattr **attrs, struct mcfwd_route *route,
			       struct mcfwd_rewrite *rewrite, struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = attrs[MCFWD_A_OUTPUT_GROUP_TO];
	int err;

	if (!attr)
		return 0;
	err = mcfwd_attr_group(attr, &route->pf, &rewrite->group, extack);
	if (err)
		return err;
	rewrite->has_group = true;
	return 0;
}

static int parse_rewrite(struct nlattr **attrs, struct mcfwd_route *route,
			 struct mcfwd_output *out, struct netlink_ext_ack *extack)
{
	struct mcfwd_rewrite *rewrite;
	int err;

	if (!attrs[MCFWD_A_OUTPUT_SRC] && !attrs[MCFWD_A_OUTPUT_SRC_AUTO] &&
	    !attrs[MCFWD_A_OUTPUT_GROUP_TO] && !attrs[MCFWD_A_OUTPUT_DSCP])
		return 0;
	/* Freed with the route from here on. */
	rewrite = kzalloc(sizeof(*rewrite), GFP_KERNEL_ACCOUNT);
	if (!rewrite)
		return -ENOMEM;
	out->rewrite = rewrite;

	err = parse_rewrite_src(attrs, route, rewrite, extack);
	if (err)
		return err;
	if (rewrite->src_mode != MCFWD_SRC_KEEP)
		route->sets_source = true;
	if (attrs[MCFWD_A_OUTPUT_DSCP]) {
		rewrite->has_dscp = true;
		rewrite->dscp = nla_get_u8(attrs[MCFWD_A_OUTPUT_DSCP]);
	}
	return parse_rewrite_group(attrs, route, rewrite, extack);
}

static int check_output_device(const struct mcfwd_route *route, const struct mcfwd_device *device,
			       const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	u32 i;

	if (device == route->input && !route->force) {
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
	err = mcfwd_attr_device(attrs[MCFWD_A_OUTPUT_DEVICE], name, extack);
	if (err)
		return err;

	device = mcfwd_device_get(mn, name, MCFWD_NAME_WHOLE);
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
	out->no_firewall = attrs[MCFWD_A_OUTPUT_NO_FIREWALL];
	err = parse_rewrite(attrs, route, out, extack);
	if (err)
		return err;
	return parse_ttl(attrs, out, extack);

err_device:
	mcfwd_device_put(mn, device);
	return err;
}

/* Attributes that may come many times are not in info->attrs. */
static u32 count_attrs(const struct genl_info *info, int type)
{
	const struct nlattr *attr;
	u32 n = 0;
	int rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem)
		n += nla_type(attr) == type;
	return n;
}

static int parse_outputs(struct mcfwd_net *mn, struct mcfwd_route *route,
			 const struct genl_info *info)
{
	const struct nlattr *attr;
	int rem, err;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != MCFWD_A_ROUTE_OUTPUT)
			continue;
		err = parse_output(mn, route, attr, info->extack);
		if (err)
			return err;
	}
	return 0;
}

static int parse_prefix(const struct nlattr *attr, u8 pf, struct mcfwd_prefix *prefix,
			struct netlink_ext_ack *extack)
{
	struct nlattr *attrs[MCFWD_A_PREFIX_MAX + 1];
	int err;

	err = nla_parse_nested(attrs, MCFWD_A_PREFIX_MAX, attr, mcfwd_prefix_nl_policy, extack);
	if (err)
		return err;
	if (!attrs[MCFWD_A_PREFIX_ADDRESS]) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "the address is missing");
		return -EINVAL;
	}
	err = mcfwd_attr_source(attrs[MCFWD_A_PREFIX_ADDRESS], &pf, &prefix->addr, extack);
	if (err)
		return err;
	err = mcfwd_attr_len(attrs[MCFWD_A_PREFIX_LEN], pf, 1, &prefix->addr, &prefix->len,
			     extack);
	if (err)
		return err;
	mcfwd_index_mask(&prefix->mask, prefix->len);
	return 0;
}

static int parse_except(struct mcfwd_route *route, const struct genl_info *info)
{
	const struct nlattr *attr;
	int rem, err;
	u32 n;

	if (!info->attrs[MCFWD_A_ROUTE_EXCEPT])
		return 0;
	n = count_attrs(info, MCFWD_A_ROUTE_EXCEPT);
	/* They are looked at one by one, and shown in one message. */
	if (n > EXCEPT_MAX) {
		NL_SET_ERR_MSG(info->extack, "a route has at most 64 exceptions");
		return -EINVAL;
	}
	/* Freed with the route from here on. */
	route->except = kzalloc(struct_size(route->except, prefixes, n), GFP_KERNEL_ACCOUNT);
	if (!route->except)
		return -ENOMEM;
	route->except->words = route->pf == NFPROTO_IPV4 ? 1 : 4;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != MCFWD_A_ROUTE_EXCEPT)
			continue;
		err = parse_prefix(attr, route->pf, &route->except->prefixes[route->except->n],
				   info->extack);
		if (err)
			return err;
		route->except->n++;
	}
	return 0;
}

/* Text that goes to terminals. UTF-8 has no octet below 32 but for what it means. */
static int parse_comment(struct mcfwd_route *route, const struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[MCFWD_A_ROUTE_COMMENT];
	const unsigned char *c;

	if (!attr)
		return 0;
	for (c = nla_data(attr); *c; c++) {
		if (*c >= ' ' && *c != 0x7f)
			continue;
		NL_SET_ERR_MSG_ATTR(info->extack, attr, "a comment has no control characters");
		return -EINVAL;
	}
	if (c == nla_data(attr)) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr, "the comment is empty");
		return -EINVAL;
	}
	route->comment = nla_strdup(attr, GFP_KERNEL_ACCOUNT);
	return route->comment ? 0 : -ENOMEM;
}

static int parse_options(struct mcfwd_route *route, const struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	int err;

	if (attrs[MCFWD_A_ROUTE_LOCAL])
		route->local = nla_get_u32(attrs[MCFWD_A_ROUTE_LOCAL]);
	route->local_origin = attrs[MCFWD_A_ROUTE_LOCAL_ORIGIN];
	if (attrs[MCFWD_A_ROUTE_RATE]) {
		route->rate = mcfwd_rate_alloc(nla_get_u32(attrs[MCFWD_A_ROUTE_RATE]));
		if (!route->rate)
			return -ENOMEM;
	}
	err = parse_except(route, info);
	if (err)
		return err;
	return parse_comment(route, info);
}

/* How packets get to a route: a single group can be joined on a single device. */
static int parse_join(struct mcfwd_route *route, const struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[MCFWD_A_ROUTE_JOIN];
	u8 bits = route->pf == NFPROTO_IPV4 ? 32 : 128;
	bool single = route->key.group_len == bits &&
		      (!route->key.source_len || route->key.source_len == bits) &&
		      route->input->len == MCFWD_NAME_WHOLE;

	if (attr)
		route->join = nla_get_u32(attr);
	else
		route->join = single ? MCFWD_JOIN_YES : MCFWD_JOIN_ALLMULTI;
	if (route->join != MCFWD_JOIN_YES || single)
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, attr, "ranges and device patterns cannot be joined");
	return -EINVAL;
}

/**
 * mcfwd_request_route() - build the route that a request describes
 * @mn: the namespace
 * @info: the request
 * @result: the route, which nothing knows yet, if 0 is returned
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: 0, -EINVAL or -ENOMEM.
 */
int mcfwd_request_route(struct mcfwd_net *mn, const struct genl_info *info,
			struct mcfwd_route **result)
{
	struct mcfwd_route *route;
	struct mcfwd_selector sel;
	int err;

	err = mcfwd_selector_parse_one(info->attrs, &sel, info->extack);
	if (err)
		return err;
	route = mcfwd_route_alloc(sel.pf, count_attrs(info, MCFWD_A_ROUTE_OUTPUT));
	if (!route)
		return -ENOMEM;

	err = -ENOMEM;
	route->input = mcfwd_device_get(mn, sel.input, sel.input_len);
	if (!route->input)
		goto err_route;
	route->key = sel.key;
	route->key.input = route->input;
	route->ports = sel.ports;
	route->force = info->attrs[MCFWD_A_ROUTE_FORCE];

	err = parse_join(route, info);
	if (err)
		goto err_route;
	err = parse_options(route, info);
	if (err)
		goto err_route;
	err = parse_outputs(mn, route, info);
	if (err)
		goto err_route;
	*result = route;
	return 0;

err_route:
	mcfwd_route_free(mn, route);
	return err;
}

/* The one output that a request is about, and its device if a route has it. */
static const struct nlattr *one_output(struct mcfwd_net *mn, const struct genl_info *info,
				       struct mcfwd_device **device)
{
	const struct nlattr *attr = info->attrs[MCFWD_A_ROUTE_OUTPUT], *name;
	char buf[IFNAMSIZ];

	if (count_attrs(info, MCFWD_A_ROUTE_OUTPUT) != 1) {
		NL_SET_ERR_MSG(info->extack, "the request is not about one output");
		return NULL;
	}
	name = nla_find_nested(attr, MCFWD_A_OUTPUT_DEVICE);
	if (!name) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr, "the output device is missing");
		return NULL;
	}
	if (mcfwd_attr_device(name, buf, info->extack))
		return NULL;
	*device = mcfwd_device_find(mn, buf, MCFWD_NAME_WHOLE);
	return attr;
}

static bool has_output(const struct mcfwd_route *route, const struct mcfwd_device *device)
{
	u32 i;

	for (i = 0; i < route->n_outputs; i++)
		if (route->outputs[i].device == device)
			return true;
	return false;
}

/**
 * mcfwd_request_more() - build what a route is with another output
 * @mn: the namespace
 * @info: the request, which has the output
 * @old: the route
 * @result: the route that is to take its place, if 0 is returned
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: 0, -EEXIST if it has an output to this device and the request does not
 * say to replace it, -EINVAL or -ENOMEM.
 */
int mcfwd_request_more(struct mcfwd_net *mn, const struct genl_info *info,
		       const struct mcfwd_route *old, struct mcfwd_route **result)
{
	struct mcfwd_device *device = NULL;
	const struct nlattr *attr = one_output(mn, info, &device);
	struct mcfwd_route *route;
	int err;

	if (!attr)
		return -EINVAL;
	if (device && has_output(old, device) && !info->attrs[MCFWD_A_ROUTE_REPLACE]) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr, "the route has an output to this device");
		return -EEXIST;
	}
	route = mcfwd_route_clone(mn, old, 1, device);
	if (!route)
		return -ENOMEM;
	route->force = info->attrs[MCFWD_A_ROUTE_FORCE];
	err = parse_output(mn, route, attr, info->extack);
	if (err) {
		mcfwd_route_free(mn, route);
		return err;
	}
	*result = route;
	return 0;
}

/**
 * mcfwd_request_less() - build what a route is without an output
 * @mn: the namespace
 * @info: the request, which has the output
 * @old: the route
 * @result: the route that is to take its place, if 0 is returned
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: 0, -ENOENT if it has no output to this device, -EINVAL or -ENOMEM.
 */
int mcfwd_request_less(struct mcfwd_net *mn, const struct genl_info *info,
		       const struct mcfwd_route *old, struct mcfwd_route **result)
{
	struct mcfwd_device *device = NULL;
	const struct nlattr *attr = one_output(mn, info, &device);

	if (!attr)
		return -EINVAL;
	if (!device || !has_output(old, device)) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr, "the route has no output to this device");
		return -ENOENT;
	}
	*result = mcfwd_route_clone(mn, old, 0, device);
	if (!*result)
		return -ENOMEM;
	/* If there is a cycle without the output, there was one with it. */
	(*result)->force = true;
	return 0;
}
