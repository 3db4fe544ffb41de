/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_NETNS_H
#define MCFWD_NETNS_H

#include "sentence.h"

int netns_enter(const char *name, struct sentence *error);

#endif /* MCFWD_NETNS_H */
