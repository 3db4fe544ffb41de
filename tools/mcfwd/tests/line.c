// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "line.h"

/**
 * line_route - make the route that a line describes
 * @verb: the command
 * @line: its words after the command, with a blank between; fewer than 1024 octets
 *
 * The test ends if the line is wrong.
 *
 * Return: the route, for route_free().
 */
struct route line_route(enum verb verb, const char *line)
{
	struct sentence error = { "" };
	const char *words[64];
	struct route route;
	char buffer[1024], *word;
	size_t n = 0;

	snprintf(buffer, sizeof(buffer), "%s", line);
	for (word = strtok(buffer, " "); word; word = strtok(NULL, " "))
		words[n++] = word;
	if (parse_route(verb, words, n, &route, &error)) {
		printf("Bail out! %s: %s\n", line, error.text);
		exit(1);
	}
	return route;
}
