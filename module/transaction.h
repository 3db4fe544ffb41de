/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_TRANSACTION_H
#define MCFWD_TRANSACTION_H

#include <linux/types.h>

struct mcfwd_net;
struct mcfwd_route;
struct mcfwd_transaction;
struct netlink_ext_ack;
struct sock;

int mcfwd_transaction_begin(struct mcfwd_net *mn, const struct sock *sk,
			    struct netlink_ext_ack *extack);
struct mcfwd_transaction *mcfwd_transaction_find(struct mcfwd_net *mn, const struct sock *sk);
int mcfwd_transaction_add(struct mcfwd_net *mn, struct mcfwd_transaction *transaction,
			  struct mcfwd_route *route, bool replace,
			  struct netlink_ext_ack *extack);
int mcfwd_transaction_del(struct mcfwd_net *mn, struct mcfwd_transaction *transaction,
			  const struct mcfwd_route *route, struct netlink_ext_ack *extack);
int mcfwd_transaction_commit(struct mcfwd_net *mn, struct mcfwd_transaction *transaction,
			     struct netlink_ext_ack *extack);
void mcfwd_transaction_abort(struct mcfwd_net *mn, struct mcfwd_transaction *transaction);
void mcfwd_transaction_exit_net(struct mcfwd_net *mn);

int mcfwd_transaction_register(void);
void mcfwd_transaction_unregister(void);

#endif /* MCFWD_TRANSACTION_H */
