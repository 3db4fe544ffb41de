// SPDX-License-Identifier: GPL-2.0-only
/* Files of routes -> the routes, or what is told of the bad lines. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "print.h"
#include "tap.h"

/* Bad lines as they are told, or the lines of the routes that were read: "1 3". */
static void expect(const char *name, const char *text, const char *want)
{
	FILE *file = fmemopen((void *)text, strlen(text), "r"), *out;
	struct conf conf = { 0 };
	size_t length, i;
	char *got;
	int err;

	out = open_memstream(&got, &length);
	err = conf_read(&conf, file, "f", out);
	if (!err)
		for (i = 0; i < conf.n; i++)
			fprintf(out, "%s%u", i ? " " : "", conf.routes[i].line);
	fclose(out);
	fclose(file);
	tap_text(got, want, "%s", name);
	tap_ok(err == (strchr(want, '\n') ? -EINVAL : 0), "%s: the result", name);
	conf_free(&conf);
	free(got);
}

#define SAME " matches the same packets.\n"

static void test_lines(void)
{
	expect("nothing", "\n# nothing\n", "");
	expect("routes",
	       "# a\nroute from a group 239.1.1.1 to b\n\nroute add from a group 239.1.1.2", "2 4");
	expect("a route over three lines",
	       "\nroute from a \\\n  group 239.1.1.1 \\\n  to b # there\nroute from b group ff05::1\n",
	       "2 5");
	expect("a comment in quotes",
	       "route from a group 239.1.1.1 comment \"# to c\" to b\n", "1");
	expect("a device of the name add", "route from add group 239.1.1.1 to route\n", "1");
	expect("another command", "stats show\n",
	       "f:1: a line begins with \"route\", not with \"stats\".\n");
	expect("another verb", "route del from a group 239.1.1.1\n",
	       "f:1: unknown word \"del\" after \"route\".\n");
	expect("only route", "route\n", "f:1: \"route\" needs \"from DEV\".\n");
	expect("only route add", "route add\n", "f:1: \"route\" needs \"from DEV\".\n");
	expect("an open quote", "route from \"a\nroute from b group ff05::1\n",
	       "f:1: a quote is not closed.\n");
	expect("what route show prints of a pending route",
	       "route from a pending group 239.1.1.1\n",
	       "f:1: unknown word \"pending\" after \"from a\".\n");
	expect("two bad lines and a good one", "\nroute from a\nroute from a group ff05::1\nfoo\n",
	       "f:2: \"route\" needs \"group G\".\n"
	       "f:4: a line begins with \"route\", not with \"foo\".\n");
	expect("a bad line that is continued", "route from a \\\n foo\nbar\n",
	       "f:1: unknown word \"foo\" after \"from a\".\n"
	       "f:3: a line begins with \"route\", not with \"bar\".\n");
}

static void test_same(void)
{
	expect("twice", "route from a group 239.1.1.1 to b\n\nroute from a group 239.1.1.1 to c\n",
	       "f:3: the route of line 1" SAME);
	expect("twice, in other words",
	       "route from any source 10.0.0.1/32 group 239.1.1.1 dport 5-5\n"
	       "route group 239.1.1.1/32 from + dport 5 source 10.0.0.1 rate 1/s\n",
	       "f:2: the route of line 1" SAME);
	expect("three times", "route from a group ff05::1\nroute from a group ff05::1\n"
	       "route from a group ff05::1\n",
	       "f:2: the route of line 1" SAME "f:3: the route of line 1" SAME);
	expect("not twice",
	       "route from a group 239.1.1.1\n"
	       "route from a+ group 239.1.1.1\n"
	       "route from b group 239.1.1.1\n"
	       "route from a group 239.1.1.0/31\n"
	       "route from a group 239.1.1.0\n"
	       "route from a source 10.0.0.0 group 239.1.1.1\n"
	       "route from a source 10.0.0.0/8 group 239.1.1.1\n"
	       "route from a group 239.1.1.1 dport 5\n"
	       "route from a group 239.1.1.1 dport 5-6\n"
	       "route from a group 239.1.1.1 dport 6\n", "1 2 3 4 5 6 7 8 9 10");
}

#define FOO "a line begins with \"route\", not with \"foo\".\n"

static void test_many_errors(void)
{
	char text[256] = "", want[4096] = "", *end = want;
	int i;

	for (i = 1; i <= 23; i++) {
		strcat(text, "foo\n");
		if (i <= 20)
			end += sprintf(end, "f:%d: " FOO, i);
	}
	strcpy(end, "f: 3 more bad lines.\n");
	expect("23 bad lines", text, want);
}

static void test_find(void)
{
	enum { N = 70000 };
	struct conf conf = { 0 };
	struct route match = { .input = "a", .join = JOIN_DEFAULT };
	size_t length, i, found = 0;
	char *text, group[32];
	FILE *file = open_memstream(&text, &length);

	tap_ok(!conf_find(&conf, &match), "nothing is found in nothing");
	for (i = 0; i < N; i++)
		fprintf(file, "route from a group 232.%zu.%zu.%zu\n", i >> 16, i >> 8 & 255,
			i & 255);
	fclose(file);
	file = fmemopen(text, length, "r");
	tap_ok(!conf_read(&conf, file, "f", stdout) && conf.n == N, "%d routes are read", N);
	fclose(file);
	for (i = 0; i < N; i++) {
		sprintf(group, "232.%zu.%zu.%zu", i >> 16, i >> 8 & 255, i & 255);
		addr_parse(&match.group, group);
		found += conf_find(&conf, &match) == &conf.routes[i];
	}
	tap_ok(found == N, "%zu of %d routes are found", found, N);
	addr_parse(&match.group, "233.0.0.0");
	tap_ok(!conf_find(&conf, &match), "another is not found");
	conf_free(&conf);
	free(text);
}

/* All routes of @conf as a file. */
static char *write_all(const struct conf *conf)
{
	struct print print = { .again = true };
	size_t length, i;
	char *text;

	print.out = open_memstream(&text, &length);
	print_begin(&print, true);
	for (i = 0; i < conf->n; i++) {
		fputs("route ", print.out);
		print_route(&print, &conf->routes[i].route);
	}
	putc('\n', print.out);
	fclose(print.out);
	return text;
}

static bool read_again(const struct conf *conf)
{
	struct conf again = { 0 };
	char *text = write_all(conf);
	FILE *file = fmemopen(text, strlen(text), "r");
	bool same = !conf_read(&again, file, "f", stdout) && again.n == conf->n;
	size_t i;

	for (i = 0; same && i < conf->n; i++)
		same = route_equal(&again.routes[i].route, &conf->routes[i].route);
	if (!same)
		printf("# %s", text);
	fclose(file);
	free(text);
	conf_free(&again);
	return same;
}

/* Whatever the octets, the sanitizer watches; and what can be read is written the same. */
static void test_noise(void)
{
	static const char sample[] =
		"route from a\"\\\"\\x1b+\" group 239.1.1.1 dport 1-9 comment \"a \\\\ b\" \\\n"
		" rate 9/s except 10.0.0.1 to b ttl set 9 threshold 1 src auto to c # d\n"
		"route from any source 10.0.0.0/8 group 239.0.0.0/8 local no local-origin yes\n"
		"route add from b group ff05::1 join no to c src fe80::1 group-to ff02::2\n";
	FILE *errors = fopen("/dev/null", "w"), *file;
	unsigned int seed = 1, round, i, wrong = 0, routes = 0;
	char text[sizeof(sample)], c;

	for (round = 0; round < 20000; round++) {
		struct conf conf = { 0 };

		memcpy(text, sample, sizeof(text));
		for (i = 0; i < 1 + round % 4; i++) {
			seed = seed * 1103515245 + 12345;
			c = seed >> 8;
			if (seed & 0x10000)
				c = sample[(seed >> 9) % (sizeof(text) - 1)];
			text[(seed >> 16) % (sizeof(text) - 1)] = c;
		}
		file = fmemopen(text, sizeof(text) - 1, "r");
		conf_read(&conf, file, "f", errors);
		fclose(file);
		routes += conf.n;
		wrong += !read_again(&conf);
		conf_free(&conf);
	}
	fclose(errors);
	tap_ok(!wrong && routes > round, "%u damaged files, %u routes of them", round, routes);
}

int main(void)
{
	FILE *directory = fopen("/", "r");
	struct conf conf = { 0 };

	test_lines();
	test_same();
	test_many_errors();
	test_find();
	test_noise();
	tap_ok(directory && conf_read(&conf, directory, "/", stdout) == -EISDIR,
	       "a directory cannot be read");
	if (directory)
		fclose(directory);
	conf_free(&conf);
	return tap_end();
}
