#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The FORWARD and POST_ROUTING chains see each copy, and their word counts.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  out1 |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# ruleset CHAIN-HOOK RULE...: the router's only chain and rules.
ruleset()
{
	local hook=$1 rule

	shift
	{
		echo "flush ruleset"
		echo "table $PF t {"
		echo "	chain c {"
		echo "		type filter hook $hook priority 0; policy accept;"
		for rule; do
			echo "		$rule"
		done
		echo "	}"
		echo "}"
	} >"$TMP/rules"
	must in_ns "$RT" nft -f "$TMP/rules"
}

no_rules()
{
	in_ns "$RT" nft flush ruleset
}

# passes N: both outputs send all of N packets.
passes()
{
	must mc "$RT" route replace from in0 group $G to out1 to out2
	rx one -n "$1" -g 50 $G d1
	rx two -n "$1" -g 50 $G d2
	tx -n "$1" -l 600 $G
	rx_all one "$1" 63
	rx_all two "$1" 63
	counted "in=$1 out1=$1 out2=$1"
	must mc "$RT" route flush
}

# blocks REASON: of 10 packets the first output sends none, the second all.
blocks()
{
	must mc "$RT" route replace from in0 group $G to out1 to out2
	rx one -g 50 $G d1
	rx two -n 10 -g 50 $G d2
	tx -n 10 $G
	rx_all two 10 63
	rx_none one
	counted "in=10 out1=0,$1=10 out2=10"
	must mc "$RT" route flush
	no_rules
}

test_none()
{
	no_rules
	passes 10
}

test_empty()
{
	ruleset forward
	passes 10
	ruleset postrouting
	passes 10
	no_rules
}

test_forward_drop()
{
	ruleset forward "oifname out1 drop"
	blocks firewall
}

test_postrouting_drop()
{
	ruleset postrouting "oifname out1 drop"
	blocks firewall
}

# The chain sees the input, the output and the new TTL.
test_accept()
{
	local ttl='ip ttl'

	((V == 4)) || ttl='ip6 hoplimit'
	ruleset forward "iifname in0 oifname out1 $ttl 63 accept" "oifname out1 drop"
	passes 10
	no_rules
}

# In the other family's chain and in other hooks they mean nothing to us.
test_other_hooks()
{
	ruleset input "drop"
	passes 5
	ruleset output "drop"
	passes 5
	((V == 4)) && PF=ip6 || PF=ip
	ruleset forward "drop"
	passes 5
	no_rules
}

test_policy()
{
	ruleset forward
	must in_ns "$RT" nft add chain $PF t c '{ policy drop; }'
	must in_ns "$RT" nft add rule $PF t c oifname out2 accept
	blocks firewall
}

# Rules see where a packet came from, as they do in all forwarding.
test_mac()
{
	ruleset forward "oifname out1 ether saddr $(mac "$SRC" s0) drop"
	blocks firewall
	ruleset postrouting "oifname out1 ether saddr $(mac "$SRC" s0) drop"
	blocks firewall
	ruleset forward "ether saddr != $(mac "$SRC" s0) drop"
	passes 10
	no_rules
}

# Connection tracking: with it in use nothing is lost, doubled or changed. A copy is of
# no connection, which is not the same as one that makes no sense.
test_conntrack()
{
	ruleset forward "ct state != untracked drop"
	passes 20
	passes 20
	no_rules
}

# Rules for TCP, and a TCP SYN: these parts of netfilter expect a route on it.
test_tcp()
{
	local rule

	for rule in "$@"; do
		ruleset forward "$rule" || {
			skip "the kernel cannot do: $rule"
			no_rules
			return
		}
		must mc "$RT" route replace from in0 group $G to out1
		tx -r -s $S -x 6 -n 3 $G
		await "packets matched ($rule)" 3 matched
		must mc "$RT" route flush
	done
	no_rules
}

matched()
{
	[[ $(counts "$RT") =~ ^in=([0-9]+) ]] && echo "${BASH_REMATCH[1]}"
}

test_tcp_maxseg()
{
	case_failed=0
	test_tcp "tcp flags syn tcp option maxseg size set rt mtu" \
		"tcp flags syn tcp option maxseg size set 1200"
}

test_tcp_reject()
{
	test_tcp "meta l4proto tcp reject with tcp reset"
}

# An error would have to go to the sender; at a group's packet none is due.
test_reject()
{
	ruleset forward "oifname out1 reject"
	blocks firewall
}

test_iptables_clamp()
{
	local iptables=iptables

	((V == 4)) || iptables=ip6tables
	if ! command -v $iptables >/dev/null; then
		skip "there is no $iptables"
		return
	fi
	must in_ns "$RT" $iptables -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS \
		--clamp-mss-to-pmtu
	must mc "$RT" route replace from in0 group $G to out1
	tx -r -s $S -x 6 -n 3 $G
	await "packets matched" 3 matched
	in_ns "$RT" $iptables -F FORWARD
}

# NFQUEUE without a program that reads the queue.
test_queue()
{
	ruleset forward "oifname out1 queue num 9"
	blocks queued
	ruleset postrouting "oifname out1 queue num 9"
	blocks queued
}

test_queue_bypass()
{
	ruleset forward "queue num 9 bypass"
	passes 5
	no_rules
}

# A packet that the firewall makes larger or smaller still has to fit: it is
# fragmented behind it.
test_fragments()
{
	ruleset forward "counter accept"
	must ip -n "$RT" link set out1 mtu 700
	must mc "$RT" route replace from in0 group $G to out1
	rx one -n 5 $G d1
	tx -n 5 -l 1400 $G
	rx_all one 5 63
	counted "in=5 out1=5"
	must ip -n "$RT" link set out1 mtu 1500
	no_rules
}

# Source NAT is for connections, and copies are of none: "src auto" is for them.
test_masquerade()
{
	if ! in_ns "$RT" nft -f - <<<"table $PF n { chain c {
		type nat hook postrouting priority 100; oifname out1 masquerade; }; }" 2>/dev/null; then
		skip "the kernel has no masquerade"
		return
	fi
	must mc "$RT" route replace from in0 group $G to out1
	rx one -n 5 $G d1
	tx -n 5 $G
	end one
	rx_check one received=5 unique=5 bad=0 ttl=63 src=$S
	no_rules
}

# As on a device whose IPv6 is not ready yet, or is disabled.
test_no_multicast_route()
{
	ruleset postrouting
	must ip -n "$RT" -6 route del ff00::/8 dev out1 table local
	passes 10
	must ip -n "$RT" -6 route append multicast ff00::/8 dev out1 table local metric 256
	no_rules
}

needs nft
topology 2
in_ns "$RT" nft list ruleset >/dev/null 2>&1 || skip_all "the kernel has no nftables"
run46 "no firewall" test_none
run46 "empty chains" test_empty
run46 "drop in FORWARD" test_forward_drop
run46 "drop in POST_ROUTING" test_postrouting_drop
run46 "policy drop" test_policy
run46 "accept by input, output and new TTL" test_accept
run46 "other hooks, other family" test_other_hooks
run46 "accept by the sender's MAC address" test_mac
run46 "conntrack" test_conntrack
run46 "TCP SYN: maxseg" test_tcp_maxseg
run46 "TCP SYN: iptables TCPMSS" test_iptables_clamp
run46 "TCP SYN: reject with tcp reset" test_tcp_reject
run46 "reject" test_reject
run46 "masquerade" test_masquerade
run46 "NFQUEUE without reader" test_queue
run46 "NFQUEUE bypass" test_queue_bypass
if has_ipv6; then
	family 6
	run "IPv6: the output has no multicast route" test_no_multicast_route
fi
family 4
run "IPv4: fragmenting behind the firewall" test_fragments
finish
