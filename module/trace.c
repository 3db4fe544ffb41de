// SPDX-License-Identifier: GPL-2.0-only
/* The bodies of the tracepoints. */
#include "stats.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/* A reason without a word would be shown as a number. */
#undef REASON
#undef LAST_REASON
#define REASON(reason, word)		+ 1
#define LAST_REASON(reason, word)	+ 1
static_assert(0 MCFWD_DROP_REASONS == MCFWD_DROP_COUNT);
