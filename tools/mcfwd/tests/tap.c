// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tap.h"

static unsigned int count, failures;

static bool report(bool ok, const char *format, va_list args)
{
	printf("%s %u ", ok ? "ok" : "not ok", ++count);
	vprintf(format, args);
	putchar('\n');
	fflush(stdout);
	failures += !ok;
	return ok;
}

/**
 * tap_ok - report a test
 * @ok: whether it passed
 * @format: its name, as of printf()
 *
 * Return: @ok.
 */
bool tap_ok(bool ok, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(ok, format, args);
	va_end(args);
	return ok;
}

static void show(const char *what, const char *text)
{
	printf("# %s", what);
	for (; *text; text++) {
		putchar(*text);
		if (*text == '\n' && text[1])
			printf("#      ");
	}
	putchar('\n');
}

/**
 * tap_text - report a test that wants a certain text
 * @got: the text
 * @want: what it should be
 * @format: name of the test, as of printf()
 *
 * Return: whether it passed.
 */
bool tap_text(const char *got, const char *want, const char *format, ...)
{
	bool ok = !strcmp(got, want);
	va_list args;

	va_start(args, format);
	report(ok, format, args);
	va_end(args);
	if (!ok) {
		show("got  ", got);
		show("want ", want);
	}
	return ok;
}

/**
 * tap_end - report how many tests there were
 *
 * Return: exit status for main().
 */
int tap_end(void)
{
	printf("1..%u\n", count);
	return failures != 0;
}
