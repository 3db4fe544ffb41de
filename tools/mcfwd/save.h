/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_SAVE_H
#define MCFWD_SAVE_H

#include <stdio.h>

#include "nl.h"

int save_routes(struct nl *nl, FILE *out);

#endif /* MCFWD_SAVE_H */
