// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "batch.h"

/* Larger ones are not faster, and the default send buffer must hold it. */
#define BATCH_SIZE	65536

/**
 * batch_init - begin to collect
 * @batch: the batch, for batch_free()
 * @nl: where the requests go
 */
void batch_init(struct batch *batch, struct nl *nl)
{
	*batch = (struct batch){ .nl = nl };
}

static int make_room(struct batch *batch, size_t length)
{
	size_t size = length > BATCH_SIZE ? length : BATCH_SIZE;
	char *buffer;

	if (batch->used && batch->used + length > BATCH_SIZE && batch_flush(batch))
		return -1;
	if (size <= batch->size)
		return 0;
	buffer = realloc(batch->buffer, size);
	if (!buffer)
		return sentence_set(&batch->nl->error, "out of memory.");
	batch->buffer = buffer;
	batch->size = size;
	return 0;
}

/**
 * batch_add - add a request that is answered by yes or no
 * @batch: the batch; what was collected is sent if this would be too much
 * @msg: is copied; NULL if memory was too short for it
 *
 * Return: 0, or -1 as of batch_flush().
 */
int batch_add(struct batch *batch, const struct nlmsghdr *msg)
{
	size_t length;

	batch->nl->refused = 0;
	if (!msg)
		return sentence_set(&batch->nl->error, "out of memory.");
	length = MNL_ALIGN(msg->nlmsg_len);
	if (make_room(batch, length))
		return -1;
	memset(batch->buffer + batch->used + length - MNL_ALIGNTO, 0, MNL_ALIGNTO);
	memcpy(batch->buffer + batch->used, msg, msg->nlmsg_len);
	batch->used += length;
	batch->n++;
	return 0;
}

/**
 * batch_flush - send what was collected
 * @batch: the batch
 *
 * Return: 0, or -1 with @nl->error set; if @nl->refused is set, @batch->refused is, too.
 */
int batch_flush(struct batch *batch)
{
	uint32_t refused;

	if (!batch->n)
		return 0;
	if (nl_batch(batch->nl, (struct nlmsghdr *)batch->buffer, batch->used, &refused)) {
		batch->refused = batch->sent + refused;
		return -1;
	}
	batch->sent += batch->n;
	batch->n = 0;
	batch->used = 0;
	return 0;
}

/**
 * batch_free - release what a batch holds
 * @batch: must be made anew to be used again
 */
void batch_free(struct batch *batch)
{
	free(batch->buffer);
	batch->buffer = NULL;
}
