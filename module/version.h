/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_VERSION_H
#define MCFWD_VERSION_H

/* dkms.conf repeats it; selftests/lint.sh checks that they agree. */
#define MCFWD_VERSION "0.1.0"

#endif /* MCFWD_VERSION_H */
