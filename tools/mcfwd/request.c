// SPDX-License-Identifier: GPL-2.0-only
/* Requests, as netlink messages (uapi/mcfwd.yaml). No socket is needed for any of this. */
#include <stdlib.h>
#include <string.h>
#include <linux/genetlink.h>

#include "request.h"

/* A bound on a request: both headers, a name, two prefixes, two ports, numbers, flags. */
#define ROUTE_SIZE	256
/* A nest with an address and an octet. */
#define EXCEPT_SIZE	(4 + 20 + 8)
/* A nest with a name, a number, three octets, two addresses and two flags. */
#define OUTPUT_SIZE	(4 + 20 + 8 + 3 * 8 + 2 * 20 + 2 * 4)

static struct nlmsghdr *msg_begin(size_t size, uint8_t command)
{
	/* Not calloc(), which in glibc has no short way for what has just been freed. */
	void *buffer = malloc(size);
	struct genlmsghdr *genl;
	struct nlmsghdr *msg;

	if (!buffer)
		return NULL;
	/* The padding is sent, too. */
	memset(buffer, 0, size);
	msg = mnl_nlmsg_put_header(buffer);
	genl = mnl_nlmsg_put_extra_header(msg, sizeof(*genl));
	genl->cmd = command;
	genl->version = MCFWD_GENL_VERSION;
	return msg;
}

static void put_flag(struct nlmsghdr *msg, uint16_t type, bool flag)
{
	if (flag)
		mnl_attr_put(msg, type, 0, NULL);
}

static void put_addr(struct nlmsghdr *msg, uint16_t type, const struct addr *addr)
{
	if (addr->length)
		mnl_attr_put(msg, type, addr->length, addr->octets);
}

static void put_prefix(struct nlmsghdr *msg, uint16_t type, uint16_t len_type,
		       const struct addr *addr)
{
	put_addr(msg, type, addr);
	if (!addr_is_single(addr))
		mnl_attr_put_u8(msg, len_type, addr->bits);
}

/* The kernel knows neither "+" nor INPUT_ANY, but a flag and how a name begins. */
static void put_input(struct nlmsghdr *msg, const char *input)
{
	char begin[INPUT_SIZE] = "";

	if (!input_is_pattern(input)) {
		mnl_attr_put_strz(msg, MCFWD_A_ROUTE_INPUT, input);
		return;
	}
	if (strcmp(input, INPUT_ANY))
		memcpy(begin, input, strlen(input) - 1);
	mnl_attr_put_strz(msg, MCFWD_A_ROUTE_INPUT, begin);
	put_flag(msg, MCFWD_A_ROUTE_INPUT_PREFIX, true);
}

static void put_match(struct nlmsghdr *msg, const struct route *route)
{
	if (route->input[0])
		put_input(msg, route->input);
	put_prefix(msg, MCFWD_A_ROUTE_GROUP, MCFWD_A_ROUTE_GROUP_LEN, &route->group);
	put_prefix(msg, MCFWD_A_ROUTE_SOURCE, MCFWD_A_ROUTE_SOURCE_LEN, &route->source);
	if (route->dport)
		mnl_attr_put_u16(msg, MCFWD_A_ROUTE_DPORT, route->dport);
	if (route->dport_last != route->dport)
		mnl_attr_put_u16(msg, MCFWD_A_ROUTE_DPORT_LAST, route->dport_last);
}

static void put_except(struct nlmsghdr *msg, const struct addr *except)
{
	struct nlattr *nest = mnl_attr_nest_start(msg, MCFWD_A_ROUTE_EXCEPT);

	put_prefix(msg, MCFWD_A_PREFIX_ADDRESS, MCFWD_A_PREFIX_LEN, except);
	mnl_attr_nest_end(msg, nest);
}

/* What a route has beside its match and its outputs. */
static void put_options(struct nlmsghdr *msg, const struct route *route)
{
	uint32_t i;

	if (route->join != JOIN_DEFAULT)
		mnl_attr_put_u32(msg, MCFWD_A_ROUTE_JOIN, route->join);
	for (i = 0; i < route->n_excepts; i++)
		put_except(msg, &route->excepts[i]);
	if (route->local != MCFWD_LOCAL_AUTO)
		mnl_attr_put_u32(msg, MCFWD_A_ROUTE_LOCAL, route->local);
	put_flag(msg, MCFWD_A_ROUTE_LOCAL_ORIGIN, route->local_origin);
	if (route->rate)
		mnl_attr_put_u32(msg, MCFWD_A_ROUTE_RATE, route->rate);
	if (route->comment)
		mnl_attr_put_strz(msg, MCFWD_A_ROUTE_COMMENT, route->comment);
}

static void put_how(struct nlmsghdr *msg, unsigned int how)
{
	put_flag(msg, MCFWD_A_ROUTE_REPLACE, how & REQUEST_REPLACE);
	put_flag(msg, MCFWD_A_ROUTE_FORCE, how & REQUEST_FORCE);
}

static void put_output(struct nlmsghdr *msg, const struct output *output)
{
	struct nlattr *nest = mnl_attr_nest_start(msg, MCFWD_A_ROUTE_OUTPUT);

	mnl_attr_put_strz(msg, MCFWD_A_OUTPUT_DEVICE, output->device);
	/* Defaults are left out: a route may have thousands of outputs. */
	if (output->ttl_mode != MCFWD_TTL_DEC)
		mnl_attr_put_u32(msg, MCFWD_A_OUTPUT_TTL_MODE, output->ttl_mode);
	if (output->ttl)
		mnl_attr_put_u8(msg, MCFWD_A_OUTPUT_TTL, output->ttl);
	if (output->threshold)
		mnl_attr_put_u8(msg, MCFWD_A_OUTPUT_THRESHOLD, output->threshold);
	put_addr(msg, MCFWD_A_OUTPUT_SRC, &output->src);
	put_flag(msg, MCFWD_A_OUTPUT_SRC_AUTO, output->src_auto);
	put_addr(msg, MCFWD_A_OUTPUT_GROUP_TO, &output->group_to);
	if (output->has_dscp)
		mnl_attr_put_u8(msg, MCFWD_A_OUTPUT_DSCP, output->dscp);
	put_flag(msg, MCFWD_A_OUTPUT_NO_FIREWALL, output->no_firewall);
	mnl_attr_nest_end(msg, nest);
}

/**
 * request_empty - make a request without attributes
 * @command: enum mcfwd_cmd
 *
 * Return: the message, for free(), without type, flags and sequence number; or NULL.
 */
struct nlmsghdr *request_empty(uint8_t command)
{
	return msg_begin(ROUTE_SIZE, command);
}

/**
 * request_limit_set - make the request for another limit
 * @routes_max: routes at most
 *
 * Return: as of request_empty().
 */
struct nlmsghdr *request_limit_set(uint32_t routes_max)
{
	struct nlmsghdr *msg = msg_begin(ROUTE_SIZE, MCFWD_CMD_LIMIT_SET);

	if (msg)
		mnl_attr_put_u32(msg, MCFWD_A_STATS_ROUTES_MAX, routes_max);
	return msg;
}

/**
 * request_route_new - make the request for a new route
 * @route: the route
 * @how: REQUEST_REPLACE, REQUEST_FORCE
 *
 * Return: as of request_empty().
 */
struct nlmsghdr *request_route_new(const struct route *route, unsigned int how)
{
	size_t size = ROUTE_SIZE + (route->comment ? MNL_ALIGN(COMMENT_MAX + 1) + 4 : 0);
	struct nlmsghdr *msg;
	uint32_t i;

	size += (size_t)route->n_excepts * EXCEPT_SIZE + (size_t)route->n_outputs * OUTPUT_SIZE;
	msg = msg_begin(size, MCFWD_CMD_ROUTE_NEW);
	if (!msg)
		return NULL;
	put_match(msg, route);
	put_options(msg, route);
	put_how(msg, how);
	for (i = 0; i < route->n_outputs; i++)
		put_output(msg, &route->outputs[i]);
	return msg;
}

/**
 * request_output - make a request about one output of a route
 * @command: MCFWD_CMD_OUTPUT_NEW or _DEL
 * @route: what it matches, and the output
 * @how: _NEW only: REQUEST_REPLACE, REQUEST_FORCE
 *
 * Return: as of request_empty().
 */
struct nlmsghdr *request_output(uint8_t command, const struct route *route, unsigned int how)
{
	struct nlmsghdr *msg = msg_begin(ROUTE_SIZE + OUTPUT_SIZE, command);

	if (!msg)
		return NULL;
	put_match(msg, route);
	put_how(msg, how);
	put_output(msg, &route->outputs[0]);
	return msg;
}

/**
 * request_route_match - make a request that names routes by what they match
 * @command: MCFWD_CMD_ROUTE_DEL, _GET or _FLUSH
 * @match: input, group, source and ports, each only if it is given
 * @counters: _GET only: ask for counters too
 *
 * Return: as of request_empty().
 */
struct nlmsghdr *request_route_match(uint8_t command, const struct route *match, bool counters)
{
	struct nlmsghdr *msg = msg_begin(ROUTE_SIZE, command);

	if (!msg)
		return NULL;
	put_match(msg, match);
	if (counters)
		mnl_attr_put(msg, MCFWD_A_ROUTE_WITH_COUNTERS, 0, NULL);
	return msg;
}
