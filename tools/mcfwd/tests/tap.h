/* SPDX-License-Identifier: GPL-2.0-only */
/* Unit tests that speak TAP. */
#ifndef MCFWD_TAP_H
#define MCFWD_TAP_H

#include <stdbool.h>

bool tap_ok(bool ok, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool tap_text(const char *got, const char *want, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int tap_end(void);

#endif /* MCFWD_TAP_H */
