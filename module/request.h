/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_REQUEST_H
#define MCFWD_REQUEST_H

struct genl_info;
struct mcfwd_net;
struct mcfwd_route;

int mcfwd_request_route(struct mcfwd_net *mn, const struct genl_info *info,
			struct mcfwd_route **result);
int mcfwd_request_more(struct mcfwd_net *mn, const struct genl_info *info,
		       const struct mcfwd_route *old, struct mcfwd_route **result);
int mcfwd_request_less(struct mcfwd_net *mn, const struct genl_info *info,
		       const struct mcfwd_route *old, struct mcfwd_route **result);

#endif /* MCFWD_REQUEST_H */
