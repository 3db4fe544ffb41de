#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Tunnels as outputs and as inputs.
#
# shellcheck source=kinds_lib.sh
. "$(dirname "$0")/kinds_lib.sh"

# Without a remote end, the outer destination is the group itself. An IPv6 group
# cannot be one. The other end has its group as a key: iproute2 sets that.
test_nbma_gre4()
{
	must mc "$RT" route add from in0 group $G to gre1
	rx r -n 20 $G gre1
	tx -n 20 $G
	rx_all r 20 63
	counted "in=20 gre1=20"
}

test_nbma_gre6()
{
	must mc "$RT" route add from in0 group $G to gre1
	tx -n 5 $G
	counted "in=5 gre1=0,xmit=5"
}

nbma_gre()
{
	local peer=(type gre local 198.51.100.3 remote 233.252.0.1 dev d1)

	if ! ip -n "$RT" link add gre1 type gre local 198.51.100.2 \
		okey 233.252.0.1 dev out1 2>/dev/null; then
		run "gre to the group" skip "the kernel has no gre"
		return
	fi
	must ip -n "$DST" link add gre1 "${peer[@]}"
	addresses gre1 gre1
	family 4
	run "IPv4: gre without remote end" test_nbma_gre4
	if has_ipv6; then
		family 6
		run "IPv6: gre without remote end" test_nbma_gre6
	fi
	ip -n "$RT" link del gre1
	ip -n "$DST" link del gre1
}

needs tcpdump
topology 1
L4='local 198.51.100.2' R4='local 198.51.100.3'
L6='local 2001:db8:1::1' R6='local 2001:db8:1::2'

over "gre" '4 6' gre1 "type gre $L4 remote 198.51.100.3" gre1 "type gre $R4 remote 198.51.100.2"
over "gre with key, sequence, checksum" '4 6' gre1 "type gre $L4 remote 198.51.100.3 key 7 seq csum" \
	gre1 "type gre $R4 remote 198.51.100.2 key 7 seq csum"
over "gre to a multicast address" '4 6' gre1 "type gre $L4 remote 239.1.1.1 dev out1" \
	gre1 "type gre $R4 remote 239.1.1.1 dev d1"
nbma_gre
over "gretap" '4 6' gt1 "type gretap $L4 remote 198.51.100.3" gt1 "type gretap $R4 remote 198.51.100.2"
over "ipip" 4 ipip1 "type ipip $L4 remote 198.51.100.3" ipip1 "type ipip $R4 remote 198.51.100.2"
over "sit" 6 sit1 "type sit $L4 remote 198.51.100.3" sit1 "type sit $R4 remote 198.51.100.2"
over "ip6gre" '4 6' g6 "type ip6gre $L6 remote 2001:db8:1::2 dev out1" \
	g6 "type ip6gre $R6 remote 2001:db8:1::1 dev d1"
over "ip6gretap" '4 6' g6 "type ip6gretap $L6 remote 2001:db8:1::2 dev out1" \
	g6 "type ip6gretap $R6 remote 2001:db8:1::1 dev d1"
over "ip6tnl" '4 6' t6 "type ip6tnl mode any $L6 remote 2001:db8:1::2 dev out1" \
	t6 "type ip6tnl mode any $R6 remote 2001:db8:1::1 dev d1"
over "vxlan" '4 6' vx1 "type vxlan id 7 $L4 remote 198.51.100.3 dstport 4789 dev out1" \
	vx1 "type vxlan id 7 $R4 remote 198.51.100.2 dstport 4789 dev d1"
over "geneve" '4 6' gv1 "type geneve id 7 remote 198.51.100.3" gv1 "type geneve id 7 remote 198.51.100.2"
finish
