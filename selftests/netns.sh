#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Each network namespace has its own routes, gone with it; and who may change
# them.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  out1 |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

NOBODY=65534

test_invisible()
{
	must mc "$RT" route add from in0 group $G to out1
	check "routes elsewhere" "" "$(routes "$DST")"
	check "memberships elsewhere" "" "$(mc "$DST" membership show)"
	check "number of routes elsewhere" 0 "$(stat "$DST" routes)"
	must mc "$DST" route add from in0 group $G to out1 ttl set 3
	must mc "$DST" route flush
	check "routes here" "from in0 group $G to out1" "$(routes "$RT")"
	# The same names there, bound to nothing.
	must mc "$DST" route add from in0 group $G to d1
	check "pending" "from in0 pending group $G to d1" "$(routes "$DST")"
	tx -n 3 $G
	counted "in=3 out1=3"
	check "counters elsewhere" "in=0 d1=0" "$(counts "$DST")"
	must mc "$DST" route flush
}

# A namespace with routes is deleted while packets come: made and deleted anew.
test_delete()
{
	local ns=mcfwd-gone-$$ i

	for i in 1 2 3; do
		must ip netns add "$ns"
		NAMESPACES+=("$ns")
		must ip -n "$ns" link add in0 type veth peer name g0 netns "$SRC"
		must ip -n "$ns" link add out1 type veth peer name g1 netns "$DST"
		must ip -n "$ns" link set in0 up
		must ip -n "$ns" link set out1 up
		must ip -n "$SRC" link set g0 up
		must ip -n "$DST" link set g1 up
		must mc "$ns" route add from in0 group $G to out1 to gone0
		must mc "$ns" route add from in0 source $S group $G2 to out1
		start traffic "" mcast_tx -N "$SRC" -n 0 -i 1000 -r -s $S $G g0
		busywait has_matched "$ns" || fail "no traffic"
		must ip netns del "$ns"
		# Its devices go with it, ours at the other ends too.
		busywait no_device "$SRC" g0 || fail "g0 is still there"
		end traffic TERM
	done
}

has_matched()
{
	(($(stat "$1" matched) > 5))
}

no_device()
{
	! ip -n "$1" link show dev "$2"
}

# Many namespaces, each with routes that hold memberships and names.
test_loop()
{
	local ns=mcfwd-loop-$$ i

	NAMESPACES+=("$ns")
	for ((i = 1; i <= 50; i++)); do
		ip netns add "$ns" || fail "number $i cannot be made"
		mc "$ns" route add from lo group 233.252.0.9 to gone0 || fail "number $i"
		mc "$ns" route add from gone1 group ff3e::9 to lo || fail "number $i"
		ip netns del "$ns" || fail "number $i cannot be deleted"
	done
}

# Whoever owns a namespace may route in it, root or not.
test_user_namespace()
{
	local got

	if ! setpriv --reuid $NOBODY --regid $NOBODY --clear-groups unshare -Urn true 2>/dev/null; then
		skip "users may not make namespaces here"
		return
	fi
	got=$(setpriv --reuid $NOBODY --regid $NOBODY --clear-groups unshare -Urn bash -c '
		ip link add dummy0 up type dummy &&
		mcfwd route add from dummy0 group '$G' to lo &&
		mcfwd route show && mcfwd membership show && mcfwd route flush && mcfwd route show' 2>&1)
	check "a user's own namespace" "$(printf '%s\n' "from dummy0 group $G to lo" \
		"dummy0 group $G joined")" "$got"
}

# as_nobody STATUS ERROR WORD...: the tool without CAP_NET_ADMIN.
as_nobody()
{
	local status=$1 error=$2 got=0

	shift 2
	in_ns "$RT" setpriv --reuid $NOBODY --regid $NOBODY --clear-groups mcfwd "$@" \
		>"$TMP/out" 2>"$TMP/err" || got=$?
	check "status of '$*'" "$status" "$got"
	check "error of '$*'" "$error" "$(cat "$TMP/err")"
}

test_nobody()
{
	local refused='Error: Operation not permitted: changing routes needs CAP_NET_ADMIN.'
	local before

	must mc "$RT" route add from in0 group $G to out1
	before=$(routes "$RT")
	as_nobody 2 "$refused" route add from in0 group $G2 to out1
	as_nobody 2 "$refused" route replace from in0 group $G to out1 ttl keep
	as_nobody 2 "$refused" route del from in0 group $G
	as_nobody 2 "$refused" route flush
	check "routes" "$before" "$(routes "$RT")"
	as_nobody 0 "" route show
	check "what others see" "$before" "$(cat "$TMP/out")"
	as_nobody 0 "" route get from in0 group $G
	check "what others see" "$before" "$(cat "$TMP/out")"
	as_nobody 0 "" membership show
	check "what others see" "in0 group $G joined" "$(cat "$TMP/out")"
	as_nobody 0 "" stats show
}

# Root of a user namespace is nobody in the namespaces of others.
test_foreign_root()
{
	local status=0

	if ! unshare -U true 2>/dev/null; then
		skip "the kernel has no user namespaces"
		return
	fi
	in_ns "$RT" unshare -Ur mcfwd route add from in0 group $G to out1 2>"$TMP/err" || status=$?
	check "status" 2 $status
	check "routes" "" "$(routes "$RT")"
}

# Only who may do so over the host raises the number of routes beyond the default.
test_user_limit()
{
	local got

	if ! unshare -Urn true 2>/dev/null; then
		skip "the kernel has no user namespaces"
		return
	fi
	got=$(unshare -Urn bash -c '
		mcfwd limit set routes 1 && mcfwd route add from in0 group '$G'
		mcfwd route add from in0 group '$G2'
		mcfwd limit set routes 1048577; mcfwd limit set routes 1048576' 2>&1)
	check "answers" "Error: the namespace has as many routes as it may.
Error: more routes than the default need CAP_NET_ADMIN over the host." \
		"$got"
}

# memory GROUP FILE: of a control group.
memory()
{
	cat "$TMP/cgroup/$1/memory.$2"
}

# Routes, their counters and the sockets of their memberships are paid for by who
# makes them. (What happens without enough is the kernel's business, and noisy.)
test_memory()
{
	local group=mcfwd-$$ i before after

	mkdir -p "$TMP/cgroup"
	if ! mount -t cgroup2 none "$TMP/cgroup" 2>/dev/null ||
		! echo +memory >"$TMP/cgroup/cgroup.subtree_control" 2>/dev/null ||
		! mkdir "$TMP/cgroup/$group"; then
		umount "$TMP/cgroup" 2>/dev/null
		skip "there are no memory control groups"
		return
	fi
	for ((i = 0; i < 4000; i++)); do
		echo "route from in0 group 239.2.$((i / 250)).$((i % 250)) to out1"
	done >"$TMP/routes"
	before=$(memory "$group" current)
	bash -c "echo \$\$ >'$TMP/cgroup/$group/cgroup.procs' && exec mcfwd -n $RT apply '$TMP/routes'"
	check "status" 0 $?
	await "memberships" 4000 joined_groups
	after=$(memory "$group" current)
	((after - before > 4000 * 1500)) ||
		fail "4000 routes and sockets are $((after - before)) octets of the group's memory"
	must mc "$RT" route flush

	rmdir "$TMP/cgroup/$group"
	umount "$TMP/cgroup"
}

joined_groups()
{
	mc "$RT" membership show | grep -c ' joined$'
}

needs setpriv unshare
topology 1
run46 "routes of another namespace are invisible" test_invisible
run46 "a namespace is deleted under traffic" test_delete
run "50 namespaces come and go" test_loop
run46 "a user's own namespace" test_user_namespace
run46 "without CAP_NET_ADMIN" test_nobody
run46 "root of another user namespace" test_foreign_root
run46 "a user's number of routes" test_user_limit
run "memory is accounted for" test_memory
finish
