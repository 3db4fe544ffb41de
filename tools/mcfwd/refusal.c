// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's no, as a sentence. What it says in words (extended ACK) goes before what an errno
 * can say.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <linux/genetlink.h>
#include <linux/mcfwd.h>
#include <linux/netlink.h>

#include "array.h"
#include "refusal.h"

/* NLMSGERR_ATTR_MISS_TYPE and _MISS_NEST: 6.1, too young for the headers of some build hosts. */
#define MISS_TYPE	5
#define MISS_NEST	6

/*
 * @msg:	what the kernel says; NULL if nothing
 * @offset:	of the attribute in the request that it means; 0 if none
 * @miss_type:	the attribute that it misses; 0 if none
 * @miss_nest:	offset of the nest in which it misses that; 0 for the message itself
 * @cookie:	number that it gives; REFUSAL_NO_COOKIE if none
 */
struct ext_ack {
	const char *msg;
	size_t msg_length;
	uint32_t offset;
	uint32_t miss_type;
	uint32_t miss_nest;
	uint32_t cookie;
};

static const char *const output_names[] = {
	[MCFWD_A_OUTPUT_DEVICE]		= "device",
	[MCFWD_A_OUTPUT_TTL_MODE]	= "ttl-mode",
	[MCFWD_A_OUTPUT_TTL]		= "ttl",
	[MCFWD_A_OUTPUT_THRESHOLD]	= "threshold",
	[MCFWD_A_OUTPUT_SRC]		= "src",
	[MCFWD_A_OUTPUT_SRC_AUTO]	= "src-auto",
	[MCFWD_A_OUTPUT_GROUP_TO]	= "group-to",
	[MCFWD_A_OUTPUT_DSCP]		= "dscp",
	[MCFWD_A_OUTPUT_NO_FIREWALL]	= "no-firewall",
};

static const char *const route_names[] = {
	[MCFWD_A_ROUTE_INPUT]		= "input",
	[MCFWD_A_ROUTE_GROUP]		= "group",
	[MCFWD_A_ROUTE_SOURCE]		= "source",
	[MCFWD_A_ROUTE_JOIN]		= "join",
	[MCFWD_A_ROUTE_OUTPUT]		= "output",
	[MCFWD_A_ROUTE_REPLACE]		= "replace",
	[MCFWD_A_ROUTE_WITH_COUNTERS]	= "with-counters",
	[MCFWD_A_ROUTE_GROUP_LEN]	= "group-len",
	[MCFWD_A_ROUTE_SOURCE_LEN]	= "source-len",
	[MCFWD_A_ROUTE_INPUT_PREFIX]	= "input-prefix",
	[MCFWD_A_ROUTE_DPORT]		= "dport",
	[MCFWD_A_ROUTE_DPORT_LAST]	= "dport-last",
	[MCFWD_A_ROUTE_EXCEPT]		= "except",
	[MCFWD_A_ROUTE_LOCAL]		= "local",
	[MCFWD_A_ROUTE_LOCAL_ORIGIN]	= "local-origin",
	[MCFWD_A_ROUTE_RATE]		= "rate",
	[MCFWD_A_ROUTE_COMMENT]		= "comment",
	[MCFWD_A_ROUTE_FORCE]		= "force",
};

static const char *const prefix_names[] = {
	[MCFWD_A_PREFIX_ADDRESS]	= "address",
	[MCFWD_A_PREFIX_LEN]		= "len",
};

static const char *const stats_names[] = {
	[MCFWD_A_STATS_ROUTES_MAX]	= "routes-max",
};

/* The attributes of a message, or of a nest in it, by type. */
struct names {
	const char *const *names;
	size_t n;
};

static const struct names no_set, route_set = { route_names, ARRAY_SIZE(route_names) },
	output_set = { output_names, ARRAY_SIZE(output_names) },
	prefix_set = { prefix_names, ARRAY_SIZE(prefix_names) },
	stats_set = { stats_names, ARRAY_SIZE(stats_names) };

static const char *name_of(const struct names *set, uint32_t type)
{
	return type < set->n ? set->names[type] : NULL;
}

static const struct names *set_of(const struct nlmsghdr *request)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(request);

	if (request->nlmsg_len < MNL_NLMSG_HDRLEN + GENL_HDRLEN)
		return &no_set;
	switch (genl->cmd) {
	case MCFWD_CMD_ROUTE_NEW:
	case MCFWD_CMD_ROUTE_DEL:
	case MCFWD_CMD_ROUTE_GET:
	case MCFWD_CMD_ROUTE_FLUSH:
	case MCFWD_CMD_OUTPUT_NEW:
	case MCFWD_CMD_OUTPUT_DEL:
		return &route_set;
	case MCFWD_CMD_LIMIT_SET:
		return &stats_set;
	default:
		return &no_set;
	}
}

static const struct names *nested_set(const struct names *set, uint16_t type)
{
	if (set != &route_set)
		return &no_set;
	return type == MCFWD_A_ROUTE_OUTPUT ? &output_set :
	       type == MCFWD_A_ROUTE_EXCEPT ? &prefix_set : &no_set;
}

/*
 * The name of the attribute at @offset of the request; or, with @missing, of the attribute of
 * that type in the nest at @offset, which is the message itself if that is 0.
 */
static const char *name_at(const struct nlmsghdr *request, uint32_t offset, uint32_t missing)
{
	const struct names *set = set_of(request);
	const struct nlattr *attr, *nested;

	if (set == &no_set)
		return NULL;
	if (missing && !offset)
		return name_of(set, missing);
	mnl_attr_for_each(attr, request, GENL_HDRLEN) {
		const struct names *inner = nested_set(set, mnl_attr_get_type(attr));

		if ((const char *)attr - (const char *)request == offset)
			return missing ? name_of(inner, missing) :
					 name_of(set, mnl_attr_get_type(attr));
		if (missing || inner == &no_set)
			continue;
		mnl_attr_for_each_nested(nested, attr)
			if ((const char *)nested - (const char *)request == offset)
				return name_of(inner, mnl_attr_get_type(nested));
	}
	return NULL;
}

/*
 * What lib/nlattr.c and genetlink say for any family does not tell which attribute is meant. The
 * module's own messages do, and need no addition.
 */
static bool is_generic(const char *msg)
{
	static const char *const messages[] = {
		"Array element too short",
		"Attribute failed policy validation",
		"NLA_F_NESTED is missing",
		"NLA_F_NESTED not expected",
		"Unknown attribute type",
		"Unsupported attribute",
		"binary attribute size out of range",
		"integer out of range",
		"invalid attribute length",
		"reserved bit set",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(messages); i++)
		if (!strcmp(msg, messages[i]))
			return true;
	return false;
}

static void read_ext_ack(const struct nlmsghdr *answer, size_t skip, struct ext_ack *ack)
{
	const struct nlattr *attr;
	uint32_t number;

	if (!(answer->nlmsg_flags & NLM_F_ACK_TLVS) || skip > mnl_nlmsg_get_payload_len(answer))
		return;
	mnl_attr_for_each(attr, answer, skip) {
		size_t length = mnl_attr_get_payload_len(attr);

		if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG) {
			ack->msg = mnl_attr_get_payload(attr);
			ack->msg_length = strnlen(ack->msg, length);
			continue;
		}
		if (length != sizeof(number))
			continue;
		number = mnl_attr_get_u32(attr);
		switch (mnl_attr_get_type(attr)) {
		case NLMSGERR_ATTR_OFFS:
			ack->offset = number;
			break;
		case NLMSGERR_ATTR_COOKIE:
			ack->cookie = number;
			break;
		case MISS_TYPE:
			ack->miss_type = number;
			break;
		case MISS_NEST:
			ack->miss_nest = number;
			break;
		}
	}
}

/* Where the attributes of an error begin: behind the request, if that is sent back whole. */
static size_t skip_request(const struct nlmsghdr *answer)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(answer);
	size_t length = sizeof(*error);

	if (!(answer->nlmsg_flags & NLM_F_CAPPED) && error->msg.nlmsg_len > sizeof(error->msg))
		length += MNL_ALIGN((size_t)error->msg.nlmsg_len) - sizeof(error->msg);
	return length;
}

static void speak(int error, const struct ext_ack *ack, const struct nlmsghdr *request,
		  struct sentence *sentence)
{
	const char *name = ack->offset ? name_at(request, ack->offset, 0) : NULL;
	const char *missing = ack->miss_type ?
			      name_at(request, ack->miss_nest, ack->miss_type) : NULL;
	char msg[256], about[64] = "";
	size_t length, i;

	if (missing)
		snprintf(about, sizeof(about), " (attribute %s is missing)", missing);
	else if (name)
		snprintf(about, sizeof(about), " (attribute %s)", name);

	length = ack->msg_length < sizeof(msg) ? ack->msg_length : sizeof(msg) - 1;
	for (i = 0; i < length; i++)
		msg[i] = iscntrl((unsigned char)ack->msg[i]) ? ' ' : ack->msg[i];
	while (length && (msg[length - 1] == ' ' || msg[length - 1] == '.'))
		length--;
	msg[length] = '\0';

	if (length)
		sentence_set(sentence, "%s%s.", msg, is_generic(msg) ? about : "");
	else if (error == EPERM)
		sentence_set(sentence, "%s: changing routes needs CAP_NET_ADMIN.",
			     strerror(error));
	else if (error == EOPNOTSUPP)
		sentence_set(sentence, "%s: the kernel module may be older than this tool.",
			     strerror(error));
	else
		sentence_set(sentence, "%s%s.", strerror(error), about);
}

/**
 * refusal_read - read the end of the kernel's answer
 * @answer: a message of the type NLMSG_ERROR or NLMSG_DONE
 * @request: the message that it answers
 * @sentence: says what the kernel refuses, if it does
 * @cookie: a number that the kernel gives with its no, or REFUSAL_NO_COOKIE
 *
 * Return: 0 if the kernel accepts, else a negative errno with @sentence set.
 */
int refusal_read(const struct nlmsghdr *answer, const struct nlmsghdr *request,
		 struct sentence *sentence, uint32_t *cookie)
{
	bool done = answer->nlmsg_type == NLMSG_DONE;
	size_t length = mnl_nlmsg_get_payload_len(answer);
	struct ext_ack ack = { .cookie = REFUSAL_NO_COOKIE };
	int error;

	*cookie = REFUSAL_NO_COOKIE;
	/* Not all kernels give the end of a dump a number. */
	if (done && length < sizeof(error))
		return 0;
	if (length < (done ? sizeof(error) : sizeof(struct nlmsgerr))) {
		sentence_set(sentence, "the kernel's answer is too short.");
		return -EPROTO;
	}
	memcpy(&error, mnl_nlmsg_get_payload(answer), sizeof(error));
	if (error >= 0)
		return 0;
	read_ext_ack(answer, done ? sizeof(error) : skip_request(answer), &ack);
	*cookie = ack.cookie;
	speak(-error, &ack, request, sentence);
	return error;
}
