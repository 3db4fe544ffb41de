// SPDX-License-Identifier: GPL-2.0-only
/* For those who need not hold all routes at once: there may be a million. */
#include "msg.h"
#include "stream.h"

/**
 * stream_add - take a message of a dump
 * @stream: the stream
 * @msg: tells a route, or continues the one before
 *
 * Return: 0, -EPROTO if the message is not as the spec says, or -ENOMEM, or what @take returns.
 */
int stream_add(struct stream *stream, const struct nlmsghdr *msg)
{
	struct route route;
	bool more;
	int err = msg_read_route(msg, &route, &more);

	if (err)
		return err;
	if (!more)
		err = stream_end(stream);
	if (!err)
		return route_list_add(&stream->last, &route, more);
	route_free(&route);
	return err;
}

/**
 * stream_end - take note that there is no more to come
 * @stream: the stream, which can be used again
 *
 * Return: 0, or what @take returns.
 */
int stream_end(struct stream *stream)
{
	int err;

	if (!stream->last.n)
		return 0;
	err = stream->take(&stream->last.routes[0], stream->data);
	route_free(&stream->last.routes[0]);
	stream->last.n = 0;
	return err;
}

/**
 * stream_free - release what a stream holds
 * @stream: forgets the last route, and can be used again
 */
void stream_free(struct stream *stream)
{
	route_list_free(&stream->last);
}
