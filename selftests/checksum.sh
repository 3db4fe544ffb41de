#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Checksums of rewritten copies, in all the states that a packet's checksum can be
# in, added up here from what is on the wire.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  out1 |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# --- packets in hex ---------------------------------------------------------

# record NAME NAMESPACE DEV FILTER: as capture does, but in hex.
record()
{
	start "$1" "$2" tcpdump -i "$3" -n -l -x --immediate-mode -s 65535 "$4"
	busywait has 'listening on' "$TMP/$1.err" || fail "tcpdump: $(cat "$TMP/$1.err")"
}

# hex NAME: what was recorded, a line for each packet, from its IP header on.
hex()
{
	local line packet=

	while IFS= read -r line; do
		if [[ $line == [0-9]* ]]; then
			[[ -z $packet ]] || echo "$packet"
			packet=
		elif [[ $line =~ 0x[0-9a-f]{4}:\ +(.*) ]]; then
			packet+=${BASH_REMATCH[1]// /}
		fi
	done <"$TMP/$1"
	[[ -z $packet ]] || echo "$packet"
}

# sum HEX: RFC 1071; sets $SUM.
sum()
{
	local hex=$1 i

	((${#hex} % 4 == 0)) || hex+=00
	SUM=0
	for ((i = 0; i < ${#hex}; i += 4)); do
		((SUM += 16#${hex:i:4}))
	done
	while ((SUM >> 16)); do
		((SUM = (SUM & 65535) + (SUM >> 16)))
	done
}

# parse HEX: sets what there is in a packet. A fragment's transport header is none.
parse()
{
	local hex=$1

	FRAGMENT=
	HEADER_OK=ok
	if [[ $hex == 4* ]]; then
		TOS=${hex:2:2} TTL=${hex:16:2} NEXT=${hex:18:2}
		FROM=${hex:24:8} TO=${hex:32:8}
		L4=${hex:8 * 16#${hex:1:1}}
		(((16#${hex:12:4} & 16#3fff) == 0)) || FRAGMENT=yes
		sum "${hex:0:8 * 16#${hex:1:1}}"
		((SUM == 65535)) || HEADER_OK=bad
	else
		TOS=${hex:1:2} TTL=${hex:14:2} NEXT=${hex:12:2}
		FROM=${hex:16:32} TO=${hex:48:32}
		L4=${hex:80}
		[[ $NEXT != 2c ]] || FRAGMENT=yes NEXT=${L4:0:2} L4=${L4:16}
	fi
}

# l4_sum: what the transport header of $L4 and the addresses add up to; $SUM.
l4_sum()
{
	local covered=$L4

	# UDP-Lite's length is what is covered, 0: all.
	[[ $NEXT != 88 || ${L4:8:4} == 0000 ]] || covered=${L4:0:2 * 16#${L4:8:4}}
	sum "$FROM$TO$(printf '%08x' $((16#$NEXT)) $((${#L4} / 2)))$covered"
}

# facts NAME: for each packet recorded, "SOURCE GROUP TTL TOS CHECKSUM", and how often.
facts()
{
	local packet sum

	while read -r packet; do
		parse "$packet"
		l4_sum
		sum=bad
		((SUM != 65535)) || sum=ok
		[[ $NEXT != 11 || ${L4:12:4} != 0000 ]] || sum=none
		[[ $HEADER_OK == ok ]] || sum="header bad, $sum"
		echo "$FROM $TO $TTL $TOS $sum"
	done < <(hex "$1") | sort | uniq -c | sed 's/^ *//'
}

# payloads NAME: the packets without IP headers.
payloads()
{
	local packet

	while read -r packet; do
		parse "$packet"
		echo "$L4"
	done < <(hex "$1")
}

# --- tests ------------------------------------------------------------------

# names: those that family() does not set, and some of both in hex.
names()
{
	if ((V == 4)); then
		NEW_S=203.0.113.9
		HEX_S=c0000201 HEX_G=e9fc0001 HEX_NEW_S=cb007109 HEX_G2=e9fc0002
	else
		NEW_S=2001:db8:cafe::9
		HEX_S=20010db8000000000000000000000001 HEX_G=ff3e0000000000000000000080000001
		HEX_NEW_S=20010db8cafe00000000000000000009 HEX_G2=ff3e0000000000000000000080000002
	fi
	ALL="src $NEW_S group-to $G2 dscp 46 ttl set 9"
}

# rewritten N CHECKSUM TX-OPTION...: N copies of packets like that are as they
# should be, all fields changed.
rewritten()
{
	local n=$1 sum=$2

	shift 2
	names
	# shellcheck disable=SC2086 # words
	must mc "$RT" route replace from in0 group $G to out1 $ALL
	record out "$DST" d1 "dst host $G2"
	tx -n "$n" "$@" $G
	capture_end out "$n"
	check "copies of '$*'" "$n $HEX_NEW_S $HEX_G2 09 b8 $sum" "$(facts out)"
}

test_full()
{
	must in_ns "$SRC" ethtool -K s0 tx off
	rewritten 3 ok
	rewritten 3 ok -l 101
	must in_ns "$SRC" ethtool -K s0 tx on
}

test_partial()
{
	must in_ns "$SRC" ethtool -K s0 tx on
	rewritten 3 ok
	rewritten 3 ok -l 101
}

# Cut up by the router, whose output cannot.
test_segments()
{
	segments || return
	must in_ns "$RT" ethtool -K out1 gso off tso off tx-udp-segmentation off
	rewritten 8 ok -g 4
	must in_ns "$RT" ethtool -K out1 gso on tso on tx-udp-segmentation on
}

test_raw()
{
	rewritten 2 ok -r -s $S "$@"
}

test_udplite()
{
	test_raw -x 136
	test_raw -x 136 -C 8
	test_raw -x 136 -C 21
}

# No checksum stays none, in IPv6, too (RFC 6935).
test_no_checksum()
{
	rewritten 2 none -r -s $S -c
}

# test_untouched PROTOCOL: one whose checksum has no addresses in it.
test_untouched()
{
	names
	# shellcheck disable=SC2086 # words
	must mc "$RT" route add from in0 group $G to out1 $ALL
	record in "$RT" in0 "dst host $G"
	record out "$DST" d1 "dst host $G2"
	tx -n 2 -r -s $S -x "$1" $G
	capture_end in 2
	capture_end out 2
	check "what follows the IP header" "$(payloads in)" "$(payloads out)"
	check "addresses" "2 $HEX_NEW_S $HEX_G2 09 b8" "$(facts out | sed 's/ [^ ]*$//')"
	! grep -q 'header bad' <<<"$(facts out)" || fail "$(facts out)"
}

# A source for which the checksum would be 0, which means that there is none: the
# other representation of zero has to be there instead (RFC 768).
test_zero()
{
	local low

	names
	must mc "$RT" route add from in0 group $G to out1
	record in "$RT" in0 "dst host $G"
	tx -r -s $S -P 7 $G
	capture_end in 1
	parse "$(hex in)"
	L4=${L4:0:12}0000${L4:16}
	if ((V == 4)); then
		FROM=cb000000
		l4_sum
		low=$((65535 - SUM))
		NEW_S=203.0.$((low >> 8)).$((low & 255))
	else
		FROM=20010db8cafe00000000000000000000
		l4_sum
		low=$((65535 - SUM))
		NEW_S=2001:db8:cafe::$(printf %x $low)
	fi
	must mc "$RT" route replace from in0 group $G to out1 src $NEW_S
	record out "$DST" d1 "dst host $G"
	tx -r -s $S -P 7 $G
	capture_end out 1
	parse "$(hex out)"
	check "source ends in" "$(printf %04x $low)" "${FROM: -4}"
	check "checksum" ffff "${L4:12:4}"
}

# The first fragment has the checksum of all; only it is changed, and only there.
test_fragments()
{
	local before after packet whole=

	names
	# shellcheck disable=SC2086 # words
	must mc "$RT" route add from in0 group $G to out1 $ALL
	record in "$RT" in0 "dst host $G"
	record out "$DST" d1 "dst host $G2"
	tx -l 4000 $G
	capture_end in 3
	capture_end out 3
	before=$(payloads in) after=$(payloads out)
	check "all but the checksum" "${before:0:12}${before:16}" "${after:0:12}${after:16}"
	while read -r packet; do
		parse "$packet"
		check "fragment" "$HEX_NEW_S $HEX_G2 09 b8 ok yes" \
			"$FROM $TO $TTL $TOS $HEADER_OK $FRAGMENT"
		whole+=$L4
	done < <(hex out)
	L4=$whole
	l4_sum
	check "sum of all fragments" 65535 $SUM
}

# Who shares the packet sees it as it came: a capture, this host's own socket, and
# an output that changes nothing but the TTL.
test_shared()
{
	names
	must mc "$RT" route add from in0 group $G to out1 src $NEW_S group-to $G2 dscp 46 ttl set 9 \
		to out2
	record in "$RT" in0 "udp and dst host $G"
	record one "$DST" d1 "dst host $G2"
	record two "$DST" d2 "udp and dst host $G"
	RX_NS=$RT rx local -n 5 $G in0
	tx -n 5 -t 33 -r -s $S $G
	capture_end in 5
	capture_end one 5
	capture_end two 5
	rx_all local 5 33
	check "captured at the input" "5 $HEX_S $HEX_G 21 00 ok" "$(facts in)"
	check "first copy" "5 $HEX_NEW_S $HEX_G2 09 b8 ok" "$(facts one)"
	check "second copy" "5 $HEX_S $HEX_G 20 00 ok" "$(facts two)"
}

# A sum of the whole packet, as some cards give. The kernel makes one when it has
# checked a tunnel's checksum itself; the receiver would call ours a "hw csum
# failure" if it were there and wrong.
test_complete()
{
	local trace=/sys/kernel/tracing/instances/mcfwd-$$

	names
	mkdir "$trace" 2>/dev/null &&
		echo 1 >"$trace/events/net/napi_gro_receive_entry/enable"
	# shellcheck disable=SC2086 # words
	must mc "$RT" route add from gre1 group $G to out1 $ALL to out2
	record out "$DST" d1 "dst host $G2"
	rx one -n 5 $G2 d1
	rx two -n 5 $G d2
	must mcast_tx -N "$SRC" -n 5 -s $S $G gre1
	end one
	rx_check one received=5 unique=5 duplicates=0 bad=0 ttl=9 "src=$NEW_S"
	end two
	rx_check two received=5 unique=5 duplicates=0 bad=0 ttl=63 "src=$S"
	capture_end out 5
	check "copies" "5 $HEX_NEW_S $HEX_G2 09 b8 ok" "$(facts out)"
	[[ -d $trace ]] || return
	# 2: CHECKSUM_COMPLETE. Of this length is nothing that the device sends by itself.
	check "packets with such a sum" 5 \
		"$(grep -c "dev=gre1.* ip_summed=2 .* len=$((IPLEN + 8 + 100)) " "$trace/trace")"
	rmdir "$trace"
}

complete()
{
	local args='type gre csum local'

	# shellcheck disable=SC2086 # words
	if ! ip -n "$RT" link add gre1 $args 192.0.2.254 remote 192.0.2.1 2>/dev/null; then
		run "sum of the whole packet" skip "the kernel has no gre"
		return
	fi
	# shellcheck disable=SC2086
	must ip -n "$SRC" link add gre1 $args 192.0.2.1 remote 192.0.2.254
	must ip -n "$RT" link set gre1 addrgenmode none up
	must ip -n "$SRC" link set gre1 addrgenmode none up
	must in_ns "$SRC" ethtool -K s0 tx off
	must in_ns "$SRC" ethtool -K gre1 tx off
	run46 "sum of the whole packet" test_complete
	must in_ns "$SRC" ethtool -K s0 tx on
	ip -n "$RT" link del gre1
	ip -n "$SRC" link del gre1
}

needs tcpdump ethtool
topology 2
# What is on the wire is then what a card would send.
must in_ns "$RT" ethtool -K out1 tx off
must in_ns "$RT" ethtool -K out2 tx off
run46 "full" test_full
run46 "left to the device" test_partial
run46 "UDP_SEGMENT" test_segments
run46 "UDP-Lite" test_udplite
run46 "TCP" test_raw -x 6
run46 "no UDP checksum" test_no_checksum
run46 "SCTP" test_untouched 132
family 4
run "IPv4: ICMP" test_untouched 1
if has_ipv6; then
	family 6
	run "IPv6: ICMPv6" test_raw -x 58 -T 128
fi
run46 "a sum of zero" test_zero
run46 "fragments" test_fragments
run46 "shared with others" test_shared
complete
finish
