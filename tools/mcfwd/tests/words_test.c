// SPDX-License-Identifier: GPL-2.0-only
/* Lines -> their words, or the exact error; words -> text -> the same words. */
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "tap.h"
#include "words.h"

/* All lines of @file as "LINE:[WORD][WORD]..." or "LINE! SENTENCE", one each. */
static char *read_all(FILE *file)
{
	struct words words = { 0 };
	struct sentence error;
	size_t length, i;
	char *text;
	FILE *out = open_memstream(&text, &length);
	int got;

	while ((got = words_read(&words, file, &error)) != 0) {
		fprintf(out, "%u%s", words.first, got < 0 ? "! " : ":");
		if (got < 0)
			fputs(error.text, out);
		else
			for (i = 0; i < words.n; i++)
				fprintf(out, "[%s]", words.words[i]);
		putc('\n', out);
	}
	words_free(&words);
	fclose(out);
	return text;
}

static void expect(const char *name, const char *bytes, size_t n, const char *want)
{
	FILE *file = fmemopen((void *)bytes, n, "r");
	char *got = read_all(file);

	tap_text(got, want, "%s", name);
	free(got);
	fclose(file);
}

#define NO_ESCAPE "a backslash in quotes must stand before a quote, a backslash or xHH."
#define NO_BACKSLASH "a backslash must end the line or stand in quotes."
#define NO_HEX "two hexadecimal digits, not 00, must follow \"\\x\"."

static const struct {
	const char *name;
	const char *bytes;
	const char *want;
} tests[] = {
	{ "one line", "a b\n", "1:[a][b]\n" },
	{ "a line without its end", "a b", "1:[a][b]\n" },
	{ "blanks", " \t a\v\fb \t\n", "1:[a][b]\n" },
	{ "only blanks", "\t\n \t\n\n", "" },
	{ "empty lines count", "\n\na\n\nb\n", "3:[a]\n5:[b]\n" },
	{ "a line of another system", "a b\r\nc\r\n", "1:[a][b]\n2:[c]\n" },
	{ "comments", "# a\na # b\na#b #\n#\n", "2:[a]\n3:[a#b]\n" },
	{ "a comment is not continued", "a # b\\\nc\n", "1:[a]\n2:[c]\n" },
	{ "a comment begins no word in quotes", "\"# a\" \"#\"\n", "1:[# a][#]\n" },
	{ "continued", "a \\\n b\nc\n", "1:[a][b]\n3:[c]\n" },
	{ "continued in a word", "a\\\nb\n", "1:[ab]\n" },
	{ "continued in quotes", "\"a \\\n b\" c\n", "1:[a  b][c]\n" },
	{ "continued on a line of another system", "a \\\r\nb\r\n", "1:[a][b]\n" },
	{ "continued twice, with a comment", "a \\\n\\\n b # c\nd\n", "1:[a][b]\n4:[d]\n" },
	{ "continued by an empty line", "a \\\n\nb\n", "1:[a]\n3:[b]\n" },
	{ "an empty line continued", "\\\n\\\na\n", "1:[a]\n" },
	{ "continued at the end", "a b\\", "1:[a][b]\n" },
	{ "only continued", "\\\n", "" },
	{ "quotes", "\"a b\" \"\" \"c\"\n", "1:[a b][][c]\n" },
	{ "quotes in a word", "a\"b c\"d\n", "1:[ab cd]\n" },
	{ "escapes", "\"\\\"\\\\\\x41\\xc3\\xA4\"\n", "1:[\"\\A\xc3\xa4]\n" },
	{ "a single quote is nothing special", "it's\n", "1:[it's]\n" },
	{ "an open quote", "a \"b\nc\n", "1! a quote is not closed.\n2:[c]\n" },
	{ "an open quote at the end", "a \"b\\\n", "1! a quote is not closed.\n" },
	{ "an unknown escape", "\"\\n\"\na\n", "1! " NO_ESCAPE "\n2:[a]\n" },
	{ "a backslash in a line", "a\\ b\nc\n", "1! " NO_BACKSLASH "\n2:[c]\n" },
	{ "a blank behind the last backslash", "a \\\t\nb\n", "1! " NO_BACKSLASH "\n2:[b]\n" },
	{ "an escape without digits", "\"\\xg0\"\n", "1! " NO_HEX "\n" },
	{ "an escape with one digit", "\"\\x4\n", "1! " NO_HEX "\n" },
	{ "an escape of zero", "\"\\x00\"\n", "1! " NO_HEX "\n" },
	{ "what continues a bad line is bad", "\n\"\\q\" \\\nb \\\nc\nd\n",
	  "2! " NO_ESCAPE "\n5:[d]\n" },
	{ "a bad line in the middle", "a \\\n\"\\q\" \\\nc\nd\n", "1! " NO_ESCAPE "\n4:[d]\n" },
};

static void test_long_line(void)
{
	enum { N = 100000 };
	char *bytes = malloc(2 * N + 2), *got, *want = malloc(3 * N + 4), *end;
	FILE *file;
	size_t i;

	for (i = 0; i < N; i++)
		memcpy(bytes + 2 * i, "a ", 2);
	strcpy(bytes + 2 * N, "\n");
	end = stpcpy(want, "1:");
	for (i = 0; i < N; i++)
		end = stpcpy(end, "[a]");
	strcpy(end, "\n");
	file = fmemopen(bytes, 2 * N + 1, "r");
	got = read_all(file);
	tap_ok(!strcmp(got, want), "a line of %d words", N);
	fclose(file);
	free(got);
	free(want);
	free(bytes);
}

static void test_write(const char *word, const char *want)
{
	struct words words = { 0 };
	struct sentence error;
	size_t length;
	char *text;
	FILE *file = open_memstream(&text, &length);

	words_write(file, word);
	fclose(file);
	tap_text(text, want, "written: %s", want);
	file = fmemopen(text, length, "r");
	tap_ok(words_read(&words, file, &error) == 1 && words.n == 1 &&
	       !strcmp(words.words[0], word), "read again: %s", want);
	fclose(file);
	words_free(&words);
	free(text);
}

int main(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tests); i++)
		expect(tests[i].name, tests[i].bytes, strlen(tests[i].bytes), tests[i].want);
	expect("a zero octet", "a\0b\nc\n", 6, "1! the line has a zero octet in it.\n2:[c]\n");
	expect("nothing at all", "\n", 1, "");
	test_long_line();
	test_write("plain", "plain");
	test_write("a#b", "a#b");
	test_write("#a", "\"#a\"");
	test_write("", "\"\"");
	test_write("a b", "\"a b\"");
	test_write("say \"hi\"", "\"say \\\"hi\\\"\"");
	test_write("back\\slash", "\"back\\\\slash\"");
	test_write("tab\tbell\a", "\"tab\\x09bell\\x07\"");
	test_write("del\x7f", "\"del\\x7f\"");
	test_write("\xc3\xa4", "\xc3\xa4");
	test_write("it's", "it's");
	return tap_end();
}
