// SPDX-License-Identifier: GPL-2.0-only
/* The commands about files of routes, which have no object before them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "apply.h"
#include "cmd.h"
#include "conf.h"
#include "save.h"

static const char *file_name(const char *word)
{
	return strcmp(word, "-") ? word : "stdin";
}

/* Return: 0, or the exit status. */
static int read_file(struct conf *conf, const char *word)
{
	const char *name = file_name(word);
	struct sentence error;
	FILE *file = strcmp(word, "-") ? fopen(word, "re") : stdin;
	int err;

	if (!file) {
		sentence_set(&error, "cannot open \"%s\": %s.", SHOWN(name), strerror(errno));
		return cmd_fail(EXIT_USAGE, &error);
	}
	err = conf_read(conf, file, SHOWN(name), stderr);
	if (file != stdin)
		fclose(file);
	if (!err || err == -EINVAL)
		return err ? EXIT_USAGE : 0;
	sentence_set(&error, "cannot read \"%s\": %s.", SHOWN(name), strerror(-err));
	return cmd_fail(EXIT_USAGE, &error);
}

/* Return: 0 if there is exactly the name of a file, else the exit status. */
static int need_file(const char *command, const char *const *words, size_t n)
{
	struct sentence error;

	if (n)
		return cmd_no_words(words[0], words + 1, n - 1);
	sentence_set(&error, "\"%s\" needs a file, or - for standard input.", command);
	return cmd_fail(EXIT_USAGE, &error);
}

static int fail(const struct apply *job, const char *name)
{
	if (!job->line)
		return cmd_fail(EXIT_REFUSED, &job->nl->error);
	fprintf(stderr, "%s:%u: %s\n", SHOWN(name), job->line, job->nl->error.text);
	return EXIT_REFUSED;
}

static int run_apply(const struct context *context, const char *const *words, size_t n)
{
	struct conf conf = { 0 };
	struct nl nl;
	struct apply job = { .nl = &nl, .conf = &conf, .force = context->force };
	struct print print;
	int status = need_file("apply", words, n);

	if (!status)
		status = read_file(&conf, words[0]);
	if (!status)
		status = cmd_open(context, &nl);
	if (status)
		goto out;
	if (isatty(STDERR_FILENO))
		job.progress = stderr;
	if (apply(&job)) {
		status = fail(&job, file_name(words[0]));
	} else if (context->json || context->stats) {
		cmd_print_begin(context, &print, false);
		print_changes(&print, &job.changes);
		status = cmd_print_end(&print, false);
	}
	nl_close(&nl);
out:
	conf_free(&conf);
	return status;
}

static int run_check(const struct context *context, const char *const *words, size_t n)
{
	struct conf conf = { 0 };
	int status = need_file("check", words, n);

	(void)context;
	if (!status)
		status = read_file(&conf, words[0]);
	conf_free(&conf);
	return status;
}

static int run_save(const struct context *context, const char *const *words, size_t n)
{
	struct sentence error;
	int status = cmd_no_words("save", words, n);
	struct nl nl;

	if (status)
		return status;
	if (context->json) {
		sentence_set(&error, "\"save\" prints no JSON; \"mcfwd -j route show\" does.");
		return cmd_fail(EXIT_USAGE, &error);
	}
	status = cmd_open(context, &nl);
	if (status)
		return status;
	if (save_routes(&nl, stdout))
		status = cmd_fail(EXIT_REFUSED, &nl.error);
	nl_close(&nl);
	return status;
}

const struct command file_commands[] = {
	{ "apply", run_apply, "FILE|-",
	  "have the routes of a file and no others, all or nothing; a line is \"route\" and the\n"
	  "        words of \"route add\", # begins a comment; -s and -j tell what changed" },
	{ "check", run_check, "FILE|-", "tell what is wrong in a file; needs no kernel module" },
	{ "save", run_save, "", "print all routes as such a file" },
	{ NULL },
};
