#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A route's rate: how many packets pass, and that the others are counted.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  out1 |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# field NAME: of the only route; 0 if it is not there.
field()
{
	mc "$RT" -s -j route show | jq ".[0] | $1 // 0"
}

# sent_and_dropped N: so many packets have been matched, and each was sent or
# dropped for the rate. Sets passed.
sent_and_dropped()
{
	await "packets" "$1" field .packets
	passed=$(field '.to[0].packets')
	check "sent and dropped" "$1" $((passed + $(field .drops.rate)))
}

# seconds SINCE: whole seconds that have begun since then, of the kernel's clock.
seconds()
{
	local now

	read -r now _ </proc/uptime
	echo $((${now%.*} - $1 + 2))
}

# A second's worth at once, and what is earned while the others come.
test_burst()
{
	local passed begin most

	must mc "$RT" route add from in0 group $G rate 100/s to out1
	begin=$(cut -d. -f1 /proc/uptime)
	tx -n 300 $G
	sent_and_dropped 300
	most=$((100 + 100 * $(seconds "$begin")))
	((passed >= 100)) || fail "only $passed of 300 packets passed"
	((passed <= most)) || fail "$passed packets passed, $most may"
}

# A packet that a device is to cut up counts as what comes of it.
test_segments()
{
	local passed begin most

	segments || return
	must mc "$RT" route add from in0 group $G rate 100/s to out1
	begin=$(cut -d. -f1 /proc/uptime)
	tx -n 3000 -g 30 $G
	sent_and_dropped 100
	most=$((100 + 100 * $(seconds "$begin")))
	((passed >= 3)) || fail "only $passed of 100 packets passed"
	((passed * 30 <= most)) || fail "$passed packets passed, 30 datagrams each; $most may"
}

# Replacing the route all the time is no way round its rate.
test_replace()
{
	local i passed begin most

	must mc "$RT" route add from in0 group $G rate 5/s to out1
	begin=$(cut -d. -f1 /proc/uptime)
	for ((i = 0; i < 10; i++)); do
		tx -n 20 $G
		must mc "$RT" route replace from in0 group $G rate 5/s to out1
	done
	sent_and_dropped 200
	most=$((5 + 5 * $(seconds "$begin")))
	((passed >= 5)) || fail "only $passed of 200 packets passed"
	((passed <= most)) || fail "$passed packets passed, $most may"
}

# More than a route gets is no limit. Fast ones are taken out in batches.
test_enough()
{
	must mc "$RT" route add from in0 group $G rate 5000/s to out1
	rx one -n 500 -g 50 $G d1
	tx -n 500 $G
	rx_all one 500 63
	counted "in=500 out1=500"
}

needs jq ethtool
topology 1
run46 "a burst" test_burst
run46 "packets of many segments" test_segments
run46 "replaced under traffic" test_replace
run46 "a rate that is not reached" test_enough
finish
