// SPDX-License-Identifier: GPL-2.0-only
/* The words before an object's command, and the tables of objects and commands. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../../module/version.h"
#include "array.h"
#include "cmd.h"

#define TRY " Try \"mcfwd help\"."

static const struct object {
	const char *name;
	const struct command *commands;
} objects[] = {
	{ "route",	route_commands },
	{ "output",	output_commands },
	{ "membership",	member_commands },
	{ "stats",	stats_commands },
	{ "limit",	limit_commands },
	{ NULL },
};

static bool is_help(const char *word)
{
	return !strcmp(word, "help") || !strcmp(word, "-h");
}

/* Commands without an object. */
static const struct command *const lone_commands[] = { file_commands, monitor_commands };

static int help_command(const char *object, const struct command *command)
{
	printf("mcfwd %s%s%s%s%s\n        %s\n", object, *object ? " " : "", command->name,
	       *command->usage ? " " : "", command->usage, command->about);
	return EXIT_DONE;
}

static int help_commands(const char *object, const struct command *commands)
{
	const struct command *command;

	for (command = commands; command->name; command++)
		help_command(object, command);
	return EXIT_DONE;
}

static int help(void)
{
	const struct object *object;
	size_t i;

	puts("usage: mcfwd [ -j ] [ -p ] [ -s ] [ -n NETNS ] [ -force ] [ -V ] OBJECT COMMAND ...\n"
	     "    -j          print JSON\n"
	     "    -p          print JSON with line breaks\n"
	     "    -s          show counters too; of apply, what it changed\n"
	     "    -n NETNS    work in this network namespace\n"
	     "    -force      make routes that send back out of the input, or close a cycle\n"
	     "                without decrementing the TTL, too\n"
	     "    -V          show the versions of the tool and of the module that is loaded\n"
	     "    -h, help    show help, also after an OBJECT and a COMMAND\n");
	for (object = objects; object->name; object++)
		help_commands(object->name, object->commands);
	for (i = 0; i < ARRAY_SIZE(lone_commands); i++)
		help_commands("", lone_commands[i]);
	return EXIT_DONE;
}

static int show_version(void)
{
	FILE *file = fopen("/sys/module/mcfwd/version", "re");
	char version[64] = "";

	if (file) {
		if (!fgets(version, sizeof(version), file))
			version[0] = '\0';
		fclose(file);
	}
	version[strcspn(version, "\n")] = '\0';
	printf("mcfwd %s, module %s\n", MCFWD_VERSION,
	       *version ? SHOWN(version) : file ? "of unknown version" : "not loaded");
	return EXIT_DONE;
}

static const struct command *find_command(const struct command *commands, const char *name)
{
	const struct command *command;

	for (command = commands; command->name; command++)
		if (!strcmp(command->name, name))
			return command;
	return NULL;
}

static int run_command(const struct context *context, const char *object,
		       const struct command *command, const char *const *words, size_t n)
{
	if (n && is_help(words[0]))
		return help_command(object, command);
	return command->run(context, words, n);
}

static int run_object(const struct context *context, const struct object *object,
		      const char *const *words, size_t n)
{
	const struct command *command;
	struct sentence error;

	if (!n) {
		sentence_set(&error, "\"%s\" needs a command." TRY, object->name);
		return cmd_fail(EXIT_USAGE, &error);
	}
	if (is_help(words[0]))
		return help_commands(object->name, object->commands);
	command = find_command(object->commands, words[0]);
	if (command)
		return run_command(context, object->name, command, words + 1, n - 1);
	sentence_set(&error, "unknown command \"%s\" after \"%s\"." TRY, SHOWN(words[0]),
		     object->name);
	return cmd_fail(EXIT_USAGE, &error);
}

static int run_words(const struct context *context, const char *const *words, size_t n)
{
	const struct command *command;
	const struct object *object;
	struct sentence error;
	size_t i;

	if (!n) {
		sentence_set(&error, "an object or a command is missing." TRY);
		return cmd_fail(EXIT_USAGE, &error);
	}
	if (is_help(words[0]))
		return help();
	for (object = objects; object->name; object++)
		if (!strcmp(object->name, words[0]))
			return run_object(context, object, words + 1, n - 1);
	for (i = 0; i < ARRAY_SIZE(lone_commands); i++) {
		command = find_command(lone_commands[i], words[0]);
		if (command)
			return run_command(context, "", command, words + 1, n - 1);
	}
	sentence_set(&error, "unknown object \"%s\"." TRY, SHOWN(words[0]));
	return cmd_fail(EXIT_USAGE, &error);
}

static int run(const char *const *words, size_t n)
{
	struct context context = { 0 };
	struct sentence error;
	size_t at;

	for (at = 0; at < n && words[at][0] == '-'; at++) {
		if (!strcmp(words[at], "-j")) {
			context.json = true;
		} else if (!strcmp(words[at], "-p")) {
			context.pretty = true;
		} else if (!strcmp(words[at], "-s")) {
			context.stats = true;
		} else if (!strcmp(words[at], "-force")) {
			context.force = true;
		} else if (!strcmp(words[at], "-V")) {
			return show_version();
		} else if (!strcmp(words[at], "-h")) {
			return help();
		} else if (!strcmp(words[at], "-n")) {
			if (++at == n) {
				sentence_set(&error, "\"-n\" needs a network namespace." TRY);
				return cmd_fail(EXIT_USAGE, &error);
			}
			if (context.netns) {
				sentence_set(&error, "\"-n\" is given twice." TRY);
				return cmd_fail(EXIT_USAGE, &error);
			}
			context.netns = words[at];
		} else {
			sentence_set(&error, "unknown option \"%s\"." TRY, SHOWN(words[at]));
			return cmd_fail(EXIT_USAGE, &error);
		}
	}
	return run_words(&context, words + at, n - at);
}

/**
 * main - the tool
 * @argc: as usual
 * @argv: as usual
 *
 * Return: EXIT_DONE, EXIT_USAGE or EXIT_REFUSED.
 */
int main(int argc, char **argv)
{
	int status = run((const char *const *)argv + 1, argc > 0 ? argc - 1 : 0);
	struct sentence error;

	if (fflush(stdout) || ferror(stdout)) {
		sentence_set(&error, "cannot write the output: %s.", strerror(errno));
		return status ? status : cmd_fail(EXIT_USAGE, &error);
	}
	return status;
}
