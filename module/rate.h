/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_RATE_H
#define MCFWD_RATE_H

#include <linux/atomic.h>
#include <linux/percpu.h>

#include "event.h"

/**
 * struct mcfwd_rate - how many packets a route may still forward
 * @spent: the time, in ns of ktime_get_ns(), at which all that was taken will
 *	have been earned; shared by all CPUs, written once per @batch
 * @cost: ns that earn a batch
 * @depth: ns that @spent may be ahead: a full bucket, one second
 * @batch: packets that a CPU takes at once
 * @limit: packets a second
 * @alarm: when user space was told that packets are dropped
 * @taken: packets that a CPU has taken and not used; softirqs off
 *
 * Constant once the route is published, but for @spent, @alarm and @taken.
 */
struct mcfwd_rate {
	atomic64_t spent;
	u64 cost;
	u64 depth;
	u32 batch;
	u32 limit;
	struct mcfwd_alarm alarm;
	u32 __percpu *taken;
};

struct mcfwd_rate *mcfwd_rate_alloc(u32 limit);
void mcfwd_rate_free(struct mcfwd_rate *rate);
void mcfwd_rate_inherit(struct mcfwd_rate *rate, const struct mcfwd_rate *old);
bool mcfwd_rate_take(struct mcfwd_rate *rate, u32 n);

#endif /* MCFWD_RATE_H */
