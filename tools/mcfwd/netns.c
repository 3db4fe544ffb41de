// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "array.h"
#include "netns.h"

/**
 * netns_enter - put this process into a named network namespace
 * @name: as of "ip netns"
 * @error: says why it failed
 *
 * Return: 0, or -1 with @error set.
 */
int netns_enter(const char *name, struct sentence *error)
{
	static const char *const places[] = { "/run/netns", "/var/run/netns" };
	char path[512];
	int fd = -1;
	size_t i;

	if (!*name || strchr(name, '/') || !strcmp(name, ".") || !strcmp(name, ".."))
		return sentence_set(error, "\"%s\" cannot be the name of a network namespace.",
				    SHOWN(name));
	errno = ENOENT;
	for (i = 0; i < ARRAY_SIZE(places) && fd < 0 && errno == ENOENT; i++) {
		/* A name that is cut off here is too long for a file name anyway. */
		snprintf(path, sizeof(path), "%s/%s", places[i], name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
	}
	if (fd < 0 && (errno == ENOENT || errno == ENAMETOOLONG))
		return sentence_set(error, "there is no network namespace \"%s\".", SHOWN(name));
	if (fd < 0 || setns(fd, CLONE_NEWNET)) {
		sentence_set(error, "cannot enter the network namespace \"%s\": %s.", SHOWN(name),
			     strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	close(fd);
	return 0;
}
