# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2153
#
# The ways of copying a group's packets from in0 to the first $OUTPUTS of o1, o2...
# Each has start_NAME, which fails if it cannot do that, and is stopped by the stop_ of
# its name up to the first underscore. $V is 4 or 6, $G the group, $S the sender.

VARIANTS='mcfwd mcfwd_firewall_no mcfwd_ttl_set mcfwd_src mcfwd_local_yes
	ipmr tc_same tc_as_is nft_netdev nft_ip xdp'

# each TEXT: for each output, N being its number.
each()
{
	local i

	for ((i = 1; i <= OUTPUTS; i++)); do
		printf '%b' "${1//N/$i}"
	done
}

# route OPTION...: mcfwd, outputs with these options.
route()
{
	local words

	read -ra words <<<"$(each "to oN $* ")"
	mcfwd route add from in0 group "$G" ${LOCAL:+local $LOCAL} "${words[@]}"
}

start_mcfwd()
{
	route
}

stop_mcfwd()
{
	mcfwd route flush
}

start_mcfwd_firewall_no()
{
	route firewall no
}

start_mcfwd_ttl_set()
{
	route ttl set 9
}

start_mcfwd_src()
{
	if ((V == 4)); then
		route src 198.51.100.1
	else
		route src 2001:db8:1::1
	fi
}

start_mcfwd_local_yes()
{
	LOCAL=yes route
}

# The kernel has 32 interfaces for it.
start_ipmr()
{
	local i

	((OUTPUTS < 32)) || return
	{
		echo "phyint in0 enable ttl-threshold 1"
		each 'phyint oN enable ttl-threshold 1\n'
		echo "mgroup from in0 group $G"
		echo "mroute from in0 source $S group $G to $(each 'oN ')"
	} >/tmp/smcroute.conf
	smcrouted -n -N -f /tmp/smcroute.conf >/tmp/smcroute.log 2>&1 &
	SMCROUTED=$!
	for ((i = 0; i < 50; i++)); do
		[[ $(ip "-$V" mroute) != *"$G"*"o$OUTPUTS"* ]] || return 0
		sleep 0.2
	done
	stop_ipmr
	return 1
}

stop_ipmr()
{
	kill "$SMCROUTED"
	wait "$SMCROUTED"
}

# tc_filters FIRST EACH LAST: a filter takes 32 actions, so there are several. FIRST is
# what is done once, EACH and LAST, of the last output, are for an output, N being its
# number.
tc_filters()
{
	local i proto=ip

	((V == 4)) || proto=ipv6
	tc qdisc add dev in0 clsact
	for ((i = 1; i <= OUTPUTS; i++)); do
		((i % 8 != 1)) || printf 'filter add dev in0 ingress prio %d protocol %s flower dst_ip %s' \
			$((i / 8 + 1)) $proto "$G"
		((i != 1)) || printf '%s' "$1"
		if ((i == OUTPUTS)); then
			echo "${3//N/$i}"
		elif ((i % 8)); then
			printf '%s pipe' "${2//N/$i}"
		else
			echo "${2//N/$i} continue"
		fi
	done >/tmp/tc
	tc -batch /tmp/tc
}

# What mcfwd does: another TTL, and the output's own source address.
start_tc_same()
{
	local ttl=' action pedit ex munge ip ttl set 9 pipe action csum ip pipe'
	local mac=' action pedit ex munge eth src set 02:00:00:00:01:N pipe'

	((V == 4)) || ttl=' action pedit ex munge ip6 hoplimit set 9 pipe'
	tc_filters "$ttl" "$mac action mirred egress mirror dev oN" \
		"$mac action mirred egress redirect dev oN"
}

# The frame as it came.
start_tc_as_is()
{
	tc_filters '' ' action mirred egress mirror dev oN' ' action mirred egress redirect dev oN'
}

stop_tc()
{
	tc qdisc del dev in0 clsact
}

# nft_rules FAMILY HOOK STATEMENTS: a chain there with a rule of those. A rule has room for
# 128 expressions, of which an output takes up to three.
nft_rules()
{
	local ip=ip

	((OUTPUTS <= 40)) || return
	((V == 4)) || ip=ip6
	nft -f - <<-END
		table $1 bench { chain copy { type filter hook $2; $ip daddr $G $3; }; }
	END
}

# Another TTL, the rest of the frame as it came.
start_nft_netdev()
{
	local ttl='ip ttl set 9'

	((V == 4)) || ttl='ip6 hoplimit set 9'
	nft_rules netdev 'ingress device "in0" priority 0' \
		"$ttl $(each 'dup to "oN" ') drop"
}

# By a gateway's address, and so with another MAC address and TTL.
start_nft_ip()
{
	if ((V == 4)); then
		nft_rules ip 'prerouting priority -300' "$(each 'dup to 10.0.N.2 device "oN" ') drop"
	else
		nft_rules ip6 'prerouting priority -300' \
			"$(each 'dup to 2001:db8:0:N::2 device "oN" ') drop"
	fi
}

stop_nft()
{
	nft flush ruleset
}

# The frame as it came, by bpf_redirect_map() to all devices of a map; generic, as on a
# card whose driver cannot do better.
start_xdp()
{
	local bpf=/sys/fs/bpf i

	mountpoint -q $bpf || mount -t bpf bpf $bpf
	bpftool prog load "$BENCH_XDP" $bpf/copy type xdp pinmaps $bpf/maps || return
	for ((i = 0; i < OUTPUTS; i++)); do
		# shellcheck disable=SC2046 # octets
		bpftool map update pinned $bpf/maps/outputs key $(octets $i) \
			value $(octets "$(<"/sys/class/net/o$((i + 1))/ifindex")") || return
	done
	ip link set in0 xdpgeneric pinned $bpf/copy
}

octets()
{
	echo $(($1 & 255)) $(($1 >> 8)) 0 0
}

stop_xdp()
{
	ip link set in0 xdpgeneric off
	rm -r /sys/fs/bpf/copy /sys/fs/bpf/maps
}
