/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_REFUSAL_H
#define MCFWD_REFUSAL_H

#include <libmnl/libmnl.h>

#include "sentence.h"

int refusal_read(const struct nlmsghdr *answer, const struct nlmsghdr *request,
		 struct sentence *sentence);

#endif /* MCFWD_REFUSAL_H */
