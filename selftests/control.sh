#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What is never forwarded, whatever the routes say: the protocols between
# neighbours, and packets whose source cannot be a sender.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  out1 |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# raw OPTION...: three packets written whole, to the routed group.
raw()
{
	tx -r -n 3 "$@" $G
}

# begin; ...; expect EXPECTED-COUNTS PACKETS-ON-THE-WIRE. Two plain packets at the end
# come last.
begin()
{
	must mc "$RT" route add from in0 group $G to out1
	capture cap "$DST" d1 "dst host $G"
}

expect()
{
	tx -n 2 -p 6000 $G
	counted "$1"
	capture_end cap "$2"
	seen 2 cap "the last" '[.]6000: '
}

# Raw packets are forwarded if nothing speaks against it: else these tests prove
# nothing.
test_raw()
{
	begin
	raw -s $S
	raw -s $S -x 200
	expect "in=8 out1=8" 8
	seen 3 cap "UDP" "> ${G}[.]5001: .*udp sum ok"
}

# test_protocols NUMBER...
test_protocols()
{
	local number

	begin
	for number; do
		raw -s $S -x "$number"
	done
	expect "in=2 out1=2" 2
}

test_alert()
{
	begin
	raw -s $S -a
	raw -s $S -a -x 200
	expect "in=2 out1=2" 2
}

# Behind other options, and options that are nonsense.
test_alert_hidden()
{
	begin
	raw -s $S -o 010101019404000001010100	# NOPs first
	raw -s $S -o 8204abcd94040000		# another option first
	expect "in=2 out1=2" 2
}

# Options that mean nothing to us do not stop a packet; that the rest of the
# stack may drop it for them is not our business.
test_other_options()
{
	begin
	raw -s $S -o 01010101
	raw -s $S -o 1e04abcd
	expect "in=8 out1=8" 8
}

# Neighbour discovery, MLD, multicast router discovery.
test_icmp6()
{
	local type

	begin
	for type in 130 131 132 133 134 135 136 137 143 151 152 153; do
		raw -s $S -x 58 -T "$type"
	done
	expect "in=2 out1=2" 2
}

# Other ICMPv6, pings for example, is like any packet.
test_ping6()
{
	begin
	raw -s $S -x 58 -T 128
	expect "in=5 out1=5" 5
}

# Behind another header, too.
test_extension()
{
	begin
	raw -e -s $S -x 103
	raw -e -s $S -x 89
	raw -e -s $S -x 58 -T 136
	raw -e -s $S -a
	expect "in=2 out1=2" 2
	raw -e -s $S
	counted "in=5 out1=5"
}

test_mld_alert()
{
	begin
	raw -s $S -a -x 58 -T 130
	raw -s $S -a -x 58 -T 143
	expect "in=2 out1=2" 2
}

# test_martian SOURCE...
test_martian()
{
	local source

	begin
	for source; do
		raw -s "$source"
	done
	tx -n 2 -p 6000 $G
	capture_end cap 2
	seen 2 cap "the last" '[.]6000: '
	counted "in=$(($# * 3 + 2)),martian=$(($# * 3)) out1=2"
}

# These the stack drops itself, before any hook.
test_dropped()
{
	local source

	begin
	for source; do
		raw -s "$source"
	done
	expect "in=2 out1=2" 2
}

needs tcpdump
topology 1
run46 "packets written whole are forwarded" test_raw
run46 "IGMP, PIM, OSPF, VRRP" test_protocols 2 103 89 112
run46 "router alert" test_alert
family 4
run "IPv4: router alert behind other options" test_alert_hidden
run "IPv4: other options" test_other_options
run "IPv4: martian sources" test_martian 127.0.0.1 127.255.0.9 0.0.0.0 224.0.0.9 255.255.255.255
if has_ipv6; then
	family 6
	run "IPv6: neighbour, listener and router discovery" test_icmp6
	run "IPv6: MLD with router alert" test_mld_alert
	run "IPv6: behind another header" test_extension
	run "IPv6: ping" test_ping6
	run "IPv6: martian source" test_martian ::
	run "IPv6: martian sources that the stack drops" test_dropped ::1 ff3e::9
fi
finish
