/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_CYCLE_H
#define MCFWD_CYCLE_H

#include <linux/types.h>

/*
 * Routes that are tried for those that are made at once, and for each one more. It
 * is done with a lock that devices wait for.
 */
#define MCFWD_CYCLE_TRIES	8192
#define MCFWD_CYCLE_TRIES_MORE	8

struct mcfwd_net;
struct mcfwd_route;
struct netlink_ext_ack;

int mcfwd_cycle_check(struct mcfwd_net *mn, const struct mcfwd_route *route,
		      const struct mcfwd_route *replaced, u8 inactive, unsigned int *tries,
		      struct netlink_ext_ack *extack);

int mcfwd_cycle_add(struct mcfwd_net *mn, struct mcfwd_route *route);
void mcfwd_cycle_del(struct mcfwd_net *mn, struct mcfwd_route *route);
void mcfwd_cycle_exit_net(struct mcfwd_net *mn);

#endif /* MCFWD_CYCLE_H */
