// SPDX-License-Identifier: GPL-2.0-only
/* The routes of the kernel as a file that conf_read() reads. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "print.h"
#include "request.h"
#include "save.h"
#include "stream.h"

static int write_route(const struct route *route, void *data)
{
	struct print print = { .out = data, .again = true };

	fputs("route ", print.out);
	print_begin(&print, true);
	print_route(&print, route);
	print_end(&print);
	return 0;
}

static int take(const struct nlmsghdr *msg, void *data)
{
	return stream_add(data, msg);
}

/* The routes changed while they were told: what is written is worth nothing. */
static void restart(void *data)
{
	struct stream *stream = data;

	stream_free(stream);
	rewind(stream->data);
}

/* Up to where @from stands. */
static int copy(FILE *from, FILE *to)
{
	long left = ftell(from);
	char buffer[16384];
	size_t n;

	rewind(from);
	while (left > 0) {
		n = (size_t)left < sizeof(buffer) ? (size_t)left : sizeof(buffer);
		n = fread(buffer, 1, n, from);
		if (!n)
			return -1;
		fwrite(buffer, 1, n, to);
		left -= n;
	}
	return 0;
}

/* Nothing is printed before all is known: half a file would be taken for a whole one. */
static int dump(struct nl *nl, FILE *scratch)
{
	struct stream stream = { .take = write_route, .data = scratch };
	struct nl_sink sink = { .take = take, .restart = restart, .data = &stream };
	struct nlmsghdr *msg = request_empty(MCFWD_CMD_ROUTE_GET);
	int err;

	if (!msg)
		return sentence_set(&nl->error, "out of memory.");
	err = nl_dump(nl, msg, &sink);
	free(msg);
	if (!err)
		stream_end(&stream);
	stream_free(&stream);
	if (!err && nl->changed)
		return sentence_set(&nl->error, "the routes kept changing while they were read.");
	return err;
}

/**
 * save_routes - write the routes of the kernel
 * @nl: a conversation with it
 * @out: where to; nothing is written if this fails
 *
 * Return: 0, or -1 with @nl->error set.
 */
int save_routes(struct nl *nl, FILE *out)
{
	FILE *scratch = tmpfile();
	int err;

	if (!scratch)
		return sentence_set(&nl->error, "cannot make a temporary file: %s.",
				    strerror(errno));
	err = dump(nl, scratch);
	if (!err) {
		fputs("# The routes of mcfwd, for \"mcfwd apply\".\n", out);
		if (fflush(scratch) || copy(scratch, out))
			err = sentence_set(&nl->error, "cannot write a temporary file: %s.",
					   strerror(errno));
	}
	fclose(scratch);
	return err;
}
