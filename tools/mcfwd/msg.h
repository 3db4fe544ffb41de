/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_MSG_H
#define MCFWD_MSG_H

#include <libmnl/libmnl.h>

#include "event.h"
#include "member.h"
#include "route.h"
#include "stats.h"

int msg_read_route(const struct nlmsghdr *msg, struct route *route, bool *more);
int msg_read_member(const struct nlmsghdr *msg, struct member *member);
int msg_read_event(const struct nlmsghdr *msg, struct event *event);
int msg_read_stats(const struct nlmsghdr *msg, struct stats *stats);

#endif /* MCFWD_MSG_H */
