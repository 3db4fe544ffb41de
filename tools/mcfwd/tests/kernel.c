// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/genetlink.h>

#include "kernel.h"
#include "line.h"
#include "msg.h"
#include "print.h"
#include "request.h"

/* 1 MiB. */
#define LOG_SIZE	0x100000

/* Of the process that is the kernel. */
static struct kernel *me;
static int fd;
static FILE *out;
static unsigned int staged, staged_in_all;
static uint32_t seq;

static void __attribute__((noreturn)) die(const char *why)
{
	fprintf(out, "the kernel cannot go on: %s\n", why);
	fclose(out);
	_exit(1);
}

static void say(struct nlmsghdr *msg, uint16_t type, uint16_t flags)
{
	msg->nlmsg_type = type;
	msg->nlmsg_flags = flags;
	msg->nlmsg_seq = seq;
	if (send(fd, msg, MNL_ALIGN(msg->nlmsg_len), 0) < 0)
		die("send");
}

static void acknowledge(int error, const char *why, int cookie)
{
	union {
		struct nlmsghdr msg;
		char bytes[512];
	} answer = { .bytes = { 0 } };
	struct nlmsgerr *payload;

	mnl_nlmsg_put_header(&answer);
	payload = mnl_nlmsg_put_extra_header(&answer.msg, sizeof(*payload));
	payload->error = -error;
	if (why)
		mnl_attr_put_strz(&answer.msg, NLMSGERR_ATTR_MSG, why);
	if (cookie >= 0)
		mnl_attr_put_u32(&answer.msg, NLMSGERR_ATTR_COOKIE, cookie);
	say(&answer.msg, NLMSG_ERROR, NLM_F_CAPPED | (why || cookie >= 0 ? NLM_F_ACK_TLVS : 0));
}

/* More than two outputs are told in several messages. */
static void say_route(const char *line)
{
	struct route route = line_route(VERB_ROUTE, line), part;
	struct nlmsghdr *msg;
	uint32_t at = 0;

	/* The kernel leaves no default away. */
	route.join = route_join(&route);
	do {
		part = route;
		if (at)
			part.n_excepts = 0;
		part.outputs += at;
		part.n_outputs = route.n_outputs - at > 2 ? 2 : route.n_outputs - at;
		msg = request_route_new(&part, 0);
		mnl_attr_put(msg, MCFWD_A_ROUTE_BOUND, 0, NULL);
		if (at)
			mnl_attr_put(msg, MCFWD_A_ROUTE_MORE, 0, NULL);
		say(msg, KERNEL_FAMILY, NLM_F_MULTI);
		free(msg);
		at += part.n_outputs;
	} while (at < route.n_outputs);
	route_free(&route);
}

static void dump(void)
{
	union {
		struct nlmsghdr msg;
		char bytes[64];
	} done = { .bytes = { 0 } };
	const char *const *line;
	char text[64];
	unsigned int i;

	for (line = me->routes; line && *line; line++)
		say_route(*line);
	for (i = 0; i < me->n_made; i++) {
		sprintf(text, "from a group 232.%u.%u.%u", i >> 16, i >> 8 & 255, i & 255);
		say_route(text);
	}
	mnl_nlmsg_put_header(&done);
	mnl_nlmsg_put_extra_header(&done.msg, sizeof(int));
	say(&done.msg, NLMSG_DONE, NLM_F_MULTI | (me->interrupted ? NLM_F_DUMP_INTR : 0));
	if (me->interrupted)
		me->interrupted--;
}

/* The flags that only requests have. */
static bool has_flag(const struct nlmsghdr *msg, uint16_t flag)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, msg, GENL_HDRLEN)
		if (mnl_attr_get_type(attr) == flag)
			return true;
	return false;
}

static void log_route(const struct nlmsghdr *msg, bool new)
{
	struct print print = { .out = out, .again = true };
	struct route route;
	bool more;

	if (me->quiet)
		return;
	if (msg_read_route(msg, &route, &more))
		die("a request about a route cannot be read");
	fputs(!new ? "del" : has_flag(msg, MCFWD_A_ROUTE_REPLACE) ? "replace" : "new", out);
	fputs(has_flag(msg, MCFWD_A_ROUTE_FORCE) ? " force " : " ", out);
	print_begin(&print, true);
	print_route(&print, &route);
	route_free(&route);
}

/* Return: the errno of an error that is told at once. */
static int stage(const struct nlmsghdr *msg, bool new)
{
	log_route(msg, new);
	staged++;
	return (int)staged_in_all++ == me->refuse ? EINVAL : 0;
}

static void commit(void)
{
	if (me->quiet)
		fprintf(out, "%u staged\n", staged);
	staged = 0;
	if (me->again) {
		me->again--;
		acknowledge(EAGAIN, "the routes have changed since the transaction began", -1);
	} else {
		acknowledge(me->commit_error, me->commit_error ? "the commit is refused" : NULL,
			    me->commit_error ? me->cookie : -1);
	}
}

static void answer(const struct nlmsghdr *msg, bool last)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(msg);
	int error = 0;

	seq = msg->nlmsg_seq;
	switch (genl->cmd) {
	case MCFWD_CMD_TRANSACTION_BEGIN:
		fputs("begin\n", out);
		break;
	case MCFWD_CMD_TRANSACTION_ABORT:
		fputs("abort\n", out);
		staged = 0;
		break;
	case MCFWD_CMD_TRANSACTION_COMMIT:
		fputs("commit\n", out);
		commit();
		return;
	case MCFWD_CMD_ROUTE_GET:
		fputs("dump\n", out);
		dump();
		return;
	case MCFWD_CMD_ROUTE_NEW:
	case MCFWD_CMD_ROUTE_DEL:
		error = stage(msg, genl->cmd == MCFWD_CMD_ROUTE_NEW);
		break;
	default:
		fprintf(out, "command %u\n", genl->cmd);
	}
	if (!(msg->nlmsg_flags & NLM_F_ACK) == last)
		fputs("the last request, and only that, should ask for an answer\n", out);
	if (error)
		acknowledge(error, "the request is refused", -1);
	else if (msg->nlmsg_flags & NLM_F_ACK)
		acknowledge(0, NULL, -1);
}

static void run(void)
{
	static union {
		struct nlmsghdr msg;
		char bytes[0x100000];
	} in;
	const struct nlmsghdr *msg;
	ssize_t received;
	int length;

	while ((received = recv(fd, &in, sizeof(in), 0)) > 0) {
		length = received;
		for (msg = &in.msg; mnl_nlmsg_ok(msg, length); msg = mnl_nlmsg_next(msg, &length))
			answer(msg, length <= (int)MNL_ALIGN(msg->nlmsg_len));
	}
	fclose(out);
	_exit(0);
}

/**
 * kernel_begin - start the process
 * @kernel: says what it does
 * @nl: a conversation with it
 */
void kernel_begin(struct kernel *kernel, struct nl *nl)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		printf("Bail out! no socket pair\n");
	kernel->log = mmap(NULL, LOG_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
			   0);
	if (kernel->log == MAP_FAILED)
		printf("Bail out! no memory\n");
	fflush(stdout);
	kernel->pid = fork();
	if (!kernel->pid) {
		close(pair[0]);
		me = kernel;
		fd = pair[1];
		out = fmemopen(kernel->log, LOG_SIZE, "w");
		run();
	}
	close(pair[1]);
	nl_attach(nl, pair[0], KERNEL_FAMILY);
}

/**
 * kernel_end - end the conversation and the process
 * @kernel: has the log afterwards, which is good until the next kernel_end()
 * @nl: the conversation
 */
void kernel_end(struct kernel *kernel, struct nl *nl)
{
	static char log[LOG_SIZE];

	nl_close(nl);
	waitpid(kernel->pid, NULL, 0);
	memcpy(log, kernel->log, LOG_SIZE);
	munmap(kernel->log, LOG_SIZE);
	log[LOG_SIZE - 1] = '\0';
	kernel->log = log;
}
