// SPDX-License-Identifier: GPL-2.0-only
/* What all commands have in common. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "msg.h"
#include "netns.h"
#include "request.h"

/**
 * cmd_fail - tell why a command failed
 * @status: exit status
 * @sentence: why
 *
 * Return: @status.
 */
int cmd_fail(int status, const struct sentence *sentence)
{
	fprintf(stderr, "Error: %s\n", sentence->text);
	return status;
}

/**
 * cmd_no_memory - tell that memory was too short
 *
 * Return: the exit status.
 */
int cmd_no_memory(void)
{
	struct sentence error;

	sentence_set(&error, "out of memory.");
	return cmd_fail(EXIT_USAGE, &error);
}

/**
 * cmd_no_words - refuse words after a command that takes none
 * @command: its name
 * @words: what follows it
 * @n: how many
 *
 * Return: 0 if there are none, else the exit status.
 */
int cmd_no_words(const char *command, const char *const *words, size_t n)
{
	struct sentence error;

	if (!n)
		return 0;
	sentence_set(&error, "unknown word \"%s\" after \"%s\".", SHOWN(words[0]), command);
	return cmd_fail(EXIT_USAGE, &error);
}

/**
 * cmd_open - begin the conversation with the module that a command needs
 * @context: says where
 * @nl: the conversation, for nl_close() unless this fails
 *
 * Return: 0, or the exit status.
 */
int cmd_open(const struct context *context, struct nl *nl)
{
	struct sentence error;

	if (context->netns && netns_enter(context->netns, &error))
		return cmd_fail(EXIT_USAGE, &error);
	if (!nl_open(nl))
		return 0;
	cmd_fail(EXIT_REFUSED, &nl->error);
	nl_close(nl);
	return EXIT_REFUSED;
}

/**
 * cmd_request - ask the kernel for one thing
 * @context: says where
 * @msg: the request, as msg.h makes it; is released; NULL if memory was too short for it
 * @sink: takes the answer; NULL if that is yes or no
 *
 * Return: the exit status.
 */
int cmd_request(const struct context *context, struct nlmsghdr *msg, const struct nl_sink *sink)
{
	int status;
	struct nl nl;

	if (!msg)
		return cmd_no_memory();
	status = cmd_open(context, &nl);
	if (!status) {
		if (nl_request(&nl, msg, sink))
			status = cmd_fail(EXIT_REFUSED, &nl.error);
		nl_close(&nl);
	}
	free(msg);
	return status;
}

static int take_stats(const struct nlmsghdr *msg, void *data)
{
	return msg_read_stats(msg, data);
}

/**
 * cmd_get_stats - ask the kernel for the totals of a network namespace
 * @context: says where
 * @stats: the result
 *
 * Return: the exit status.
 */
int cmd_get_stats(const struct context *context, struct stats *stats)
{
	struct nl_sink sink = { .take = take_stats, .data = stats };

	memset(stats, 0, sizeof(*stats));
	return cmd_request(context, request_empty(MCFWD_CMD_STATS_GET), &sink);
}

/**
 * cmd_print_begin - begin the document on standard output
 * @context: says how
 * @print: the document
 * @list: as for print_begin()
 */
void cmd_print_begin(const struct context *context, struct print *print, bool list)
{
	*print = (struct print){
		.out = stdout,
		.json = context->json,
		.pretty = context->pretty,
		.stats = context->stats,
	};
	print_begin(print, list);
}

/**
 * cmd_print_end - end the document on standard output
 * @print: the document
 * @changed: what is printed changed while it was read
 *
 * Return: the exit status.
 */
int cmd_print_end(struct print *print, bool changed)
{
	if (print_end(print))
		return cmd_no_memory();
	if (changed)
		fprintf(stderr,
			"Warning: the list kept changing while it was read; %s.\n",
			"something may be missing or shown twice");
	return EXIT_DONE;
}
