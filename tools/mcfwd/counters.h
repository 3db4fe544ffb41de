/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_COUNTERS_H
#define MCFWD_COUNTERS_H

#include <stdint.h>
#include <linux/mcfwd.h>

/*
 * The pad attribute is no reason, so its place serves for the reasons of a module newer than
 * this tool: their packets are shown as "other" rather than forgotten.
 */
#define DROPS_OTHER	MCFWD_A_DROPS_PAD

/**
 * struct counters - what happened at a route, at an output or in all
 * @packets: matched or sent
 * @bytes: their IP packet lengths
 * @drops: not forwarded, by reason (enum mcfwd_a_drops and DROPS_OTHER)
 */
struct counters {
	uint64_t packets;
	uint64_t bytes;
	uint64_t drops[MCFWD_A_DROPS_MAX + 1];
};

uint64_t counters_dropped(const struct counters *counters);
unsigned int drops_at(unsigned int place);
const char *drops_name(unsigned int reason);

#endif /* MCFWD_COUNTERS_H */
