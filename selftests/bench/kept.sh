#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What guest.sh counts, with outputs that keep what they get, as a network card does
# until it has sent it. A dummy device has thrown a packet away when it is asked to send
# the next: then who copies a packet by reference may write to it again, and need not
# copy it at all. Here each output has a queue whose packets wait for much longer than
# this takes. bench.sh starts it; see pktgen.sh for where it can run.
#
#	kept.sh		prints a JSON object a line, one for each measurement
#
# From the environment: BENCH_VARIANTS, BENCH_OUTPUTS, BENCH_FAMILIES, to measure
# only those. Not XDP: it passes by the queues.
set -u
# shellcheck source=pktgen.sh
. "$(dirname "$0")/pktgen.sh"
# shellcheck source=variants.sh
. "$(dirname "$0")/variants.sh"

SIZE=200
COUNT=500

prepare()
{
	local i

	for ((i = 1; i <= OUTPUTS; i++)); do
		echo "qdisc replace dev o$i root netem delay 1000s limit 1000000"
	done | tc -batch - || die "queues cannot be made"
}

# How many packets wait.
sent()
{
	local n=0 i

	for ((i = 1; i <= OUTPUTS; i++)); do
		[[ $(tc -s qdisc show dev "o$i") =~ backlog\ [^\ ]+\ ([0-9]+)p ]] ||
			die "o$i has no queue"
		((n += BASH_REMATCH[1]))
	done
	echo $n
}

settle()
{
	local i

	for ((i = 1; i <= OUTPUTS; i++)); do
		echo "qdisc del dev o$i root"
	done | tc -batch -
}

# measure MAC COPIES
measure()
{
	rounds "$VARIANT, IPv$V, $OUTPUTS outputs" $SIZE "$1" $COUNT "$2"
}

measure_variant()
{
	"start_$VARIANT" || return
	measure "$GMAC" "$OUTPUTS"
	"stop_${VARIANT%%_*}"
	printf '{"kind":"kept","variant":"%s","family":%d,"outputs":%d,"size":%d,"instructions":%d,"spread":%d}\n' \
		"${VARIANT//_/-}" "$V" "$OUTPUTS" $SIZE $((LEAST - BASELINE)) $((MOST - LEAST))
}

make_devices
for v in ${BENCH_FAMILIES:-4 6}; do
	family "$v"
	OUTPUTS=1 VARIANT=baseline
	measure $STRANGER 0
	BASELINE=$LEAST
	for OUTPUTS in ${BENCH_OUTPUTS:-1 4 16}; do
		progress "copies that are kept, IPv$V, $OUTPUTS output(s)"
		for VARIANT in ${BENCH_VARIANTS:-${VARIANTS/xdp}}; do
			measure_variant
		done
	done
done
