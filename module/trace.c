// SPDX-License-Identifier: GPL-2.0-only
/* The bodies of the tracepoints. */
#define CREATE_TRACE_POINTS
#include "trace.h"

/* Another reason wants a word in trace.h, too. */
static_assert(MCFWD_A_DROPS_MAX == MCFWD_A_DROPS_LOOP);
