// SPDX-License-Identifier: GPL-2.0-only
/*
 * Listens to the events of mcfwd, and prints a line for each:
 *
 *	nlevents [-N NETNS]
 *
 *	-N NETNS	in this namespace of "ip netns"
 *
 *	ready
 *	route-new input=in0 group=233.252.0.1 output=out1 output=out2 bound
 *	route-del input=in0 group=ff05:: ... more
 *	device name=out1 ifindex=7 bound
 *	loop device=in0 group=233.252.0.1 source=192.0.2.1 packets=1
 *	limit device=in0 group=233.252.0.1 routes-max=5
 *	lost
 *
 * "lost": more came than could be read. Numbers are those of the protocol, on
 * purpose: this must notice when they change.
 */
#define _GNU_SOURCE
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include "mcast.h"

enum {
	TEXT,
	ADDRESS,
	NUMBER,
	FLAG,
	OUTPUT,
};

struct field {
	int attr;
	const char *name;
	int kind;
};

static const struct field route_fields[] = {
	{ 1, "input", TEXT }, { 2, "group", ADDRESS }, { 3, "source", ADDRESS },
	{ 5, "output", OUTPUT }, { 8, "bound", FLAG }, { 9, "counters", FLAG },
	{ 10, "more", FLAG }, { 0 }
};

static const struct field device_fields[] = {
	{ 1, "name", TEXT }, { 2, "ifindex", NUMBER }, { 3, "bound", FLAG }, { 0 }
};

static const struct field alert_fields[] = {
	{ 2, "device", TEXT }, { 3, "group", ADDRESS }, { 4, "source", ADDRESS },
	{ 5, "packets", NUMBER }, { 6, "rate", NUMBER }, { 7, "routes-max", NUMBER }, { 0 }
};

static const struct {
	int cmd;
	const char *name;
	const struct field *fields;
} events[] = {
	{ 13, "route-new", route_fields },
	{ 14, "route-change", route_fields },
	{ 15, "route-del", route_fields },
	{ 16, "device", device_fields },
	{ 17, "loop", alert_fields },
	{ 18, "storm", alert_fields },
	{ 19, "limit", alert_fields },
	{ 0 }
};

static uint8_t buffer[1 << 16];

static const struct nlattr *next(const struct nlattr *attr, size_t *left)
{
	size_t len = NLA_ALIGN(attr->nla_len);

	*left = len < *left ? *left - len : 0;
	return (const struct nlattr *)((const uint8_t *)attr + len);
}

static bool ok(const struct nlattr *attr, size_t left)
{
	return left >= NLA_HDRLEN && attr->nla_len >= NLA_HDRLEN && attr->nla_len <= left;
}

static const void *data(const struct nlattr *attr)
{
	return (const uint8_t *)attr + NLA_HDRLEN;
}

static const struct nlattr *find(const struct nlattr *attr, size_t left, int type)
{
	for (; ok(attr, left); attr = next(attr, &left))
		if ((attr->nla_type & NLA_TYPE_MASK) == type)
			return attr;
	return NULL;
}

static void print(const struct field *field, const struct nlattr *attr)
{
	size_t len = attr->nla_len - NLA_HDRLEN;
	char text[INET6_ADDRSTRLEN] = "?";
	uint64_t number = 0;

	switch (field->kind) {
	case TEXT:
		printf(" %s=%s", field->name, (const char *)data(attr));
		break;
	case ADDRESS:
		inet_ntop(len == 4 ? AF_INET : AF_INET6, data(attr), text, sizeof(text));
		printf(" %s=%s", field->name, text);
		break;
	case NUMBER:
		/* Little endian is all this is for, like the machines in the tests. */
		memcpy(&number, data(attr), len > sizeof(number) ? sizeof(number) : len);
		printf(" %s=%llu", field->name, (unsigned long long)number);
		break;
	case FLAG:
		printf(" %s", field->name);
		break;
	case OUTPUT:
		attr = find(data(attr), len, 1);
		printf(" %s=%s", field->name, attr ? (const char *)data(attr) : "?");
		break;
	}
}

static void show(const struct nlmsghdr *msg)
{
	const struct genlmsghdr *genl = NLMSG_DATA(msg);
	const struct nlattr *attr = (const struct nlattr *)((const uint8_t *)genl + GENL_HDRLEN);
	size_t left = msg->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN;
	const struct field *field;
	int i;

	for (i = 0; events[i].cmd && events[i].cmd != genl->cmd; i++)
		;
	if (!events[i].cmd) {
		printf("command %d\n", genl->cmd);
		return;
	}
	printf("%s", events[i].name);
	for (; ok(attr, left); attr = next(attr, &left))
		for (field = events[i].fields; field->attr; field++)
			if (field->attr == (attr->nla_type & NLA_TYPE_MASK))
				print(field, attr);
	printf("\n");
}

static uint32_t group_id(const struct nlattr *groups)
{
	size_t left = groups->nla_len - NLA_HDRLEN;
	const struct nlattr *group = data(groups);

	for (; ok(group, left); group = next(group, &left)) {
		size_t len = group->nla_len - NLA_HDRLEN;
		const struct nlattr *name = find(data(group), len, CTRL_ATTR_MCAST_GRP_NAME);
		const struct nlattr *id = find(data(group), len, CTRL_ATTR_MCAST_GRP_ID);

		if (name && id && !strcmp(data(name), "events"))
			return *(const uint32_t *)data(id);
	}
	return 0;
}

static uint32_t find_group(int fd)
{
	struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genl;
		struct nlattr attr;
		char name[8];
	} request = {
		.nlh = {
			.nlmsg_len = sizeof(request),
			.nlmsg_type = GENL_ID_CTRL,
			.nlmsg_flags = NLM_F_REQUEST,
		},
		.genl = { .cmd = CTRL_CMD_GETFAMILY, .version = 1 },
		.attr = { .nla_len = NLA_HDRLEN + 6, .nla_type = CTRL_ATTR_FAMILY_NAME },
		.name = "mcfwd",
	};
	const struct nlmsghdr *msg = (const struct nlmsghdr *)buffer;
	const struct nlattr *attr;
	ssize_t len;

	if (send(fd, &request, sizeof(request), 0) < 0)
		die_errno("send");
	len = recv(fd, buffer, sizeof(buffer), 0);
	if (len < 0)
		die_errno("recv");
	if (!NLMSG_OK(msg, (size_t)len) || msg->nlmsg_type == NLMSG_ERROR)
		die("there is no family mcfwd");
	attr = (const struct nlattr *)((const uint8_t *)NLMSG_DATA(msg) + GENL_HDRLEN);
	attr = find(attr, msg->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, CTRL_ATTR_MCAST_GROUPS);
	return attr ? group_id(attr) : 0;
}

int main(int argc, char **argv)
{
	uint32_t group;
	int fd, opt;

	while ((opt = getopt(argc, argv, "N:")) != -1) {
		if (opt != 'N')
			return 2;
		enter_netns(optarg);
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (fd < 0)
		die_errno("socket");
	group = find_group(fd);
	if (!group)
		die("there is no group events");
	if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)))
		die_errno("NETLINK_ADD_MEMBERSHIP");
	printf("ready\n");

	for (;;) {
		const struct nlmsghdr *msg = (const struct nlmsghdr *)buffer;
		ssize_t len = recv(fd, buffer, sizeof(buffer), 0);

		if (len < 0 && errno == ENOBUFS) {
			printf("lost\n");
			continue;
		}
		if (len < 0)
			die_errno("recv");
		for (; NLMSG_OK(msg, (size_t)len); msg = NLMSG_NEXT(msg, len))
			show(msg);
	}
}
