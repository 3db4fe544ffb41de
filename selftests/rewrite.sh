#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What an output changes in its copy: source, group, DSCP, all checksums right.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  outN |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# new_addresses: those that copies get.
new_addresses()
{
	if ((V == 4)); then
		NEW_S=203.0.113.9 OUT_S=198.51.100.2
	else
		NEW_S=2001:db8:cafe::9 OUT_S=2001:db8:1::1
	fi
}

# expect GROUP SOURCE OUTPUT-OPTIONS TX-OPTIONS [N]: the receiver's socket, which
# checks checksums, gets N datagrams, 3 if not given, from that source.
expect()
{
	local n=${5:-3}

	must mc "$RT" route replace from in0 group $G to out1 $3
	rx r -n "$n" "$1" d1
	# shellcheck disable=SC2086 # words
	tx -n "$n" $4 $G
	end r
	rx_check r "received=$n" "unique=$n" duplicates=0 disordered=0 bad=0 ttl=63 "src=$2"
	must mc "$RT" route flush
}

test_src()
{
	new_addresses
	expect $G $NEW_S "src $NEW_S" ""
	expect $G $NEW_S "src $NEW_S" "-l 1200"
	expect $G $NEW_S "src $NEW_S" "-l 16"
}

test_src_auto()
{
	new_addresses
	expect $G $OUT_S "src auto" ""
	# It follows.
	must ip -n "$RT" addr add $NEW_S/${PLEN} dev out1 ${NODAD}
	# The first that "ip address" lists: with IPv6, that is the youngest.
	((V == 6)) || expect $G $OUT_S "src auto" ""
	must ip -n "$RT" addr del $OUT_S/${OUT_PLEN} dev out1
	expect $G $NEW_S "src auto" ""
	must ip -n "$RT" addr add $OUT_S/${OUT_PLEN} dev out1 ${NODAD}
	must ip -n "$RT" addr del $NEW_S/${PLEN} dev out1
}

# The blog post's case: one packet, the first there ever is, and conntrack there.
test_first_packet()
{
	new_addresses
	must in_ns "$RT" nft -f - <<<"table $PF t { chain c {
		type filter hook forward priority 0; ct state new counter accept; }; }"
	expect $G $OUT_S "src auto" "" 1
	in_ns "$RT" nft flush ruleset
	expect $G $OUT_S "src auto" "" 1
}

test_no_address()
{
	must ip -n "$RT" link add bare0 type dummy
	must ip -n "$RT" link set bare0 addrgenmode none up
	must mc "$RT" route add from in0 group $G to bare0 src auto to out1
	rx r -n 3 $G d1
	tx -n 3 $G
	rx_all r 3 63
	counted "in=3 bare0=0,no-address=3 out1=3"
	ip -n "$RT" link del bare0
}

test_group_to()
{
	new_addresses
	expect $G2 $S "group-to $G2" ""
	expect $G3 $NEW_S "group-to $G3 src $NEW_S" "-l 700"
}

# The link address is the new group's.
test_group_mac()
{
	local mac

	((V == 4)) && mac=01:00:5e:7c:00:02 || mac=33:33:80:00:00:02
	must mc "$RT" route add from in0 group $G to out1 group-to $G2
	capture cap "$DST" d1 "dst host $G2"
	tx -n 2 $G
	capture_end cap 2
	check "frames" 2 "$(grep -c "$(mac "$RT" out1) > $mac" "$TMP/cap")"
}

test_segments()
{
	segments || return
	new_addresses
	expect $G2 $NEW_S "src $NEW_S group-to $G2" "-g 4" 8
}

# Packets that GRO has chained, each with headers of its own: all are changed. That
# there was such a chain, only the kernel's trace tells.
test_chained()
{
	local trace=/sys/kernel/tracing/instances/mcfwd-$$

	new_addresses
	if ! in_ns "$RT" ethtool -K in0 gro on rx-gro-list on >/dev/null 2>&1; then
		skip "the kernel has no such GRO"
		return
	fi
	# It brings a device to each namespace whose address is all zero.
	modprobe -q ip_gre
	mkdir "$trace" 2>/dev/null && echo 1 >"$trace/events/net/netif_receive_skb/enable"
	must in_ns "$SRC" ethtool -K s0 tx-udp-segmentation off
	must mc "$RT" route add from in0 group $G to out1 src $NEW_S group-to $G2 ttl set 9 to out2
	rx one -n 60 $G2 d1
	rx two -n 60 $G d2
	tx -n 60 -g 20 -l 200 $G
	end one
	rx_check one received=60 unique=60 duplicates=0 bad=0 ttl=9 "src=$NEW_S"
	rx_all two 60 63
	counted "in=60 out1=60 out2=60"
	must in_ns "$SRC" ethtool -K s0 tx-udp-segmentation on
	must in_ns "$RT" ethtool -K in0 rx-gro-list off gro off
	[[ -d $trace ]] || return
	grep -qE 'dev=in0 .*len=([5-9]|[0-9]{2})[0-9]{2}( |$)' "$trace/trace" || skip "GRO has chained none"
	rmdir "$trace"
}

# Made by the sender's device, as most are, and made by its stack.
test_full_checksum()
{
	new_addresses
	must in_ns "$SRC" ethtool -K s0 tx off
	expect $G2 $NEW_S "src $NEW_S group-to $G2" ""
	must in_ns "$SRC" ethtool -K s0 tx on
}

# No checksum stays none.
test_no_checksum()
{
	new_addresses
	must mc "$RT" route add from in0 group $G to out1 src $NEW_S
	capture cap "$DST" d1 "dst host $G"
	tx -n 2 -c $G
	capture_end cap 2
	check "without checksum" 2 "$(grep -c 'no cksum' "$TMP/cap")"
}

# The first fragment has the checksum of all.
test_fragments()
{
	new_addresses
	expect $G2 $NEW_S "src $NEW_S group-to $G2" "-l 4000"
}

# The two ECN bits are none of its business, RFC 3168 5.
test_dscp()
{
	must mc "$RT" route add from in0 group $G to out1 dscp 46 to out2 dscp 0
	capture one "$DST" d1 "dst host $G"
	capture two "$DST" d2 "dst host $G"
	rx r -n 3 $G d1 d2
	tx -n 2 $G
	tx -n 1 -q 2 -Q 0x2a $G
	rx_all r 3 63
	capture_end one 3
	capture_end two 3
	check "DSCP 46" 2 "$(grep -cE 'tos 0xb8|class 0xb8' "$TMP/one")"
	check "DSCP 46, ECN" 1 "$(grep -cE 'tos 0xba|class 0xba' "$TMP/one")"
	check "DSCP 0" 1 "$(grep -cE 'tos 0x[1-9a-f]|class 0x' "$TMP/two")"
	check "DSCP 0, ECN" 1 "$(grep -cE 'tos 0x2,|class 0x02' "$TMP/two")"
	check "bad checksums" 0 "$(grep -c 'bad cksum' "$TMP/one")"
}

test_ping()
{
	new_addresses
	must mc "$RT" route add from in0 group $G to out1 src $NEW_S group-to $G2
	capture cap "$DST" d1 "dst host $G2"
	must in_ns "$SRC" mcast_tx -n 2 -r -s $S -x 58 -T 128 $G s0
	capture_end cap 2
	check "ICMPv6 checksums" 2 "$(grep -c 'icmp6 sum ok' "$TMP/cap")"
}

test_firewall_no()
{
	in_ns "$RT" nft -f - <<<"table $PF t {
		chain f { type filter hook forward priority 0; drop; };
		chain p { type filter hook postrouting priority 0; drop; }; }"
	must mc "$RT" route add from in0 group $G to out1 firewall no to out2
	rx r -n 3 $G d1
	tx -n 3 $G
	rx_all r 3 63
	counted "in=3 out1=3 out2=0,firewall=3"
	in_ns "$RT" nft flush ruleset
}

# What comes with an address that the route sets has been here before.
test_own_source()
{
	new_addresses
	must mc "$RT" route add from in0 group $G to out1 src $NEW_S
	tx -n 2 -r -s $NEW_S $G
	tx -n 1 $G
	counted "in=3,own=2 out1=1"
}

test_words()
{
	local line="from in0 group $G to out1"

	new_addresses
	must mc "$RT" route add $line src $NEW_S group-to $G2 dscp 10 firewall no
	check "show" "$line src $NEW_S group-to $G2 dscp 10 firewall no" "$(routes "$RT")"
	check "JSON" "[\"$NEW_S\",\"$G2\",10,\"no\"]" \
		"$(mc "$RT" -j route show | jq -c '.[].to[] | [.src, .group_to, .dscp, .firewall]')"
	must mc "$RT" route replace $line src auto
	check "auto" "$line src auto" "$(routes "$RT")"
}

needs nft tcpdump ethtool
topology 2
PLEN=32 OUT_PLEN=31 NODAD=
run46 "words" test_words
run46 "source" test_src
family 4
run "IPv4: automatic source" test_src_auto
if has_ipv6; then
	family 6
	PLEN=64 OUT_PLEN=64 NODAD=nodad
	run "IPv6: automatic source" test_src_auto
fi
run46 "the first packet" test_first_packet
run46 "no address" test_no_address
run46 "group" test_group_to
run46 "group's link address" test_group_mac
run46 "UDP_SEGMENT" test_segments
run46 "chained by GRO" test_chained
run46 "full checksum" test_full_checksum
run46 "fragments" test_fragments
run46 "DSCP" test_dscp
run46 "firewall no" test_firewall_no
run46 "own source" test_own_source
family 4
run "IPv4: no UDP checksum" test_no_checksum
if has_ipv6; then
	family 6
	run "IPv6: ping" test_ping
fi
finish
