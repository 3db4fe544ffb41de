// SPDX-License-Identifier: GPL-2.0-only
/*
 * All or nothing: what differs is noted by the kernel in a transaction, and done at once. The
 * routes are read after the transaction has begun, and the kernel refuses the commit if they have
 * changed since. So nothing that others do meanwhile is undone by chance.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "apply.h"
#include "batch.h"
#include "print.h"
#include "request.h"
#include "stream.h"

/* How often it is begun anew because routes changed. */
#define TRIES		10
/* Fewer changes than that take no time, and every so many are told. */
#define PROGRESS_FROM	20000
#define PROGRESS_STEP	10000

/*
 * @apply:	what is wanted
 * @stale:	routes of the kernel that are not in the file, without their outputs
 * @batch:	what is sent
 * @n:		how many changes there are
 */
struct job {
	struct apply *apply;
	struct route_list stale;
	struct batch batch;
	uint32_t n;
};

/* A route of the kernel: is it in the file? */
static int compare(const struct route *route, void *data)
{
	struct job *job = data;
	struct changes *changes = &job->apply->changes;
	struct conf_route *wanted = conf_find(job->apply->conf, route);
	struct route match = { .source = route->source, .group = route->group,
			       .dport = route->dport, .dport_last = route->dport_last,
			       .join = JOIN_DEFAULT };

	if (!wanted) {
		strcpy(match.input, route->input);
		changes->deleted++;
		return route_list_add(&job->stale, &match, false);
	}
	if (wanted->state != CONF_MISSING)
		return -EPROTO;
	changes->added--;
	if (route_equal(&wanted->route, route)) {
		wanted->state = CONF_SAME;
	} else {
		wanted->state = CONF_DIFFERENT;
		changes->replaced++;
	}
	return 0;
}

static int take(const struct nlmsghdr *msg, void *data)
{
	return stream_add(data, msg);
}

/* Return: 1 if the routes changed meanwhile, 0, or -1 for an error. */
static int compare_all(struct job *job)
{
	struct stream stream = { .take = compare, .data = job };
	struct nl_sink sink = { .take = take, .data = &stream };
	struct nlmsghdr *msg = request_empty(MCFWD_CMD_ROUTE_GET);
	struct nl *nl = job->apply->nl;
	int err;

	if (!msg)
		return sentence_set(&nl->error, "out of memory.");
	err = nl_dump_once(nl, msg, &sink);
	free(msg);
	if (!err && nl->changed)
		err = 1;
	if (!err && stream_end(&stream))
		err = sentence_set(&nl->error, "the kernel's routes cannot be compared.");
	stream_free(&stream);
	return err;
}

static void tell_progress(const struct job *job, uint32_t done)
{
	FILE *out = job->apply->progress;

	if (!out || job->n <= PROGRESS_FROM)
		return;
	if (done < job->n)
		fprintf(out, "\r%u of %u routes", done, job->n);
	else
		fputs("\r\033[K", out);
	fflush(out);
}

/* @msg is released. */
static int stage(struct job *job, struct nlmsghdr *msg)
{
	uint32_t done = job->batch.sent + job->batch.n;
	int err = batch_add(&job->batch, msg);

	free(msg);
	if (!err && !(done % PROGRESS_STEP))
		tell_progress(job, done);
	return err;
}

static int stage_state(struct job *job, enum conf_state state)
{
	unsigned int how = (state == CONF_DIFFERENT ? REQUEST_REPLACE : 0) |
			   (job->apply->force ? REQUEST_FORCE : 0);
	const struct conf *conf = job->apply->conf;
	size_t i;

	for (i = 0; i < conf->n; i++)
		if (conf->routes[i].state == state &&
		    stage(job, request_route_new(&conf->routes[i].route, how)))
			return -1;
	return 0;
}

/* In this order, the number of routes never passes what it was or is to be. */
static int stage_all(struct job *job)
{
	const struct route *route = job->stale.routes;
	size_t i;

	for (i = 0; i < job->stale.n; i++, route++)
		if (stage(job, request_route_match(MCFWD_CMD_ROUTE_DEL, route, false)))
			return -1;
	if (stage_state(job, CONF_DIFFERENT) || stage_state(job, CONF_MISSING))
		return -1;
	return batch_flush(&job->batch);
}

/* The route that was staged as number @place, a deletion left aside. */
static const struct conf_route *staged(const struct conf *conf, uint32_t place)
{
	static const enum conf_state states[] = { CONF_DIFFERENT, CONF_MISSING };
	size_t pass, i;

	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < conf->n; i++)
			if (conf->routes[i].state == states[pass] && !place--)
				return &conf->routes[i];
	return NULL;
}

/* Say which route the kernel refuses: by its line, or in words if it is not in the file. */
static void blame(struct job *job, uint32_t number)
{
	struct nl *nl = job->apply->nl;
	struct sentence why = nl->error;
	const struct conf_route *route;
	struct print print = { .again = true };
	char text[256] = "";

	if (number >= job->stale.n) {
		route = staged(job->apply->conf, number - job->stale.n);
		job->apply->line = route ? route->line : 0;
		return;
	}
	print.out = fmemopen(text, sizeof(text) - 1, "w");
	if (!print.out)
		return;
	print_begin(&print, true);
	print_route(&print, &job->stale.routes[number]);
	fclose(print.out);
	text[strcspn(text, "\n")] = '\0';
	sentence_set(&nl->error, "deleting the route %s: %s", text, why.text);
}

static int request(struct nl *nl, uint8_t command)
{
	struct nlmsghdr *msg = request_empty(command);
	int err = msg ? nl_request(nl, msg, NULL) : sentence_set(&nl->error, "out of memory.");

	free(msg);
	return err;
}

/* After an error, which stays the one to be told. */
static void abort_transaction(struct nl *nl)
{
	struct sentence why = nl->error;

	/* If this fails, closing the socket does the same. */
	request(nl, MCFWD_CMD_TRANSACTION_ABORT);
	nl->error = why;
}

static int commit(struct job *job)
{
	struct nl *nl = job->apply->nl;
	int err = request(nl, MCFWD_CMD_TRANSACTION_COMMIT);

	tell_progress(job, job->n);
	if (!err)
		return 0;
	if (nl->refused == -EAGAIN)
		return 1;
	if (nl->refused && nl->cookie != REFUSAL_NO_COOKIE)
		blame(job, nl->cookie);
	return -1;
}

/* Return: 0 when it is done, 1 if it must be begun anew, -1 for an error. */
static int run(struct job *job)
{
	struct changes *changes = &job->apply->changes;
	struct nl *nl = job->apply->nl;
	int err;

	if (request(nl, MCFWD_CMD_TRANSACTION_BEGIN))
		return -1;
	err = compare_all(job);
	job->n = changes->added + changes->replaced + changes->deleted;
	if (err || !job->n)
		goto abort;
	err = stage_all(job);
	if (!err)
		return commit(job);
	tell_progress(job, job->n);
	if (nl->refused)
		blame(job, job->batch.refused);
abort:
	abort_transaction(nl);
	return err;
}

static int try(struct apply *apply)
{
	struct job job = { .apply = apply };
	size_t i;
	int err;

	apply->changes = (struct changes){ .added = apply->conf->n };
	for (i = 0; i < apply->conf->n; i++)
		apply->conf->routes[i].state = CONF_MISSING;
	batch_init(&job.batch, apply->nl);
	err = run(&job);
	batch_free(&job.batch);
	route_list_free(&job.stale);
	return err;
}

/**
 * apply - give the kernel the routes of a file, and no others
 * @apply: says how, and takes the result
 *
 * Return: 0, or -1 with @apply->nl->error set: then nothing has changed.
 */
int apply(struct apply *apply)
{
	int tries, err = 1;

	apply->line = 0;
	for (tries = 0; err > 0 && tries < TRIES; tries++)
		err = try(apply);
	if (err > 0)
		return sentence_set(&apply->nl->error, "the routes kept changing; %s.",
				    "nothing was applied");
	return err;
}
