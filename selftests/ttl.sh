#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What an output does to the TTL or hop limit, and when it drops for it.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  out1 |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# expect OUTPUT-OPTIONS TTL-IN TTL-OUT: the copy leaves with that TTL.
expect()
{
	must mc "$RT" route replace from in0 group $G to out1 $1
	rx r -n 3 -g 50 $G d1
	tx -n 3 -t "$2" $G
	rx_all r 3 "$3"
	counted "in=3 out1=3"
	must mc "$RT" route flush
}

# expect_drop OUTPUT-OPTIONS TTL-IN REASON: there is none; a second output shows
# that all has been seen.
expect_drop()
{
	must mc "$RT" route replace from in0 group $G to out1 $1 to out2 ttl keep
	rx r -g 50 $G d1
	rx last -n 3 -g 50 $G d2
	tx -n 3 -t "$2" $G
	rx_all last 3 "$2"
	rx_none r
	counted "in=3 out1=0,$3=3 out2=3"
	must mc "$RT" route flush
}

test_dec()
{
	expect "" 64 63
	expect "ttl dec" 2 1
	expect "ttl dec" 255 254
	expect_drop "ttl dec" 1 ttl
}

test_keep()
{
	expect "ttl keep" 64 64
	expect "ttl keep" 1 1
}

test_set()
{
	expect "ttl set 5" 64 5
	expect "ttl set 255" 1 255
	expect "ttl set 1" 64 1
}

test_min()
{
	expect "ttl min 10" 3 10
	expect "ttl min 10" 10 10
	expect "ttl min 10" 64 64
}

test_threshold()
{
	expect_drop "threshold 10" 10 threshold
	expect_drop "threshold 10" 9 threshold
	expect "threshold 10" 11 10
	expect "threshold 254 ttl keep" 255 255
	expect_drop "threshold 255 ttl set 9" 255 threshold
	# It is the arriving TTL that counts.
	expect_drop "threshold 20 ttl set 64" 20 threshold
	expect "threshold 20 ttl set 3" 21 3
}

test_hoplimit_word()
{
	expect "hoplimit set 7" 64 7
}

# Each output has its own.
test_outputs()
{
	must mc "$RT" route add from in0 group $G to out1 ttl set 9 to out2 to out3 ttl keep
	rx a -n 5 $G d1
	rx b -n 5 $G d2
	rx c -n 5 $G d3
	tx -n 5 -t 33 $G
	rx_all a 5 9
	rx_all b 5 32
	rx_all c 5 33
}

# The checksum is right for every TTL on the way down, carries included.
test_checksum()
{
	local ttl

	must mc "$RT" route add from in0 group $G to out1 ttl dec to out2 ttl set 200
	capture dec "$DST" d1 "dst host $G"
	capture set "$DST" d2 "dst host $G"
	for ttl in 2 64 128 255; do
		tx -n 2 -t $ttl $G
	done
	capture_end dec 8
	capture_end set 8
	check "TTLs" "1 1 63 63 127 127 254 254" \
		"$(sed -n 's/.*ttl \([0-9]*\),.*/\1/p' "$TMP/dec" | paste -sd' ')"
	seen 8 set "TTLs set" 'ttl 200,'
	seen 0 dec "bad checksums" 'bad cksum'
	seen 0 set "bad checksums" 'bad cksum'
}

needs tcpdump
topology 3
run46 "dec" test_dec
run46 "keep" test_keep
run46 "set" test_set
run46 "min" test_min
run46 "threshold" test_threshold
run46 "the word hoplimit" test_hoplimit_word
run46 "three outputs" test_outputs
family 4
run "IPv4: header checksum" test_checksum
finish
