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

# What this host itself sends out of the input is not what arrives there.
test_own_traffic()
{
	must mc "$RT" route add from in0 group $G to out1
	rx one $G d1
	must mcast_tx -N "$RT" -L -n 10 $G in0
	tx -n 1 -p 6000 $G
	counted "in=1 out1=1"
	rx_none one
}

needs tcpdump ethtool
topology 2
run46 "own sockets get the original" test_own_socket
run46 "own sockets without route" test_without_route
run46 "own sockets on another device get nothing" test_other_socket
run46 "a capture shows the original" test_capture
run46 "sockets, capture and copies" test_all
run46 "what the router sends itself is not forwarded" test_own_traffic
finish
