#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The play: a Wi-Fi router passes multicast on to USB and Ethernet, though it
# arrives with a TTL of 1. Run as root in a virtual machine by ../demo.sh; with
# DEMO_COLOR=yes in colours. What it prints with a tick it has checked.
set -eu -o pipefail

DEMO=$(cd "$(dirname "$0")" && pwd)
TMP=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$TMP"' EXIT

GROUP4=225.0.0.1
GROUP6=ff05::4007
PORT=4007

# shellcheck source=lib.sh
. "$DEMO/lib.sh"
# shellcheck source=network.sh
. "$DEMO/network.sh"
# shellcheck source=watch.sh
. "$DEMO/watch.sh"

network()
{
	section 'The network'
	draw_network
	build_network
	run router 'ip -br link'
	run sender 'ping -c 1 -W 10 192.168.2.1'
	expect 'the sender reaches the router' "$(printed | grep -o '1 received')" '1 received'
}

listen()
{
	section 'The receivers join the groups'
	receive receiver1 4 "socat -u UDP4-RECV:$PORT,ip-add-membership=$GROUP4:usb0 STDOUT"
	receive receiver1 6 "socat -u UDP6-RECV:$PORT,ipv6only=1,ipv6-join-group=[$GROUP6]:usb0 STDOUT"
	receive receiver2 4 "socat -u UDP4-RECV:$PORT,ip-add-membership=$GROUP4:eth0 STDOUT"
	receive receiver2 6 "socat -u UDP6-RECV:$PORT,ipv6only=1,ipv6-join-group=[$GROUP6]:eth0 STDOUT"
	wait_for 30 has_joined receiver1 usb0 || true
	wait_for 30 has_joined receiver2 eth0 || true
	expect 'receiver1 is a member of both' "$(memberships receiver1 usb0)" "$GROUP4 $GROUP6"
	expect 'receiver2 is a member of both' "$(memberships receiver2 eth0)" "$GROUP4 $GROUP6"
}

nothing_yet()
{
	section 'Without a rule, the router is where it ends'
	watch wlan0 in udp and dst host $GROUP4
	watch usb0 out udp and dst host $GROUP4
	watch eth0 out udp and dst host $GROUP4
	run sender "echo 'is anybody there?' | socat -u - UDP4-DATAGRAM:$GROUP4:$PORT,ip-multicast-ttl=1"
	watched 1 wlan0
	unwatch usb0 eth0
	show_packets wlan0
	expect 'one packet comes in' "$(packets wlan0)" 1
	expect 'nothing goes out of usb0 and eth0' "$(packets usb0) $(packets eth0)" '0 0'
	expect 'no receiver gets anything' "$(received receiver1 4)$(received receiver2 4)" ''
}

rules()
{
	section 'Two rules'
	run '' 'modprobe mcfwd'
	run '' 'mcfwd -V'
	run router "mcfwd route add from wlan0 group $GROUP4 to usb0 ttl set 64 to eth0 ttl set 64"
	run router "mcfwd route add from wlan0 group $GROUP6 to usb0 hoplimit set 64 to eth0 hoplimit set 64"
	run router 'mcfwd route show'
	run router 'mcfwd membership show'
	expect 'the router has become a member of both groups on wlan0' \
		"$(memberships router wlan0)" "$GROUP4 $GROUP6"

	note
	note 'That is all. No daemon holds an IP_MROUTE socket, so the kernel'\''s own multicast'
	note 'routing is off and empty; and no iptables rule changes a TTL:'
	run router 'cat /proc/sys/net/ipv4/conf/all/mc_forwarding'
	expect 'it is off' "$(printed)" 0
	run router 'cat /proc/net/ip_mr_vif /proc/net/ip6_mr_vif'
	expect 'there are headings only' "$(printed | grep -v ^Interface)" ''
	run router 'nft list ruleset'
	expect 'there is no rule' "$(printed)" ''
}

# greet 4|6 GROUP TTL-WORD COMMAND: what the sender says to a group arrives.
greet()
{
	local family=$1 group=$2 word=$3 command=$4 dev receiver
	local greetings=$'hello, group 1\nhello, group 2\nhello, group 3'

	watch wlan0 in udp and dst host "$group"
	watch usb0 out udp and dst host "$group"
	watch eth0 out udp and dst host "$group"
	run sender "for i in 1 2 3; do echo \"hello, group \$i\" | $command; done"
	watched 3 wlan0 usb0 eth0

	show_packets wlan0
	expect "3 packets come in, with $word 1" "$(ttls wlan0)" '1 1 1'
	for dev in usb0 eth0; do
		show_packets $dev
		expect "3 packets go out, with $word 64" "$(ttls $dev)" '64 64 64'
		expect "from the MAC address of $dev to that of the group" \
			"$(macs $dev)" "$(mac_of router $dev) > $(group_mac "$group")"
	done
	for receiver in receiver1 receiver2; do
		note
		note "What $receiver's socket got:"
		received $receiver "$family" | indent
		expect 'all that was said, once' "$(received $receiver "$family")" "$greetings"
	done
}

ipv4()
{
	section 'IPv4: three datagrams with TTL 1'
	greet 4 $GROUP4 TTL "socat -u - UDP4-DATAGRAM:$GROUP4:$PORT,ip-multicast-ttl=1"
}

ipv6()
{
	section 'IPv6: three datagrams with hop limit 1, the default for multicast'
	greet 6 $GROUP6 'hop limit' "socat -u - UDP6-DATAGRAM:[$GROUP6]:$PORT"
}

pings()
{
	local dev

	section 'ping, with TTL 10'
	note 'The receivers answer to the sender alone, so the router also routes unicast:'
	run router 'sysctl -w net.ipv4.ip_forward=1'
	run receiver1 'sysctl -w net.ipv4.icmp_echo_ignore_broadcasts=0'
	run receiver2 'sysctl -w net.ipv4.icmp_echo_ignore_broadcasts=0'
	watch wlan0 in icmp and dst host $GROUP4
	watch usb0 out icmp and dst host $GROUP4
	watch eth0 out icmp and dst host $GROUP4
	watch answers out icmp and dst host 192.168.2.10

	note
	note 'Each request gets two replies: the second one is a duplicate to ping, which does not'
	note 'wait for that to its last request.'
	run sender "ping -c 3 -t 10 -W 10 -I wlan0 $GROUP4" || true
	expect 'ping has a reply to 3 of 3' "$(printed | grep -oE '[0-9]+ packets transmitted, [0-9]+ received')" \
		'3 packets transmitted, 3 received'
	watched 3 wlan0 usb0 eth0
	watched 6 answers

	show_packets wlan0
	expect '3 requests come in, with TTL 10' "$(ttls wlan0)" '10 10 10'
	for dev in usb0 eth0; do
		show_packets $dev
		expect '3 requests go out, with TTL 64' "$(ttls $dev)" '64 64 64'
	done
	show_packets answers
	expect 'receiver1 has replied to all 3' "$(answered_by 192.168.10.1)" '1 2 3'
	expect 'receiver2 has replied to all 3' "$(answered_by 192.168.20.2)" '1 2 3'
	expect 'nobody else has' "$(packets answers)" 6
}

counters()
{
	section 'What mcfwd has counted'
	run router 'mcfwd -s route show'
	run router "mcfwd -j -s route show | jq -c '.[] | [.group, .packets, .to[].packets]'"
	expect '3 datagrams and 3 requests in IPv4, 3 datagrams in IPv6, the same to each output' \
		"$(printed)" "[\"$GROUP4\",6,6,6]"$'\n'"[\"$GROUP6\",3,3,3]"
	run router "mcfwd -j -s route show | jq -c '[.[] | .drops, .to[].drops] | add'"
	expect 'nothing was dropped' "$(printed)" '{}'
}

network
listen
nothing_yet
rules
ipv4
ipv6
pings
counters
summary
