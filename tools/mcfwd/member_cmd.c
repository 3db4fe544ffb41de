// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "cmd.h"
#include "msg.h"
#include "request.h"

static int take_member(const struct nlmsghdr *msg, void *data)
{
	struct member member;
	int err = msg_read_member(msg, &member);

	return err ? err : member_list_add(data, &member);
}

static void forget_members(void *data)
{
	member_list_free(data);
}

static int show(const struct context *context, const char *const *words, size_t n)
{
	struct member_list list = { 0 };
	struct nl_sink sink = { .take = take_member, .restart = forget_members, .data = &list };
	struct nlmsghdr *msg;
	struct print print;
	struct nl nl;
	int status;
	size_t i;

	status = cmd_no_words("show", words, n);
	if (status)
		return status;
	msg = request_empty(MCFWD_CMD_MEMBER_GET);
	if (!msg)
		return cmd_no_memory();
	status = cmd_open(context, &nl);
	if (status)
		goto out;
	if (nl_dump(&nl, msg, &sink)) {
		status = cmd_fail(EXIT_REFUSED, &nl.error);
	} else {
		cmd_print_begin(context, &print, true);
		for (i = 0; i < list.n; i++)
			print_member(&print, &list.members[i]);
		status = cmd_print_end(&print, nl.changed);
	}
	nl_close(&nl);
out:
	member_list_free(&list);
	free(msg);
	return status;
}

const struct command member_commands[] = {
	{ "show", show, "", "show the groups that routes have joined on their input devices" },
	{ NULL },
};
