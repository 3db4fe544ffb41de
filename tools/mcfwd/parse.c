// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the words of a route to a struct route. This serves the command line as well as files, so
 * it prints nothing and never exits.
 */
#include <string.h>

#include "array.h"
#include "parse.h"

#define BIT(n) (1u << (n))

#define TTL_MODES "dec, keep, set N or min N"

enum option {
	OPTION_FROM,
	OPTION_SOURCE,
	OPTION_GROUP,
	OPTION_JOIN,
	OPTION_TO,
	OPTION_TTL,
	OPTION_THRESHOLD,
};

#define MATCH	(BIT(OPTION_FROM) | BIT(OPTION_SOURCE) | BIT(OPTION_GROUP))
#define KEY	(BIT(OPTION_FROM) | BIT(OPTION_GROUP))
#define OUTPUT	(BIT(OPTION_TTL) | BIT(OPTION_THRESHOLD))
#define ALL	(MATCH | BIT(OPTION_JOIN) | BIT(OPTION_TO) | OUTPUT)

static const struct {
	const char *name;
	unsigned int needs;	/* options, as bits */
	unsigned int takes;
} verbs[] = {
	[VERB_ADD]	= { "add",	KEY | BIT(OPTION_TO),	ALL },
	[VERB_REPLACE]	= { "replace",	KEY | BIT(OPTION_TO),	ALL },
	[VERB_DEL]	= { "del",	KEY,			MATCH },
	[VERB_GET]	= { "get",	KEY,			MATCH },
	[VERB_SHOW]	= { "show",	0,			MATCH },
	[VERB_FLUSH]	= { "flush",	0,			MATCH },
};

/*
 * @words, @n:	what is read
 * @at:		the next of @words
 * @phrase:	where the last phrase, a word and its values, begins
 * @word:	the word whose value is read
 * @route:	the result so far
 * @output:	the output whose options are read; NULL before the first "to"
 * @seen:	options of the route, and of @output, that were given
 * @error:	why it failed
 */
struct parser {
	const char *const *words;
	size_t n;
	size_t at;
	size_t phrase;
	const char *word;
	struct route *route;
	struct output *output;
	unsigned int seen;
	struct sentence *error;
};

/*
 * @name:	as it is written
 * @option:	what it gives; two words with the same option mean the same
 * @values:	what must follow, for the error if nothing does
 * @parse:	reads @value, and more with next() if need be
 */
struct word {
	const char *name;
	enum option option;
	const char *values;
	int (*parse)(struct parser *parser, const char *value);
};

static const char *next(struct parser *parser)
{
	return parser->at < parser->n ? parser->words[parser->at++] : NULL;
}

static bool is_space(char c)
{
	/* The kernel counts the Latin-1 no-break space in, and refuses a device with it. */
	return c && strchr(" \t\n\v\f\r\xa0", c);
}

static int parse_device(struct parser *parser, const char *name, char device[IFNAMSIZ])
{
	size_t length = strlen(name);
	const char *c;

	if (!strcmp(name, "any") || (length && name[length - 1] == '+'))
		return sentence_set(parser->error,
				    "\"%s %s\": device patterns are not supported.",
				    parser->word, SHOWN(name));
	if (!length || length >= IFNAMSIZ)
		return sentence_set(parser->error,
				    "a device name has 1 to %d characters, \"%s\" has %zu.",
				    IFNAMSIZ - 1, SHOWN(name), length);
	if (!strcmp(name, ".") || !strcmp(name, ".."))
		return sentence_set(parser->error, "\"%s\" cannot be a device name.", name);
	for (c = name; *c; c++)
		if (*c == '/' || *c == ':' || is_space(*c))
			return sentence_set(parser->error,
					    "\"%s\" cannot be a device name: it contains %s.",
					    SHOWN(name), *c == '/' ? "a slash" :
					    *c == ':' ? "a colon" : "white space");
	memcpy(device, name, length + 1);
	return 0;
}

static int parse_addr(struct parser *parser, const char *text, struct addr *addr)
{
	if (strchr(text, '/'))
		return sentence_set(parser->error,
				    "\"%s %s\": ranges are not supported.",
				    parser->word, SHOWN(text));
	if (addr_parse(addr, text))
		return sentence_set(parser->error, "\"%s\" is not an IP address.", SHOWN(text));
	return 0;
}

static int parse_number(struct parser *parser, const char *text, unsigned int min,
			unsigned int max, uint8_t *number)
{
	unsigned int value = 0;
	const char *c;

	for (c = text; *c >= '0' && *c <= '9' && value <= max; c++)
		value = value * 10 + (*c - '0');
	if (c == text || *c || value < min || value > max)
		return sentence_set(parser->error, "%s must be %u to %u, not \"%s\".",
				    parser->word, min, max, SHOWN(text));
	*number = value;
	return 0;
}

static int parse_from(struct parser *parser, const char *value)
{
	return parse_device(parser, value, parser->route->input);
}

static int parse_source(struct parser *parser, const char *value)
{
	const char *what;

	if (parse_addr(parser, value, &parser->route->source))
		return -1;
	what = addr_not_a_sender(&parser->route->source);
	if (what)
		return sentence_set(parser->error, "\"%s\" cannot be a source: it is %s.", value,
				    what);
	return 0;
}

static int parse_group(struct parser *parser, const char *value)
{
	if (parse_addr(parser, value, &parser->route->group))
		return -1;
	if (!addr_is_multicast(&parser->route->group))
		return sentence_set(parser->error, "\"%s\" is not a multicast address.", value);
	return 0;
}

static int parse_join(struct parser *parser, const char *value)
{
	if (!strcmp(value, "yes"))
		parser->route->join = MCFWD_JOIN_YES;
	else if (!strcmp(value, "no"))
		parser->route->join = MCFWD_JOIN_NO;
	else
		return sentence_set(parser->error, "join must be yes or no, not \"%s\".",
				    SHOWN(value));
	return 0;
}

static int parse_to(struct parser *parser, const char *value)
{
	struct route *route = parser->route;
	char device[IFNAMSIZ];
	uint32_t i;

	if (parse_device(parser, value, device))
		return -1;
	/* Quadratic, but thousands of outputs take milliseconds. */
	for (i = 0; i < route->n_outputs; i++)
		if (!strcmp(route->outputs[i].device, device))
			return sentence_set(parser->error, "output %s is given twice.",
					    SHOWN(device));
	parser->output = route_add_output(route, device);
	if (!parser->output)
		return sentence_set(parser->error, "out of memory.");
	parser->seen &= ~OUTPUT;
	return 0;
}

static int parse_ttl(struct parser *parser, const char *value)
{
	struct output *output = parser->output;
	const char *number;

	if (!strcmp(value, "dec")) {
		output->ttl_mode = MCFWD_TTL_DEC;
		return 0;
	}
	if (!strcmp(value, "keep")) {
		output->ttl_mode = MCFWD_TTL_KEEP;
		return 0;
	}
	if (!strcmp(value, "set"))
		output->ttl_mode = MCFWD_TTL_SET;
	else if (!strcmp(value, "min"))
		output->ttl_mode = MCFWD_TTL_MIN;
	else
		return sentence_set(parser->error,
				    "%s must be " TTL_MODES ", not \"%s\".",
				    parser->word, SHOWN(value));
	number = next(parser);
	if (!number)
		return sentence_set(parser->error, "\"%s %s\" needs a number, 1 to 255.",
				    parser->word, value);
	return parse_number(parser, number, 1, 255, &output->ttl);
}

static int parse_threshold(struct parser *parser, const char *value)
{
	return parse_number(parser, value, 0, 255, &parser->output->threshold);
}

static const struct word vocabulary[] = {
	{ "from",	OPTION_FROM,		"a device",		parse_from },
	{ "source",	OPTION_SOURCE,		"an address",		parse_source },
	{ "group",	OPTION_GROUP,		"an address",		parse_group },
	{ "join",	OPTION_JOIN,		"yes or no",		parse_join },
	{ "to",		OPTION_TO,		"a device",		parse_to },
	{ "ttl",	OPTION_TTL,		TTL_MODES,		parse_ttl },
	{ "hoplimit",	OPTION_TTL,		TTL_MODES,		parse_ttl },
	{ "threshold",	OPTION_THRESHOLD,	"a number, 0 to 255",	parse_threshold },
};

static const struct word *find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vocabulary); i++)
		if (!strcmp(vocabulary[i].name, name))
			return &vocabulary[i];
	return NULL;
}

static int parse_phrase(struct parser *parser, enum verb verb)
{
	size_t begin = parser->at;
	const char *name = parser->words[parser->at++], *value;
	const struct word *word = find(name);
	struct shown before;

	if (!word) {
		if (begin)
			show_words(parser->words + parser->phrase, begin - parser->phrase, &before);
		else
			show_word(verbs[verb].name, &before);
		return sentence_set(parser->error, "unknown word \"%s\" after \"%s\".",
				    SHOWN(name), before.text);
	}
	if (!(verbs[verb].takes & BIT(word->option)))
		return sentence_set(parser->error, "\"%s\" cannot be given with \"%s\".", name,
				    verbs[verb].name);
	if (BIT(word->option) & OUTPUT) {
		if (!parser->output)
			return sentence_set(parser->error,
					    "\"%s\" must stand after the \"to DEV\" it is for.",
					    name);
		if (parser->seen & BIT(word->option))
			return sentence_set(parser->error, "\"%s\" is given twice for output %s.",
					    name, SHOWN(parser->output->device));
	} else if (word->option != OPTION_TO) {
		if (parser->seen & BIT(word->option))
			return sentence_set(parser->error, "\"%s\" is given twice.", name);
		if (parser->output)
			return sentence_set(parser->error,
					    "\"%s\" must stand before the first \"to\".", name);
	}
	value = next(parser);
	if (!value)
		return sentence_set(parser->error, "\"%s\" needs %s.", name, word->values);
	parser->phrase = begin;
	parser->word = name;
	if (word->parse(parser, value))
		return -1;
	parser->seen |= BIT(word->option);
	return 0;
}

static int check(const struct parser *parser, enum verb verb)
{
	static const struct {
		enum option option;
		const char *need;
	} needs[] = {
		{ OPTION_FROM,	"\"from DEV\"" },
		{ OPTION_GROUP,	"\"group G\"" },
		{ OPTION_TO,	"at least one \"to DEV\"" },
	};
	const struct route *route = parser->route;
	char group[ADDR_TEXT], source[ADDR_TEXT];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(needs); i++)
		if (verbs[verb].needs & ~parser->seen & BIT(needs[i].option))
			return sentence_set(parser->error, "\"%s\" needs %s.", verbs[verb].name,
					    needs[i].need);
	if (route->source.length && route->group.length &&
	    route->source.length != route->group.length)
		return sentence_set(parser->error, "source %s is %s, but group %s is %s.",
				    addr_text(&route->source, source), addr_family(&route->source),
				    addr_text(&route->group, group), addr_family(&route->group));
	for (i = 0; i < route->n_outputs; i++)
		if (!strcmp(route->outputs[i].device, route->input))
			return sentence_set(parser->error, "output %s is also the input.",
					    SHOWN(route->input));
	return 0;
}

/**
 * parse_route - read the words of a route
 * @verb: decides which words must and may be there
 * @words: those after the verb
 * @n: how many
 * @route: the result, for route_free(); empty if this fails
 * @error: says why it failed
 *
 * Return: 0, or -1 with @error set.
 */
int parse_route(enum verb verb, const char *const *words, size_t n, struct route *route,
		struct sentence *error)
{
	struct parser parser = { .words = words, .n = n, .route = route, .error = error };

	memset(route, 0, sizeof(*route));
	route->join = MCFWD_JOIN_YES;
	while (parser.at < n)
		if (parse_phrase(&parser, verb))
			goto fail;
	if (!check(&parser, verb))
		return 0;
fail:
	route_free(route);
	return -1;
}
