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
# shellcheck source=variants.sh
. "$(dirname "$0")/variants.sh"

PG=/proc/net/pktgen
SENDER=02:00:00:00:00:01
SIZE=200
OUTPUTS=4
COUNT=${BENCH_COUNT:-500}	# packets for each CPU
RUN=0

die()
{
	printf 'scaling: %s\n' "$*" >&2
	exit 1
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
		for ((i = 1; i <= OUTPUTS; i++)); do
			echo "link add o$i type dummy"
			echo "addr add 10.0.$i.1/24 dev o$i"
			echo "addr add 2001:db8:0:$i::1/64 dev o$i nodad"
			echo "link set o$i up multicast on"
		done
	} | ip -batch - || die "devices cannot be made"
}

# pg SETTING...: of every CPU's pktgen.
pg()
{
	local cpu

	for ((cpu = 0; cpu < CPUS; cpu++)); do
		echo "$*" >"$PG/in0@$cpu" || die "pktgen does not take '$*'"
	done
}

# use_cpus N: which of them send, N from the first.
use_cpus()
{
	local thread cpu

	CPUS=$1
	for thread in "$PG"/kpktgend_*; do
		echo rem_device_all >"$thread"
	done
	for ((cpu = 0; cpu < CPUS; cpu++)); do
		echo "add_device in0@$cpu" >$PG/kpktgend_$cpu || die "pktgen does not take a device"
	done
	pg xmit_mode netif_receive
	pg flag !SHARED
	pg flag NO_TIMESTAMP
	pg flag UDPCSUM
	pg udp_src_min 5001
	pg udp_src_max 5001
	pg udp_dst_min 5001
	pg udp_dst_max 5001
	pg src_mac $SENDER
	pg clone_skb 0
	pg burst 1
	pg delay 0
	pg pkt_size $SIZE
	if ((V == 4)); then
		pg dst "$G"
		pg src_min "$S"
		pg src_max "$S"
	else
		pg dst6 "$G"
		pg src6 "$S"
	fi
}

family()
{
	V=$1
	if ((V == 4)); then
		S=192.0.2.1 G=233.252.0.1 GMAC=01:00:5e:7c:00:01
	else
		S=2001:db8::1 G=ff3e::8000:1 GMAC=33:33:80:00:00:01
	fi
}

sent()
{
	local n=0 i value

	for ((i = 1; i <= OUTPUTS; i++)); do
		read -r value <"/sys/class/net/o$i/statistics/tx_packets"
		((n += value))
	done
	echo $n
}

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
		measure baseline "$cpus" 02:00:00:00:00:99 0
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
