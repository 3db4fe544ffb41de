// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "cmd.h"
#include "msg.h"
#include "parse.h"
#include "request.h"

static int take_route(const struct nlmsghdr *msg, void *data)
{
	struct route route;
	bool more;
	int err = msg_read_route(msg, &route, &more);

	return err ? err : route_list_add(data, &route, more);
}

static void forget_routes(void *data)
{
	route_list_free(data);
}

/* Send @msg, which is released here, and print the routes that come back. */
static int print_routes(const struct context *context, struct nlmsghdr *msg, bool dump)
{
	struct route_list list = { 0 };
	struct nl_sink sink = { .take = take_route, .restart = forget_routes, .data = &list };
	struct print print;
	struct nl nl;
	int status;
	size_t i;

	if (!msg)
		return cmd_no_memory();
	status = cmd_open(context, &nl);
	if (status)
		goto out;
	if (dump ? nl_dump(&nl, msg, &sink) : nl_request(&nl, msg, &sink)) {
		status = cmd_fail(EXIT_REFUSED, &nl.error);
	} else {
		cmd_print_begin(context, &print, true);
		for (i = 0; i < list.n; i++)
			print_route(&print, &list.routes[i]);
		status = cmd_print_end(&print, nl.changed);
	}
	route_list_free(&list);
	nl_close(&nl);
out:
	free(msg);
	return status;
}

static int change(const struct context *context, enum verb verb, const struct route *route)
{
	unsigned int how = context->force ? REQUEST_FORCE : 0;

	struct nlmsghdr *msg;

	switch (verb) {
	case VERB_ADD:
		msg = request_route_new(route, how);
		break;
	case VERB_REPLACE:
		msg = request_route_new(route, how | REQUEST_REPLACE);
		break;
	case VERB_DEL:
		msg = request_route_match(MCFWD_CMD_ROUTE_DEL, route, false);
		break;
	default:
		msg = request_route_match(MCFWD_CMD_ROUTE_FLUSH, route, false);
	}
	return cmd_request(context, msg, NULL);
}

static int run(enum verb verb, const struct context *context, const char *const *words, size_t n)
{
	struct sentence error;
	struct nlmsghdr *msg;
	struct route route;
	int status;

	if (parse_route(verb, words, n, &route, &error))
		return cmd_fail(EXIT_USAGE, &error);
	if (verb == VERB_GET || verb == VERB_SHOW) {
		msg = request_route_match(MCFWD_CMD_ROUTE_GET, &route, context->stats);
		status = print_routes(context, msg, verb == VERB_SHOW);
	} else {
		status = change(context, verb, &route);
	}
	route_free(&route);
	return status;
}

static int add(const struct context *context, const char *const *words, size_t n)
{
	return run(VERB_ADD, context, words, n);
}

static int replace(const struct context *context, const char *const *words, size_t n)
{
	return run(VERB_REPLACE, context, words, n);
}

static int del(const struct context *context, const char *const *words, size_t n)
{
	return run(VERB_DEL, context, words, n);
}

static int get(const struct context *context, const char *const *words, size_t n)
{
	return run(VERB_GET, context, words, n);
}

static int show(const struct context *context, const char *const *words, size_t n)
{
	return run(VERB_SHOW, context, words, n);
}

static int flush(const struct context *context, const char *const *words, size_t n)
{
	return run(VERB_FLUSH, context, words, n);
}

#define ROUTE \
	CMD_MATCH "\n" \
	"        [ except S[/LEN] ]... [ join yes|no|allmulti ] [ local auto|yes|no ]\n" \
	"        [ local-origin yes|no ] [ rate N/s ] [ comment TEXT ]\n" \
	"        [ to DEV " CMD_OUTPUT " ]..."
#define FILTER "[ from DEV|PATTERN+|any ] [ source S[/LEN] ] [ group G[/LEN] ]"
#define PACKET "from DEV [ source S ] group G [ dport N ]"

const struct command route_commands[] = {
	{ "add", add, ROUTE,
	  "make a route; without \"to\", packets that match go nowhere; those of a source\n"
	  "        after \"except\" are left to other routes; \"local\" is whether sockets of this\n"
	  "        host get them, too (auto: if one has joined the group); \"local-origin yes\" is\n"
	  "        also for what this host sends to the group;\n"
	  "        PATTERN+ is any device whose name begins so, any is any but loopback" },
	{ "replace", replace, ROUTE, "make a route, in the place of one with the same match" },
	{ "del", del, CMD_MATCH, "delete a route" },
	{ "get", get, PACKET, "show the route that such a packet takes, the most specific one" },
	{ "show", show, FILTER, "show all routes, or those with the given words" },
	{ "flush", flush, FILTER, "delete all routes, or those with the given words" },
	{ NULL },
};
