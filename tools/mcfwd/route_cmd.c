// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "cmd.h"
#include "msg.h"
#include "parse.h"

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

/* Send @msg, which is released here, and print the routes that come back if there is a @list. */
static int converse(const struct context *context, struct nlmsghdr *msg, bool dump,
		    struct route_list *list)
{
	struct nl_sink sink = { .take = take_route, .restart = forget_routes, .data = list };
	struct print print;
	struct nl nl;
	int status;
	size_t i;

	if (!msg)
		return cmd_no_memory();
	status = cmd_open(context, &nl);
	if (status)
		goto out;
	if (dump ? nl_dump(&nl, msg, &sink) : nl_request(&nl, msg, list ? &sink : NULL)) {
		status = cmd_fail(EXIT_REFUSED, &nl.error);
	} else if (list) {
		cmd_print_begin(context, &print, true);
		for (i = 0; i < list->n; i++)
			print_route(&print, &list->routes[i]);
		status = cmd_print_end(&print, &nl);
	}
	nl_close(&nl);
out:
	free(msg);
	return status;
}

static int run(enum verb verb, const struct context *context, const char *const *words, size_t n)
{
	struct route_list list = { 0 };
	struct sentence error;
	struct route route;
	int status = EXIT_USAGE;

	if (parse_route(verb, words, n, &route, &error))
		return cmd_fail(EXIT_USAGE, &error);
	switch (verb) {
	case VERB_ADD:
	case VERB_REPLACE:
		status = converse(context, msg_route_new(&route, verb == VERB_REPLACE), false,
				  NULL);
		break;
	case VERB_DEL:
		status = converse(context, msg_route_match(MCFWD_CMD_ROUTE_DEL, &route, false),
				  false, NULL);
		break;
	case VERB_FLUSH:
		status = converse(context, msg_route_match(MCFWD_CMD_ROUTE_FLUSH, &route, false),
				  false, NULL);
		break;
	case VERB_GET:
	case VERB_SHOW:
		status = converse(context,
				  msg_route_match(MCFWD_CMD_ROUTE_GET, &route, context->stats),
				  verb == VERB_SHOW, &list);
		break;
	}
	route_list_free(&list);
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

#define KEY "from DEV|PATTERN+|any [ source S[/LEN] ] group G[/LEN]"
#define ROUTE \
	KEY "\n" \
	"        [ join yes|no|allmulti ]\n" \
	"        [ to DEV [ ttl dec|keep|set N|min N ] [ threshold N ] [ src S|auto ]\n" \
	"          [ group-to G ] [ dscp N ] [ firewall yes|no ] ]..."
#define FILTER "[ from DEV|PATTERN+|any ] [ source S[/LEN] ] [ group G[/LEN] ]"
#define PACKET "from DEV [ source S ] group G"

const struct command route_commands[] = {
	{ "add", add, ROUTE,
	  "make a route; without \"to\", packets that match go nowhere;\n"
	  "        PATTERN+ is any device whose name begins so, any is any but loopback" },
	{ "replace", replace, ROUTE, "make a route, in the place of one with the same match" },
	{ "del", del, KEY, "delete a route" },
	{ "get", get, PACKET, "show the route that such a packet takes, the most specific one" },
	{ "show", show, FILTER, "show all routes, or those with the given words" },
	{ "flush", flush, FILTER, "delete all routes, or those with the given words" },
	{ NULL },
};
