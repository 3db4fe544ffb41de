#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Counts what a packet costs, in instructions, each way of copying it to N devices.
# For a VM with -icount shift=0, whose clock ticks once an instruction: nothing here
# means anything on another machine. bench.sh starts it.
#
#	guest.sh	prints a JSON object a line, one for each measurement
#
# From the environment: BENCH_VARIANTS, BENCH_OUTPUTS, BENCH_SIZES, BENCH_FAMILIES, to
# measure only those.
#
# pktgen gives packets of its own to the receive path, as a network card's driver
# would; the outputs are dummy devices, which throw away what they get. What a packet
# costs that is for another host, and so is thrown away as soon as IP looks at it, is
# what all ways have in common, and is subtracted.
set -u
# shellcheck source=variants.sh
. "$(dirname "$0")/variants.sh"

PG=/proc/net/pktgen
SENDER=02:00:00:00:00:01
ROUNDS=3
COPIES=8000	# at least so many in a round
MAX_OUTPUTS=64

die()
{
	printf 'bench: %s\n' "$*" >&2
	exit 1
}

# pg WORD...: a setting of pktgen's.
pg()
{
	echo "$*" >$PG/in0 || die "pktgen does not take '$*'"
}

make_devices()
{
	local i

	modprobe -a dummy pktgen mcfwd || die "a module is missing"
	echo 0 >/proc/sys/net/ipv6/conf/default/router_solicitations
	{
		echo "link add in0 type dummy"
		echo "addr add 192.0.2.254/24 dev in0"
		echo "addr add 2001:db8::fe/64 dev in0 nodad"
		echo "link set in0 up multicast on"
		for ((i = 1; i <= MAX_OUTPUTS; i++)); do
			echo "link add o$i type dummy"
			echo "addr add 10.0.$i.1/24 dev o$i"
			echo "addr add 2001:db8:0:$i::1/64 dev o$i nodad"
			echo "link set o$i up multicast on"
		done
	} | ip -batch - || die "devices cannot be made"
	# What they have to say to their neighbours is soon said, and only packets of
	# pktgen's are to be counted.
	sleep 10
	echo "add_device in0" >$PG/kpktgend_0 || die "pktgen does not take a device"
	pg xmit_mode netif_receive
	# Each packet an skb of its own, as from a card: from 6.7.
	pg flag !SHARED
	pg flag NO_TIMESTAMP
	pg flag UDPCSUM
	pg udp_dst_min 5001
	pg udp_dst_max 5001
	pg src_mac $SENDER
	pg clone_skb 0
	pg burst 1
	pg delay 0
}

# family 4|6
family()
{
	V=$1
	if ((V == 4)); then
		S=192.0.2.1 G=233.252.0.1 GMAC=01:00:5e:7c:00:01
		pg dst $G
		pg src_min $S
		pg src_max $S
	else
		S=2001:db8::1 G=ff3e::8000:1 GMAC=33:33:80:00:00:01
		pg dst6 $G
		pg src6 $S
	fi
}

# round MAC COUNT: the instructions that a packet costs, in $COST.
round()
{
	local result

	pg dst_mac "$1"
	pg count "$2"
	echo start >$PG/pgctrl
	result=$(grep -o 'OK: [0-9]*' $PG/in0) || die "pktgen failed: $(<$PG/in0)"
	COST=$((${result#OK: } * 1000 / $2))
}

sent()
{
	local n=0 i value

	for ((i = 1; i <= $1; i++)); do
		read -r value <"/sys/class/net/o$i/statistics/tx_packets"
		((n += value))
	done
	echo $n
}

# measure SIZE: the net cost with what is set up now, least and most of the rounds, in
# $LEAST and $MOST. Every copy has to be sent.
measure()
{
	local size=$1 mac=$2 count=$((COPIES / OUTPUTS)) i before

	((count >= 500)) || count=500
	LEAST='' MOST=0
	pg pkt_size "$size"
	for ((i = 0; i < ROUNDS; i++)); do
		before=$(sent "$OUTPUTS")
		round "$mac" "$count"
		[[ $mac != "$GMAC" || $(sent "$OUTPUTS") == $((before + count * OUTPUTS)) ]] ||
			die "$VARIANT, IPv$V, $OUTPUTS outputs: not every copy was sent"
		[[ $LEAST ]] && ((LEAST <= COST)) || LEAST=$COST
		((MOST >= COST)) || MOST=$COST
	done
}

report()
{
	printf '{"variant":"%s","family":%d,"outputs":%d,"size":%d,"instructions":%d,"spread":%d}\n' \
		"$1" "$V" "$OUTPUTS" "$2" "$3" "$4"
}

# Packets for another host; nothing is set up.
measure_baseline()
{
	local size

	OUTPUTS=1 VARIANT=baseline
	for size in $SIZES; do
		measure "$size" 02:00:00:00:00:99
		BASELINE[$size]=$LEAST
		report baseline "$size" "$LEAST" $((MOST - LEAST))
	done
}

measure_variant()
{
	local size

	"start_$VARIANT" || return
	for size in $SIZES; do
		measure "$size" "$GMAC"
		report "${VARIANT//_/-}" "$size" $((LEAST - BASELINE[$size])) $((MOST - LEAST))
	done
	"stop_${VARIANT%%_*}"
}

SIZES=${BENCH_SIZES:-64 200 1358}
declare -A BASELINE
make_devices
printf '{"kernel":"%s","rounds":%d}\n' "$(uname -r)" $ROUNDS
for v in ${BENCH_FAMILIES:-4 6}; do
	family "$v"
	measure_baseline
	for OUTPUTS in ${BENCH_OUTPUTS:-1 4 16 64}; do
		for VARIANT in ${BENCH_VARIANTS:-$VARIANTS}; do
			measure_variant
		done
	done
done
