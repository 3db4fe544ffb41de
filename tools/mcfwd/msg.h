/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_MSG_H
#define MCFWD_MSG_H

#include <libmnl/libmnl.h>

#include "event.h"
#include "member.h"
#include "route.h"
#include "stats.h"

/* How a route or an output is to be made. */
#define MSG_REPLACE	0x1	/* in the place of one with the same match or device */
#define MSG_FORCE	0x2	/* whether or not it closes a cycle */

struct nlmsghdr *msg_empty(uint8_t command);
struct nlmsghdr *msg_limit_set(uint32_t routes_max);
struct nlmsghdr *msg_route_new(const struct route *route, unsigned int how);
struct nlmsghdr *msg_output(uint8_t command, const struct route *route, unsigned int how);
struct nlmsghdr *msg_route_match(uint8_t command, const struct route *match, bool counters);

int msg_read_route(const struct nlmsghdr *msg, struct route *route, bool *more);
int msg_read_member(const struct nlmsghdr *msg, struct member *member);
int msg_read_event(const struct nlmsghdr *msg, struct event *event);
int msg_read_stats(const struct nlmsghdr *msg, struct stats *stats);

#endif /* MCFWD_MSG_H */
