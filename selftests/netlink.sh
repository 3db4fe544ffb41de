#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Requests that the tool would not send, straight to the kernel: what it answers,
# word for word, and that it changes nothing. The numbers are the protocol's, see
# uapi/mcfwd.yaml: they may never change.
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# commands
NEW=1 DEL=2 GET=3 FLUSH=4 MEMBER=5 STATS=6 LIMIT=7 MORE_OUT=8 LESS_OUT=9
BEGIN=10 COMMIT=11 ABORT=12
# attributes of a route, of an output
INPUT=1 GROUP=2 SOURCE=3 JOIN=4 OUTPUT=5 REPLACE=6 WITH_COUNTERS=7 BOUND=8 COUNTERS=9 MORE=10
DEVICE=1 TTL_MODE=2 TTL=3 THRESHOLD=4 O_BOUND=5 O_COUNTERS=6

# ask LINE...: each is EXPECTED, a tab, and a message. EXPECTED is an errno and the
# kernel's words, or "0" if it agrees; what different kernels say is separated by "|".
ask()
{
	local line expected message got answers i=0

	mapfile -t answers < <(printf '%s\n' "${@#*$'\t'}" | in_ns "$NS" nlmsg)
	for line; do
		expected=${line%%$'\t'*}
		message=${line#*$'\t'}
		got=${answers[i++]:-nothing}
		[[ "|$expected|" == *"|$got|"* ]] || fail "$message: expected '$expected', got '$got'"
	done
}

# state: all that the kernel tells.
state()
{
	mc "$NS" -s -j route show
	mc "$NS" membership show
	mc "$NS" stats show
	in_ns "$NS" cat /proc/net/igmp /proc/net/igmp6 2>/dev/null
}

# refuse NAME LINE...: what these ask is refused and changes nothing.
refuse()
{
	local name=$1

	shift
	run46 "$name" refuse_lines "$@"
}

refuse_lines()
{
	local before

	must mc "$NS" route add from in0 group $G to out0
	must mc "$NS" route add from in0 source $S group $G to out0 ttl set 7
	set -- "${@//@G2/a:$G2}"
	set -- "${@//@G/a:$G}"
	before=$(state)
	ask "${@//@S/a:$S}"
	check "state" "$before" "$(state)"
}

KEY="$INPUT=s:in0 $GROUP=@G2"
OUT="$OUTPUT={ $DEVICE=s:out0 }"
T=$'\t'
EXCEPT65=$(printf '16={ 1=@S } %.0s' {1..65})
LONG=$(printf '%0300d' 0)

setup_ns NS
RT=$NS # each test begins without routes
refuse "a key's parts missing" \
	"EINVAL: the input device is missing${T}$NEW $GROUP=@G2 $OUT" \
	"EINVAL: the group is missing${T}$NEW $INPUT=s:in0 $OUT" \
	"EINVAL: the input device is missing${T}$NEW" \
	"EINVAL: the input device is missing${T}$DEL $GROUP=@G" \
	"EINVAL: the group is missing${T}$DEL $INPUT=s:in0" \
	"EINVAL: the input device is missing${T}$GET $GROUP=@G" \
	"EINVAL: the group is missing${T}$GET $INPUT=s:in0" \
	"EINVAL: the input device is missing${T}$MEMBER $GROUP=@G" \
	"EINVAL: the group is missing${T}$MEMBER $INPUT=s:in0"

refuse "groups that are none" \
	"EINVAL: the group is not a multicast address${T}$NEW $INPUT=s:in0 $GROUP=a:192.0.2.1 $OUT" \
	"EINVAL: the group is not a multicast address${T}$NEW $INPUT=s:in0 $GROUP=a:2001:db8::1 $OUT" \
	"EINVAL: the group is not a multicast address${T}$NEW $INPUT=s:in0 $GROUP=a:240.0.0.1 $OUT" \
	"EINVAL: the group is not a multicast address${T}$NEW $INPUT=s:in0 $GROUP=a:0.0.0.0 $OUT" \
	"EINVAL: an address has 4 or 16 octets${T}$NEW $INPUT=s:in0 $GROUP=x:e900000101 $OUT" \
	"EINVAL: an address has 4 or 16 octets${T}$NEW $INPUT=s:in0 $GROUP=x:e90000 $OUT" \
	"EINVAL: an address has 4 or 16 octets${T}$NEW $INPUT=s:in0 $GROUP=x: $OUT" \
	"EINVAL: an address has 4 or 16 octets${T}$NEW $INPUT=s:in0 $GROUP=x:$LONG $OUT" \
	"EINVAL: the group is not a multicast address${T}$FLUSH $GROUP=a:192.0.2.1" \
	"EINVAL: the group is not a multicast address${T}dump $GET $GROUP=a:192.0.2.1" \
	"EINVAL: an address has 4 or 16 octets${T}dump $MEMBER $GROUP=x:e900"

refuse "sources that are none" \
	"EINVAL: the source is not a sender's address${T}$NEW $INPUT=s:in0 $GROUP=a:233.252.0.9 $SOURCE=a:233.252.0.1 $OUT" \
	"EINVAL: the source is not a sender's address${T}$NEW $INPUT=s:in0 $GROUP=a:233.252.0.9 $SOURCE=a:0.0.0.0 $OUT" \
	"EINVAL: the source is not a sender's address${T}$NEW $INPUT=s:in0 $GROUP=a:233.252.0.9 $SOURCE=a:127.0.0.1 $OUT" \
	"EINVAL: the source is not a sender's address${T}$NEW $INPUT=s:in0 $GROUP=a:233.252.0.9 $SOURCE=a:255.255.255.255 $OUT" \
	"EINVAL: the source is not a sender's address${T}$NEW $INPUT=s:in0 $GROUP=a:ff3e::9 $SOURCE=a:ff3e::1 $OUT" \
	"EINVAL: the source is not a sender's address${T}$NEW $INPUT=s:in0 $GROUP=a:ff3e::9 $SOURCE=a::: $OUT" \
	"EINVAL: the source is not a sender's address${T}$NEW $INPUT=s:in0 $GROUP=a:ff3e::9 $SOURCE=a:::1 $OUT" \
	"EINVAL: an address has 4 or 16 octets${T}$NEW $KEY $SOURCE=x:c0000201ff $OUT" \
	"EINVAL: source and group are of different families${T}$NEW $INPUT=s:in0 $GROUP=a:233.252.0.9 $SOURCE=a:2001:db8::1 $OUT" \
	"EINVAL: source and group are of different families${T}$NEW $INPUT=s:in0 $GROUP=a:ff3e::9 $SOURCE=a:192.0.2.1 $OUT" \
	"EINVAL: source and group are of different families${T}$FLUSH $GROUP=a:ff3e::9 $SOURCE=a:192.0.2.1"

refuse "device names" \
	"EINVAL: not a valid device name${T}$NEW $INPUT=s: $GROUP=@G2 $OUT" \
	"EINVAL: not a valid device name${T}$NEW $INPUT=s:a/b $GROUP=@G2 $OUT" \
	"EINVAL: not a valid device name${T}$NEW $INPUT=s:a:b $GROUP=@G2 $OUT" \
	"EINVAL: not a valid device name${T}$NEW $INPUT=s:. $GROUP=@G2 $OUT" \
	"EINVAL: not a valid device name${T}$NEW $INPUT=s:.. $GROUP=@G2 $OUT" \
	"EINVAL: not a valid device name${T}$NEW $INPUT=x:61206200 $GROUP=@G2 $OUT" \
	"EINVAL: Attribute failed policy validation${T}$NEW $INPUT=s:abcdefghijklmnop $GROUP=@G2 $OUT" \
	"EINVAL: Attribute failed policy validation${T}$NEW $INPUT=z:in0 $GROUP=@G2 $OUT" \
	"EINVAL: Attribute failed policy validation${T}$NEW $INPUT=x: $GROUP=@G2 $OUT" \
	"EINVAL: not a valid device name${T}$NEW $KEY $OUTPUT={ $DEVICE=s: }" \
	"EINVAL: not a valid device name${T}$NEW $KEY $OUTPUT={ $DEVICE=s:a/b }" \
	"EINVAL: Attribute failed policy validation${T}$NEW $KEY $OUTPUT={ $DEVICE=s:abcdefghijklmnop }" \
	"EINVAL: not a valid device name${T}$DEL $INPUT=s:a/b $GROUP=@G" \
	"EINVAL: not a valid device name${T}$FLUSH $INPUT=s:a/b" \
	"EINVAL: not a valid device name${T}dump $GET $INPUT=s:a/b"

refuse "outputs" \
	"EINVAL: the output device is missing${T}$NEW $KEY $OUTPUT={ $TTL_MODE=u32:0 }" \
	"EINVAL: the output device is missing${T}$NEW $KEY $OUTPUT={ }" \
	"EINVAL: the output device is missing${T}$NEW $KEY $OUT $OUTPUT={ }" \
	"EINVAL: the output device is named twice${T}$NEW $KEY $OUT $OUT" \
	"EINVAL: the output device is named twice${T}$NEW $KEY $OUT $OUTPUT={ $DEVICE=s:out1 } $OUT" \
	"EINVAL: the output device is the input device${T}$NEW $KEY $OUTPUT={ $DEVICE=s:in0 }" \
	"EINVAL: the output device is the input device${T}$NEW $INPUT=s:in0 $GROUP=@G $REPLACE $OUTPUT={ $DEVICE=s:in0 }" \
	"EINVAL: an output's state and counters cannot be set${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 $O_BOUND }" \
	"EINVAL: an output's state and counters cannot be set${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 $O_COUNTERS={ } }" \
	"EINVAL: NLA_F_NESTED is missing${T}$NEW $KEY $OUTPUT=[ $DEVICE=s:out0 ]" \
	"EINVAL: Unknown attribute type${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 99=u8:1 }" \
	"EINVAL: invalid attribute length|EINVAL: Attribute failed policy validation${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 $THRESHOLD=u32:1 }"

# 11: group-len, 12: source-len, 13: input-prefix
refuse "ranges and patterns" \
	"EINVAL: the prefix length is out of range${T}$NEW $INPUT=s:in0 $GROUP=a:224.0.0.0 11=u8:3 $OUT" \
	"EINVAL: the prefix length is out of range${T}$NEW $INPUT=s:in0 $GROUP=a:224.0.0.0 11=u8:33 $OUT" \
	"EINVAL: the prefix length is out of range${T}$NEW $INPUT=s:in0 $GROUP=a:ff00:: 11=u8:7 $OUT" \
	"ERANGE: integer out of range${T}$NEW $INPUT=s:in0 $GROUP=a:ff00:: 11=u8:129 $OUT" \
	"ERANGE: integer out of range${T}$NEW $KEY $SOURCE=@S 12=u8:0 $OUT" \
	"EINVAL: bits beyond the prefix length are set${T}$NEW $INPUT=s:in0 $GROUP=a:224.0.0.1 11=u8:24 $OUT" \
	"EINVAL: bits beyond the prefix length are set${T}$NEW $INPUT=s:in0 $GROUP=a:ff3e::1 11=u8:127 $OUT" \
	"EINVAL: bits beyond the prefix length are set${T}$NEW $KEY $SOURCE=@S 12=u8:8 $OUT" \
	"EINVAL: ranges and device patterns cannot be joined${T}$NEW $INPUT=s:in0 $GROUP=a:224.0.0.0 11=u8:4 $JOIN=u32:1 $OUT" \
	"EINVAL: ranges and device patterns cannot be joined${T}$NEW $KEY 13 $JOIN=u32:1 $OUT" \
	"EINVAL: a packet has one input, one group, one source and one port${T}$GET $INPUT=s:in0 $GROUP=@G 13" \
	"EINVAL: the group of the prefix length is missing${T}$FLUSH 11=u8:8" \
	"EINVAL: the source of the prefix length is missing${T}$NEW $KEY 12=u8:24 $OUT" \
	"EINVAL: the input device of the pattern is missing${T}$FLUSH 13" \
	"EINVAL: not a valid device name${T}$NEW $INPUT=s:a/b 13 $GROUP=@G2 $OUT"

# 7: src, 8: src-auto, 9: group-to, 10: dscp
refuse "rewriting" \
	"EINVAL: the source is not a sender's address${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 7=@G }" \
	"EINVAL: source and group are of different families|EINVAL: an address has 4 or 16 octets${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 7=x:01 }" \
	"EINVAL: source and group are of different families${T}$NEW $INPUT=s:in0 $GROUP=a:233.252.0.9 $OUTPUT={ $DEVICE=s:out0 7=a:2001:db8::1 }" \
	"EINVAL: source and group are of different families${T}$NEW $INPUT=s:in0 $GROUP=a:ff3e::9 $OUTPUT={ $DEVICE=s:out0 9=a:233.252.0.1 }" \
	"EINVAL: the source is either given or automatic${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 7=@S 8 }" \
	"EINVAL: the group is not a multicast address${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 9=@S }" \
	"ERANGE: integer out of range${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 10=u8:64 }"

# 14: dport, 15: dport-last
refuse "ports" \
	"EINVAL: the first port of the range is missing${T}$NEW $KEY 15=u16:5 $OUT" \
	"EINVAL: the range of ports ends before it begins${T}$NEW $KEY 14=u16:6 15=u16:5 $OUT" \
	"ERANGE: integer out of range${T}$NEW $KEY 14=u16:0 $OUT" \
	"ENOENT: there is no route with this input, group, source and port${T}$DEL $INPUT=s:in0 $GROUP=@G 14=u16:5" \
	"EINVAL: a packet has one input, one group, one source and one port${T}$GET $INPUT=s:in0 $GROUP=@G 14=u16:5 15=u16:6"

# 16: except { 1: address, 2: len }
refuse "exceptions" \
	"EINVAL: the address is missing${T}$NEW $KEY 16={ 2=u8:8 } $OUT" \
	"EINVAL: the source is not a sender's address${T}$NEW $KEY 16={ 1=@G } $OUT" \
	"EINVAL: bits beyond the prefix length are set${T}$NEW $KEY 16={ 1=@S 2=u8:8 } $OUT" \
	"EINVAL: source and group are of different families${T}$NEW $INPUT=s:in0 $GROUP=a:ff3e::9 16={ 1=a:192.0.2.1 } $OUT" \
	"ERANGE: integer out of range${T}$NEW $KEY 16={ 1=@S 2=u8:0 } $OUT" \
	"EINVAL: a route has at most 64 exceptions${T}$NEW $KEY $EXCEPT65 $OUT"

# 17: local, 19: rate, 20: comment
refuse "options" \
	"ERANGE: integer out of range${T}$NEW $KEY 17=u32:3 $OUT" \
	"ERANGE: integer out of range${T}$NEW $KEY 19=u32:0 $OUT" \
	"EINVAL: a comment has no control characters${T}$NEW $KEY 20=x:410a4200 $OUT" \
	"EINVAL: a comment has no control characters${T}$NEW $KEY 20=x:417f00 $OUT" \
	"EINVAL: the comment is empty${T}$NEW $KEY 20=x:00 $OUT" \
	"EINVAL: Attribute failed policy validation${T}$NEW $KEY 20=s:$LONG $OUT"

refuse "single outputs" \
	"ENOENT: there is no route with this input, group and source${T}$MORE_OUT $KEY $OUT" \
	"ENOENT: there is no route with this input, group and source${T}$LESS_OUT $KEY $OUT" \
	"EEXIST: the route has an output to this device${T}$MORE_OUT $INPUT=s:in0 $GROUP=@G $OUT" \
	"ENOENT: the route has no output to this device${T}$LESS_OUT $INPUT=s:in0 $GROUP=@G $OUTPUT={ $DEVICE=s:out1 }" \
	"EINVAL: the request is not about one output${T}$MORE_OUT $INPUT=s:in0 $GROUP=@G" \
	"EINVAL: the request is not about one output${T}$LESS_OUT $INPUT=s:in0 $GROUP=@G $OUT $OUT" \
	"EINVAL: the output device is missing${T}$LESS_OUT $INPUT=s:in0 $GROUP=@G $OUTPUT={ }" \
	"EINVAL: the output device is the input device${T}$MORE_OUT $INPUT=s:in0 $GROUP=@G $OUTPUT={ $DEVICE=s:in0 }" \
	"EINVAL: only the TTL modes set and min take a TTL${T}$MORE_OUT $INPUT=s:in0 $GROUP=@G $OUTPUT={ $DEVICE=s:out1 $TTL=u8:5 }"

# The socket's end is that of its transaction: after these nothing is different.
refuse "transactions" \
	"ENOENT: this socket has not begun a transaction${T}$COMMIT" \
	"ENOENT: this socket has not begun a transaction${T}$ABORT" \
	"0${T}$BEGIN" \
	"EBUSY: this socket has begun a transaction already${T}$BEGIN" \
	"EINVAL: the group is missing${T}$NEW $INPUT=s:in0 $OUT" \
	"ENOENT: there is no route with this input, group and source${T}$DEL $KEY" \
	"EOPNOTSUPP: a transaction adds and deletes single routes only${T}$MORE_OUT $INPUT=s:in0 $GROUP=@G $OUTPUT={ $DEVICE=s:out1 }" \
	"EOPNOTSUPP: a transaction adds and deletes single routes only${T}$FLUSH" \
	"0${T}$NEW $KEY $OUT" \
	"ENOENT: there is no route with this input, group and source${T}$DEL $KEY" \
	"0${T}$ABORT" \
	"ENOENT: this socket has not begun a transaction${T}$COMMIT" \
	"0${T}$BEGIN" \
	"0${T}$NEW $KEY $OUT" \
	"0${T}$DEL $INPUT=s:in0 $GROUP=@G" \
	"0${T}$NEW $INPUT=s:in0 $GROUP=@G $SOURCE=@S $REPLACE $OUTPUT={ $DEVICE=s:out1 }" \
	"0${T}$NEW $KEY $OUT" \
	"EEXIST: a route with this input, group and source exists #3${T}$COMMIT" \
	"0${T}$BEGIN" \
	"0${T}$DEL $INPUT=s:in0 $GROUP=@G" \
	"0${T}$DEL $INPUT=s:in0 $GROUP=@G" \
	"ENOENT: the route is deleted already #1${T}$COMMIT" \
	"0${T}$BEGIN" \
	"0${T}$NEW $KEY $OUT"

refuse "limits" \
	"EINVAL: the number of routes is missing${T}$LIMIT"

refuse "TTL" \
	"EINVAL: the TTL modes set and min need a TTL${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 $TTL_MODE=u32:2 }" \
	"EINVAL: the TTL modes set and min need a TTL${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 $TTL_MODE=u32:3 }" \
	"EINVAL: only the TTL modes set and min take a TTL${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 $TTL=u8:5 }" \
	"EINVAL: only the TTL modes set and min take a TTL${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 $TTL_MODE=u32:0 $TTL=u8:5 }" \
	"EINVAL: only the TTL modes set and min take a TTL${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 $TTL_MODE=u32:1 $TTL=u8:5 }" \
	"ERANGE: integer out of range${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 $TTL_MODE=u32:2 $TTL=u8:0 }" \
	"ERANGE: integer out of range${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 $TTL_MODE=u32:4 }" \
	"ERANGE: integer out of range${T}$NEW $KEY $OUTPUT={ $DEVICE=s:out0 $TTL_MODE=u32:0xffffffff }" \
	"ERANGE: integer out of range${T}$NEW $KEY $JOIN=u32:3 $OUT"

refuse "attributes that are not for a request" \
	"EINVAL: Unsupported attribute${T}$NEW $KEY $OUT $BOUND" \
	"EINVAL: Unsupported attribute${T}$NEW $KEY $OUT $COUNTERS={ }" \
	"EINVAL: Unsupported attribute${T}$NEW $KEY $OUT $MORE" \
	"EINVAL: Unsupported attribute${T}$NEW $KEY $OUT $WITH_COUNTERS" \
	"EINVAL: Unknown attribute type${T}$NEW $KEY $OUT 99=u8:1" \
	"EINVAL: Unsupported attribute${T}$DEL $INPUT=s:in0 $GROUP=@G $OUT" \
	"EINVAL: Unsupported attribute${T}$DEL $INPUT=s:in0 $GROUP=@G $REPLACE" \
	"EINVAL: Unsupported attribute${T}$FLUSH $REPLACE" \
	"EINVAL: Unsupported attribute${T}$GET $INPUT=s:in0 $GROUP=@G $JOIN=u32:0" \
	"EINVAL: Unsupported attribute${T}dump $GET $JOIN=u32:0" \
	"EINVAL: Unknown attribute type${T}$STATS 2=u8:1"

refuse "routes that are there, or not" \
	"EEXIST: a route with this input, group and source exists${T}$NEW $INPUT=s:in0 $GROUP=@G $OUT" \
	"EEXIST: a route with this input, group and source exists${T}$NEW $INPUT=s:in0 $GROUP=@G $SOURCE=@S $OUT" \
	"ENOENT: there is no route with this input, group and source${T}$DEL $KEY" \
	"ENOENT: there is no route with this input, group and source${T}$DEL $INPUT=s:in1 $GROUP=@G" \
	"ENOENT: there is no route with this input, group and source${T}$DEL $KEY $SOURCE=@S" \
	"ENOENT: no route matches${T}$GET $KEY" \
	"ENOENT: there is no route with this input, group and source${T}$MEMBER $KEY" \
	"0${T}$FLUSH $KEY" \
	"0${T}$FLUSH $INPUT=s:in1" \
	"EOPNOTSUPP${T}dump $NEW" \
	"EOPNOTSUPP${T}dump $STATS" \
	"EOPNOTSUPP${T}99 $KEY"

test_no_membership()
{
	must mc "$NS" route add from in0 group $G join no to out0
	ask "ENOENT: the route has no membership${T}$MEMBER $INPUT=s:in0 $GROUP=a:$G"
}

# What may be said, by these numbers.
test_good()
{
	local ttl=ttl

	ask \
		"0${T}$NEW $INPUT=s:in0 $GROUP=a:$G $OUTPUT={ $DEVICE=s:out0 }" \
		"0${T}$NEW $INPUT=s:in0 $GROUP=a:$G $REPLACE $JOIN=u32:0 $OUTPUT={ $DEVICE=s:out0 $TTL_MODE=u32:2 $TTL=u8:255 $THRESHOLD=u8:255 } $OUTPUT={ $DEVICE=s:out1 $TTL_MODE=u32:3 $TTL=u8:1 } $OUTPUT={ $DEVICE=s:out2 $TTL_MODE=u32:1 }" \
		"0${T}$NEW $INPUT=s:123456789abcdef $GROUP=a:$G2 $REPLACE $SOURCE=a:$S $JOIN=u32:1 $OUTPUT={ $DEVICE=s:fedcba987654321 }" \
		"0${T}$GET $INPUT=s:in0 $GROUP=a:$G $WITH_COUNTERS" \
		"0${T}dump $GET $WITH_COUNTERS" \
		"0${T}dump $GET $INPUT=s:in0 $GROUP=a:$G" \
		"0${T}$MEMBER $INPUT=s:123456789abcdef $GROUP=a:$G2 $SOURCE=a:$S" \
		"0${T}dump $MEMBER" \
		"0${T}$STATS"
	((V == 4)) || ttl=hoplimit
	check "routes" "from in0 pending group $G join no to out0 pending $ttl set 255 threshold 255\
 to out1 pending $ttl min 1 to out2 pending $ttl keep
from 123456789abcdef pending source $S group $G2 to fedcba987654321 pending" "$(routes "$NS")"
	ask "0${T}$DEL $INPUT=s:in0 $GROUP=a:$G" "0${T}$FLUSH"
	check "routes" "" "$(routes "$NS")"
}

# All in one, in their order; what is replaced twice or made and replaced, too.
test_transaction()
{
	must mc "$NS" route add from in0 group $G to out0
	must mc "$NS" route add from in0 source $S group $G to out0
	ask \
		"0${T}$BEGIN" \
		"0${T}$DEL $INPUT=s:in0 $GROUP=a:$G $SOURCE=a:$S" \
		"0${T}$NEW $INPUT=s:in0 $GROUP=a:$G $REPLACE $OUTPUT={ $DEVICE=s:out1 }" \
		"0${T}$NEW $INPUT=s:in0 $GROUP=a:$G2 $OUTPUT={ $DEVICE=s:out1 }" \
		"0${T}$NEW $INPUT=s:in0 $GROUP=a:$G $REPLACE $OUTPUT={ $DEVICE=s:out2 }" \
		"0${T}$NEW $INPUT=s:in0 $GROUP=a:$G2 $REPLACE $OUTPUT={ $DEVICE=s:out3 }" \
		"0${T}$COMMIT" \
		"ENOENT: this socket has not begun a transaction${T}$COMMIT"
	check "routes" "from in0 pending group $G to out2 pending
from in0 pending group $G2 to out3 pending" "$(routes "$NS")"
	check "memberships" 2 "$(mc "$NS" membership show | wc -l)"
	# A route that takes some of another's ports is not that one.
	ask \
		"0${T}$NEW $INPUT=s:in0 $GROUP=a:$G3 14=u16:10 15=u16:20 $OUT" \
		"0${T}$MEMBER $INPUT=s:in0 $GROUP=a:$G3" \
		"0${T}$BEGIN" \
		"0${T}$DEL $INPUT=s:in0 $GROUP=a:$G3 14=u16:10 15=u16:20" \
		"0${T}$NEW $INPUT=s:in0 $GROUP=a:$G3 14=u16:15 15=u16:25 $OUT" \
		"0${T}$DEL $INPUT=s:in0 $GROUP=a:$G3 14=u16:10 15=u16:20" \
		"ENOENT: the route is deleted already #2${T}$COMMIT" \
		"0${T}$DEL $INPUT=s:in0 $GROUP=a:$G3 14=u16:10 15=u16:20"
	# It ends with its socket: another that has the same port ID has begun none.
	ask "0${T}$BEGIN" \
		"0${T}reopen
$BEGIN" \
		"0${T}$COMMIT"
	# An empty one is fine.
	ask "0${T}$BEGIN" "0${T}$COMMIT"
}

# Who changes the routes meanwhile is not overwritten.
test_transaction_again()
{
	local in out pid line

	coproc asked { in_ns "$NS" nlmsg; }
	# shellcheck disable=SC2154 # coproc sets them
	in=${asked[1]} out=${asked[0]} pid=$asked_PID
	printf '%s\n' "$BEGIN" "$NEW $INPUT=s:in0 $GROUP=a:$G $OUTPUT={ $DEVICE=s:out0 }" >&"$in"
	for line in begun noted; do
		read -r -t "$WAIT" -u "$out" line
		check "answer" 0 "$line"
	done
	must mc "$NS" route add from in0 group $G2 to out0
	printf '%s\n' "$COMMIT" >&"$in"
	read -r -t "$WAIT" -u "$out" line
	check "answer" "EAGAIN: the routes have changed since the transaction began" "$line"
	eval "exec $in>&-"
	wait "$pid"
	check "routes" "from in0 pending group $G2 to out0 pending" "$(routes "$NS")"
}

# One at a time, all else stays as it is.
test_single_outputs()
{
	local ttl=ttl rest="except $S2 join no local no rate 10/s comment \"a b\"" outputs

	((V == 4)) || ttl=hoplimit
	must mc "$NS" route add from in0 group $G except $S2 join no local no rate 10/s \
		comment "a b" to out0 ttl set 9 to out1
	ask \
		"0${T}$MORE_OUT $INPUT=s:in0 $GROUP=a:$G $OUTPUT={ $DEVICE=s:out2 $THRESHOLD=u8:3 }" \
		"0${T}$LESS_OUT $INPUT=s:in0 $GROUP=a:$G $OUTPUT={ $DEVICE=s:out1 }" \
		"0${T}$MORE_OUT $INPUT=s:in0 $GROUP=a:$G $REPLACE $OUTPUT={ $DEVICE=s:out2 $THRESHOLD=u8:4 }"
	outputs="to out0 pending $ttl set 9 to out2 pending threshold 4"
	check "routes" "from in0 pending group $G $rest $outputs" "$(routes "$NS")"
}

test_limit()
{
	ask "0${T}$LIMIT 3=u32:2" \
		"0${T}$NEW $INPUT=s:in0 $GROUP=a:$G" \
		"0${T}$NEW $INPUT=s:in0 $GROUP=a:$G2" \
		"ENOSPC: the namespace has as many routes as it may${T}$NEW $INPUT=s:in0 $GROUP=a:$G3" \
		"0${T}$NEW $INPUT=s:in0 $GROUP=a:$G $REPLACE" \
		"0${T}$BEGIN" \
		"0${T}$DEL $INPUT=s:in0 $GROUP=a:$G2" \
		"0${T}$NEW $INPUT=s:in0 $GROUP=a:$G3" \
		"0${T}$COMMIT" \
		"0${T}$LIMIT 3=u32:1048577" \
		"0${T}$LIMIT 3=u32:1048576"
}

run46 "a route without membership" test_no_membership
run46 "a transaction" test_transaction
run46 "a transaction that comes too late" test_transaction_again
run46 "single outputs" test_single_outputs
run46 "the number of routes" test_limit
run46 "good requests" test_good
finish
