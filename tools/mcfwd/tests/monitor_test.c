// SPDX-License-Identifier: GPL-2.0-only
/* Notifications -> lines of text, and of JSON. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/genetlink.h>

#include "line.h"
#include "monitor.h"
#include "request.h"
#include "tap.h"

#define FAMILY 77

static union {
	struct nlmsghdr msg;
	char bytes[4096];
} buffer;

static struct nlmsghdr *begin(uint8_t command)
{
	struct genlmsghdr *genl;

	memset(&buffer, 0, sizeof(buffer));
	mnl_nlmsg_put_header(&buffer);
	buffer.msg.nlmsg_type = FAMILY;
	genl = mnl_nlmsg_put_extra_header(&buffer.msg, sizeof(*genl));
	genl->cmd = command;
	return &buffer.msg;
}

static void put_addrs(struct nlmsghdr *msg, const char *device)
{
	mnl_attr_put_strz(msg, MCFWD_A_ALERT_DEVICE, device);
	mnl_attr_put(msg, MCFWD_A_ALERT_GROUP, 4, "\xe1\0\0\1");
}

static void put_packet(struct nlmsghdr *msg)
{
	put_addrs(msg, "in0");
	mnl_attr_put(msg, MCFWD_A_ALERT_SOURCE, 4, "\x0a\0\0\1");
	mnl_attr_put(msg, MCFWD_A_ALERT_PAD, 0, NULL);
	mnl_attr_put_u64(msg, MCFWD_A_ALERT_PACKETS, 5000000000ull);
}

static void send_msg(int kernel, const struct nlmsghdr *msg)
{
	if (send(kernel, msg, MNL_ALIGN(msg->nlmsg_len), 0) < 0)
		printf("Bail out! cannot send: %s\n", strerror(errno));
}

/* A route as the kernel tells it. */
static void send_route(int kernel, uint8_t command, bool more, const char *line)
{
	struct route route = line_route(VERB_ROUTE, line);
	struct nlmsghdr *msg = request_route_new(&route, 0);

	msg->nlmsg_type = FAMILY;
	((struct genlmsghdr *)mnl_nlmsg_get_payload(msg))->cmd = command;
	mnl_attr_put(msg, MCFWD_A_ROUTE_BOUND, 0, NULL);
	if (more)
		mnl_attr_put(msg, MCFWD_A_ROUTE_MORE, 0, NULL);
	send_msg(kernel, msg);
	free(msg);
	route_free(&route);
}

static void send_all(int kernel)
{
	struct nlmsghdr *msg;

	send_route(kernel, MCFWD_CMD_ROUTE_NEW_NTF, false, "from in0 group 225.0.0.1 to out0");
	send_route(kernel, MCFWD_CMD_ROUTE_NEW_NTF, true, "from in0 group 225.0.0.1 to out1");
	send_route(kernel, MCFWD_CMD_ROUTE_CHANGE_NTF, false, "from in+ group ff05::1 rate 5/s");
	send_route(kernel, MCFWD_CMD_ROUTE_DEL_NTF, false, "from any group 225.0.0.1 dport 5");
	msg = begin(MCFWD_CMD_DEVICE_NTF);
	mnl_attr_put_strz(msg, MCFWD_A_DEVICE_NAME, "out1");
	mnl_attr_put_u32(msg, MCFWD_A_DEVICE_IFINDEX, 7);
	mnl_attr_put(msg, MCFWD_A_DEVICE_BOUND, 0, NULL);
	send_msg(kernel, msg);
	msg = begin(MCFWD_CMD_DEVICE_NTF);
	mnl_attr_put_strz(msg, MCFWD_A_DEVICE_NAME, "out1");
	send_msg(kernel, msg);
	put_packet(begin(MCFWD_CMD_LOOP_NTF));
	send_msg(kernel, msg);
	put_packet(begin(MCFWD_CMD_STORM_NTF));
	send_msg(kernel, msg);
	/* One of a later module, and one that is not for us. */
	send_msg(kernel, begin(200));
	begin(MCFWD_CMD_LOOP_NTF)->nlmsg_type = FAMILY + 1;
	send_msg(kernel, msg);
	put_packet(begin(MCFWD_CMD_LIMIT_NTF));
	mnl_attr_put_u32(msg, MCFWD_A_ALERT_RATE, 100);
	send_msg(kernel, msg);
	put_addrs(begin(MCFWD_CMD_LIMIT_NTF), "");
	mnl_attr_put_u32(msg, MCFWD_A_ALERT_ROUTES_MAX, 1048576);
	send_msg(kernel, msg);
}

static const char text[] =
	"add route from in0 group 225.0.0.1 to out0 pending\n"
	"add route continued from in0 group 225.0.0.1 to out1 pending\n"
	"change route from in+ group ff05::1 rate 5/s\n"
	"delete route from any group 225.0.0.1 dport 5\n"
	"device out1 bound\n"
	"device out1 pending\n"
	"loop from in0 source 10.0.0.1 group 225.0.0.1 (5000000000 packets)\n"
	"storm from in0 source 10.0.0.1 group 225.0.0.1 (5000000000 packets)\n"
	"limit from in0 source 10.0.0.1 group 225.0.0.1 rate 100/s (5000000000 packets)\n"
	"limit from any group 225.0.0.1 routes 1048576\n";

#define PACKET "\"from\":\"in0\",\"source\":\"10.0.0.1\",\"group\":\"225.0.0.1\","
#define OUT(dev) "[{\"dev\":\"" dev "\",\"pending\":true,\"ttl\":\"dec\",\"threshold\":0}]}}\n"

static const char json[] =
	"{\"event\":\"add\",\"route\":{\"from\":\"in0\",\"group\":\"225.0.0.1\",\"join\":\"yes\","
	"\"to\":" OUT("out0")
	"{\"event\":\"add\",\"more\":true,\"route\":{\"from\":\"in0\",\"group\":\"225.0.0.1\","
	"\"join\":\"yes\",\"to\":" OUT("out1")
	"{\"event\":\"change\",\"route\":{\"from\":\"in+\",\"group\":\"ff05::1\","
	"\"join\":\"allmulti\",\"rate\":5,\"to\":[]}}\n"
	"{\"event\":\"delete\",\"route\":{\"from\":\"any\",\"group\":\"225.0.0.1\",\"dport\":5,"
	"\"join\":\"allmulti\",\"to\":[]}}\n"
	"{\"event\":\"device\",\"dev\":\"out1\",\"ifindex\":7}\n"
	"{\"event\":\"device\",\"dev\":\"out1\",\"pending\":true}\n"
	"{\"event\":\"loop\"," PACKET "\"packets\":5000000000}\n"
	"{\"event\":\"storm\"," PACKET "\"packets\":5000000000}\n"
	"{\"event\":\"limit\"," PACKET "\"rate\":100,\"packets\":5000000000}\n"
	"{\"event\":\"limit\",\"from\":\"any\",\"group\":\"225.0.0.1\",\"routes_max\":1048576}\n";

/* A monitor whose kernel says no more, so that it ends. */
static void expect(const char *name, bool as_json, void (*say)(int kernel), const char *want,
		   const char *want_error)
{
	size_t length, errors_length;
	char *got, *errors;
	struct monitor job = {
		.out = open_memstream(&got, &length),
		.errors = open_memstream(&errors, &errors_length),
		.json = as_json,
	};
	int pair[2], stop[2];
	struct nl nl;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) || pipe(stop))
		printf("Bail out! no sockets\n");
	nl_attach(&nl, pair[0], FAMILY);
	job.nl = &nl;
	job.stop = stop[0];
	say(pair[1]);
	close(pair[1]);
	tap_ok(monitor(&job) == -1, "%s: it ends", name);
	tap_text(nl.error.text, want_error, "%s: why", name);
	fclose(job.out);
	fclose(job.errors);
	tap_text(got, want, "%s", name);
	tap_text(errors, "", "%s: no errors", name);
	free(got);
	free(errors);
	nl_close(&nl);
	close(stop[0]);
	close(stop[1]);
}

static void send_bad_device(int kernel)
{
	send_msg(kernel, begin(MCFWD_CMD_DEVICE_NTF));
}

static void send_bad_loop(int kernel)
{
	mnl_attr_put_strz(begin(MCFWD_CMD_LOOP_NTF), MCFWD_A_ALERT_DEVICE, "in0");
	send_msg(kernel, &buffer.msg);
}

static void send_bad_number(int kernel)
{
	put_packet(begin(MCFWD_CMD_LOOP_NTF));
	mnl_attr_put_u8(&buffer.msg, MCFWD_A_ALERT_RATE, 1);
	send_msg(kernel, &buffer.msg);
}

/* Netlink sockets may send to each other, so that one can be made to overflow. */
static void test_lost(bool as_json)
{
	size_t length, errors_length;
	char *got, *errors;
	struct monitor job = {
		.out = open_memstream(&got, &length),
		.errors = open_memstream(&errors, &errors_length),
		.json = as_json,
	};
	int receiver = socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK), size = 1, stop[2], i;
	int sender = socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK);
	struct sockaddr_nl to = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	struct nl nl;

	if (pipe(stop))
		printf("Bail out! no pipe\n");
	setsockopt(receiver, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (bind(receiver, (struct sockaddr *)&to, sizeof(to))) {
		tap_ok(true, "events are lost # SKIP no netlink sockets between processes");
		close(receiver);
		nl_attach(&nl, -1, FAMILY);
	} else {
		for (i = 0; i < 100; i++)
			sendto(sender, begin(200), 4096, 0, (struct sockaddr *)&to, sizeof(to));
		nl_attach(&nl, receiver, FAMILY);
		job.nl = &nl;
		job.stop = stop[0];
		/* It goes on after the loss, until it is ended. */
		i = fork();
		if (!i) {
			usleep(300000);
			if (write(stop[1], "", 1) != 1)
				_exit(1);
			_exit(0);
		}
		tap_ok(!monitor(&job), "events are lost, and it goes on until it is ended");
		fclose(job.out);
		fclose(job.errors);
		tap_text(errors, "mcfwd: events were lost\n", "events are lost: the error");
		tap_text(got, as_json ? "{\"event\":\"lost\"}\n" : "",
			 "events are lost: the output");
		free(got);
		free(errors);
		waitpid(i, NULL, 0);
	}
	nl_close(&nl);
	close(sender);
	close(stop[0]);
	close(stop[1]);
}

#define END "the kernel ended the conversation."
#define BAD "the kernel module's answer cannot be read; it may be of another version than this tool."

int main(void)
{
	expect("text", false, send_all, text, END);
	expect("JSON", true, send_all, json, END);
	expect("a device without a name", false, send_bad_device, "", BAD);
	expect("a loop without a group", false, send_bad_loop, "", BAD);
	expect("a rate of one octet", true, send_bad_number, "", BAD);
	test_lost(false);
	test_lost(true);
	return tap_end();
}
