// SPDX-License-Identifier: GPL-2.0-only
/* Lists of routes. */
#include <errno.h>
#include <stdlib.h>

#include "line.h"
#include "tap.h"

static void test_merge(void)
{
	struct route first = line_route(VERB_ADD, "from a group 225.0.0.1 to b to c"), part, whole;
	struct route_list list = { 0 };

	part = line_route(VERB_ADD, "from a group 225.0.0.1 to d to e to f");
	whole = line_route(VERB_ADD, "from a group 225.0.0.1 to b to c to d to e to f");
	part.outputs[0].counters = calloc(1, sizeof(struct counters));
	tap_ok(!route_list_add(&list, &first, false) && !route_list_add(&list, &part, true) &&
	       list.n == 1 && route_equal(&list.routes[0], &whole) &&
	       list.routes[0].outputs[2].counters && !part.outputs,
	       "a continued route is put together");
	part = line_route(VERB_ADD, "from a group 225.0.0.2 to d");
	tap_ok(route_list_add(&list, &part, true) == -EPROTO && list.n == 1,
	       "another route is no continuation");
	part = line_route(VERB_ADD, "from a group 225.0.0.0/32 to d");
	part.group.octets[3] = 1;
	part.group.bits = 31;
	tap_ok(route_list_add(&list, &part, true) == -EPROTO && list.n == 1,
	       "another prefix is no continuation");
	part = line_route(VERB_ADD, "from a+ group 225.0.0.1 to d");
	tap_ok(route_list_add(&list, &part, true) == -EPROTO && list.n == 1,
	       "a pattern is no continuation of a device");
	route_list_free(&list);
	tap_ok(route_list_add(&list, &whole, true) == -EPROTO && !list.n,
	       "nothing cannot be continued");
}

int main(void)
{
	test_merge();
	return tap_end();
}
