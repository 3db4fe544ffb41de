// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many packets a second a route may forward: a token bucket of one second's
 * depth, kept as the time at which it would be full again (the virtual scheduling
 * form of the generic cell rate algorithm, ITU-T I.371 annex A).
 *
 * The bucket is the route's, whichever CPUs its packets arrive on. A CPU takes
 * packets out in batches, so that they share a cache line a thousand times a
 * second and not once a packet; packets beyond the rate only read it.
 */
#include <linux/ktime.h>
#include <linux/slab.h>

#include "rate.h"

/* Batches a second. Slower rates take packets one by one. */
#define BATCHES	1000

/**
 * mcfwd_rate_alloc() - allocate a full bucket
 * @limit: packets a second, not 0
 *
 * Context: Process. May sleep.
 * Return: it, or NULL.
 */
struct mcfwd_rate *mcfwd_rate_alloc(u32 limit)
{
	struct mcfwd_rate *rate = kzalloc(sizeof(*rate), GFP_KERNEL_ACCOUNT);

	if (!rate)
		return NULL;
	rate->taken = alloc_percpu_gfp(u32, GFP_KERNEL_ACCOUNT);
	if (!rate->taken) {
		kfree(rate);
		return NULL;
	}
	rate->limit = limit;
	rate->batch = max(limit / BATCHES, 1U);
	rate->cost = div_u64((u64)rate->batch * NSEC_PER_SEC, limit);
	rate->depth = NSEC_PER_SEC;
	return rate;
}

/**
 * mcfwd_rate_free() - free a bucket
 * @rate: the bucket, or NULL
 *
 * Context: Any; no reader is left.
 */
void mcfwd_rate_free(struct mcfwd_rate *rate)
{
	if (!rate)
		return;
	free_percpu(rate->taken);
	kfree(rate);
}

/**
 * mcfwd_rate_inherit() - let a bucket be as full as another
 * @rate: a new bucket, or NULL
 * @old: the bucket of the route that is being replaced, or NULL
 *
 * Otherwise a route replaced all the time would have no limit.
 */
void mcfwd_rate_inherit(struct mcfwd_rate *rate, const struct mcfwd_rate *old)
{
	if (rate && old)
		atomic64_set(&rate->spent, atomic64_read(&old->spent));
}

/* Takes a batch out of the bucket, if it has one. */
static bool take_batch(struct mcfwd_rate *rate)
{
	s64 now = ktime_get_ns(), spent = atomic64_read(&rate->spent);

	for (;;) {
		s64 then = max(spent, now) + rate->cost, seen;

		if (then - now > (s64)rate->depth)
			return false;
		seen = atomic64_cmpxchg(&rate->spent, spent, then);
		if (seen == spent)
			return true;
		spent = seen;
	}
}

/**
 * mcfwd_rate_take() - ask for leave to forward
 * @rate: the bucket
 * @n: packets, those of a GSO packet together
 *
 * Context: Softirqs are off.
 * Return: true if they may be forwarded.
 */
bool mcfwd_rate_take(struct mcfwd_rate *rate, u32 n)
{
	u32 taken;

	do {
		taken = this_cpu_read(*rate->taken);
		while (taken < n) {
			if (!take_batch(rate))
				return false;
			taken = this_cpu_add_return(*rate->taken, rate->batch);
		}
		/* PREEMPT_RT may let another come between. */
	} while (this_cpu_cmpxchg(*rate->taken, taken, taken - n) != taken);
	return true;
}
