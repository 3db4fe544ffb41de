// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sends datagrams that mcast_rx recognises to a group, out of a device:
 *
 *	mcast_tx [OPTION]... GROUP DEV
 *
 *	-N NETNS	in this namespace of "ip netns"
 *	-n COUNT	how many, 1; 0: until SIGTERM or -w
 *	-w SECONDS	stop in any case after that long, 60
 *	-i USEC		wait that long after each, 0
 *	-q SEQ		first sequence number, 0
 *	-I		the same number again and again. The socket is not connected,
 *			so that with -d every packet is the same, IP ID included.
 *	-l LEN		octets of payload, 100
 *	-p PORT		UDP port, 5001
 *	-P PORT		source port
 *	-s SOURCE	source address
 *	-t TTL		TTL or hop limit, 64
 *	-Q TOS		IPv4 TOS or IPv6 traffic class, 0
 *	-d		IPv4: don't fragment
 *	-c		no UDP checksum (IPv4)
 *	-g N		UDP_SEGMENT: N datagrams in one packet, for the device to cut up
 *	-L		also to sockets of this machine
 *
 * With -r, packets are written whole, past this machine's own stack:
 *
 *	-r		do that; -s is needed, and may be any address
 *	-x PROTOCOL	IP protocol, 17; TCP (6) gives a SYN with an MSS option
 *	-C COVERAGE	with -x 136 (UDP-Lite): octets that the checksum covers, 0: all
 *	-T TYPE		with -x 58: the ICMPv6 type
 *	-a		with the router alert option
 *	-e		IPv6: with a header of destination options, which say nothing
 *	-o HEX		IPv4: with these octets as options
 *
 * A device that goes away or down is no error. Prints "sent=N" at the end.
 */
#define _GNU_SOURCE
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "mcast.h"

#ifndef UDP_SEGMENT
#define UDP_SEGMENT	103
#endif
#define SOL_UDP		17
#define OPTIONS_MAX	40
#define HEADERS_MAX	128

struct options {
	unsigned long count, wait, interval, seq, len, port, source_port, ttl, tos, segments;
	unsigned long protocol, type, coverage;
	const char *source_text, *ip_options;
	bool df, no_check, loop, raw, alert, extension, identical;
	const char *dev;
	struct sockaddr_storage group, source;
	struct sockaddr_ll link;
	socklen_t group_len;
	int ifindex;
};

static atomic_bool stopped;

static void stop(int sig)
{
	(void)sig;
	stopped = true;
}

static void set(int fd, int level, int option, int value, const char *what)
{
	if (setsockopt(fd, level, option, &value, sizeof(value)))
		die_errno(what);
}

static void set4(int fd, const struct options *opts)
{
	struct ip_mreqn out = { .imr_ifindex = opts->ifindex };

	if (setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &out, sizeof(out)))
		die_errno("IP_MULTICAST_IF");
	set(fd, IPPROTO_IP, IP_MULTICAST_TTL, opts->ttl, "IP_MULTICAST_TTL");
	set(fd, IPPROTO_IP, IP_TOS, opts->tos, "IP_TOS");
	set(fd, IPPROTO_IP, IP_MULTICAST_LOOP, opts->loop, "IP_MULTICAST_LOOP");
	set(fd, IPPROTO_IP, IP_MTU_DISCOVER, opts->df ? IP_PMTUDISC_PROBE : IP_PMTUDISC_DONT,
	    "IP_MTU_DISCOVER");
}

static void set6(int fd, const struct options *opts)
{
	set(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, opts->ifindex, "IPV6_MULTICAST_IF");
	set(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, opts->ttl, "IPV6_MULTICAST_HOPS");
	set(fd, IPPROTO_IPV6, IPV6_TCLASS, opts->tos, "IPV6_TCLASS");
	set(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, opts->loop, "IPV6_MULTICAST_LOOP");
}

static int open_udp(const struct options *opts)
{
	int family = opts->group.ss_family, fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_storage own = { .ss_family = family };

	if (fd < 0)
		die_errno("socket");
	if (family == AF_INET)
		set4(fd, opts);
	else
		set6(fd, opts);
	if (opts->no_check)
		set(fd, SOL_SOCKET, SO_NO_CHECK, 1, "SO_NO_CHECK");
	if (opts->segments)
		set(fd, SOL_UDP, UDP_SEGMENT, opts->len, "UDP_SEGMENT");
	if (opts->source_text)
		own = opts->source;
	/* Ports are at the same place in both families' addresses. */
	((struct sockaddr_in *)&own)->sin_port = htons(opts->source_port);
	if ((opts->source_text || opts->source_port) &&
	    bind(fd, (struct sockaddr *)&own, opts->group_len))
		die_errno("bind");
	if (!opts->identical && connect(fd, (const struct sockaddr *)&opts->group, opts->group_len))
		die_errno("connect");
	return fd;
}

/* RFC 1112 6.4, RFC 2464 7 */
static void set_link_address(struct options *opts)
{
	const struct sockaddr_in6 *group6 = (const struct sockaddr_in6 *)&opts->group;
	const struct sockaddr_in *group4 = (const struct sockaddr_in *)&opts->group;
	bool v4 = opts->group.ss_family == AF_INET;
	uint32_t ip = ntohl(group4->sin_addr.s_addr);
	uint8_t mac4[] = { 0x01, 0x00, 0x5e, ip >> 16 & 0x7f, ip >> 8, ip };
	uint8_t mac6[ETH_ALEN] = { 0x33, 0x33 };

	memcpy(mac6 + 2, group6->sin6_addr.s6_addr + 12, 4);
	opts->link = (struct sockaddr_ll) {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(v4 ? ETH_P_IP : ETH_P_IPV6),
		.sll_ifindex = opts->ifindex,
		.sll_halen = ETH_ALEN,
	};
	memcpy(opts->link.sll_addr, v4 ? mac4 : mac6, ETH_ALEN);
}

static int open_packet(void)
{
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die_errno("packet socket");
	return fd;
}

static uint32_t sum16(uint32_t sum, const void *data, size_t len)
{
	const uint8_t *byte = data;
	size_t i;

	for (i = 0; i < len; i++)
		sum += i % 2 ? byte[i] : byte[i] << 8;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons(~sum);
}

/* The checksum of UDP, TCP and ICMPv6, and of UDP-Lite, of @covered octets. */
static uint16_t l4_sum_part(const struct options *opts, unsigned long protocol, const void *data,
			    size_t len, size_t covered)
{
	const struct sockaddr_in6 *group6 = (const struct sockaddr_in6 *)&opts->group;
	const struct sockaddr_in6 *source6 = (const struct sockaddr_in6 *)&opts->source;
	const struct sockaddr_in *group4 = (const struct sockaddr_in *)&opts->group;
	const struct sockaddr_in *source4 = (const struct sockaddr_in *)&opts->source;
	uint32_t sum = sum16(protocol + len, data, covered);

	if (opts->group.ss_family == AF_INET) {
		sum = sum16(sum, &source4->sin_addr, 4);
		sum = sum16(sum, &group4->sin_addr, 4);
	} else {
		sum = sum16(sum, &source6->sin6_addr, 16);
		sum = sum16(sum, &group6->sin6_addr, 16);
	}
	return fold(sum);
}

static uint16_t l4_sum(const struct options *opts, unsigned long protocol, const void *data,
		       size_t len)
{
	return l4_sum_part(opts, protocol, data, len, len);
}

/* What follows the IP header. Return: its length. */
static size_t build_l4(const struct options *opts, uint8_t *at, uint32_t seq)
{
	uint16_t ports[2] = { htons(opts->source_port ?: opts->port), htons(opts->port) };
	uint16_t len, sum;

	switch (opts->protocol) {
	case IPPROTO_UDP:
		len = htons(8 + opts->len);
		memset(at, 0, 8);
		memcpy(at, ports, 4);
		memcpy(at + 4, &len, 2);
		payload_fill(at + 8, opts->len, seq);
		sum = opts->no_check ? 0 : l4_sum(opts, IPPROTO_UDP, at, 8 + opts->len) ?: 0xffff;
		memcpy(at + 6, &sum, 2);
		return 8 + opts->len;
	case IPPROTO_UDPLITE:
		/* RFC 3828 3.1 */
		len = htons(opts->coverage);
		memset(at, 0, 8);
		memcpy(at, ports, 4);
		memcpy(at + 4, &len, 2);
		payload_fill(at + 8, opts->len, seq);
		sum = l4_sum_part(opts, IPPROTO_UDPLITE, at, 8 + opts->len,
				  opts->coverage ?: 8 + opts->len) ?: 0xffff;
		memcpy(at + 6, &sum, 2);
		return 8 + opts->len;
	case IPPROTO_TCP:
		memset(at, 0, 24);
		memcpy(at, ports, 4);
		at[12] = 6 << 4;	/* words of header */
		at[13] = 0x02;		/* SYN */
		at[14] = 0xff;		/* window */
		at[20] = 2;		/* MSS 1460 */
		at[21] = 4;
		at[22] = 1460 >> 8;
		at[23] = 1460 & 255;
		sum = l4_sum(opts, IPPROTO_TCP, at, 24);
		memcpy(at + 16, &sum, 2);
		return 24;
	case IPPROTO_ICMPV6:
		memset(at, 0, 24);
		at[0] = opts->type;
		sum = l4_sum(opts, IPPROTO_ICMPV6, at, 24);
		memcpy(at + 2, &sum, 2);
		return 24;
	default:
		payload_fill(at, opts->len, seq);
		return opts->len;
	}
}

static size_t build_options4(const struct options *opts, uint8_t *at)
{
	static const uint8_t alert[] = { 0x94, 4, 0, 0 };	/* RFC 2113 2.1 */
	const char *hex = opts->ip_options;
	size_t len = 0;
	unsigned int byte;

	if (opts->alert) {
		memcpy(at, alert, sizeof(alert));
		len = sizeof(alert);
	}
	for (; hex && *hex; hex += 2) {
		if (len == OPTIONS_MAX || sscanf(hex, "%2x", &byte) != 1 || !hex[1])
			die("options must be up to %d octets in hex", OPTIONS_MAX);
		at[len++] = byte;
	}
	while (len % 4)
		at[len++] = 0;
	return len;
}

static size_t build4(const struct options *opts, uint8_t *packet, uint32_t seq)
{
	const struct sockaddr_in *source = (const struct sockaddr_in *)&opts->source;
	const struct sockaddr_in *group = (const struct sockaddr_in *)&opts->group;
	struct iphdr iph = {
		.version = 4,
		.id = htons(seq + 1),
		.frag_off = opts->df ? htons(0x4000) : 0,
		.ttl = opts->ttl,
		.protocol = opts->protocol,
		.saddr = source->sin_addr.s_addr,
		.daddr = group->sin_addr.s_addr,
	};
	size_t head = sizeof(iph) + build_options4(opts, packet + sizeof(iph));
	size_t len = head + build_l4(opts, packet + head, seq);

	iph.ihl = head / 4;
	iph.tot_len = htons(len);
	memcpy(packet, &iph, sizeof(iph));
	iph.check = fold(sum16(0, packet, head));
	memcpy(packet, &iph, sizeof(iph));
	return len;
}

static size_t build6(const struct options *opts, uint8_t *packet, uint32_t seq)
{
	uint8_t next = opts->extension ? IPPROTO_DSTOPTS : opts->protocol;
	/* Hop-by-hop options: router alert, MLD; PadN. RFC 2711 2.1 */
	uint8_t alert[] = { next, 0, 5, 2, 0, 0, 1, 0 };
	/* PadN. RFC 8200 4.6 */
	uint8_t extension[] = { opts->protocol, 0, 1, 4, 0, 0, 0, 0 };
	const struct sockaddr_in6 *source = (const struct sockaddr_in6 *)&opts->source;
	const struct sockaddr_in6 *group = (const struct sockaddr_in6 *)&opts->group;
	struct ip6_hdr ip6h = {
		.ip6_src = source->sin6_addr,
		.ip6_dst = group->sin6_addr,
	};
	size_t head = sizeof(ip6h);
	size_t len;

	if (opts->alert) {
		memcpy(packet + head, alert, sizeof(alert));
		head += sizeof(alert);
	}
	if (opts->extension) {
		memcpy(packet + head, extension, sizeof(extension));
		head += sizeof(extension);
	}
	len = head + build_l4(opts, packet + head, seq);

	ip6h.ip6_flow = htonl(6 << 28);
	ip6h.ip6_plen = htons(len - sizeof(ip6h));
	ip6h.ip6_nxt = opts->alert ? IPPROTO_HOPOPTS : next;
	ip6h.ip6_hlim = opts->ttl;
	memcpy(packet, &ip6h, sizeof(ip6h));
	return len;
}

static bool expected_error(int error)
{
	switch (error) {
	case ENXIO:		/* the device is gone, or down, or its queue is full */
	case ENODEV:
	case ENETDOWN:
	case ENETUNREACH:
	case EADDRNOTAVAIL:
	case ENOBUFS:
	case EINTR:
		return true;
	}
	return false;
}

/* Return: how many datagrams went, up to @max. */
static unsigned long send_some(int fd, const struct options *opts, unsigned long seq,
			       unsigned long max)
{
	static uint8_t data[HEADERS_MAX + PAYLOAD_MAX];
	unsigned long n = 1, i;
	ssize_t sent;
	size_t len;

	if (opts->raw) {
		len = opts->group.ss_family == AF_INET ? build4(opts, data, seq) :
							 build6(opts, data, seq);
		sent = sendto(fd, data, len, 0, (const struct sockaddr *)&opts->link,
			      sizeof(opts->link));
	} else {
		if (opts->segments)
			n = opts->segments < max ? opts->segments : max;
		for (i = 0; i < n; i++)
			payload_fill(data + i * opts->len, opts->len, seq + i);
		sent = opts->identical ?
		       sendto(fd, data, n * opts->len, 0, (const struct sockaddr *)&opts->group,
			      opts->group_len) :
		       send(fd, data, n * opts->len, 0);
	}
	if (sent >= 0)
		return n;
	if (!expected_error(errno))
		die_errno("send");
	return 0;
}

static void parse(int argc, char **argv, struct options *opts)
{
	int opt;

	while ((opt = getopt(argc, argv, "N:n:w:i:q:Il:p:P:s:t:Q:dcg:Lrx:C:T:aeo:")) != -1) {
		switch (opt) {
		case 'N':
			enter_netns(optarg);
			break;
		case 'n':
			opts->count = number(optarg, 1000000);
			break;
		case 'w':
			opts->wait = number(optarg, 3600);
			break;
		case 'i':
			opts->interval = number(optarg, 10000000);
			break;
		case 'q':
			opts->seq = number(optarg, 1000000);
			break;
		case 'I':
			opts->identical = true;
			break;
		case 'l':
			opts->len = number(optarg, PAYLOAD_MAX);
			break;
		case 'p':
			opts->port = number(optarg, 65535);
			break;
		case 'P':
			opts->source_port = number(optarg, 65535);
			break;
		case 's':
			opts->source_text = optarg;
			break;
		case 't':
			opts->ttl = number(optarg, 255);
			break;
		case 'Q':
			opts->tos = number(optarg, 255);
			break;
		case 'd':
			opts->df = true;
			break;
		case 'c':
			opts->no_check = true;
			break;
		case 'g':
			opts->segments = number(optarg, 64);
			break;
		case 'L':
			opts->loop = true;
			break;
		case 'r':
			opts->raw = true;
			break;
		case 'x':
			opts->protocol = number(optarg, 255);
			break;
		case 'C':
			opts->coverage = number(optarg, 8 + PAYLOAD_MAX);
			break;
		case 'T':
			opts->type = number(optarg, 255);
			break;
		case 'a':
			opts->alert = true;
			break;
		case 'e':
			opts->extension = true;
			break;
		case 'o':
			opts->ip_options = optarg;
			break;
		default:
			exit(2);
		}
	}
	if (argc - optind != 2 || opts->len < PAYLOAD_MIN ||
	    opts->segments * opts->len > PAYLOAD_MAX ||
	    (opts->coverage && (opts->coverage < 8 || opts->coverage > 8 + opts->len)) ||
	    (opts->raw && !opts->source_text))
		die("usage: mcast_tx [OPTION]... GROUP DEV");
	opts->group_len = address(argv[optind], opts->port, &opts->group);
	opts->dev = argv[optind + 1];
	opts->ifindex = if_nametoindex(opts->dev);
	if (!opts->ifindex)
		die("no device %s", opts->dev);
	if (opts->source_text)
		address(opts->source_text, 0, &opts->source);
	set_link_address(opts);
}

/* Where packets wait is per CPU: one that we leave could send its last after our next. */
static void stay_on_cpu(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(sched_getcpu(), &set);
	sched_setaffinity(0, sizeof(set), &set);
}

int main(int argc, char **argv)
{
	struct options opts = {
		.count = 1, .wait = 60, .len = 100, .port = DEFAULT_PORT, .ttl = 64,
		.protocol = IPPROTO_UDP,
	};
	struct sigaction action = { .sa_handler = stop };
	unsigned long tried = 0, sent = 0;
	time_t end;
	int fd;

	parse(argc, argv, &opts);
	stay_on_cpu();
	sigaction(SIGTERM, &action, NULL);
	fd = opts.raw ? open_packet() : open_udp(&opts);
	end = time(NULL) + opts.wait;

	while (!stopped && (!opts.count || tried < opts.count) && time(NULL) <= end) {
		unsigned long left = opts.count ? opts.count - tried : ~0ul;
		unsigned long n = send_some(fd, &opts, opts.seq + (opts.identical ? 0 : sent),
					    left);

		sent += n;
		tried += n ?: 1;
		if (opts.interval)
			usleep(opts.interval);
	}
	printf("sent=%lu\n", sent);
	return 0;
}
