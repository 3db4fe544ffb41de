#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The part of scaling.sh that runs in the VM: lets 1, 2 and 4 CPUs receive the same
# packets at the same time, of one sender and one group, on one device, which go to the
# same outputs by the same route. Nothing can have more in common.
#
#	cpus.sh		prints a JSON object a line for each measurement, to which
#			lines.c has one with the same number
#
# From the environment: BENCH_VARIANTS, BENCH_FAMILIES, BENCH_CPUS, to measure only those,
# and BENCH_COUNT.
set -u
# shellcheck source=pktgen.sh
. "$(dirname "$0")/pktgen.sh"
# shellcheck source=variants.sh
. "$(dirname "$0")/variants.sh"

OUTPUTS=4
COUNT=${BENCH_COUNT:-500}	# packets for each CPU
RUN=0

send()
{
	pg dst_mac "$1"
	pg count "$2"
	echo start >$PG/pgctrl
}

# measure NAME CPUS MAC COPIES: what pktgen sends first sees to what is made only once.
measure()
{
	local before copies

	use_cpus "$2"
	address "$S" "$G"
	pg pkt_size 200
	send "$3" 50
	cp /proc/kallsyms /share/symbols
	sync
	before=$(sent)
	/share/mark
	send "$3" "$COUNT"
	/share/mark
	copies=$(($(sent) - before))
	((copies == COUNT * CPUS * $4)) || die "$1, IPv$V, $2 CPUs: $copies copies were sent"
	printf '{"run":%d,"measure":"scaling","variant":"%s","family":%d,"outputs":%d,"cpus":%d,"sent":%d}\n' \
		$((RUN++)) "${1//_/-}" "$V" "$4" "$CPUS" $((COUNT * CPUS))
}

# Rules of somebody else's: what passes FORWARD.
start_mcfwd_chain()
{
	nft -f - <<-END
		table inet bench {
			chain forward { type filter hook forward priority 0; udp dport 1 drop; }
			chain out { type filter hook postrouting priority 0; udp dport 1 drop; }
		}
	END
	route
}

stop_mcfwd()
{
	mcfwd route flush
	nft flush ruleset
}

# What CPUs do share, once for every 100 packets.
start_mcfwd_rate()
{
	mcfwd route add from in0 group "$G" rate 100000/s to o1 to o2 to o3 to o4
}

VARIANTS='mcfwd mcfwd_firewall_no mcfwd_chain mcfwd_ttl_set mcfwd_src mcfwd_local_yes'
VARIANTS+=' mcfwd_rate ipmr tc_as_is nft_ip'

make_devices
for v in ${BENCH_FAMILIES:-4 6}; do
	family "$v"
	for cpus in ${BENCH_CPUS:-1 2 4}; do
		measure baseline "$cpus" $STRANGER 0
	done
	for VARIANT in ${BENCH_VARIANTS:-$VARIANTS}; do
		[[ " $VARIANTS " == *" $VARIANT "* ]] || continue
		"start_$VARIANT" || continue
		for cpus in ${BENCH_CPUS:-1 2 4}; do
			measure "$VARIANT" "$cpus" "$GMAC" "$OUTPUTS"
		done
		"stop_${VARIANT%%_*}"
	done
done
