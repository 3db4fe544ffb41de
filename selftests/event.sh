#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Who listens is told of every change, once and in order. loop.sh has the events of
# packets.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  outN |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

listen()
{
	start events "" nlevents -N "${1:-$RT}"
	busywait has ready "$TMP/events" || fail "no events: $(cat "$TMP/events.err")"
}

# heard EXPECTED: all lines so far; device indexes differ.
heard()
{
	await "events" "$1" sed -e 1d -e 's/ifindex=[0-9]*/ifindex=N/' "$TMP/events"
}

test_route()
{
	listen
	must mc "$RT" route add from in0 group $G to out1 to out2
	must mc "$RT" route replace from in0 group $G source $S to out2
	must mc "$RT" route replace from in0 group $G to out2
	! mc "$RT" route add from in0 group $G to out1 2>/dev/null || fail "added twice"
	must mc "$RT" route del from in0 group $G source $S
	must mc "$RT" route flush
	heard "\
route-new input=in0 group=$G bound output=out1 output=out2
route-new input=in0 group=$G source=$S bound output=out2
route-change input=in0 group=$G bound output=out2
route-del input=in0 group=$G source=$S bound output=out2
route-del input=in0 group=$G bound output=out2"
}

test_device()
{
	must mc "$RT" route add from in0 group $G to new0
	listen
	must ip -n "$RT" link add new0 type dummy
	must ip -n "$RT" link add other0 type dummy
	must ip -n "$RT" link set new0 name new1
	must ip -n "$RT" link set new1 name new0
	must ip -n "$RT" link del new0
	must ip -n "$RT" link del other0
	heard "\
device name=new0 ifindex=N bound
device name=new0
device name=new0 ifindex=N bound
device name=new0"
}

# Nobody else hears of it.
test_namespace()
{
	listen "$DST"
	must mc "$RT" route add from in0 group $G to out1
	must mc "$RT" route flush
	must mc "$DST" route add from d1 group $G to d2
	heard "route-new input=d1 group=$G bound output=d2"
	mc "$DST" route flush
}

# A route that takes several messages.
test_large()
{
	local i words=() line n=0 messages=0

	for ((i = 0; i < 300; i++)); do
		words+=(to "x$i")
	done
	listen
	must mc "$RT" route add from in0 group $G "${words[@]}"
	must mc "$RT" route add from in0 group $G2 to out1
	busywait has "group=$G2" "$TMP/events" || fail "there is no end"
	while read -r line; do
		[[ $line == route-new*"group=$G "* ]] || continue
		((!messages)) || [[ $line == *" more "* ]] || fail "not continued: ${line:0:80}"
		((++messages))
		line=" ${line//output=x/$'\n'}"
		((n += $(wc -l <<<"$line") - 1))
	done <"$TMP/events"
	check "outputs" 300 $n
	((messages > 1)) || fail "it was one message"
}

# The number of routes: told once a second, however often one is refused. That is a
# second of the namespace's, so each family has one that was never told.
test_limit()
{
	local ns=FULL$V i begun events

	setup_ns "$ns"
	ns=${!ns}
	listen "$ns"
	must nlmsg_in "$ns" "7 3=u32:1"
	must mc "$ns" route add from in0 group $G to out1
	! mc "$ns" route add from in0 group $G2 to out1 2>/dev/null || fail "no limit"
	heard "\
route-new input=in0 group=$G output=out1
limit device=in0 group=$G2 routes-max=1"
	begun=$SECONDS
	for ((i = 0; i < 1000; i++)); do
		echo "1 1=s:in0 2=a:$G2 5={ 1=s:out1 }"
	done >"$TMP/requests"
	check "refused" 1000 "$(in_ns "$ns" nlmsg <"$TMP/requests" | grep -c '^ENOSPC')"
	must nlmsg_in "$ns" "4"
	busywait has route-del "$TMP/events" || fail "there is no end"
	events=$(grep -c '^limit' "$TMP/events")
	((events <= 2 + SECONDS - begun)) || fail "$events events in $((SECONDS - begun)) s"
}

nlmsg_in()
{
	in_ns "$1" nlmsg <<<"$2"
}

# A listener that does not read must not stop anything.
test_deaf()
{
	local i

	listen
	kill -STOP "${JOBS[events]}"
	for ((i = 0; i < 4000; i++)); do
		echo "1 1=s:in0 2=a:$G 5={ 1=s:out1 } 6"
	done >"$TMP/requests"
	in_ns "$RT" nlmsg -q <"$TMP/requests" || fail "requests failed"
	kill -CONT "${JOBS[events]}"
	busywait has lost "$TMP/events" || fail "nothing was lost"
}

command -v nlevents >/dev/null || skip_all "there is no nlevents"
topology 2
run46 "routes come, change and go" test_route
run46 "devices come and go" test_device
run46 "each namespace has its own" test_namespace
run46 "a large route" test_large
if [[ $(in_ns "$RT" nlmsg <<<"7 3=u32:1048576") == 0 ]]; then
	run46 "the number of routes" test_limit
fi
run46 "a deaf listener" test_deaf
finish
