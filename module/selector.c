// SPDX-License-Identifier: GPL-2.0-only
/* What a request says about the routes it is for, and which routes those are. */
#include <linux/netlink.h>
#include <net/netlink.h>

#include "attr.h"
#include "device.h"
#include "net.h"
#include "route.h"
#include "selector.h"
#include "table.h"

static int parse_input(struct nlattr **attrs, struct mcfwd_selector *sel,
		       struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = attrs[MCFWD_A_ROUTE_INPUT];
	const struct nlattr *prefix = attrs[MCFWD_A_ROUTE_INPUT_PREFIX];

	if (!attr && prefix) {
		NL_SET_ERR_MSG_ATTR(extack, prefix, "the input device of the pattern is missing");
		return -EINVAL;
	}
	if (!attr)
		return 0;
	sel->has_input = true;
	sel->input_len = MCFWD_NAME_WHOLE;
	if (prefix) {
		sel->input_len = strlen(nla_data(attr));
		/* Any beginning at all is that of any device. */
		if (!sel->input_len)
			return 0;
	}
	return mcfwd_attr_device(attr, sel->input, extack);
}

static int parse_group(struct nlattr **attrs, struct mcfwd_selector *sel,
		       struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = attrs[MCFWD_A_ROUTE_GROUP];
	const struct nlattr *len = attrs[MCFWD_A_ROUTE_GROUP_LEN];
	int err;

	if (!attr && len) {
		NL_SET_ERR_MSG_ATTR(extack, len, "the group of the prefix length is missing");
		return -EINVAL;
	}
	if (!attr)
		return 0;
	err = mcfwd_attr_group(attr, &sel->pf, &sel->key.group, extack);
	if (err)
		return err;
	sel->has_group = true;
	/* A shorter prefix is not all multicast. */
	return mcfwd_attr_len(len, sel->pf, sel->pf == NFPROTO_IPV4 ? 4 : 8, &sel->key.group,
			      &sel->key.group_len, extack);
}

static int parse_source(struct nlattr **attrs, struct mcfwd_selector *sel,
			struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = attrs[MCFWD_A_ROUTE_SOURCE];
	const struct nlattr *len = attrs[MCFWD_A_ROUTE_SOURCE_LEN];
	int err;

	if (!attr && len) {
		NL_SET_ERR_MSG_ATTR(extack, len, "the source of the prefix length is missing");
		return -EINVAL;
	}
	if (!attr)
		return 0;
	err = mcfwd_attr_source(attr, &sel->pf, &sel->key.source, extack);
	if (err)
		return err;
	sel->has_source = true;
	return mcfwd_attr_len(len, sel->pf, 1, &sel->key.source, &sel->key.source_len, extack);
}

static int parse_ports(struct nlattr **attrs, struct mcfwd_selector *sel,
		       struct netlink_ext_ack *extack)
{
	const struct nlattr *first = attrs[MCFWD_A_ROUTE_DPORT];
	const struct nlattr *last = attrs[MCFWD_A_ROUTE_DPORT_LAST];

	if (last && !first) {
		NL_SET_ERR_MSG_ATTR(extack, last, "the first port of the range is missing");
		return -EINVAL;
	}
	if (!first)
		return 0;
	sel->ports.first = nla_get_u16(first);
	sel->ports.last = last ? nla_get_u16(last) : sel->ports.first;
	if (sel->ports.last < sel->ports.first) {
		NL_SET_ERR_MSG_ATTR(extack, last, "the range of ports ends before it begins");
		return -EINVAL;
	}
	if (sel->ports.first == sel->ports.last)
		sel->key.dport = htons(sel->ports.first);
	return 0;
}

/**
 * mcfwd_selector_parse() - read what a request says about routes
 * @attrs: its attributes by type, MCFWD_A_ROUTE_MAX + 1 of them
 * @sel: the result
 * @extack: set if something is refused
 *
 * Return: 0 or -EINVAL.
 */
int mcfwd_selector_parse(struct nlattr **attrs, struct mcfwd_selector *sel,
			 struct netlink_ext_ack *extack)
{
	int err;

	memset(sel, 0, sizeof(*sel));
	err = parse_input(attrs, sel, extack);
	if (err)
		return err;
	err = parse_group(attrs, sel, extack);
	if (err)
		return err;
	err = parse_source(attrs, sel, extack);
	if (err)
		return err;
	return parse_ports(attrs, sel, extack);
}

/**
 * mcfwd_selector_parse_one() - the same for a request about a single route
 * @attrs: its attributes by type, MCFWD_A_ROUTE_MAX + 1 of them
 * @sel: the result; it has an input and a group
 * @extack: set if something is refused
 *
 * Return: 0 or -EINVAL.
 */
int mcfwd_selector_parse_one(struct nlattr **attrs, struct mcfwd_selector *sel,
			     struct netlink_ext_ack *extack)
{
	int err = mcfwd_selector_parse(attrs, sel, extack);

	if (err)
		return err;
	if (!sel->has_input) {
		NL_SET_ERR_MSG(extack, "the input device is missing");
		return -EINVAL;
	}
	if (!sel->has_group) {
		NL_SET_ERR_MSG(extack, "the group is missing");
		return -EINVAL;
	}
	return 0;
}

/**
 * mcfwd_selector_matches() - whether a route is one that a request is for
 * @sel: what the request says
 * @route: the route
 *
 * Context: RCU read-side or mcfwd_net.lock held.
 * Return: true if it is.
 */
bool mcfwd_selector_matches(const struct mcfwd_selector *sel, const struct mcfwd_route *route)
{
	const struct mcfwd_key *key = &route->key;

	if (sel->pf && sel->pf != route->pf)
		return false;
	if (sel->has_input &&
	    (sel->input_len != route->input->len || strcmp(sel->input, route->input->name)))
		return false;
	if (sel->has_group &&
	    (sel->key.group_len != key->group_len ||
	     memcmp(&sel->key.group, &key->group, sizeof(key->group))))
		return false;
	if (sel->ports.first && (sel->ports.first != route->ports.first ||
				 sel->ports.last != route->ports.last))
		return false;
	return !sel->has_source ||
	       (sel->key.source_len == key->source_len &&
		!memcmp(&sel->key.source, &key->source, sizeof(key->source)));
}

/**
 * mcfwd_selector_find() - find the route that a request names
 * @mn: the namespace
 * @sel: what the request says, by mcfwd_selector_parse_one()
 * @extack: set if there is no such route
 *
 * Context: mcfwd_net.lock held.
 * Return: the route, or NULL.
 */
struct mcfwd_route *mcfwd_selector_find(struct mcfwd_net *mn, struct mcfwd_selector *sel,
					struct netlink_ext_ack *extack)
{
	struct mcfwd_route *route = NULL;

	sel->key.input = mcfwd_device_find(mn, sel->input, sel->input_len);
	if (sel->key.input)
		route = mcfwd_table_find(mn, sel->pf, &sel->key, sel->ports);
	if (route && route->ports.first == sel->ports.first &&
	    route->ports.last == sel->ports.last)
		return route;
	if (sel->ports.first)
		NL_SET_ERR_MSG(extack, "there is no route with this input, group, source and port");
	else
		NL_SET_ERR_MSG(extack, "there is no route with this input, group and source");
	return NULL;
}

/**
 * mcfwd_selector_resolve() - find the route that such a packet would take
 * @mn: the namespace
 * @sel: the packet, by mcfwd_selector_parse_one(); without a source it finds none
 *	that asks for one
 * @extack: set if no route matches
 *
 * Context: mcfwd_net.lock held.
 * Return: the route, or NULL.
 */
struct mcfwd_route *mcfwd_selector_resolve(struct mcfwd_net *mn, const struct mcfwd_selector *sel,
					   struct netlink_ext_ack *extack)
{
	struct mcfwd_query query = {
		.group = sel->key.group,
		.source = sel->key.source,
		.dport = sel->key.dport,
	};
	struct mcfwd_route *route = NULL;
	struct mcfwd_names names;

	query.input = &names;
	if (mcfwd_device_names(mn, sel->input, &names))
		route = mcfwd_table_lookup(mn, sel->pf, &query);
	if (!route)
		NL_SET_ERR_MSG(extack, "no route matches");
	return route;
}
