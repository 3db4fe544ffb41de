// SPDX-License-Identifier: GPL-2.0-only
#include "cmd.h"

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
	print_stats(&print, &stats);
	return cmd_print_end(&print, false);
}

const struct command stats_commands[] = {
	{ "show", show, "", "show the totals of the network namespace" },
	{ NULL },
};
