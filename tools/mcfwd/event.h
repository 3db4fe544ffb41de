/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_EVENT_H
#define MCFWD_EVENT_H

#include "route.h"

/**
 * struct event - something that happened in a network namespace
 * @kind: enum mcfwd_cmd, one of the notifications
 * @route: of MCFWD_CMD_ROUTE_*_NTF: the route
 * @more: it continues that of the event before, with more of its outputs
 * @device: of the others: the device that came or went, or that a packet arrived on; "" for none
 * @bound: the device exists now
 * @ifindex: its index then, else 0
 * @group: destination of a packet or route
 * @source: source of a packet; none if it is not about one
 * @packets: packets dropped so far for the same reason
 * @rate: the rate that was passed; 0 if it is not that
 * @routes_max: the number of routes that must not be passed; 0 if it is not that
 */
struct event {
	uint8_t kind;
	struct route route;
	bool more;
	char device[IFNAMSIZ];
	bool bound;
	uint32_t ifindex;
	struct addr group;
	struct addr source;
	uint64_t packets;
	uint32_t rate;
	uint32_t routes_max;
};

#endif /* MCFWD_EVENT_H */
