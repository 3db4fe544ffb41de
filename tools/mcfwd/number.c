// SPDX-License-Identifier: GPL-2.0-only
#include "number.h"

/**
 * number_parse - read a decimal number, without a sign
 * @number: the result
 * @what: its name, for the error
 * @text: all of which must be the number
 * @min: it must not be less
 * @max: it must not be more
 * @error: says why it failed
 *
 * Return: 0, or -1 with @error set.
 */
int number_parse(uint32_t *number, const char *what, const char *text, uint32_t min, uint32_t max,
		 struct sentence *error)
{
	uint64_t value = 0;
	const char *c;

	for (c = text; *c >= '0' && *c <= '9' && value <= max; c++)
		value = value * 10 + (*c - '0');
	if (c == text || *c || value < min || value > max)
		return sentence_set(error, "%s must be %u to %u, not \"%s\".", what, min, max,
				    SHOWN(text));
	*number = value;
	return 0;
}
