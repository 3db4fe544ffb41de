/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel for tests: a process at the other end of a socket pair. */
#ifndef MCFWD_KERNEL_H
#define MCFWD_KERNEL_H

#include "nl.h"

#define KERNEL_FAMILY	77

/**
 * struct kernel - what the kernel has and does, and the log of what it was asked
 * @routes: lines as of a file without "route", up to the first NULL
 * @n_made: how many more there are: "from a group G" with G from 232.0.0.0 on
 * @interrupted: how many dumps are overtaken by changes
 * @again: how many commits are refused as the routes have changed
 * @refuse: number of the staged request, in all, that is refused at once; negative for none
 * @commit_error: errno with which the next commit is refused
 * @cookie: sent with that; negative for none
 * @quiet: do not log staged requests, only how many there were
 * @log: a line for each request, once kernel_end() has been called
 * @pid: the process
 */
struct kernel {
	const char *const *routes;
	unsigned int n_made;
	unsigned int interrupted;
	unsigned int again;
	int refuse;
	int commit_error;
	int cookie;
	bool quiet;
	char *log;
	int pid;
};

void kernel_begin(struct kernel *kernel, struct nl *nl);
void kernel_end(struct kernel *kernel, struct nl *nl);

#endif /* MCFWD_KERNEL_H */
