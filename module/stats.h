/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_STATS_H
#define MCFWD_STATS_H

#include <linux/mcfwd.h>
#include <linux/percpu.h>
#include <linux/u64_stats_sync.h>

/* A drop reason is its netlink attribute, MCFWD_A_DROPS_MARTIAN and following. */
#define MCFWD_DROP_FIRST	MCFWD_A_DROPS_MARTIAN
#define MCFWD_DROP_COUNT	(MCFWD_A_DROPS_MAX - MCFWD_DROP_FIRST + 1)

/**
 * struct mcfwd_drops - how many packets or copies were not sent, and why
 * @by_reason: by reason less MCFWD_DROP_FIRST; mcfwd_stats.syncp is for these, too
 */
struct mcfwd_drops {
	u64_stats_t by_reason[MCFWD_DROP_COUNT];
};

/**
 * struct mcfwd_stats - counters of a route, an output or a namespace
 * @packets: packets matched (route) or copies sent (output, namespace)
 * @bytes: sum of their IP lengths, in octets
 * @drops: NULL before the first, as most routes never drop a packet
 * @syncp: makes 64-bit counters readable on 32-bit machines
 *
 * One per CPU, written only by that CPU with softirqs off.
 */
struct mcfwd_stats {
	u64_stats_t packets;
	u64_stats_t bytes;
	struct mcfwd_drops *drops;
	struct u64_stats_sync syncp;
};

/**
 * struct mcfwd_totals - sums of a struct mcfwd_stats over all CPUs
 * @packets: see struct mcfwd_stats
 * @bytes: see struct mcfwd_stats
 * @drops: see struct mcfwd_stats
 */
struct mcfwd_totals {
	u64 packets;
	u64 bytes;
	u64 drops[MCFWD_DROP_COUNT];
};

struct mcfwd_stats __percpu *mcfwd_stats_alloc(void);
void mcfwd_stats_free(struct mcfwd_stats __percpu *stats);
int mcfwd_stats_init(struct mcfwd_stats __percpu *stats);
void mcfwd_stats_exit(struct mcfwd_stats __percpu *stats);
void mcfwd_stats_drop(struct mcfwd_stats __percpu *stats, enum mcfwd_a_drops reason);
void mcfwd_stats_sum(const struct mcfwd_stats __percpu *stats, struct mcfwd_totals *sum);

/**
 * mcfwd_stats_count_several() - count packets
 * @stats: the counters
 * @packets: how many
 * @bytes: sum of their IP lengths in octets
 *
 * Context: Softirqs are off.
 */
static inline void mcfwd_stats_count_several(struct mcfwd_stats __percpu *stats,
					     unsigned int packets, unsigned long bytes)
{
	struct mcfwd_stats *s = this_cpu_ptr(stats);

	u64_stats_update_begin(&s->syncp);
	u64_stats_add(&s->packets, packets);
	u64_stats_add(&s->bytes, bytes);
	u64_stats_update_end(&s->syncp);
}

/**
 * mcfwd_stats_count() - count one packet
 * @stats: the counters
 * @len: its IP length in octets
 *
 * Context: Softirqs are off.
 */
static inline void mcfwd_stats_count(struct mcfwd_stats __percpu *stats, unsigned int len)
{
	mcfwd_stats_count_several(stats, 1, len);
}

#endif /* MCFWD_STATS_H */
