/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_NL_H
#define MCFWD_NL_H

#include <libmnl/libmnl.h>

#include "refusal.h"
#include "sentence.h"

/**
 * struct nl - a conversation with the kernel module
 * @fd: netlink socket
 * @family: id of the generic netlink family
 * @events: id of its multicast group of events, or 0
 * @seq: number of the last request
 * @changed: the last dump was overtaken by changes (nl_dump(): each time it was tried)
 * @buffer: for what is received
 * @size: of @buffer
 * @error: says why the last call failed
 * @refused: errno of the kernel's no to the last call, negative; 0 if it failed otherwise
 * @cookie: the number that came with the no, or REFUSAL_NO_COOKIE
 */
struct nl {
	int fd;
	uint16_t family;
	uint32_t events;
	uint32_t seq;
	bool changed;
	char *buffer;
	size_t size;
	struct sentence error;
	int refused;
	uint32_t cookie;
};

/**
 * struct nl_sink - who takes what the kernel tells
 * @take: takes one message; returns 0, -ENOMEM, or -EPROTO if it cannot be read
 * @restart: forget what was taken, it is told once more; NULL if there is nothing to forget
 * @data: passed to both
 */
struct nl_sink {
	int (*take)(const struct nlmsghdr *msg, void *data);
	void (*restart)(void *data);
	void *data;
};

int nl_open(struct nl *nl);
void nl_attach(struct nl *nl, int fd, uint16_t family);
void nl_close(struct nl *nl);
int nl_request(struct nl *nl, struct nlmsghdr *msg, const struct nl_sink *sink);
int nl_dump(struct nl *nl, struct nlmsghdr *msg, const struct nl_sink *sink);
int nl_dump_once(struct nl *nl, struct nlmsghdr *msg, const struct nl_sink *sink);
int nl_batch(struct nl *nl, struct nlmsghdr *first, size_t length, uint32_t *refused);
int nl_join(struct nl *nl);
int nl_listen(struct nl *nl, const struct nl_sink *sink);

#endif /* MCFWD_NL_H */
