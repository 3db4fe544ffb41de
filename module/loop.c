// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets that come back. A route with an output that does not decrement the TTL
 * may be part of a loop through other routers in which packets never die, so the
 * packets of such routes are remembered for a second, by a hash of what no router
 * changes.
 *
 * That a packet is seen again does not make it a loop. Applications send the same
 * datagram over and over, redundant routers deliver each packet twice, and both
 * together. What a loop has is packets that come another way than the sender's own:
 * in a frame from another router, with a TTL that a router has set, from another
 * device. And of these it has too many: as the packet circulates, they outnumber the
 * sender's. So the first way that a packet was seen to come is the sender's, and
 *
 *	others > OTHERS_FREE + OTHERS_EACH * sender's
 *
 * within a second is a loop. One packet sent into a loop is forwarded 1 + 8 + 4
 * times. Of redundant routers, five are no loop, however fast they are; and none
 * that takes over from another for good, if the packet has been as fast before or
 * comes up to 12 times a second. In turn a loop is not noticed if a lap takes more
 * than 80 ms; it is slow enough to do no harm.
 *
 * Then the others are dropped, but not the sender's own: each passes once, and what
 * comes back of it does not. That is over when none has come for a second. It is
 * also over when the sender's way has not been used for DROP_MAX and the others are
 * few: what still comes was not made of what this host sends, so it is no loop, and
 * its way is the sender's now.
 *
 * If what sends packets into a loop is one of its routers, all look like the
 * sender's own, as they do if an application sends the same datagram in a tight
 * loop of its own. Only their number tells: SAME_MAX within a second are a loop, and
 * all are dropped until none has come for a second, or for DROP_MAX. A router that
 * also runs mcfwd has seen the packet come from elsewhere, and has stopped it long
 * before.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/jhash.h>
#include <linux/jiffies.h>
#include <linux/netdevice.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/udp.h>
#include <net/ip.h>

#include "event.h"
#include "loop.h"
#include "net.h"
#include "route.h"

#define OTHERS_FREE	8
#define OTHERS_EACH	4
#define SAME_MAX	16384
#define DROP_MAX	(8 * HZ)
#define DROP_FEW	1024	/* within DROP_MAX */

/* Packets that a CPU remembers: a second's worth of a busy route. */
#define SETS		512
#define WAYS		4

/* Octets of the payload that are looked at: its begin, middle and end. */
#define HEAD_LEN	64
#define SAMPLE_LEN	32

enum {
	COUNTING,
	DROPPING_OTHERS,
	DROPPING_ALL,
};

/**
 * struct sighting - a packet that has been seen in the last second
 * @tag: hash of the packet; 0 is no different
 * @since: in jiffies, begin of the second that is being counted, or when the last
 *	one was dropped
 * @way: hash of how the sender's own come
 * @state: what is being done
 * @same: the sender's own in this second
 * @others: those that came another way, in this second or dropped
 * @before: @same of the second before; or in jiffies, when the sender's own last
 *	came, or all began to be dropped
 */
struct sighting {
	u32 tag;
	u32 since;
	u16 way:14, state:2;
	u16 same;
	u16 others;
	u16 before;
};

/**
 * struct sighting_set - packets with the same remainder of their hash
 * @ways: the packets
 *
 * One cache line.
 */
struct sighting_set {
	struct sighting ways[WAYS];
} __aligned(64);

/**
 * struct mcfwd_loop - what a namespace remembers of packets
 * @key: of the hash, so that nobody can make packets that look the same
 * @rcu: delays freeing until readers are gone
 * @sets: by CPU, SETS each; used only by that CPU, with softirqs off
 */
struct mcfwd_loop {
	hsiphash_key_t key;
	struct rcu_head rcu;
	struct sighting_set *sets[];
};

/* The IP header without what routers change on the way. Return: octets put. */
static unsigned int copy_header(const struct sk_buff *skb, u8 pf, void *to, u8 *proto)
{
	struct ipv6hdr *ip6h = to;
	struct iphdr *iph = to;

	if (pf == NFPROTO_IPV4) {
		*iph = *ip_hdr(skb);
		*proto = iph->frag_off & htons(IP_OFFSET) ? 0 : iph->protocol;
		iph->tos = 0;
		iph->ttl = 0;
		iph->check = 0;
		return sizeof(*iph);
	}
	*ip6h = *ipv6_hdr(skb);
	*proto = ip6h->nexthdr;
	*(__be32 *)ip6h = 0;
	ip6h->hop_limit = 0;
	return sizeof(*ip6h);
}

/*
 * Hash of what stays the same in a loop. The UDP checksum would be a good digest of
 * the payload, but a packet of a local container comes without and returns with it.
 */
static u32 identity(const struct mcfwd_loop *loop, const struct sk_buff *skb, u8 pf)
{
	u8 buf[sizeof(struct ipv6hdr) + HEAD_LEN + 2 * SAMPLE_LEN] __aligned(8);
	unsigned int n, off, len, part;
	u8 proto;

	n = copy_header(skb, pf, buf, &proto);
	off = pf == NFPROTO_IPV4 ? ip_hdrlen(skb) : sizeof(struct ipv6hdr);
	len = skb->len - min(skb->len, off);

	part = min_t(unsigned int, len, HEAD_LEN);
	skb_copy_bits(skb, off, buf + n, part);
	if ((proto == IPPROTO_UDP || proto == IPPROTO_UDPLITE) && part >= sizeof(struct udphdr))
		((struct udphdr *)(buf + n))->check = 0;
	n += part;

	if (len > HEAD_LEN) {
		part = min_t(unsigned int, len - HEAD_LEN, SAMPLE_LEN);
		skb_copy_bits(skb, off + len - part, buf + n, part);
		n += part;
	}
	if (len > HEAD_LEN + 2 * SAMPLE_LEN) {
		skb_copy_bits(skb, off + len / 2, buf + n, SAMPLE_LEN);
		n += SAMPLE_LEN;
	}
	return hsiphash(buf, n, &loop->key);
}

/* Hash of the way that a packet has come, 14 bits. */
static u16 way_of(const struct sk_buff *skb, const struct net_device *in, u8 ttl)
{
	u32 mac[2] = {}, hash;

	if (in->type == ARPHRD_ETHER && skb_mac_header_was_set(skb))
		memcpy(mac, eth_hdr(skb)->h_source, ETH_ALEN);
	hash = jhash_3words(mac[0], mac[1] << 8 | ttl, in->ifindex, 0);
	return hash >> 18;
}

static void begin(struct sighting *s, u16 way, u32 now)
{
	s->since = now;
	s->way = way;
	s->state = COUNTING;
	s->same = 1;
	s->others = 0;
	s->before = 0;
}

/*
 * The packet's place in a set, or another's: the one that has waited longest, rather
 * not one that may be looping.
 */
static struct sighting *find(struct sighting_set *set, u32 tag, u32 now)
{
	struct sighting *victim = NULL;
	u32 age, oldest = 0;
	int i;

	for (i = 0; i < WAYS; i++) {
		struct sighting *s = &set->ways[i];

		if (s->tag == tag)
			return s;
		age = now - s->since + (s->others ? 0 : HZ);
		if (!victim || age > oldest) {
			victim = s;
			oldest = age;
		}
	}
	return victim;
}

/* Begins to count another second. */
static void roll(struct sighting *s, u16 way, u32 now)
{
	/* The sender's own have not come for a whole one: another way is it now. */
	if (!s->same)
		s->way = way;
	/* Not forgotten at once, as the sender's own may have stopped in mid-second. */
	s->before = max_t(u16, s->same, s->before / 2);
	s->same = 0;
	s->others = 0;
	s->since = now;
}

static void drop(struct sighting *s, int state, u32 now)
{
	s->state = state;
	s->others = 1;
	s->before = now;
	s->since = now;
}

/* Return: true if a packet of a loop is to be dropped. */
static bool goes_on(struct sighting *s, u16 way, u32 now)
{
	bool own = s->state == DROPPING_OTHERS && way == s->way;

	if (now - s->since > HZ) {
		begin(s, way, now);
		return false;
	}
	if (own) {
		s->before = now;
		return false;
	}
	if ((u16)(now - s->before) > DROP_MAX) {
		if (s->state == DROPPING_ALL || s->others < DROP_FEW) {
			begin(s, way, now);
			return false;
		}
		s->before = now;
		s->others = 0;
	}
	s->since = now;
	if (s->others < U16_MAX)
		s->others++;
	return true;
}

static unsigned int others_max(const struct sighting *s)
{
	/* No more than can be counted. */
	return min(OTHERS_FREE + OTHERS_EACH * max(s->same, s->before), SAME_MAX);
}

/* Counts a packet that has been seen before. Return: true if it loops. */
static bool seen_again(struct sighting *s, u16 way, u32 now)
{
	BUILD_BUG_ON(DROP_MAX > U16_MAX / 2 || SAME_MAX >= U16_MAX);

	if (s->state != COUNTING)
		return goes_on(s, way, now);
	if (now - s->since >= 2 * HZ) {
		begin(s, way, now);
		return false;
	}
	if (now - s->since >= HZ)
		roll(s, way, now);

	if (way == s->way) {
		if (++s->same <= SAME_MAX)
			return false;
		drop(s, DROPPING_ALL, now);
		return true;
	}
	if (++s->others <= others_max(s))
		return false;
	drop(s, DROPPING_OTHERS, now);
	return true;
}

/**
 * mcfwd_loop_check() - whether a packet keeps coming back
 * @mn: the namespace
 * @route: the packet's route, that mcfwd_loop_get() was called for
 * @skb: the packet, data at the IP header
 * @in: the device it arrived on
 * @ttl: TTL or hop limit it arrived with
 *
 * Context: RCU read-side, softirqs off.
 * Return: true if it is not to be forwarded.
 */
bool mcfwd_loop_check(struct mcfwd_net *mn, const struct mcfwd_route *route,
		      const struct sk_buff *skb, const struct net_device *in, u8 ttl)
{
	const struct mcfwd_loop *loop = rcu_dereference(mn->loop);
	u32 tag, now = jiffies;
	struct sighting *s;
	u16 way;

	/* The last such route has just gone. */
	if (!loop)
		return false;
	tag = identity(loop, skb, route->pf);
	way = way_of(skb, in, ttl);
	s = find(&loop->sets[raw_smp_processor_id()][tag % SETS], tag, now);
	if (unlikely(s->tag == tag))
		return seen_again(s, way, now);
	s->tag = tag;
	begin(s, way, now);
	return false;
}

static void free_loop(struct mcfwd_loop *loop)
{
	int cpu;

	for_each_possible_cpu(cpu)
		kvfree(loop->sets[cpu]);
	kfree(loop);
}

static void free_loop_rcu(struct rcu_head *rcu)
{
	free_loop(container_of(rcu, struct mcfwd_loop, rcu));
}

static struct mcfwd_loop *alloc_loop(void)
{
	struct mcfwd_loop *loop;
	int cpu;

	loop = kzalloc(struct_size(loop, sets, nr_cpu_ids), GFP_KERNEL_ACCOUNT);
	if (!loop)
		return NULL;
	for_each_possible_cpu(cpu) {
		loop->sets[cpu] = kvzalloc_node(SETS * sizeof(struct sighting_set),
						GFP_KERNEL_ACCOUNT, cpu_to_node(cpu));
		if (!loop->sets[cpu]) {
			free_loop(loop);
			return NULL;
		}
	}
	get_random_bytes(&loop->key, sizeof(loop->key));
	return loop;
}

/* Whether a packet of the route can come back with as much TTL as before. */
static bool may_loop(const struct mcfwd_route *route)
{
	u32 i;

	for (i = 0; i < route->n_outputs; i++)
		if (route->outputs[i].ttl_mode != MCFWD_TTL_DEC)
			return true;
	return false;
}

/**
 * mcfwd_loop_get() - look for loops on a route, if there can be any
 * @mn: the namespace
 * @route: the route, complete and not published yet
 *
 * Context: Process, mcfwd_net.lock held. May sleep.
 * Return: 0 or -ENOMEM.
 */
int mcfwd_loop_get(struct mcfwd_net *mn, struct mcfwd_route *route)
{
	struct mcfwd_loop *loop;

	lockdep_assert_held(&mn->lock);

	if (!may_loop(route))
		return 0;
	route->loop_alarm = kzalloc(sizeof(*route->loop_alarm), GFP_KERNEL_ACCOUNT);
	if (!route->loop_alarm)
		return -ENOMEM;
	if (!mn->loop_users) {
		loop = alloc_loop();
		if (!loop)
			goto err_alarm;
		rcu_assign_pointer(mn->loop, loop);
	}
	mn->loop_users++;
	return 0;

err_alarm:
	kfree(route->loop_alarm);
	route->loop_alarm = NULL;
	return -ENOMEM;
}

/**
 * mcfwd_loop_put() - undo mcfwd_loop_get()
 * @mn: the namespace
 * @route: the route, which readers may still use
 *
 * Context: mcfwd_net.lock held.
 */
void mcfwd_loop_put(struct mcfwd_net *mn, struct mcfwd_route *route)
{
	struct mcfwd_loop *loop;

	lockdep_assert_held(&mn->lock);

	if (!route->loop_alarm || --mn->loop_users)
		return;
	loop = rcu_dereference_protected(mn->loop, true);
	RCU_INIT_POINTER(mn->loop, NULL);
	call_rcu(&loop->rcu, free_loop_rcu);
}
