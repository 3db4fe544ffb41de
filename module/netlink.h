/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_NETLINK_H
#define MCFWD_NETLINK_H

struct genl_family;

extern struct genl_family mcfwd_family;

int mcfwd_netlink_register(void);
void mcfwd_netlink_unregister(void);

#endif /* MCFWD_NETLINK_H */
