/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_REQUEST_H
#define MCFWD_REQUEST_H

#include <libmnl/libmnl.h>

#include "route.h"

/* How a route or an output is to be made. */
#define REQUEST_REPLACE	0x1	/* in the place of one with the same match or device */
#define REQUEST_FORCE	0x2	/* whether or not it closes a cycle */

struct nlmsghdr *request_empty(uint8_t command);
struct nlmsghdr *request_limit_set(uint32_t routes_max);
struct nlmsghdr *request_route_new(const struct route *route, unsigned int how);
struct nlmsghdr *request_output(uint8_t command, const struct route *route, unsigned int how);
struct nlmsghdr *request_route_match(uint8_t command, const struct route *match, bool counters);

#endif /* MCFWD_REQUEST_H */
