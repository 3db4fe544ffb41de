/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_MEMBER_H
#define MCFWD_MEMBER_H

#include <net/if.h>

#include "addr.h"

/**
 * struct member - a group membership that routes hold on their input device
 * @device: its name
 * @source: none for (*,G)
 * @group: what is joined
 * @state: enum mcfwd_member_state, or a later module's value
 * @error: errno of the last try if it failed, else 0
 */
struct member {
	char device[IFNAMSIZ];
	struct addr source;
	struct addr group;
	uint32_t state;
	uint32_t error;
};

/**
 * struct member_list - memberships in the order of the kernel
 * @members: the memberships
 * @n: how many
 * @room: how many fit
 */
struct member_list {
	struct member *members;
	size_t n;
	size_t room;
};

int member_list_add(struct member_list *list, const struct member *member);
void member_list_free(struct member_list *list);

#endif /* MCFWD_MEMBER_H */
