// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters, one set a CPU. The per-CPU allocator takes longer than all else that adding
 * a route needs, and what it gives can share a cache line with what other CPUs write. So
 * it is asked for many sets at a time, on cache lines of their own.
 */
#include <linux/bitmap.h>
#include <linux/bottom_half.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "stats.h"

/* Size and alignment of a block: its begin is found from any of its sets. */
#define BLOCK_SIZE	4096
#define BLOCK_SETS	((BLOCK_SIZE - sizeof(u64)) / sizeof(struct mcfwd_stats))

/**
 * struct sets - a CPU's part of a block
 * @block: the block
 * @sets: the counters
 */
struct sets {
	struct block *block;
	struct mcfwd_stats sets[BLOCK_SETS];
};

static_assert(sizeof(struct sets) <= BLOCK_SIZE);

/**
 * struct block - sets of counters that were allocated together
 * @node: in free_blocks, or empty while all sets are in use
 * @sets: the sets
 * @n_used: how many sets are in use
 * @used: which
 */
struct block {
	struct list_head node;
	struct sets __percpu *sets;
	unsigned int n_used;
	DECLARE_BITMAP(used, BLOCK_SETS);
};

/* Blocks with a free set, and all that is in any block but the counters themselves. */
static LIST_HEAD(free_blocks);
static DEFINE_SPINLOCK(blocks_lock);

/* The memory is accounted to the caller's cgroup: it may be unprivileged. */
static struct block *alloc_block(void)
{
	struct block *block = kzalloc(sizeof(*block), GFP_KERNEL_ACCOUNT);
	int cpu;

	if (!block)
		return NULL;
	block->sets = __alloc_percpu_gfp(sizeof(struct sets), BLOCK_SIZE, GFP_KERNEL_ACCOUNT);
	if (!block->sets) {
		kfree(block);
		return NULL;
	}
	for_each_possible_cpu(cpu)
		per_cpu_ptr(block->sets, cpu)->block = block;
	return block;
}

static void free_block(struct block *block)
{
	free_percpu(block->sets);
	kfree(block);
}

/* Takes a free set of a block that has one. */
static struct mcfwd_stats __percpu *take_set(struct block *block)
{
	unsigned int i = find_first_zero_bit(block->used, BLOCK_SETS);

	lockdep_assert_held(&blocks_lock);

	__set_bit(i, block->used);
	if (++block->n_used == BLOCK_SETS)
		list_del_init(&block->node);
	return &block->sets->sets[i];
}

static struct mcfwd_stats __percpu *get_set(void)
{
	struct mcfwd_stats __percpu *stats = NULL;
	struct block *block;

	spin_lock_bh(&blocks_lock);
	block = list_first_entry_or_null(&free_blocks, struct block, node);
	if (block)
		stats = take_set(block);
	spin_unlock_bh(&blocks_lock);
	if (stats)
		return stats;

	block = alloc_block();
	if (!block)
		return NULL;
	spin_lock_bh(&blocks_lock);
	list_add(&block->node, &free_blocks);
	stats = take_set(block);
	spin_unlock_bh(&blocks_lock);
	return stats;
}

static void put_set(struct mcfwd_stats __percpu *stats)
{
	struct mcfwd_stats *set = raw_cpu_ptr(stats);
	struct sets *sets = (void *)((unsigned long)set & ~(BLOCK_SIZE - 1UL));
	struct block *block = sets->block;
	bool unused;

	spin_lock_bh(&blocks_lock);
	__clear_bit(set - sets->sets, block->used);
	unused = !--block->n_used;
	if (unused)
		list_del(&block->node);
	else if (list_empty(&block->node))
		list_add(&block->node, &free_blocks);
	spin_unlock_bh(&blocks_lock);
	if (unused)
		free_block(block);
}

static void clear(struct mcfwd_stats __percpu *stats)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct mcfwd_stats *s = per_cpu_ptr(stats, cpu);

		memset(s, 0, sizeof(*s));
		u64_stats_init(&s->syncp);
	}
}

/**
 * mcfwd_stats_init() - make counters zero
 * @stats: the counters, which nobody uses yet
 *
 * Drops can be counted in them even without memory at that time.
 *
 * Context: Process. May sleep.
 * Return: 0 or -ENOMEM.
 */
int mcfwd_stats_init(struct mcfwd_stats __percpu *stats)
{
	struct mcfwd_stats *s;
	int cpu;

	clear(stats);
	for_each_possible_cpu(cpu) {
		s = per_cpu_ptr(stats, cpu);
		s->drops = kzalloc_node(sizeof(*s->drops), GFP_KERNEL_ACCOUNT,
					cpu_to_node(cpu));
		if (!s->drops) {
			mcfwd_stats_exit(stats);
			return -ENOMEM;
		}
	}
	return 0;
}

/**
 * mcfwd_stats_exit() - free what belongs to counters, but for themselves
 * @stats: the counters, which nobody uses any more
 */
void mcfwd_stats_exit(struct mcfwd_stats __percpu *stats)
{
	int cpu;

	for_each_possible_cpu(cpu)
		kfree(per_cpu_ptr(stats, cpu)->drops);
}

/**
 * mcfwd_stats_alloc() - allocate counters, all zero
 *
 * Context: Process. May sleep.
 * Return: the counters, or NULL.
 */
struct mcfwd_stats __percpu *mcfwd_stats_alloc(void)
{
	struct mcfwd_stats __percpu *stats = get_set();

	if (stats)
		clear(stats);
	return stats;
}

/**
 * mcfwd_stats_free() - undo mcfwd_stats_alloc()
 * @stats: the counters, which nobody uses any more
 *
 * Context: Any but hard interrupts.
 */
void mcfwd_stats_free(struct mcfwd_stats __percpu *stats)
{
	mcfwd_stats_exit(stats);
	put_set(stats);
}

/*
 * The place for a CPU's drops is made when it drops its first packet. On a kernel with
 * PREEMPT_RT there may be two of these at a time.
 */
static struct mcfwd_drops *make_drops(struct mcfwd_stats *s)
{
	struct mcfwd_drops *drops = kzalloc(sizeof(*drops), GFP_ATOMIC | __GFP_NOWARN);
	struct mcfwd_drops *other;

	if (!drops)
		return NULL;
	/* A barrier, too, for mcfwd_stats_sum(). */
	other = cmpxchg(&s->drops, NULL, drops);
	if (!other)
		return drops;
	kfree(drops);
	return other;
}

/**
 * mcfwd_stats_drop() - count one packet that is not sent
 * @stats: the counters
 * @reason: why, MCFWD_A_DROPS_*
 *
 * Without memory the first ones of a CPU go uncounted, except in a namespace's total.
 *
 * Context: Softirqs are off.
 */
void mcfwd_stats_drop(struct mcfwd_stats __percpu *stats, enum mcfwd_a_drops reason)
{
	struct mcfwd_stats *s = this_cpu_ptr(stats);
	struct mcfwd_drops *drops = likely(s->drops) ? s->drops : make_drops(s);

	if (!drops)
		return;
	u64_stats_update_begin(&s->syncp);
	u64_stats_inc(&drops->by_reason[reason - MCFWD_DROP_FIRST]);
	u64_stats_update_end(&s->syncp);
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
		/* Pairs with make_drops(). */
		const struct mcfwd_drops *drops = smp_load_acquire(&s->drops);
		struct mcfwd_totals one = {};
		unsigned int start;
		int i;

		local_bh_disable();
		do {
			start = u64_stats_fetch_begin(&s->syncp);
			one.packets = u64_stats_read(&s->packets);
			one.bytes = u64_stats_read(&s->bytes);
			for (i = 0; drops && i < MCFWD_DROP_COUNT; i++)
				one.drops[i] = u64_stats_read(&drops->by_reason[i]);
		} while (u64_stats_fetch_retry(&s->syncp, start));
		local_bh_enable();

		sum->packets += one.packets;
		sum->bytes += one.bytes;
		for (i = 0; i < MCFWD_DROP_COUNT; i++)
			sum->drops[i] += one.drops[i];
	}
}
