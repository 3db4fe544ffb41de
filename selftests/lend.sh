#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Outputs that have thrown a copy away when they are asked to send the next, as dummy
# devices do: the copies may have their data in common, and nobody may notice.
#
#	+--------+         +---------------+         +--------+
#	|     s0 |---------| in0      out1 |---------| d1     |
#	|  SRC   |         |      RT  out2 |---------| d2 DST |
#	+--------+         |   z1 ... z8   |         +--------+
#	                   +---------------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

N=8 # dummy devices

# New ones, of which mcfwd knows nothing.
make_dummies()
{
	local i

	for ((i = 1; i <= N; i++)); do
		ip -n "$RT" link show "z$i" >/dev/null 2>&1 && echo "link del z$i"
		echo "link add z$i address 02:00:00:00:0d:0$i type dummy"
		echo "link set z$i up"
	done | ip -n "$RT" -batch - || fail "no dummy devices"
}

# Each has another TTL, 11 to 18.
to_dummies()
{
	local i

	for ((i = ${1:-1}; i <= ${2:-N}; i++)); do
		printf 'to z%d ttl set 1%d ' "$i" "$i"
	done
}

# record: what leaves by any device of the router. A line begins with the device's name.
record()
{
	start cap "$RT" tcpdump -i any -n -t -l -e -vv -Q out --immediate-mode -s 2048 \
		"dst host $G and udp port 5001"
	busywait has 'listening on' "$TMP/cap.err" || fail "tcpdump: $(<"$TMP/cap.err")"
}

# n_recorded: tcpdump prints more lines of some packets.
n_recorded()
{
	grep -cF " > $G.5001: " "$TMP/cap"
}

# recorded TOTAL: so many are recorded; one line each is then in $TMP/lines.
recorded()
{
	await "packets recorded" "$1" n_recorded
	end cap TERM 2>/dev/null
	sed ':a; N; $!ba; s/\n[ \t]\+/ /g' "$TMP/cap" >"$TMP/lines"
	check "right checksums" "$1" "$(grep -cF '[udp sum ok]' "$TMP/lines")"
}

# had DEV N TTL: a device sent so many, from its own address, with that TTL.
had()
{
	check "frames of $1" "$2" "$(grep -cE \
		"^$1 .* $(mac "$RT" "$1") .*(ttl|hlim) $3," "$TMP/lines")"
}

dummies_had()
{
	local i

	for ((i = ${2:-1}; i <= ${3:-N}; i++)); do
		had "z$i" "$1" "1$i"
	done
}

test_all()
{
	make_dummies
	# shellcheck disable=SC2046 # words
	must mc "$RT" route add from in0 group $G $(to_dummies 1 4) to out1 ttl set 33 \
		$(to_dummies 5)
	rx r -n 10 $G d1
	record
	tx -n 10 -l 333 $G
	rx_all r 10 33
	recorded $((10 * (N + 1)))
	dummies_had 10
	had out1 10 33
}

# Few of them, and the last is one of them.
test_few()
{
	make_dummies
	# shellcheck disable=SC2046
	must mc "$RT" route add from in0 group $G $(to_dummies 1 3)
	record
	tx -n 10 -l 333 $G
	counted "in=10 z1=10 z2=10 z3=10"
	recorded 30
	dummies_had 10 1 3
}

# The device's header is the group's MAC address, too.
test_frame()
{
	make_dummies
	# shellcheck disable=SC2046
	must mc "$RT" route add from in0 group $G $(to_dummies 1 3)
	capture one "$RT" z1 "dst host $G"
	capture two "$RT" z2 "dst host $G"
	tx -n 10 $G
	capture_end one 10
	capture_end two 10
	seen 10 one "MAC of z1's frames" "02:00:00:00:0d:01 > $GMAC, ethertype IPv$V"
	seen 10 two "MAC of z2's frames" "02:00:00:00:0d:02 > $GMAC, ethertype IPv$V"
}

# This host's socket gets the packet as it came.
test_local()
{
	make_dummies
	# shellcheck disable=SC2046
	must mc "$RT" route add from in0 group $G $(to_dummies 1 3)
	RX_NS=$RT rx r -n 10 $G in0
	record
	tx -n 10 -t 77 $G
	rx_all r 10 77
	recorded 30
	dummies_had 10 1 3
}

# test_kept WHICH N: of N dummy devices, WHICH has a queue that packets wait in, while
# the copies of those behind are made.
test_kept()
{
	local which=$1 n=$2

	make_dummies
	must in_ns "$RT" tc qdisc add dev "z$which" root netem delay 700ms
	# shellcheck disable=SC2046
	must mc "$RT" route add from in0 group $G $(to_dummies 1 "$n") to out1
	record
	tx -n 3 -l 333 $G
	recorded $((3 * (n + 1)))
	dummies_had 3 1 "$n"
	had out1 3 63
}

# Every copy passes by the firewall with the MAC address of the packet's sender.
test_source_mac()
{
	make_dummies
	# shellcheck disable=SC2046
	must mc "$RT" route add from in0 group $G $(to_dummies 1 4) to out1
	must in_ns "$RT" nft -f - <<-END
		table inet t {
			counter copies {}
			counter senders {}
			chain forward {
				type filter hook forward priority 0
				counter name copies
				ether saddr $(mac "$SRC" s0) counter name senders
			}
		}
	END
	tx -n 10 $G
	counted "in=10 z1=10 z2=10 z3=10 z4=10 out1=10"
	check "copies with the sender's address" '[50,50]' "$(in_ns "$RT" nft -j list counters |
		jq -c '[.nftables[].counter | select(.) | .packets]')"
	must in_ns "$RT" nft delete table inet t
}

# What a rule does to one copy is not done to others; nor is a copy that it drops.
test_rules()
{
	local ttl='ip ttl'

	((V == 4)) || ttl='ip6 hoplimit'
	make_dummies
	# shellcheck disable=SC2046
	must mc "$RT" route add from in0 group $G $(to_dummies 1 5)
	must in_ns "$RT" nft -f - <<-END
		table inet t {
			chain forward {
				type filter hook forward priority 0
				oifname z2 $ttl set 99
				oifname z3 drop
				oifname z4 udp dport set 5002
			}
		}
	END
	record
	tx -n 10 -l 333 $G
	counted "in=10 z1=10 z2=10 z3=0,firewall=10 z4=10 z5=10"
	recorded 30
	had z1 10 11
	had z2 10 99
	had z5 10 15
	must in_ns "$RT" nft delete table inet t
}

# The sender is told of what it sent, though copies with another hop limit were made of
# it, and one is still kept.
test_too_big()
{
	make_dummies
	must ip -n "$RT" addr replace 2001:db8::fe/64 dev in0 nodad
	must ip -n "$RT" link set out1 mtu 1300
	[[ ! ${1:-} ]] || must in_ns "$RT" tc qdisc add dev z3 root netem delay 700ms
	# shellcheck disable=SC2046
	must mc "$RT" route add from in0 group $G $(to_dummies 1 3) to out1
	record
	capture told "$SRC" s0 "icmp6 and ip6[40] == 2 and ip6[55] == 5"
	# Past a stack that would learn from it.
	tx -r -s $S -t 5 -l 1400 $G
	counted "in=1 z1=1 z2=1 z3=1 out1=0,mtu=1"
	capture_end told 1
	recorded 3
	dummies_had 1 1 3
	must ip -n "$RT" link set out1 mtu 1500
}

needs tcpdump nft jq tc ethtool
topology 2
# So that what is recorded has checksums.
must in_ns "$SRC" ethtool -K s0 tx off
run46 "$N and one that keeps copies" test_all
run46 "a few" test_few
run46 "frames are of the device, to the group" test_frame
run46 "this host's own socket" test_local
run46 "the first of three has a queue" test_kept 1 3
run46 "the second of three has a queue" test_kept 2 3
run46 "the first of eight has a queue" test_kept 1 8
run46 "the last of eight has a queue" test_kept 8 8
run46 "rules ask for the sender's MAC address" test_source_mac
run46 "rules change and drop copies" test_rules
if has_ipv6; then
	family 6
	run "IPv6: too large for another output" test_too_big
	run "IPv6: too large for another output, and one copy waits" test_too_big kept
fi
finish
