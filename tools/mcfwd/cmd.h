/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_CMD_H
#define MCFWD_CMD_H

#include "nl.h"
#include "print.h"

/* What the tool's exit status means. */
#define EXIT_DONE	0
#define EXIT_USAGE	1	/* nothing was sent to the kernel */
#define EXIT_REFUSED	2	/* by the kernel */

/* What a route matches, and the options of an output, for help. */
#define CMD_MATCH "from DEV|PATTERN+|any [ source S[/LEN] ] group G[/LEN] [ dport N[-M] ]"
#define CMD_OUTPUT \
	"[ ttl dec|keep|set N|min N ] [ threshold N ] [ src S|auto ]\n" \
	"          [ group-to G ] [ dscp N ] [ firewall yes|no ]"

/**
 * struct context - what the words before the object asked for
 * @json: print JSON
 * @pretty: with line breaks
 * @stats: with counters
 * @force: make routes that go back, or close a cycle, too
 * @netns: name of a network namespace, or NULL for the one we are in
 */
struct context {
	bool json;
	bool pretty;
	bool stats;
	bool force;
	const char *netns;
};

/**
 * struct command - something to do with an object
 * @name: the word for it
 * @run: does it with the @n words that follow; returns the exit status
 * @usage: what may follow the name
 * @about: what it does, for help
 */
struct command {
	const char *name;
	int (*run)(const struct context *context, const char *const *words, size_t n);
	const char *usage;
	const char *about;
};

/* Each ends with an entry without a name. The first two have no object before them. */
extern const struct command file_commands[];
extern const struct command monitor_commands[];
extern const struct command route_commands[];
extern const struct command output_commands[];
extern const struct command member_commands[];
extern const struct command stats_commands[];
extern const struct command limit_commands[];

int cmd_fail(int status, const struct sentence *sentence);
int cmd_no_memory(void);
int cmd_no_words(const char *command, const char *const *words, size_t n);
int cmd_open(const struct context *context, struct nl *nl);
int cmd_request(const struct context *context, struct nlmsghdr *msg, const struct nl_sink *sink);
int cmd_get_stats(const struct context *context, struct stats *stats);
void cmd_print_begin(const struct context *context, struct print *print, bool list);
int cmd_print_end(struct print *print, bool changed);

#endif /* MCFWD_CMD_H */
