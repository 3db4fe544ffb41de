/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_REFUSAL_H
#define MCFWD_REFUSAL_H

#include <libmnl/libmnl.h>

#include "sentence.h"

/* The number of no request: that many do not fit into a message each. */
#define REFUSAL_NO_COOKIE	UINT32_MAX

int refusal_read(const struct nlmsghdr *answer, const struct nlmsghdr *request,
		 struct sentence *sentence, uint32_t *cookie);

#endif /* MCFWD_REFUSAL_H */
