// SPDX-License-Identifier: GPL-2.0-only
/* Names and addresses in requests. */
#include <linux/in.h>
#include <linux/netdevice.h>
#include <net/ipv6.h>
#include <net/netlink.h>

#include "attr.h"
#include "index.h"

/**
 * mcfwd_attr_device() - read the name of a device
 * @attr: the attribute; its policy has seen to the length and the final NUL
 * @name: where to, IFNAMSIZ octets
 * @extack: set if the name is refused
 *
 * Return: 0, or -EINVAL if no device can have that name.
 */
int mcfwd_attr_device(const struct nlattr *attr, char *name, struct netlink_ext_ack *extack)
{
	strscpy(name, nla_data(attr), IFNAMSIZ);
	if (dev_valid_name(name))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr, "not a valid device name");
	return -EINVAL;
}

static int address(const struct nlattr *attr, u8 *pf, union nf_inet_addr *addr,
		   struct netlink_ext_ack *extack)
{
	u8 attr_pf;

	switch (nla_len(attr)) {
	case sizeof(addr->in):
		attr_pf = NFPROTO_IPV4;
		break;
	case sizeof(addr->in6):
		attr_pf = NFPROTO_IPV6;
		break;
	default:
		NL_SET_ERR_MSG_ATTR(extack, attr, "an address has 4 or 16 octets");
		return -EINVAL;
	}
	if (*pf && *pf != attr_pf) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "source and group are of different families");
		return -EINVAL;
	}
	*pf = attr_pf;
	memcpy(addr, nla_data(attr), nla_len(attr));
	return 0;
}

static bool is_sender(u8 pf, const union nf_inet_addr *addr)
{
	if (pf == NFPROTO_IPV4)
		return !ipv4_is_multicast(addr->ip) && !ipv4_is_lbcast(addr->ip) &&
		       !ipv4_is_loopback(addr->ip) && !ipv4_is_zeronet(addr->ip);
	return !ipv6_addr_is_multicast(&addr->in6) && !ipv6_addr_any(&addr->in6) &&
	       !ipv6_addr_loopback(&addr->in6);
}

/**
 * mcfwd_attr_group() - read the address of a group
 * @attr: the attribute
 * @pf: the family it has to be of, or 0, which is replaced by the one it is of
 * @addr: the result; all zero before
 * @extack: set if the address is refused
 *
 * Return: 0 or -EINVAL.
 */
int mcfwd_attr_group(const struct nlattr *attr, u8 *pf, union nf_inet_addr *addr,
		     struct netlink_ext_ack *extack)
{
	int err = address(attr, pf, addr, extack);

	if (err)
		return err;
	if (*pf == NFPROTO_IPV4 ? ipv4_is_multicast(addr->ip) :
				  ipv6_addr_is_multicast(&addr->in6))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr, "the group is not a multicast address");
	return -EINVAL;
}

/**
 * mcfwd_attr_source() - read an address that a sender can have
 * @attr: the attribute
 * @pf: the family it has to be of, or 0, which is replaced by the one it is of
 * @addr: the result; all zero before
 * @extack: set if the address is refused
 *
 * Return: 0 or -EINVAL.
 */
int mcfwd_attr_source(const struct nlattr *attr, u8 *pf, union nf_inet_addr *addr,
		      struct netlink_ext_ack *extack)
{
	int err = address(attr, pf, addr, extack);

	if (err)
		return err;
	if (is_sender(*pf, addr))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr, "the source is not a sender's address");
	return -EINVAL;
}

/**
 * mcfwd_attr_len() - read the length of a prefix
 * @attr: the attribute, NULL for all of the address
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @min: least length, in bits
 * @addr: the address, which is refused if bits beyond the length are set, as they
 *	would mislead
 * @len: the result, in bits
 * @extack: set if the length is refused
 *
 * Return: 0 or -EINVAL.
 */
int mcfwd_attr_len(const struct nlattr *attr, u8 pf, u8 min, const union nf_inet_addr *addr,
		   u8 *len, struct netlink_ext_ack *extack)
{
	u8 bits = pf == NFPROTO_IPV4 ? 32 : 128;
	union nf_inet_addr mask;
	int i;

	*len = attr ? nla_get_u8(attr) : bits;
	if (*len < min || *len > bits) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "the prefix length is out of range");
		return -EINVAL;
	}
	if (*len == bits)
		return 0;
	mcfwd_index_mask(&mask, *len);
	for (i = 0; i < ARRAY_SIZE(mask.all); i++) {
		if (addr->all[i] & ~mask.all[i]) {
			NL_SET_ERR_MSG_ATTR(extack, attr, "bits beyond the prefix length are set");
			return -EINVAL;
		}
	}
	return 0;
}
