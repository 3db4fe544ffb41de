#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Devices that are ports of others: of a VRF, and of a bridge, whose packets
# br_netfilter shows to the hook, too.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  outN |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# PRE_ROUTING has the port as input, and only once; the VRF itself is no input.
test_vrf_input()
{
	must mc "$RT" route add from "$1" group $G to out1
	must mc "$RT" route add from vrf0 group $G to out2
	rx one -n 20 $G d1
	rx two $G d2
	tx -n 20 $G
	rx_all one 20 63
	rx_none two
	counted "in=20 out1=20; in=0 out2=0"
}

# Who listens in the VRF has joined on the VRF's own device.
test_vrf_local()
{
	must mc "$RT" route add from in0 group $G to out1
	RX_NS=$RT rx own -n 20 $G vrf0
	rx one -n 20 $G d1
	tx -n 20 $G
	rx_all own 20 64
	rx_all one 20 63
}

test_vrf_output()
{
	must mc "$RT" route add from in0 group $G to out1 to out2 ttl set 9 src auto
	rx one -n 20 $G d1
	rx two -n 20 $G d2
	tx -n 20 $G
	rx_all one 20 63
	end two
	((V == 4)) && S=198.51.100.4 || S=2001:db8:2::1
	rx_check two received=20 unique=20 duplicates=0 bad=0 ttl=9 src=$S
	counted "in=20 out1=20 out2=20"
}

vrf()
{
	if ! ip -n "$RT" link add vrf0 type vrf table 77 2>/dev/null; then
		run "VRF" skip "the kernel has no VRF"
		return
	fi
	must ip -n "$RT" link set vrf0 up
	must ip -n "$RT" link set in0 master vrf0
	run46 "input in a VRF" test_vrf_input in0
	run46 "any input, one in a VRF" test_vrf_input any
	run46 "input in a VRF, and who listens there" test_vrf_local
	must ip -n "$RT" link set out2 master vrf0
	! has_ipv6 || ip -n "$RT" addr replace 2001:db8:2::1/64 dev out2 nodad
	run46 "input and output in a VRF" test_vrf_output
	must ip -n "$RT" link set in0 nomaster
	run46 "output in a VRF" test_vrf_output
	ip -n "$RT" link del vrf0
	! has_ipv6 || ip -n "$RT" addr replace 2001:db8:2::1/64 dev out2 nodad
}

# Bridged on to d3 as it is, and forwarded once by the route from the bridge. A
# port is nobody's input: neither the bridge nor br_netfilter show it to the hook.
test_bridged()
{
	must mc "$RT" route add from "$1" group $G to out1
	must mc "$RT" route add from in0 group $G to out2
	rx one -n 20 $G d1
	rx two $G d2
	rx bridged -n 20 $G d3
	tx -n 20 $G
	rx_all one 20 63
	rx_all bridged 20 64
	rx_none two
	counted "in=20 out1=20; in=0 out2=0"
}

# Copies to a bridge, br_netfilter on their way. The receiver's host is the
# sender's, too, and would not believe its own address.
test_to_bridge()
{
	must mc "$RT" route add from out1 group $G to br0
	rx r -n 20 $G d3
	must mcast_tx -N "$DST" -n 20 -r -s $NOT_S $G d1
	end r
	rx_check r received=20 unique=20 duplicates=0 bad=0 ttl=63 "src=$NOT_S"
	counted "in=20 br0=20"
}

# A copy does not have the VLAN tag that a packet has on a bridge.
test_bridged_vlan()
{
	must mc "$RT" route add from br0 group $G to out1
	rx one -n 20 $G d1
	must mcast_tx -N "$SRC" -n 20 -r -s $S $G s0.5
	rx_all one 20 63
	counted "in=20 out1=20"
}

# What a bridge only shows to IPv6 is not for IPv6 to answer.
test_bridged_too_large()
{
	must ip -n "$RT" link set out1 mtu 1280
	# It could.
	must ip -n "$RT" -6 route add $S/128 dev br0
	must mc "$RT" route add from br0 group $G to out1
	rx bridged -n 3 $G d3
	tx -n 3 -l 1400 $G
	rx_all bridged 3 64
	counted "in=3 out1=0,mtu=3"
	check "Packet Too Big" 0 "$(in_ns "$RT" \
		sed -n 's/^Icmp6OutPktTooBigs[^0-9]*//p' /proc/net/snmp6)"
	must ip -n "$RT" -6 route del $S/128 dev br0
	must ip -n "$RT" link set out1 mtu 1500
}

bridge_vlan()
{
	local tagged=/proc/sys/net/bridge/bridge-nf-filter-vlan-tagged

	must in_ns "$RT" sh -c "echo 1 >$tagged"
	must ip -n "$SRC" link add s0.5 link s0 up type vlan id 5
	run46 "br_netfilter: bridged with a VLAN tag" test_bridged_vlan
	ip -n "$SRC" link del s0.5
	in_ns "$RT" sh -c "echo 0 >$tagged"
}

# The module makes a difference to all bridges of a machine.
load_br_netfilter()
{
	[[ -e /sys/module/br_netfilter ]] && return
	[[ -z $(ip link show type bridge) ]] || return
	modprobe -q br_netfilter || return
	trap 'cleanup; rmmod br_netfilter' EXIT
}

bridge_nf()
{
	local set=/proc/sys/net/bridge/bridge-nf-call

	if ! ip -n "$RT" link add br0 type bridge 2>/dev/null; then
		run "bridge" skip "the kernel has no bridge"
		return
	fi
	must ip -n "$RT" link set in0 master br0
	must ip -n "$RT" link set out3 master br0
	must ip -n "$RT" link set br0 up
	run46 "bridge and bridged" test_bridged br0
	run46 "any input, and bridged" test_bridged any
	if load_br_netfilter; then
		in_ns "$RT" sh -c "echo 1 >$set-iptables; echo 1 >$set-ip6tables"
		check "br_netfilter" 1 "$(in_ns "$RT" cat $set-iptables)"
		run46 "br_netfilter: bridge and bridged" test_bridged br0
		run46 "br_netfilter: any input, and bridged" test_bridged any
		run46 "br_netfilter: to the bridge" test_to_bridge
		bridge_vlan
		if has_ipv6; then
			family 6
			run "IPv6: br_netfilter: bridged, but too large to forward" test_bridged_too_large
		fi
		in_ns "$RT" nft -f - <<-END
			table inet t { chain f { type filter hook forward priority 0; counter; }; }
		END
		run46 "br_netfilter and a firewall: bridge and bridged" test_bridged br0
		run46 "br_netfilter and a firewall: to the bridge" test_to_bridge
		in_ns "$RT" nft flush ruleset
	else
		run "br_netfilter" skip "there is none, or the machine has bridges without it"
	fi
	ip -n "$RT" link del br0
}

needs nft
topology 3
vrf
bridge_nf
finish
