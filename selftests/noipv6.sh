#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Without IPv6. On a kernel booted with ipv6.disable=1, as by
#
#	VM_APPEND=ipv6.disable=1 make vm CMD=.../noipv6.sh
#
# the module loads and forwards IPv4, and takes IPv6 routes that cannot do
# anything yet. On any other kernel, IPv6 is switched off in the namespaces.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  out1 |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

N=50
REASON="Address family not supported by protocol"

# forwards_exactly COUNTS: N packets of the group, with those counters at the end.
forwards_exactly()
{
	rx r -n $N $G d1
	tx -n $N -l 300 $G
	rx_all r $N 63
	counted "$1"
}

# --- ipv6.disable=1 ---------------------------------------------------------

# boot NAME COMMAND...: a test for a kernel without IPv6.
boot()
{
	local name=$1

	shift
	family 4
	if has_ipv6; then
		run "ipv6.disable=1: $name" skip "this kernel has IPv6"
	else
		run "ipv6.disable=1: $name" "$@"
	fi
}

test_reload()
{
	if ! only_ours; then
		skip "the module has routes that are not this test's"
		return
	fi
	reload
}

reload()
{
	must rmmod mcfwd
	[[ ! -e /sys/module/mcfwd ]] || fail "the module is still there"
	load_module || fail "the module cannot be loaded"
}

test_forward()
{
	must mc "$RT" route add from in0 group $G to out1
	check "membership" "in0 group $G joined" "$(mc "$RT" membership show)"
	forwards_exactly "in=$N out1=$N"
}

test_forward_source()
{
	must mc "$RT" route add from in0 source $S group $G to out1 ttl set 9
	rx r -n $N -s $S $G d1
	tx -n $N $G
	rx_all r $N 9
	counted "in=$N out1=$N"
}

# The route is as good as any other; only its group cannot be joined, yet.
test_ipv6_route()
{
	local json

	must mc "$RT" route add from in0 group ff3e::8000:1 to out1 hoplimit set 9
	check "route show" "from in0 group ff3e::8000:1 to out1 hoplimit set 9" "$(routes "$RT")"
	check "membership show" "in0 group ff3e::8000:1 failed: $REASON" \
		"$(mc "$RT" membership show)"
	json='[{"dev":"in0","group":"ff3e::8000:1","state":"failed","errno":97,"error":"'$REASON'"}]'
	check "membership show, JSON" "$json" "$(mc "$RT" -j membership show)"
	must mc "$RT" route replace from in0 group ff3e::8000:1 join no to out1
	check "membership show, join no" "" "$(mc "$RT" membership show)"
	must mc "$RT" route del from in0 group ff3e::8000:1
	check "route show after route del" "" "$(routes "$RT")"
}

# IPv6 packets do arrive from other machines. They are nobody's.
test_ipv6_packets()
{
	must mc "$RT" route add from in0 group ff3e::8000:1 to out1
	must mc "$RT" route add from in0 group $G to out1
	tx -r -n 5 -s 2001:db8::1 ff3e::8000:1
	forwards_exactly "in=0 out1=0; in=$N out1=$N"
	check "routes" 2 "$(routes "$RT" | wc -l)"
}

test_flush()
{
	local i

	for ((i = 1; i <= 5; i++)); do
		must mc "$RT" route add from in0 group ff3e::8000:$i to out1
		must mc "$RT" route add from in0 source 2001:db8::$i group ff3e::8000:$i to out1
	done
	must mc "$RT" route add from in0 group $G to out1
	check "memberships failed" 10 "$(mc "$RT" membership show | grep -c ": $REASON$")"
	must mc "$RT" route flush group ff3e::8000:1
	check "routes" 9 "$(routes "$RT" | wc -l)"
	forwards_exactly "in=0 out1=0; in=0 out1=0; in=0 out1=0; in=0 out1=0; \
in=0 out1=0; in=0 out1=0; in=0 out1=0; in=0 out1=0; in=$N out1=$N"
	must mc "$RT" route flush
	check "route show after flush" "" "$(routes "$RT")"
	check "membership show after flush" "" "$(mc "$RT" membership show)"
}

# Failed joins are tried again every 5 seconds. That must not outlive anything.
test_unload()
{
	if ! only_ours; then
		skip "the module has routes that are not this test's"
		return
	fi
	must mc "$RT" route add from in0 group ff3e::8000:1 to out1
	must mc "$RT" route add from in0 group $G to out1
	reload
	check "routes after loading" "" "$(routes "$RT")"
}

# --- net.ipv6.conf.all.disable_ipv6=1 ---------------------------------------

addresses6()
{
	ip -n "$1" -6 addr show | grep -c inet6
}

test_sysctl()
{
	local ns

	for ns in "$SRC" "$RT" "$DST"; do
		must in_ns "$ns" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
		check "IPv6 addresses in $ns" 0 "$(addresses6 "$ns")"
	done
	test_forward
	must mc "$RT" route add from in0 group ff3e::8000:1 to out1
	check "IPv6 route" "from in0 group ff3e::8000:1 to out1" \
		"$(mc "$RT" route show group ff3e::8000:1)"
	must mc "$RT" route flush
	check "route show after flush" "" "$(routes "$RT")"
}

sysctl_case()
{
	family 4
	if ! has_ipv6; then
		run "disable_ipv6=1: forwarding IPv4" skip "this kernel has no IPv6 at all"
	else
		run "disable_ipv6=1: forwarding IPv4" test_sysctl
	fi
}

needs sysctl
topology 1
boot "the module unloads and loads" test_reload
boot "forwarding" test_forward
boot "forwarding, with a source" test_forward_source
boot "an IPv6 route" test_ipv6_route
boot "IPv6 packets" test_ipv6_packets
boot "show and flush" test_flush
boot "the module unloads with IPv6 routes" test_unload
sysctl_case
finish
