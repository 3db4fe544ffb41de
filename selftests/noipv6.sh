#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A kernel booted without IPv6: IPv4 works, and an IPv6 route does no harm. All
# other tests leave out their IPv6 halves there.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  out1 |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

test_ipv4()
{
	must mc "$RT" route add from in0 group $G to out1
	check "membership" "in0 group $G joined" "$(mc "$RT" membership show)"
	rx r -n 20 $G d1
	tx -n 20 $G
	rx_all r 20 63
	counted "in=20 out1=20"
}

test_ipv6_route()
{
	must mc "$RT" route add from in0 group ff3e::1 to out1
	must mc "$RT" route add from in0 group $G to out1
	check "routes" "from in0 group ff3e::1 to out1
from in0 group $G to out1" "$(routes "$RT")"
	check "membership" "in0 group ff3e::1 failed: Address family not supported by protocol
in0 group $G joined" "$(mc "$RT" membership show)"
	rx r -n 20 $G d1
	tx -n 20 $G
	tx -r -s 2001:db8::1 -n 5 ff3e::1
	rx_all r 20 63
	counted "in=0 out1=0; in=20 out1=20"
	must mc "$RT" route del from in0 group ff3e::1
	check "routes" "from in0 group $G to out1" "$(routes "$RT")"
}

! has_ipv6 || skip_all "this kernel has IPv6"
topology 1
family 4
run "IPv4 routes" test_ipv4
run "IPv6 routes are kept and idle" test_ipv6_route
finish
