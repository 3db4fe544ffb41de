/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_APPLY_H
#define MCFWD_APPLY_H

#include "changes.h"
#include "conf.h"
#include "nl.h"

/**
 * struct apply - to give the kernel the routes of a file, and no others
 * @nl: a conversation with the kernel
 * @conf: the routes
 * @force: those that go back, or close a cycle, too
 * @progress: where it is told how far it is, if it takes long; NULL for nowhere
 * @changes: the result: what was done
 * @line: the result: the line of the file that the kernel refuses, or 0
 */
struct apply {
	struct nl *nl;
	struct conf *conf;
	bool force;
	FILE *progress;
	struct changes changes;
	uint32_t line;
};

int apply(struct apply *apply);

#endif /* MCFWD_APPLY_H */
