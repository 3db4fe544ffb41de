// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "cmd.h"
#include "msg.h"

static int take_stats(const struct nlmsghdr *msg, void *data)
{
	return msg_read_stats(msg, data);
}

static int show(const struct context *context, const char *const *words, size_t n)
{
	struct stats stats = { 0 };
	struct nl_sink sink = { .take = take_stats, .data = &stats };
	struct nlmsghdr *msg;
	struct print print;
	struct nl nl;
	int status;

	status = cmd_no_words("show", words, n);
	if (status)
		return status;
	msg = msg_empty(MCFWD_CMD_STATS_GET);
	if (!msg)
		return cmd_no_memory();
	status = cmd_open(context, &nl);
	if (status)
		goto out;
	if (nl_request(&nl, msg, &sink)) {
		status = cmd_fail(EXIT_REFUSED, &nl.error);
	} else {
		cmd_print_begin(context, &print, false);
		print_stats(&print, &stats);
		status = cmd_print_end(&print, &nl);
	}
	nl_close(&nl);
out:
	free(msg);
	return status;
}

const struct command stats_commands[] = {
	{ "show", show, "", "show the totals of the network namespace" },
	{ NULL },
};
