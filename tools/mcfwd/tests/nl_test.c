// SPDX-License-Identifier: GPL-2.0-only
/* Conversations with a kernel that is the other end of a socket pair. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/genetlink.h>

#include "array.h"
#include "msg.h"
#include "nl.h"
#include "request.h"
#include "tap.h"

#define FAMILY 77

/* What is to be one datagram of the kernel. */
static union {
	struct nlmsghdr msg;
	char bytes[131072];
} out;
static size_t used;
static int kernel;

static void send_out(void)
{
	if (send(kernel, &out, used, 0) < 0)
		printf("Bail out! cannot send: %s\n", strerror(errno));
	memset(&out, 0, used);
	used = 0;
}

static struct nlmsghdr *begin(uint16_t type, uint16_t flags, uint32_t seq)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(out.bytes + used);

	msg->nlmsg_type = type;
	msg->nlmsg_flags = flags;
	msg->nlmsg_seq = seq;
	return msg;
}

static void end(const struct nlmsghdr *msg)
{
	used += MNL_ALIGN(msg->nlmsg_len);
}

static void say_member(const char *device, uint16_t flags, uint32_t seq)
{
	struct nlmsghdr *msg = begin(FAMILY, flags, seq);

	mnl_nlmsg_put_extra_header(msg, GENL_HDRLEN);
	mnl_attr_put_strz(msg, MCFWD_A_MEMBER_DEVICE, device);
	mnl_attr_put(msg, MCFWD_A_MEMBER_GROUP, 4, "\xe1\0\0\1");
	end(msg);
}

static void say_end(uint16_t type, int error, uint16_t flags, uint32_t seq)
{
	struct nlmsghdr *msg = begin(type, flags, seq);
	size_t size = type == NLMSG_DONE ? sizeof(error) : sizeof(struct nlmsgerr);

	memcpy(mnl_nlmsg_put_extra_header(msg, size), &error, sizeof(error));
	end(msg);
}

static int take(const struct nlmsghdr *msg, void *data)
{
	struct member member;
	int err = msg_read_member(msg, &member);

	return err ? err : member_list_add(data, &member);
}

static void forget(void *data)
{
	member_list_free(data);
}

static struct member_list list;
static const struct nl_sink sink = { .take = take, .restart = forget, .data = &list };

static void open_pair(struct nl *nl)
{
	int pair[2], size = 1 << 20;

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair))
		printf("Bail out! no socket pair\n");
	setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	nl_attach(nl, pair[0], FAMILY);
	kernel = pair[1];
}

static void close_pair(struct nl *nl)
{
	nl_close(nl);
	close(kernel);
	member_list_free(&list);
}

static void test_request(void)
{
	struct nlmsghdr *msg = request_empty(MCFWD_CMD_MEMBER_GET), got;
	struct nl nl;

	open_pair(&nl);
	say_member("wlan0", 0, 1);
	send_out();
	say_end(NLMSG_ERROR, 0, NLM_F_CAPPED, 1);
	send_out();
	tap_ok(!nl_request(&nl, msg, &sink) && list.n == 1 &&
	       !strcmp(list.members[0].device, "wlan0"), "a request and its answer");
	recv(kernel, &got, sizeof(got), 0);
	tap_ok(got.nlmsg_type == FAMILY && got.nlmsg_flags == (NLM_F_REQUEST | NLM_F_ACK) &&
	       got.nlmsg_seq == 1 && got.nlmsg_len == msg->nlmsg_len, "what was sent");
	say_end(NLMSG_ERROR, -EPERM, NLM_F_CAPPED, 2);
	send_out();
	tap_ok(nl_request(&nl, msg, NULL) == -1, "a refused request");
	tap_text(nl.error.text, "Operation not permitted: changing routes needs CAP_NET_ADMIN.",
		 "a refused request: the sentence");
	close_pair(&nl);
	free(msg);
}

static void test_dump(void)
{
	struct nlmsghdr *msg = request_empty(MCFWD_CMD_MEMBER_GET), got;
	struct nl nl;

	open_pair(&nl);
	say_member("old", NLM_F_MULTI, 99);
	say_end(NLMSG_DONE, 0, NLM_F_MULTI, 99);
	say_member("a", NLM_F_MULTI, 1);
	say_member("b", NLM_F_MULTI, 1);
	send_out();
	say_member("c", NLM_F_MULTI, 1);
	say_end(NLMSG_DONE, 0, NLM_F_MULTI, 1);
	send_out();
	tap_ok(!nl_dump(&nl, msg, &sink) && !nl.changed && list.n == 3 &&
	       !strcmp(list.members[2].device, "c"), "a dump, behind the rest of another");
	recv(kernel, &got, sizeof(got), 0);
	tap_ok(got.nlmsg_flags == (NLM_F_REQUEST | NLM_F_DUMP), "a dump: what was sent");
	member_list_free(&list);

	say_member("a", NLM_F_MULTI, 2);
	say_end(NLMSG_DONE, -EINVAL, NLM_F_MULTI, 2);
	send_out();
	tap_ok(nl_dump(&nl, msg, &sink) == -1 && !strcmp(nl.error.text, "Invalid argument."),
	       "a dump that fails at its end");
	member_list_free(&list);

	say_end(NLMSG_ERROR, -ENOMEM, NLM_F_CAPPED, 3);
	send_out();
	tap_ok(nl_dump(&nl, msg, &sink) == -1 && !strcmp(nl.error.text, "Cannot allocate memory."),
	       "a dump that is refused");
	close_pair(&nl);
	free(msg);
}

static void test_interrupted(void)
{
	struct nlmsghdr *msg = request_empty(MCFWD_CMD_MEMBER_GET);
	struct nl nl;
	uint32_t seq;

	open_pair(&nl);
	say_member("a", NLM_F_MULTI, 1);
	say_member("b", NLM_F_MULTI | NLM_F_DUMP_INTR, 1);
	say_end(NLMSG_DONE, 0, NLM_F_MULTI, 1);
	send_out();
	say_member("a", NLM_F_MULTI, 2);
	say_end(NLMSG_DONE, 0, NLM_F_MULTI | NLM_F_DUMP_INTR, 2);
	send_out();
	say_member("c", NLM_F_MULTI, 3);
	say_end(NLMSG_DONE, 0, NLM_F_MULTI, 3);
	send_out();
	tap_ok(!nl_dump(&nl, msg, &sink) && !nl.changed && list.n == 1 &&
	       !strcmp(list.members[0].device, "c"), "an interrupted dump is begun anew");
	close_pair(&nl);

	open_pair(&nl);
	for (seq = 1; seq <= 10; seq++) {
		say_member("a", NLM_F_MULTI | NLM_F_DUMP_INTR, seq);
		say_end(NLMSG_DONE, 0, NLM_F_MULTI, seq);
		send_out();
	}
	tap_ok(!nl_dump(&nl, msg, &sink) && nl.changed && list.n == 1 && nl.seq == 10,
	       "a dump that is always interrupted ends, and says so");
	close_pair(&nl);
	free(msg);
}

static void test_large(void)
{
	struct nlmsghdr *msg = request_empty(MCFWD_CMD_MEMBER_GET), *answer;
	struct nl nl;

	open_pair(&nl);
	answer = begin(FAMILY, 0, 1);
	mnl_nlmsg_put_extra_header(answer, GENL_HDRLEN);
	mnl_attr_put_strz(answer, MCFWD_A_MEMBER_DEVICE, "a");
	mnl_attr_put(answer, MCFWD_A_MEMBER_GROUP, 4, "\xe1\0\0\1");
	while (answer->nlmsg_len < 100000)
		mnl_attr_put(answer, 100, 16, "0123456789abcdef");
	mnl_attr_put_u32(answer, MCFWD_A_MEMBER_STATE, MCFWD_MEMBER_JOINED);
	end(answer);
	send_out();
	say_end(NLMSG_ERROR, 0, NLM_F_CAPPED, 1);
	send_out();
	tap_ok(!nl_request(&nl, msg, &sink) && list.n == 1 &&
	       list.members[0].state == MCFWD_MEMBER_JOINED, "an answer of 100 kB");
	close_pair(&nl);
	free(msg);
}

static void test_bad(void)
{
	struct nlmsghdr *msg = request_empty(MCFWD_CMD_MEMBER_GET), *answer;
	struct nl nl;

	open_pair(&nl);
	answer = begin(FAMILY, NLM_F_MULTI, 1);
	mnl_nlmsg_put_extra_header(answer, GENL_HDRLEN);
	end(answer);
	send_out();
	tap_ok(nl_dump(&nl, msg, &sink) == -1 &&
	       strstr(nl.error.text, "cannot be read; it may be of another version"),
	       "an answer that cannot be read");
	begin(NLMSG_OVERRUN, 0, 2);
	end(&out.msg);
	send_out();
	tap_ok(nl_dump(&nl, msg, &sink) == -1 &&
	       !strcmp(nl.error.text, "a message of the kernel was lost."), "an overrun");
	close(kernel);
	tap_ok(nl_request(&nl, msg, &sink) == -1 &&
	       !strncmp(nl.error.text, "cannot send to the kernel: ", 27), "nobody there");
	close_pair(&nl);
	free(msg);
}

/* A request of the family that any kernel has: good, or with a command that it does not know. */
static size_t put_request(char *bytes, bool good)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(bytes);
	struct genlmsghdr *genl = mnl_nlmsg_put_extra_header(msg, sizeof(*genl));

	genl->cmd = good ? CTRL_CMD_GETFAMILY : 99;
	genl->version = 1;
	if (good)
		mnl_attr_put_strz(msg, CTRL_ATTR_FAMILY_NAME, "nlctrl");
	return MNL_ALIGN(msg->nlmsg_len);
}

static size_t put_requests(char *bytes, size_t size, const char *which)
{
	size_t length = 0;

	memset(bytes, 0, size);
	for (; *which; which++)
		length += put_request(bytes + length, *which == '+');
	return length;
}

/* Here the other end is the kernel itself. */
static void test_batch(void)
{
	static const struct {
		const char *which;
		uint32_t refused;
	} tests[] = {
		{ "+", 1 }, { "+++", 3 }, { "-", 0 }, { "++-", 2 }, { "+-+-", 1 }, { "-++", 0 },
	};
	static union {
		struct nlmsghdr msg;
		char bytes[65536];
	} buffer;
	char many[1001];
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC), size = 1;
	uint32_t refused;
	size_t length, i;
	struct nl nl;

	nl_attach(&nl, fd, GENL_ID_CTRL);
	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		const char *which = tests[i].which;
		bool good = !strchr(which, '-');

		length = put_requests(buffer.bytes, sizeof(buffer), which);
		tap_ok(!nl_batch(&nl, &buffer.msg, length, &refused) == good &&
		       refused == tests[i].refused && nl.refused == (good ? 0 : -EOPNOTSUPP),
		       "a batch %s", which);
	}
	/* The first refusal is not lost, the last answer is. */
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	memset(many, '-', sizeof(many));
	memcpy(many, "+", 1);
	many[1000] = '\0';
	length = put_requests(buffer.bytes, sizeof(buffer), many);
	tap_ok(nl_batch(&nl, &buffer.msg, length, &refused) && refused <= 1000,
	       "a batch with more refusals than the socket holds");
	length = put_requests(buffer.bytes, sizeof(buffer), "+");
	tap_ok(!nl_batch(&nl, &buffer.msg, length, &refused), "a batch after that");
	nl_close(&nl);
}

int main(void)
{
	test_request();
	test_dump();
	test_interrupted();
	test_large();
	test_bad();
	test_batch();
	return tap_end();
}
