#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Counts what a packet costs, in instructions, each way of copying it to N devices.
# bench.sh starts it; see pktgen.sh for where it can run.
#
#	guest.sh	prints a JSON object a line, one for each measurement
#
# From the environment: BENCH_VARIANTS, BENCH_OUTPUTS, BENCH_SIZES, BENCH_FAMILIES, to
# measure only those.
#
# What a packet costs that is for another host, and so is thrown away as soon as IP
# looks at it, is what all ways have in common, and is subtracted.
set -u
# shellcheck source=pktgen.sh
. "$(dirname "$0")/pktgen.sh"
# shellcheck source=variants.sh
. "$(dirname "$0")/variants.sh"

COPIES=8000	# at least so many in a round

# measure SIZE MAC COPIES
measure()
{
	local count=$((COPIES / OUTPUTS))

	((count >= 500)) || count=500
	rounds "$VARIANT, IPv$V, $OUTPUTS outputs" "$1" "$2" $count "$3"
}

# report SIZE INSTRUCTIONS
report()
{
	printf '{"kind":"copy","variant":"%s","family":%d,"outputs":%d,"size":%d,"instructions":%d,"spread":%d}\n' \
		"${VARIANT//_/-}" "$V" "$OUTPUTS" "$1" "$2" $((MOST - LEAST))
}

# Packets for another host; nothing is set up.
measure_baseline()
{
	local size

	OUTPUTS=1 VARIANT=baseline
	for size in $SIZES; do
		measure "$size" $STRANGER 0
		BASELINE[$size]=$LEAST
		report "$size" "$LEAST"
	done
}

measure_variant()
{
	local size

	"start_$VARIANT" || return
	for size in $SIZES; do
		measure "$size" "$GMAC" "$OUTPUTS"
		report "$size" $((LEAST - BASELINE[$size]))
	done
	"stop_${VARIANT%%_*}"
}

SIZES=${BENCH_SIZES:-64 200 1358}
declare -A BASELINE
make_devices
for v in ${BENCH_FAMILIES:-4 6}; do
	family "$v"
	measure_baseline
	for OUTPUTS in ${BENCH_OUTPUTS:-1 4 16 64}; do
		progress "copies, IPv$V, $OUTPUTS output(s)"
		for VARIANT in ${BENCH_VARIANTS:-$VARIANTS}; do
			measure_variant
		done
	done
done
