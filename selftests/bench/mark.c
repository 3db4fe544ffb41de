// SPDX-License-Identifier: GPL-2.0-only
/* Tells lines.c to begin, or to end, by an instruction that does nothing. */
int main(void)
{
	asm volatile("nopl 0x6d636677(%rax)");
	return 0;
}
