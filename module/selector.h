/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_SELECTOR_H
#define MCFWD_SELECTOR_H

#include <linux/if.h>

#include "index.h"

struct mcfwd_net;
struct mcfwd_route;
struct netlink_ext_ack;
struct nlattr;

/**
 * struct mcfwd_selector - what a request says about the routes it is for
 * @input: name of the input device, or how it begins
 * @input_len: as mcfwd_device.len
 * @key: group, source and single port, if the request says
 * @ports: destination ports, if the request says
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6, 0 if it names no address
 * @has_input: it names an input
 * @has_group: it names a group
 * @has_source: it names a source
 */
struct mcfwd_selector {
	char input[IFNAMSIZ];
	u8 input_len;
	struct mcfwd_key key;
	struct mcfwd_ports ports;
	u8 pf;
	bool has_input;
	bool has_group;
	bool has_source;
};

int mcfwd_selector_parse(struct nlattr **attrs, struct mcfwd_selector *sel,
			 struct netlink_ext_ack *extack);
int mcfwd_selector_parse_one(struct nlattr **attrs, struct mcfwd_selector *sel,
			     struct netlink_ext_ack *extack);
bool mcfwd_selector_matches(const struct mcfwd_selector *sel, const struct mcfwd_route *route);
struct mcfwd_route *mcfwd_selector_find(struct mcfwd_net *mn, struct mcfwd_selector *sel,
					struct netlink_ext_ack *extack);
struct mcfwd_route *mcfwd_selector_resolve(struct mcfwd_net *mn, const struct mcfwd_selector *sel,
					   struct netlink_ext_ack *extack);

#endif /* MCFWD_SELECTOR_H */
