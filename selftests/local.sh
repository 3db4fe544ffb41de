#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Forwarding changes nothing for the router itself: its own sockets, and those
# who capture on the input, get the original packet, once.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  out1 |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

test_own_socket()
{
	must mc "$RT" route add from in0 group $G to out1 ttl set 9 to out2
	RX_NS=$RT rx own -n 30 $G in0
	rx one -n 30 $G d1
	rx two -n 30 $G d2
	tx -n 30 -l 700 $G
	rx_all own 30 64
	rx_all one 30 9
	rx_all two 30 63
}

# Without a route for it, the same.
test_without_route()
{
	must mc "$RT" route add from in0 group $G2 to out1
	RX_NS=$RT rx own -n 10 $G in0
	tx -n 10 $G
	rx_all own 10 64
}

# mcfwd's membership alone delivers to nobody who did not ask.
test_other_socket()
{
	must mc "$RT" route add from in0 group $G to out1
	RX_NS=$RT rx own $G out2
	rx one -n 10 $G d1
	tx -n 10 $G
	rx_all one 10 63
	rx_none own
}

test_capture()
{
	must in_ns "$SRC" ethtool -K s0 tx off
	must mc "$RT" route add from in0 group $G to out1 ttl set 9 to out2 ttl set 8
	capture cap "$RT" in0 "dst host $G"
	rx one -n 10 $G d1
	tx -n 10 -t 33 $G
	rx_all one 10 9
	capture_end cap 10
	seen 10 cap "TTL" '(ttl|hlim) 33,'
	seen 10 cap "checksums" 'udp sum ok'
	seen 0 cap "bad checksums" 'bad '
	must in_ns "$SRC" ethtool -K s0 tx on
}

# A socket and a tap at once, while checksums are left to the devices: nobody
# may have written to what the others read.
test_all()
{
	must mc "$RT" route add from in0 group $G to out1 ttl set 9 to out2 ttl set 8
	capture cap "$RT" in0 "dst host $G"
	RX_NS=$RT rx own -n 20 $G in0
	rx one -n 20 $G d1
	rx two -n 20 $G d2
	tx -n 20 -l 1400 $G
	rx_all own 20 64
	rx_all one 20 9
	rx_all two 20 8
	capture_end cap 20
	seen 20 cap "TTL" '(ttl|hlim) 64,'
}

# A frame that tc mirrors waits in a queue, with the data of the packet that is forwarded
# meanwhile: it must stay as it came.
test_mirrored()
{
	if ! in_ns "$RT" tc qdisc add dev out2 root netem delay 500ms 2>/dev/null ||
	   ! in_ns "$RT" tc qdisc add dev in0 clsact 2>/dev/null ||
	   ! in_ns "$RT" tc filter add dev in0 ingress matchall \
		action mirred egress mirror dev out2 2>/dev/null; then
		skip "the kernel cannot mirror, or not delay"
	else
		must mc "$RT" route add from in0 group $G to out1 ttl set 9
		rx one -n 10 $G d1
		rx two -n 10 $G d2
		tx -n 10 $G
		rx_all one 10 9
		rx_all two 10 64
	fi
	in_ns "$RT" tc qdisc del dev in0 clsact 2>/dev/null
	in_ns "$RT" tc qdisc del dev out2 root 2>/dev/null
}

# What this host itself sends out of the input is not what arrives there, even if
# another route is also for that.
test_own_traffic()
{
	must mc "$RT" route add from in0 group $G to out1
	must mc "$RT" route add from in0 group $G2 local-origin yes to out1
	rx one $G d1
	must mcast_tx -N "$RT" -L -n 10 $G in0
	tx -n 1 -p 6000 $G
	counted "in=1 out1=1; in=0 out1=0"
	rx_none one
}

# ignored N: so many packets more came to UDP's door on the router, where nobody
# wanted them. That is how far a packet comes that nobody has joined for but mcfwd.
ignored()
{
	local names values i

	if ((V == 6)); then
		in_ns "$RT" sed -n 's/^Udp6IgnoredMulti[^0-9]*//p' /proc/net/snmp6
		return
	fi
	{
		read -ra names
		read -ra values
	} < <(in_ns "$RT" grep '^Udp:' /proc/net/snmp)
	for i in "${!names[@]}"; do
		[[ ${names[i]} != IgnoredMulti ]] || echo "${values[i]}"
	done
}

# came N WHAT OPTION...: of 10 packets so sent so many come to this host's own door.
came()
{
	local n=$1 what=$2 before in

	shift 2
	before=$(ignored)
	in=$(stat "$RT" matched)
	tx -n 10 "$@" $G
	await "matched, $what" $((in + 10)) stat "$RT" matched
	check "$what" "$n" $(($(ignored) - before))
}

test_auto()
{
	must mc "$RT" route add from in0 group $G to out1
	came 0 "nobody has joined"
	RX_NS=$RT rx other -p 6000 $G in0
	came 10 "another program has joined"
	rx_none other
	came 0 "it has left"
	must mc "$RT" route add from in0 source $S group $G to out1
	must mc "$RT" route add from in0 source $S2 group $G to out1
	came 0 "three memberships of mcfwd's own"
	must mc "$RT" route del from in0 group $G
	came 0 "two of them"
	RX_NS=$RT rx other -p 6000 -s $NOT_S $G in0
	came 10 "another program wants another source"
	rx_none other
	must mc "$RT" route flush
	must mc "$RT" route add from in+ group $G to out1
	came 0 "a pattern, which does not join"
}

# A device that loses its address family loses its memberships, and what counts them.
test_auto_again()
{
	must mc "$RT" route add from in0 group $G to out1
	must ip -n "$RT" link set in0 mtu 1000
	must ip -n "$RT" link set in0 mtu 1500
	must ip -n "$RT" addr replace 2001:db8::fe/64 dev in0 nodad
	await "membership" joined mc_state
	came 0 "the device had no address family"
	RX_NS=$RT rx other -p 6000 $G in0
	came 10 "another program has joined"
	rx_none other
}

# A socket that joined before that takes mcfwd's membership away when it is closed. Who
# listens then is heard of all the same.
test_auto_taken_away()
{
	must mc "$RT" route add from in0 group $G to out1
	RX_NS=$RT rx old -p 6000 $G in0
	must ip -n "$RT" link set in0 mtu 1000
	must ip -n "$RT" link set in0 mtu 1500
	must ip -n "$RT" addr replace 2001:db8::fe/64 dev in0 nodad
	await "membership" joined mc_state
	rx_none old
	RX_NS=$RT rx own -n 10 $G in0
	tx -n 10 $G
	rx_all own 10 64
}

mc_state()
{
	[[ $(mc "$RT" membership show) =~ (joined|pending|failed) ]] && echo "${BASH_REMATCH[1]}"
}

# Nor does the kernel's own multicast routing lose what it would have had.
test_auto_mroute()
{
	local six=()

	((V == 4)) || six=(-6)
	must mc "$RT" route add from in0 group $G to out1
	start router "" mrouter -N "$RT" "${six[@]}" in0
	busywait has ready "$TMP/router" || {
		skip "the kernel has no multicast routing"
		return
	}
	came 10 "a multicast router"
	end router TERM
	check "told" "upcall group=$G source=$S" "$(sed 1d "$TMP/router")"
}

test_yes()
{
	must mc "$RT" route add from in0 group $G local yes to out1
	came 10 "local yes"
	must mc "$RT" route replace from in0 group $G local auto to out1
	came 0 "local auto"
}

test_no()
{
	must mc "$RT" route add from in0 group $G local no to out1
	RX_NS=$RT rx own $G in0
	rx one -n 10 $G d1
	tx -n 10 $G
	rx_all one 10 63
	rx_none own
	# A stop is one for this host, too.
	must mc "$RT" route replace from in0 group $G local no
	RX_NS=$RT rx own $G in0
	tx -n 10 $G
	counted "in=20"
	rx_none own
}

# What this host sends out of the input, whether its own sockets want it or not.
test_local_origin()
{
	must mc "$RT" route add from in0 group $G local-origin yes to out1 to out2 ttl set 9
	rx one -n 20 -g 50 $G d1
	rx two -n 20 -g 50 $G d2
	must mcast_tx -N "$RT" -n 10 $G in0
	must mcast_tx -N "$RT" -n 10 -q 10 -L -l 1000 $G in0
	end one
	end two
	rx_check one received=20 unique=20 duplicates=0 bad=0 ttl=63 "src=$OWN"
	rx_check two received=20 unique=20 duplicates=0 bad=0 ttl=9 "src=$OWN"
	counted "in=20 out1=20 out2=20"
	# What arrives is forwarded as ever.
	rx one -n 10 $G d1
	tx -n 10 $G
	rx_all one 10 63
	# Out of another device it is none of the route's business.
	must mcast_tx -N "$RT" -n 5 $G out2
	counted "in=30 out1=30 out2=30"
}

# Tunnels whose packets are what the route is for: each packet is forwarded once.
test_local_origin_tunnels()
{
	if ! ip -n "$RT" link add vxlan0 type vxlan id 1 group $G dev in0 dstport 4789 2>/dev/null; then
		skip "the kernel has no vxlan"
		return
	fi
	must ip -n "$RT" link add vxlan1 type vxlan id 2 group $G dev in0 dstport 4789
	# They are to say nothing of their own.
	! has_ipv6 || in_ns "$RT" sh -c 'cd /proc/sys/net/ipv6/conf &&
		echo 1 >vxlan0/disable_ipv6 && echo 1 >vxlan1/disable_ipv6'
	must ip -n "$RT" link set vxlan0 up
	must ip -n "$RT" link set vxlan1 up
	must mc "$RT" route add from in0 group $G local-origin yes to vxlan0 ttl set 9 \
		to vxlan1 ttl set 9
	must mcast_tx -N "$RT" -n 3 $G in0
	counted "in=3 vxlan0=3 vxlan1=3"
	ip -n "$RT" link del vxlan0
	ip -n "$RT" link del vxlan1
}

# A datagram that this host cuts up by itself.
test_local_origin_large()
{
	must mc "$RT" route add from in0 group $G local-origin yes to out1
	rx one -n 5 -g 50 $G d1
	must mcast_tx -N "$RT" -n 5 -l 4000 $G in0
	end one
	rx_check one received=5 unique=5 bad=0 ttl=63
	counted "in=5 out1=5"
}

needs tcpdump ethtool
topology 2
run46 "own sockets get the original" test_own_socket
run46 "own sockets without route" test_without_route
run46 "own sockets on another device get nothing" test_other_socket
run46 "a capture shows the original" test_capture
run46 "sockets, capture and copies" test_all
run46 "a mirrored frame stays as it came" test_mirrored
run46 "what the router sends itself is not forwarded" test_own_traffic
run46 "local auto" test_auto
run46 "local auto and a multicast router" test_auto_mroute
run46 "local yes" test_yes
run46 "local no" test_no
OWN=192.0.2.254
family 4
run "IPv4: local-origin" test_local_origin
run "IPv4: local-origin, fragmented" test_local_origin_large
run "IPv4: local-origin, through tunnels" test_local_origin_tunnels
if has_ipv6; then
	OWN=2001:db8::fe
	family 6
	run "IPv6: local-origin" test_local_origin
	run "IPv6: local auto and a device without IPv6" test_auto_again
	run "IPv6: local auto and a membership taken away" test_auto_taken_away
fi
finish
