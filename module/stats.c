// SPDX-License-Identifier: GPL-2.0-only
/* Counters, one set a CPU. */
#include <linux/bottom_half.h>
#include <linux/gfp.h>

#include "stats.h"

/**
 * mcfwd_stats_alloc() - allocate counters, all zero
 *
 * The memory is accounted to the caller's cgroup: a namespace's owner may be
 * unprivileged.
 *
 * Context: Process. May sleep.
 * Return: the counters, to be freed by free_percpu(), or NULL.
 */
struct mcfwd_stats __percpu *mcfwd_stats_alloc(void)
{
	struct mcfwd_stats __percpu *stats;
	int cpu;

	stats = alloc_percpu_gfp(struct mcfwd_stats, GFP_KERNEL_ACCOUNT);
	if (!stats)
		return NULL;
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(stats, cpu)->syncp);
	return stats;
}

/**
 * mcfwd_stats_sum() - add up counters over all CPUs
 * @stats: the counters
 * @sum: overwritten with the sums
 *
 * Softirqs are off while a set is read: a softirq of this CPU between the two
 * halves of a counter would go unseen by u64_stats_sync on a uniprocessor, which
 * before 6.3 wanted another function for that.
 *
 * Context: Process.
 */
void mcfwd_stats_sum(const struct mcfwd_stats __percpu *stats, struct mcfwd_totals *sum)
{
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		const struct mcfwd_stats *s = per_cpu_ptr(stats, cpu);
		struct mcfwd_totals one;
		unsigned int start;
		int i;

		local_bh_disable();
		do {
			start = u64_stats_fetch_begin(&s->syncp);
			one.packets = u64_stats_read(&s->packets);
			one.bytes = u64_stats_read(&s->bytes);
			for (i = 0; i < MCFWD_DROP_COUNT; i++)
				one.drops[i] = u64_stats_read(&s->drops[i]);
		} while (u64_stats_fetch_retry(&s->syncp, start));
		local_bh_enable();

		sum->packets += one.packets;
		sum->bytes += one.bytes;
		for (i = 0; i < MCFWD_DROP_COUNT; i++)
			sum->drops[i] += one.drops[i];
	}
}
