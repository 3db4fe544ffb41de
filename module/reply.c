// SPDX-License-Identifier: GPL-2.0-only
/* Routes, memberships and totals as attributes of messages to user space. */
#include <net/genetlink.h>

#include "except.h"
#include "member.h"
#include "net.h"
#include "rate.h"
#include "reply.h"
#include "route.h"

static int put_address(struct sk_buff *skb, int type, u8 pf, const union nf_inet_addr *addr)
{
	return nla_put(skb, type, pf == NFPROTO_IPV4 ? sizeof(addr->in) : sizeof(addr->in6), addr);
}

static int put_drops(struct sk_buff *skb, const struct mcfwd_totals *sum)
{
	struct nlattr *nest = nla_nest_start(skb, MCFWD_A_COUNTERS_DROPS);
	int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < MCFWD_DROP_COUNT; i++) {
		if (sum->drops[i] &&
		    nla_put_u64_64bit(skb, MCFWD_DROP_FIRST + i, sum->drops[i],
				      MCFWD_A_DROPS_PAD))
			return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_counters(struct sk_buff *skb, int type, const struct mcfwd_stats __percpu *stats)
{
	struct mcfwd_totals sum;
	struct nlattr *nest;

	mcfwd_stats_sum(stats, &sum);
	nest = nla_nest_start(skb, type);
	if (!nest ||
	    nla_put_u64_64bit(skb, MCFWD_A_COUNTERS_PACKETS, sum.packets,
			      MCFWD_A_COUNTERS_PAD) ||
	    nla_put_u64_64bit(skb, MCFWD_A_COUNTERS_BYTES, sum.bytes, MCFWD_A_COUNTERS_PAD) ||
	    put_drops(skb, &sum))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_rewrite(struct sk_buff *skb, const struct mcfwd_rewrite *rewrite, u8 pf)
{
	if ((rewrite->src_mode == MCFWD_SRC_ADDRESS &&
	     put_address(skb, MCFWD_A_OUTPUT_SRC, pf, &rewrite->src)) ||
	    (rewrite->src_mode == MCFWD_SRC_AUTO && nla_put_flag(skb, MCFWD_A_OUTPUT_SRC_AUTO)) ||
	    (rewrite->has_group &&
	     put_address(skb, MCFWD_A_OUTPUT_GROUP_TO, pf, &rewrite->group)) ||
	    (rewrite->has_dscp && nla_put_u8(skb, MCFWD_A_OUTPUT_DSCP, rewrite->dscp)))
		return -EMSGSIZE;
	return 0;
}

static int put_output(struct sk_buff *skb, const struct mcfwd_output *out, u8 pf,
		      bool with_counters)
{
	struct nlattr *nest = nla_nest_start(skb, MCFWD_A_ROUTE_OUTPUT);
	bool has_ttl = out->ttl_mode == MCFWD_TTL_SET || out->ttl_mode == MCFWD_TTL_MIN;

	if (!nest ||
	    nla_put_string(skb, MCFWD_A_OUTPUT_DEVICE, out->device->name) ||
	    nla_put_u32(skb, MCFWD_A_OUTPUT_TTL_MODE, out->ttl_mode) ||
	    (has_ttl && nla_put_u8(skb, MCFWD_A_OUTPUT_TTL, out->ttl)) ||
	    nla_put_u8(skb, MCFWD_A_OUTPUT_THRESHOLD, out->threshold) ||
	    (out->rewrite && put_rewrite(skb, out->rewrite, pf)) ||
	    (out->no_firewall && nla_put_flag(skb, MCFWD_A_OUTPUT_NO_FIREWALL)) ||
	    (rcu_access_pointer(out->device->dev) && nla_put_flag(skb, MCFWD_A_OUTPUT_BOUND)) ||
	    (with_counters && put_counters(skb, MCFWD_A_OUTPUT_COUNTERS, out->stats))) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_key(struct sk_buff *skb, const struct mcfwd_route *route)
{
	const struct mcfwd_key *key = &route->key;

	if (nla_put_string(skb, MCFWD_A_ROUTE_INPUT, route->input->name) ||
	    put_address(skb, MCFWD_A_ROUTE_GROUP, route->pf, &key->group) ||
	    (key->source_len && put_address(skb, MCFWD_A_ROUTE_SOURCE, route->pf, &key->source)))
		return -EMSGSIZE;
	return 0;
}

/* What a member has no need of: whole names and addresses are all it can have. */
static int put_key_lens(struct sk_buff *skb, const struct mcfwd_route *route)
{
	const struct mcfwd_key *key = &route->key;

	if (nla_put_u8(skb, MCFWD_A_ROUTE_GROUP_LEN, key->group_len) ||
	    (key->source_len && nla_put_u8(skb, MCFWD_A_ROUTE_SOURCE_LEN, key->source_len)) ||
	    (route->input->len != MCFWD_NAME_WHOLE &&
	     nla_put_flag(skb, MCFWD_A_ROUTE_INPUT_PREFIX)) ||
	    (route->ports.first &&
	     nla_put_u16(skb, MCFWD_A_ROUTE_DPORT, route->ports.first)) ||
	    (route->ports.first != route->ports.last &&
	     nla_put_u16(skb, MCFWD_A_ROUTE_DPORT_LAST, route->ports.last)))
		return -EMSGSIZE;
	return 0;
}

static int put_except(struct sk_buff *skb, const struct mcfwd_except *except, u8 pf)
{
	struct nlattr *nest;
	u32 i;

	for (i = 0; i < except->n; i++) {
		const struct mcfwd_prefix *prefix = &except->prefixes[i];

		nest = nla_nest_start(skb, MCFWD_A_ROUTE_EXCEPT);
		if (!nest || put_address(skb, MCFWD_A_PREFIX_ADDRESS, pf, &prefix->addr) ||
		    nla_put_u8(skb, MCFWD_A_PREFIX_LEN, prefix->len))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

static int put_route(struct sk_buff *skb, const struct mcfwd_route *route, bool with_counters)
{
	bool bound = rcu_access_pointer(route->input->dev) ||
		     route->input->len != MCFWD_NAME_WHOLE;

	if (nla_put_u32(skb, MCFWD_A_ROUTE_JOIN, route->join) ||
	    nla_put_u32(skb, MCFWD_A_ROUTE_LOCAL, route->local) ||
	    (route->local_origin && nla_put_flag(skb, MCFWD_A_ROUTE_LOCAL_ORIGIN)) ||
	    (route->except && put_except(skb, route->except, route->pf)) ||
	    (route->rate && nla_put_u32(skb, MCFWD_A_ROUTE_RATE, route->rate->limit)) ||
	    (route->comment && nla_put_string(skb, MCFWD_A_ROUTE_COMMENT, route->comment)) ||
	    (bound && nla_put_flag(skb, MCFWD_A_ROUTE_BOUND)) ||
	    (with_counters && put_counters(skb, MCFWD_A_ROUTE_COUNTERS, route->stats)))
		return -EMSGSIZE;
	return 0;
}

/**
 * mcfwd_reply_route() - finish a message with a route and its outputs
 * @skb: the message
 * @hdr: its header; the message is cancelled if nothing fits
 * @route: the route
 * @first: number of the first output to put
 * @with_counters: put counters, too
 *
 * Context: RCU read-side or mcfwd_net.lock held.
 * Return: the number of the first output that did not fit, n_outputs if all did,
 * or -EMSGSIZE if not one did.
 */
int mcfwd_reply_route(struct sk_buff *skb, void *hdr, const struct mcfwd_route *route, u32 first,
		      bool with_counters)
{
	u32 i;

	if (put_key(skb, route) || put_key_lens(skb, route) ||
	    (first ? nla_put_flag(skb, MCFWD_A_ROUTE_MORE) :
		     put_route(skb, route, with_counters)))
		goto cancel;
	for (i = first; i < route->n_outputs; i++)
		if (put_output(skb, &route->outputs[i], route->pf, with_counters))
			break;
	if (i == first && route->n_outputs)
		goto cancel;
	genlmsg_end(skb, hdr);
	return i;

cancel:
	genlmsg_cancel(skb, hdr);
	return -EMSGSIZE;
}

/* Octets that a set of counters takes at most, each padded to 8. */
#define COUNTERS_SIZE	(2 * NLA_HDRLEN + (2 + MCFWD_DROP_COUNT) * nla_total_size_64bit(8))
/* An output or the route itself: strings, two addresses, numbers, flags. */
#define PART_SIZE	(128 + COUNTERS_SIZE)
#define EXCEPT_SIZE	(2 * NLA_HDRLEN + nla_total_size(sizeof(union nf_inet_addr)) + \
			 nla_total_size(sizeof(u8)))
#define COMMENT_SIZE	nla_total_size(256)

/**
 * mcfwd_reply_route_size() - room for a message with all of a route
 * @route: the route
 *
 * Return: the size of its attributes in octets, or more.
 */
size_t mcfwd_reply_route_size(const struct mcfwd_route *route)
{
	size_t except = route->except ? route->except->n * EXCEPT_SIZE : 0;

	return 64 + COMMENT_SIZE + except + (1 + (size_t)route->n_outputs) * PART_SIZE;
}

/**
 * mcfwd_reply_member() - finish a message with a route's membership
 * @skb: the message
 * @hdr: its header; the message is cancelled if it does not fit
 * @route: the route
 * @member: its membership
 *
 * Context: RCU read-side or mcfwd_net.lock held.
 * Return: 0 or -EMSGSIZE.
 */
int mcfwd_reply_member(struct sk_buff *skb, void *hdr, const struct mcfwd_route *route,
		       const struct mcfwd_member *member)
{
	enum mcfwd_member_state state = mcfwd_member_state(member);

	if (put_key(skb, route) ||
	    nla_put_u32(skb, MCFWD_A_MEMBER_STATE, state) ||
	    (state == MCFWD_MEMBER_FAILED &&
	     nla_put_u32(skb, MCFWD_A_MEMBER_ERROR, -READ_ONCE(member->error)))) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static void sum_traffic(const struct mcfwd_net *mn, u64 *matched, u64 *unmatched)
{
	int cpu;

	*matched = 0;
	*unmatched = 0;
	for_each_possible_cpu(cpu) {
		const struct mcfwd_net_stats *stats = per_cpu_ptr(mn->stats, cpu);
		u64 one_matched, one_unmatched;
		unsigned int start;

		local_bh_disable();	/* see mcfwd_stats_sum() */
		do {
			start = u64_stats_fetch_begin(&stats->syncp);
			one_matched = u64_stats_read(&stats->matched);
			one_unmatched = u64_stats_read(&stats->unmatched);
		} while (u64_stats_fetch_retry(&stats->syncp, start));
		local_bh_enable();

		*matched += one_matched;
		*unmatched += one_unmatched;
	}
}

/**
 * mcfwd_reply_stats() - finish a message with a namespace's totals
 * @skb: the message
 * @hdr: its header; the message is cancelled if it does not fit
 * @mn: the namespace
 *
 * Context: Process.
 * Return: 0 or -EMSGSIZE.
 */
int mcfwd_reply_stats(struct sk_buff *skb, void *hdr, const struct mcfwd_net *mn)
{
	u64 matched, unmatched;

	sum_traffic(mn, &matched, &unmatched);
	if (nla_put_u32(skb, MCFWD_A_STATS_ROUTES, READ_ONCE(mn->n_routes)) ||
	    nla_put_u32(skb, MCFWD_A_STATS_ROUTES_MAX, READ_ONCE(mn->max_routes)) ||
	    nla_put_u64_64bit(skb, MCFWD_A_STATS_MATCHED, matched, MCFWD_A_STATS_PAD) ||
	    nla_put_u64_64bit(skb, MCFWD_A_STATS_UNMATCHED, unmatched, MCFWD_A_STATS_PAD) ||
	    put_counters(skb, MCFWD_A_STATS_COUNTERS, &mn->stats->sent)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}
