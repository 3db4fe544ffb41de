// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>
#include <netinet/in.h>

#include "addr.h"

/**
 * addr_parse - read an address as people write it
 * @addr: the result; no address if this fails
 * @text: the whole of what was written
 *
 * Return: 0, or -1 if @text is not an address.
 */
int addr_parse(struct addr *addr, const char *text)
{
	memset(addr, 0, sizeof(*addr));
	if (inet_pton(AF_INET, text, addr->octets) == 1)
		addr->length = ADDR_V4;
	else if (inet_pton(AF_INET6, text, addr->octets) == 1)
		addr->length = ADDR_V6;
	else
		return -1;
	addr->bits = addr->length * 8;
	return 0;
}

/**
 * addr_is_single - whether an address is no range
 * @addr: an address or none
 *
 * Return: true if all of its bits count.
 */
bool addr_is_single(const struct addr *addr)
{
	return addr->bits == addr->length * 8;
}

/**
 * addr_has_host_bits - whether a prefix has bits that do not count
 * @addr: an address, not none
 *
 * Return: true if one of them is set.
 */
bool addr_has_host_bits(const struct addr *addr)
{
	unsigned int bit;

	for (bit = addr->bits; bit < addr->length * 8u; bit++)
		if (addr->octets[bit / 8] & (0x80 >> bit % 8))
			return true;
	return false;
}

/**
 * addr_set - take an address from a message
 * @addr: the result; no address if this fails
 * @octets: network byte order
 * @length: how many
 *
 * Return: 0, or -1 if no family has that length.
 */
int addr_set(struct addr *addr, const void *octets, size_t length)
{
	memset(addr, 0, sizeof(*addr));
	if (length != ADDR_V4 && length != ADDR_V6)
		return -1;
	addr->length = length;
	addr->bits = length * 8;
	memcpy(addr->octets, octets, length);
	return 0;
}

/**
 * addr_text - write an address or prefix as people do
 * @addr: an address, not none
 * @text: where to
 *
 * Return: @text.
 */
const char *addr_text(const struct addr *addr, char text[ADDR_TEXT])
{
	text[0] = '\0';
	inet_ntop(addr->length == ADDR_V4 ? AF_INET : AF_INET6, addr->octets, text, ADDR_TEXT);
	if (!addr_is_single(addr))
		sprintf(text + strlen(text), "/%u", addr->bits);
	return text;
}

/**
 * addr_family - the name of an address's family
 * @addr: an address, not none
 *
 * Return: the name.
 */
const char *addr_family(const struct addr *addr)
{
	return addr->length == ADDR_V4 ? "IPv4" : "IPv6";
}

/**
 * addr_equal - whether two addresses are the same
 * @a: an address or none
 * @b: an address or none
 *
 * Return: true if they are.
 */
bool addr_equal(const struct addr *a, const struct addr *b)
{
	return a->length == b->length && a->bits == b->bits &&
	       !memcmp(a->octets, b->octets, a->length);
}

/**
 * addr_is_multicast - whether an address is in 224.0.0.0/4 or ff00::/8
 * @addr: an address or none; of a prefix, its first address is meant
 *
 * Return: true if it is.
 */
bool addr_is_multicast(const struct addr *addr)
{
	if (addr->length == ADDR_V4)
		return addr->octets[0] >> 4 == 14;
	return addr->length == ADDR_V6 && addr->octets[0] == 0xff;
}

/**
 * addr_not_a_sender - why no packet can have an address as its source
 * @addr: an address, not none; of a prefix, its first address is meant, as by the kernel
 *
 * Return: what the address is, with its article, or NULL if it may be a sender's.
 */
const char *addr_not_a_sender(const struct addr *addr)
{
	static const uint8_t zero[16], one[16] = { [15] = 1 };
	static const uint8_t broadcast[4] = { 255, 255, 255, 255 };

	if (addr_is_multicast(addr))
		return "a multicast address";
	if (!memcmp(addr->octets, zero, addr->length))
		return "the unspecified address";
	if (addr->length == ADDR_V4 && !addr->octets[0])
		return "an address in 0.0.0.0/8";
	if (addr->length == ADDR_V4 ? addr->octets[0] == IN_LOOPBACKNET :
				      !memcmp(addr->octets, one, sizeof(one)))
		return "a loopback address";
	if (addr->length == ADDR_V4 && !memcmp(addr->octets, broadcast, sizeof(broadcast)))
		return "the broadcast address";
	return NULL;
}
