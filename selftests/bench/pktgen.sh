# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2153
#
# Devices, and packets of pktgen's that cost so many instructions. Sourced by what
# measures in a VM with -icount shift=0, whose clock ticks once an instruction: nothing
# here means anything on another machine.
#
# pktgen gives packets of its own to the receive path, as a network card's driver
# would; the outputs are dummy devices, which throw away what they get.

PG=/proc/net/pktgen
SENDER=02:00:00:00:00:01
STRANGER=02:00:00:00:00:99	# another host's
ROUNDS=3
MAX_OUTPUTS=64
CPUS=1		# that send

# progress TEXT: on stderr, which bench.sh shows to whoever waits.
progress()
{
	printf 'bench: %s\n' "$*" >&2
}

die()
{
	progress "$*"
	exit 1
}

# pg WORD...: a setting of pktgen's, for each CPU that sends.
pg()
{
	local cpu

	for ((cpu = 0; cpu < CPUS; cpu++)); do
		echo "$*" >"$PG/in0@$cpu" || die "pktgen does not take '$*'"
	done
}

# Does nothing if another script has made them.
make_devices()
{
	local i

	[[ ! -e /sys/class/net/in0 ]] || return 0
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
	use_cpus 1
}

# use_cpus N: so many send, all on in0, from the first CPU on.
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
	# Each packet an skb of its own, as from a card: from 6.7.
	pg flag !SHARED
	pg flag NO_TIMESTAMP
	pg flag UDPCSUM
	pg udp_dst_min 5001
	pg udp_dst_max 5001
	# Who looks up a MAC address finds some fast and some slowly, by chance.
	pg src_mac $SENDER
	pg src_mac_count 64
	pg clone_skb 0
	pg burst 1
	pg delay 0
}

# address SOURCE DESTINATION [LAST]: of the packets to come, by the family $V. LAST: to
# all from DESTINATION to it; with IPv6 by chance, and so that where they differ a bit
# has to be 0 in DESTINATION and 1 in LAST.
address()
{
	local last=${3:-}

	if ((V == 4)); then
		pg flag !IPV6
		pg src_min "$1"
		pg src_max "$1"
		pg dst_min "$2"
		pg dst_max "${last:-$2}"
	else
		pg src6 "$1"
		pg dst6_max "${last:-::}"
		if [[ $last ]]; then
			pg dst6_min "$2"
		else
			pg dst6_min ::
			pg dst6 "$2"
		fi
	fi
}

# family 4|6: to the group $G, by the sender $S.
family()
{
	V=$1
	if ((V == 4)); then
		S=192.0.2.1 G=233.252.0.1 GMAC=01:00:5e:7c:00:01
	else
		S=2001:db8::1 G=ff3e::8000:1 GMAC=33:33:80:00:00:01
	fi
	address $S $G
}

# round MAC COUNT: the instructions that a packet costs, in $COST; of one CPU.
round()
{
	local result

	pg dst_mac "$1"
	pg count "$2"
	echo start >$PG/pgctrl
	result=$(grep -o 'OK: [0-9]*' $PG/in0@0) || die "pktgen failed: $(<$PG/in0@0)"
	COST=$((${result#OK: } * 1000 / $2))
}

# sent: how many packets the first $OUTPUTS outputs have sent.
sent()
{
	local n=0 i value

	for ((i = 1; i <= OUTPUTS; i++)); do
		read -r value <"/sys/class/net/o$i/statistics/tx_packets"
		((n += value))
	done
	echo $n
}

# What comes before and after each round; for others to define.
prepare()
{
	:
}

settle()
{
	:
}

# rounds WHAT SIZE MAC COUNT COPIES: what a packet costs with all that is set up now,
# least and most of the rounds, in $LEAST and $MOST. The first $OUTPUTS outputs have to
# send so many copies of each.
rounds()
{
	local what=$1 size=$2 mac=$3 count=$4 wanted=$(($4 * $5)) i n

	LEAST='' MOST=0
	pg pkt_size "$size"
	for ((i = 0; i < ROUNDS; i++)); do
		prepare
		n=$(sent)
		round "$mac" "$count"
		n=$(($(sent) - n))
		settle
		((n == wanted)) || die "$what: of $wanted copies, $n were sent"
		[[ $LEAST ]] && ((LEAST <= COST)) || LEAST=$COST
		((MOST >= COST)) || MOST=$COST
	done
}
