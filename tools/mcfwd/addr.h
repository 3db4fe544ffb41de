/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_ADDR_H
#define MCFWD_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <arpa/inet.h>

#define ADDR_V4		4
#define ADDR_V6		16
#define ADDR_TEXT	(INET6_ADDRSTRLEN + sizeof("/128") - 1)

/**
 * struct addr - an IPv4 or IPv6 address or prefix, or none
 * @length: its family: ADDR_V4, ADDR_V6, or 0 for no address
 * @bits: of a prefix, how many count; of a single address all, 32 or 128
 * @octets: in network byte order; those beyond @length are 0
 */
struct addr {
	uint8_t length;
	uint8_t bits;
	uint8_t octets[16];
};

int addr_parse(struct addr *addr, const char *text);
int addr_set(struct addr *addr, const void *octets, size_t length);
bool addr_is_single(const struct addr *addr);
bool addr_has_host_bits(const struct addr *addr);
const char *addr_text(const struct addr *addr, char text[ADDR_TEXT]);
const char *addr_family(const struct addr *addr);
bool addr_equal(const struct addr *a, const struct addr *b);
bool addr_is_multicast(const struct addr *addr);
const char *addr_not_a_sender(const struct addr *addr);

#endif /* MCFWD_ADDR_H */
