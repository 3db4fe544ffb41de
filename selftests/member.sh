#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Group memberships on the input device: what the kernel has, what the tool
# shows, and what IGMP and MLD tell the neighbours.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  out1 |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# joined DEV: groups that programs and mcfwd joined there; not those that the
# kernel joins itself, which all are link-local.
joined()
{
	if ((V == 4)); then
		in_ns "$RT" ip -4 maddr show dev "$1" | grep -o '233\.252\.0\.[0-9]*' | sort
	else
		in_ns "$RT" ip -6 maddr show dev "$1" | sed -n 's/.* \(ff[03][5e][0-9a-f:]*\).*/\1/p' | sort
	fi
}

n_joined()
{
	joined "$1" | wc -l
}

# The membership as the tool shows it.
shown()
{
	mc "$RT" membership show
}

# capture_reports: what SRC's side of the wire hears.
capture_reports()
{
	capture cap "$SRC" s0 'igmp or (ip6 and ip6[6] = 0 and ip6[40] = 58)'
}

# report PATTERN: until a report says that.
report()
{
	busywait reported "$1" || fail "no report '$1': $(<"$TMP/cap")"
}

reported()
{
	has "$1" "$TMP/cap"
}

# In tcpdump's words: "to exclude nothing" is a join, "to include nothing" a leave.
words()
{
	JOIN="gaddr $G to_ex"
	LEAVE="gaddr $G to_in"
	ALLOW="gaddr $G allow { $S }"
	BLOCK="gaddr $G block { $S }"
}

test_join()
{
	words
	capture_reports
	must mc "$RT" route add from in0 group $G to out1
	check "groups joined" "$G" "$(joined in0)"
	check "membership show" "in0 group $G joined" "$(shown)"
	report "$JOIN"
	must mc "$RT" route del from in0 group $G
	check "groups joined after route del" "" "$(joined in0)"
	check "membership show after route del" "" "$(shown)"
	report "$LEAVE"
}

# The kernel lists a device's only if its newest group has some.
filters()
{
	local file=mcfilter

	((V == 4)) || file=mcfilter6
	in_ns "$RT" cat "/proc/net/$file" | grep -c in0
}

test_join_source()
{
	words
	capture_reports
	must mc "$RT" route add from in0 source $S group $G to out1
	check "groups joined" "$G" "$(joined in0)"
	check "membership show" "in0 source $S group $G joined" "$(shown)"
	check "source filters" 1 "$(filters)"
	report "$ALLOW"
	must mc "$RT" route add from in0 source $S2 group $G to out1
	check "source filters" 2 "$(filters)"
	must mc "$RT" route del from in0 source $S2 group $G
	check "source filters" 1 "$(filters)"
	must mc "$RT" route flush
	check "source filters after flush" 0 "$(filters)"
	check "groups joined after flush" "" "$(joined in0)"
	report "$BLOCK"
}

test_join_no()
{
	must mc "$RT" route add from in0 group $G join no to out1
	check "groups joined" "" "$(joined in0)"
	check "membership show" "" "$(shown)"
	rx r -n 5 $G d1
	tx -n 5 $G
	rx_all r 5 63
}

# A program's own membership survives the route's, and the other way round.
test_shared()
{
	must mc "$RT" route add from in0 group $G to out1
	RX_NS=$RT rx own $G in0
	must mc "$RT" route flush
	check "joined by a program" "$G" "$(joined in0)"
	must mc "$RT" route add from in0 group $G to out1
	end own TERM
	check "joined by the route" "$G" "$(joined in0)"
}

test_many()
{
	local i

	for ((i = 1; i <= 64; i++)); do
		if ((V == 4)); then
			echo "1 1=s:in0 2=a:233.252.0.$i 5={ 1=s:out1 }"
		else
			echo "1 1=s:in0 2=a:ff3e::8000:$i 5={ 1=s:out1 }"
		fi
	done | in_ns "$RT" nlmsg -q >"$TMP/many" || fail "$(cat "$TMP/many")"
	check "groups joined" 64 "$(n_joined in0)"
	check "memberships shown" 64 "$(shown | grep -c ' joined$')"
	must mc "$RT" route flush
	check "groups joined after flush" 0 "$(n_joined in0)"
}

# A replaced route keeps its membership: the neighbours hear nothing. The join
# after it, of another group, is the last thing they hear.
# said GROUP N: at least so many reports of the group have been captured; says how many.
said()
{
	local n

	n=$(grep -c "gaddr $1 " "$TMP/cap")
	echo "$n"
	((n >= $2))
}

# Nobody hears of a group that a transaction both leaves and joins. A join is reported
# twice (RFC 3376 8.1, RFC 3810 9.1).
test_replace_together()
{
	local before

	capture_reports
	echo "route from in0 group $G dport 5001 to out1" >"$TMP/routes"
	must mc "$RT" apply "$TMP/routes"
	busywait said $G 2 || fail "joined: $(<"$TMP/cap")"
	before=$(said $G 2)
	echo "route from in0 group $G dport 5002 to out1" >"$TMP/routes"
	must mc "$RT" apply "$TMP/routes"
	must mc "$RT" route add from in0 group $G2 to out1
	busywait said $G2 2 || fail "joined: $(<"$TMP/cap")"
	check "reports of $G" "$before" "$(said $G 2)"
	check "groups joined" "$(printf '%s\n' $G $G2)" "$(joined in0)"
}

test_replace()
{
	words
	must mc "$RT" route add from in0 group $G to out1
	capture_reports
	must mc "$RT" route replace from in0 group $G to out1 to out2 ttl set 3
	must mc "$RT" route replace from in0 group $G to out2
	check "groups joined" "$G" "$(joined in0)"
	must mc "$RT" route add from in0 group $G2 to out1
	report "gaddr $G2 to_ex"
	! reported "$LEAVE" || fail "left: $(<"$TMP/cap")"

	must mc "$RT" route replace from in0 group $G join no to out2
	check "groups joined" "$G2" "$(joined in0)"
	report "$LEAVE"
	must mc "$RT" route replace from in0 group $G to out2
	check "groups joined" "$(printf '%s\n' $G $G2)" "$(joined in0)"
}

test_down_up()
{
	must mc "$RT" route add from in0 group $G to out1
	must ip -n "$RT" link set in0 down
	must ip -n "$RT" link set in0 up
	((V == 4)) || must ip -n "$RT" addr replace 2001:db8::fe/64 dev in0 nodad
	capture_reports
	await "groups joined" "$G" joined in0
	check "membership show" "in0 group $G joined" "$(shown)"
	busywait forwards || fail "nothing is forwarded"
}

# Whether a packet sent now is forwarded: the device may not be quite up.
forwards()
{
	local before after

	before=$(counts "$RT")
	mcast_tx -N "$SRC" $G s0 >/dev/null
	after=$(counts "$RT")
	[[ $before != "$after" ]]
}

make_in0()
{
	must ip -n "$RT" link add in0 type veth peer name s0 netns "$SRC"
	must ip -n "$RT" addr add 192.0.2.254/24 dev in0
	must ip -n "$SRC" addr add 192.0.2.1/24 dev s0
	if has_ipv6; then
		must ip -n "$RT" addr add 2001:db8::fe/64 dev in0 nodad
		must ip -n "$SRC" addr add 2001:db8::1/64 dev s0 nodad
	fi
	must ip -n "$RT" link set in0 up
	must ip -n "$SRC" link set s0 up
}

test_recreated()
{
	must mc "$RT" route add from in0 group $G to out1
	must mc "$RT" route add from in0 source $S group $G2 to out1
	must ip -n "$RT" link del in0
	await "membership show" "$(printf 'in0 group %s pending\nin0 source %s group %s pending' \
		$G $S $G2)" shown
	make_in0
	await "membership show" "$(printf 'in0 group %s joined\nin0 source %s group %s joined' \
		$G $S $G2)" shown
	check "groups joined" "$(printf '%s\n' $G $G2)" "$(joined in0)"
	busywait forwards || fail "nothing is forwarded"
}

# The route is there before its device is.
test_device_later()
{
	must mc "$RT" route add from later0 group $G to out1
	check "membership show" "later0 group $G pending" "$(shown)"
	must ip -n "$RT" link add later0 type veth peer name peer0
	await "membership show" "later0 group $G joined" shown
	check "groups joined" "$G" "$(joined later0)"
	must mc "$RT" route flush
	check "groups joined after flush" "" "$(joined later0)"
	must ip -n "$RT" link del later0
}

test_renamed()
{
	must mc "$RT" route add from in0 group $G to out1
	must ip -n "$RT" link set in0 down
	must ip -n "$RT" link set in0 name other0
	await "membership show" "in0 group $G pending" shown
	await "groups joined under another name" "" joined other0
	must ip -n "$RT" link set other0 name in0
	must ip -n "$RT" link set in0 up
	((V == 4)) || must ip -n "$RT" addr replace 2001:db8::fe/64 dev in0 nodad
	await "membership show" "in0 group $G joined" shown
	await "groups joined" "$G" joined in0
}

# A small MTU takes the address family away, and the groups with it.
test_mtu()
{
	if ! ip -n "$RT" link add small0 up type dummy 2>/dev/null; then
		skip "the kernel has no dummy device"
		return
	fi
	must mc "$RT" route add from small0 group $G to out1
	must ip -n "$RT" link set small0 mtu 67
	await "groups joined with a small MTU" "" joined small0
	must ip -n "$RT" link set small0 mtu 1500
	await "groups joined" "$G" joined small0
	await "membership show" "small0 group $G joined" shown
	must ip -n "$RT" link del small0
}

needs tcpdump
topology 2
run46 "join and leave" test_join
run46 "join and leave, with a source" test_join_source
run46 "join no" test_join_no
run46 "a program is in the same group" test_shared
run46 "64 groups on one device" test_many
run46 "replace keeps the membership" test_replace
run46 "a transaction that leaves and joins" test_replace_together
run46 "device down and up" test_down_up
run46 "device deleted and made again" test_recreated
run46 "device made after the route" test_device_later
run46 "device renamed and back" test_renamed
run46 "MTU too small for the family, and back" test_mtu
finish
