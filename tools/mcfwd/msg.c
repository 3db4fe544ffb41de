// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel tells, as netlink messages (uapi/mcfwd.yaml). No socket is needed for any of
 * this.
 *
 * Attributes that this tool does not know are those of a newer module and are passed over. What
 * it knows must have the right length: -EPROTO otherwise.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/genetlink.h>

#include "msg.h"

static int read_name(const struct nlattr *attr, char name[IFNAMSIZ])
{
	const char *payload = mnl_attr_get_payload(attr);
	size_t length = strnlen(payload, mnl_attr_get_payload_len(attr));

	if (!length || length >= IFNAMSIZ)
		return -EPROTO;
	memset(name, 0, IFNAMSIZ);
	memcpy(name, payload, length);
	return 0;
}

static int read_addr(const struct nlattr *attr, struct addr *addr)
{
	return addr_set(addr, mnl_attr_get_payload(attr), mnl_attr_get_payload_len(attr)) ?
	       -EPROTO : 0;
}

static int read_u8(const struct nlattr *attr, uint8_t *value)
{
	if (mnl_attr_get_payload_len(attr) != sizeof(*value))
		return -EPROTO;
	*value = mnl_attr_get_u8(attr);
	return 0;
}

static int read_u16(const struct nlattr *attr, uint16_t *value)
{
	if (mnl_attr_get_payload_len(attr) != sizeof(*value))
		return -EPROTO;
	*value = mnl_attr_get_u16(attr);
	return 0;
}

static int read_u32(const struct nlattr *attr, uint32_t *value)
{
	if (mnl_attr_get_payload_len(attr) != sizeof(*value))
		return -EPROTO;
	*value = mnl_attr_get_u32(attr);
	return 0;
}

static int read_u64(const struct nlattr *attr, uint64_t *value)
{
	if (mnl_attr_get_payload_len(attr) != sizeof(*value))
		return -EPROTO;
	*value = mnl_attr_get_u64(attr);
	return 0;
}

static int read_drops(const struct nlattr *nest, struct counters *counters)
{
	const struct nlattr *attr;
	uint64_t value;
	int err;

	mnl_attr_for_each_nested(attr, nest) {
		uint16_t type = mnl_attr_get_type(attr);

		if (type == MCFWD_A_DROPS_PAD)
			continue;
		err = read_u64(attr, &value);
		if (err)
			return err;
		if (type && type <= MCFWD_A_DROPS_MAX)
			counters->drops[type] = value;
		else
			counters->drops[DROPS_OTHER] += value;
	}
	return 0;
}

static int read_counters(const struct nlattr *nest, struct counters *counters)
{
	const struct nlattr *attr;
	int err = 0;

	memset(counters, 0, sizeof(*counters));
	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case MCFWD_A_COUNTERS_PACKETS:
			err = read_u64(attr, &counters->packets);
			break;
		case MCFWD_A_COUNTERS_BYTES:
			err = read_u64(attr, &counters->bytes);
			break;
		case MCFWD_A_COUNTERS_DROPS:
			err = read_drops(attr, counters);
			break;
		}
		if (err)
			return err;
	}
	return 0;
}

/* The same for counters that hang off a pointer. */
static int read_new_counters(const struct nlattr *nest, struct counters **counters)
{
	if (!*counters)
		*counters = malloc(sizeof(**counters));
	return *counters ? read_counters(nest, *counters) : -ENOMEM;
}

static int read_output(const struct nlattr *nest, struct route *route)
{
	struct output *output = route_add_output(route, "");
	const struct nlattr *attr;
	int err = 0;

	if (!output)
		return -ENOMEM;
	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case MCFWD_A_OUTPUT_DEVICE:
			err = read_name(attr, output->device);
			break;
		case MCFWD_A_OUTPUT_TTL_MODE:
			err = read_u32(attr, &output->ttl_mode);
			break;
		case MCFWD_A_OUTPUT_TTL:
			err = read_u8(attr, &output->ttl);
			break;
		case MCFWD_A_OUTPUT_THRESHOLD:
			err = read_u8(attr, &output->threshold);
			break;
		case MCFWD_A_OUTPUT_SRC:
			err = read_addr(attr, &output->src);
			break;
		case MCFWD_A_OUTPUT_SRC_AUTO:
			output->src_auto = true;
			break;
		case MCFWD_A_OUTPUT_GROUP_TO:
			err = read_addr(attr, &output->group_to);
			break;
		case MCFWD_A_OUTPUT_DSCP:
			output->has_dscp = true;
			err = read_u8(attr, &output->dscp);
			break;
		case MCFWD_A_OUTPUT_NO_FIREWALL:
			output->no_firewall = true;
			break;
		case MCFWD_A_OUTPUT_BOUND:
			output->bound = true;
			break;
		case MCFWD_A_OUTPUT_COUNTERS:
			err = read_new_counters(attr, &output->counters);
			break;
		}
		if (err)
			return err;
	}
	return output->device[0] ? 0 : -EPROTO;
}

/*
 * What is put together when all attributes of a route have been read, for they may come in any
 * order.
 *
 * @has_input:	there is an input
 * @input:	the name, or how it begins: "" for that of any
 * @is_prefix:	it is how the name begins
 * @group_len:	of the prefix; 0 if there is none
 * @source_len:	of the prefix; 0 if there is none
 * @more:	the outputs continue those of the message before
 */
struct parts {
	bool has_input;
	char input[IFNAMSIZ];
	bool is_prefix;
	uint8_t group_len;
	uint8_t source_len;
	bool more;
};

/* As read_name(), but how a name begins may be empty. */
static int read_input(const struct nlattr *attr, struct parts *parts)
{
	parts->has_input = true;
	parts->input[0] = '\0';
	if (mnl_attr_get_payload_len(attr) && !*mnl_attr_get_str(attr))
		return 0;
	return read_name(attr, parts->input);
}

static int read_len(const struct nlattr *attr, uint8_t *len)
{
	int err = read_u8(attr, len);

	return err ? err : *len ? 0 : -EPROTO;
}

static int set_len(struct addr *addr, uint8_t len)
{
	if (len > addr->bits)
		return -EPROTO;
	if (len)
		addr->bits = len;
	return 0;
}

static int put_together(struct route *route, const struct parts *parts)
{
	if (!parts->has_input || !route->group.length)
		return -EPROTO;
	if (!parts->input[0] && !parts->is_prefix)
		return -EPROTO;
	if (!route->dport_last)
		route->dport_last = route->dport;
	if (!route->dport != !route->dport_last)
		return -EPROTO;
	snprintf(route->input, sizeof(route->input), "%s%s",
		 parts->input[0] ? parts->input : INPUT_ANY,
		 parts->input[0] && parts->is_prefix ? "+" : "");

	if (set_len(&route->group, parts->group_len) || set_len(&route->source, parts->source_len))
		return -EPROTO;
	return 0;
}

static int read_except(const struct nlattr *nest, struct route *route)
{
	struct addr except = { 0 };
	const struct nlattr *attr;
	uint8_t len = 0;
	int err = 0;

	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case MCFWD_A_PREFIX_ADDRESS:
			err = read_addr(attr, &except);
			break;
		case MCFWD_A_PREFIX_LEN:
			err = read_len(attr, &len);
			break;
		}
		if (err)
			return err;
	}
	if (!except.length || set_len(&except, len))
		return -EPROTO;
	err = route_add_except(route, &except);
	return err == -EEXIST ? 0 : err;
}

static int read_comment(const struct nlattr *attr, char **comment)
{
	size_t length = mnl_attr_get_payload_len(attr);

	free(*comment);
	*comment = strndup(mnl_attr_get_payload(attr), length);
	if (!*comment)
		return -ENOMEM;
	return **comment && strlen(*comment) <= COMMENT_MAX ? 0 : -EPROTO;
}

static int read_route(const struct nlattr *attr, struct route *route, struct parts *parts)
{
	switch (mnl_attr_get_type(attr)) {
	case MCFWD_A_ROUTE_INPUT:
		return read_input(attr, parts);
	case MCFWD_A_ROUTE_INPUT_PREFIX:
		parts->is_prefix = true;
		return 0;
	case MCFWD_A_ROUTE_GROUP_LEN:
		return read_len(attr, &parts->group_len);
	case MCFWD_A_ROUTE_SOURCE_LEN:
		return read_len(attr, &parts->source_len);
	case MCFWD_A_ROUTE_GROUP:
		return read_addr(attr, &route->group);
	case MCFWD_A_ROUTE_SOURCE:
		return read_addr(attr, &route->source);
	case MCFWD_A_ROUTE_DPORT:
		return read_u16(attr, &route->dport);
	case MCFWD_A_ROUTE_DPORT_LAST:
		return read_u16(attr, &route->dport_last);
	case MCFWD_A_ROUTE_EXCEPT:
		return read_except(attr, route);
	case MCFWD_A_ROUTE_JOIN:
		return read_u32(attr, &route->join);
	case MCFWD_A_ROUTE_LOCAL:
		return read_u32(attr, &route->local);
	case MCFWD_A_ROUTE_LOCAL_ORIGIN:
		route->local_origin = true;
		return 0;
	case MCFWD_A_ROUTE_RATE:
		return read_u32(attr, &route->rate);
	case MCFWD_A_ROUTE_COMMENT:
		return read_comment(attr, &route->comment);
	case MCFWD_A_ROUTE_OUTPUT:
		return read_output(attr, route);
	case MCFWD_A_ROUTE_BOUND:
		route->bound = true;
		return 0;
	case MCFWD_A_ROUTE_COUNTERS:
		return read_new_counters(attr, &route->counters);
	case MCFWD_A_ROUTE_MORE:
		parts->more = true;
		return 0;
	default:
		return 0;
	}
}

/**
 * msg_read_route - read a route that the kernel tells of
 * @msg: the message
 * @route: the result, for route_free(); empty if this fails
 * @more: the outputs continue those of the message before
 *
 * Return: 0, -EPROTO if the message is not as the spec says, or -ENOMEM.
 */
int msg_read_route(const struct nlmsghdr *msg, struct route *route, bool *more)
{
	struct parts parts = { 0 };
	const struct nlattr *attr;
	int err = -EPROTO;

	memset(route, 0, sizeof(*route));
	route->join = JOIN_DEFAULT;
	if (msg->nlmsg_len < MNL_NLMSG_HDRLEN + GENL_HDRLEN)
		goto fail;
	mnl_attr_for_each(attr, msg, GENL_HDRLEN) {
		err = read_route(attr, route, &parts);
		if (err)
			goto fail;
	}
	err = put_together(route, &parts);
	if (err)
		goto fail;
	*more = parts.more;
	return 0;

fail:
	route_free(route);
	return err;
}

/**
 * msg_read_member - read a membership that the kernel tells of
 * @msg: the message
 * @member: the result
 *
 * Return: 0, or -EPROTO if the message is not as the spec says.
 */
int msg_read_member(const struct nlmsghdr *msg, struct member *member)
{
	const struct nlattr *attr;
	int err = 0;

	memset(member, 0, sizeof(*member));
	if (msg->nlmsg_len < MNL_NLMSG_HDRLEN + GENL_HDRLEN)
		return -EPROTO;
	mnl_attr_for_each(attr, msg, GENL_HDRLEN) {
		switch (mnl_attr_get_type(attr)) {
		case MCFWD_A_MEMBER_DEVICE:
			err = read_name(attr, member->device);
			break;
		case MCFWD_A_MEMBER_GROUP:
			err = read_addr(attr, &member->group);
			break;
		case MCFWD_A_MEMBER_SOURCE:
			err = read_addr(attr, &member->source);
			break;
		case MCFWD_A_MEMBER_STATE:
			err = read_u32(attr, &member->state);
			break;
		case MCFWD_A_MEMBER_ERROR:
			err = read_u32(attr, &member->error);
			break;
		}
		if (err)
			return err;
	}
	return member->device[0] && member->group.length ? 0 : -EPROTO;
}

static int read_device(const struct nlattr *attr, struct event *event)
{
	switch (mnl_attr_get_type(attr)) {
	case MCFWD_A_DEVICE_NAME:
		return read_name(attr, event->device);
	case MCFWD_A_DEVICE_IFINDEX:
		return read_u32(attr, &event->ifindex);
	case MCFWD_A_DEVICE_BOUND:
		event->bound = true;
		return 0;
	default:
		return 0;
	}
}

static int read_alert(const struct nlattr *attr, struct event *event)
{
	switch (mnl_attr_get_type(attr)) {
	case MCFWD_A_ALERT_DEVICE:
		/* Of a route from any device it is empty. */
		if (mnl_attr_get_payload_len(attr) && !*mnl_attr_get_str(attr))
			return 0;
		return read_name(attr, event->device);
	case MCFWD_A_ALERT_GROUP:
		return read_addr(attr, &event->group);
	case MCFWD_A_ALERT_SOURCE:
		return read_addr(attr, &event->source);
	case MCFWD_A_ALERT_PACKETS:
		return read_u64(attr, &event->packets);
	case MCFWD_A_ALERT_RATE:
		return read_u32(attr, &event->rate);
	case MCFWD_A_ALERT_ROUTES_MAX:
		return read_u32(attr, &event->routes_max);
	default:
		return 0;
	}
}

static int read_attrs(const struct nlmsghdr *msg, struct event *event,
		      int (*read)(const struct nlattr *attr, struct event *event))
{
	const struct nlattr *attr;
	int err;

	mnl_attr_for_each(attr, msg, GENL_HDRLEN) {
		err = read(attr, event);
		if (err)
			return err;
	}
	return 0;
}

/**
 * msg_read_event - read a notification
 * @msg: the message
 * @event: the result; its route is for route_free()
 *
 * Return: 0, -ENOMSG if it is of a kind that this tool does not know, -EPROTO if the message is
 * not as the spec says, or -ENOMEM.
 */
int msg_read_event(const struct nlmsghdr *msg, struct event *event)
{
	int err;

	memset(event, 0, sizeof(*event));
	if (msg->nlmsg_len < MNL_NLMSG_HDRLEN + GENL_HDRLEN)
		return -EPROTO;
	event->kind = ((const struct genlmsghdr *)mnl_nlmsg_get_payload(msg))->cmd;
	switch (event->kind) {
	case MCFWD_CMD_ROUTE_NEW_NTF:
	case MCFWD_CMD_ROUTE_CHANGE_NTF:
	case MCFWD_CMD_ROUTE_DEL_NTF:
		return msg_read_route(msg, &event->route, &event->more);
	case MCFWD_CMD_DEVICE_NTF:
		err = read_attrs(msg, event, read_device);
		return err ? err : event->device[0] ? 0 : -EPROTO;
	case MCFWD_CMD_LOOP_NTF:
	case MCFWD_CMD_STORM_NTF:
	case MCFWD_CMD_LIMIT_NTF:
		err = read_attrs(msg, event, read_alert);
		return err ? err : event->group.length ? 0 : -EPROTO;
	default:
		return -ENOMSG;
	}
}

/**
 * msg_read_stats - read the totals that the kernel tells
 * @msg: the message
 * @stats: the result
 *
 * Return: 0, or -EPROTO if the message is not as the spec says.
 */
int msg_read_stats(const struct nlmsghdr *msg, struct stats *stats)
{
	const struct nlattr *attr;
	int err = 0;

	memset(stats, 0, sizeof(*stats));
	if (msg->nlmsg_len < MNL_NLMSG_HDRLEN + GENL_HDRLEN)
		return -EPROTO;
	mnl_attr_for_each(attr, msg, GENL_HDRLEN) {
		switch (mnl_attr_get_type(attr)) {
		case MCFWD_A_STATS_ROUTES:
			err = read_u32(attr, &stats->routes);
			break;
		case MCFWD_A_STATS_ROUTES_MAX:
			err = read_u32(attr, &stats->routes_max);
			break;
		case MCFWD_A_STATS_MATCHED:
			err = read_u64(attr, &stats->matched);
			break;
		case MCFWD_A_STATS_UNMATCHED:
			err = read_u64(attr, &stats->unmatched);
			break;
		case MCFWD_A_STATS_COUNTERS:
			err = read_counters(attr, &stats->counters);
			break;
		}
		if (err)
			return err;
	}
	return 0;
}
