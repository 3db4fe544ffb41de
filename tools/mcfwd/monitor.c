// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "monitor.h"
#include "msg.h"
#include "print.h"

static int print_one(const struct monitor *monitor, const struct event *event)
{
	struct print print = { .out = monitor->out, .json = monitor->json };

	print_begin(&print, false);
	if (event)
		print_event(&print, event);
	else
		print_lost(&print);
	return print_end(&print) ? -ENOMEM : 0;
}

static int take(const struct nlmsghdr *msg, void *data)
{
	struct event event;
	int err = msg_read_event(msg, &event);

	/* What a later module tells besides. */
	if (err == -ENOMSG)
		return 0;
	if (!err)
		err = print_one(data, &event);
	route_free(&event.route);
	return err;
}

static int report_loss(const struct monitor *monitor)
{
	fputs("mcfwd: events were lost\n", monitor->errors);
	fflush(monitor->errors);
	if (monitor->json && print_one(monitor, NULL))
		return sentence_set(&monitor->nl->error, "out of memory.");
	return 0;
}

/**
 * monitor - print events as they come
 * @monitor: says how
 *
 * Return: 0 when it was told to end or @out can no longer be written, -1 with @nl->error set.
 */
int monitor(struct monitor *monitor)
{
	struct nl_sink sink = { .take = take, .data = monitor };
	struct pollfd fds[] = {
		{ .fd = monitor->stop, .events = POLLIN },
		{ .fd = monitor->nl->fd, .events = POLLIN },
	};
	int got;

	while (!ferror(monitor->out)) {
		if (poll(fds, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			return sentence_set(&monitor->nl->error, "cannot wait for events: %s.",
					    strerror(errno));
		}
		if (fds[0].revents)
			return 0;
		got = nl_listen(monitor->nl, &sink);
		if (got < 0 || (got && report_loss(monitor)))
			return -1;
		/* Who reads this wants each event now. */
		fflush(monitor->out);
	}
	return 0;
}
