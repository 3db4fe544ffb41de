#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What mcfwd monitor prints of real events, as text and as JSON lines. event.sh and
# loop.sh test the events themselves.
#
#	+-------+        +-------------------+        +-----------+
#	|  SRC  |--------| in0   RT     out1 |--------| d1        |
#	|       |        |              out2 |--------| d2   DST  |
#	+-------+        +-------------------+        +-----------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# listens NAME: a monitor's socket is in the group. Its /proc/net is of its namespace.
listens()
{
	awk -v pid="${JOBS[$1]}" '$2 == 16 && $3 == pid && $4 != "00000000" { ++n }
		END { exit !n }' "/proc/${JOBS[$1]}/net/netlink"
}

# watch NAMESPACE: text and JSON of what happens there.
watch()
{
	start text "" mcfwd -n "$1" monitor
	start json "" mcfwd -n "$1" -j monitor
	busywait listens text || fail "no monitor: $(cat "$TMP/text.err")"
	busywait listens json || fail "no monitor: $(cat "$TMP/json.err")"
}

# said TEXT JSON: all that both have printed. Device indexes differ.
said()
{
	await "text" "$1" cat "$TMP/text"
	await "JSON" "$2" sed 's/"ifindex":[0-9]*/"ifindex":N/' "$TMP/json"
	end text TERM
	check "exit status" 0 $?
	end json INT
	check "exit status of JSON" 0 $?
	check "errors" "" "$(cat "$TMP/text.err" "$TMP/json.err")"
	jq -e . "$TMP/json" >/dev/null || fail "this is not JSON"
}

# One output with defaults, as JSON.
output()
{
	echo "{\"dev\":\"$1\",${2:-}\"ttl\":\"dec\",\"threshold\":0}"
}

test_routes()
{
	local from="\"from\":\"in0\",\"group\":\"$G\",\"join\":\"yes\""
	local any="\"from\":\"any\",\"group\":\"$G2\",\"dport\":5,\"dport_last\":6"
	local pending='"pending":true,'

	any+=',"join":"allmulti"'
	watch "$RT"
	must mc "$RT" route add from in0 group $G to out1
	must mc "$RT" route replace from in0 group $G comment 'two words' to out1 to new0
	must mc "$RT" route add from any group $G2 dport 5-6
	must mc "$RT" route flush from any
	must mc "$RT" route flush
	said "\
add route from in0 group $G to out1
change route from in0 group $G comment \"two words\" to out1 to new0 pending
add route from any group $G2 dport 5-6
delete route from any group $G2 dport 5-6
delete route from in0 group $G comment \"two words\" to out1 to new0 pending" "\
{\"event\":\"add\",\"route\":{$from,\"to\":[$(output out1)]}}
{\"event\":\"change\",\"route\":{$from,\"comment\":\"two words\",\
\"to\":[$(output out1),$(output new0 "$pending")]}}
{\"event\":\"add\",\"route\":{$any,\"to\":[]}}
{\"event\":\"delete\",\"route\":{$any,\"to\":[]}}
{\"event\":\"delete\",\"route\":{$from,\"comment\":\"two words\",\
\"to\":[$(output out1),$(output new0 "$pending")]}}"
}

test_devices()
{
	must mc "$RT" route add from in0 group $G to new0
	watch "$RT"
	must ip -n "$RT" link add new0 type dummy
	must ip -n "$RT" link set new0 name new1
	must ip -n "$RT" link del new1
	said "\
device new0 bound
device new0 pending" '{"event":"device","dev":"new0","ifindex":N}
{"event":"device","dev":"new0","pending":true}'
}

# Once a second only: not for each family.
test_limit()
{
	must mc "$RT" limit set routes 1
	must mc "$RT" route add from in0 group $G
	watch "$RT"
	! mc "$RT" route add from in0 group $G2 2>/dev/null || fail "no limit"
	said "limit from in0 group $G2 routes 1" \
		"{\"event\":\"limit\",\"from\":\"in0\",\"group\":\"$G2\",\"routes_max\":1}"
	must mc "$RT" limit set routes 1048576
}

# packets FROM: as JSON.
packets()
{
	echo "\"from\":\"$1\",\"source\":\"$S\",\"group\":\"$G\""
}

test_rate()
{
	must mc "$RT" route add from in0 group $G rate 1/s to out1
	watch "$RT"
	tx -n 2 $G
	said "limit from in0 source $S group $G rate 1/s (1 packets)" \
		"{\"event\":\"limit\",$(packets in0),\"rate\":1,\"packets\":1}"
}

# One packet goes round out1, d1, d2, out2, in another way than it came.
test_loop()
{
	must mc "$DST" route add from d1 group $G to d2 ttl set 64
	must mc "$RT" route add from in0 group $G to out1 ttl set 64
	must mc "$RT" route add from out2 group $G to out1 ttl set 64
	watch "$RT"
	tx $G
	said "loop from out2 source $S group $G (1 packets)" \
		"{\"event\":\"loop\",$(packets out2),\"packets\":1}"
	mc "$DST" route flush
}

needs jq
topology 2
run46 "routes" test_routes
run46 "devices" test_devices
family 4
run "the number of routes" test_limit
run46 "a rate" test_rate
run46 "a loop" test_loop
finish
