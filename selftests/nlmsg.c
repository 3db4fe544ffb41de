// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sends any message to a generic netlink family, also one that no sane program
 * would send, and tells what the kernel says:
 *
 *	nlmsg [-q] [-r] [FAMILY]	FAMILY: mcfwd if not given
 *
 * Each line of stdin is a message: [dump] COMMAND [ATTRIBUTE]... Numbers are
 * those of the protocol, on purpose: this must notice when they change. Or it is
 * "reopen": another socket, which has the same port ID.
 *
 *	N			flag
 *	N=s:TEXT N=z:TEXT	string, with and without its NUL
 *	N=a:ADDRESS		IPv4 or IPv6
 *	N=u8:V u16: u32: u64:	number
 *	N=x:HEX			any octets
 *	N={ ATTRIBUTE... }	nest
 *	N=[ ATTRIBUTE... ]	nest without NLA_F_NESTED
 *
 * Prints a line for each: "0", or errno's name and the kernel's own words, and "#N"
 * if a cookie says which request of a transaction it was, or "interrupted" if the
 * answer to a dump says so (NLM_F_DUMP_INTR). With -q only for those that failed. With
 * -r it begins again at the end of stdin, a file, until it is killed. Exit status 1 if
 * one failed.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MESSAGE_MAX	(4 * 1024 * 1024)
#define ANSWER_MAX	(1024 * 1024)
#define NESTS_MAX	8

static uint8_t message[MESSAGE_MAX];
static uint8_t answer[ANSWER_MAX];
static struct nlmsghdr *const nlh = (struct nlmsghdr *)message;
static int fd;

static void __attribute__((noreturn)) die(const char *what, const char *word)
{
	fprintf(stderr, "nlmsg: %s: %s\n", what, word);
	exit(2);
}

static void *grow(size_t len)
{
	void *at = message + nlh->nlmsg_len;

	if (nlh->nlmsg_len + len + NLA_ALIGNTO > sizeof(message))
		die("message too long", "");
	memset(at, 0, NLA_ALIGN(len));
	nlh->nlmsg_len += NLA_ALIGN(len);
	return at;
}

static struct nlattr *put(uint16_t type, const void *data, size_t len)
{
	struct nlattr *attr = grow(NLA_HDRLEN + len);

	if (NLA_HDRLEN + len > UINT16_MAX)
		die("attribute too long", "");
	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	if (len)
		memcpy((uint8_t *)attr + NLA_HDRLEN, data, len);
	return attr;
}

static void put_hex(uint16_t type, const char *hex)
{
	uint8_t data[1024];
	size_t len = 0;
	unsigned int byte;

	for (; *hex; hex += 2) {
		if (len == sizeof(data) || !hex[1] || sscanf(hex, "%2x", &byte) != 1)
			die("not hex", hex);
		data[len++] = byte;
	}
	put(type, data, len);
}

static void put_address(uint16_t type, const char *text)
{
	uint8_t addr[16];

	if (inet_pton(AF_INET, text, addr) == 1)
		put(type, addr, 4);
	else if (inet_pton(AF_INET6, text, addr) == 1)
		put(type, addr, 16);
	else
		die("not an address", text);
}

static void put_value(uint16_t type, const char *value)
{
	const char *text = strchr(value, ':');
	uint64_t u64;
	uint32_t u32;
	uint16_t u16;
	uint8_t u8;

	if (!text)
		die("not a value", value);
	text++;
	u64 = strtoull(text, NULL, 0);
	u32 = u64;
	u16 = u64;
	u8 = u64;
	if (!strncmp(value, "s:", 2))
		put(type, text, strlen(text) + 1);
	else if (!strncmp(value, "z:", 2))
		put(type, text, strlen(text));
	else if (!strncmp(value, "a:", 2))
		put_address(type, text);
	else if (!strncmp(value, "u8:", 3))
		put(type, &u8, sizeof(u8));
	else if (!strncmp(value, "u16:", 4))
		put(type, &u16, sizeof(u16));
	else if (!strncmp(value, "u32:", 4))
		put(type, &u32, sizeof(u32));
	else if (!strncmp(value, "u64:", 4))
		put(type, &u64, sizeof(u64));
	else if (!strncmp(value, "x:", 2))
		put_hex(type, text);
	else
		die("not a value", value);
}

static void build(char *line)
{
	struct nlattr *nests[NESTS_MAX];
	unsigned int depth = 0;
	struct genlmsghdr *genl;
	char *word, *end;
	uint16_t type;

	word = strtok(line, "\n ");
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	if (!strcmp(word, "dump")) {
		nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
		word = strtok(NULL, "\n ");
	}
	nlh->nlmsg_len = NLMSG_HDRLEN;
	genl = grow(GENL_HDRLEN);
	genl->cmd = atoi(word ?: "0");
	genl->version = 1;

	while ((word = strtok(NULL, "\n "))) {
		if (*word == '}' || *word == ']') {
			if (!depth--)
				die("no nest to end", word);
			nests[depth]->nla_len = message + nlh->nlmsg_len - (uint8_t *)nests[depth];
			continue;
		}
		type = strtoul(word, &end, 0);
		if (end == word || (*end && *end != '='))
			die("not an attribute", word);
		if (!*end) {
			put(type, NULL, 0);
		} else if (end[1] == '{' || end[1] == '[') {
			if (depth == NESTS_MAX)
				die("nested too deep", word);
			nests[depth++] = put(type | (end[1] == '{' ? NLA_F_NESTED : 0), NULL, 0);
		} else {
			put_value(type, end + 1);
		}
	}
	if (depth)
		die("a nest is not ended", "");
}

static const char *errno_name(int error)
{
	static const struct {
		int error;
		const char *name;
	} names[] = {
		{ EPERM, "EPERM" }, { ENOENT, "ENOENT" }, { ENOMEM, "ENOMEM" },
		{ EEXIST, "EEXIST" }, { EINVAL, "EINVAL" }, { ENOSPC, "ENOSPC" },
		{ ERANGE, "ERANGE" }, { EMSGSIZE, "EMSGSIZE" }, { EOPNOTSUPP, "EOPNOTSUPP" },
		{ ENODEV, "ENODEV" }, { EBUSY, "EBUSY" }, { EAGAIN, "EAGAIN" },
		{ ELOOP, "ELOOP" }, { 0 }
	};
	static char text[16];
	size_t i;

	for (i = 0; names[i].name; i++)
		if (names[i].error == error)
			return names[i].name;
	snprintf(text, sizeof(text), "errno %d", error);
	return text;
}

/* What the kernel says to a request. */
struct verdict {
	const char *words;
	const uint32_t *cookie;
	bool interrupted;
};

/* They are attributes behind the error. */
static void read_verdict(struct verdict *verdict, const struct nlmsghdr *msg, size_t skip)
{
	const uint8_t *end = (const uint8_t *)msg + msg->nlmsg_len;
	const struct nlattr *attr = (const struct nlattr *)((const uint8_t *)msg + skip);

	if (!(msg->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	while ((const uint8_t *)attr + NLA_HDRLEN <= end && attr->nla_len >= NLA_HDRLEN) {
		if ((attr->nla_type & NLA_TYPE_MASK) == NLMSGERR_ATTR_MSG)
			verdict->words = (const char *)(attr + 1);
		if ((attr->nla_type & NLA_TYPE_MASK) == NLMSGERR_ATTR_COOKIE)
			verdict->cookie = (const uint32_t *)(attr + 1);
		attr = (const struct nlattr *)((const uint8_t *)attr + NLA_ALIGN(attr->nla_len));
	}
}

static void transmit(uint16_t family)
{
	static uint32_t seq;
	int size = nlh->nlmsg_len + 4096;

	nlh->nlmsg_type = family;
	nlh->nlmsg_seq = ++seq;
	if (size > 100000)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	if (send(fd, message, nlh->nlmsg_len, 0) < 0)
		die("send", strerror(errno));
}

/* Return: 0 or an errno. */
static int hear(struct verdict *verdict, uint16_t *family)
{
	*verdict = (struct verdict){ .words = "" };
	for (;;) {
		ssize_t len = recv(fd, answer, sizeof(answer), 0);
		struct nlmsghdr *msg = (struct nlmsghdr *)answer;

		if (len < 0)
			die("recv", strerror(errno));
		for (; NLMSG_OK(msg, len); msg = NLMSG_NEXT(msg, len)) {
			const struct nlmsgerr *err = NLMSG_DATA(msg);
			size_t skip = NLMSG_HDRLEN + sizeof(*err);

			if (msg->nlmsg_seq != nlh->nlmsg_seq)
				continue;
			verdict->interrupted |= msg->nlmsg_flags & NLM_F_DUMP_INTR;
			if (msg->nlmsg_type == NLMSG_DONE) {
				read_verdict(verdict, msg, NLMSG_HDRLEN + sizeof(int));
				return -*(int *)NLMSG_DATA(msg);
			}
			if (msg->nlmsg_type == NLMSG_ERROR) {
				if (!(msg->nlmsg_flags & NLM_F_CAPPED))
					skip += NLMSG_ALIGN(err->msg.nlmsg_len) - NLMSG_HDRLEN;
				read_verdict(verdict, msg, skip);
				return -err->error;
			}
			if (family) {
				const struct nlattr *attr = (const struct nlattr *)
					((const uint8_t *)NLMSG_DATA(msg) + GENL_HDRLEN);

				while ((const uint8_t *)attr < (uint8_t *)msg + msg->nlmsg_len) {
					if (attr->nla_type == CTRL_ATTR_FAMILY_ID)
						*family = *(const uint16_t *)(attr + 1);
					attr = (const struct nlattr *)((const uint8_t *)attr +
								       NLA_ALIGN(attr->nla_len));
				}
			}
		}
	}
}

static void open_socket(void)
{
	struct sockaddr_nl own = { .nl_family = AF_NETLINK, .nl_pid = getpid() };
	int one = 1;

	if (fd > 0)
		close(fd);
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (fd < 0)
		die("socket", strerror(errno));
	if (bind(fd, (struct sockaddr *)&own, sizeof(own)))
		die("bind", strerror(errno));
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
}

static uint16_t find_family(const char *name)
{
	struct verdict verdict;
	uint16_t family = 0;
	char line[64];

	snprintf(line, sizeof(line), "%d %d=s:%s", CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME,
		 name);
	build(line);
	transmit(GENL_ID_CTRL);
	if (hear(&verdict, &family) || !family)
		die("no such family", name);
	return family;
}

int main(int argc, char **argv)
{
	int failed = 0, error, opt;
	const char *name = "mcfwd";
	bool quiet = false, repeat = false;
	struct verdict verdict;
	char *line = NULL;
	size_t size = 0;
	uint16_t family;

	while ((opt = getopt(argc, argv, "qr")) != -1) {
		switch (opt) {
		case 'q':
			quiet = true;
			break;
		case 'r':
			repeat = true;
			break;
		default:
			return 2;
		}
	}
	if (optind < argc)
		name = argv[optind];

	/* Who talks to us through pipes waits for the answer. */
	setlinebuf(stdout);
	open_socket();
	family = find_family(name);

	for (;;) {
		if (getline(&line, &size, stdin) <= 0) {
			if (!repeat || ferror(stdin))
				break;
			rewind(stdin);
			continue;
		}
		if (*line == '\n')
			continue;
		if (!strcmp(line, "reopen\n")) {
			open_socket();
			continue;
		}
		build(line);
		transmit(family);
		error = hear(&verdict, NULL);
		if (error) {
			failed = 1;
			printf("%s%s%s", errno_name(error), *verdict.words ? ": " : "",
			       verdict.words);
			if (verdict.cookie)
				printf(" #%u", *verdict.cookie);
			putchar('\n');
		} else if (!quiet) {
			printf("0%s\n", verdict.interrupted ? " interrupted" : "");
		}
	}
	free(line);
	return failed;
}
