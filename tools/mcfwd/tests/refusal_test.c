// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's no -> the exact sentence. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>

#include "array.h"
#include "refusal.h"
#include "request.h"
#include "tap.h"

#define MISS_TYPE 5
#define MISS_NEST 6

static union {
	struct nlmsghdr msg;
	char bytes[8192];
} buffer;

static struct nlmsghdr *request;
static uint32_t cookie;

static struct nlmsghdr *begin(uint16_t type, int error, bool whole)
{
	struct nlmsgerr *payload;

	memset(&buffer, 0, sizeof(buffer));
	mnl_nlmsg_put_header(&buffer);
	buffer.msg.nlmsg_type = type;
	if (type == NLMSG_DONE) {
		memcpy(mnl_nlmsg_put_extra_header(&buffer.msg, sizeof(error)), &error,
		       sizeof(error));
		buffer.msg.nlmsg_flags = NLM_F_ACK_TLVS;
		return &buffer.msg;
	}
	payload = mnl_nlmsg_put_extra_header(&buffer.msg, sizeof(*payload));
	payload->error = error;
	payload->msg = *request;
	buffer.msg.nlmsg_flags = NLM_F_ACK_TLVS | (whole ? 0 : NLM_F_CAPPED);
	if (whole)
		memcpy(mnl_nlmsg_put_extra_header(&buffer.msg, request->nlmsg_len -
						  sizeof(*request)),
		       mnl_nlmsg_get_payload(request), request->nlmsg_len - sizeof(*request));
	return &buffer.msg;
}

static void expect(const char *name, int error, const char *want)
{
	struct sentence sentence = { "" };
	int got = refusal_read(&buffer.msg, request, &sentence, &cookie);

	if (got == -error)
		tap_text(sentence.text, want, "%s", name);
	else
		tap_ok(false, "%s: errno %d, not %d", name, -got, error);
}

/* Offset of the first attribute of @type in the request, or of the @nested_type in it. */
static uint32_t offset_of(uint16_t type, uint16_t nested_type)
{
	const struct nlattr *attr, *nested;

	mnl_attr_for_each(attr, request, GENL_HDRLEN) {
		if (mnl_attr_get_type(attr) != type)
			continue;
		if (!nested_type)
			return (const char *)attr - (const char *)request;
		mnl_attr_for_each_nested(nested, attr)
			if (mnl_attr_get_type(nested) == nested_type)
				return (const char *)nested - (const char *)request;
	}
	return 0;
}

static void test_names(void)
{
	static const struct {
		uint16_t type;
		const char *want;
	} names[] = {
		{ MCFWD_A_ROUTE_INPUT,		"integer out of range (attribute input)." },
		{ MCFWD_A_ROUTE_INPUT_PREFIX,	"integer out of range (attribute input-prefix)." },
		{ MCFWD_A_ROUTE_GROUP,		"integer out of range (attribute group)." },
		{ MCFWD_A_ROUTE_GROUP_LEN,	"integer out of range (attribute group-len)." },
		{ MCFWD_A_ROUTE_SOURCE,		"integer out of range (attribute source)." },
		{ MCFWD_A_ROUTE_SOURCE_LEN,	"integer out of range (attribute source-len)." },
		{ MCFWD_A_ROUTE_JOIN,		"integer out of range (attribute join)." },
		{ MCFWD_A_ROUTE_REPLACE,	"integer out of range (attribute replace)." },
		{ MCFWD_A_ROUTE_DPORT,		"integer out of range (attribute dport)." },
		{ MCFWD_A_ROUTE_DPORT_LAST,	"integer out of range (attribute dport-last)." },
		{ MCFWD_A_ROUTE_EXCEPT,		"integer out of range (attribute except)." },
		{ MCFWD_A_ROUTE_LOCAL,		"integer out of range (attribute local)." },
		{ MCFWD_A_ROUTE_LOCAL_ORIGIN,	"integer out of range (attribute local-origin)." },
		{ MCFWD_A_ROUTE_RATE,		"integer out of range (attribute rate)." },
		{ MCFWD_A_ROUTE_COMMENT,	"integer out of range (attribute comment)." },
		{ MCFWD_A_ROUTE_FORCE,		"integer out of range (attribute force)." },
	};
	struct route route = {
		.input = "wlan+",
		.join = MCFWD_JOIN_ALLMULTI,
		.dport = 1,
		.dport_last = 2,
		.local = MCFWD_LOCAL_NO,
		.local_origin = true,
		.rate = 1,
		.comment = (char *)"c",
	};
	struct addr except;
	struct nlmsghdr *msg;
	size_t i;

	addr_parse(&route.group, "239.0.0.0");
	route.group.bits = 8;
	addr_parse(&route.source, "10.0.0.0");
	route.source.bits = 8;
	addr_parse(&except, "10.0.0.1");
	except.bits = 31;
	route_add_except(&route, &except);
	request = request_route_new(&route, REQUEST_REPLACE | REQUEST_FORCE);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		msg = begin(NLMSG_ERROR, -ERANGE, false);
		mnl_attr_put_strz(msg, NLMSGERR_ATTR_MSG, "integer out of range");
		mnl_attr_put_u32(msg, NLMSGERR_ATTR_OFFS, offset_of(names[i].type, 0));
		expect("an attribute of a range", ERANGE, names[i].want);
	}
	msg = begin(NLMSG_ERROR, -ERANGE, false);
	mnl_attr_put_u32(msg, NLMSGERR_ATTR_OFFS,
			 offset_of(MCFWD_A_ROUTE_EXCEPT, MCFWD_A_PREFIX_LEN));
	expect("an attribute of a nested prefix", ERANGE,
	       "Numerical result out of range (attribute len).");
	msg = begin(NLMSG_ERROR, -EINVAL, false);
	mnl_attr_put_u32(msg, MISS_TYPE, MCFWD_A_PREFIX_ADDRESS);
	mnl_attr_put_u32(msg, MISS_NEST, offset_of(MCFWD_A_ROUTE_EXCEPT, 0));
	expect("a missing attribute of a nested prefix", EINVAL,
	       "Invalid argument (attribute address is missing).");
	free(request);
	free(route.excepts);

	request = request_limit_set(5);
	msg = begin(NLMSG_ERROR, -EPERM, false);
	mnl_attr_put_u32(msg, NLMSGERR_ATTR_OFFS, MNL_NLMSG_HDRLEN + GENL_HDRLEN);
	mnl_attr_put_strz(msg, NLMSGERR_ATTR_MSG, "integer out of range");
	expect("an attribute of a limit", EPERM, "integer out of range (attribute routes-max).");
	free(request);
	request = request_empty(MCFWD_CMD_STATS_GET);
	begin(NLMSG_ERROR, -EINVAL, false);
	mnl_attr_put_u32(msg, MISS_TYPE, 1);
	expect("an attribute of a request without any", EINVAL, "Invalid argument.");
	free(request);
}

static void test_cookie(void)
{
	struct nlmsghdr *msg;

	request = request_empty(MCFWD_CMD_TRANSACTION_COMMIT);
	begin(NLMSG_ERROR, -EEXIST, false);
	expect("no cookie", EEXIST, "File exists.");
	tap_ok(cookie == REFUSAL_NO_COOKIE, "no cookie: the number");
	msg = begin(NLMSG_ERROR, -EEXIST, false);
	mnl_attr_put_u32(msg, NLMSGERR_ATTR_COOKIE, 0);
	mnl_attr_put_strz(msg, NLMSGERR_ATTR_MSG, "it exists");
	expect("cookie 0", EEXIST, "it exists.");
	tap_ok(cookie == 0, "cookie 0: the number");
	msg = begin(NLMSG_ERROR, -EEXIST, false);
	mnl_attr_put_u64(msg, NLMSGERR_ATTR_COOKIE, 7);
	expect("a cookie of eight octets", EEXIST, "File exists.");
	tap_ok(cookie == REFUSAL_NO_COOKIE, "a cookie of eight octets is none of ours");
	free(request);
}

int main(void)
{
	struct route route = { .input = "wlan0" };
	struct output *output = route_add_output(&route, "usb0");
	struct nlmsghdr *msg;
	struct nlmsgerr *error;

	addr_parse(&route.group, "225.0.0.1");
	output->ttl_mode = MCFWD_TTL_SET;
	output->ttl = 64;
	request = request_route_new(&route, false);

	begin(NLMSG_ERROR, 0, false);
	expect("accepted", 0, "");
	begin(NLMSG_DONE, 0, false);
	expect("end of a dump", 0, "");
	begin(NLMSG_DONE, 0, false)->nlmsg_len = MNL_NLMSG_HDRLEN;
	expect("end of a dump without a number", 0, "");
	begin(NLMSG_ERROR, 0, false)->nlmsg_len -= 4;
	expect("too short", EPROTO, "the kernel's answer is too short.");

	begin(NLMSG_ERROR, -EPERM, false);
	expect("EPERM", EPERM, "Operation not permitted: changing routes needs CAP_NET_ADMIN.");
	begin(NLMSG_ERROR, -EEXIST, false);
	expect("another errno", EEXIST, "File exists.");
	begin(NLMSG_ERROR, -EOPNOTSUPP, false);
	expect("EOPNOTSUPP", EOPNOTSUPP,
	       "Operation not supported: the kernel module may be older than this tool.");
	begin(NLMSG_ERROR, -ENOMEM, true)->nlmsg_flags = 0;
	expect("no ext-ack", ENOMEM, "Cannot allocate memory.");

	msg = begin(NLMSG_ERROR, -EEXIST, false);
	mnl_attr_put_strz(msg, NLMSGERR_ATTR_MSG, "a route with this match exists");
	expect("a message", EEXIST, "a route with this match exists.");
	msg = begin(NLMSG_ERROR, -EEXIST, false);
	mnl_attr_put_strz(msg, NLMSGERR_ATTR_MSG, "A route with this match exists.");
	expect("a message with a full stop", EEXIST, "A route with this match exists.");
	msg = begin(NLMSG_ERROR, -EEXIST, true);
	mnl_attr_put_strz(msg, NLMSGERR_ATTR_MSG, "behind the whole request");
	expect("a message behind the whole request", EEXIST, "behind the whole request.");
	msg = begin(NLMSG_ERROR, -EPERM, false);
	mnl_attr_put_strz(msg, NLMSGERR_ATTR_MSG, "not here");
	expect("a message goes before the errno", EPERM, "not here.");
	msg = begin(NLMSG_ERROR, -EINVAL, false);
	mnl_attr_put(msg, NLMSGERR_ATTR_MSG, 3, "a\nb");
	expect("a message with a line break and no end", EINVAL, "a b.");
	msg = begin(NLMSG_ERROR, -EINVAL, false);
	mnl_attr_put_strz(msg, NLMSGERR_ATTR_MSG, "");
	expect("an empty message", EINVAL, "Invalid argument.");
	msg = begin(NLMSG_DONE, -EINVAL, false);
	mnl_attr_put_strz(msg, NLMSGERR_ATTR_MSG, "no such filter");
	expect("a message at the end of a dump", EINVAL, "no such filter.");

	msg = begin(NLMSG_ERROR, -ERANGE, false);
	mnl_attr_put_strz(msg, NLMSGERR_ATTR_MSG, "integer out of range");
	mnl_attr_put_u32(msg, NLMSGERR_ATTR_OFFS,
			 offset_of(MCFWD_A_ROUTE_OUTPUT, MCFWD_A_OUTPUT_TTL));
	expect("a generic message, nested attribute", ERANGE,
	       "integer out of range (attribute ttl).");
	msg = begin(NLMSG_ERROR, -EINVAL, false);
	mnl_attr_put_strz(msg, NLMSGERR_ATTR_MSG, "Unsupported attribute");
	mnl_attr_put_u32(msg, NLMSGERR_ATTR_OFFS, offset_of(MCFWD_A_ROUTE_JOIN, 0));
	expect("a generic message, attribute", EINVAL, "Unsupported attribute (attribute join).");
	msg = begin(NLMSG_ERROR, -EINVAL, false);
	mnl_attr_put_strz(msg, NLMSGERR_ATTR_MSG, "wlan0 cannot be the input.");
	mnl_attr_put_u32(msg, NLMSGERR_ATTR_OFFS, offset_of(MCFWD_A_ROUTE_INPUT, 0));
	expect("the module's message and an attribute", EINVAL, "wlan0 cannot be the input.");
	msg = begin(NLMSG_ERROR, -EINVAL, false);
	mnl_attr_put_u32(msg, NLMSGERR_ATTR_OFFS, offset_of(MCFWD_A_ROUTE_GROUP, 0));
	expect("only an attribute", EINVAL, "Invalid argument (attribute group).");
	msg = begin(NLMSG_ERROR, -EINVAL, false);
	mnl_attr_put_u32(msg, NLMSGERR_ATTR_OFFS, 100000);
	expect("an offset out of the request", EINVAL, "Invalid argument.");
	msg = begin(NLMSG_ERROR, -EINVAL, false);
	mnl_attr_put_u32(msg, MISS_TYPE, MCFWD_A_ROUTE_GROUP);
	expect("a missing attribute", EINVAL, "Invalid argument (attribute group is missing).");
	msg = begin(NLMSG_ERROR, -EINVAL, false);
	mnl_attr_put_u32(msg, MISS_TYPE, MCFWD_A_OUTPUT_DEVICE);
	mnl_attr_put_u32(msg, MISS_NEST, offset_of(MCFWD_A_ROUTE_OUTPUT, 0));
	expect("a missing nested attribute", EINVAL,
	       "Invalid argument (attribute device is missing).");
	msg = begin(NLMSG_ERROR, -EINVAL, false);
	mnl_attr_put_u32(msg, MISS_TYPE, 4711);
	expect("a missing unknown attribute", EINVAL, "Invalid argument.");

	/* A request whose length is a lie must not lead out of the answer. */
	msg = begin(NLMSG_ERROR, -EINVAL, true);
	error = mnl_nlmsg_get_payload(msg);
	error->msg.nlmsg_len = 0xfffffff0;
	expect("a lie about the length", EINVAL, "Invalid argument.");

	free(request);
	route_free(&route);
	test_names();
	test_cookie();
	return tap_end();
}
