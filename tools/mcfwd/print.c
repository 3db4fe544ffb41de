// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text and JSON from the same facts: each function here walks the facts of one struct once and
 * says every fact twice, with say() for text and with put_*() for JSON. The one of them that is
 * not wanted does nothing.
 *
 * JSON is built and written thing by thing, so that a million routes need no million objects.
 */
#include <jansson.h>
#include <stdarg.h>
#include <string.h>

#include "choice.h"
#include "print.h"
#include "words.h"

static void __attribute__((format(printf, 2, 3)))
say(struct print *print, const char *format, ...)
{
	va_list args;

	if (print->json)
		return;
	va_start(args, format);
	vfprintf(print->out, format, args);
	va_end(args);
}

/* A word of any octets, so that it can be read back. */
static void say_word(struct print *print, const char *before, const char *word)
{
	if (print->json)
		return;
	fputs(before, print->out);
	words_write(print->out, word);
}

/*
 * A device name may hold anything but white space, slash and colon. Text must not carry control
 * characters to a terminal.
 */
static void say_device(struct print *print, const char *word, const char *device, bool pending)
{
	char name[INPUT_SIZE], *c;

	if (print->again) {
		say_word(print, word, device);
		return;
	}
	snprintf(name, sizeof(name), "%s", device);
	for (c = name; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	say(print, "%s%s%s", word, name, pending ? " pending" : "");
}

static void say_addr(struct print *print, const char *word, const struct addr *addr)
{
	char text[ADDR_TEXT];

	if (addr->length)
		say(print, " %s %s", word, addr_text(addr, text));
}

static void say_drops(struct print *print, const struct counters *counters)
{
	uint64_t dropped = counters_dropped(counters);
	const char *separator = " (";
	unsigned int i, reason;

	say(print, "%llu", (unsigned long long)dropped);
	if (!dropped)
		return;
	for (i = 0; (reason = drops_at(i)) != 0; i++) {
		if (!counters->drops[reason])
			continue;
		say(print, "%s%s %llu", separator, drops_name(reason),
		    (unsigned long long)counters->drops[reason]);
		separator = ", ";
	}
	say(print, ")");
}

static void say_sent(struct print *print, const struct counters *counters)
{
	say(print, "%llu packets %llu bytes", (unsigned long long)counters->packets,
	    (unsigned long long)counters->bytes);
}

static void say_counters(struct print *print, const struct counters *counters)
{
	say_sent(print, counters);
	if (!counters_dropped(counters))
		return;
	say(print, ", dropped ");
	say_drops(print, counters);
}

static void put(struct print *print, json_t *object, const char *key, json_t *value)
{
	/* Without memory @value or @object is NULL, and this fails. */
	if (json_object_set_new(object, key, value))
		print->failed = true;
}

static json_t *new_object(struct print *print)
{
	return print->json ? json_object() : NULL;
}

/* JSON is UTF-8, what people name need not be: show its other octets as a person would. */
static json_t *any_string(const char *text)
{
	char escaped[sizeof("\\xff") * (COMMENT_MAX + 1)];
	json_t *string = json_string(text);
	size_t length = 0;

	for (; !string && *text && length < sizeof(escaped) - sizeof("\\xff"); text++) {
		if ((unsigned char)*text < 0x80)
			escaped[length++] = *text;
		else
			length += sprintf(escaped + length, "\\x%02x", (unsigned char)*text);
	}
	return string ? string : json_stringn(escaped, length);
}

static void put_text(struct print *print, json_t *object, const char *key, const char *text)
{
	if (print->json)
		put(print, object, key, any_string(text));
}

static void put_number(struct print *print, json_t *object, const char *key, uint64_t number)
{
	if (print->json)
		put(print, object, key, json_integer(number));
}

static void put_flag(struct print *print, json_t *object, const char *key, bool flag)
{
	if (print->json)
		put(print, object, key, json_boolean(flag));
}

static void put_device(struct print *print, json_t *object, const char *key, const char *device,
		       bool pending)
{
	put_text(print, object, key, device);
	if (pending)
		put_flag(print, object, "pending", true);
}

static void put_addr(struct print *print, json_t *object, const char *key,
		     const struct addr *addr)
{
	char text[ADDR_TEXT];

	if (addr->length)
		put_text(print, object, key, addr_text(addr, text));
}

static void put_counters(struct print *print, json_t *object, const struct counters *counters)
{
	unsigned int i, reason;
	json_t *drops;

	if (!print->json)
		return;
	put_number(print, object, "packets", counters->packets);
	put_number(print, object, "bytes", counters->bytes);
	drops = json_object();
	for (i = 0; (reason = drops_at(i)) != 0; i++)
		if (counters->drops[reason])
			put_number(print, drops, drops_name(reason), counters->drops[reason]);
	put(print, object, "drops", drops);
}

static int write_plain(const char *bytes, size_t size, void *data)
{
	/* A full disk shows at the end, for the whole of the output. */
	fwrite(bytes, 1, size, data);
	return 0;
}

static int write_indented(const char *bytes, size_t size, void *data)
{
	FILE *out = data;
	size_t i;

	/* A line break in JSON text is never part of a string. */
	for (i = 0; i < size; i++) {
		putc(bytes[i], out);
		if (bytes[i] == '\n')
			fputs("    ", out);
	}
	return 0;
}

/* Write what is complete, and release it. */
static void put_out(struct print *print, json_t *object)
{
	if (!print->json)
		return;
	if (print->list) {
		if (print->n)
			putc(',', print->out);
		if (print->pretty)
			fputs("\n    ", print->out);
	}
	print->n++;
	if (!object ||
	    json_dump_callback(object, print->list ? write_indented : write_plain, print->out,
			       print->pretty ? JSON_INDENT(4) : JSON_COMPACT))
		print->failed = true;
	json_decref(object);
}

/**
 * print_begin - begin a document
 * @print: with @out and the wishes set
 * @list: of many things, even if there are none or one; else it is one thing
 */
void print_begin(struct print *print, bool list)
{
	print->list = list;
	print->n = 0;
	print->failed = false;
	if (print->json && list)
		putc('[', print->out);
}

static void print_ttl(struct print *print, json_t *object, const struct output *output, bool v6)
{
	char unknown[CHOICE_TEXT];
	const char *mode = choice_word(&choice_ttl_mode, output->ttl_mode, unknown);

	put_text(print, object, "ttl", mode);
	if (output->ttl_mode != MCFWD_TTL_DEC)
		say(print, " %s %s", v6 ? "hoplimit" : "ttl", mode);
	if (output->ttl) {
		put_number(print, object, "ttl_value", output->ttl);
		say(print, " %u", output->ttl);
	}
}

static void print_rewrite(struct print *print, json_t *object, const struct output *output)
{
	if (output->src_auto) {
		say(print, " src auto");
		put_text(print, object, "src", "auto");
	}
	say_addr(print, "src", &output->src);
	put_addr(print, object, "src", &output->src);

	say_addr(print, "group-to", &output->group_to);
	put_addr(print, object, "group_to", &output->group_to);

	if (output->has_dscp) {
		say(print, " dscp %u", output->dscp);
		put_number(print, object, "dscp", output->dscp);
	}
	if (output->no_firewall) {
		say(print, " firewall no");
		put_text(print, object, "firewall", "no");
	}
}

static json_t *print_output(struct print *print, const struct output *output, bool v6)
{
	json_t *object = new_object(print);

	say_device(print, " to ", output->device, !output->bound);
	put_device(print, object, "dev", output->device, !output->bound);

	print_ttl(print, object, output, v6);

	put_number(print, object, "threshold", output->threshold);
	if (output->threshold)
		say(print, " threshold %u", output->threshold);

	print_rewrite(print, object, output);

	/* JSON keeps an output's counters with it; in text they follow the route's line. */
	if (print->stats && output->counters)
		put_counters(print, object, output->counters);
	return object;
}

static void print_join(struct print *print, json_t *object, const struct route *route)
{
	char unknown[CHOICE_TEXT];
	const char *name = choice_word(&choice_join, route_join(route), unknown);

	put_text(print, object, "join", name);
	if (route_join(route) != route_default_join(route))
		say(print, " join %s", name);
}

static void print_excepts(struct print *print, json_t *object, const struct route *route)
{
	json_t *list = print->json && route->n_excepts ? json_array() : NULL;
	char text[ADDR_TEXT];
	uint32_t i;

	for (i = 0; i < route->n_excepts; i++) {
		say_addr(print, "except", &route->excepts[i]);
		if (print->json &&
		    json_array_append_new(list, json_string(addr_text(&route->excepts[i], text))))
			print->failed = true;
	}
	if (print->json && route->n_excepts)
		put(print, object, "except", list);
}

static void print_dport(struct print *print, json_t *object, const struct route *route)
{
	if (!route->dport)
		return;
	say(print, " dport %u", route->dport);
	put_number(print, object, "dport", route->dport);
	if (route->dport_last == route->dport)
		return;
	say(print, "-%u", route->dport_last);
	put_number(print, object, "dport_last", route->dport_last);
}

static void print_local(struct print *print, json_t *object, const struct route *route)
{
	char unknown[CHOICE_TEXT];
	const char *local = choice_word(&choice_local, route->local, unknown);

	if (route->local != MCFWD_LOCAL_AUTO) {
		say(print, " local %s", local);
		put_text(print, object, "local", local);
	}
	if (route->local_origin) {
		say(print, " local-origin yes");
		put_text(print, object, "local_origin", "yes");
	}
}

static void print_remarks(struct print *print, json_t *object, const struct route *route)
{
	if (route->rate) {
		say(print, " rate %u/s", route->rate);
		put_number(print, object, "rate", route->rate);
	}
	if (route->comment) {
		say_word(print, " comment ", route->comment);
		put_text(print, object, "comment", route->comment);
	}
}

static void say_route_counters(struct print *print, const struct route *route)
{
	uint32_t i;

	if (route->counters) {
		say(print, "    in: ");
		say_counters(print, route->counters);
		say(print, "\n");
	}
	for (i = 0; i < route->n_outputs; i++) {
		const struct output *output = &route->outputs[i];

		if (!output->counters)
			continue;
		say_device(print, "    to ", output->device, false);
		say(print, ": ");
		say_counters(print, output->counters);
		say(print, "\n");
	}
}

/* The line of a route, and what JSON has of it but for its counters. */
static json_t *print_line(struct print *print, const struct route *route)
{
	json_t *object = new_object(print), *outputs = print->json ? json_array() : NULL;
	bool v6 = route->group.length == ADDR_V6;
	uint32_t i;

	say_device(print, "from ", route->input, !route->bound);
	put_device(print, object, "from", route->input, !route->bound);

	say_addr(print, "source", &route->source);
	put_addr(print, object, "source", &route->source);

	say_addr(print, "group", &route->group);
	put_addr(print, object, "group", &route->group);

	print_excepts(print, object, route);
	print_dport(print, object, route);
	print_join(print, object, route);
	print_local(print, object, route);
	print_remarks(print, object, route);

	for (i = 0; i < route->n_outputs; i++) {
		json_t *output = print_output(print, &route->outputs[i], v6);

		if (print->json && json_array_append_new(outputs, output))
			print->failed = true;
	}
	if (print->json)
		put(print, object, "to", outputs);
	say(print, "\n");
	return object;
}

/**
 * print_route - print a route, in the words that make it
 * @print: the document, a list
 * @route: the route
 */
void print_route(struct print *print, const struct route *route)
{
	json_t *object = print_line(print, route);

	if (print->stats) {
		say_route_counters(print, route);
		if (route->counters)
			put_counters(print, object, route->counters);
	}
	put_out(print, object);
}

/**
 * print_member - print a membership
 * @print: the document, a list
 * @member: the membership
 */
void print_member(struct print *print, const struct member *member)
{
	char unknown[CHOICE_TEXT];
	const char *state = choice_word(&choice_member_state, member->state, unknown);
	json_t *object = new_object(print);

	say_device(print, "", member->device, false);
	put_device(print, object, "dev", member->device, false);

	say_addr(print, "source", &member->source);
	put_addr(print, object, "source", &member->source);

	say_addr(print, "group", &member->group);
	put_addr(print, object, "group", &member->group);

	say(print, " %s", state);
	put_text(print, object, "state", state);

	if (member->error) {
		say(print, ": %s", strerror(member->error));
		put_number(print, object, "errno", member->error);
		put_text(print, object, "error", strerror(member->error));
	}
	say(print, "\n");
	put_out(print, object);
}

/**
 * print_stats - print the totals
 * @print: the document, not a list
 * @stats: the totals
 */
void print_stats(struct print *print, const struct stats *stats)
{
	json_t *object = new_object(print);

	say(print, "routes     %u of %u\n", stats->routes, stats->routes_max);
	put_number(print, object, "routes", stats->routes);
	put_number(print, object, "routes_max", stats->routes_max);

	say(print, "matched    %llu packets\n", (unsigned long long)stats->matched);
	put_number(print, object, "matched", stats->matched);

	say(print, "unmatched  %llu packets\n", (unsigned long long)stats->unmatched);
	put_number(print, object, "unmatched", stats->unmatched);

	say(print, "sent       ");
	say_sent(print, &stats->counters);
	say(print, "\ndropped    ");
	say_drops(print, &stats->counters);
	say(print, "\n");
	put_counters(print, object, &stats->counters);
	put_out(print, object);
}

/**
 * print_limit - print how many routes there may be, in the words that set it
 * @print: the document, not a list
 * @routes_max: the number
 */
void print_limit(struct print *print, uint32_t routes_max)
{
	json_t *object = new_object(print);

	say(print, "routes %u\n", routes_max);
	put_number(print, object, "routes", routes_max);
	put_out(print, object);
}

/**
 * print_changes - print how many routes were changed
 * @print: the document, not a list
 * @changes: the numbers
 */
void print_changes(struct print *print, const struct changes *changes)
{
	json_t *object = new_object(print);

	say(print, "added %u, replaced %u, deleted %u\n", changes->added, changes->replaced,
	    changes->deleted);
	put_number(print, object, "added", changes->added);
	put_number(print, object, "replaced", changes->replaced);
	put_number(print, object, "deleted", changes->deleted);
	put_out(print, object);
}

static void print_route_event(struct print *print, json_t *object, const struct event *event)
{
	json_t *route;

	say(print, " route %s", event->more ? "continued " : "");
	if (event->more)
		put_flag(print, object, "more", true);
	route = print_line(print, &event->route);
	if (print->json)
		put(print, object, "route", route);
}

static void print_device_event(struct print *print, json_t *object, const struct event *event)
{
	say_device(print, " ", event->device, false);
	say(print, event->bound ? " bound\n" : " pending\n");
	put_device(print, object, "dev", event->device, !event->bound);
	if (event->ifindex)
		put_number(print, object, "ifindex", event->ifindex);
}

static void print_alert(struct print *print, json_t *object, const struct event *event)
{
	const char *device = event->device[0] ? event->device : INPUT_ANY;

	say_device(print, " from ", device, false);
	put_device(print, object, "from", device, false);

	say_addr(print, "source", &event->source);
	put_addr(print, object, "source", &event->source);

	say_addr(print, "group", &event->group);
	put_addr(print, object, "group", &event->group);

	if (event->rate) {
		say(print, " rate %u/s", event->rate);
		put_number(print, object, "rate", event->rate);
	}
	if (event->routes_max) {
		say(print, " routes %u", event->routes_max);
		put_number(print, object, "routes_max", event->routes_max);
	} else {
		say(print, " (%llu packets)", (unsigned long long)event->packets);
		put_number(print, object, "packets", event->packets);
	}
	say(print, "\n");
}

/**
 * print_event - print an event
 * @print: the document, not a list
 * @event: the event
 */
void print_event(struct print *print, const struct event *event)
{
	static const struct {
		const char *word;
		void (*print)(struct print *print, json_t *object, const struct event *event);
	} kinds[] = {
		[MCFWD_CMD_ROUTE_NEW_NTF]	= { "add",	print_route_event },
		[MCFWD_CMD_ROUTE_CHANGE_NTF]	= { "change",	print_route_event },
		[MCFWD_CMD_ROUTE_DEL_NTF]	= { "delete",	print_route_event },
		[MCFWD_CMD_DEVICE_NTF]		= { "device",	print_device_event },
		[MCFWD_CMD_LOOP_NTF]		= { "loop",	print_alert },
		[MCFWD_CMD_STORM_NTF]		= { "storm",	print_alert },
		[MCFWD_CMD_LIMIT_NTF]		= { "limit",	print_alert },
	};
	json_t *object = new_object(print);

	say(print, "%s", kinds[event->kind].word);
	put_text(print, object, "event", kinds[event->kind].word);
	kinds[event->kind].print(print, object, event);
	put_out(print, object);
}

/**
 * print_lost - print that there were events which are not known
 * @print: the document, not a list; text has nothing of it
 */
void print_lost(struct print *print)
{
	json_t *object = new_object(print);

	put_text(print, object, "event", "lost");
	put_out(print, object);
}

/**
 * print_end - end a document
 * @print: the document
 *
 * Return: 0, or -1 if memory was too short for all of it.
 */
int print_end(struct print *print)
{
	if (print->json) {
		if (print->list && print->pretty && print->n)
			putc('\n', print->out);
		if (print->list)
			putc(']', print->out);
		putc('\n', print->out);
	}
	return print->failed ? -1 : 0;
}
