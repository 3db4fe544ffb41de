/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_ATTR_H
#define MCFWD_ATTR_H

#include <linux/netfilter.h>
#include <linux/netlink.h>

int mcfwd_attr_device(const struct nlattr *attr, char *name, struct netlink_ext_ack *extack);
int mcfwd_attr_group(const struct nlattr *attr, u8 *pf, union nf_inet_addr *addr,
		     struct netlink_ext_ack *extack);
int mcfwd_attr_source(const struct nlattr *attr, u8 *pf, union nf_inet_addr *addr,
		      struct netlink_ext_ack *extack);
int mcfwd_attr_len(const struct nlattr *attr, u8 pf, u8 min, const union nf_inet_addr *addr,
		   u8 *len, struct netlink_ext_ack *extack);

#endif /* MCFWD_ATTR_H */
