/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_TABLE_H
#define MCFWD_TABLE_H

#include <linux/netfilter.h>
#include <linux/types.h>

struct mcfwd_key;
struct mcfwd_names;
struct mcfwd_net;
struct mcfwd_route;
struct netlink_ext_ack;

int mcfwd_table_add(struct mcfwd_net *mn, struct mcfwd_route *route, bool replace,
		    struct netlink_ext_ack *extack);
void mcfwd_table_del(struct mcfwd_net *mn, struct mcfwd_route *route);
void mcfwd_table_flush(struct mcfwd_net *mn);
struct mcfwd_route *mcfwd_table_find(struct mcfwd_net *mn, u8 pf, const struct mcfwd_key *key);

struct mcfwd_route *mcfwd_table_lookup(struct mcfwd_net *mn, u8 pf,
				       const struct mcfwd_names *input,
				       const union nf_inet_addr *group,
				       const union nf_inet_addr *source);

int mcfwd_table_init_net(struct mcfwd_net *mn);
void mcfwd_table_stop_net(struct mcfwd_net *mn);
void mcfwd_table_exit_net(struct mcfwd_net *mn);

#endif /* MCFWD_TABLE_H */
