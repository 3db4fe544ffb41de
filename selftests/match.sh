#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Which route a packet takes: group and source ranges, device patterns, stops.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  outN |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# ranges: sets what the tests of ranges need, which family() does not.
ranges()
{
	if ((V == 4)); then
		WIDE=224.0.0.0/4 NEAR=233.252.0.0/24 S_WIDE=192.0.0.0/8 S_NEAR=192.0.2.0/24
		LOCAL=224.0.0.251 LOCAL_RANGE=224.0.0.0/24
	else
		WIDE=ff00::/8 NEAR=ff3e::8000:0/112 S_WIDE=2001::/16 S_NEAR=2001:db8::/64
		LOCAL=ff02::fb LOCAL_RANGE=ff02::/16
	fi
}

add()
{
	must mc "$RT" route add "$@"
}

# winner TEXT [GROUP [SOURCE]]: a packet takes the route that goes to that output;
# 'route get' says the same.
winner()
{
	local group=${2:-$G} source=${3:-$S} before after

	before=$(copies "$1")
	tx -n 3 "$group"
	await "copies to $1" $((before + 3)) copies "$1"
	after=$(mc "$RT" route get from in0 source "$source" group "$group" 2>&1)
	[[ $after == *" to $1"* ]] || fail "route get: expected one to $1: $after"
}

# copies OUTPUT: of all routes together.
copies()
{
	mc "$RT" -s -j route show |
		jq "[.[].to[] | select(.dev == \"$1\") | .packets] | add // 0"
}

test_group_length()
{
	ranges
	add from in0 group $WIDE to out1
	winner out1
	add from in0 group $NEAR to out2
	winner out2
	add from in0 group $G to out3
	winner out3
	winner out2 $G2
	# A longer group goes before a longer source.
	add from in0 source $S group $NEAR to out1
	winner out3
}

test_source_length()
{
	ranges
	add from in0 group $G to out1
	winner out1
	add from in0 source $S_WIDE group $G to out2
	winner out2
	add from in0 source $S_NEAR group $G to out3
	winner out3
	add from in0 source $S group $G to out1
	must mc "$RT" route del from in0 group $G
	winner out1
}

test_pattern()
{
	ranges
	add from any group $G to out1
	winner out1
	add from i+ group $G to out2
	winner out2
	add from in+ group $G to out3
	winner out3
	add from in0 group $G to out1
	must mc "$RT" route del from any group $G
	winner out1
	add from out+ group $G to out2
	winner out1
	# A longer source goes before a longer name.
	add from any source $S group $G to out3
	winner out3
}

# Loopback is no network, but for a route that names it.
test_loopback()
{
	add from any group $G to out1
	must mcast_tx -N "$RT" -r -s $S -n 3 $G lo
	must mc "$RT" route add from lo group $G to out2
	must mcast_tx -N "$RT" -r -s $S -n 2 $G lo
	counted "in=0 out1=0; in=2 out2=2"
}

# One route from two devices; the copy does not go back.
test_pattern_outputs()
{
	add from any group $G to out1 to in0
	rx one -n 5 $G d1
	tx -n 5 $G
	rx_all one 5 63
	counted "in=5 out1=5 in0=0,input=5"
}

# Back to where it came from, if that is said twice.
test_input_is_output()
{
	check "refused" "Error: the output device is the input device." \
		"$(mc "$RT" route add from in0 group $G to in0 ttl set 9 2>&1)"
	check "status" 2 "$(mc "$RT" route add from in0 group $G to in0 2>/dev/null; echo $?)"
	must mc "$RT" -force route add from in0 group $G to in0 ttl set 9 to out1
	RX_NS=$SRC rx back -n 5 $G s0
	rx one -n 5 $G d1
	# IPv4 takes nothing from its own address.
	tx -n 5 -r -s $S2 $G
	end back
	end one
	rx_check back received=5 unique=5 duplicates=0 bad=0 ttl=9 "src=$S2"
	rx_check one received=5 unique=5 duplicates=0 bad=0 ttl=63 "src=$S2"
	counted "in=5 in0=5 out1=5"
}

test_stop()
{
	ranges
	add from in0 group $WIDE to out1
	add from in0 group $G
	rx last -n 3 -g 50 $G2 d1
	rx none $G d1
	tx -n 3 $G
	tx -n 3 $G2
	rx_all last 3 63
	rx_none none
	counted "in=3 out1=3; in=3"
}

# No range has the groups that stay on a link, but one that is all within them.
test_link_local()
{
	ranges
	add from in0 group $WIDE to out1
	((V == 4)) || add from in0 group ff00::/9 to out1
	tx -n 3 $LOCAL
	tx -n 2 $G
	await "copies" 2 copies out1
	add from in0 group $LOCAL_RANGE to out2
	winner out2 $LOCAL
	add from any group $LOCAL to out3
	winner out3 $LOCAL
}

test_get_none()
{
	local output

	add from in0 source $S group $G to out1
	output=$(mc "$RT" route get from in0 source $S2 group $G 2>&1)
	check "status" 2 $?
	check "output" "Error: no route matches." "$output"
	output=$(mc "$RT" route get from in0 group $G 2>&1)
	check "output" "Error: no route matches." "$output"
}

# allmulti DEV: how often it was asked to; before Linux 6.0, whether it was.
allmulti()
{
	local flags

	ip -n "$RT" -d link show dev "$1" | grep -o 'allmulti [0-9]*' && return
	flags=$(ip netns exec "$RT" cat "/sys/class/net/$1/flags")
	echo "allmulti $(((flags & 0x200) != 0))"
}

# Ranges and patterns make their devices receive everything, once, while they are.
test_allmulti()
{
	ranges
	add from in0 group $WIDE to out1
	check "range" "allmulti 1" "$(allmulti in0)"
	add from in+ group $G to out1
	check "pattern" "allmulti 1" "$(allmulti in0)"
	check "another device" "allmulti 0" "$(allmulti out1)"
	must mc "$RT" route del from in0 group $WIDE
	check "pattern left" "allmulti 1" "$(allmulti in0)"
	must mc "$RT" route replace from in+ group $G join no to out1
	check "replaced" "allmulti 0" "$(allmulti in0)"
	add from in0 group $G2 join allmulti to out1
	check "asked for" "allmulti 1" "$(allmulti in0)"
	must mc "$RT" route flush
	check "none left" "allmulti 0" "$(allmulti in0)"
}

# A device that comes is like one that was there, and takes nothing away with it.
test_allmulti_devices()
{
	add from dum+ group $G to out1
	must ip -n "$RT" link add dummy7 type dummy
	await "a new device" "allmulti 1" allmulti dummy7
	must ip -n "$RT" link set dummy7 name other7
	await "renamed" "allmulti 0" allmulti other7
	must ip -n "$RT" link set other7 name dummy7
	await "renamed back" "allmulti 1" allmulti dummy7
	must ip -n "$RT" link set dummy7 netns "$SRC"
	check "moved" "allmulti 0" "$(RT=$SRC allmulti dummy7)"
	ip -n "$SRC" link del dummy7
}

# The pattern of a device that is renamed under traffic.
test_rename()
{
	add from lan+ group $G to out1
	add from in0 group $G to out2
	winner out2
	must ip -n "$RT" link set in0 down
	must ip -n "$RT" link set in0 name lan0
	must ip -n "$RT" link set lan0 up
	rx one -n 3 $G d1
	tx -n 3 $G
	rx_all one 3 63
	must ip -n "$RT" link set lan0 down
	must ip -n "$RT" link set lan0 name in0
	must ip -n "$RT" link set in0 up
	winner out2
}

# port_winner PORT OUTPUT: a packet to that port takes the route to that output.
port_winner()
{
	local before output

	before=$(copies "$2")
	tx -n 3 -p "$1" $G
	await "copies to $2, port $1" $((before + 3)) copies "$2"
	output=$(mc "$RT" route get from in0 source "$S" group "$G" dport "$1" 2>&1)
	[[ $output == *" to $2"* ]] || fail "route get dport $1: expected one to $2: $output"
}

# One with ports goes before one that is the same but for them, not before one that
# is more specific.
# Where there is no route any more nobody looks at packets.
test_no_route()
{
	local before

	must mc "$RT" route add from in0 group $G to out1
	must mc "$RT" route add from in0 group $G3 to out1
	before=$(stat "$RT" unmatched)
	tx -n 3 $G2
	await "unmatched" $((before + 3)) stat "$RT" unmatched
	must mc "$RT" route flush
	tx -n 3 $G2
	must mc "$RT" route add from in0 group $G to out1
	tx -n 1 $G
	counted "in=1 out1=1"
	check "unmatched" $((before + 3)) "$(stat "$RT" unmatched)"
}

test_ports()
{
	ranges
	add from in0 group $G to out1
	port_winner 5001 out1
	add from in0 group $G dport 5001 to out2
	port_winner 5001 out2
	port_winner 5002 out1
	add from in0 group $G dport 4000-6000 to out3
	port_winner 5001 out2
	port_winner 5002 out3
	port_winner 4000 out3
	port_winner 6000 out3
	port_winner 6001 out1
	# Whichever is the younger.
	must mc "$RT" route replace from in0 group $G to out1
	port_winner 5002 out3
	check "overlap" "Error: the ports overlap those of a route with the same match." \
		"$(mc "$RT" route add from in0 group $G dport 6000-7000 to out1 2>&1)"
	add from in0 group $G dport 6001-7000 to out2
	port_winner 6001 out2
	add from in0 source $S group $G to out1
	port_winner 5001 out1
	must mc "$RT" route del from in0 source $S group $G
	must mc "$RT" route del from in0 group $G dport 4000-6000
	port_winner 5002 out1
	# Without the port's route for it, the next less specific one has the packet.
	must mc "$RT" route del from in0 group $G
	add from in0 group $WIDE to out3
	port_winner 7001 out3
	port_winner 5001 out2
}

# Nobody can tell to which port a later fragment goes, though it has octets there.
test_port_fragments()
{
	ranges
	add from in0 group $G dport 1-65535 to out1
	add from in0 group $WIDE join allmulti to out2
	tx -n 2 -l 4000 $G
	counted "in=2 out1=2; in=4 out2=4"
}

test_except()
{
	ranges
	add from in0 group $G except $S_NEAR to out1
	add from in0 group $WIDE join allmulti to out2
	winner out2
	must mc "$RT" route replace from in0 group $G except $NOT_S to out1
	winner out1
	must mc "$RT" route replace from in0 group $G except $NOT_S except $S except $S2 to out1
	winner out2
	must mc "$RT" route flush
	add from in0 group $G except $S
	add from any group $G to out3
	winner out3
}

# Each port of a group can have a route.
test_many_ports()
{
	local port

	for ((port = 5001; port <= 5200; port++)); do
		echo "1 1=s:in0 2=a:$G 4=u32:0 14=u16:$port 5={ 1=s:out1 }"
	done | in_ns "$RT" nlmsg -q
	must mc "$RT" route replace from in0 group $G dport 5099 join no to out2
	port_winner 5099 out2
	port_winner 5100 out1
	port_winner 5200 out1
}

# A host that hears its own frames does not forward them: both of its devices are
# on one network, here by a bridge.
test_own_mac()
{
	must ip -n "$DST" link add br0 type bridge mcast_snooping 0
	ip -n "$DST" link set br0 up
	ip -n "$DST" link set d1 master br0
	ip -n "$DST" link set d2 master br0
	add from out1 group $G to out2 ttl set 64
	must mc "$RT" -force route add from out2 group $G to out1 ttl set 64
	must in_ns "$DST" mcast_tx -n 3 $G br0
	counted "in=6,own=3 out2=3; in=6,own=3 out1=3"
	# Also with other addresses.
	must ip -n "$RT" link set out1 address 02:00:00:00:00:91
	must ip -n "$RT" link set out2 address 02:00:00:00:00:92
	must in_ns "$DST" mcast_tx -n 3 -q 3 $G br0
	counted "in=12,own=6 out2=6; in=12,own=6 out1=6"
	ip -n "$DST" link del br0
}

topology 3
run46 "longer group first" test_group_length
run46 "longer source first" test_source_length
run46 "longer device name first" test_pattern
run46 "loopback" test_loopback
run46 "any input, several outputs" test_pattern_outputs
run46 "the input as an output" test_input_is_output
run46 "a route without outputs stops" test_stop
run46 "link-local groups and ranges" test_link_local
run46 "no route matches" test_get_none
run46 "all multicast" test_allmulti
run46 "all multicast of devices that come and go" test_allmulti_devices
run46 "renamed input" test_rename
run46 "own frames" test_own_mac
run46 "no route any more" test_no_route
run46 "ports" test_ports
run46 "ports and fragments" test_port_fragments
run46 "200 ports" test_many_ports
run46 "excepted senders" test_except
finish
