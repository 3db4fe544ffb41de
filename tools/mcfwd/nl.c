// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/genetlink.h>
#include <linux/mcfwd.h>
#include <sys/socket.h>

#include "nl.h"

/* The kernel makes dump messages as large as the reader's buffer, up to this. */
#define BUFFER_SIZE	32768
/* A refusal takes a kilobyte in the kernel, and a batch may have a thousand. */
#define RECEIVE_BUFFER	(2 << 20)
/* How often a dump is begun anew because routes changed under it. */
#define DUMP_TRIES	10

/**
 * nl_attach - begin a conversation over a socket that is there
 * @nl: the conversation
 * @fd: is taken over
 * @family: id of the generic netlink family
 */
void nl_attach(struct nl *nl, int fd, uint16_t family)
{
	memset(nl, 0, sizeof(*nl));
	nl->fd = fd;
	nl->family = family;
}

/**
 * nl_close - end a conversation
 * @nl: the conversation
 */
void nl_close(struct nl *nl)
{
	if (nl->fd >= 0)
		close(nl->fd);
	free(nl->buffer);
	nl_attach(nl, -1, 0);
}

/* Make the socket accept a request of that size, as far as we may. */
static void make_room(struct nl *nl, size_t length)
{
	int want, have;
	socklen_t size = sizeof(have);

	if (getsockopt(nl->fd, SOL_SOCKET, SO_SNDBUF, &have, &size))
		return;
	/* The kernel keeps a few bytes of the buffer for itself, and doubles what is set. */
	if (length + 1024 <= (size_t)have || length > (1 << 29))
		return;
	want = length + 1024;
	/* The first may pass the administrator's limit, but is not everybody's to call. */
	if (setsockopt(nl->fd, SOL_SOCKET, SO_SNDBUFFORCE, &want, sizeof(want)))
		setsockopt(nl->fd, SOL_SOCKET, SO_SNDBUF, &want, sizeof(want));
}

static int send_all(struct nl *nl, const void *messages, size_t length)
{
	ssize_t sent;

	nl->refused = 0;
	make_room(nl, length);
	do {
		sent = send(nl->fd, messages, length, 0);
	} while (sent < 0 && errno == EINTR);
	if (sent >= 0)
		return 0;
	if (errno == EMSGSIZE)
		return sentence_set(&nl->error,
				    "the request of %zu bytes is too large to send: %s.", length,
				    "it needs CAP_NET_ADMIN or a greater net.core.wmem_max");
	return sentence_set(&nl->error, "cannot send to the kernel: %s.", strerror(errno));
}

static void address(struct nl *nl, struct nlmsghdr *msg, uint16_t flags)
{
	if (!msg->nlmsg_type)
		msg->nlmsg_type = nl->family;
	msg->nlmsg_flags = NLM_F_REQUEST | flags;
	msg->nlmsg_seq = ++nl->seq;
}

static int transmit(struct nl *nl, struct nlmsghdr *msg, uint16_t flags)
{
	address(nl, msg, flags);
	return send_all(nl, msg, msg->nlmsg_len);
}

static int grow(struct nl *nl, size_t size)
{
	char *buffer;

	if (size <= nl->size)
		return 0;
	buffer = realloc(nl->buffer, size);
	if (!buffer)
		return sentence_set(&nl->error, "out of memory.");
	nl->buffer = buffer;
	nl->size = size;
	return 0;
}

/*
 * Receive one datagram of the kernel, whatever its size.
 *
 * Return: its length, or a negative errno with @nl->error set.
 */
static ssize_t receive(struct nl *nl, int flags)
{
	struct sockaddr_nl from;
	struct iovec iov;
	struct msghdr datagram = {
		.msg_name = &from,
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	ssize_t length;
	int err;

	do {
		length = recv(nl->fd, NULL, 0, MSG_PEEK | MSG_TRUNC | flags);
		if (length < 0) {
			if (errno == EINTR)
				continue;
			goto fail;
		}
		/* libmnl takes lengths for multiples of four, and may look at what is between. */
		if (grow(nl, length > BUFFER_SIZE ? MNL_ALIGN(length) : BUFFER_SIZE))
			return -ENOMEM;
		memset(&from, 0, sizeof(from));
		datagram.msg_namelen = sizeof(from);
		iov.iov_base = nl->buffer;
		iov.iov_len = nl->size;
		length = recvmsg(nl->fd, &datagram, flags);
		if (length < 0 && errno != EINTR)
			goto fail;
		/* Other processes may send to this socket too; only the kernel has id 0. */
	} while (length < 0 || from.nl_pid);
	if (!length) {
		sentence_set(&nl->error, "the kernel ended the conversation.");
		return -EPIPE;
	}
	if (!(datagram.msg_flags & MSG_TRUNC))
		return length;
	sentence_set(&nl->error, "a message of the kernel was cut off.");
	return -EMSGSIZE;
fail:
	err = -errno;
	sentence_set(&nl->error, "cannot receive from the kernel: %s.", strerror(-err));
	return err;
}

/*
 * @sink:	takes the messages
 * @request:	what they answer
 * @changed:	the kernel marked one of them: what is dumped has changed meanwhile
 */
struct answer {
	const struct nl_sink *sink;
	const struct nlmsghdr *request;
	bool changed;
};

static int deliver(struct nl *nl, const struct nl_sink *sink, const struct nlmsghdr *msg)
{
	int err = sink ? sink->take(msg, sink->data) : 0;

	if (!err)
		return 0;
	if (err == -ENOMEM)
		return sentence_set(&nl->error, "out of memory.");
	return sentence_set(&nl->error, "the kernel module's answer cannot be read; %s.",
			    "it may be of another version than this tool");
}

/* Return: 1 to go on, 0 at the end of the answer, -1 for an error. */
static int take(struct nl *nl, struct answer *answer, const struct nlmsghdr *msg)
{
	/* What is left of an earlier answer. */
	if (msg->nlmsg_seq != nl->seq)
		return 1;
	if (msg->nlmsg_flags & NLM_F_DUMP_INTR)
		answer->changed = true;
	switch (msg->nlmsg_type) {
	case NLMSG_NOOP:
		return 1;
	case NLMSG_OVERRUN:
		return sentence_set(&nl->error, "a message of the kernel was lost.");
	case NLMSG_ERROR:
	case NLMSG_DONE:
		nl->refused = refusal_read(msg, answer->request, &nl->error, &nl->cookie);
		return nl->refused ? -1 : 0;
	}
	return deliver(nl, answer->sink, msg) ? -1 : 1;
}

static int hear(struct nl *nl, struct answer *answer)
{
	const struct nlmsghdr *msg;
	ssize_t received;
	int length, more = 1;

	while (more > 0) {
		received = receive(nl, 0);
		if (received < 0)
			return -1;
		length = received;
		msg = (const struct nlmsghdr *)nl->buffer;
		for (; more > 0 && mnl_nlmsg_ok(msg, length); msg = mnl_nlmsg_next(msg, &length))
			more = take(nl, answer, msg);
	}
	return more;
}

/**
 * nl_request - ask the kernel for one thing
 * @nl: the conversation
 * @msg: the request as msg.h makes it; gets its type, flags and number here
 * @sink: takes the answer; NULL if none is expected
 *
 * Return: 0, or -1 with @nl->error set.
 */
int nl_request(struct nl *nl, struct nlmsghdr *msg, const struct nl_sink *sink)
{
	struct answer answer = { .sink = sink, .request = msg };

	if (transmit(nl, msg, NLM_F_ACK))
		return -1;
	return hear(nl, &answer);
}

/**
 * nl_dump_once - ask the kernel for all of a kind
 * @nl: the conversation
 * @msg: as for nl_request()
 * @sink: takes the answers
 *
 * If routes change while they are told, @nl->changed says so: what was taken may miss something.
 *
 * Return: 0, or -1 with @nl->error set.
 */
int nl_dump_once(struct nl *nl, struct nlmsghdr *msg, const struct nl_sink *sink)
{
	struct answer answer = { .sink = sink, .request = msg };

	nl->changed = false;
	if (transmit(nl, msg, NLM_F_DUMP) || hear(nl, &answer))
		return -1;
	nl->changed = answer.changed;
	return 0;
}

/**
 * nl_dump - the same, but again if routes change meanwhile
 * @nl: the conversation
 * @msg: as for nl_request()
 * @sink: takes the answers; its @restart is called before another try
 *
 * That is not tried for ever: @nl->changed says if all tries were overtaken.
 *
 * Return: 0, or -1 with @nl->error set.
 */
int nl_dump(struct nl *nl, struct nlmsghdr *msg, const struct nl_sink *sink)
{
	int tries;

	for (tries = 0; tries < DUMP_TRIES; tries++) {
		if (tries && sink->restart)
			sink->restart(sink->data);
		if (nl_dump_once(nl, msg, sink))
			return -1;
		if (!nl->changed)
			break;
	}
	return 0;
}

/*
 * @first:	the first of the requests, which lie one behind the other
 * @seq:	its number
 * @n:		how many there are
 * @failed:	the first that was refused, counted from 0; @n if none was
 * @lost:	the kernel had more to say than the socket could hold
 * @done:	the last was answered
 */
struct batch_answer {
	struct nlmsghdr *first;
	uint32_t seq;
	uint32_t n;
	uint32_t failed;
	bool lost;
	bool done;
};

/* The refusals come in the order of the requests, and the first counts. */
static void take_ack(struct nl *nl, struct batch_answer *answer, const struct nlmsghdr *msg)
{
	uint32_t number = msg->nlmsg_seq - answer->seq, i;
	struct nlmsghdr *request = answer->first;

	if (msg->nlmsg_type != NLMSG_ERROR || number >= answer->n)
		return;
	answer->done = number == answer->n - 1;
	if (answer->failed != answer->n)
		return;
	for (i = 0; i < number; i++)
		request = (struct nlmsghdr *)((char *)request + MNL_ALIGN(request->nlmsg_len));
	nl->refused = refusal_read(msg, request, &nl->error, &nl->cookie);
	if (nl->refused)
		answer->failed = number;
}

static int hear_batch(struct nl *nl, struct batch_answer *answer)
{
	const struct nlmsghdr *msg;
	ssize_t received;
	int length;

	while (!answer->done) {
		received = receive(nl, answer->lost ? MSG_DONTWAIT : 0);
		/* What did not fit is lost, the last answer too; what came first is there. */
		if (received == -ENOBUFS) {
			answer->lost = true;
			continue;
		}
		if (answer->lost && (received == -EAGAIN || received == -EWOULDBLOCK))
			break;
		if (received < 0)
			return -1;
		length = received;
		msg = (const struct nlmsghdr *)nl->buffer;
		for (; mnl_nlmsg_ok(msg, length); msg = mnl_nlmsg_next(msg, &length))
			take_ack(nl, answer, msg);
	}
	if (answer->failed == answer->n && answer->lost)
		return sentence_set(&nl->error, "answers of the kernel were lost.");
	return answer->failed == answer->n ? 0 : -1;
}

/**
 * nl_batch - make several requests at once that are answered by yes or no
 * @nl: the conversation
 * @first: the first request; the others lie behind it, each aligned
 * @length: of all of them
 * @refused: the first that was refused, counted from 0; their number if it failed otherwise
 *
 * Only the last asks for an answer, for the kernel takes them in order and answers a request that
 * it refuses in any case.
 *
 * Return: 0, or -1 with @nl->error set.
 */
int nl_batch(struct nl *nl, struct nlmsghdr *first, size_t length, uint32_t *refused)
{
	struct batch_answer answer = { .first = first, .seq = nl->seq + 1 };
	size_t at = 0;
	int err;

	while (at < length) {
		struct nlmsghdr *msg = (struct nlmsghdr *)((char *)first + at);

		at += MNL_ALIGN(msg->nlmsg_len);
		address(nl, msg, at < length ? 0 : NLM_F_ACK);
		answer.n++;
	}
	answer.failed = answer.n;
	err = send_all(nl, first, length);
	if (!err)
		err = hear_batch(nl, &answer);
	*refused = answer.failed;
	return err;
}

/* Nests of no meaningful type, with a name and a number each. */
static void read_groups(struct nl *nl, const struct nlattr *groups)
{
	const struct nlattr *nest, *attr;

	mnl_attr_for_each_nested(nest, groups) {
		bool events = false;
		uint32_t id = 0;

		mnl_attr_for_each_nested(attr, nest) {
			size_t length = mnl_attr_get_payload_len(attr);

			if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_NAME)
				events = length == sizeof(MCFWD_MCGRP_EVENTS) &&
					 !memcmp(mnl_attr_get_payload(attr), MCFWD_MCGRP_EVENTS,
						 length);
			else if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID &&
				 length == sizeof(id))
				id = mnl_attr_get_u32(attr);
		}
		if (events)
			nl->events = id;
	}
}

static int take_family(const struct nlmsghdr *msg, void *data)
{
	const struct nlattr *attr;
	struct nl *nl = data;

	if (msg->nlmsg_len < MNL_NLMSG_HDRLEN + GENL_HDRLEN)
		return -EPROTO;
	mnl_attr_for_each(attr, msg, GENL_HDRLEN) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID &&
		    mnl_attr_get_payload_len(attr) == sizeof(nl->family))
			nl->family = mnl_attr_get_u16(attr);
		else if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GROUPS)
			read_groups(nl, attr);
	}
	return 0;
}

/* Ask for the family's id. The kernel loads the module for this, if there is one. */
static int find_family(struct nl *nl)
{
	struct nl_sink sink = { .take = take_family, .data = nl };
	union {
		struct nlmsghdr msg;
		char bytes[128];
	} request = { .bytes = { 0 } };
	struct answer answer = { .sink = &sink, .request = &request.msg };
	struct genlmsghdr *genl;

	mnl_nlmsg_put_header(&request);
	request.msg.nlmsg_type = GENL_ID_CTRL;
	genl = mnl_nlmsg_put_extra_header(&request.msg, sizeof(*genl));
	genl->cmd = CTRL_CMD_GETFAMILY;
	genl->version = 1;
	mnl_attr_put_strz(&request.msg, CTRL_ATTR_FAMILY_NAME, MCFWD_GENL_NAME);

	if (transmit(nl, &request.msg, NLM_F_ACK))
		return -1;
	if (hear(nl, &answer)) {
		if (nl->refused == -ENOENT)
			sentence_set(&nl->error, "the kernel module mcfwd is not loaded (%s).",
				     "try \"modprobe mcfwd\"");
		return -1;
	}
	if (!nl->family)
		return sentence_set(&nl->error, "the kernel does not tell the id of family mcfwd.");
	return 0;
}

/**
 * nl_open - begin a conversation with the module in the network namespace of this process
 * @nl: the conversation, for nl_close()
 *
 * Return: 0, or -1 with @nl->error set.
 */
int nl_open(struct nl *nl)
{
	int one = 1, receive_buffer = RECEIVE_BUFFER;

	nl_attach(nl, socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC), 0);
	if (nl->fd < 0)
		return sentence_set(&nl->error, "cannot open a netlink socket: %s.",
				    strerror(errno));
	/* Refusals in words, and without the request, which may be large. */
	setsockopt(nl->fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(nl->fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	/* Room for the answers to a batch of which each request is refused, if we may. */
	setsockopt(nl->fd, SOL_SOCKET, SO_RCVBUFFORCE, &receive_buffer, sizeof(receive_buffer));
	return find_family(nl);
}

/**
 * nl_join - from now on be told events
 * @nl: the conversation, which nl_listen() goes on with, and which no more requests are made in
 *
 * Return: 0, or -1 with @nl->error set.
 */
int nl_join(struct nl *nl)
{
	if (!nl->events)
		return sentence_set(&nl->error, "the kernel module tells no events; %s.",
				    "it may be older than this tool");
	if (!setsockopt(nl->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &nl->events,
			sizeof(nl->events)))
		return 0;
	return sentence_set(&nl->error, "cannot listen to events: %s.", strerror(errno));
}

/**
 * nl_listen - take the events of one datagram, if one is there
 * @nl: the conversation
 * @sink: takes them
 *
 * Return: 0, 1 if events have been lost, or -1 with @nl->error set.
 */
int nl_listen(struct nl *nl, const struct nl_sink *sink)
{
	ssize_t received = receive(nl, MSG_DONTWAIT);
	const struct nlmsghdr *msg;
	int length;

	if (received == -ENOBUFS)
		return 1;
	if (received == -EAGAIN || received == -EWOULDBLOCK)
		return 0;
	if (received < 0)
		return -1;
	length = received;
	msg = (const struct nlmsghdr *)nl->buffer;
	for (; mnl_nlmsg_ok(msg, length); msg = mnl_nlmsg_next(msg, &length))
		if (msg->nlmsg_type == nl->family && deliver(nl, sink, msg))
			return -1;
	return 0;
}
