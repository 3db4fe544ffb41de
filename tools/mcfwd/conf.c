// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of routes: a route per line, in the words that follow "mcfwd route add". They may hold a
 * million, so that what they match is found by a hash table.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "parse.h"
#include "words.h"

/* Who made that many mistakes has not meant this file. */
#define ERRORS_SHOWN	20
/* The index and 1 must fit into a slot. */
#define ROUTES_MAX	(UINT32_MAX / 4)

/* FNV-1a. */
static uint32_t hash_octets(uint32_t hash, const void *octets, size_t length)
{
	const uint8_t *octet = octets;

	while (length--)
		hash = (hash ^ *octet++) * 16777619u;
	return hash;
}

static uint32_t hash_addr(uint32_t hash, const struct addr *addr)
{
	hash = hash_octets(hash, &addr->bits, sizeof(addr->bits));
	return hash_octets(hash, addr->octets, addr->length);
}

static uint32_t hash_match(const struct route *route)
{
	uint32_t hash = 2166136261u;

	hash = hash_octets(hash, route->input, strlen(route->input));
	hash = hash_octets(hash, &route->dport, sizeof(route->dport));
	hash = hash_octets(hash, &route->dport_last, sizeof(route->dport_last));
	hash = hash_addr(hash, &route->source);
	return hash_addr(hash, &route->group);
}

/* The slot of what has the same match, or the empty one where that would be. */
static uint32_t *find_slot(const struct conf *conf, const struct route *match, uint32_t hash)
{
	size_t at = hash & (conf->n_slots - 1);
	const struct conf_route *there;

	for (; conf->slots[at]; at = (at + 1) & (conf->n_slots - 1)) {
		there = &conf->routes[conf->slots[at] - 1];
		if (there->hash == hash && route_same_match(&there->route, match))
			break;
	}
	return &conf->slots[at];
}

/* All of them match something else. */
static void fill_slots(struct conf *conf)
{
	size_t i, at;

	for (i = 0; i < conf->n; i++) {
		at = conf->routes[i].hash & (conf->n_slots - 1);
		while (conf->slots[at])
			at = (at + 1) & (conf->n_slots - 1);
		conf->slots[at] = i + 1;
	}
}

/* Make room for one more route. */
static int grow(struct conf *conf)
{
	struct conf_route *routes;
	size_t room;

	if (conf->n < conf->room)
		return 0;
	room = conf->room ? conf->room * 2 : 16;
	if (room > ROUTES_MAX)
		return -ENOMEM;
	routes = reallocarray(conf->routes, room, sizeof(*routes));
	if (!routes)
		return -ENOMEM;
	conf->routes = routes;
	free(conf->slots);
	conf->n_slots = room * 2;
	conf->slots = calloc(conf->n_slots, sizeof(*conf->slots));
	if (!conf->slots)
		return -ENOMEM;
	conf->room = room;
	fill_slots(conf);
	return 0;
}

/* @route is moved. */
static int add(struct conf *conf, struct route *route, uint32_t line, struct sentence *error)
{
	uint32_t hash = hash_match(route), *slot;

	if (grow(conf)) {
		route_free(route);
		return sentence_set(error, "out of memory.");
	}
	slot = find_slot(conf, route, hash);
	if (*slot) {
		route_free(route);
		return sentence_set(error, "the route of line %u matches the same packets.",
				    conf->routes[*slot - 1].line);
	}
	conf->routes[conf->n] = (struct conf_route){ .route = *route, .line = line, .hash = hash };
	*slot = ++conf->n;
	return 0;
}

/* "add" is what people have at hand when they copy a command. */
static int read_line(struct conf *conf, const struct words *words, struct sentence *error)
{
	size_t skip = words->n > 1 && !strcmp(words->words[1], "add") ? 2 : 1;
	struct route route;

	if (strcmp(words->words[0], "route"))
		return sentence_set(error, "a line begins with \"route\", not with \"%s\".",
				    SHOWN(words->words[0]));
	if (parse_route(VERB_ROUTE, words->words + skip, words->n - skip, &route, error))
		return -1;
	return add(conf, &route, words->first, error);
}

/**
 * conf_read - read a file of routes
 * @conf: is empty before; for conf_free()
 * @file: where from
 * @name: of the file, for errors
 * @errors: where the bad lines are told, each with its number and what is wrong
 *
 * Return: 0, -EINVAL if there are bad lines, or another negative errno if the file cannot be read.
 */
int conf_read(struct conf *conf, FILE *file, const char *name, FILE *errors)
{
	struct words words = { 0 };
	struct sentence error;
	size_t n_errors = 0;
	int got;

	errno = 0;
	while ((got = words_read(&words, file, &error)) != 0) {
		if (got > 0 && !read_line(conf, &words, &error))
			continue;
		if (n_errors++ < ERRORS_SHOWN)
			fprintf(errors, "%s:%u: %s\n", name, words.first, error.text);
	}
	got = errno;
	words_free(&words);
	if (n_errors > ERRORS_SHOWN)
		fprintf(errors, "%s: %zu more bad lines.\n", name, n_errors - ERRORS_SHOWN);
	if (ferror(file))
		return got ? -got : -EIO;
	return n_errors ? -EINVAL : 0;
}

/**
 * conf_find - find the route with a match
 * @conf: the routes
 * @match: a route with that match
 *
 * Return: the route, or NULL if there is none.
 */
struct conf_route *conf_find(const struct conf *conf, const struct route *match)
{
	uint32_t *slot = conf->n ? find_slot(conf, match, hash_match(match)) : NULL;

	return slot && *slot ? &conf->routes[*slot - 1] : NULL;
}

/**
 * conf_free - release the routes
 * @conf: is empty afterwards
 */
void conf_free(struct conf *conf)
{
	size_t i;

	for (i = 0; i < conf->n; i++)
		route_free(&conf->routes[i].route);
	free(conf->routes);
	free(conf->slots);
	memset(conf, 0, sizeof(*conf));
}
