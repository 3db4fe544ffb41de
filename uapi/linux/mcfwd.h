/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	uapi/mcfwd.yaml */
/* YNL-GEN uapi header */
/* To regenerate, run: uapi/gen.sh */

#ifndef _UAPI_LINUX_MCFWD_H
#define _UAPI_LINUX_MCFWD_H

#define MCFWD_GENL_NAME		"mcfwd"
#define MCFWD_GENL_VERSION	1

/**
 * enum mcfwd_ttl_mode - What an output does to the IPv4 TTL or the IPv6 hop
 *   limit of its copy.
 * @MCFWD_TTL_DEC: Subtract one; drop the copy when nothing would be left.
 * @MCFWD_TTL_KEEP: Leave it as it arrived.
 * @MCFWD_TTL_SET: Set it to the given value.
 * @MCFWD_TTL_MIN: Raise it to the given value if it is lower.
 */
enum mcfwd_ttl_mode {
	MCFWD_TTL_DEC,
	MCFWD_TTL_KEEP,
	MCFWD_TTL_SET,
	MCFWD_TTL_MIN,
};

/**
 * enum mcfwd_join - What mcfwd does for the group to arrive on the input
 *   device.
 * @MCFWD_JOIN_NO: Nothing; something else makes the group arrive.
 * @MCFWD_JOIN_YES: Join the group (IGMP, MLD), (*,G), or (S,G) if the route
 *   names a source. Only for a single group and a single device.
 * @MCFWD_JOIN_ALLMULTI: Let the device receive all multicast frames, without
 *   any join.
 */
enum mcfwd_join {
	MCFWD_JOIN_NO,
	MCFWD_JOIN_YES,
	MCFWD_JOIN_ALLMULTI,
};

/**
 * enum mcfwd_local - Whether this host's own sockets get the packet, too.
 * @MCFWD_LOCAL_AUTO: If one has joined the group on the input device; mcfwd's
 *   own membership does not count.
 * @MCFWD_LOCAL_YES: The packet goes on as if there were no route.
 * @MCFWD_LOCAL_NO: The packet ends here.
 */
enum mcfwd_local {
	MCFWD_LOCAL_AUTO,
	MCFWD_LOCAL_YES,
	MCFWD_LOCAL_NO,
};

/**
 * enum mcfwd_member_state
 * @MCFWD_MEMBER_PENDING: The input device does not exist, or the join is still
 *   to be tried.
 * @MCFWD_MEMBER_JOINED: The kernel reports the group on the input device.
 * @MCFWD_MEMBER_FAILED: The join was refused; the attribute error says why. It
 *   is retried.
 */
enum mcfwd_member_state {
	MCFWD_MEMBER_PENDING,
	MCFWD_MEMBER_JOINED,
	MCFWD_MEMBER_FAILED,
};

enum mcfwd_a_drops {
	MCFWD_A_DROPS_PAD = 1,
	MCFWD_A_DROPS_MARTIAN,
	MCFWD_A_DROPS_OWN,
	MCFWD_A_DROPS_TTL,
	MCFWD_A_DROPS_INPUT,
	MCFWD_A_DROPS_THRESHOLD,
	MCFWD_A_DROPS_MTU,
	MCFWD_A_DROPS_DOWN,
	MCFWD_A_DROPS_MEMORY,
	MCFWD_A_DROPS_NO_ADDRESS,
	MCFWD_A_DROPS_FIREWALL,
	MCFWD_A_DROPS_QUEUED,
	MCFWD_A_DROPS_XMIT,
	MCFWD_A_DROPS_RATE,
	MCFWD_A_DROPS_LOOP,

	__MCFWD_A_DROPS_MAX
};
#define MCFWD_A_DROPS_MAX (__MCFWD_A_DROPS_MAX - 1)

enum mcfwd_a_counters {
	MCFWD_A_COUNTERS_PAD = 1,
	MCFWD_A_COUNTERS_PACKETS,
	MCFWD_A_COUNTERS_BYTES,
	MCFWD_A_COUNTERS_DROPS,

	__MCFWD_A_COUNTERS_MAX
};
#define MCFWD_A_COUNTERS_MAX (__MCFWD_A_COUNTERS_MAX - 1)

enum mcfwd_a_output {
	MCFWD_A_OUTPUT_DEVICE = 1,
	MCFWD_A_OUTPUT_TTL_MODE,
	MCFWD_A_OUTPUT_TTL,
	MCFWD_A_OUTPUT_THRESHOLD,
	MCFWD_A_OUTPUT_BOUND,
	MCFWD_A_OUTPUT_COUNTERS,
	MCFWD_A_OUTPUT_SRC,
	MCFWD_A_OUTPUT_SRC_AUTO,
	MCFWD_A_OUTPUT_GROUP_TO,
	MCFWD_A_OUTPUT_DSCP,
	MCFWD_A_OUTPUT_NO_FIREWALL,

	__MCFWD_A_OUTPUT_MAX
};
#define MCFWD_A_OUTPUT_MAX (__MCFWD_A_OUTPUT_MAX - 1)

enum mcfwd_a_prefix {
	MCFWD_A_PREFIX_ADDRESS = 1,
	MCFWD_A_PREFIX_LEN,

	__MCFWD_A_PREFIX_MAX
};
#define MCFWD_A_PREFIX_MAX (__MCFWD_A_PREFIX_MAX - 1)

enum mcfwd_a_route {
	MCFWD_A_ROUTE_INPUT = 1,
	MCFWD_A_ROUTE_GROUP,
	MCFWD_A_ROUTE_SOURCE,
	MCFWD_A_ROUTE_JOIN,
	MCFWD_A_ROUTE_OUTPUT,
	MCFWD_A_ROUTE_REPLACE,
	MCFWD_A_ROUTE_WITH_COUNTERS,
	MCFWD_A_ROUTE_BOUND,
	MCFWD_A_ROUTE_COUNTERS,
	MCFWD_A_ROUTE_MORE,
	MCFWD_A_ROUTE_GROUP_LEN,
	MCFWD_A_ROUTE_SOURCE_LEN,
	MCFWD_A_ROUTE_INPUT_PREFIX,
	MCFWD_A_ROUTE_DPORT,
	MCFWD_A_ROUTE_DPORT_LAST,
	MCFWD_A_ROUTE_EXCEPT,
	MCFWD_A_ROUTE_LOCAL,
	MCFWD_A_ROUTE_LOCAL_ORIGIN,
	MCFWD_A_ROUTE_RATE,
	MCFWD_A_ROUTE_COMMENT,
	MCFWD_A_ROUTE_FORCE,

	__MCFWD_A_ROUTE_MAX
};
#define MCFWD_A_ROUTE_MAX (__MCFWD_A_ROUTE_MAX - 1)

enum mcfwd_a_member {
	MCFWD_A_MEMBER_DEVICE = 1,
	MCFWD_A_MEMBER_GROUP,
	MCFWD_A_MEMBER_SOURCE,
	MCFWD_A_MEMBER_STATE,
	MCFWD_A_MEMBER_ERROR,

	__MCFWD_A_MEMBER_MAX
};
#define MCFWD_A_MEMBER_MAX (__MCFWD_A_MEMBER_MAX - 1)

enum mcfwd_a_stats {
	MCFWD_A_STATS_PAD = 1,
	MCFWD_A_STATS_ROUTES,
	MCFWD_A_STATS_ROUTES_MAX,
	MCFWD_A_STATS_MATCHED,
	MCFWD_A_STATS_UNMATCHED,
	MCFWD_A_STATS_COUNTERS,

	__MCFWD_A_STATS_MAX
};
#define MCFWD_A_STATS_MAX (__MCFWD_A_STATS_MAX - 1)

enum mcfwd_a_device {
	MCFWD_A_DEVICE_NAME = 1,
	MCFWD_A_DEVICE_IFINDEX,
	MCFWD_A_DEVICE_BOUND,

	__MCFWD_A_DEVICE_MAX
};
#define MCFWD_A_DEVICE_MAX (__MCFWD_A_DEVICE_MAX - 1)

enum mcfwd_a_alert {
	MCFWD_A_ALERT_PAD = 1,
	MCFWD_A_ALERT_DEVICE,
	MCFWD_A_ALERT_GROUP,
	MCFWD_A_ALERT_SOURCE,
	MCFWD_A_ALERT_PACKETS,
	MCFWD_A_ALERT_RATE,
	MCFWD_A_ALERT_ROUTES_MAX,

	__MCFWD_A_ALERT_MAX
};
#define MCFWD_A_ALERT_MAX (__MCFWD_A_ALERT_MAX - 1)

enum mcfwd_a_transaction {
	MCFWD_A_TRANSACTION_PAD = 1,

	__MCFWD_A_TRANSACTION_MAX
};
#define MCFWD_A_TRANSACTION_MAX (__MCFWD_A_TRANSACTION_MAX - 1)

enum mcfwd_cmd {
	MCFWD_CMD_ROUTE_NEW = 1,
	MCFWD_CMD_ROUTE_DEL,
	MCFWD_CMD_ROUTE_GET,
	MCFWD_CMD_ROUTE_FLUSH,
	MCFWD_CMD_MEMBER_GET,
	MCFWD_CMD_STATS_GET,
	MCFWD_CMD_LIMIT_SET,
	MCFWD_CMD_OUTPUT_NEW,
	MCFWD_CMD_OUTPUT_DEL,
	MCFWD_CMD_TRANSACTION_BEGIN,
	MCFWD_CMD_TRANSACTION_COMMIT,
	MCFWD_CMD_TRANSACTION_ABORT,
	MCFWD_CMD_ROUTE_NEW_NTF,
	MCFWD_CMD_ROUTE_CHANGE_NTF,
	MCFWD_CMD_ROUTE_DEL_NTF,
	MCFWD_CMD_DEVICE_NTF,
	MCFWD_CMD_LOOP_NTF,
	MCFWD_CMD_STORM_NTF,
	MCFWD_CMD_LIMIT_NTF,

	__MCFWD_CMD_MAX
};
#define MCFWD_CMD_MAX (__MCFWD_CMD_MAX - 1)

#define MCFWD_MCGRP_EVENTS	"events"

#endif /* _UAPI_LINUX_MCFWD_H */
