#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Cycles of loading, many routes, some traffic and unloading must not use up
# memory: after the first ones, which fill the kernel's caches, nothing may grow.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  out1 |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

N=2000		# routes a cycle
# The first is to warm up. Of the next the highest counts, of the last the lowest, as
# the kernel's caches go up and down.
CYCLES=10
FIRST=4
LAST=8
# kB. A leak of one object of 64 octets per route would be 4 * 2000 * 64 = 500 kB.
BOUND=400

# messages: half of them IPv4, each with a membership and three outputs, one of
# which is not there; some with a source.
messages()
{
	seq 1 $N | awk -v v6="$(has_ipv6 && echo 1)" '{
		if ($1 % 2 || !v6)
			printf "1 1=s:in0 2=a:233.252.%d.%d", $1 / 256, $1 % 256
		else
			printf "1 1=s:in0 2=a:ff3e::8000:%x", $1
		if ($1 % 4 == 0 && v6)
			printf " 3=a:2001:db8::1"
		else if ($1 % 4 == 1)
			printf " 3=a:192.0.2.1"
		print " 5={ 1=s:out1 } 5={ 1=s:out2 2=u32:2 3=u8:9 } 5={ 1=s:gone" $1 % 50 " }"
	}'
}

# memory NAME: kB of /proc/meminfo.
memory()
{
	awk -v name="$1:" '$1 == name { print $2 }' /proc/meminfo
}

# reclaim: give back what is only cached. RCU callbacks have run by then: unloading waits.
reclaim()
{
	local cache

	sync
	echo 3 >/proc/sys/vm/drop_caches
	for cache in /sys/kernel/slab/*/shrink; do
		echo 1 >"$cache" 2>/dev/null
	done
}

cycle()
{
	load_module || fail "the module does not load"
	in_ns "$RT" nlmsg -q <"$TMP/messages" >"$TMP/change" || fail "$(head "$TMP/change")"
	check "routes" $N "$(stat "$RT" routes)"
	tx -n 50 233.252.0.3
	! has_ipv6 || tx -n 50 ff3e::8000:4
	busywait both_matched || fail "$(mc "$RT" stats show)"
	must mc "$RT" route flush
	busywait rmmod mcfwd || fail "the module does not unload"
	reclaim
}

both_matched()
{
	local expected=50

	! has_ipv6 || expected=100
	(($(stat "$RT" matched) == expected))
}

test_leak()
{
	local i name now
	declare -A highest=() lowest=()

	messages >"$TMP/messages"
	rmmod mcfwd || fail "the module does not unload"
	for ((i = 1; i <= CYCLES; i++)); do
		cycle
		((case_failed == 0)) || break
		diag "cycle $i: Percpu $(memory Percpu) kB, SUnreclaim $(memory SUnreclaim) kB"
		for name in Percpu SUnreclaim; do
			now=$(memory $name)
			((i == 1 || i > FIRST || now <= ${highest[$name]:-0})) ||
				highest[$name]=$now
			((i < LAST || now >= ${lowest[$name]:-$((now + 1))})) ||
				lowest[$name]=$now
		done
	done
	((case_failed == 0)) || return
	for name in Percpu SUnreclaim; do
		i=$((lowest[$name] - highest[$name]))
		((i < BOUND)) || fail "$name grew by $i kB, which may be $BOUND"
	done
	load_module
}

only_ours || skip_all "the module has routes that are not this test's"
topology 2
run "$CYCLES times $N routes" test_leak
finish
