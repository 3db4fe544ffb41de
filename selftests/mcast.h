/* SPDX-License-Identifier: GPL-2.0-only */
/* What mcast_tx sends and mcast_rx recognises. */
#ifndef MCAST_H
#define MCAST_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAYLOAD_MAGIC	0x6d636677	/* "mcfw" */
#define PAYLOAD_MIN	12
#define PAYLOAD_MAX	65507
#define DEFAULT_PORT	5001

static inline void __attribute__((noreturn, format(printf, 1, 2)))
die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	exit(2);
}

static inline void __attribute__((noreturn)) die_errno(const char *what)
{
	die("%s: %s", what, strerror(errno));
}

static inline unsigned long number(const char *text, unsigned long max)
{
	char *end;
	unsigned long value = strtoul(text, &end, 0);

	if (end == text || *end || value > max)
		die("\"%s\" is no number up to %lu", text, max);
	return value;
}

/* An address of either family; @port may be 0. */
static inline socklen_t address(const char *text, unsigned int port, struct sockaddr_storage *ss)
{
	struct sockaddr_in6 *sin6 = (struct sockaddr_in6 *)ss;
	struct sockaddr_in *sin = (struct sockaddr_in *)ss;

	memset(ss, 0, sizeof(*ss));
	if (inet_pton(AF_INET, text, &sin->sin_addr) == 1) {
		sin->sin_family = AF_INET;
		sin->sin_port = htons(port);
		return sizeof(*sin);
	}
	if (inet_pton(AF_INET6, text, &sin6->sin6_addr) != 1)
		die("\"%s\" is no address", text);
	sin6->sin6_family = AF_INET6;
	sin6->sin6_port = htons(port);
	return sizeof(*sin6);
}

/* Continue in a namespace of "ip netns". */
static inline void enter_netns(const char *name)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		die_errno(path);
	close(fd);
}

static inline uint8_t payload_byte(uint32_t seq, uint32_t at)
{
	return seq * 31 + at * 7;
}

/* Magic, sequence number, length, then octets that depend on sequence and place. */
static inline void payload_fill(uint8_t *data, uint32_t len, uint32_t seq)
{
	uint32_t head[3] = { htonl(PAYLOAD_MAGIC), htonl(seq), htonl(len) };
	uint32_t i;

	memcpy(data, head, sizeof(head));
	for (i = sizeof(head); i < len; i++)
		data[i] = payload_byte(seq, i);
}

static inline bool payload_check(const uint8_t *data, uint32_t len, uint32_t *seq)
{
	uint32_t head[3];
	uint32_t i;

	if (len < sizeof(head))
		return false;
	memcpy(head, data, sizeof(head));
	*seq = ntohl(head[1]);
	if (ntohl(head[0]) != PAYLOAD_MAGIC || ntohl(head[2]) != len)
		return false;
	for (i = sizeof(head); i < len; i++)
		if (data[i] != payload_byte(*seq, i))
			return false;
	return true;
}

#endif /* MCAST_H */
