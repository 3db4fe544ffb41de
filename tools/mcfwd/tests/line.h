/* SPDX-License-Identifier: GPL-2.0-only */
/* Routes for tests, written as a user writes them. */
#ifndef MCFWD_LINE_H
#define MCFWD_LINE_H

#include "parse.h"

struct route line_route(enum verb verb, const char *line);

#endif /* MCFWD_LINE_H */
