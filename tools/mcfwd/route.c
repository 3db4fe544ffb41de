// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "route.h"

/* Most routes have one or two outputs: begin small, then double. */
static int make_room(struct route *route, uint32_t more)
{
	struct output *outputs;
	uint32_t room = route->room ? route->room : 1;

	if (more > UINT32_MAX / 2 - route->n_outputs)
		return -ENOMEM;
	while (room < route->n_outputs + more)
		room *= 2;
	if (room == route->room)
		return 0;
	outputs = realloc(route->outputs, room * sizeof(*outputs));
	if (!outputs)
		return -ENOMEM;
	route->outputs = outputs;
	route->room = room;
	return 0;
}

/**
 * route_add_output - append an output with default options
 * @route: the route
 * @device: name, shorter than IFNAMSIZ
 *
 * Return: the output, good until the next is added, or NULL without memory.
 */
struct output *route_add_output(struct route *route, const char *device)
{
	struct output *output;
	size_t length = strnlen(device, sizeof(output->device) - 1);

	if (make_room(route, 1))
		return NULL;
	output = &route->outputs[route->n_outputs++];
	memset(output, 0, sizeof(*output));
	memcpy(output->device, device, length);
	return output;
}

/* As of strcmp(), but for any order that is always the same. */
static int compare_addrs(const struct addr *a, const struct addr *b)
{
	int difference = memcmp(a->octets, b->octets, sizeof(a->octets));

	return difference ? difference : a->bits - b->bits;
}

/**
 * route_add_except - add a sender that a route is not for
 * @route: the route
 * @except: an address or prefix
 *
 * They are a set: kept in one order, two of them can be compared.
 *
 * Return: 0, -EEXIST if it is there already, or -ENOMEM.
 */
int route_add_except(struct route *route, const struct addr *except)
{
	struct addr *excepts;
	uint32_t at;
	int order = -1;

	for (at = route->n_excepts; at; at--) {
		order = compare_addrs(&route->excepts[at - 1], except);
		if (order <= 0)
			break;
	}
	if (at && !order)
		return -EEXIST;
	excepts = reallocarray(route->excepts, (size_t)route->n_excepts + 1, sizeof(*excepts));
	if (!excepts)
		return -ENOMEM;
	memmove(excepts + at + 1, excepts + at, (route->n_excepts - at) * sizeof(*excepts));
	excepts[at] = *except;
	route->excepts = excepts;
	route->n_excepts++;
	return 0;
}

/**
 * input_is_pattern - whether an input stands for more than one device
 * @input: as struct route.input
 *
 * Return: true if it does.
 */
bool input_is_pattern(const char *input)
{
	size_t length = strlen(input);

	return !strcmp(input, INPUT_ANY) || (length && input[length - 1] == '+');
}

/**
 * route_is_ranged - whether a route is for more than one device, group or given source
 * @route: the route
 *
 * Return: true if it is: then it cannot be joined, and is not what a packet has.
 */
bool route_is_ranged(const struct route *route)
{
	return input_is_pattern(route->input) || !addr_is_single(&route->group) ||
	       !addr_is_single(&route->source);
}

/**
 * route_default_join - what the kernel does for a route's group to arrive if not told
 * @route: the route
 *
 * Return: enum mcfwd_join.
 */
uint32_t route_default_join(const struct route *route)
{
	return route_is_ranged(route) ? MCFWD_JOIN_ALLMULTI : MCFWD_JOIN_YES;
}

/**
 * route_join - what is done for a route's group to arrive
 * @route: the route
 *
 * Return: as given, else the default.
 */
uint32_t route_join(const struct route *route)
{
	return route->join == JOIN_DEFAULT ? route_default_join(route) : route->join;
}

/**
 * route_same_match - whether two routes match the same packets
 * @a: a route
 * @b: a route
 *
 * Return: true if input, source, group and ports are equal: one replaces the other.
 */
bool route_same_match(const struct route *a, const struct route *b)
{
	return !strcmp(a->input, b->input) && addr_equal(&a->source, &b->source) &&
	       addr_equal(&a->group, &b->group) && a->dport == b->dport &&
	       a->dport_last == b->dport_last;
}

static bool output_equal(const struct output *a, const struct output *b)
{
	return !strcmp(a->device, b->device) && a->ttl_mode == b->ttl_mode && a->ttl == b->ttl &&
	       a->threshold == b->threshold && a->has_dscp == b->has_dscp &&
	       a->dscp == b->dscp && a->src_auto == b->src_auto &&
	       a->no_firewall == b->no_firewall && addr_equal(&a->src, &b->src) &&
	       addr_equal(&a->group_to, &b->group_to);
}

static bool excepts_equal(const struct route *a, const struct route *b)
{
	uint32_t i;

	if (a->n_excepts != b->n_excepts)
		return false;
	for (i = 0; i < a->n_excepts; i++)
		if (!addr_equal(&a->excepts[i], &b->excepts[i]))
			return false;
	return true;
}

static bool comments_equal(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/**
 * route_equal - whether two routes are configured alike
 * @a: a route
 * @b: a route
 *
 * What the kernel reports besides (bound, counters) is left aside, and so is whether the default
 * of join was written down.
 *
 * Return: true if they are, their outputs in the same order.
 */
bool route_equal(const struct route *a, const struct route *b)
{
	uint32_t i;

	if (!route_same_match(a, b) || route_join(a) != route_join(b) || a->local != b->local ||
	    a->local_origin != b->local_origin || a->rate != b->rate ||
	    a->n_outputs != b->n_outputs || !excepts_equal(a, b) ||
	    !comments_equal(a->comment, b->comment))
		return false;
	for (i = 0; i < a->n_outputs; i++)
		if (!output_equal(&a->outputs[i], &b->outputs[i]))
			return false;
	return true;
}

/**
 * route_free - release what a route holds
 * @route: is empty afterwards
 */
void route_free(struct route *route)
{
	uint32_t i;

	for (i = 0; i < route->n_outputs; i++)
		free(route->outputs[i].counters);
	free(route->excepts);
	free(route->outputs);
	free(route->comment);
	free(route->counters);
	memset(route, 0, sizeof(*route));
}

static int merge(struct route *into, struct route *from)
{
	if (!route_same_match(into, from))
		return -EPROTO;
	if (make_room(into, from->n_outputs))
		return -ENOMEM;
	if (from->n_outputs)
		memcpy(into->outputs + into->n_outputs, from->outputs,
		       from->n_outputs * sizeof(*from->outputs));
	into->n_outputs += from->n_outputs;
	/* The outputs' counters have moved, they are not to be freed with @from. */
	from->n_outputs = 0;
	return 0;
}

/**
 * route_list_add - append a route, or more outputs of the last one
 * @list: the list
 * @route: is moved into the list, and empty afterwards, whatever the result
 * @more: @route continues the last one
 *
 * Return: 0, -ENOMEM, or -EPROTO if there is no route that @route could continue.
 */
int route_list_add(struct route_list *list, struct route *route, bool more)
{
	int err;

	if (more) {
		err = list->n ? merge(&list->routes[list->n - 1], route) : -EPROTO;
		goto out;
	}
	if (list->n == list->room) {
		size_t room = list->room ? list->room * 2 : 16;
		struct route *routes = reallocarray(list->routes, room, sizeof(*routes));

		err = -ENOMEM;
		if (!routes)
			goto out;
		list->routes = routes;
		list->room = room;
	}
	list->routes[list->n++] = *route;
	memset(route, 0, sizeof(*route));
	return 0;
out:
	route_free(route);
	return err;
}

/**
 * route_list_free - release a list and its routes
 * @list: is empty afterwards
 */
void route_list_free(struct route_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		route_free(&list->routes[i]);
	free(list->routes);
	memset(list, 0, sizeof(*list));
}
