#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Counts what many routes cost: packets of theirs, packets that have nothing to do with
# them, those who add, change and show them, and memory. bench.sh starts it, after or
# without guest.sh; see pktgen.sh for where it can run.
#
#	routes.sh	prints a JSON object a line, one for each measurement
#
# From the environment: BENCH_ROUTES, the numbers of routes among which a packet's is
# found; BENCH_APPLIED, the number that is applied; BENCH_FAMILIES. Memory is that of
# the machine's possible processors, of which there should be two.
#
# Routes are for a group and a source each, four sources a group, to each output in
# turn. Which routes share a bucket of a hash table is chance, so packets go to many
# groups.
set -u
# shellcheck source=pktgen.sh
. "$(dirname "$0")/pktgen.sh"

SIZE=200
COUNT=4096	# packets in a round
GROUPS_MAX=1024	# that packets go to; a power of two, as is whatever is less
TMP=$(mktemp -d)
trap 'rm -rf "$TMP"' EXIT

# route_file N [OPTION]: of the family $V.
route_file()
{
	awk -v n="$1" -v v="$V" -v outputs=$MAX_OUTPUTS -v option="${2:-}" 'BEGIN {
		for (i = 0; i < n; i++) {
			g = int(i / 4)
			if (v == 4) {
				group = sprintf("232.%d.%d.%d", 1 + g / 65536, g / 256 % 256, g % 256)
				source = "192.0.2." 1 + i % 4
			} else {
				group = sprintf("ff3e::80%02x:%x", g / 65536, g % 65536)
				source = "2001:db8::" 1 + i % 4
			}
			print "route from in0 source", source, "group", group, "join no to o" \
				1 + g % outputs, option
		}
	}'
}

# apply N [OPTION]
apply()
{
	route_file "$@" >"$TMP/routes"
	mcfwd apply "$TMP/routes" >/dev/null || die "$1 routes cannot be applied"
}

flush()
{
	mcfwd route flush || die "routes cannot be flushed"
}

# result KEY VALUE...: an object; values are numbers, or with their quotes.
result()
{
	local comma=

	printf '{'
	while (($#)); do
		printf '%s"%s":%s' "$comma" "$1" "$2"
		comma=,
		shift 2
	done
	printf '}\n'
}

# What a router forwards otherwise: a packet to a host behind o1.
make_unicast()
{
	ip route add 198.51.100.0/24 dev o1
	ip route add 2001:db8:2::/64 dev o1
	echo 1 >/proc/sys/net/ipv4/ip_forward
	echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
	MAC=$(<"/sys/class/net/in0/address")
	sleep 10 # routers join groups, and say so
}

# unicast STATE: what it costs, all in all.
unicast()
{
	if ((V == 4)); then
		address $S 198.51.100.7
	else
		address $S 2001:db8:2::7
	fi
	rounds "unicast, $1, IPv$V" $SIZE "$MAC" $COUNT 1
	result kind '"unicast"' state "\"$1\"" family "$V" size $SIZE \
		instructions "$LEAST" spread $((MOST - LEAST))
}

# A chain of nft's, without a rule: another hook that looks at a packet and lets it go.
# The first hook is what costs most of all.
add_hook()
{
	nft 'table inet bench { chain nothing { type filter hook prerouting priority raw; }; }' ||
		die "nft cannot make a chain"
}

# The states that have no routes.
state_absent()
{
	rmmod mcfwd || die "the module cannot be unloaded"
}

state_nft()
{
	add_hook
}

state_loaded()
{
	nft flush ruleset
	modprobe mcfwd || die "the module cannot be loaded"
}

measure_unicast()
{
	local state

	for state in absent nft loaded; do
		"state_$state"
		for V in $FAMILIES; do
			progress "unicast, IPv$V, $state"
			family "$V"
			unicast "$state"
		done
	done
}

# to_groups N: packets go to so many of the groups, as many as are a power of two.
to_groups()
{
	local n=1

	while ((n * 2 * 4 <= $1 && n < GROUPS_MAX)); do
		((n *= 2))
	done
	if ((V == 4)); then
		address $S 232.1.0.0 "232.1.$(((n - 1) / 256)).$(((n - 1) % 256))"
	else
		address $S ff3e::8000:0 "ff3e::8000:$(printf %x $((n - 1)))"
	fi
}

# lookup N: what a packet costs whose route is one of N, more than one for
# another host that is thrown away.
lookup()
{
	local baseline

	to_groups "$1"
	rounds "baseline, IPv$V" $SIZE $STRANGER $COUNT 0
	baseline=$LEAST
	rounds "$1 routes, IPv$V" $SIZE "$GMAC" $COUNT 1
	result kind '"lookup"' routes "$1" family "$V" size $SIZE \
		instructions $((LEAST - baseline)) spread $((MOST - LEAST))
}

measure_lookups()
{
	local n

	for V in $FAMILIES; do
		family "$V"
		for n in $NUMBERS; do
			progress "lookup, IPv$V, among $n route(s)"
			apply "$n"
			lookup "$n"
			unicast "routes-$n"
		done
		add_hook
		unicast "routes-$n-nft"
		nft flush ruleset
		flush
	done
}

# memory: kB in use, all, and in parts, in $USED. A page that a processor keeps for its
# next request is free, too.
memory()
{
	sleep 3 # RCU has freed, hash tables have grown
	sync
	echo 3 >/proc/sys/vm/drop_caches
	sleep 1
	mapfile -t USED < <(awk '
		FILENAME ~ /meminfo/ { kb[$1] = $2 }
		$1 == "nr_free_pages" || $1 == "count:" { free += 4 * $2 }
		END {
			print kb["MemTotal:"] - free
			print kb["Slab:"]
			print kb["Percpu:"]
			print kb["VmallocUsed:"]
		}' /proc/meminfo /proc/zoneinfo)
}

# memory_since JOIN N BEFORE...: octets by route.
memory_since()
{
	local i join=$1 n=$2 bytes=() before=("${@:3}")

	memory
	for i in 0 1 2 3; do
		bytes+=($(((USED[i] - before[i]) * 1024 / n)))
	done
	result kind '"memory"' join "\"$join\"" routes "$n" processors "$(possible)" \
		bytes "${bytes[0]}" slab "${bytes[1]}" percpu "${bytes[2]}" \
		vmalloc "${bytes[3]}" \
		other $((bytes[0] - bytes[1] - bytes[2] - bytes[3]))
}

# possible: how many processors there can be.
possible()
{
	local first last

	IFS=- read -r first last </sys/devices/system/cpu/possible
	echo $((${last:-$first} + 1))
}

# memory_of JOIN N: of so many routes.
memory_of()
{
	local before

	progress "memory, $2 routes, join $1"
	V=4
	route_file "$2" >"$TMP/routes"
	[[ $1 == no ]] || sed -i 's/ join no//' "$TMP/routes"
	memory
	before=("${USED[@]}")
	mcfwd apply "$TMP/routes" >/dev/null || die "$2 routes cannot be applied"
	memory_since "$1" "$2" "${before[@]}"
	flush
}

# Memberships are the kernel's, a socket's worth each, and slow to make.
measure_memory()
{
	memory_of no "$APPLIED"
	memory_of yes $((APPLIED / 10))
}

# timed N TOOL OPERATION COMMAND...: what it takes by the guest's clock, so instructions
# and what it waits, by route, of N.
timed()
{
	local n=$1 tool=$2 operation=$3 start=$EPOCHREALTIME

	shift 3
	"$@" >/dev/null || die "$tool, $operation: failed"
	result kind '"rate"' tool "\"$tool\"" operation "\"$operation\"" routes "$n" \
		instructions $(((${EPOCHREALTIME/./} - ${start/./}) * 1000 / n))
}

# rates_mcfwd N
rates_mcfwd()
{
	V=4
	route_file "$1" >"$TMP/routes"
	route_file "$1" 'ttl set 9' >"$TMP/changed"
	timed "$1" mcfwd add mcfwd apply "$TMP/routes"
	timed "$1" mcfwd nothing mcfwd apply "$TMP/routes"
	timed "$1" mcfwd replace mcfwd apply "$TMP/changed"
	timed "$1" mcfwd show mcfwd route show
	timed "$1" mcfwd show-json mcfwd -j route show
	timed "$1" mcfwd flush mcfwd route flush
}

# ip_file N COMMAND STEP: unicast routes for "ip -batch", each by one of as many
# gateways as there are outputs.
ip_file()
{
	awk -v n="$1" -v command="$2" -v step="$3" -v outputs=$MAX_OUTPUTS 'BEGIN {
		for (i = 0; i < n; i++) {
			o = 1 + (i + step) % outputs
			printf "route %s 198.%d.%d.%d via 10.0.%d.2 dev o%d\n", command,
				18 + i / 65536, i / 256 % 256, i % 256, o, o
		}
	}'
}

# rates_ip N
rates_ip()
{
	ip_file "$1" add 0 >"$TMP/routes"
	ip_file "$1" replace 1 >"$TMP/changed"
	timed "$1" ip add ip -batch "$TMP/routes"
	timed "$1" ip replace ip -batch "$TMP/changed"
	timed "$1" ip show ip route show
	timed "$1" ip show-json ip -j route show
	timed "$1" ip flush ip route flush root 198.18.0.0/15
}

# The clock of a processor without work leaps to the next timer, again and again while
# this machine reads a program's file, so there is always some. And all is done once
# before it counts, so that there are fewer files to read.
measure_rates()
{
	local tool idler

	chrt --idle 0 bash -c 'while :; do :; done' &
	idler=$!
	for tool in mcfwd ip; do
		progress "rates, $APPLIED routes, $tool"
		"rates_$tool" 10 >/dev/null
		"rates_$tool" "$APPLIED"
	done
	kill $idler
	wait $idler
}

FAMILIES=${BENCH_FAMILIES:-4 6}
NUMBERS=${BENCH_ROUTES:-1 1000 100000 1000000}
APPLIED=${BENCH_APPLIED:-100000}
OUTPUTS=$MAX_OUTPUTS
make_devices
make_unicast
measure_unicast
measure_memory
measure_rates
measure_lookups
