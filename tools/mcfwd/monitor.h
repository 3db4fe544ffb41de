/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_MONITOR_H
#define MCFWD_MONITOR_H

#include <stdbool.h>
#include <stdio.h>

#include "nl.h"

/**
 * struct monitor - to print events as they come
 * @nl: the conversation, which has joined them
 * @out: where to
 * @errors: where it is told that events were lost
 * @json: as a JSON document each, on a line
 * @stop: a file descriptor that can be read when it is to end
 */
struct monitor {
	struct nl *nl;
	FILE *out;
	FILE *errors;
	bool json;
	int stop;
};

int monitor(struct monitor *monitor);

#endif /* MCFWD_MONITOR_H */
