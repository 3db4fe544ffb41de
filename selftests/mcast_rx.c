// SPDX-License-Identifier: GPL-2.0-only
/*
 * Receives what mcast_tx sends to a group, with one socket for each device, and
 * tells exactly what came:
 *
 *	mcast_rx [OPTION]... GROUP DEV...
 *
 *	-N NETNS	in this namespace of "ip netns"
 *	-p PORT		UDP port, 5001
 *	-s SOURCE	join (S,G) instead of (*,G)
 *	-n COUNT	stop when every socket has that many; 0, the default: at SIGTERM
 *	-w SECONDS	stop in any case after that long, 20
 *	-g MS		then go on for that long, to see duplicates and latecomers, 200
 *
 * Prints "ready" when all is joined, and at the end a line for each device. Exit
 * status: 0 if it could do its work, whatever came.
 */
#define _GNU_SOURCE
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "mcast.h"

#define MAX_SEQ		1000000
#define MAX_SOURCES	8

struct receiver {
	const char *dev;
	int fd;
	unsigned long received;
	unsigned long unique;
	unsigned long duplicates;
	unsigned long disordered;
	unsigned long bad;
	unsigned long bytes;
	uint8_t *seen;			/* bit by sequence number */
	uint32_t last_seq;
	bool ttl[256];
	char sources[MAX_SOURCES][INET6_ADDRSTRLEN + 8];
	unsigned int n_sources;
};

static atomic_bool stopped;

static void stop(int sig)
{
	(void)sig;
	stopped = true;
}

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ull + ts.tv_nsec / 1000000;
}

static void join(int fd, int family, const char *dev, const struct sockaddr_storage *group,
		 const struct sockaddr_storage *source)
{
	int level = family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
	struct group_source_req with_source = { .gsr_interface = if_nametoindex(dev) };
	struct group_req any_source = { .gr_interface = if_nametoindex(dev) };
	int err;

	if (!any_source.gr_interface)
		die("no device %s", dev);
	any_source.gr_group = *group;
	with_source.gsr_group = *group;
	if (source) {
		with_source.gsr_source = *source;
		err = setsockopt(fd, level, MCAST_JOIN_SOURCE_GROUP, &with_source,
				 sizeof(with_source));
	} else {
		err = setsockopt(fd, level, MCAST_JOIN_GROUP, &any_source, sizeof(any_source));
	}
	if (err)
		die_errno("join");
}

static void open_socket(struct receiver *rx, const struct sockaddr_storage *group, socklen_t len,
			const struct sockaddr_storage *source)
{
	int family = group->ss_family, one = 1, zero = 0, buffer = 8 << 20;

	rx->fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (rx->fd < 0)
		die_errno("socket");
	if (setsockopt(rx->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    setsockopt(rx->fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer)) ||
	    setsockopt(rx->fd, SOL_SOCKET, SO_BINDTODEVICE, rx->dev, strlen(rx->dev)))
		die_errno(rx->dev);
	if (family == AF_INET) {
		setsockopt(rx->fd, IPPROTO_IP, IP_RECVTTL, &one, sizeof(one));
		setsockopt(rx->fd, IPPROTO_IP, IP_MULTICAST_ALL, &zero, sizeof(zero));
	} else {
		setsockopt(rx->fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, &one, sizeof(one));
	}
	if (bind(rx->fd, (const struct sockaddr *)group, len))
		die_errno("bind");
	join(rx->fd, family, rx->dev, group, source);

	rx->seen = calloc(1, MAX_SEQ / 8);
	if (!rx->seen)
		die("no memory");
}

static void note_source(struct receiver *rx, const struct sockaddr_storage *from)
{
	const struct sockaddr_in6 *sin6 = (const struct sockaddr_in6 *)from;
	const struct sockaddr_in *sin = (const struct sockaddr_in *)from;
	char text[sizeof(rx->sources[0])] = "";
	unsigned int i;

	if (from->ss_family == AF_INET)
		inet_ntop(AF_INET, &sin->sin_addr, text, sizeof(text));
	else
		inet_ntop(AF_INET6, &sin6->sin6_addr, text, sizeof(text));
	for (i = 0; i < rx->n_sources; i++)
		if (!strcmp(rx->sources[i], text))
			return;
	if (i < MAX_SOURCES)
		memcpy(rx->sources[rx->n_sources++], text, sizeof(text));
}

static void note_ttl(struct receiver *rx, struct msghdr *msg)
{
	struct cmsghdr *cmsg;
	int ttl;

	for (cmsg = CMSG_FIRSTHDR(msg); cmsg; cmsg = CMSG_NXTHDR(msg, cmsg)) {
		if (!(cmsg->cmsg_level == IPPROTO_IP && cmsg->cmsg_type == IP_TTL) &&
		    !(cmsg->cmsg_level == IPPROTO_IPV6 && cmsg->cmsg_type == IPV6_HOPLIMIT))
			continue;
		memcpy(&ttl, CMSG_DATA(cmsg), sizeof(ttl));
		rx->ttl[ttl & 255] = true;
	}
}

static void note_payload(struct receiver *rx, const uint8_t *data, uint32_t len)
{
	uint32_t seq;

	if (!payload_check(data, len, &seq) || seq >= MAX_SEQ) {
		rx->bad++;
		return;
	}
	if (rx->seen[seq / 8] & 1 << seq % 8) {
		rx->duplicates++;
		return;
	}
	rx->seen[seq / 8] |= 1 << seq % 8;
	if (rx->unique && seq < rx->last_seq)
		rx->disordered++;
	rx->unique++;
	rx->last_seq = seq;
}

static void receive(struct receiver *rx)
{
	static uint8_t data[65536];
	struct sockaddr_storage from;
	char control[256];
	ssize_t len;

	for (;;) {
		struct iovec iov = { .iov_base = data, .iov_len = sizeof(data) };
		struct msghdr msg = {
			.msg_name = &from,
			.msg_namelen = sizeof(from),
			.msg_iov = &iov,
			.msg_iovlen = 1,
			.msg_control = control,
			.msg_controllen = sizeof(control),
		};

		len = recvmsg(rx->fd, &msg, 0);
		if (len < 0) {
			if (errno == EINTR)
				continue;
			/* The device may go away in a test of that. */
			return;
		}
		rx->received++;
		rx->bytes += len;
		note_source(rx, &from);
		note_ttl(rx, &msg);
		note_payload(rx, data, len);
	}
}

static bool have_all(const struct receiver *rx, int n, unsigned long count)
{
	int i;

	if (!count)
		return false;
	for (i = 0; i < n; i++)
		if (rx[i].received < count)
			return false;
	return true;
}

static void receive_all(struct receiver *rx, int n, unsigned long count, uint64_t wait_ms,
			uint64_t grace_ms)
{
	uint64_t end = now_ms() + wait_ms, now;
	struct pollfd *fds = calloc(n, sizeof(*fds));
	bool grace = false;
	int i;

	if (!fds)
		die("no memory");
	for (i = 0; i < n; i++) {
		fds[i].fd = rx[i].fd;
		fds[i].events = POLLIN;
	}
	while ((now = now_ms()) < end) {
		if (!grace && (stopped || have_all(rx, n, count))) {
			grace = true;
			end = now + grace_ms;
			continue;
		}
		/* Short: a signal may come just before poll() begins. */
		poll(fds, n, end - now < 50 ? (int)(end - now) : 50);
		for (i = 0; i < n; i++)
			receive(&rx[i]);
	}
	free(fds);
}

static void report(const struct receiver *rx)
{
	const char *separator = "";
	unsigned int i;

	printf("dev=%s received=%lu unique=%lu duplicates=%lu disordered=%lu bad=%lu bytes=%lu",
	       rx->dev, rx->received, rx->unique, rx->duplicates, rx->disordered, rx->bad,
	       rx->bytes);
	printf(" ttl=");
	for (i = 0; i < 256; i++) {
		if (!rx->ttl[i])
			continue;
		printf("%s%u", separator, i);
		separator = ",";
	}
	printf(" src=");
	for (i = 0; i < rx->n_sources; i++)
		printf("%s%s", i ? "," : "", rx->sources[i]);
	printf("\n");
}

int main(int argc, char **argv)
{
	unsigned long port = DEFAULT_PORT, count = 0, wait = 20, grace = 200;
	struct sockaddr_storage group, source;
	const char *source_text = NULL;
	struct sigaction action = { .sa_handler = stop };
	struct receiver *rx;
	socklen_t len;
	int opt, n, i;

	while ((opt = getopt(argc, argv, "N:p:s:n:w:g:")) != -1) {
		switch (opt) {
		case 'N':
			enter_netns(optarg);
			break;
		case 'p':
			port = number(optarg, 65535);
			break;
		case 's':
			source_text = optarg;
			break;
		case 'n':
			count = number(optarg, MAX_SEQ);
			break;
		case 'w':
			wait = number(optarg, 3600);
			break;
		case 'g':
			grace = number(optarg, 60000);
			break;
		default:
			return 2;
		}
	}
	n = argc - optind - 1;
	if (n < 1)
		die("usage: mcast_rx [OPTION]... GROUP DEV...");
	len = address(argv[optind], port, &group);
	if (source_text)
		address(source_text, 0, &source);

	rx = calloc(n, sizeof(*rx));
	if (!rx)
		die("no memory");
	for (i = 0; i < n; i++) {
		rx[i].dev = argv[optind + 1 + i];
		open_socket(&rx[i], &group, len, source_text ? &source : NULL);
	}
	sigaction(SIGTERM, &action, NULL);
	printf("ready\n");
	fflush(stdout);

	receive_all(rx, n, count, wait * 1000, grace);
	for (i = 0; i < n; i++)
		report(&rx[i]);
	return 0;
}
