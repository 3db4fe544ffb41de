/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_EXCEPT_H
#define MCFWD_EXCEPT_H

#include <linux/netfilter.h>

/**
 * struct mcfwd_prefix - a range of addresses
 * @addr: the first of them, network byte order, bits beyond @len zero
 * @mask: netmask of @len bits
 * @len: bits that they have in common
 */
struct mcfwd_prefix {
	union nf_inet_addr addr;
	union nf_inet_addr mask;
	u8 len;
};

/**
 * struct mcfwd_except - senders that a route is not for
 * @n: number of @prefixes
 * @words: 32-bit words that an address of the family has
 * @prefixes: the senders
 *
 * Constant once the route is published.
 */
struct mcfwd_except {
	u32 n;
	u8 words;
	struct mcfwd_prefix prefixes[];
};

/**
 * mcfwd_except_has() - whether a sender is one of the exceptions
 * @except: the exceptions
 * @source: the sender, of their family
 *
 * Return: true if it is.
 */
static inline bool mcfwd_except_has(const struct mcfwd_except *except,
				    const union nf_inet_addr *source)
{
	u32 i;
	int w;

	for (i = 0; i < except->n; i++) {
		const struct mcfwd_prefix *prefix = &except->prefixes[i];

		for (w = 0; w < except->words; w++)
			if ((source->all[w] & prefix->mask.all[w]) != prefix->addr.all[w])
				break;
		if (w == except->words)
			return true;
	}
	return false;
}

#endif /* MCFWD_EXCEPT_H */
