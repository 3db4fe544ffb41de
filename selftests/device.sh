#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Devices that come, go, change their name, namespace, state and MTU, with
# routes that name them and under traffic.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  out1 |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# link I: (again) a veth pair outI - dI, up, with addresses.
link()
{
	must ip -n "$RT" link add "out$1" type veth peer name "d$1" netns "$DST"
	must ip -n "$RT" addr add "198.51.100.$((2 * $1))/31" dev "out$1"
	must ip -n "$DST" addr add "198.51.100.$((2 * $1 + 1))/31" dev "d$1"
	must ip -n "$RT" link set "out$1" up
	must ip -n "$DST" link set "d$1" up
	running "$RT" "out$1"
}

# running NAMESPACE DEV: until it has a carrier.
running()
{
	busywait in_state "$1" "$2" LOWER_UP || fail "$2 does not come up"
}

in_state()
{
	[[ $(ip -n "$1" link show dev "$2") == *"$3"* ]]
}

# sends N [SEQ]: the receiver on d1 gets that many.
sends()
{
	rx r -n "$1" -g 50 $G d1
	tx -n "$1" $G
	rx_all r "$1" 63
}

test_output_later()
{
	must ip -n "$RT" link del out1
	must mc "$RT" route add from in0 group $G to out1 to out2
	check "route show" "from in0 group $G to out1 pending to out2" "$(routes "$RT")"
	tx -n 3 $G
	counted "in=3 out1=0,down=3 out2=3"
	link 1
	check "route show" "from in0 group $G to out1 to out2" "$(routes "$RT")"
	sends 10
	counted "in=13 out1=10,down=3 out2=13"
	must ip -n "$RT" link del out1
	check "route show" "from in0 group $G to out1 pending to out2" "$(routes "$RT")"
	tx -n 2 $G
	counted "in=15 out1=10,down=5 out2=15"
	link 1
	sends 10
	counted "in=25 out1=20,down=5 out2=25"
}

test_input_later()
{
	must mc "$RT" route add from new0 group $G to out1
	check "route show" "from new0 pending group $G to out1" "$(routes "$RT")"
	must ip -n "$RT" link add new0 type veth peer name n0 netns "$SRC"
	must ip -n "$RT" link set new0 up
	must ip -n "$SRC" link set n0 up
	running "$RT" new0
	check "route show" "from new0 group $G to out1" "$(routes "$RT")"
	rx r -n 5 $G d1
	must mcast_tx -N "$SRC" -r -s $S -n 5 $G n0
	rx_all r 5 63
	must ip -n "$RT" link del new0
	check "route show" "from new0 pending group $G to out1" "$(routes "$RT")"
	counted "in=5 out1=5"
}

test_rename_output()
{
	must mc "$RT" route add from in0 group $G to out1
	must ip -n "$RT" link set out1 down
	must ip -n "$RT" link set out1 name away1
	check "route show" "from in0 group $G to out1 pending" "$(routes "$RT")"
	must ip -n "$RT" link set away1 up
	running "$RT" away1
	tx -n 3 $G
	counted "in=3 out1=0,down=3"
	must ip -n "$RT" link set away1 down
	must ip -n "$RT" link set away1 name out1
	must ip -n "$RT" link set out1 up
	running "$RT" out1
	check "route show" "from in0 group $G to out1" "$(routes "$RT")"
	sends 5
	counted "in=8 out1=5,down=3"
}

# The names of two devices are swapped: routes follow the names.
test_swap()
{
	must mc "$RT" route add from in0 group $G to out1
	for step in "out1 down" "out2 down" "out1 name tmp1" "out2 name out1" "tmp1 name out2" \
		"out1 up" "out2 up"; do
		must ip -n "$RT" link set $step
	done
	running "$RT" out1
	rx two -n 5 -g 50 $G d2
	tx -n 5 $G
	rx_all two 5 63
	for step in "out1 down" "out2 down" "out1 name tmp1" "out2 name out1" "tmp1 name out2" \
		"out1 up" "out2 up"; do
		must ip -n "$RT" link set $step
	done
	running "$RT" out1
	sends 5
}

test_move_output()
{
	must mc "$RT" route add from in0 group $G to out1
	must ip -n "$RT" link set out1 netns "$SRC"
	check "route show" "from in0 group $G to out1 pending" "$(routes "$RT")"
	tx -n 3 $G
	counted "in=3 out1=0,down=3"
	must ip -n "$SRC" link set out1 netns "$RT"
	check "route show" "from in0 group $G to out1" "$(routes "$RT")"
	must ip -n "$RT" addr add 198.51.100.2/31 dev out1
	must ip -n "$RT" link set out1 up
	running "$RT" out1
	sends 5
	counted "in=8 out1=5,down=3"
}

test_move_input()
{
	must mc "$RT" route add from in0 group $G to out1
	must ip -n "$RT" link set in0 netns "$DST"
	check "route show" "from in0 pending group $G to out1" "$(routes "$RT")"
	must ip -n "$DST" link set in0 netns "$RT"
	must ip -n "$RT" addr add 192.0.2.254/24 dev in0
	must ip -n "$RT" link set in0 up
	running "$RT" in0
	running "$SRC" s0
	check "route show" "from in0 group $G to out1" "$(routes "$RT")"
	[[ $V == 4 ]] || must ip -n "$SRC" addr replace 2001:db8::1/64 dev s0 nodad
	rx r -n 5 $G d1
	must mcast_tx -N "$SRC" -r -s $S -n 5 $G s0
	rx_all r 5 63
}

test_down()
{
	must mc "$RT" route add from in0 group $G to out1 to out2
	must ip -n "$RT" link set out1 down
	tx -n 4 $G
	counted "in=4 out1=0,down=4 out2=4"
	must ip -n "$RT" link set out1 up
	running "$RT" out1
	sends 4
	# No carrier is the same.
	must ip -n "$DST" link set d1 down
	busywait in_state "$RT" out1 NO-CARRIER || fail "out1 has a carrier"
	tx -n 4 $G
	counted "in=12 out1=4,down=8 out2=12"
	must ip -n "$DST" link set d1 up
	running "$RT" out1
	sends 4
}

# start_traffic: packets come all the time, until the end of the test.
start_traffic()
{
	start traffic "" mcast_tx -N "$SRC" -n 0 -i 2000 -r -s $S $G s0
	busywait matches_more 20 || fail "no traffic: $(cat "$TMP/traffic.err")"
}

matches_more()
{
	[[ $(counts "$RT") =~ ^in=([0-9]+) ]] && ((BASH_REMATCH[1] > $1))
}

# settle: the traffic ends, and for both outputs it is sent + dropped = matched.
settle()
{
	local got item drop sum matched

	end traffic TERM
	got=$(counts "$RT")
	matched=${got%% *}
	matched=${matched#in=}
	for item in ${got#* }; do
		sum=0
		for drop in ${item//,/ }; do
			sum=$((sum + ${drop#*=}))
		done
		check "copies of $matched packets ($item)" "$matched" "$sum"
	done
	grep -q "^sent=$matched$" "$TMP/traffic" ||
		[[ ${1:-} ]] || fail "$(cat "$TMP/traffic"), but matched $matched"
}

test_delete_output()
{
	local i

	must mc "$RT" route add from in0 group $G to out1 to out2
	start_traffic
	for i in 1 2 3; do
		must ip -n "$RT" link del out1
		must ip -n "$RT" link add out1 type veth peer name d1 netns "$DST"
		must ip -n "$RT" link set out1 up
		must ip -n "$DST" link set d1 up
	done
	settle
	check "route show" "from in0 group $G to out1 to out2" "$(routes "$RT")"
	must ip -n "$RT" link del out1
	link 1
}

test_delete_input()
{
	must mc "$RT" route add from in0 group $G to out1 to out2
	start_traffic
	must ip -n "$RT" link del in0
	settle deleted
	check "route show" "from in0 pending group $G to out1 to out2" "$(routes "$RT")"
	must ip -n "$RT" link add in0 type veth peer name s0 netns "$SRC"
	must ip -n "$RT" addr add 192.0.2.254/24 dev in0
	must ip -n "$SRC" addr add 192.0.2.1/24 dev s0
	! has_ipv6 || must ip -n "$SRC" addr add 2001:db8::1/64 dev s0 nodad
	must ip -n "$RT" link set in0 up
	must ip -n "$SRC" link set s0 up
	running "$SRC" s0
	sends 5
}

# Everything at once: names, states and routes change while packets come.
test_churn()
{
	local i

	must mc "$RT" route add from in0 group $G to out1 to out2
	start_traffic
	for i in 1 2 3 4 5; do
		must ip -n "$RT" link set out1 down
		must ip -n "$RT" link set out1 name x1
		must mc "$RT" route replace from in0 group $G to out1 ttl set 5 to out2
		must ip -n "$RT" link set x1 name out1
		must ip -n "$RT" link set out1 up
		must mc "$RT" route replace from in0 group $G to out2 to out1
	done
	settle
	running "$RT" out1
}

# Larger than the output's MTU: fragments, if that is allowed.
test_mtu_fragment()
{
	must ip -n "$RT" link set out1 mtu 700
	must mc "$RT" route add from in0 group $G to out1
	capture cap "$DST" d1 "dst host $G"
	rx r -n 10 $G d1
	tx -n 10 -l 1400 $G
	rx_all r 10 63
	capture_end cap 30
	seen 20 cap "fragments but the last" 'flags \[[+]\]'
	seen 30 cap "TTL" 'ttl 63,'
	seen 0 cap "bad checksums" 'bad cksum'
	counted "in=10 out1=10"
	must ip -n "$RT" link set out1 mtu 1500
}

# UDP_SEGMENT in one packet, whose segments are too large.
test_mtu_fragment_gso()
{
	segments || return
	must ip -n "$RT" link set out1 mtu 700
	must mc "$RT" route add from in0 group $G to out1 to out2
	rx r -n 12 $G d1
	rx two -n 12 $G d2
	tx -n 12 -g 4 -l 1000 $G
	rx_all r 12 63
	rx_all two 12 63
	must ip -n "$RT" link set out1 mtu 1500
}

too_bigs()
{
	in_ns "$SRC" sed -n 's/^Icmp6InPktTooBigs[^0-9]*//p' /proc/net/snmp6
}

# The sender of an IPv6 packet is told once, however many outputs are too small.
test_too_big()
{
	local before

	# Tests before this one have made the device anew.
	must ip -n "$RT" addr replace 2001:db8::fe/64 dev in0 nodad
	must ip -n "$RT" link set out1 mtu 1400
	must ip -n "$RT" link set out2 mtu 1300
	must mc "$RT" route add from in0 group $G to out1 to out2
	capture cap "$SRC" s0 "icmp6 and ip6[40] == 2"
	before=$(too_bigs)
	tx -l 1400 $G
	counted "in=1 out1=0,mtu=1 out2=0,mtu=1"
	await "Packet Too Big" $((before + 1)) too_bigs
	capture_end cap 1
	seen 1 cap "the smallest MTU" 'packet too big, mtu 1300'
	must ip -n "$RT" link set out1 mtu 1500
	must ip -n "$RT" link set out2 mtu 1500
}

# What the sender is told of is what it sent, though another output had it with its own
# hop limit.
test_too_big_quoted()
{
	must ip -n "$RT" addr replace 2001:db8::fe/64 dev in0 nodad
	must ip -n "$RT" link set out2 mtu 1300
	must mc "$RT" route add from in0 group $G to out1 hoplimit set 9 to out2
	capture cap "$SRC" s0 "icmp6 and ip6[40] == 2 and ip6[55] == 5"
	# Past a stack that has learnt from the one before.
	tx -r -s $S -t 5 -l 1400 $G
	counted "in=1 out1=1 out2=0,mtu=1"
	capture_end cap 1
	must ip -n "$RT" link set out2 mtu 1500
}

# However many are too large, the sender is told a hundred times a second at most.
test_too_many_too_big()
{
	local before begin now told

	must ip -n "$RT" link set out1 mtu 1400
	must mc "$RT" route add from in0 group $G to out1
	before=$(too_bigs)
	read -r begin _ </proc/uptime
	# Past a stack that would learn from the first.
	tx -n 400 -i 100 -r -s $S -l 1400 $G
	counted "in=400 out1=0,mtu=400"
	read -r now _ </proc/uptime
	told=$(($(too_bigs) - before))
	((told >= 1)) || fail "the sender was not told"
	((told <= 100 + 100 * (${now%.*} - ${begin%.*} + 2))) || fail "the sender was told $told times"
	must ip -n "$RT" link set out1 mtu 1500
}

# What comes in fragments leaves in fragments.
test_fragments_in()
{
	must mc "$RT" route add from in0 group $G to out1
	rx r -n 5 $G d1
	tx -n 5 -l 4000 $G
	rx_all r 5 63
	counted "in=15 out1=15"
}

test_mtu_drop()
{
	must ip -n "$RT" link set out1 mtu 1300
	must mc "$RT" route add from in0 group $G to out1 to out2
	rx r $G d1
	rx two -n 10 $G d2
	tx -d -n 10 -l 1400 $G
	rx_all two 10 63
	counted "in=10 out1=0,mtu=10 out2=10"
	rx_none r
	# The largest that fits.
	tx -d -n 2 -l $((1300 - 8 - IPLEN)) $G
	counted "in=12 out1=2,mtu=10 out2=12"
	tx -d -n 2 -l $((1300 - 8 - IPLEN + 1)) $G
	counted "in=14 out1=2,mtu=12 out2=14"
	must ip -n "$RT" link set out1 mtu 1500
}

needs tcpdump ethtool
topology 2
run46 "output made after the route, deleted, made again" test_output_later
run46 "input made after the route, deleted" test_input_later
run46 "output renamed and back" test_rename_output
run46 "outputs swap their names" test_swap
run46 "output in another namespace and back" test_move_output
run46 "input in another namespace and back" test_move_input
run46 "output down, or without carrier" test_down
run46 "output deleted under traffic" test_delete_output
run46 "input deleted under traffic" test_delete_input
run46 "names, states and routes change under traffic" test_churn
run46 "too large and must not be fragmented" test_mtu_drop
family 4
run "IPv4: too large and may be fragmented" test_mtu_fragment
run "IPv4: too large segments" test_mtu_fragment_gso
run46 "fragments arrive" test_fragments_in
# Last, as the sender learns from it.
if has_ipv6; then
	family 6
	run "IPv6: too large, and the sender is told" test_too_big
	run "IPv6: too large, and what the sender is told of" test_too_big_quoted
	run "IPv6: many too large" test_too_many_too_big
fi
finish
