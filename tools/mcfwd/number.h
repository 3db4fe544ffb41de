/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MCFWD_NUMBER_H
#define MCFWD_NUMBER_H

#include <stdint.h>

#include "sentence.h"

int number_parse(uint32_t *number, const char *what, const char *text, uint32_t min, uint32_t max,
		 struct sentence *error);

#endif /* MCFWD_NUMBER_H */
