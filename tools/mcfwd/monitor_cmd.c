// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cmd.h"
#include "monitor.h"

/* Return: a file descriptor that can be read once somebody asked us to end, or -1. */
static int end_requests(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	if (sigprocmask(SIG_BLOCK, &signals, NULL))
		return -1;
	return signalfd(-1, &signals, SFD_CLOEXEC);
}

static int run(const struct context *context, const char *const *words, size_t n)
{
	int status = cmd_no_words("monitor", words, n);
	struct nl nl;
	struct monitor job = {
		.nl = &nl,
		.out = stdout,
		.errors = stderr,
		.json = context->json,
	};

	if (!status)
		status = cmd_open(context, &nl);
	if (status)
		return status;
	job.stop = end_requests();
	if (job.stop < 0) {
		sentence_set(&nl.error, "cannot wait for signals: %s.", strerror(errno));
		status = cmd_fail(EXIT_USAGE, &nl.error);
	} else {
		if (nl_join(&nl) || monitor(&job))
			status = cmd_fail(EXIT_REFUSED, &nl.error);
		close(job.stop);
	}
	nl_close(&nl);
	return status;
}

const struct command monitor_commands[] = {
	{ "monitor", run, "",
	  "print what changes and what goes wrong, as it happens; with -j, a JSON object a line" },
	{ NULL },
};
