/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	uapi/mcfwd.yaml */
/* YNL-GEN kernel header */
/* To regenerate, run: uapi/gen.sh */

#ifndef _LINUX_MCFWD_GEN_H
#define _LINUX_MCFWD_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <linux/mcfwd.h>

/* Common nested types */
extern const struct nla_policy mcfwd_counters_nl_policy[MCFWD_A_COUNTERS_DROPS + 1];
extern const struct nla_policy mcfwd_drops_nl_policy[MCFWD_A_DROPS_LOOP + 1];
extern const struct nla_policy mcfwd_output_nl_policy[MCFWD_A_OUTPUT_NO_FIREWALL + 1];
extern const struct nla_policy mcfwd_prefix_nl_policy[MCFWD_A_PREFIX_LEN + 1];

extern const struct nla_policy mcfwd_route_new_nl_policy[MCFWD_A_ROUTE_FORCE + 1];

extern const struct nla_policy mcfwd_route_del_nl_policy[MCFWD_A_ROUTE_DPORT_LAST + 1];

extern const struct nla_policy mcfwd_route_get_nl_policy[MCFWD_A_ROUTE_DPORT_LAST + 1];

extern const struct nla_policy mcfwd_route_flush_nl_policy[MCFWD_A_ROUTE_DPORT_LAST + 1];

extern const struct nla_policy mcfwd_member_get_nl_policy[MCFWD_A_MEMBER_SOURCE + 1];

extern const struct nla_policy mcfwd_stats_get_nl_policy[MCFWD_A_STATS_PAD + 1];

extern const struct nla_policy mcfwd_limit_set_nl_policy[MCFWD_A_STATS_ROUTES_MAX + 1];

extern const struct nla_policy mcfwd_output_new_nl_policy[MCFWD_A_ROUTE_FORCE + 1];

extern const struct nla_policy mcfwd_output_del_nl_policy[MCFWD_A_ROUTE_DPORT_LAST + 1];

extern const struct nla_policy mcfwd_transaction_begin_nl_policy[MCFWD_A_TRANSACTION_PAD + 1];

extern const struct nla_policy mcfwd_transaction_commit_nl_policy[MCFWD_A_TRANSACTION_PAD + 1];

extern const struct nla_policy mcfwd_transaction_abort_nl_policy[MCFWD_A_TRANSACTION_PAD + 1];

/* Ops table for mcfwd */
extern const struct genl_ops mcfwd_nl_ops[12];

int mcfwd_nl_route_new_doit(struct sk_buff *skb, struct genl_info *info);
int mcfwd_nl_route_del_doit(struct sk_buff *skb, struct genl_info *info);
int mcfwd_nl_route_get_doit(struct sk_buff *skb, struct genl_info *info);
int mcfwd_nl_route_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int mcfwd_nl_route_flush_doit(struct sk_buff *skb, struct genl_info *info);
int mcfwd_nl_member_get_doit(struct sk_buff *skb, struct genl_info *info);
int mcfwd_nl_member_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int mcfwd_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info);
int mcfwd_nl_limit_set_doit(struct sk_buff *skb, struct genl_info *info);
int mcfwd_nl_output_new_doit(struct sk_buff *skb, struct genl_info *info);
int mcfwd_nl_output_del_doit(struct sk_buff *skb, struct genl_info *info);
int mcfwd_nl_transaction_begin_doit(struct sk_buff *skb,
				    struct genl_info *info);
int mcfwd_nl_transaction_commit_doit(struct sk_buff *skb,
				     struct genl_info *info);
int mcfwd_nl_transaction_abort_doit(struct sk_buff *skb,
				    struct genl_info *info);

enum {
	MCFWD_NLGRP_EVENTS,
};

#endif /* _LINUX_MCFWD_GEN_H */
