// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the words of a route to a struct route. This serves the command line as well as files, so
 * it prints nothing and never exits.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "choice.h"
#include "number.h"
#include "parse.h"

#define BIT(n) (1u << (n))

enum option {
	OPTION_FROM,
	OPTION_SOURCE,
	OPTION_GROUP,
	OPTION_EXCEPT,
	OPTION_DPORT,
	OPTION_JOIN,
	OPTION_LOCAL,
	OPTION_LOCAL_ORIGIN,
	OPTION_RATE,
	OPTION_COMMENT,
	OPTION_TO,
	OPTION_TTL,
	OPTION_THRESHOLD,
	OPTION_SRC,
	OPTION_GROUP_TO,
	OPTION_DSCP,
	OPTION_FIREWALL,
};

#define FILTER	(BIT(OPTION_FROM) | BIT(OPTION_SOURCE) | BIT(OPTION_GROUP))
#define MATCH	(FILTER | BIT(OPTION_DPORT))
#define KEY	(BIT(OPTION_FROM) | BIT(OPTION_GROUP))
#define OUTPUT	(BIT(OPTION_TTL) | BIT(OPTION_THRESHOLD) | BIT(OPTION_SRC) | \
		 BIT(OPTION_GROUP_TO) | BIT(OPTION_DSCP) | BIT(OPTION_FIREWALL))
#define TO	BIT(OPTION_TO)
#define ALL	(MATCH | BIT(OPTION_EXCEPT) | BIT(OPTION_JOIN) | BIT(OPTION_LOCAL) | \
		 BIT(OPTION_LOCAL_ORIGIN) | BIT(OPTION_RATE) | BIT(OPTION_COMMENT) | TO | OUTPUT)
/* What may stand there more than once. */
#define MANY	(BIT(OPTION_EXCEPT) | TO)

static const struct verb_rule {
	const char *name;
	unsigned int needs;	/* options, as bits */
	unsigned int takes;
	unsigned int many;
} verbs[] = {
	[VERB_ROUTE]		= { "route",		KEY,		ALL,		MANY },
	[VERB_ADD]		= { "add",		KEY,		ALL,		MANY },
	[VERB_REPLACE]		= { "replace",		KEY,		ALL,		MANY },
	[VERB_DEL]		= { "del",		KEY,		MATCH },
	[VERB_GET]		= { "get",		KEY,		MATCH },
	[VERB_SHOW]		= { "show",		0,		FILTER },
	[VERB_FLUSH]		= { "flush",		0,		FILTER },
	[VERB_OUTPUT_ADD]	= { "output add",	KEY | TO,	MATCH | TO | OUTPUT },
	[VERB_OUTPUT_REPLACE]	= { "output replace",	KEY | TO,	MATCH | TO | OUTPUT },
	[VERB_OUTPUT_DEL]	= { "output del",	KEY | TO,	MATCH | TO },
};

/*
 * @verb:	decides which words must and may be there
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
	const struct verb_rule *verb;
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

static int parse_device(struct parser *parser, const char *name, char device[IFNAMSIZ])
{
	size_t length = strlen(name);
	const char *c;

	if (!length || length >= IFNAMSIZ)
		return sentence_set(parser->error,
				    "a device name has 1 to %d characters, \"%s\" has %zu.",
				    IFNAMSIZ - 1, SHOWN(name), length);
	if (!strcmp(name, ".") || !strcmp(name, ".."))
		return sentence_set(parser->error, "\"%s\" cannot be a device name.", name);
	/* The kernel counts the Latin-1 no-break space as a space. */
	c = strpbrk(name, "/: \t\n\v\f\r\xa0");
	if (c)
		return sentence_set(parser->error,
				    "\"%s\" cannot be a device name: it contains %s.",
				    SHOWN(name), *c == '/' ? "a slash" :
				    *c == ':' ? "a colon" : "white space");
	memcpy(device, name, length + 1);
	return 0;
}

static int parse_number(struct parser *parser, const char *what, const char *text,
			uint32_t min, uint32_t max, uint32_t *number)
{
	return number_parse(number, what, text, min, max, parser->error);
}

static int parse_octet(struct parser *parser, const char *what, const char *text, uint8_t min,
		       uint8_t max, uint8_t *number)
{
	uint32_t value;

	if (parse_number(parser, what, text, min, max, &value))
		return -1;
	*number = value;
	return 0;
}

static int parse_choice(struct parser *parser, const struct choice *choice, const char *text,
			uint32_t *value)
{
	if (!choice_read(choice, text, value))
		return 0;
	return sentence_set(parser->error, "%s must be %s, not \"%s\".", parser->word,
			    choice->list, SHOWN(text));
}

static int parse_yes_or_no(struct parser *parser, const char *text, bool *yes)
{
	*yes = !strcmp(text, "yes");
	if (*yes || !strcmp(text, "no"))
		return 0;
	return sentence_set(parser->error, "%s must be yes or no, not \"%s\".", parser->word,
			    SHOWN(text));
}

/* As iptables has it, "+" stands after how a name begins; alone it is that of any name. */
static int parse_from(struct parser *parser, const char *value)
{
	char *input = parser->route->input, name[IFNAMSIZ];
	size_t length;

	if (!strcmp(value, INPUT_ANY) || !strcmp(value, "+")) {
		strcpy(input, INPUT_ANY);
		return 0;
	}
	if (!input_is_pattern(value))
		return parse_device(parser, value, input);

	length = strlen(value) - 1;
	if (length >= sizeof(name))
		return sentence_set(parser->error,
				    "a device name has 1 to %d characters, \"%s\" asks for %zu.",
				    IFNAMSIZ - 1, SHOWN(value), length);
	memcpy(name, value, length);
	name[length] = '\0';
	if (parse_device(parser, name, input))
		return -1;
	strcat(input, "+");
	return 0;
}

/* ADDR or ADDR/LEN, with at least @min4 or @min6 bits. */
static int parse_prefix(struct parser *parser, const char *text, unsigned int min4,
			unsigned int min6, struct addr *addr)
{
	const char *slash = strchrnul(text, '/');
	char before[ADDR_TEXT], what[64];

	if (*slash)
		snprintf(before, sizeof(before), "%.*s", (int)(slash - text), text);
	if (addr_parse(addr, *slash ? before : text))
		return sentence_set(parser->error, "\"%s\" is not an IP address.", SHOWN(text));
	if (!*slash)
		return 0;

	snprintf(what, sizeof(what), "the prefix length of \"%s\"", parser->word);
	if (parse_octet(parser, what, slash + 1, addr->length == ADDR_V4 ? min4 : min6,
			addr->bits, &addr->bits))
		return -1;
	if (addr_has_host_bits(addr))
		return sentence_set(parser->error, "\"%s\" has bits beyond its prefix length.",
				    SHOWN(text));
	return 0;
}

static int parse_sender(struct parser *parser, const char *value, struct addr *source)
{
	const char *what;

	if (parse_prefix(parser, value, 1, 1, source))
		return -1;
	what = addr_not_a_sender(source);
	if (what)
		return sentence_set(parser->error, "\"%s\" cannot be a source: it %s %s.",
				    SHOWN(value), addr_is_single(source) ? "is" : "begins with",
				    what);
	return 0;
}

static int parse_source(struct parser *parser, const char *value)
{
	return parse_sender(parser, value, &parser->route->source);
}

static int parse_except(struct parser *parser, const char *value)
{
	struct addr except;

	if (parse_sender(parser, value, &except))
		return -1;
	switch (route_add_except(parser->route, &except)) {
	case 0:
		return 0;
	case -EEXIST:
		return sentence_set(parser->error, "\"except %s\" is given twice.", SHOWN(value));
	default:
		return sentence_set(parser->error, "out of memory.");
	}
}

static int parse_group(struct parser *parser, const char *value)
{
	if (parse_prefix(parser, value, 4, 8, &parser->route->group))
		return -1;
	if (!addr_is_multicast(&parser->route->group))
		return sentence_set(parser->error, "\"%s\" is not a multicast address.",
				    SHOWN(value));
	return 0;
}

/* N or N-M. */
static int parse_dport(struct parser *parser, const char *value)
{
	const char *dash = strchrnul(value, '-');
	size_t length = dash - value;
	char text[16] = "";
	uint32_t first, last;

	/* What is too long for a port shall be shown as it is. */
	if (length >= sizeof(text))
		return parse_number(parser, parser->word, value, 1, UINT16_MAX, &first);
	memcpy(text, value, length);
	if (parse_number(parser, parser->word, text, 1, UINT16_MAX, &first))
		return -1;
	last = first;
	if (*dash && parse_number(parser, parser->word, dash + 1, 1, UINT16_MAX, &last))
		return -1;
	if (last < first)
		return sentence_set(parser->error, "dport %u-%u ends before it begins.", first,
				    last);
	parser->route->dport = first;
	parser->route->dport_last = last;
	return 0;
}

static int parse_join(struct parser *parser, const char *value)
{
	return parse_choice(parser, &choice_join, value, &parser->route->join);
}

static int parse_local(struct parser *parser, const char *value)
{
	return parse_choice(parser, &choice_local, value, &parser->route->local);
}

static int parse_local_origin(struct parser *parser, const char *value)
{
	return parse_yes_or_no(parser, value, &parser->route->local_origin);
}

static int parse_rate(struct parser *parser, const char *value)
{
	size_t length = strlen(value);
	char text[16] = "";

	if (length < 2 || strcmp(value + length - 2, "/s"))
		return sentence_set(parser->error, "rate must be N/s, not \"%s\".", SHOWN(value));
	if (length - 2 >= sizeof(text))
		return parse_number(parser, parser->word, value, 1, UINT32_MAX,
				    &parser->route->rate);
	memcpy(text, value, length - 2);
	return parse_number(parser, parser->word, text, 1, UINT32_MAX, &parser->route->rate);
}

static int parse_comment(struct parser *parser, const char *value)
{
	size_t length = strlen(value);
	const char *c;

	if (!length || length > COMMENT_MAX)
		return sentence_set(parser->error, "a comment has 1 to %d characters, not %zu.",
				    COMMENT_MAX, length);
	for (c = value; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return sentence_set(parser->error,
					    "\"%s\" cannot be a comment: it contains %s.",
					    SHOWN(value), "a control character");
	parser->route->comment = strdup(value);
	return parser->route->comment ? 0 : sentence_set(parser->error, "out of memory.");
}

static int parse_to(struct parser *parser, const char *value)
{
	struct route *route = parser->route;
	char device[IFNAMSIZ];
	uint32_t i;

	if (input_is_pattern(value))
		return sentence_set(parser->error,
				    "\"to %s\": an output is a single device, not a pattern.",
				    SHOWN(value));
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

	if (parse_choice(parser, &choice_ttl_mode, value, &output->ttl_mode))
		return -1;
	if (output->ttl_mode != MCFWD_TTL_SET && output->ttl_mode != MCFWD_TTL_MIN)
		return 0;
	number = next(parser);
	if (!number)
		return sentence_set(parser->error, "\"%s %s\" needs a number, 1 to 255.",
				    parser->word, value);
	return parse_octet(parser, parser->word, number, 1, 255, &output->ttl);
}

static int parse_threshold(struct parser *parser, const char *value)
{
	return parse_octet(parser, parser->word, value, 0, 255, &parser->output->threshold);
}

/* A single address that replaces one of the packet's. */
static int parse_new_addr(struct parser *parser, const char *value, struct addr *addr)
{
	if (addr_parse(addr, value))
		return sentence_set(parser->error, "\"%s\" is not an IP address.", SHOWN(value));
	return 0;
}

static int parse_src(struct parser *parser, const char *value)
{
	struct addr *src = &parser->output->src;
	const char *what;

	if (!strcmp(value, "auto")) {
		parser->output->src_auto = true;
		return 0;
	}
	if (parse_new_addr(parser, value, src))
		return -1;
	what = addr_not_a_sender(src);
	if (what)
		return sentence_set(parser->error, "\"%s\" cannot be a source: it is %s.",
				    SHOWN(value), what);
	return 0;
}

static int parse_group_to(struct parser *parser, const char *value)
{
	struct addr *group = &parser->output->group_to;

	if (parse_new_addr(parser, value, group))
		return -1;
	if (!addr_is_multicast(group))
		return sentence_set(parser->error, "\"%s\" is not a multicast address.",
				    SHOWN(value));
	return 0;
}

static int parse_dscp(struct parser *parser, const char *value)
{
	parser->output->has_dscp = true;
	return parse_octet(parser, parser->word, value, 0, 63, &parser->output->dscp);
}

static int parse_firewall(struct parser *parser, const char *value)
{
	bool firewall;

	if (parse_yes_or_no(parser, value, &firewall))
		return -1;
	parser->output->no_firewall = !firewall;
	return 0;
}

static const struct word vocabulary[] = {
	{ "from",	OPTION_FROM,		"a device, PATTERN+ or any", parse_from },
	{ "source",	OPTION_SOURCE,		"an address or range",	parse_source },
	{ "group",	OPTION_GROUP,		"an address or range",	parse_group },
	{ "except",	OPTION_EXCEPT,		"an address or range",	parse_except },
	{ "dport",	OPTION_DPORT,		"a port or N-M",	parse_dport },
	{ "join",	OPTION_JOIN,		"yes, no or allmulti",	parse_join },
	{ "local",	OPTION_LOCAL,		"auto, yes or no",	parse_local },
	{ "local-origin", OPTION_LOCAL_ORIGIN,	"yes or no",		parse_local_origin },
	{ "rate",	OPTION_RATE,		"N/s, packets a second", parse_rate },
	{ "comment",	OPTION_COMMENT,		"a text",		parse_comment },
	{ "to",		OPTION_TO,		"a device",		parse_to },
	{ "ttl",	OPTION_TTL,		"dec, keep, set N or min N",		parse_ttl },
	{ "hoplimit",	OPTION_TTL,		"dec, keep, set N or min N",		parse_ttl },
	{ "threshold",	OPTION_THRESHOLD,	"a number, 0 to 255",	parse_threshold },
	{ "src",	OPTION_SRC,		"an address or auto",	parse_src },
	{ "group-to",	OPTION_GROUP_TO,	"an address",		parse_group_to },
	{ "dscp",	OPTION_DSCP,		"a number, 0 to 63",	parse_dscp },
	{ "firewall",	OPTION_FIREWALL,	"yes or no",		parse_firewall },
};

static const struct word *find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vocabulary); i++)
		if (vocabulary[i].name[0] == name[0] && !strcmp(vocabulary[i].name, name))
			return &vocabulary[i];
	return NULL;
}

static int refuse_unknown(const struct parser *parser, size_t at)
{
	struct shown before;

	if (at)
		show_words(parser->words + parser->phrase, at - parser->phrase, &before);
	else
		show_word(parser->verb->name, &before);
	return sentence_set(parser->error, "unknown word \"%s\" after \"%s\".",
			    SHOWN(parser->words[at]), before.text);
}

/* Whether a word may stand where it stands. */
static int check_place(const struct parser *parser, const struct word *word)
{
	unsigned int bit = BIT(word->option);
	bool again = parser->seen & bit & ~parser->verb->many;

	if (!(parser->verb->takes & bit))
		return sentence_set(parser->error, "\"%s\" cannot be given with \"%s\".",
				    word->name, parser->verb->name);
	if (!(bit & OUTPUT)) {
		if (again)
			return sentence_set(parser->error, "\"%s\" is given twice.", word->name);
		if (parser->output && bit != TO)
			return sentence_set(parser->error,
					    "\"%s\" must stand before the first \"to\".",
					    word->name);
		return 0;
	}
	if (!parser->output)
		return sentence_set(parser->error,
				    "\"%s\" must stand after the \"to DEV\" it is for.",
				    word->name);
	if (again)
		return sentence_set(parser->error, "\"%s\" is given twice for output %s.",
				    word->name, SHOWN(parser->output->device));
	return 0;
}

static int parse_phrase(struct parser *parser)
{
	size_t begin = parser->at;
	const struct word *word = find(parser->words[parser->at++]);
	const char *value;

	if (!word)
		return refuse_unknown(parser, begin);
	if (check_place(parser, word))
		return -1;
	value = next(parser);
	if (!value)
		return sentence_set(parser->error, "\"%s\" needs %s.", word->name, word->values);
	parser->phrase = begin;
	parser->word = word->name;
	if (word->parse(parser, value))
		return -1;
	parser->seen |= BIT(word->option);
	return 0;
}

static int check_words(const struct parser *parser)
{
	static const struct {
		enum option option;
		const char *need;
	} needs[] = {
		{ OPTION_FROM,	"\"from DEV\"" },
		{ OPTION_GROUP,	"\"group G\"" },
		{ OPTION_TO,	"\"to DEV\"" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(needs); i++)
		if (parser->verb->needs & ~parser->seen & BIT(needs[i].option))
			return sentence_set(parser->error, "\"%s\" needs %s.",
					    parser->verb->name, needs[i].need);
	return 0;
}

/* What the words mean together. */
static int check_family(const struct parser *parser, const char *word, const struct addr *addr)
{
	const struct addr *group = &parser->route->group;
	char group_text[ADDR_TEXT], text[ADDR_TEXT];

	if (!addr->length || !group->length || addr->length == group->length)
		return 0;
	return sentence_set(parser->error, "%s %s is %s, but group %s is %s.", word,
			    addr_text(addr, text), addr_family(addr),
			    addr_text(group, group_text), addr_family(group));
}

static int check_output(const struct parser *parser, const struct output *output)
{
	if (check_family(parser, "src", &output->src))
		return -1;
	return check_family(parser, "group-to", &output->group_to);
}

/* What is asked for is a packet. */
static int check_packet(const struct parser *parser)
{
	const struct route *route = parser->route;
	const char *what = NULL;

	if (input_is_pattern(route->input))
		what = "device";
	else if (!addr_is_single(&route->group))
		what = "group";
	else if (!addr_is_single(&route->source))
		what = "source";
	else if (route->dport != route->dport_last)
		what = "dport";
	if (!what)
		return 0;
	return sentence_set(parser->error, "\"get\" needs a single %s, as a packet has.", what);
}

static int check_route(const struct parser *parser)
{
	const struct route *route = parser->route;
	uint32_t i;

	if (check_family(parser, "source", &route->source))
		return -1;
	for (i = 0; i < route->n_excepts; i++)
		if (check_family(parser, "except", &route->excepts[i]))
			return -1;
	if (route->join == MCFWD_JOIN_YES && route_is_ranged(route))
		return sentence_set(parser->error,
				    "ranges and device patterns cannot be joined; %s.",
				    "use \"join allmulti\" or \"join no\"");
	for (i = 0; i < route->n_outputs; i++)
		if (check_output(parser, &route->outputs[i]))
			return -1;
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
	struct parser parser = {
		.verb = &verbs[verb],
		.words = words,
		.n = n,
		.route = route,
		.error = error,
	};

	memset(route, 0, sizeof(*route));
	route->join = JOIN_DEFAULT;
	while (parser.at < n)
		if (parse_phrase(&parser))
			goto fail;
	if (check_words(&parser) || check_route(&parser))
		goto fail;
	if (verb != VERB_GET || !check_packet(&parser))
		return 0;
fail:
	route_free(route);
	return -1;
}
