// SPDX-License-Identifier: GPL-2.0-only
#include "cmd.h"
#include "parse.h"
#include "request.h"

static int run(enum verb verb, const struct context *context, const char *const *words, size_t n)
{
	uint8_t command = verb == VERB_OUTPUT_DEL ? MCFWD_CMD_OUTPUT_DEL : MCFWD_CMD_OUTPUT_NEW;
	unsigned int how = verb == VERB_OUTPUT_REPLACE ? REQUEST_REPLACE : 0;
	struct sentence error;
	struct route route;
	int status;

	if (parse_route(verb, words, n, &route, &error))
		return cmd_fail(EXIT_USAGE, &error);
	if (context->force && verb != VERB_OUTPUT_DEL)
		how |= REQUEST_FORCE;
	status = cmd_request(context, request_output(command, &route, how), NULL);
	route_free(&route);
	return status;
}

static int add(const struct context *context, const char *const *words, size_t n)
{
	return run(VERB_OUTPUT_ADD, context, words, n);
}

static int replace(const struct context *context, const char *const *words, size_t n)
{
	return run(VERB_OUTPUT_REPLACE, context, words, n);
}

static int del(const struct context *context, const char *const *words, size_t n)
{
	return run(VERB_OUTPUT_DEL, context, words, n);
}

#define ROUTE CMD_MATCH "\n        to DEV"
#define OUTPUT ROUTE " " CMD_OUTPUT

const struct command output_commands[] = {
	{ "add", add, OUTPUT, "give a route one more output; the others and all counters stay" },
	{ "replace", replace, OUTPUT,
	  "the same, in the place of the output to that device if there is one" },
	{ "del", del, ROUTE, "take an output from a route; the others and all counters stay" },
	{ NULL },
};
