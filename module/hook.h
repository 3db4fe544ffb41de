/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_HOOK_H
#define MCFWD_HOOK_H

#include <linux/netfilter.h>

struct mcfwd_net;
struct net;

void mcfwd_hook_init(struct nf_hook_ops *arrive, struct nf_hook_ops *leave,
		     struct mcfwd_net *mn, u8 pf);
void mcfwd_hook_drop_queued(struct net *net);

#endif /* MCFWD_HOOK_H */
