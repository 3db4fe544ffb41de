/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_ARRAY_H
#define MCFWD_ARRAY_H

/* How many elements an array, not a pointer, has. */
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif /* MCFWD_ARRAY_H */
