// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	uapi/mcfwd.yaml */
/* YNL-GEN kernel source */
/* To regenerate, run: uapi/gen.sh */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "nl_gen.h"

#include <linux/mcfwd.h>

/* Common nested types */
const struct nla_policy mcfwd_counters_nl_policy[MCFWD_A_COUNTERS_DROPS + 1] = {
	[MCFWD_A_COUNTERS_PACKETS] = { .type = NLA_U64, },
	[MCFWD_A_COUNTERS_BYTES] = { .type = NLA_U64, },
	[MCFWD_A_COUNTERS_DROPS] = NLA_POLICY_NESTED(mcfwd_drops_nl_policy),
};

const struct nla_policy mcfwd_drops_nl_policy[MCFWD_A_DROPS_LOOP + 1] = {
	[MCFWD_A_DROPS_MARTIAN] = { .type = NLA_U64, },
	[MCFWD_A_DROPS_OWN] = { .type = NLA_U64, },
	[MCFWD_A_DROPS_TTL] = { .type = NLA_U64, },
	[MCFWD_A_DROPS_INPUT] = { .type = NLA_U64, },
	[MCFWD_A_DROPS_THRESHOLD] = { .type = NLA_U64, },
	[MCFWD_A_DROPS_MTU] = { .type = NLA_U64, },
	[MCFWD_A_DROPS_DOWN] = { .type = NLA_U64, },
	[MCFWD_A_DROPS_MEMORY] = { .type = NLA_U64, },
	[MCFWD_A_DROPS_NO_ADDRESS] = { .type = NLA_U64, },
	[MCFWD_A_DROPS_FIREWALL] = { .type = NLA_U64, },
	[MCFWD_A_DROPS_QUEUED] = { .type = NLA_U64, },
	[MCFWD_A_DROPS_XMIT] = { .type = NLA_U64, },
	[MCFWD_A_DROPS_RATE] = { .type = NLA_U64, },
	[MCFWD_A_DROPS_LOOP] = { .type = NLA_U64, },
};

const struct nla_policy mcfwd_output_nl_policy[MCFWD_A_OUTPUT_NO_FIREWALL + 1] = {
	[MCFWD_A_OUTPUT_DEVICE] = { .type = NLA_NUL_STRING, .len = 15, },
	[MCFWD_A_OUTPUT_TTL_MODE] = NLA_POLICY_MAX(NLA_U32, 3),
	[MCFWD_A_OUTPUT_TTL] = NLA_POLICY_MIN(NLA_U8, 1),
	[MCFWD_A_OUTPUT_THRESHOLD] = { .type = NLA_U8, },
	[MCFWD_A_OUTPUT_BOUND] = { .type = NLA_FLAG, },
	[MCFWD_A_OUTPUT_COUNTERS] = NLA_POLICY_NESTED(mcfwd_counters_nl_policy),
	[MCFWD_A_OUTPUT_SRC] = { .type = NLA_BINARY, },
	[MCFWD_A_OUTPUT_SRC_AUTO] = { .type = NLA_FLAG, },
	[MCFWD_A_OUTPUT_GROUP_TO] = { .type = NLA_BINARY, },
	[MCFWD_A_OUTPUT_DSCP] = NLA_POLICY_MAX(NLA_U8, 63),
	[MCFWD_A_OUTPUT_NO_FIREWALL] = { .type = NLA_FLAG, },
};

const struct nla_policy mcfwd_prefix_nl_policy[MCFWD_A_PREFIX_LEN + 1] = {
	[MCFWD_A_PREFIX_ADDRESS] = { .type = NLA_BINARY, },
	[MCFWD_A_PREFIX_LEN] = NLA_POLICY_RANGE(NLA_U8, 1, 128),
};

/* MCFWD_CMD_ROUTE_NEW - do */
const struct nla_policy mcfwd_route_new_nl_policy[MCFWD_A_ROUTE_FORCE + 1] = {
	[MCFWD_A_ROUTE_INPUT] = { .type = NLA_NUL_STRING, .len = 15, },
	[MCFWD_A_ROUTE_GROUP] = { .type = NLA_BINARY, },
	[MCFWD_A_ROUTE_SOURCE] = { .type = NLA_BINARY, },
	[MCFWD_A_ROUTE_JOIN] = NLA_POLICY_MAX(NLA_U32, 2),
	[MCFWD_A_ROUTE_OUTPUT] = NLA_POLICY_NESTED(mcfwd_output_nl_policy),
	[MCFWD_A_ROUTE_REPLACE] = { .type = NLA_FLAG, },
	[MCFWD_A_ROUTE_GROUP_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[MCFWD_A_ROUTE_SOURCE_LEN] = NLA_POLICY_RANGE(NLA_U8, 1, 128),
	[MCFWD_A_ROUTE_INPUT_PREFIX] = { .type = NLA_FLAG, },
	[MCFWD_A_ROUTE_DPORT] = NLA_POLICY_MIN(NLA_U16, 1),
	[MCFWD_A_ROUTE_DPORT_LAST] = NLA_POLICY_MIN(NLA_U16, 1),
	[MCFWD_A_ROUTE_EXCEPT] = NLA_POLICY_NESTED(mcfwd_prefix_nl_policy),
	[MCFWD_A_ROUTE_LOCAL] = NLA_POLICY_MAX(NLA_U32, 2),
	[MCFWD_A_ROUTE_LOCAL_ORIGIN] = { .type = NLA_FLAG, },
	[MCFWD_A_ROUTE_RATE] = NLA_POLICY_MIN(NLA_U32, 1),
	[MCFWD_A_ROUTE_COMMENT] = { .type = NLA_NUL_STRING, .len = 255, },
	[MCFWD_A_ROUTE_FORCE] = { .type = NLA_FLAG, },
};

/* MCFWD_CMD_ROUTE_DEL - do */
const struct nla_policy mcfwd_route_del_nl_policy[MCFWD_A_ROUTE_DPORT_LAST + 1] = {
	[MCFWD_A_ROUTE_INPUT] = { .type = NLA_NUL_STRING, .len = 15, },
	[MCFWD_A_ROUTE_GROUP] = { .type = NLA_BINARY, },
	[MCFWD_A_ROUTE_SOURCE] = { .type = NLA_BINARY, },
	[MCFWD_A_ROUTE_GROUP_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[MCFWD_A_ROUTE_SOURCE_LEN] = NLA_POLICY_RANGE(NLA_U8, 1, 128),
	[MCFWD_A_ROUTE_INPUT_PREFIX] = { .type = NLA_FLAG, },
	[MCFWD_A_ROUTE_DPORT] = NLA_POLICY_MIN(NLA_U16, 1),
	[MCFWD_A_ROUTE_DPORT_LAST] = NLA_POLICY_MIN(NLA_U16, 1),
};

/* MCFWD_CMD_ROUTE_GET - do */
const struct nla_policy mcfwd_route_get_nl_policy[MCFWD_A_ROUTE_DPORT_LAST + 1] = {
	[MCFWD_A_ROUTE_INPUT] = { .type = NLA_NUL_STRING, .len = 15, },
	[MCFWD_A_ROUTE_GROUP] = { .type = NLA_BINARY, },
	[MCFWD_A_ROUTE_SOURCE] = { .type = NLA_BINARY, },
	[MCFWD_A_ROUTE_WITH_COUNTERS] = { .type = NLA_FLAG, },
	[MCFWD_A_ROUTE_GROUP_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[MCFWD_A_ROUTE_SOURCE_LEN] = NLA_POLICY_RANGE(NLA_U8, 1, 128),
	[MCFWD_A_ROUTE_INPUT_PREFIX] = { .type = NLA_FLAG, },
	[MCFWD_A_ROUTE_DPORT] = NLA_POLICY_MIN(NLA_U16, 1),
	[MCFWD_A_ROUTE_DPORT_LAST] = NLA_POLICY_MIN(NLA_U16, 1),
};

/* MCFWD_CMD_ROUTE_FLUSH - do */
const struct nla_policy mcfwd_route_flush_nl_policy[MCFWD_A_ROUTE_DPORT_LAST + 1] = {
	[MCFWD_A_ROUTE_INPUT] = { .type = NLA_NUL_STRING, .len = 15, },
	[MCFWD_A_ROUTE_GROUP] = { .type = NLA_BINARY, },
	[MCFWD_A_ROUTE_SOURCE] = { .type = NLA_BINARY, },
	[MCFWD_A_ROUTE_GROUP_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[MCFWD_A_ROUTE_SOURCE_LEN] = NLA_POLICY_RANGE(NLA_U8, 1, 128),
	[MCFWD_A_ROUTE_INPUT_PREFIX] = { .type = NLA_FLAG, },
	[MCFWD_A_ROUTE_DPORT] = NLA_POLICY_MIN(NLA_U16, 1),
	[MCFWD_A_ROUTE_DPORT_LAST] = NLA_POLICY_MIN(NLA_U16, 1),
};

/* MCFWD_CMD_MEMBER_GET - do */
const struct nla_policy mcfwd_member_get_nl_policy[MCFWD_A_MEMBER_SOURCE + 1] = {
	[MCFWD_A_MEMBER_DEVICE] = { .type = NLA_NUL_STRING, .len = 15, },
	[MCFWD_A_MEMBER_GROUP] = { .type = NLA_BINARY, },
	[MCFWD_A_MEMBER_SOURCE] = { .type = NLA_BINARY, },
};

/* MCFWD_CMD_STATS_GET - do */
const struct nla_policy mcfwd_stats_get_nl_policy[MCFWD_A_STATS_PAD + 1] = {
};

/* MCFWD_CMD_LIMIT_SET - do */
const struct nla_policy mcfwd_limit_set_nl_policy[MCFWD_A_STATS_ROUTES_MAX + 1] = {
	[MCFWD_A_STATS_ROUTES_MAX] = { .type = NLA_U32, },
};

/* MCFWD_CMD_OUTPUT_NEW - do */
const struct nla_policy mcfwd_output_new_nl_policy[MCFWD_A_ROUTE_FORCE + 1] = {
	[MCFWD_A_ROUTE_INPUT] = { .type = NLA_NUL_STRING, .len = 15, },
	[MCFWD_A_ROUTE_GROUP] = { .type = NLA_BINARY, },
	[MCFWD_A_ROUTE_SOURCE] = { .type = NLA_BINARY, },
	[MCFWD_A_ROUTE_OUTPUT] = NLA_POLICY_NESTED(mcfwd_output_nl_policy),
	[MCFWD_A_ROUTE_REPLACE] = { .type = NLA_FLAG, },
	[MCFWD_A_ROUTE_GROUP_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[MCFWD_A_ROUTE_SOURCE_LEN] = NLA_POLICY_RANGE(NLA_U8, 1, 128),
	[MCFWD_A_ROUTE_INPUT_PREFIX] = { .type = NLA_FLAG, },
	[MCFWD_A_ROUTE_DPORT] = NLA_POLICY_MIN(NLA_U16, 1),
	[MCFWD_A_ROUTE_DPORT_LAST] = NLA_POLICY_MIN(NLA_U16, 1),
	[MCFWD_A_ROUTE_FORCE] = { .type = NLA_FLAG, },
};

/* MCFWD_CMD_OUTPUT_DEL - do */
const struct nla_policy mcfwd_output_del_nl_policy[MCFWD_A_ROUTE_DPORT_LAST + 1] = {
	[MCFWD_A_ROUTE_INPUT] = { .type = NLA_NUL_STRING, .len = 15, },
	[MCFWD_A_ROUTE_GROUP] = { .type = NLA_BINARY, },
	[MCFWD_A_ROUTE_SOURCE] = { .type = NLA_BINARY, },
	[MCFWD_A_ROUTE_OUTPUT] = NLA_POLICY_NESTED(mcfwd_output_nl_policy),
	[MCFWD_A_ROUTE_GROUP_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[MCFWD_A_ROUTE_SOURCE_LEN] = NLA_POLICY_RANGE(NLA_U8, 1, 128),
	[MCFWD_A_ROUTE_INPUT_PREFIX] = { .type = NLA_FLAG, },
	[MCFWD_A_ROUTE_DPORT] = NLA_POLICY_MIN(NLA_U16, 1),
	[MCFWD_A_ROUTE_DPORT_LAST] = NLA_POLICY_MIN(NLA_U16, 1),
};

/* MCFWD_CMD_TRANSACTION_BEGIN - do */
const struct nla_policy mcfwd_transaction_begin_nl_policy[MCFWD_A_TRANSACTION_PAD + 1] = {
};

/* MCFWD_CMD_TRANSACTION_COMMIT - do */
const struct nla_policy mcfwd_transaction_commit_nl_policy[MCFWD_A_TRANSACTION_PAD + 1] = {
};

/* MCFWD_CMD_TRANSACTION_ABORT - do */
const struct nla_policy mcfwd_transaction_abort_nl_policy[MCFWD_A_TRANSACTION_PAD + 1] = {
};

/* Ops table for mcfwd */
const struct genl_ops mcfwd_nl_ops[12] = {
	{
		.cmd		= MCFWD_CMD_ROUTE_NEW,
		.doit		= mcfwd_nl_route_new_doit,
		.policy		= mcfwd_route_new_nl_policy,
		.maxattr	= MCFWD_A_ROUTE_FORCE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MCFWD_CMD_ROUTE_DEL,
		.doit		= mcfwd_nl_route_del_doit,
		.policy		= mcfwd_route_del_nl_policy,
		.maxattr	= MCFWD_A_ROUTE_DPORT_LAST,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MCFWD_CMD_ROUTE_GET,
		.doit		= mcfwd_nl_route_get_doit,
		.dumpit		= mcfwd_nl_route_get_dumpit,
		.policy		= mcfwd_route_get_nl_policy,
		.maxattr	= MCFWD_A_ROUTE_DPORT_LAST,
	},
	{
		.cmd		= MCFWD_CMD_ROUTE_FLUSH,
		.doit		= mcfwd_nl_route_flush_doit,
		.policy		= mcfwd_route_flush_nl_policy,
		.maxattr	= MCFWD_A_ROUTE_DPORT_LAST,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MCFWD_CMD_MEMBER_GET,
		.doit		= mcfwd_nl_member_get_doit,
		.dumpit		= mcfwd_nl_member_get_dumpit,
		.policy		= mcfwd_member_get_nl_policy,
		.maxattr	= MCFWD_A_MEMBER_SOURCE,
	},
	{
		.cmd		= MCFWD_CMD_STATS_GET,
		.doit		= mcfwd_nl_stats_get_doit,
		.policy		= mcfwd_stats_get_nl_policy,
		.maxattr	= MCFWD_A_STATS_PAD,
	},
	{
		.cmd		= MCFWD_CMD_LIMIT_SET,
		.doit		= mcfwd_nl_limit_set_doit,
		.policy		= mcfwd_limit_set_nl_policy,
		.maxattr	= MCFWD_A_STATS_ROUTES_MAX,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MCFWD_CMD_OUTPUT_NEW,
		.doit		= mcfwd_nl_output_new_doit,
		.policy		= mcfwd_output_new_nl_policy,
		.maxattr	= MCFWD_A_ROUTE_FORCE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MCFWD_CMD_OUTPUT_DEL,
		.doit		= mcfwd_nl_output_del_doit,
		.policy		= mcfwd_output_del_nl_policy,
		.maxattr	= MCFWD_A_ROUTE_DPORT_LAST,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MCFWD_CMD_TRANSACTION_BEGIN,
		.doit		= mcfwd_nl_transaction_begin_doit,
		.policy		= mcfwd_transaction_begin_nl_policy,
		.maxattr	= MCFWD_A_TRANSACTION_PAD,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MCFWD_CMD_TRANSACTION_COMMIT,
		.doit		= mcfwd_nl_transaction_commit_doit,
		.policy		= mcfwd_transaction_commit_nl_policy,
		.maxattr	= MCFWD_A_TRANSACTION_PAD,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MCFWD_CMD_TRANSACTION_ABORT,
		.doit		= mcfwd_nl_transaction_abort_doit,
		.policy		= mcfwd_transaction_abort_nl_policy,
		.maxattr	= MCFWD_A_TRANSACTION_PAD,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
};
