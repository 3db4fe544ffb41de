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
 * loop of its own. To tell them apart, more than SUSPECT a second are marked on
 * their way out, where nobody looks and nothing is lost if it is no loop: in the ID
 * of an IPv4 packet that must not be fragmented, which has no meaning (RFC 6864
 * 4.1), or in the IPv6 flow label (RFC 6437 3.1, for reasons of security). What
 * comes with the mark has been here: MARKED_MAX a second are a loop. Only every
 * other one is marked, as another router in the loop may do the same and put its
 * mark in the place of ours. An IPv4 packet that may be fragmented cannot be marked,
 * but its sender gives each another ID: SAME_MAX a second of one are a loop, and all
 * are dropped until none has come for a second, or for DROP_MAX.
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
#include <net/ipv6.h>

#include "guard.h"
#include "loop.h"
#include "net.h"
#include "route.h"

#define OTHERS_FREE	8
#define OTHERS_EACH	4
#define SUSPECT		32
#define MARKED_MAX	8
#define SAME_MAX	1024
#define DROP_MAX	(8 * HZ)
#define DROP_FEW	1024	/* within DROP_MAX */

/* What sighting.before can tell. */
static_assert(8 * HZ <= U16_MAX / 2);

/* Packets that a CPU remembers: a second's worth of a busy route. */
#define SETS		512
#define WAYS		4

/* Octets behind the IP header that are looked at: its begin, middle and end. */
#define HEAD_LEN	40
#define SAMPLE_LEN	16
#define LOOK_LEN	(HEAD_LEN + 2 * SAMPLE_LEN)

enum {
	COUNTING,
	SUSPECTED,	/* and so marked */
	DROPPING_OTHERS,
	DROPPING_ALL,
};

/**
 * struct sighting - a packet that has been seen in the last second
 * @tag: hash of the packet; 0 is no different
 * @since: in jiffies, begin of the second that is being counted, or when the last
 *	one was dropped
 * @way: hash of how the sender's own come
 * @marked: those with our mark, in this second
 * @state: what is being done
 * @same: the sender's own in this second
 * @others: those that came another way, in this second or dropped
 * @before: @same of the second before; or in jiffies, when the sender's own last
 *	came, or all began to be dropped
 */
struct sighting {
	u32 tag;
	u32 since;
	u16 way:10, marked:4, state:2;
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

static_assert(sizeof(struct sighting_set) == 64);

/**
 * struct mcfwd_loop - what a namespace remembers of packets
 * @key: of the hash, so that nobody can make packets that look the same
 * @mark: of packets sent, see mcfwd_rewrite_mark()
 * @rcu: delays freeing until readers are gone
 * @sets: by CPU, SETS each; used only by that CPU, with softirqs off
 */
struct mcfwd_loop {
	hsiphash_key_t key;
	u32 mark;
	struct rcu_head rcu;
	struct sighting_set *sets[];
};

/**
 * struct look - what a packet looks like
 * @hash: of what stays the same in a loop
 * @way: hash of the way it has come, 10 bits
 * @markable: its copies can be marked
 * @marked: it has the mark
 */
struct look {
	u32 hash;
	u16 way;
	bool markable;
	bool marked;
};

/**
 * struct header4 - what routers do not change of an IPv4 header on its way
 * @saddr: see struct iphdr
 * @daddr: see struct iphdr
 * @tot_len: see struct iphdr
 * @id: see struct iphdr; 0 where it may be a mark
 * @frag_off: see struct iphdr
 * @protocol: see struct iphdr
 * @ihl: see struct iphdr
 */
struct header4 {
	__be32 saddr;
	__be32 daddr;
	__be16 tot_len;
	__be16 id;
	__be16 frag_off;
	u8 protocol;
	u8 ihl;
};

/* Return: octets put. */
static unsigned int copy_header4(const struct mcfwd_loop *loop, const struct sk_buff *skb,
				 struct header4 *to, struct look *look, u8 *proto)
{
	const struct iphdr *iph = ip_hdr(skb);

	look->markable = iph->frag_off == htons(IP_DF);
	look->marked = look->markable && iph->id == htons((u16)loop->mark);
	*proto = iph->frag_off & htons(IP_OFFSET) ? 0 : iph->protocol;

	to->saddr = iph->saddr;
	to->daddr = iph->daddr;
	to->tot_len = iph->tot_len;
	to->id = look->markable ? 0 : iph->id;
	to->frag_off = iph->frag_off;
	to->protocol = iph->protocol;
	to->ihl = iph->ihl;
	return sizeof(*to);
}

static unsigned int copy_header6(const struct mcfwd_loop *loop, const struct sk_buff *skb,
				 struct ipv6hdr *to, struct look *look, u8 *proto)
{
	*to = *ipv6_hdr(skb);
	*proto = to->nexthdr;
	look->markable = true;
	look->marked = ip6_flowlabel(to) == (htonl(loop->mark) & IPV6_FLOWLABEL_MASK);
	ip6_flow_hdr(to, 0, 0);
	to->hop_limit = 0;
	return sizeof(*to);
}

/* For most packets, @len is constant and the octets are at hand. */
static __always_inline void copy_octets(const struct sk_buff *skb, unsigned int off, u8 *to,
					unsigned int len)
{
	if (likely(off + len <= skb_headlen(skb)))
		memcpy(to, skb->data + off, len);
	else
		skb_copy_bits(skb, off, to, len);
}

/*
 * The UDP checksum would be a good digest of the payload, but a packet of a local
 * container comes without and returns with it.
 */
static void hash_packet(const struct mcfwd_loop *loop, const struct sk_buff *skb, u8 pf,
			struct look *look)
{
	u8 buf[sizeof(struct ipv6hdr) + LOOK_LEN] __aligned(8);
	unsigned int n, off, len;
	u8 proto, *payload;

	if (pf == NFPROTO_IPV4) {
		n = copy_header4(loop, skb, (struct header4 *)buf, look, &proto);
		off = ip_hdrlen(skb);
	} else {
		n = copy_header6(loop, skb, (struct ipv6hdr *)buf, look, &proto);
		off = sizeof(struct ipv6hdr);
	}
	len = skb->len - min(skb->len, off);
	payload = buf + n;
	if (likely(len > LOOK_LEN)) {
		copy_octets(skb, off, payload, HEAD_LEN);
		copy_octets(skb, off + len / 2, payload + HEAD_LEN, SAMPLE_LEN);
		copy_octets(skb, off + len - SAMPLE_LEN, payload + HEAD_LEN + SAMPLE_LEN,
			    SAMPLE_LEN);
		len = LOOK_LEN;
	} else {
		copy_octets(skb, off, payload, len);
	}
	n += len;
	if ((proto == IPPROTO_UDP || proto == IPPROTO_UDPLITE) && len >= sizeof(struct udphdr))
		((struct udphdr *)payload)->check = 0;
	look->hash = hsiphash(buf, n, &loop->key);
}

static u16 way_of(const struct sk_buff *skb, const struct net_device *in, u8 ttl)
{
	u32 mac[2] = {}, hash;

	if (in->type == ARPHRD_ETHER && skb_mac_header_was_set(skb))
		memcpy(mac, eth_hdr(skb)->h_source, ETH_ALEN);
	hash = jhash_3words(mac[0], mac[1] << 8 | ttl, in->ifindex, 0);
	return hash >> 22;
}

static void begin(struct sighting *s, const struct look *look, u32 now)
{
	s->since = now;
	s->way = look->way;
	s->marked = 0;
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
static void roll(struct sighting *s, const struct look *look, u32 now)
{
	/* The sender's own have not come for a whole one: another way is it now. */
	if (!s->same)
		s->way = look->way;
	if (s->same <= SUSPECT)
		s->state = COUNTING;
	/* Not forgotten at once, as the sender's own may have stopped in mid-second. */
	s->before = max_t(u16, s->same, s->before / 2);
	s->same = 0;
	s->others = 0;
	s->marked = 0;
	s->since = now;
}

static bool drop(struct sighting *s, int state, u32 now)
{
	s->state = state;
	s->others = 1;
	s->before = now;
	s->since = now;
	return true;
}

/* Return: true if a packet of a loop is to be dropped. */
static bool goes_on(struct sighting *s, const struct look *look, bool own, u32 now)
{
	if (now - s->since > HZ) {
		begin(s, look, now);
		return false;
	}
	if (own && s->state == DROPPING_OTHERS) {
		s->before = now;
		return false;
	}
	if ((u16)(now - s->before) > DROP_MAX) {
		if (s->state == DROPPING_ALL || s->others < DROP_FEW) {
			begin(s, look, now);
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

/* Counts one more of the sender's own. Return: true if it loops. */
static bool count_same(struct sighting *s, const struct look *look, u32 now)
{
	if (s->same < U16_MAX)
		s->same++;
	if (!look->markable)
		return s->same > SAME_MAX && drop(s, DROPPING_ALL, now);
	if (s->state == SUSPECTED || s->same <= SUSPECT)
		return false;
	s->state = SUSPECTED;
	return false;
}

/* Counts one more that came another way. Return: true if it loops. */
static bool count_other(struct sighting *s, u32 now)
{
	unsigned int max = OTHERS_FREE + OTHERS_EACH * max(s->same, s->before);

	/* No more than can be counted. */
	if (++s->others <= min_t(unsigned int, max, U16_MAX - 1))
		return false;
	return drop(s, DROPPING_OTHERS, now);
}

/* Counts a packet that has been seen before. Return: true if it loops. */
static bool seen_again(struct sighting *s, const struct look *look, u32 now)
{
	bool own = look->way == s->way && !look->marked;

	if (s->state == DROPPING_OTHERS || s->state == DROPPING_ALL)
		return goes_on(s, look, own, now);
	if (now - s->since >= 2 * HZ) {
		begin(s, look, now);
		return false;
	}
	if (now - s->since >= HZ)
		roll(s, look, now);
	if (look->marked)
		return ++s->marked > MARKED_MAX && drop(s, DROPPING_OTHERS, now);
	return own ? count_same(s, look, now) : count_other(s, now);
}

/**
 * mcfwd_loop_check() - whether a packet keeps coming back
 * @mn: the namespace
 * @route: the packet's route, that mcfwd_loop_get() was called for
 * @skb: the packet, data at the IP header
 * @in: the device it arrived on
 * @ttl: TTL or hop limit it arrived with
 * @mark: set if copies are to be marked with it, see mcfwd_rewrite_mark()
 *
 * Context: RCU read-side, softirqs off.
 * Return: true if it is not to be forwarded.
 */
bool mcfwd_loop_check(struct mcfwd_net *mn, const struct mcfwd_route *route,
		      const struct sk_buff *skb, const struct net_device *in, u8 ttl, u32 *mark)
{
	const struct mcfwd_loop *loop = rcu_dereference(mn->loop);
	struct look look = { .way = way_of(skb, in, ttl) };
	u32 now = jiffies;
	struct sighting *s;
	bool loops;

	/* The last such route has just gone. */
	if (!loop)
		return false;
	hash_packet(loop, skb, route->pf, &look);
	s = find(&loop->sets[raw_smp_processor_id()][look.hash % SETS], look.hash, now);
	if (likely(s->tag != look.hash)) {
		s->tag = look.hash;
		begin(s, &look, now);
		return false;
	}
	loops = seen_again(s, &look, now);
	if (s->state == DROPPING_OTHERS || (s->state == SUSPECTED && s->same % 2))
		*mark = loop->mark;
	return loops;
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
	get_random_bytes(&loop->mark, sizeof(loop->mark));
	/* None would be no mark. */
	loop->mark |= 1;
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
 * @route: the route, complete and not published yet; it gets a guard then
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
	route->guard = kzalloc(sizeof(*route->guard), GFP_KERNEL_ACCOUNT);
	if (!route->guard)
		return -ENOMEM;
	route->guard->route = route;
	if (!mn->loop_users) {
		loop = alloc_loop();
		if (!loop)
			goto err_guard;
		rcu_assign_pointer(mn->loop, loop);
	}
	mn->loop_users++;
	return 0;

err_guard:
	kfree(route->guard);
	route->guard = NULL;
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

	if (!route->guard || --mn->loop_users)
		return;
	loop = rcu_dereference_protected(mn->loop, true);
	RCU_INIT_POINTER(mn->loop, NULL);
	call_rcu(&loop->rcu, free_loop_rcu);
}
