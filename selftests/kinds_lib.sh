# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# For tests of kinds of devices as outputs and as inputs. One is made in the router,
# most have a counterpart at the other end:
#
#	+--------+         +-----------------+         +----------------+
#	|  SRC   |---------| in0  RT  outI --|- KIND - |-- dI    DST    |
#	+--------+         +-----------------+         +----------------+
#
# 203.0.113.1 and 2001:db8:77::1 are the router's, .2 and ::2 the other end's. A
# kernel without a kind, or a machine without the program that makes it, skips it.
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# --- tests ------------------------------------------------------------------

# ends: what the tests need of a family, beyond what family() sets.
ends()
{
	if ((V == 4)); then
		RT_END=203.0.113.1 DST_END=203.0.113.2
	else
		RT_END=2001:db8:77::1 DST_END=2001:db8:77::2
	fi
}

# both_ways RT-DEV DST-DEV: starts with what a family's packets need.
both_ways()
{
	ends
	must mc "$RT" route add from in0 group $G to "$1" src auto
	must mc "$RT" route add from "$1" group $G2 to in0 ttl set 9
	rx "out$V" -n 20 $G "$2"
	RX_NS=$SRC rx "in$V" -n 20 $G2 s0
}

# both_ways_done [MAC]: of an Ethernet device
both_ways_done()
{
	ends
	end "out$V"
	end "in$V"
	rx_check "out$V" received=20 unique=20 duplicates=0 bad=0 ttl=63 "src=$RT_END"
	rx_check "in$V" received=20 unique=20 duplicates=0 bad=0 ttl=9 "src=$DST_END"
	[[ ! $1 ]] || seen 20 cap "IPv$V: source and destination MAC" "$1 > $GMAC, ethertype IPv$V"
}

# test_kind FAMILIES RT-DEV DST-DEV: from the sender to the other end, and from
# there to where the sender is. Order is not kept by devices with a queue per CPU.
test_kind()
{
	local v n=0 expected='' groups='' mac

	mac=$(mac "$RT" "$2")

	for v in $1; do
		family "$v"
		both_ways "$2" "$3"
		((++n))
		groups+="${groups:+ or }dst host $G"
		expected+="${expected:+; }in=20 $2=20; in=20 in0=20"
	done
	[[ ! $mac ]] || capture cap "$DST" "$3" "udp and ($groups)"
	for v in $1; do
		family "$v"
		ends
		tx -n 20 -l 500 $G
		must mcast_tx -N "$DST" -n 20 -l 500 -s $DST_END $G2 "$3"
	done
	counted "$expected"
	[[ ! $mac ]] || capture_end cap $((20 * n))
	for v in $1; do
		family "$v"
		both_ways_done "$mac"
	done
}

# --- making devices ---------------------------------------------------------

six=
has_ipv6 || six='#'

# addresses RT-DEV DST-DEV: and up.
addresses()
{
	must ip -n "$RT" -batch - <<-END
		addr add 203.0.113.1/30 dev $1
		link set $1 up
		${six}addr add 2001:db8:77::1/64 dev $1 nodad
	END
	must ip -n "$DST" -batch - <<-END
		addr add 203.0.113.2/30 dev $2
		link set $2 up
		${six}addr add 2001:db8:77::2/64 dev $2 nodad
	END
	busywait usable "$RT" "$1" || fail "$1 does not come up"
	busywait usable "$DST" "$2" || fail "$2 does not come up"
}

usable()
{
	[[ $(ip -n "$1" link show dev "$2") == *LOWER_UP* ]]
}

# no_addresses RT-DEV DST-DEV: for devices that others use, too.
no_addresses()
{
	ip -n "$RT" -batch - 2>/dev/null <<-END
		addr del 203.0.113.1/30 dev $1
		${six}addr del 2001:db8:77::1/64 dev $1
	END
	ip -n "$DST" -batch - 2>/dev/null <<-END
		addr del 203.0.113.2/30 dev $2
		${six}addr del 2001:db8:77::2/64 dev $2
	END
}

# kind NAME FAMILIES RT-DEV DST-DEV
kind()
{
	local families=$2

	has_ipv6 || families=${families/6/}
	[[ ! ${families// /} ]] || run "$1" test_kind "$families" "$3" "$4"
}

# over NAME FAMILIES RT-DEV RT-ARGS DST-DEV [DST-ARGS]: a device at each end. One
# that is at the other end already has no arguments.
over()
{
	local name=$1 families=$2 dev=$3 peer=$5

	[[ ! $six || $4 != *2001:* ]] || return
	# shellcheck disable=SC2086 # words
	if ! ip -n "$RT" link add "$dev" $4 2>"$TMP/why"; then
		run "$name" skip "the kernel has no such device: $(head -n 1 "$TMP/why")"
		return
	fi
	# shellcheck disable=SC2086
	[[ ! ${6:-} ]] || must ip -n "$DST" link add "$peer" $6
	addresses "$dev" "$peer"
	kind "$name" "$families" "$dev" "$peer"
	no_addresses "$dev" "$peer"
	ip -n "$RT" link del "$dev"
	[[ ! ${6:-} ]] || ip -n "$DST" link del "$peer" 2>/dev/null
}

# around NAME RT-DEV TYPE...: a device that has out3 as its port.
around()
{
	local name=$1 dev=$2

	shift 2
	if ! ip -n "$RT" link add "$dev" "$@" 2>"$TMP/why"; then
		run "$name" skip "the kernel has no such device: $(head -n 1 "$TMP/why")"
		return
	fi
	must ip -n "$RT" link set out3 down
	must ip -n "$RT" link set out3 master "$dev"
	must ip -n "$RT" link set out3 up
	addresses "$dev" d3
	kind "$name" '4 6' "$dev" d3
	no_addresses "$dev" d3
	ip -n "$RT" link del "$dev"
	ip -n "$RT" link set out3 up
}
