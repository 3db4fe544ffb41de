// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "cmd.h"
#include "number.h"
#include "request.h"

static int show(const struct context *context, const char *const *words, size_t n)
{
	struct stats stats;
	struct print print;
	int status = cmd_no_words("show", words, n);

	if (!status)
		status = cmd_get_stats(context, &stats);
	if (status)
		return status;
	cmd_print_begin(context, &print, false);
	print_limit(&print, stats.routes_max);
	return cmd_print_end(&print, false);
}

static int set(const struct context *context, const char *const *words, size_t n)
{
	struct sentence error;
	uint32_t routes_max;

	if (n && strcmp(words[0], "routes"))
		return cmd_no_words("set", words, n);
	if (n > 2)
		return cmd_no_words(words[1], words + 2, n - 2);
	if (n < 2) {
		sentence_set(&error, "\"set\" needs \"routes N\".");
		return cmd_fail(EXIT_USAGE, &error);
	}
	if (number_parse(&routes_max, "routes", words[1], 0, UINT32_MAX, &error))
		return cmd_fail(EXIT_USAGE, &error);
	return cmd_request(context, request_limit_set(routes_max), NULL);
}

const struct command limit_commands[] = {
	{ "show", show, "", "show how many routes the network namespace may have" },
	{ "set", set, "routes N",
	  "let it have that many; more than the default needs rights over the whole host" },
	{ NULL },
};
