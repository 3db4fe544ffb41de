#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The tracepoints: one line for each copy and for each drop.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  outN |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# In an instance of its own, so that nobody else's tracing is touched.
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

TRACING=/sys/kernel/tracing

traced()
{
	sed -n 's/.*: \(mcfwd_[a-z]*: \)/\1/p' "$INSTANCE/trace"
}

begin()
{
	echo >"$INSTANCE/trace"
	echo 1 >"$INSTANCE/events/mcfwd/enable"
}

test_forward()
{
	must mc "$RT" route add from in0 group $G to out1 to out2
	begin
	tx -n 1 -l 60 $G
	counted "in=1 out1=1 out2=1"
	await "lines" "\
mcfwd_forward: in=in0 out=out1 family=$V group=$G source=$S len=$((IPLEN + 68))
mcfwd_forward: in=in0 out=out2 family=$V group=$G source=$S len=$((IPLEN + 68))" traced
}

test_drop()
{
	must mc "$RT" route add from in0 group $G to none0 to out1 threshold 9 to out2
	begin
	tx -n 1 -l 60 -t 1 $G
	counted "in=1 none0=0,down=1 out1=0,threshold=1 out2=0,ttl=1"
	await "lines" "\
mcfwd_drop: in=in0 out=none0 family=$V group=$G source=$S len=$((IPLEN + 68)) reason=down
mcfwd_drop: in=in0 out=out1 family=$V group=$G source=$S len=$((IPLEN + 68)) reason=threshold
mcfwd_drop: in=in0 out=out2 family=$V group=$G source=$S len=$((IPLEN + 68)) reason=ttl" traced
}

# Dropped by the route, for all outputs.
test_drop_route()
{
	must mc "$RT" route add from in0 group $G to out1
	begin
	must in_ns "$RT" ip link set in0 address "$(mac "$SRC" s0)"
	tx -n 1 -l 60 $G
	counted "in=1,own=1 out1=0"
	await "lines" "mcfwd_drop: in=in0 out= family=$V group=$G source=$S len=$((IPLEN + 68)) reason=own" traced
	must in_ns "$RT" ip link set in0 address "$IN_MAC"
}

# Every reason has a word, that of the statistics.
test_reasons()
{
	local words

	words=$(grep -o '"[a-z-]*" *}' "$INSTANCE/events/mcfwd/mcfwd_drop/format" | tr -cd 'a-z\n-' | xargs)
	check "reasons" "martian own ttl input threshold mtu down memory no-address firewall queued xmit rate loop" \
		"$words"
}

test_off()
{
	must mc "$RT" route add from in0 group $G to out1
	echo 0 >"$INSTANCE/events/mcfwd/enable"
	echo >"$INSTANCE/trace"
	tx -n 1 $G
	counted "in=1 out1=1"
	check "lines" "" "$(traced)"
}

[[ -e $TRACING/events ]] || mount -t tracefs tracefs "$TRACING" 2>/dev/null ||
	skip_all "there is no tracefs"
INSTANCE=$TRACING/instances/mcfwd-$$
mkdir "$INSTANCE" 2>/dev/null || skip_all "no instance of tracing can be made"
trap 'rmdir "$INSTANCE"; cleanup' EXIT
[[ -e $INSTANCE/events/mcfwd ]] || skip_all "the kernel has no tracepoints"
topology 2
IN_MAC=$(mac "$RT" in0)
run46 "copies" test_forward
run46 "drops of outputs" test_drop
run46 "drops of the route" test_drop_route
run "reasons" test_reasons
run46 "off" test_off
echo 0 >"$INSTANCE/events/mcfwd/enable"
finish
