/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_TABLE_H
#define MCFWD_TABLE_H

#include <linux/netfilter.h>
#include <linux/types.h>

struct mcfwd_key;
struct mcfwd_net;
struct mcfwd_ports;
struct mcfwd_query;
struct mcfwd_route;
struct netlink_ext_ack;

/**
 * struct mcfwd_change - one change of a namespace's routes
 * @list: in the list of changes to be made together
 * @new: the route to add, NULL to delete one
 * @old: the route that @new takes the place of or that is deleted, NULL if there
 *	is none; found when the change is made
 * @id: of the route to delete
 * @replace: @new may take the place of a route with the same match
 */
struct mcfwd_change {
	struct list_head list;
	struct mcfwd_route *new;
	struct mcfwd_route *old;
	u32 id;
	bool replace;
};

int mcfwd_table_add(struct mcfwd_net *mn, struct mcfwd_route *route, bool replace,
		    struct netlink_ext_ack *extack);
void mcfwd_table_del(struct mcfwd_net *mn, struct mcfwd_route *route);
int mcfwd_table_change(struct mcfwd_net *mn, struct list_head *changes, u32 *failed,
		       struct netlink_ext_ack *extack);
void mcfwd_table_flush(struct mcfwd_net *mn);

struct mcfwd_route *mcfwd_table_find(struct mcfwd_net *mn, u8 pf, const struct mcfwd_key *key,
				     struct mcfwd_ports ports);
struct mcfwd_route *mcfwd_table_lookup(struct mcfwd_net *mn, u8 pf, struct mcfwd_query *query);

int mcfwd_table_init_net(struct mcfwd_net *mn);
void mcfwd_table_stop_net(struct mcfwd_net *mn);
void mcfwd_table_exit_net(struct mcfwd_net *mn);

#endif /* MCFWD_TABLE_H */
