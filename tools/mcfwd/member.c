// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "member.h"

/**
 * member_list_add - append a membership
 * @list: the list
 * @member: is copied
 *
 * Return: 0 or -ENOMEM.
 */
int member_list_add(struct member_list *list, const struct member *member)
{
	if (list->n == list->room) {
		size_t room = list->room ? list->room * 2 : 16;
		struct member *members = reallocarray(list->members, room, sizeof(*members));

		if (!members)
			return -ENOMEM;
		list->members = members;
		list->room = room;
	}
	list->members[list->n++] = *member;
	return 0;
}

/**
 * member_list_free - release a list
 * @list: is empty afterwards
 */
void member_list_free(struct member_list *list)
{
	free(list->members);
	memset(list, 0, sizeof(*list));
}
