#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The module goes while packets come, and comes back.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  out1 |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

test_unload()
{
	local i

	start v4 "" mcast_tx -N "$SRC" -n 0 -r -s 192.0.2.1 233.252.0.1 s0
	! has_ipv6 || start v6 "" mcast_tx -N "$SRC" -n 0 -r -s 2001:db8::1 ff3e::1 s0
	for ((i = 1; i <= 10; i++)); do
		load_module || fail "number $i: the module does not load"
		must mc "$RT" route add from in0 group 233.252.0.1 to out1 to gone0
		must mc "$RT" route add from in0 source 192.0.2.1 group 233.252.0.1 to out1 ttl set 9
		must mc "$RT" route add from in0 group ff3e::1 to out1
		busywait forwarding || fail "number $i: nothing is forwarded"
		busywait rmmod mcfwd || fail "number $i: the module does not unload"
		[[ ! -e /sys/module/mcfwd ]] || fail "number $i: the module is still there"
	done
	stop_jobs
	# It left all groups.
	check "groups joined" 0 "$(in_ns "$RT" ip maddr show dev in0 | grep -c '233\.252\| ff3e')"
	load_module || fail "the module does not load"
	check "routes" "" "$(routes "$RT")"
	check "packets matched" 0 "$(stat "$RT" matched)"
}

forwarding()
{
	(($(stat "$RT" matched) > 5))
}

test_again()
{
	must mc "$RT" route add from in0 group $G to out1
	rx r -n 20 $G d1
	tx -n 20 $G
	rx_all r 20 63
	counted "in=20 out1=20"
}

only_ours || skip_all "the module has routes that are not this test's"
topology 1
run "unloaded under traffic, 10 times" test_unload
run46 "works after that" test_again
finish
