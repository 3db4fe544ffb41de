// SPDX-License-Identifier: GPL-2.0-only
/*
 * A multicast routing daemon (ipmr, ip6mr) that routes nothing: it is told of packets
 * that the kernel's own multicast routing does not know what to do with.
 *
 *	mrouter [-6] [-N NETNS] DEV
 *
 *	-6		of IPv6
 *	-N NETNS	in this namespace of "ip netns"
 *
 * Prints "ready", and a line for each such packet: "upcall group=G source=S". Exit
 * status 4 if the kernel has no multicast routing.
 */
#define _GNU_SOURCE
#include <net/if.h>
#include <netinet/icmp6.h>
#include <sys/socket.h>

/* Before the kernel's, which then leave out what the C library has. */
#include "mcast.h"

#include <linux/mroute.h>
#include <linux/mroute6.h>

static void set(int fd, int level, int option, const void *value, socklen_t len)
{
	if (!setsockopt(fd, level, option, value, len))
		return;
	if (errno == ENOPROTOOPT)
		exit(4);
	die_errno("setsockopt");
}

static int open4(unsigned int ifindex)
{
	struct vifctl vif = {
		.vifc_flags = VIFF_USE_IFINDEX,
		.vifc_threshold = 1,
		.vifc_lcl_ifindex = ifindex,
	};
	int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_IGMP), one = 1;

	if (fd < 0)
		die_errno("socket");
	set(fd, IPPROTO_IP, MRT_INIT, &one, sizeof(one));
	set(fd, IPPROTO_IP, MRT_ADD_VIF, &vif, sizeof(vif));
	return fd;
}

static int open6(unsigned int ifindex)
{
	struct mif6ctl mif = { .vifc_threshold = 1, .mif6c_pifi = ifindex };
	int fd = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMPV6), one = 1;
	struct icmp6_filter none;

	if (fd < 0)
		die_errno("socket");
	ICMP6_FILTER_SETBLOCKALL(&none);
	set(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &none, sizeof(none));
	set(fd, IPPROTO_IPV6, MRT6_INIT, &one, sizeof(one));
	set(fd, IPPROTO_IPV6, MRT6_ADD_MIF, &mif, sizeof(mif));
	return fd;
}

static void print(int family, const void *group, const void *source)
{
	char text[2][INET6_ADDRSTRLEN];

	inet_ntop(family, group, text[0], sizeof(text[0]));
	inet_ntop(family, source, text[1], sizeof(text[1]));
	printf("upcall group=%s source=%s\n", text[0], text[1]);
}

int main(int argc, char **argv)
{
	union {
		struct igmpmsg v4;
		struct mrt6msg v6;
		char any[2048];
	} msg;
	unsigned int ifindex;
	bool six = false;
	ssize_t len;
	int fd, opt;

	while ((opt = getopt(argc, argv, "6N:")) != -1) {
		switch (opt) {
		case '6':
			six = true;
			break;
		case 'N':
			enter_netns(optarg);
			break;
		default:
			return 2;
		}
	}
	if (optind != argc - 1)
		die("usage: mrouter [-6] [-N NETNS] DEV");
	ifindex = if_nametoindex(argv[optind]);
	if (!ifindex)
		die_errno(argv[optind]);
	fd = six ? open6(ifindex) : open4(ifindex);
	setlinebuf(stdout);
	printf("ready\n");

	while ((len = recv(fd, &msg, sizeof(msg), 0)) >= 0) {
		/* In the place of the protocol, or of the type, that packets have. */
		if (six && len >= (ssize_t)sizeof(msg.v6) && !msg.v6.im6_mbz)
			print(AF_INET6, &msg.v6.im6_dst, &msg.v6.im6_src);
		else if (!six && len >= (ssize_t)sizeof(msg.v4) && !msg.v4.im_mbz)
			print(AF_INET, &msg.v4.im_dst, &msg.v4.im_src);
	}
	die_errno("recv");
}
