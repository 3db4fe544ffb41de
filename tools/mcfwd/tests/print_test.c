// SPDX-License-Identifier: GPL-2.0-only
/* Structs -> the exact text, and the exact JSON. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "print.h"
#include "tap.h"

static char *text;
static size_t length;

static void begin(struct print *print, bool json, bool pretty, bool stats, bool list)
{
	*print = (struct print){ .json = json, .pretty = pretty, .stats = stats };
	print->out = open_memstream(&text, &length);
	print_begin(print, list);
}

static void end(struct print *print, const char *want, const char *name)
{
	json_t *json;

	if (print_end(print))
		tap_ok(false, "%s: print_end() fails", name);
	fclose(print->out);
	tap_text(text, want, "%s", name);
	if (print->json) {
		json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
		tap_ok(json, "%s: can be read again", name);
		json_decref(json);
	}
	free(text);
}

static struct counters *counters(uint64_t packets, uint64_t bytes)
{
	struct counters *new = calloc(1, sizeof(*new));

	new->packets = packets;
	new->bytes = bytes;
	return new;
}

static struct route make(const char *input, const char *source, const char *group)
{
	struct route route = { .join = JOIN_DEFAULT, .bound = true };

	snprintf(route.input, sizeof(route.input), "%s", input);
	if (source)
		addr_parse(&route.source, source);
	addr_parse(&route.group, group);
	return route;
}

static struct output *to(struct route *route, const char *device)
{
	struct output *output = route_add_output(route, device);

	output->bound = true;
	return output;
}

static struct route set64(bool bound)
{
	struct route route = make("wlan0", NULL, "225.0.0.1");
	struct output *output = to(&route, "usb0");

	route.bound = bound;
	output->bound = bound;
	output->ttl_mode = MCFWD_TTL_SET;
	output->ttl = 64;
	return route;
}

static void both(struct route *route, bool stats, const char *want, const char *json,
		 const char *name)
{
	struct print print;

	begin(&print, false, false, stats, true);
	print_route(&print, route);
	end(&print, want, name);
	begin(&print, true, false, stats, true);
	print_route(&print, route);
	end(&print, json, name);
	route_free(route);
}

static void test_routes(void)
{
	struct output *output;
	struct route route;

	route = set64(true);
	to(&route, "eth0");
	both(&route, false, "from wlan0 group 225.0.0.1 to usb0 ttl set 64 to eth0\n",
	     "[{\"from\":\"wlan0\",\"group\":\"225.0.0.1\",\"join\":\"yes\",\"to\":["
	     "{\"dev\":\"usb0\",\"ttl\":\"set\",\"ttl_value\":64,\"threshold\":0},"
	     "{\"dev\":\"eth0\",\"ttl\":\"dec\",\"threshold\":0}]}]\n", "two outputs");

	route = set64(false);
	both(&route, false, "from wlan0 pending group 225.0.0.1 to usb0 pending ttl set 64\n",
	     "[{\"from\":\"wlan0\",\"pending\":true,\"group\":\"225.0.0.1\",\"join\":\"yes\",\"to\":["
	     "{\"dev\":\"usb0\",\"pending\":true,\"ttl\":\"set\",\"ttl_value\":64,"
	     "\"threshold\":0}]}]\n", "pending");

	route = make("wlan0", "10.0.0.2", "232.1.1.1");
	route.join = MCFWD_JOIN_NO;
	output = to(&route, "usb0");
	output->threshold = 12;
	output->ttl_mode = MCFWD_TTL_KEEP;
	both(&route, false,
	     "from wlan0 source 10.0.0.2 group 232.1.1.1 join no to usb0 ttl keep threshold 12\n",
	     "[{\"from\":\"wlan0\",\"source\":\"10.0.0.2\",\"group\":\"232.1.1.1\","
	     "\"join\":\"no\",\"to\":[{\"dev\":\"usb0\",\"ttl\":\"keep\",\"threshold\":12}]}]\n",
	     "source, join no, keep, threshold");

	route = make("wlan0", "2001:db8::1", "ff05::1:3");
	output = to(&route, "usb0");
	output->ttl_mode = MCFWD_TTL_MIN;
	output->ttl = 255;
	both(&route, false,
	     "from wlan0 source 2001:db8::1 group ff05::1:3 to usb0 hoplimit min 255\n",
	     "[{\"from\":\"wlan0\",\"source\":\"2001:db8::1\",\"group\":\"ff05::1:3\","
	     "\"join\":\"yes\",\"to\":[{\"dev\":\"usb0\",\"ttl\":\"min\",\"ttl_value\":255,"
	     "\"threshold\":0}]}]\n", "IPv6");

	route = make("wlan0", NULL, "225.0.0.1");
	both(&route, false, "from wlan0 group 225.0.0.1\n",
	     "[{\"from\":\"wlan0\",\"group\":\"225.0.0.1\",\"join\":\"yes\",\"to\":[]}]\n",
	     "no output");

	route = make("wl\xe4n\x1b", NULL, "225.0.0.1");
	output = to(&route, "\xc3\xa4\"\\");
	output->ttl_mode = 9;
	output->ttl = 3;
	both(&route, false, "from wl\xe4n? group 225.0.0.1 to \xc3\xa4\"\\ ttl mode9 3\n",
	     "[{\"from\":\"wl\\\\xe4n\\u001B\",\"group\":\"225.0.0.1\",\"join\":\"yes\",\"to\":["
	     "{\"dev\":\"\xc3\xa4\\\"\\\\\",\"ttl\":\"mode9\",\"ttl_value\":3,"
	     "\"threshold\":0}]}]\n", "strange names, and a mode of a later module");
}

static struct route make_range(const char *input, const char *source, uint8_t source_len,
			       const char *group, uint8_t group_len)
{
	struct route route = make(input, source, group);

	if (source)
		route.source.bits = source_len;
	route.group.bits = group_len;
	return route;
}

static void test_ranges(void)
{
	struct route route;

	route = make_range("wlan+", "10.0.0.0", 8, "239.0.0.0", 9);
	route.join = MCFWD_JOIN_ALLMULTI;
	to(&route, "usb0");
	both(&route, false, "from wlan+ source 10.0.0.0/8 group 239.0.0.0/9 to usb0\n",
	     "[{\"from\":\"wlan+\",\"source\":\"10.0.0.0/8\",\"group\":\"239.0.0.0/9\","
	     "\"join\":\"allmulti\",\"to\":[{\"dev\":\"usb0\",\"ttl\":\"dec\","
	     "\"threshold\":0}]}]\n", "a pattern and two ranges");

	route = make_range("any", NULL, 0, "ff00::", 8);
	both(&route, false, "from any group ff00::/8\n",
	     "[{\"from\":\"any\",\"group\":\"ff00::/8\",\"join\":\"allmulti\","
	     "\"to\":[]}]\n", "any input, a range, the default of join, no output");

	route = make_range("abcdefghijklmno+",
			   "1111:2222:3333:4444:5555:6666:7777:8888", 125,
			   "ff11:2222:3333:4444:5555:6666:7777:8888", 126);
	route.bound = false;
	route.join = MCFWD_JOIN_YES;
	both(&route, false,
	     "from abcdefghijklmno+ pending source 1111:2222:3333:4444:5555:6666:7777:8888/125 "
	     "group ff11:2222:3333:4444:5555:6666:7777:8888/126 join yes\n",
	     "[{\"from\":\"abcdefghijklmno+\",\"pending\":true,"
	     "\"source\":\"1111:2222:3333:4444:5555:6666:7777:8888/125\","
	     "\"group\":\"ff11:2222:3333:4444:5555:6666:7777:8888/126\","
	     "\"join\":\"yes\",\"to\":[]}]\n", "the longest of all");

	route = make_range("wl\xe4n+", NULL, 0, "225.0.0.1", 32);
	route.join = MCFWD_JOIN_NO;
	both(&route, false, "from wl\xe4n+ group 225.0.0.1 join no\n",
	     "[{\"from\":\"wl\\\\xe4n+\",\"group\":\"225.0.0.1\",\"join\":\"no\","
	     "\"to\":[]}]\n", "a strange pattern that is not joined");

	route = make("wlan0", NULL, "225.0.0.1");
	route.join = MCFWD_JOIN_ALLMULTI;
	both(&route, false, "from wlan0 group 225.0.0.1 join allmulti\n",
	     "[{\"from\":\"wlan0\",\"group\":\"225.0.0.1\",\"join\":\"allmulti\","
	     "\"to\":[]}]\n", "a single group that is not joined");

	route = make("wlan0", NULL, "225.0.0.1");
	route.join = MCFWD_JOIN_YES;
	both(&route, false, "from wlan0 group 225.0.0.1\n",
	     "[{\"from\":\"wlan0\",\"group\":\"225.0.0.1\",\"join\":\"yes\","
	     "\"to\":[]}]\n", "a single group that is joined");

	route = make("wlan0", NULL, "225.0.0.1");
	route.join = 4294967294u;
	both(&route, false, "from wlan0 group 225.0.0.1 join join4294967294\n",
	     "[{\"from\":\"wlan0\",\"group\":\"225.0.0.1\",\"join\":\"join4294967294\","
	     "\"to\":[]}]\n", "a join of a later module");
}

static void test_options(void)
{
	struct output *output;
	struct route route;
	struct addr except;

	route = make("a", NULL, "225.0.0.1");
	addr_parse(&except, "10.0.0.1");
	route_add_except(&route, &except);
	addr_parse(&except, "10.0.0.0");
	except.bits = 8;
	route_add_except(&route, &except);
	route.dport = 5004;
	route.dport_last = 5005;
	route.local = MCFWD_LOCAL_NO;
	route.local_origin = true;
	route.rate = 100;
	route.comment = strdup("a \"b\" \xff");
	both(&route, false,
	     "from a group 225.0.0.1 except 10.0.0.0/8 except 10.0.0.1 dport 5004-5005 local no "
	     "local-origin yes rate 100/s comment \"a \\\"b\\\" \xff\"\n",
	     "[{\"from\":\"a\",\"group\":\"225.0.0.1\",\"except\":[\"10.0.0.0/8\",\"10.0.0.1\"],"
	     "\"dport\":5004,\"dport_last\":5005,\"join\":\"yes\",\"local\":\"no\","
	     "\"local_origin\":\"yes\",\"rate\":100,\"comment\":\"a \\\"b\\\" \\\\xff\","
	     "\"to\":[]}]\n", "all options of a route");

	route = make("a", NULL, "225.0.0.1");
	route.dport = 5004;
	route.dport_last = 5004;
	route.local = 7;
	both(&route, false, "from a group 225.0.0.1 dport 5004 local local7\n",
	     "[{\"from\":\"a\",\"group\":\"225.0.0.1\",\"dport\":5004,\"join\":\"yes\","
	     "\"local\":\"local7\",\"to\":[]}]\n", "one port, and a local of a later module");

	route = make("a", NULL, "225.0.0.1");
	output = to(&route, "b");
	addr_parse(&output->src, "10.0.0.1");
	addr_parse(&output->group_to, "239.1.1.1");
	output->has_dscp = true;
	output->dscp = 46;
	output->no_firewall = true;
	to(&route, "c")->src_auto = true;
	both(&route, false,
	     "from a group 225.0.0.1 to b src 10.0.0.1 group-to 239.1.1.1 dscp 46 firewall no "
	     "to c src auto\n",
	     "[{\"from\":\"a\",\"group\":\"225.0.0.1\",\"join\":\"yes\",\"to\":["
	     "{\"dev\":\"b\",\"ttl\":\"dec\",\"threshold\":0,\"src\":\"10.0.0.1\","
	     "\"group_to\":\"239.1.1.1\",\"dscp\":46,\"firewall\":\"no\"},"
	     "{\"dev\":\"c\",\"ttl\":\"dec\",\"threshold\":0,\"src\":\"auto\"}]}]\n",
	     "what outputs rewrite");
}

/* Only what makes the route, in words that can be read whatever the names are. */
static void test_again(void)
{
	struct route route = make("a\x1b", NULL, "225.0.0.1");
	struct print print;

	route.bound = false;
	to(&route, "\"")->bound = false;
	begin(&print, false, false, false, true);
	print.again = true;
	print_route(&print, &route);
	end(&print, "from \"a\\x1b\" group 225.0.0.1 to \"\\\"\"\n", "a route to be read again");
	route_free(&route);
}

static void test_reasons(void)
{
	unsigned int i, reason;

	for (i = 0; (reason = drops_at(i)) != 0; i++)
		tap_ok(strcmp(drops_name(reason), "unnamed"), "reason %u has a name", reason);
	tap_text(drops_name(MCFWD_A_DROPS_RATE), "rate", "the name of rate");
	tap_text(drops_name(MCFWD_A_DROPS_LOOP), "loop", "the name of loop");
}

static void test_counters(void)
{
	struct output *output;
	struct route route;

	route = set64(true);
	route.counters = counters(5, 165);
	route.outputs[0].counters = counters(5, 165);
	both(&route, true,
	     "from wlan0 group 225.0.0.1 to usb0 ttl set 64\n"
	     "    in: 5 packets 165 bytes\n"
	     "    to usb0: 5 packets 165 bytes\n",
	     "[{\"from\":\"wlan0\",\"group\":\"225.0.0.1\",\"join\":\"yes\",\"to\":["
	     "{\"dev\":\"usb0\",\"ttl\":\"set\",\"ttl_value\":64,\"threshold\":0,"
	     "\"packets\":5,\"bytes\":165,\"drops\":{}}],"
	     "\"packets\":5,\"bytes\":165,\"drops\":{}}]\n", "counters without drops");

	route = set64(true);
	route.counters = counters(1ull << 62, 9007199254740993ull);
	route.counters->drops[MCFWD_A_DROPS_MARTIAN] = 2;
	route.outputs[0].counters = counters(0, 0);
	output = to(&route, "eth0");
	output->counters = counters(1, 33);
	output->counters->drops[MCFWD_A_DROPS_DOWN] = 1;
	output->counters->drops[MCFWD_A_DROPS_INPUT] = 3;
	output->counters->drops[MCFWD_A_DROPS_MTU] = 10;
	output->counters->drops[DROPS_OTHER] = 4;
	both(&route, true,
	     "from wlan0 group 225.0.0.1 to usb0 ttl set 64 to eth0\n"
	     "    in: 4611686018427387904 packets 9007199254740993 bytes, dropped 2 (martian 2)\n"
	     "    to usb0: 0 packets 0 bytes\n"
	     "    to eth0: 1 packets 33 bytes, dropped 18 (input 3, mtu 10, down 1, other 4)\n",
	     "[{\"from\":\"wlan0\",\"group\":\"225.0.0.1\",\"join\":\"yes\",\"to\":["
	     "{\"dev\":\"usb0\",\"ttl\":\"set\",\"ttl_value\":64,\"threshold\":0,"
	     "\"packets\":0,\"bytes\":0,\"drops\":{}},"
	     "{\"dev\":\"eth0\",\"ttl\":\"dec\",\"threshold\":0,"
	     "\"packets\":1,\"bytes\":33,"
	     "\"drops\":{\"input\":3,\"mtu\":10,\"down\":1,\"other\":4}}],"
	     "\"packets\":4611686018427387904,\"bytes\":9007199254740993,"
	     "\"drops\":{\"martian\":2}}]\n", "counters with drops");

	route = set64(true);
	route.counters = counters(5, 165);
	both(&route, false, "from wlan0 group 225.0.0.1 to usb0 ttl set 64\n",
	     "[{\"from\":\"wlan0\",\"group\":\"225.0.0.1\",\"join\":\"yes\",\"to\":["
	     "{\"dev\":\"usb0\",\"ttl\":\"set\",\"ttl_value\":64,\"threshold\":0}]}]\n",
	     "counters that are not wanted");
	route = set64(true);
	both(&route, true, "from wlan0 group 225.0.0.1 to usb0 ttl set 64\n",
	     "[{\"from\":\"wlan0\",\"group\":\"225.0.0.1\",\"join\":\"yes\",\"to\":["
	     "{\"dev\":\"usb0\",\"ttl\":\"set\",\"ttl_value\":64,\"threshold\":0}]}]\n",
	     "counters that are not there");
}

static void test_lists(void)
{
	struct route route = set64(true), other = make("a", NULL, "ff05::1");
	struct print print;

	begin(&print, false, false, false, true);
	end(&print, "", "an empty list, text");
	begin(&print, true, false, false, true);
	end(&print, "[]\n", "an empty list, JSON");
	begin(&print, true, true, false, true);
	end(&print, "[]\n", "an empty list, pretty");
	begin(&print, true, false, false, true);
	print_route(&print, &other);
	print_route(&print, &other);
	end(&print,
	    "[{\"from\":\"a\",\"group\":\"ff05::1\",\"join\":\"yes\",\"to\":[]},"
	    "{\"from\":\"a\",\"group\":\"ff05::1\",\"join\":\"yes\",\"to\":[]}]\n",
	    "two routes, JSON");
	begin(&print, false, true, false, true);
	print_route(&print, &route);
	print_route(&print, &other);
	end(&print, "from wlan0 group 225.0.0.1 to usb0 ttl set 64\nfrom a group ff05::1\n",
	    "two routes, text");
	begin(&print, true, true, false, true);
	print_route(&print, &route);
	print_route(&print, &other);
	end(&print,
	    "[\n"
	    "    {\n"
	    "        \"from\": \"wlan0\",\n"
	    "        \"group\": \"225.0.0.1\",\n"
	    "        \"join\": \"yes\",\n"
	    "        \"to\": [\n"
	    "            {\n"
	    "                \"dev\": \"usb0\",\n"
	    "                \"ttl\": \"set\",\n"
	    "                \"ttl_value\": 64,\n"
	    "                \"threshold\": 0\n"
	    "            }\n"
	    "        ]\n"
	    "    },\n"
	    "    {\n"
	    "        \"from\": \"a\",\n"
	    "        \"group\": \"ff05::1\",\n"
	    "        \"join\": \"yes\",\n"
	    "        \"to\": []\n"
	    "    }\n"
	    "]\n", "two routes, pretty");
	route_free(&route);
	route_free(&other);
}

static void test_members(void)
{
	struct member member = { .device = "wlan0", .state = MCFWD_MEMBER_JOINED };
	struct print text_print, json;
	char *kept;

	addr_parse(&member.group, "225.0.0.1");
	begin(&text_print, false, false, false, true);
	print_member(&text_print, &member);
	member.state = MCFWD_MEMBER_PENDING;
	print_member(&text_print, &member);
	addr_parse(&member.source, "10.0.0.2");
	addr_parse(&member.group, "232.1.1.1");
	member.state = MCFWD_MEMBER_FAILED;
	member.error = ENOBUFS;
	print_member(&text_print, &member);
	member.state = 8;
	member.error = 0;
	print_member(&text_print, &member);
	end(&text_print,
	    "wlan0 group 225.0.0.1 joined\n"
	    "wlan0 group 225.0.0.1 pending\n"
	    "wlan0 source 10.0.0.2 group 232.1.1.1 failed: No buffer space available\n"
	    "wlan0 source 10.0.0.2 group 232.1.1.1 state8\n", "memberships, text");

	begin(&json, true, false, false, true);
	member.state = MCFWD_MEMBER_FAILED;
	member.error = ENOBUFS;
	print_member(&json, &member);
	memset(&member.source, 0, sizeof(member.source));
	member.state = MCFWD_MEMBER_JOINED;
	member.error = 0;
	print_member(&json, &member);
	if (asprintf(&kept,
		     "[{\"dev\":\"wlan0\",\"source\":\"10.0.0.2\",\"group\":\"232.1.1.1\","
		     "\"state\":\"failed\",\"errno\":%d,\"error\":\"No buffer space available\"},"
		     "{\"dev\":\"wlan0\",\"group\":\"232.1.1.1\",\"state\":\"joined\"}]\n",
		     ENOBUFS) < 0)
		return;
	end(&json, kept, "memberships, JSON");
	free(kept);
}

static void test_stats(void)
{
	struct stats stats = {
		.routes = 3, .routes_max = 1048576, .matched = 10, .unmatched = 2,
		.counters = { .packets = 5, .bytes = 165 },
	};
	struct print print;

	begin(&print, false, false, false, false);
	print_stats(&print, &stats);
	end(&print,
	    "routes     3 of 1048576\n"
	    "matched    10 packets\n"
	    "unmatched  2 packets\n"
	    "sent       5 packets 165 bytes\n"
	    "dropped    0\n", "totals, text");
	stats.counters.drops[MCFWD_A_DROPS_XMIT] = 1;
	stats.counters.drops[MCFWD_A_DROPS_MARTIAN] = 2;
	begin(&print, false, false, false, false);
	print_stats(&print, &stats);
	end(&print,
	    "routes     3 of 1048576\n"
	    "matched    10 packets\n"
	    "unmatched  2 packets\n"
	    "sent       5 packets 165 bytes\n"
	    "dropped    3 (martian 2, xmit 1)\n", "totals with drops, text");
	begin(&print, true, false, false, false);
	print_stats(&print, &stats);
	end(&print,
	    "{\"routes\":3,\"routes_max\":1048576,\"matched\":10,\"unmatched\":2,"
	    "\"packets\":5,\"bytes\":165,\"drops\":{\"martian\":2,\"xmit\":1}}\n", "totals, JSON");
	memset(&stats.counters, 0, sizeof(stats.counters));
	begin(&print, true, true, false, false);
	print_stats(&print, &stats);
	end(&print,
	    "{\n"
	    "    \"routes\": 3,\n"
	    "    \"routes_max\": 1048576,\n"
	    "    \"matched\": 10,\n"
	    "    \"unmatched\": 2,\n"
	    "    \"packets\": 0,\n"
	    "    \"bytes\": 0,\n"
	    "    \"drops\": {}\n"
	    "}\n", "totals, pretty");
}

static void test_changes(void)
{
	struct changes changes = { .added = 2, .replaced = 1, .deleted = 4294967295u };
	struct print print;

	begin(&print, false, false, false, false);
	print_changes(&print, &changes);
	end(&print, "added 2, replaced 1, deleted 4294967295\n", "changes, text");
	begin(&print, true, false, false, false);
	print_changes(&print, &changes);
	end(&print, "{\"added\":2,\"replaced\":1,\"deleted\":4294967295}\n", "changes, JSON");
}

static void test_limit(void)
{
	struct print print;

	begin(&print, false, false, false, false);
	print_limit(&print, 1048576);
	end(&print, "routes 1048576\n", "the limit, text");
	begin(&print, true, false, false, false);
	print_limit(&print, 4294967295u);
	end(&print, "{\"routes\":4294967295}\n", "the limit, JSON");
}

int main(void)
{
	test_routes();
	test_ranges();
	test_options();
	test_again();
	test_reasons();
	test_counters();
	test_lists();
	test_members();
	test_stats();
	test_changes();
	test_limit();
	return tap_end();
}
