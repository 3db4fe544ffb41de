/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_BATCH_H
#define MCFWD_BATCH_H

#include "nl.h"

/**
 * struct batch - requests that are collected, to be sent many at once
 * @nl: the conversation
 * @buffer: the requests that are not yet sent
 * @size: of @buffer
 * @used: of @buffer
 * @n: how many are in it
 * @sent: how many the kernel has accepted before
 * @refused: the number, counted from 0, of the request that the kernel refused
 */
struct batch {
	struct nl *nl;
	char *buffer;
	size_t size;
	size_t used;
	uint32_t n;
	uint32_t sent;
	uint32_t refused;
};

void batch_init(struct batch *batch, struct nl *nl);
int batch_add(struct batch *batch, const struct nlmsghdr *msg);
int batch_flush(struct batch *batch);
void batch_free(struct batch *batch);

#endif /* MCFWD_BATCH_H */
