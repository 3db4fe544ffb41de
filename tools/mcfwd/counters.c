// SPDX-License-Identifier: GPL-2.0-only
#include <assert.h>

#include "array.h"
#include "counters.h"

static const char *const names[] = {
	[DROPS_OTHER]			= "other",
	[MCFWD_A_DROPS_MARTIAN]		= "martian",
	[MCFWD_A_DROPS_OWN]		= "own",
	[MCFWD_A_DROPS_TTL]		= "ttl",
	[MCFWD_A_DROPS_INPUT]		= "input",
	[MCFWD_A_DROPS_THRESHOLD]	= "threshold",
	[MCFWD_A_DROPS_MTU]		= "mtu",
	[MCFWD_A_DROPS_DOWN]		= "down",
	[MCFWD_A_DROPS_MEMORY]		= "memory",
	[MCFWD_A_DROPS_NO_ADDRESS]	= "no-address",
	[MCFWD_A_DROPS_FIREWALL]	= "firewall",
	[MCFWD_A_DROPS_QUEUED]		= "queued",
	[MCFWD_A_DROPS_XMIT]		= "xmit",
	[MCFWD_A_DROPS_RATE]		= "rate",
	[MCFWD_A_DROPS_LOOP]		= "loop",
};

/* A reason that the spec gets must get its name here. */
static_assert(ARRAY_SIZE(names) == MCFWD_A_DROPS_MAX + 1, "a reason has no name");

/**
 * counters_dropped - the drops of all reasons together
 * @counters: the counters
 *
 * Return: their sum.
 */
uint64_t counters_dropped(const struct counters *counters)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i <= MCFWD_A_DROPS_MAX; i++)
		sum += counters->drops[i];
	return sum;
}

/**
 * drops_at - walk the reasons in the order in which they are shown
 * @place: 0, 1, ...
 *
 * Return: the reason, in the spec's order with "other" last, or 0 after that.
 */
unsigned int drops_at(unsigned int place)
{
	unsigned int reason = DROPS_OTHER + 1 + place;

	if (reason <= MCFWD_A_DROPS_MAX)
		return reason;
	return reason == MCFWD_A_DROPS_MAX + 1 ? DROPS_OTHER : 0;
}

/**
 * drops_name - the word for a reason
 * @reason: as drops_at() returns it
 *
 * Return: the word.
 */
const char *drops_name(unsigned int reason)
{
	/* Hardly, but a hole in the table is still counted and shown. */
	return reason < ARRAY_SIZE(names) && names[reason] ? names[reason] : "unnamed";
}
