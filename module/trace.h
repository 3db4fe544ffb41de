/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints: each copy that is sent, and each packet or copy that is dropped. They
 * tell of the packet as it arrived.
 *
 * Without __string(), whose __assign_str() has had different parameters.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM mcfwd

#if !defined(MCFWD_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define MCFWD_TRACE_H

#include <linux/if.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/mcfwd.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <linux/tracepoint.h>

#ifndef MCFWD_TRACE_ONCE
#define MCFWD_TRACE_ONCE

/**
 * mcfwd_trace_addresses() - note a packet's addresses for "%pISc"
 * @skb: the packet, data at the IP header
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @group: overwritten with its destination
 * @source: overwritten with its source
 */
static inline void mcfwd_trace_addresses(const struct sk_buff *skb, u8 pf,
					 struct sockaddr_in6 *group, struct sockaddr_in6 *source)
{
	struct sockaddr_in *group4 = (struct sockaddr_in *)group;
	struct sockaddr_in *source4 = (struct sockaddr_in *)source;

	memset(group, 0, sizeof(*group));
	memset(source, 0, sizeof(*source));
	if (pf == NFPROTO_IPV4) {
		group4->sin_family = AF_INET;
		group4->sin_addr.s_addr = ip_hdr(skb)->daddr;
		source4->sin_family = AF_INET;
		source4->sin_addr.s_addr = ip_hdr(skb)->saddr;
	} else {
		group->sin6_family = AF_INET6;
		group->sin6_addr = ipv6_hdr(skb)->daddr;
		source->sin6_family = AF_INET6;
		source->sin6_addr = ipv6_hdr(skb)->saddr;
	}
}

#endif /* MCFWD_TRACE_ONCE */

/* They are numbers to user space unless it is told of their names. */
TRACE_DEFINE_ENUM(MCFWD_A_DROPS_MARTIAN);
TRACE_DEFINE_ENUM(MCFWD_A_DROPS_OWN);
TRACE_DEFINE_ENUM(MCFWD_A_DROPS_TTL);
TRACE_DEFINE_ENUM(MCFWD_A_DROPS_INPUT);
TRACE_DEFINE_ENUM(MCFWD_A_DROPS_THRESHOLD);
TRACE_DEFINE_ENUM(MCFWD_A_DROPS_MTU);
TRACE_DEFINE_ENUM(MCFWD_A_DROPS_DOWN);
TRACE_DEFINE_ENUM(MCFWD_A_DROPS_MEMORY);
TRACE_DEFINE_ENUM(MCFWD_A_DROPS_NO_ADDRESS);
TRACE_DEFINE_ENUM(MCFWD_A_DROPS_FIREWALL);
TRACE_DEFINE_ENUM(MCFWD_A_DROPS_QUEUED);
TRACE_DEFINE_ENUM(MCFWD_A_DROPS_XMIT);
TRACE_DEFINE_ENUM(MCFWD_A_DROPS_RATE);
TRACE_DEFINE_ENUM(MCFWD_A_DROPS_LOOP);

TRACE_EVENT(mcfwd_forward,
	TP_PROTO(const struct sk_buff *skb, u8 pf, const struct net_device *in,
		 const char *out),
	TP_ARGS(skb, pf, in, out),
	TP_STRUCT__entry(
		__array(char, in, IFNAMSIZ)
		__array(char, out, IFNAMSIZ)
		__field(u8, family)
		__field(u32, len)
		__array(u8, group, sizeof(struct sockaddr_in6))
		__array(u8, source, sizeof(struct sockaddr_in6))
	),
	TP_fast_assign(
		strscpy(__entry->in, in->name, IFNAMSIZ);
		strscpy(__entry->out, out, IFNAMSIZ);
		__entry->family = pf == NFPROTO_IPV4 ? 4 : 6;
		__entry->len = skb->len;
		mcfwd_trace_addresses(skb, pf, (struct sockaddr_in6 *)__entry->group,
				      (struct sockaddr_in6 *)__entry->source);
	),
	TP_printk("in=%s out=%s family=%u group=%pISc source=%pISc len=%u",
		  __entry->in, __entry->out, __entry->family, __entry->group,
		  __entry->source, __entry->len)
);

/*
 * Without an output, the packet is dropped by its route, for all of them. The words
 * are those of the statistics, see tools/mcfwd/counters.c.
 */
TRACE_EVENT(mcfwd_drop,
	TP_PROTO(const struct sk_buff *skb, u8 pf, const struct net_device *in,
		 const char *out, enum mcfwd_a_drops reason),
	TP_ARGS(skb, pf, in, out, reason),
	TP_STRUCT__entry(
		__array(char, in, IFNAMSIZ)
		__array(char, out, IFNAMSIZ)
		__field(u8, family)
		__field(u32, len)
		__field(int, reason)
		__array(u8, group, sizeof(struct sockaddr_in6))
		__array(u8, source, sizeof(struct sockaddr_in6))
	),
	TP_fast_assign(
		strscpy(__entry->in, in->name, IFNAMSIZ);
		strscpy(__entry->out, out, IFNAMSIZ);
		__entry->family = pf == NFPROTO_IPV4 ? 4 : 6;
		__entry->len = skb->len;
		__entry->reason = reason;
		mcfwd_trace_addresses(skb, pf, (struct sockaddr_in6 *)__entry->group,
				      (struct sockaddr_in6 *)__entry->source);
	),
	TP_printk("in=%s out=%s family=%u group=%pISc source=%pISc len=%u reason=%s",
		  __entry->in, __entry->out, __entry->family, __entry->group,
		  __entry->source, __entry->len,
		  __print_symbolic(__entry->reason,
				   { MCFWD_A_DROPS_MARTIAN, "martian" },
				   { MCFWD_A_DROPS_OWN, "own" },
				   { MCFWD_A_DROPS_TTL, "ttl" },
				   { MCFWD_A_DROPS_INPUT, "input" },
				   { MCFWD_A_DROPS_THRESHOLD, "threshold" },
				   { MCFWD_A_DROPS_MTU, "mtu" },
				   { MCFWD_A_DROPS_DOWN, "down" },
				   { MCFWD_A_DROPS_MEMORY, "memory" },
				   { MCFWD_A_DROPS_NO_ADDRESS, "no-address" },
				   { MCFWD_A_DROPS_FIREWALL, "firewall" },
				   { MCFWD_A_DROPS_QUEUED, "queued" },
				   { MCFWD_A_DROPS_XMIT, "xmit" },
				   { MCFWD_A_DROPS_RATE, "rate" },
				   { MCFWD_A_DROPS_LOOP, "loop" }))
);

#endif /* MCFWD_TRACE_H */

/* Beside this file; the compiler is told to look there. */
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
