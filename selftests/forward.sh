#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Forwarding: who gets a packet and who does not, how often, and what it looks
# like on the wire.
#
#	+--------+         +---------------+         +--------+
#	|     s0 |---------| in0      out1 |---------| d1     |
#	|  SRC   |         |      RT   ... |   ...   |   DST  |
#	|     s1 |---------| in1     out40 |---------| d40    |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# outputs N: "to out1 ... to outN"
outputs()
{
	local i

	for ((i = 1; i <= $1; i++)); do
		printf 'to out%d ' "$i"
	done
}

devices()
{
	local i

	for ((i = 1; i <= $1; i++)); do
		printf 'd%d ' "$i"
	done
}

# test_outputs N COUNT
test_outputs()
{
	local n=$1 count=$2 expected="in=$2" i

	for ((i = 1; i <= n; i++)); do
		expected+=" out$i=$count"
	done
	# shellcheck disable=SC2046 # words
	must mc "$RT" route add from in0 group $G $(outputs "$n")
	# shellcheck disable=SC2046
	rx r -n "$count" $G $(devices "$n")
	tx -n "$count" -l 300 $G
	rx_all r "$count" 63
	counted "$expected"
	expected=${expected//=$count/=$((count * (300 + 8 + IPLEN)))}
	check "octets" "$expected" "$(counts "$RT" octets)"
}

# test_wire OFFLOAD: on|off, the sender's and the router's transmit checksums.
# Off on the router, so that what is on the wire is what a card would have sent.
test_wire()
{
	local mac

	must in_ns "$SRC" ethtool -K s0 tx "$1"
	must in_ns "$RT" ethtool -K out1 tx off
	mac=$(mac "$RT" out1)
	must mc "$RT" route add from in0 group $G to out1
	rx r -n 10 $G d1
	capture cap "$DST" d1 "dst host $G"
	tx -n 10 -l 333 -t 17 $G
	rx_all r 10 16
	capture_end cap 10
	seen 10 cap "source and destination MAC" "$mac > $GMAC, ethertype IPv$V"
	seen 10 cap "UDP checksums" 'udp sum ok'
	seen 0 cap "bad checksums" 'bad .*(sum|cksum)'
	seen 10 cap "TTL" '(ttl|hlim) 16,'
	must in_ns "$RT" ethtool -K out1 tx on
}

test_no_checksum()
{
	must mc "$RT" route add from in0 group $G to out1
	rx r -n 5 $G d1
	capture cap "$DST" d1 "dst host $G"
	tx -c -n 5 $G
	rx_all r 5 63
	capture_end cap 5
	seen 5 cap "no checksum" 'no cksum'
}

# The same facts in JSON, and the totals.
test_json()
{
	local before

	before=$(mc "$RT" -j stats show)
	must mc "$RT" route add from in0 group $G to out1 to out2 ttl set 1 threshold 64
	rx r -n 5 -s $S $G d1
	tx -n 5 -t 64 $G
	rx_all r 5 63
	counted "in=5 out1=5 out2=0,threshold=5"
	check "route" '[5,{},"out1",5,{},"out2",0,{"threshold":5}]' "$(mc "$RT" -s -j route show |
		jq -c '.[0] | [.packets, .drops] + [.to[] | .dev, .packets, .drops]')"
	check "totals" '[1,5,0,5,5]' "$(mc "$RT" -j stats show | jq -c --argjson b "$before" '
		[.routes, .matched - $b.matched, .unmatched - $b.unmatched,
		 .packets - $b.packets, .drops.threshold - ($b.drops.threshold // 0)]')"
}

# A packet that matches no route goes nowhere; the group that does shows that
# everything before has arrived.
test_unmatched()
{
	local before

	before=$(stat "$RT" unmatched)
	must mc "$RT" route add from in0 group $G to out1
	rx other $G2 d1
	rx r -n 1 $G d1
	tx -n 7 $G2
	tx -n 1 $G
	rx_all r 1 63
	rx_none other
	counted "in=1 out1=1"
	check "unmatched" $((before + 7)) "$(stat "$RT" unmatched)"
}

test_deleted()
{
	must mc "$RT" route add from in0 group $G to out1
	rx r $G d1
	tx -n 5 $G
	counted "in=5 out1=5"
	must mc "$RT" route del from in0 group $G
	tx -n 5 -q 5 $G
	end r TERM
	rx_check r received=5 unique=5
}

test_source_wins()
{
	must mc "$RT" route add from in0 group $G to out1
	must mc "$RT" route add from in0 source $S group $G to out2
	rx any $G d1
	rx ssm -n 5 -s $S $G d2
	tx -n 5 $G
	rx_all ssm 5 63
	counted "in=0 out1=0; in=5 out2=5"
	rx_none any
}

test_source_only()
{
	must mc "$RT" route add from in0 source $NOT_S group $G to out1
	must mc "$RT" route add from in0 group $G2 to out1
	rx r $G d1
	rx last -n 1 $G2 d1
	tx -n 5 $G
	tx -n 1 $G2
	rx_all last 1 63
	rx_none r
	counted "in=0 out1=0; in=1 out1=1"
}

# The same group from two inputs: each route is on its own.
test_two_inputs()
{
	must mc "$RT" route add from in0 group $G to out1
	must mc "$RT" route add from in1 group $G to out2
	rx one -n 5 $G d1
	rx two -n 6 $G d2
	tx -n 5 $G
	must mcast_tx -N "$SRC" -n 6 $G s1
	rx_all one 5 63
	end two
	rx_check two received=6 unique=6 duplicates=0 bad=0 ttl=63
	counted "in=5 out1=5; in=6 out2=6"
}

# test_gso FEATURE: on|off of the output; off means that the router cuts up.
test_gso()
{
	local n

	segments || return
	must in_ns "$RT" ethtool -K out1 gso "$1" tso "$1" tx-udp-segmentation "$1"
	must mc "$RT" route add from in0 group $G to out1
	rx r -n 40 $G d1
	capture cap "$RT" in0 "dst host $G"
	tx -n 40 -g 10 -l 1000 $G
	rx_all r 40 63
	capture_end cap 4
	n=$((4 * (8 + IPLEN + 10 * 1000)))
	check "octets" "in=$n out1=$n" "$(counts "$RT" octets)"
	must in_ns "$RT" ethtool -K out1 gso on tso on tx-udp-segmentation on
}

needs tcpdump ethtool jq
topology 40
ip -n "$RT" link add in1 type veth peer name s1 netns "$SRC"
ip -n "$RT" link set in1 up
ip -n "$SRC" addr add 192.0.2.9/32 dev s1
ip -n "$SRC" link set s1 up

run46 "1 output" test_outputs 1 100
run46 "4 outputs" test_outputs 4 50
run46 "40 outputs" test_outputs 40 25
run46 "on the wire, sender computes checksums" test_wire off
run46 "on the wire, sender leaves checksums to us" test_wire on
family 4
run "IPv4: packets without UDP checksum" test_no_checksum
run46 "counters in JSON" test_json
run46 "a group without route" test_unmatched
run46 "a deleted route" test_deleted
run46 "(S,G) goes before (*,G)" test_source_wins
run46 "another source than the route's" test_source_only
run46 "the same group from two inputs" test_two_inputs
must in_ns "$SRC" ethtool -K s0 tx on
run46 "UDP_SEGMENT, the output cuts up" test_gso on
run46 "UDP_SEGMENT, cut up before the output" test_gso off
finish
