// SPDX-License-Identifier: GPL-2.0-only
/* What the kernel tells, as in uapi/mcfwd.yaml and not. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/genetlink.h>

#include "msg.h"
#include "tap.h"

static struct nlmsghdr *begin(void)
{
	static union {
		struct nlmsghdr msg;
		char bytes[4096];
	} buffer;

	memset(&buffer, 0, sizeof(buffer));
	mnl_nlmsg_put_header(&buffer);
	mnl_nlmsg_put_extra_header(&buffer.msg, GENL_HDRLEN);
	return &buffer.msg;
}

static void put_counters(struct nlmsghdr *msg, uint16_t type, uint64_t base)
{
	struct nlattr *nest = mnl_attr_nest_start(msg, type), *drops;

	/* nla_put_64bit() puts the pad where it needs one. */
	mnl_attr_put(msg, MCFWD_A_COUNTERS_PAD, 0, NULL);
	mnl_attr_put_u64(msg, MCFWD_A_COUNTERS_PACKETS, base);
	mnl_attr_put_u64(msg, MCFWD_A_COUNTERS_BYTES, base + 1);
	drops = mnl_attr_nest_start(msg, MCFWD_A_COUNTERS_DROPS);
	mnl_attr_put(msg, MCFWD_A_DROPS_PAD, 0, NULL);
	mnl_attr_put_u64(msg, MCFWD_A_DROPS_MARTIAN, base + 2);
	mnl_attr_put_u64(msg, MCFWD_A_DROPS_XMIT, base + 3);
	mnl_attr_put_u64(msg, MCFWD_A_DROPS_MAX + 1, 20);
	mnl_attr_put_u64(msg, MCFWD_A_DROPS_MAX + 2, 1);
	mnl_attr_nest_end(msg, drops);
	mnl_attr_nest_end(msg, nest);
}

static bool has_counters(const struct counters *counters, uint64_t base)
{
	return counters && counters->packets == base && counters->bytes == base + 1 &&
	       counters->drops[MCFWD_A_DROPS_MARTIAN] == base + 2 &&
	       counters->drops[MCFWD_A_DROPS_XMIT] == base + 3 &&
	       counters->drops[DROPS_OTHER] == 21 &&
	       counters_dropped(counters) == 2 * base + 26;
}

static const uint8_t group[4] = { 225, 0, 0, 1 };

static void put_output(struct nlmsghdr *msg, const char *device, uint64_t base)
{
	struct nlattr *nest = mnl_attr_nest_start(msg, MCFWD_A_ROUTE_OUTPUT);

	mnl_attr_put_strz(msg, MCFWD_A_OUTPUT_DEVICE, device);
	mnl_attr_put_u32(msg, MCFWD_A_OUTPUT_TTL_MODE, MCFWD_TTL_MIN);
	mnl_attr_put_u8(msg, MCFWD_A_OUTPUT_TTL, 9);
	mnl_attr_put_u8(msg, MCFWD_A_OUTPUT_THRESHOLD, 8);
	if (base) {
		mnl_attr_put(msg, MCFWD_A_OUTPUT_BOUND, 0, NULL);
		put_counters(msg, MCFWD_A_OUTPUT_COUNTERS, base);
	}
	mnl_attr_put_u32(msg, MCFWD_A_OUTPUT_MAX + 1, 0);
	mnl_attr_nest_end(msg, nest);
}

/* As the kernel answers, with attributes of a later module in between. */
static void test_reply(void)
{
	struct nlmsghdr *msg = begin();
	struct route route;
	bool more;

	mnl_attr_put_strz(msg, MCFWD_A_ROUTE_INPUT, "wlan0");
	mnl_attr_put(msg, MCFWD_A_ROUTE_GROUP, sizeof(group), group);
	mnl_attr_put_u32(msg, MCFWD_A_ROUTE_JOIN, MCFWD_JOIN_NO);
	mnl_attr_put(msg, MCFWD_A_ROUTE_BOUND, 0, NULL);
	mnl_attr_put_u8(msg, MCFWD_A_ROUTE_MAX + 1, 1);
	put_output(msg, "usb0", 0);
	put_output(msg, "eth0", 1ull << 40);
	put_counters(msg, MCFWD_A_ROUTE_COUNTERS, 7);
	mnl_attr_put(msg, MCFWD_A_ROUTE_MORE, 0, NULL);

	tap_ok(!msg_read_route(msg, &route, &more) && more && route.bound &&
	       !strcmp(route.input, "wlan0") && route.join == MCFWD_JOIN_NO &&
	       route.group.length == ADDR_V4 && !memcmp(route.group.octets, group, 4) &&
	       !route.source.length && route.n_outputs == 2, "a reply: route");
	tap_ok(has_counters(route.counters, 7), "a reply: its counters");
	tap_ok(!route.outputs[0].bound && !route.outputs[0].counters &&
	       route.outputs[0].ttl_mode == MCFWD_TTL_MIN && route.outputs[0].ttl == 9 &&
	       route.outputs[0].threshold == 8, "a reply: a pending output");
	tap_ok(route.outputs[1].bound && !strcmp(route.outputs[1].device, "eth0") &&
	       has_counters(route.outputs[1].counters, 1ull << 40), "a reply: a bound output");
	route_free(&route);
}

/* As the kernel answers of a range, but in another order. */
static void test_ranged_reply(void)
{
	static const uint8_t group6[16] = { 0xff, 5 };
	struct nlmsghdr *msg = begin();
	struct route route;
	bool more;

	mnl_attr_put_u8(msg, MCFWD_A_ROUTE_SOURCE_LEN, 1);
	mnl_attr_put_u8(msg, MCFWD_A_ROUTE_GROUP_LEN, 16);
	mnl_attr_put(msg, MCFWD_A_ROUTE_INPUT_PREFIX, 0, NULL);
	mnl_attr_put_u32(msg, MCFWD_A_ROUTE_JOIN, MCFWD_JOIN_ALLMULTI);
	mnl_attr_put(msg, MCFWD_A_ROUTE_SOURCE, 16, "\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
	mnl_attr_put(msg, MCFWD_A_ROUTE_GROUP, sizeof(group6), group6);
	mnl_attr_put_strz(msg, MCFWD_A_ROUTE_INPUT, "abcdefghijklmno");
	tap_ok(!msg_read_route(msg, &route, &more) && !more && !route.n_outputs &&
	       !strcmp(route.input, "abcdefghijklmno+") && route.group.bits == 16 &&
	       route.source.bits == 1 && route.join == MCFWD_JOIN_ALLMULTI, "a reply: a range");
	route_free(&route);

	mnl_attr_put_strz(msg, MCFWD_A_ROUTE_INPUT, "");
	tap_ok(!msg_read_route(msg, &route, &more) && !strcmp(route.input, "any"),
	       "a reply: any input");
	route_free(&route);

	/* The kernel tells the length of a single address, too. */
	msg = begin();
	mnl_attr_put_strz(msg, MCFWD_A_ROUTE_INPUT, "a");
	mnl_attr_put(msg, MCFWD_A_ROUTE_GROUP, sizeof(group), group);
	mnl_attr_put(msg, MCFWD_A_ROUTE_SOURCE, 4, "\x0a\x00\x00\x02");
	mnl_attr_put_u8(msg, MCFWD_A_ROUTE_GROUP_LEN, 32);
	mnl_attr_put_u8(msg, MCFWD_A_ROUTE_SOURCE_LEN, 32);
	tap_ok(!msg_read_route(msg, &route, &more) && !route_is_ranged(&route) &&
	       route_join(&route) == MCFWD_JOIN_YES, "a reply: whole addresses with their length");
	route_free(&route);
}

/* What the kernel may say more than it must, and what may be said twice. */
static void test_options_reply(void)
{
	struct nlmsghdr *msg = begin();
	struct nlattr *nest;
	struct route route;
	bool more;
	int i;

	mnl_attr_put_strz(msg, MCFWD_A_ROUTE_INPUT, "a");
	mnl_attr_put(msg, MCFWD_A_ROUTE_GROUP, sizeof(group), group);
	mnl_attr_put_u16(msg, MCFWD_A_ROUTE_DPORT_LAST, 7);
	mnl_attr_put_u16(msg, MCFWD_A_ROUTE_DPORT, 7);
	mnl_attr_put_u32(msg, MCFWD_A_ROUTE_LOCAL, MCFWD_LOCAL_AUTO);
	for (i = 0; i < 2; i++) {
		nest = mnl_attr_nest_start(msg, MCFWD_A_ROUTE_EXCEPT);
		mnl_attr_put_u8(msg, MCFWD_A_PREFIX_LEN, 32);
		mnl_attr_put(msg, MCFWD_A_PREFIX_ADDRESS, 4, "\x0a\0\0\1");
		mnl_attr_nest_end(msg, nest);
		mnl_attr_put(msg, MCFWD_A_ROUTE_COMMENT, 3, "abc");
	}
	tap_ok(!msg_read_route(msg, &route, &more) && route.dport == 7 && route.dport_last == 7 &&
	       route.n_excepts == 1 && addr_is_single(&route.excepts[0]) &&
	       !strcmp(route.comment, "abc"), "a reply: options");
	route_free(&route);
}

static void refuse(const char *name, struct nlmsghdr *msg)
{
	static const struct route empty;
	struct route route;
	bool more;

	tap_ok(msg_read_route(msg, &route, &more) == -EPROTO &&
	       !memcmp(&route, &empty, sizeof(route)), "a bad reply: %s", name);
}

static struct nlmsghdr *begin_route(void)
{
	struct nlmsghdr *msg = begin();

	mnl_attr_put_strz(msg, MCFWD_A_ROUTE_INPUT, "wlan0");
	mnl_attr_put(msg, MCFWD_A_ROUTE_GROUP, sizeof(group), group);
	put_output(msg, "usb0", 5);
	return msg;
}

static struct nlmsghdr *begin_range(void)
{
	struct nlmsghdr *msg = begin_route();
	struct nlattr *nest;

	mnl_attr_put(msg, MCFWD_A_ROUTE_SOURCE, 4, "\x0a\x00\x00");
	mnl_attr_put_u8(msg, MCFWD_A_ROUTE_GROUP_LEN, 31);
	mnl_attr_put_u8(msg, MCFWD_A_ROUTE_SOURCE_LEN, 8);
	mnl_attr_put(msg, MCFWD_A_ROUTE_INPUT_PREFIX, 0, NULL);
	mnl_attr_put_u16(msg, MCFWD_A_ROUTE_DPORT, 5);
	nest = mnl_attr_nest_start(msg, MCFWD_A_ROUTE_EXCEPT);
	mnl_attr_put(msg, MCFWD_A_PREFIX_ADDRESS, 4, "\x0a\0\0\1");
	mnl_attr_put_u8(msg, MCFWD_A_PREFIX_LEN, 31);
	mnl_attr_nest_end(msg, nest);
	mnl_attr_put_strz(msg, MCFWD_A_ROUTE_COMMENT, "comment");
	return msg;
}

static void test_bad_lengths(void)
{
	static const uint8_t group6[16] = { 0xff, 5 };
	struct nlmsghdr *msg = begin_route();

	mnl_attr_put_u8(msg, MCFWD_A_ROUTE_GROUP_LEN, 33);
	refuse("group of 33 bits", msg);
	msg = begin_route();
	mnl_attr_put_u8(msg, MCFWD_A_ROUTE_GROUP_LEN, 255);
	refuse("group of 255 bits", msg);
	msg = begin_route();
	mnl_attr_put(msg, MCFWD_A_ROUTE_GROUP, sizeof(group6), group6);
	mnl_attr_put_u8(msg, MCFWD_A_ROUTE_GROUP_LEN, 129);
	refuse("IPv6 group of 129 bits", msg);
	msg = begin_route();
	mnl_attr_put_u8(msg, MCFWD_A_ROUTE_GROUP_LEN, 0);
	refuse("group of no bits", msg);
	msg = begin_route();
	mnl_attr_put_u32(msg, MCFWD_A_ROUTE_GROUP_LEN, 8);
	refuse("group-len of four octets", msg);
	msg = begin_route();
	mnl_attr_put(msg, MCFWD_A_ROUTE_SOURCE, 4, "\x0a\x00\x00");
	mnl_attr_put_u8(msg, MCFWD_A_ROUTE_SOURCE_LEN, 33);
	refuse("source of 33 bits", msg);
	msg = begin_route();
	mnl_attr_put(msg, MCFWD_A_ROUTE_SOURCE, 4, "\x0a\x00\x00");
	mnl_attr_put_u8(msg, MCFWD_A_ROUTE_SOURCE_LEN, 0);
	refuse("source of no bits", msg);
	msg = begin_route();
	mnl_attr_put_u8(msg, MCFWD_A_ROUTE_SOURCE_LEN, 8);
	refuse("length of no source", msg);
	msg = begin_route();
	mnl_attr_put(msg, MCFWD_A_ROUTE_SOURCE_LEN, 0, NULL);
	refuse("source-len of no octets", msg);
}

static void test_bad_replies(void)
{
	struct nlmsghdr *msg = begin();
	struct nlattr *nest, *drops;

	refuse("nothing in it", msg);
	msg->nlmsg_len = MNL_NLMSG_HDRLEN;
	refuse("no generic header", msg);
	msg = begin();
	mnl_attr_put_strz(msg, MCFWD_A_ROUTE_INPUT, "wlan0");
	refuse("no group", msg);
	msg = begin();
	mnl_attr_put(msg, MCFWD_A_ROUTE_GROUP, sizeof(group), group);
	refuse("no input", msg);
	msg = begin_route();
	mnl_attr_put_strz(msg, MCFWD_A_ROUTE_INPUT, "");
	refuse("empty name", msg);
	msg = begin();
	mnl_attr_put_strz(msg, MCFWD_A_ROUTE_INPUT, "");
	mnl_attr_put(msg, MCFWD_A_ROUTE_GROUP, sizeof(group), group);
	refuse("empty name alone", msg);
	msg = begin();
	mnl_attr_put(msg, MCFWD_A_ROUTE_GROUP, sizeof(group), group);
	mnl_attr_put(msg, MCFWD_A_ROUTE_INPUT_PREFIX, 0, NULL);
	refuse("the beginning of no name", msg);
	msg = begin_route();
	mnl_attr_put(msg, MCFWD_A_ROUTE_INPUT_PREFIX, 0, NULL);
	mnl_attr_put(msg, MCFWD_A_ROUTE_INPUT, 0, NULL);
	refuse("beginning of no octets", msg);
	msg = begin_route();
	mnl_attr_put(msg, MCFWD_A_ROUTE_INPUT_PREFIX, 0, NULL);
	mnl_attr_put_strz(msg, MCFWD_A_ROUTE_INPUT, "abcdefghijklmnop");
	refuse("beginning too long", msg);
	msg = begin_route();
	mnl_attr_put(msg, MCFWD_A_ROUTE_INPUT, 0, NULL);
	refuse("name of no octets", msg);
	msg = begin_route();
	mnl_attr_put_strz(msg, MCFWD_A_ROUTE_INPUT, "abcdefghijklmnop");
	refuse("name too long", msg);
	msg = begin_route();
	mnl_attr_put(msg, MCFWD_A_ROUTE_SOURCE, 5, "12345");
	refuse("address of five octets", msg);
	msg = begin_route();
	mnl_attr_put_u8(msg, MCFWD_A_ROUTE_JOIN, 1);
	refuse("join of one octet", msg);
	msg = begin_route();
	mnl_attr_nest_end(msg, mnl_attr_nest_start(msg, MCFWD_A_ROUTE_OUTPUT));
	refuse("output without device", msg);
	msg = begin_route();
	nest = mnl_attr_nest_start(msg, MCFWD_A_ROUTE_OUTPUT);
	mnl_attr_put_u32(msg, MCFWD_A_OUTPUT_TTL, 1);
	mnl_attr_nest_end(msg, nest);
	refuse("ttl of four octets", msg);
	msg = begin_route();
	mnl_attr_put_u16(msg, MCFWD_A_ROUTE_DPORT_LAST, 1);
	refuse("last port without a first", msg);
	msg = begin_route();
	mnl_attr_put_u16(msg, MCFWD_A_ROUTE_DPORT, 0);
	mnl_attr_put_u16(msg, MCFWD_A_ROUTE_DPORT_LAST, 1);
	refuse("port 0", msg);
	msg = begin_route();
	mnl_attr_put_u32(msg, MCFWD_A_ROUTE_DPORT, 1);
	refuse("port of four octets", msg);
	msg = begin_route();
	mnl_attr_nest_end(msg, mnl_attr_nest_start(msg, MCFWD_A_ROUTE_EXCEPT));
	refuse("except without address", msg);
	msg = begin_route();
	nest = mnl_attr_nest_start(msg, MCFWD_A_ROUTE_EXCEPT);
	mnl_attr_put(msg, MCFWD_A_PREFIX_ADDRESS, 4, "\x0a\0\0\1");
	mnl_attr_put_u8(msg, MCFWD_A_PREFIX_LEN, 33);
	mnl_attr_nest_end(msg, nest);
	refuse("except of 33 bits", msg);
	msg = begin_route();
	mnl_attr_put(msg, MCFWD_A_ROUTE_COMMENT, 0, NULL);
	refuse("comment of no octets", msg);
	msg = begin_route();
	nest = mnl_attr_nest_start(msg, MCFWD_A_ROUTE_COUNTERS);
	mnl_attr_put_u32(msg, MCFWD_A_COUNTERS_PACKETS, 1);
	mnl_attr_nest_end(msg, nest);
	refuse("counter of four octets", msg);
	msg = begin_route();
	nest = mnl_attr_nest_start(msg, MCFWD_A_ROUTE_COUNTERS);
	drops = mnl_attr_nest_start(msg, MCFWD_A_COUNTERS_DROPS);
	mnl_attr_put_u32(msg, MCFWD_A_DROPS_MAX + 9, 1);
	mnl_attr_nest_end(msg, drops);
	mnl_attr_nest_end(msg, nest);
	refuse("reason of four octets", msg);
}

/* Whatever the octets, nothing is read beyond them: the sanitizer watches. */
static void test_noise(void)
{
	unsigned int seed = 1, round, i;
	size_t length = begin_range()->nlmsg_len;
	struct member member;
	struct route route;
	struct stats stats;
	struct event event;
	bool more;

	for (round = 0; round < 20000; round++) {
		struct nlmsghdr *msg = begin_range(), *copy;
		unsigned char *bytes = (unsigned char *)msg;

		for (i = 0; i < 1 + round % 4; i++) {
			seed = seed * 1103515245 + 12345;
			bytes[MNL_NLMSG_HDRLEN + (seed >> 16) % (length - MNL_NLMSG_HDRLEN)] =
				seed >> 8;
		}
		seed = seed * 1103515245 + 12345;
		msg->nlmsg_len = MNL_NLMSG_HDRLEN + (seed >> 16) % (length - MNL_NLMSG_HDRLEN + 1);
		/* The reader of the socket pads what it received in the same way. */
		copy = calloc(1, MNL_ALIGN(msg->nlmsg_len));
		memcpy(copy, msg, msg->nlmsg_len);
		if (!msg_read_route(copy, &route, &more))
			route_free(&route);
		msg_read_member(copy, &member);
		msg_read_stats(copy, &stats);
		((struct genlmsghdr *)mnl_nlmsg_get_payload(msg))->cmd =
			MCFWD_CMD_ROUTE_NEW_NTF + round % 8;
		if (msg->nlmsg_len > MNL_NLMSG_HDRLEN) {
			memcpy(copy, msg, msg->nlmsg_len);
			msg_read_event(copy, &event);
			route_free(&event.route);
		}
		free(copy);
	}
	tap_ok(true, "%u damaged replies", round);
}

static void test_member(void)
{
	struct nlmsghdr *msg = begin();
	struct member member;

	tap_ok(msg_read_member(msg, &member) == -EPROTO, "a membership without a group");
	mnl_attr_put_strz(msg, MCFWD_A_MEMBER_DEVICE, "wlan0");
	mnl_attr_put(msg, MCFWD_A_MEMBER_GROUP, sizeof(group), group);
	mnl_attr_put(msg, MCFWD_A_MEMBER_SOURCE, 4, "\x0a\x00\x00\x02");
	mnl_attr_put_u32(msg, MCFWD_A_MEMBER_STATE, MCFWD_MEMBER_FAILED);
	mnl_attr_put_u32(msg, MCFWD_A_MEMBER_ERROR, ENOBUFS);
	tap_ok(!msg_read_member(msg, &member) && !strcmp(member.device, "wlan0") &&
	       !memcmp(member.group.octets, group, 4) && member.source.octets[0] == 10 &&
	       member.state == MCFWD_MEMBER_FAILED && member.error == ENOBUFS, "a membership");
	mnl_attr_put_u8(msg, MCFWD_A_MEMBER_STATE, 0);
	tap_ok(msg_read_member(msg, &member) == -EPROTO, "a membership with a short state");
}

static void test_stats(void)
{
	struct nlmsghdr *msg = begin();
	struct stats stats;

	mnl_attr_put_u32(msg, MCFWD_A_STATS_ROUTES, 3);
	mnl_attr_put_u32(msg, MCFWD_A_STATS_ROUTES_MAX, 1048576);
	mnl_attr_put(msg, MCFWD_A_STATS_PAD, 0, NULL);
	mnl_attr_put_u64(msg, MCFWD_A_STATS_MATCHED, 1ull << 33);
	mnl_attr_put_u64(msg, MCFWD_A_STATS_UNMATCHED, 2);
	put_counters(msg, MCFWD_A_STATS_COUNTERS, 100);
	tap_ok(!msg_read_stats(msg, &stats) && stats.routes == 3 && stats.routes_max == 1048576 &&
	       stats.matched == 1ull << 33 && stats.unmatched == 2 &&
	       has_counters(&stats.counters, 100), "the totals");
	mnl_attr_put_u32(msg, MCFWD_A_STATS_MATCHED, 0);
	tap_ok(msg_read_stats(msg, &stats) == -EPROTO, "the totals with a short counter");
}

int main(void)
{
	test_reply();
	test_ranged_reply();
	test_options_reply();
	test_bad_replies();
	test_bad_lengths();
	test_noise();
	test_member();
	test_stats();
	return tap_end();
}
