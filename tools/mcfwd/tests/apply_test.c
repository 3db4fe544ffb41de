// SPDX-License-Identifier: GPL-2.0-only
/* A file, and the routes that the kernel has -> what it is asked, and what people are told. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "apply.h"
#include "array.h"
#include "kernel.h"
#include "save.h"
#include "tap.h"

static struct kernel kernel_of(const char *const *routes)
{
	return (struct kernel){ .routes = routes, .refuse = -1, .cookie = -1 };
}

static struct conf conf_of(const char *text, size_t length)
{
	FILE *file = fmemopen((void *)text, length, "r");
	struct conf conf = { 0 };

	if (conf_read(&conf, file, "test", stdout))
		printf("Bail out! the file of a test is bad\n");
	fclose(file);
	return conf;
}

/* Apply @text; a success is told as "+ADDED ~REPLACED -DELETED", a failure as "LINE: SENTENCE". */
static void expect(const char *name, struct kernel *kernel, bool force, const char *text,
		   const char *want, const char *want_log)
{
	struct conf conf = conf_of(text, strlen(text));
	struct nl nl;
	struct apply job = { .nl = &nl, .conf = &conf, .force = force };
	char got[sizeof(struct sentence) + 32];

	kernel_begin(kernel, &nl);
	if (apply(&job))
		snprintf(got, sizeof(got), "%u: %s", job.line, nl.error.text);
	else
		snprintf(got, sizeof(got), "+%u ~%u -%u", job.changes.added, job.changes.replaced,
			 job.changes.deleted);
	kernel_end(kernel, &nl);
	tap_text(got, want, "%s", name);
	tap_text(kernel->log, want_log, "%s: what the kernel is asked", name);
	conf_free(&conf);
}

static const char *const three[] = {
	"from a group 239.1.1.1 to b",
	"from a group 239.1.1.2 to b ttl set 64",
	"from a+ source 10.0.0.0/8 group 239.0.0.0/8 dport 5004-5005 except 10.0.0.2 to b to c to d "
	"to e to f",
	NULL
};

#define THREE \
	"route from a group 239.1.1.2 to b ttl set 64\n" \
	"route except 10.0.0.2 from a+ source 10.0.0.0/8 group 239.0.0.0/8 dport 5004-5005 " \
	"join allmulti to b to c to d to e to f ttl dec threshold 0\n" \
	"route add from a group 239.1.1.1/32 join yes local auto to b\n"

static void test_changes(void)
{
	struct kernel kernel = kernel_of(three);

	expect("nothing differs", &kernel, false, THREE, "+0 ~0 -0", "begin\ndump\nabort\n");
	expect("nothing to nothing", &(struct kernel){ .refuse = -1 }, false, "# nothing\n",
	       "+0 ~0 -0", "begin\ndump\nabort\n");
	expect("an empty file", &kernel, false, "\n", "+0 ~0 -3",
	       "begin\ndump\n"
	       "del from a group 239.1.1.1\n"
	       "del from a group 239.1.1.2\n"
	       "del from a+ source 10.0.0.0/8 group 239.0.0.0/8 dport 5004-5005\n"
	       "commit\n");
	kernel = kernel_of(NULL);
	expect("the first time", &kernel, true,
	       "route from a group 239.1.1.1\nroute from b group ff05::1\n", "+2 ~0 -0",
	       "begin\ndump\nnew force from a group 239.1.1.1\nnew force from b group ff05::1\n"
	       "commit\n");
	kernel = kernel_of(three);
	expect("deletions, replacements, additions", &kernel, false,
	       "route from a source 10.0.0.1 group 239.1.1.1 to b\n"
	       "route from a group 239.1.1.2 to b ttl set 65\n"
	       "route from a group 239.1.1.1 to b\n",
	       "+1 ~1 -1",
	       "begin\ndump\n"
	       "del from a+ source 10.0.0.0/8 group 239.0.0.0/8 dport 5004-5005\n"
	       "replace from a group 239.1.1.2 to b ttl set 65\n"
	       "new from a source 10.0.0.1 group 239.1.1.1 to b\n"
	       "commit\n");
}

/* Each option alone makes a difference, and each match another route. */
static void test_differences(void)
{
	static const char *const routes[] = { "from a group 239.1.1.1 to b", NULL };
	static const char *const options[] = {
		"join no to b", "local yes to b", "local-origin yes to b", "rate 5/s to b",
		"comment c to b", "except 10.0.0.1 to b", "to c", "to b to c", "to b ttl keep",
		"to b threshold 1", "to b src auto", "to b src 10.0.0.1", "to b dscp 0",
		"to b group-to 239.9.9.9", "to b firewall no",
	};
	static const char *const others[] = {
		"dport 5 to b", "source 10.0.0.1 to b", "dport 5-6 to b",
	};
	struct kernel kernel = kernel_of(routes);
	char text[256], log[512];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(options); i++) {
		sprintf(text, "route from a group 239.1.1.1 %s\n", options[i]);
		sprintf(log, "begin\ndump\nreplace %s" "commit\n", text + strlen("route "));
		expect(options[i], &kernel, false, text, "+0 ~1 -0", log);
	}
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		struct conf conf;

		sprintf(text, "route from a group 239.1.1.1 %s\n", others[i]);
		conf = conf_of(text, strlen(text));
		tap_ok(conf.n == 1, "another match is read: %s", others[i]);
		kernel = kernel_of(routes);
		kernel.quiet = true;
		expect(others[i], &kernel, false, text, "+1 ~0 -1",
		       "begin\ndump\ncommit\n2 staged\n");
		conf_free(&conf);
	}
}

#define NEW3 \
	"route from a group 239.2.0.1\n\n" \
	"route from a group 239.2.0.2\n" \
	"route from a group 239.2.0.3\n"

static void test_refusals(void)
{
	static const char *const one[] = { "from z group 239.1.1.1 dport 9 to b", NULL };
	struct kernel kernel = kernel_of(one);

	kernel.refuse = 2;
	kernel.quiet = true;
	expect("refused at once", &kernel, false, NEW3, "3: the request is refused.",
	       "begin\ndump\nabort\n");
	kernel.refuse = 0;
	expect("a refused deletion", &kernel, false, NEW3,
	       "0: deleting the route from z group 239.1.1.1 dport 9: the request is refused.",
	       "begin\ndump\nabort\n");
	kernel.refuse = 3;
	expect("the last is refused", &kernel, false, NEW3, "4: the request is refused.",
	       "begin\ndump\nabort\n");

	kernel = kernel_of(one);
	kernel.quiet = true;
	kernel.commit_error = EEXIST;
	expect("a refused commit without a number", &kernel, false, NEW3,
	       "0: the commit is refused.", "begin\ndump\ncommit\n4 staged\n");
	kernel.cookie = 1;
	expect("a refused commit", &kernel, false, NEW3, "1: the commit is refused.",
	       "begin\ndump\ncommit\n4 staged\n");
	kernel.cookie = 0;
	expect("a commit with a refused deletion", &kernel, false, NEW3,
	       "0: deleting the route from z group 239.1.1.1 dport 9: the commit is refused.",
	       "begin\ndump\ncommit\n4 staged\n");
	kernel.cookie = 4;
	expect("a refused commit with the number of none", &kernel, false, NEW3,
	       "0: the commit is refused.", "begin\ndump\ncommit\n4 staged\n");

	kernel = kernel_of((const char *const[]){ "from a group 239.2.0.3 to b", NULL });
	kernel.quiet = true;
	kernel.commit_error = EEXIST;
	kernel.cookie = 0;
	expect("a refused replacement", &kernel, false, NEW3, "4: the commit is refused.",
	       "begin\ndump\ncommit\n3 staged\n");
	kernel.cookie = 2;
	expect("a refused addition behind it", &kernel, false, NEW3, "3: the commit is refused.",
	       "begin\ndump\ncommit\n3 staged\n");
}

static void test_again(void)
{
	struct kernel kernel = kernel_of(three);

	kernel.again = 1;
	kernel.interrupted = 2;
	expect("changed meanwhile", &kernel, false, "route from a group 239.1.1.1\n", "+0 ~1 -2",
	       "begin\ndump\nabort\n" "begin\ndump\nabort\n"
	       "begin\ndump\n"
	       "del from a group 239.1.1.2\n"
	       "del from a+ source 10.0.0.0/8 group 239.0.0.0/8 dport 5004-5005\n"
	       "replace from a group 239.1.1.1\n"
	       "commit\n"
	       "begin\ndump\n"
	       "del from a group 239.1.1.2\n"
	       "del from a+ source 10.0.0.0/8 group 239.0.0.0/8 dport 5004-5005\n"
	       "replace from a group 239.1.1.1\n"
	       "commit\n");
	kernel = kernel_of(NULL);
	kernel.interrupted = 11;
	kernel.quiet = true;
	expect("always changed", &kernel, false, THREE,
	       "0: the routes kept changing; nothing was applied.",
#define OVER "begin\ndump\nabort\n"
	       OVER OVER OVER OVER OVER OVER OVER OVER OVER OVER);
#undef OVER
}

static char *many(unsigned int n, unsigned int from)
{
	size_t length;
	char *text;
	FILE *file = open_memstream(&text, &length);
	unsigned int i;

	for (i = from; i < n; i++)
		fprintf(file, "route from a group 232.%u.%u.%u\n", i >> 16, i >> 8 & 255, i & 255);
	putc('\n', file);
	fclose(file);
	return text;
}

static void test_many(void)
{
	struct kernel kernel = { .n_made = 20000, .quiet = true, .refuse = -1 };
	char *text = many(30000, 10000);

	expect("many routes", &kernel, false, text, "+10000 ~0 -10000",
	       "begin\ndump\ncommit\n20000 staged\n");
	kernel.refuse = 10000 + 7777;
	expect("one of many routes is refused", &kernel, false, text,
	       "17778: the request is refused.", "begin\ndump\nabort\n");
	free(text);
	text = many(20000, 0);
	expect("many routes, and nothing differs", &kernel, false, text, "+0 ~0 -0",
	       "begin\ndump\nabort\n");
	free(text);
}

/* One route alone is more than a batch holds, and what is before and behind it is sent, too. */
static void test_large(void)
{
	struct kernel kernel = { .quiet = true, .refuse = 2 };
	size_t length;
	char *text;
	FILE *file = open_memstream(&text, &length);
	int i;

	fputs("route from a group 239.1.1.1\nroute from a group 239.1.1.2", file);
	for (i = 0; i < 5000; i++)
		fprintf(file, " to device-%d", i);
	fputs("\nroute from a group 239.1.1.3\n", file);
	fclose(file);
	expect("a route larger than a batch, and one behind it is refused", &kernel, false, text,
	       "3: the request is refused.", "begin\ndump\nabort\n");
	kernel.refuse = -1;
	expect("a route larger than a batch", &kernel, false, text, "+3 ~0 -0",
	       "begin\ndump\ncommit\n3 staged\n");
	free(text);
}

static void test_progress(void)
{
	struct kernel kernel = { .quiet = true, .refuse = -1 };
	char *text = many(25000, 0), *told;
	struct conf conf = conf_of(text, strlen(text));
	struct nl nl;
	struct apply job = { .nl = &nl, .conf = &conf };
	size_t length;

	job.progress = open_memstream(&told, &length);
	kernel_begin(&kernel, &nl);
	tap_ok(!apply(&job), "with progress");
	kernel_end(&kernel, &nl);
	fclose(job.progress);
	tap_text(told, "\r0 of 25000 routes\r10000 of 25000 routes\r20000 of 25000 routes\r\033[K",
		 "the progress");
	free(told);
	conf_free(&conf);
	free(text);
}

static void test_save(void)
{
	struct kernel kernel = kernel_of(three);
	struct nl nl;
	char *text;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	kernel.interrupted = 1;
	kernel_begin(&kernel, &nl);
	tap_ok(!save_routes(&nl, out), "save");
	kernel_end(&kernel, &nl);
	fclose(out);
	tap_text(text,
		 "# The routes of mcfwd, for \"mcfwd apply\".\n"
		 "route from a group 239.1.1.1 to b\n"
		 "route from a group 239.1.1.2 to b ttl set 64\n"
		 "route from a+ source 10.0.0.0/8 group 239.0.0.0/8 except 10.0.0.2 dport 5004-5005 "
		 "to b to c to d to e to f\n", "what is saved");
	kernel = kernel_of(three);
	expect("what was saved is applied", &kernel, false, text, "+0 ~0 -0",
	       "begin\ndump\nabort\n");
	free(text);

	kernel.interrupted = 10;
	out = open_memstream(&text, &length);
	kernel_begin(&kernel, &nl);
	tap_ok(save_routes(&nl, out), "save while routes keep changing");
	tap_text(nl.error.text, "the routes kept changing while they were read.",
		 "save while routes keep changing: the sentence");
	kernel_end(&kernel, &nl);
	fclose(out);
	tap_text(text, "", "save while routes keep changing: nothing is written");
	free(text);
}

int main(void)
{
	test_changes();
	test_differences();
	test_refusals();
	test_again();
	test_many();
	test_large();
	test_progress();
	test_save();
	return tap_end();
}
