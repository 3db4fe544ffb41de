/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_ALLMULTI_H
#define MCFWD_ALLMULTI_H

struct mcfwd_device;
struct mcfwd_net;
struct net_device;

void mcfwd_allmulti_get(struct mcfwd_net *mn, struct mcfwd_device *device);
void mcfwd_allmulti_put(struct mcfwd_net *mn, struct mcfwd_device *device);
void mcfwd_allmulti_update(struct mcfwd_net *mn);
void mcfwd_allmulti_forget(struct mcfwd_net *mn, struct net_device *dev);

void mcfwd_allmulti_init_net(struct mcfwd_net *mn);
void mcfwd_allmulti_flush(struct mcfwd_net *mn);
void mcfwd_allmulti_exit_net(struct mcfwd_net *mn);

#endif /* MCFWD_ALLMULTI_H */
