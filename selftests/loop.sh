#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Loops through another router end, and what only looks like one is forwarded.
#
#	         L1 (br1)                L2 (br2)
#	SRC s0 ----+                       +---- d1 DST
#	           +--- in0   RT   out1 ---+
#	           +--- b1    RB   b2   ---+
#
# MCFWD_LOOP_PACKETS=1000000 sends that many where it is said that nothing is lost.
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

PACKETS=${MCFWD_LOOP_PACKETS:-10000}

# ring: the two networks, and what is connected to them.
ring()
{
	local six=

	has_ipv6 || six='#'
	setup_ns SRC DST RT RB LAN
	ip -n "$LAN" -batch - <<-END || skip_all "bridges cannot be made"
		link add br1 type bridge mcast_snooping 0
		link add br2 type bridge mcast_snooping 0
		link set br1 up
		link set br2 up
		link add p1 type veth peer name s0 netns $SRC
		link add p2 type veth peer name in0 netns $RT
		link add p3 type veth peer name b1 netns $RB
		link add q1 type veth peer name d1 netns $DST
		link add q2 type veth peer name out1 netns $RT
		link add q3 type veth peer name b2 netns $RB
		link set p1 master br1 up
		link set p2 master br1 up
		link set p3 master br1 up
		link set q1 master br2 up
		link set q2 master br2 up
		link set q3 master br2 up
	END
	addresses "$SRC" s0 192.0.2.1/24 2001:db8::1/64
	addresses "$RT" in0 192.0.2.254/24 2001:db8::fe/64
	addresses "$RB" b1 192.0.2.253/24 2001:db8::fd/64
	addresses "$DST" d1 198.51.100.1/24 2001:db8:1::1/64
	addresses "$RT" out1 198.51.100.254/24 2001:db8:1::fe/64
	addresses "$RB" b2 198.51.100.253/24 2001:db8:1::fd/64
	! has_ipv6 || busywait can_send6 "$SRC" s0 || diag "IPv6 is not ready"
}

# addresses NAMESPACE DEV IPV4 IPV6
addresses()
{
	ip -n "$1" addr add "$3" dev "$2"
	! has_ipv6 || ip -n "$1" addr add "$4" dev "$2" nodad
	ip -n "$1" link set "$2" up
}

# routes_a OPTION..., routes_b OPTION...: from L1 to L2, and back.
routes_a()
{
	must mc "$RT" route add from in0 group $G to out1 "$@"
}

routes_b()
{
	must mc "$RB" route add from b2 group $G to b1 "$@"
}

no_routes()
{
	mc "$RT" route flush
	mc "$RB" route flush
}

# counter NAMESPACE NAME: of the namespace's only route, 0 if it has none.
counter()
{
	local value

	value=$(counts "$1")
	[[ $value =~ (^|[ ,])$2=([0-9]+) ]] && echo "${BASH_REMATCH[2]}" || echo 0
}

listen()
{
	start events "" nlevents -N "$RT"
	busywait has ready "$TMP/events" || fail "no events: $(cat "$TMP/events.err")"
}

# at_rest: the counters no longer change.
at_rest()
{
	local before

	before=$(counts "$RT")$(counts "$RB")
	nap; nap; nap; nap
	[[ $before == "$(counts "$RT")$(counts "$RB")" ]]
}

# bounded WHAT MIN MAX GOT
bounded()
{
	(($2 <= $4 && $4 <= $3)) || fail "$1: expected $2 to $3, got $4"
}

# ends MAX TX-OPTION...: a packet sent into the loop makes at most MAX copies.
ends()
{
	local max=$1

	shift
	tx "$@" $G
	busywait at_rest || fail "the loop does not end"
	diag "copies: $(counter "$RT" out1), $(counter "$RB" b1)"
	bounded "copies to L2" 1 "$max" "$(counter "$RT" out1)"
	bounded "copies to L1" 1 "$max" "$(counter "$RB" b1)"
}

# A packet goes round 1 + 8 + 4 times: exactly, unless the machine stops for long.
test_set()
{
	local ttl

	for ttl in 64 1 17; do
		routes_a ttl set 64
		routes_b ttl set 64
		listen
		ends 13 -t $ttl
		counted "in=14,loop=1 out1=13"
		busywait has loop "$TMP/events" || fail "there is no event"
		end events TERM
		check "events, TTL $ttl" "loop device=in0 group=$G source=$S packets=1" \
			"$(grep -v ready "$TMP/events")"
		no_routes
	done
}

test_keep()
{
	routes_a ttl keep
	routes_b ttl keep
	ends 13
	counted "in=14,loop=1 out1=13"
	no_routes
}

test_min()
{
	routes_a ttl min 10
	routes_b ttl min 20
	ends 13 -t 1
	counted "in=14,loop=1 out1=13"
	no_routes
}

# The router that decrements does not look; to the other, all look the same.
test_one_sets()
{
	routes_a
	routes_b ttl set 64
	ends 100 -t 64 -d
	((V == 6)) || check "ID" 1 "$(($(counter "$RB" loop) > 0))"
	no_routes
}

# It also stops what it may not mark.
test_one_sets_unmarked()
{
	((V == 4)) || { skip "IPv6 packets can all be marked"; return; }
	routes_a
	routes_b ttl set 64
	ends 100000 -t 64
	check "dropped by B" 1 "$(($(counter "$RB" loop) > 0))"
	no_routes
}

# The other router's packets are its own to us, too: they come back to it.
test_src_auto()
{
	routes_a ttl set 64
	routes_b ttl set 64 src auto
	ends 16
	no_routes
	# The source that B gives is all that A sees, but for the first.
	routes_a ttl set 64 src auto
	routes_b ttl set 64 src auto
	ends 100 -d
	no_routes
}

# Many packets into the loop: none goes round much more often than one.
test_many()
{
	routes_a ttl set 64
	routes_b ttl set 64
	ends $((200 * 16)) -n 200
	no_routes
}

# What the sender sends passes also while its packets loop, the same one every time.
test_senders_own()
{
	routes_a ttl set 64
	routes_b ttl set 64
	tx -n 200 -I -d -i 5000 $G
	busywait at_rest || fail "the loop does not end"
	bounded "copies" 200 3200 "$(counter "$RT" out1)"
	check "dropped" 1 "$(($(counter "$RT" loop) > 0))"
	no_routes
}

# A packet that loops stops no other, one of the same sender even that comes another way.
test_another()
{
	routes_a ttl set 64
	routes_b ttl set 64
	start tx "" mcast_tx -N "$SRC" -n 0 -w 60 -I -d -i 5000 $G s0
	busywait more_than loop 0 || fail "there is no loop"
	capture cap "$DST" d1 "udp port 6000 and ether src $(mac "$RT" out1)"
	must mcast_tx -N "$DST" -r -s "$S" -p 6000 -d $G d1
	busywait captured || fail "it is not forwarded"
	end tx TERM
	busywait at_rest || fail "the loop does not end"
	no_routes
}

# Some seconds after the end of a loop, the same packet passes whichever way it comes.
# What comes the other way is counted by its TTL. Each CPU remembers for itself.
test_ended()
{
	local before

	routes_a ttl set 64 threshold 62
	start own "" taskset -c 0 mcast_tx -N "$SRC" -n 0 -I -d -i 5000 -r -s $S $G s0
	busywait more_than in 0 || fail "nothing comes"
	start other "" taskset -c 0 mcast_tx -N "$SRC" -n 0 -I -d -i 50000 -r -s $S -t 62 $G s0
	busywait more_than threshold 0 || fail "nothing comes the other way"
	routes_b
	busywait more_than loop 0 || fail "there is no loop"
	end own TERM
	must mc "$RB" route flush
	before=$(counter "$RT" threshold)
	nap; nap; nap; nap
	check "still dropped" "$before" "$(counter "$RT" threshold)"
	busywait more_than threshold "$before" || fail "it is dropped for ever"
	end other TERM
	no_routes
}

# more_than NAME NUMBER: A's counter is.
more_than()
{
	(($(counter "$RT" "$1") > $2))
}

captured()
{
	(($(n_captured cap) > 0))
}

# Each of many outputs' copies comes back.
test_storm()
{
	routes_a ttl set 64
	routes_b ttl set 64
	listen
	start tx "" mcast_tx -N "$SRC" -n 0 -w 20 -I -d $G s0
	busywait has storm "$TMP/events" || fail "there is no storm: $(tail -3 "$TMP/events")"
	end tx TERM
	end events TERM
	busywait at_rest || fail "the loop does not end"
	no_routes
}

# Both networks are one: the frame comes back from ourselves.
test_one_network()
{
	routes_a ttl set 64
	must ip -n "$LAN" link add x1 type veth peer name x2
	must ip -n "$LAN" link set x1 master br1 up
	must ip -n "$LAN" link set x2 master br2 up
	ip -n "$LAN" link set dev q2 type bridge_slave isolated off
	tx -n 5 $G
	busywait at_rest
	check "copies" 1 "$(($(counter "$RT" out1) <= 10))"
	check "own" 1 "$(($(counter "$RT" own) > 0))"
	must ip -n "$LAN" link del x1
	no_routes
}

# lossless N TX-OPTION...: all of them are forwarded.
lossless()
{
	local n=$1

	shift
	tx -n "$n" -w 3000 "$@" $G
	counted "in=$n out1=$n"
	must mc "$RT" route flush
	routes_a ttl set 64
}

# Without -I, payloads count up; with it all is the same, but for the IP ID unless -d.
test_no_loop()
{
	routes_a ttl set 64
	WAIT=600
	# With a breath between them, or a busy machine's backlog queue would lose some.
	lossless "$PACKETS" -i 50
	lossless "$PACKETS" -I -d -i 50
	lossless 30 -I -d -i 100000
	lossless $((PACKETS / 10)) -I -i 200
	lossless $((PACKETS / 40)) -I -d -l 1400 -i 2000
	WAIT=30
	no_routes
}

# As one that is suspected and marked, every octet but the mark stays.
test_marked()
{
	routes_a ttl set 64
	rx r -n 2000 $G d1
	tx -n 2000 -I -d -i 200 $G
	end r
	rx_check r received=2000 unique=1 duplicates=1999 bad=0 ttl=64 "src=$S"
	counted "in=2000 out1=2000"
	no_routes
}

# Two routers deliver every packet to our input, without a loop: RB brings what the
# same sender sends in L2. The sink is a place that nothing comes back from.
redundant()
{
	local n=$1 m=$2

	shift 2
	# Each CPU remembers for itself, as a card's queues keep a flow on one.
	start twin "" taskset -c 0 mcast_tx -N "$DST" -n "$m" -w 600 "$@" -I -s "$S" -r $G d1
	must taskset -c 0 mcast_tx -N "$SRC" -n "$n" -w 600 "$@" -I -s "$S" -r $G s0
	end twin
	sent=$((sent + n + m))
	counted "in=$sent sink=$sent"
}

test_redundant()
{
	local sent=0

	must ip -n "$RT" link add sink type dummy
	must ip -n "$RT" link set sink up
	must mc "$RT" route add from in0 group $G to sink ttl set 64
	must mc "$RB" route add from b2 group $G to b1 ttl set 60
	redundant 2000 2000 -i 1000
	# The keep-alives of an application, 10 a second.
	redundant 40 40 -i 100000 -q 7
	# One of them stops, and the other takes over.
	redundant 1000 3000 -i 2000 -q 9
	redundant 3000 1000 -i 2000 -q 11
	ip -n "$RT" link del sink
	no_routes
}

# nl NAMESPACE LINE: as nlmsg says it.
nl()
{
	in_ns "$1" nlmsg <<<"$2"
}

# request COMMAND INPUT GROUP OUTPUT TTL-MODE [MORE]: route-new 1, attributes by
# number: 1 input, 2 group, 5 output { 1 device, 2 mode, 3 ttl }, 6 replace.
request()
{
	local ttl=

	[[ $4 != 2 ]] || ttl=' 3=u8:64'
	printf '1 1=s:%s 2=a:%s 5={ 1=s:%s 2=u32:%s%s } %s\n' "$1" "$2" "$3" "$4" "$ttl" "${5:-}"
}

CYCLE='ELOOP: a cycle of outputs that do not decrement the TTL'

# route WHAT EXPECTED ARGUMENT...: of request().
route()
{
	local what=$1 expected=$2

	shift 2
	check "$what" "$expected" "$(nl "$RT" "$(request "$@")")"
}

KEEP=1 SET=2 DEC=0
REPLACE=6 FORCE=21

test_cycle()
{
	route "there" 0 in0 $G out1 $SET
	route "and back" "$CYCLE" out1 $G in0 $SET
	route "and back, kept" "$CYCLE" out1 $G in0 $KEEP
	route "another group" 0 out1 $G2 in0 $SET
	route "decremented" 0 out1 $G in0 $DEC
	route "replaced" "$CYCLE" out1 $G in0 $SET $REPLACE
	route "forced" 0 out1 $G in0 $SET "$REPLACE $FORCE"
	route "itself replaced" "$CYCLE" out1 $G in0 $KEEP $REPLACE
	route "made harmless" 0 in0 $G out1 $DEC $REPLACE
	route "now it may" 0 out1 $G in0 $KEEP $REPLACE
	mc "$RT" route flush
}

# Over more hops, ranges, patterns, and other groups.
test_long_cycle()
{
	local range len

	((V == 4)) && range=233.252.0.0 len=24 || range=ff3e:: len=16
	route "1" 0 a $G b $SET
	route "2" 0 b $range c $SET "11=u8:$len"
	route "3, another range" 0 c $G2 d $SET
	route "3" 0 c $G d $KEEP
	route "4" "$CYCLE" d $G a $SET
	route "4, from a pattern" "$CYCLE" "" $G a $SET 13
	mc "$RT" route flush

	# A pattern with two outputs is both ways at once, with one it is none.
	route "a pattern" 0 "" $G a $SET 13
	check "two" "$CYCLE" "$(nl "$RT" "1 1=s:e 2=a:$G 13 5={ 1=s:e1 2=u32:1 } 5={ 1=s:e2 2=u32:1 }")"
	mc "$RT" route flush

	# group-to is output attribute 9.
	check "changed" 0 "$(nl "$RT" "1 1=s:a 2=a:$G 5={ 1=s:b 2=u32:1 9=a:$G2 }")"
	route "not what comes" 0 b $G a $KEEP
	route "what comes, but not back" 0 b $G2 a $KEEP
	check "and back" "$CYCLE" \
		"$(nl "$RT" "1 1=s:b 2=a:$G2 5={ 1=s:a 2=u32:1 9=a:$G } 6")"
	mc "$RT" route flush

	# By source, attribute 3, which an output can set (7).
	check "S" 0 "$(nl "$RT" "1 1=s:a 2=a:$G 3=a:$S 5={ 1=s:b 2=u32:1 }")"
	check "S2" 0 "$(nl "$RT" "1 1=s:b 2=a:$G 3=a:$S2 5={ 1=s:a 2=u32:1 }")"
	check "S again" "$CYCLE" "$(nl "$RT" "1 1=s:b 2=a:$G 3=a:$S 5={ 1=s:a 2=u32:1 }")"
	check "S2 made of S" 0 "$(nl "$RT" "1 1=s:a 2=a:$G 3=a:$S 5={ 1=s:b 2=u32:1 7=a:$S2 } 6")"
	check "and S of S2" "$CYCLE" \
		"$(nl "$RT" "1 1=s:b 2=a:$G 3=a:$S2 5={ 1=s:a 2=u32:1 7=a:$S } 6")"
	check "or any" "$CYCLE" "$(nl "$RT" "1 1=s:b 2=a:$G 3=a:$S2 5={ 1=s:a 2=u32:1 8 } 6")"
	mc "$RT" route flush
}

needs ip taskset tcpdump
command -v nlevents >/dev/null || skip_all "there is no nlevents"
ring
for name in set keep min one_sets one_sets_unmarked src_auto many senders_own another ended storm \
		one_network no_loop marked redundant cycle long_cycle; do
	run46 "${name//_/ }" "test_$name"
done
finish
