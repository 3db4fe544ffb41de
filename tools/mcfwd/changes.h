/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_CHANGES_H
#define MCFWD_CHANGES_H

#include <stdint.h>

/**
 * struct changes - what was done to the routes of the kernel
 * @added: how many were made
 * @replaced: how many were made anew
 * @deleted: how many are no more
 */
struct changes {
	uint32_t added;
	uint32_t replaced;
	uint32_t deleted;
};

#endif /* MCFWD_CHANGES_H */
