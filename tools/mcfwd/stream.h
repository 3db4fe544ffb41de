/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_STREAM_H
#define MCFWD_STREAM_H

#include <libmnl/libmnl.h>

#include "route.h"

/**
 * struct stream - whole routes from the messages of a dump, one at a time
 * @take: takes a route, which is released after it; returns 0 or a negative errno
 * @data: passed to @take
 * @last: the route that the next message may continue, if there is one
 */
struct stream {
	int (*take)(const struct route *route, void *data);
	void *data;
	struct route_list last;
};

int stream_add(struct stream *stream, const struct nlmsghdr *msg);
int stream_end(struct stream *stream);
void stream_free(struct stream *stream);

#endif /* MCFWD_STREAM_H */
