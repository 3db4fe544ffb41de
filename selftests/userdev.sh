#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Devices that programs make or set up, as outputs and as inputs: tun, tap,
# WireGuard, ppp.
#
# shellcheck source=kinds_lib.sh
. "$(dirname "$0")/kinds_lib.sh"

# tun TYPE: tun or tap, packets between the ends by programs.
tun()
{
	local dev=$1"0"

	modprobe -q tun 2>/dev/null
	if [[ ! -e /dev/net/tun ]] || ! command -v socat >/dev/null; then
		run "$1" skip "there is no socat or no tun"
		return
	fi
	# Not as a job: it is for more than a test.
	nsenter "--net=/run/netns/$RT" socat "TUN,tun-name=$dev,iff-no-pi,tun-type=$1" \
		"UNIX-SENDTO:$TMP/$1.dst,bind=$TMP/$1.rt" >"$TMP/$1.err" 2>&1 &
	OTHERS+=($!)
	nsenter "--net=/run/netns/$DST" socat "TUN,tun-name=$dev,iff-no-pi,tun-type=$1" \
		"UNIX-SENDTO:$TMP/$1.rt,bind=$TMP/$1.dst" >"$TMP/$1.err" 2>&1 &
	OTHERS+=($!)
	busywait both_there "$dev" || fail "no $1: $(cat "$TMP/$1.err")"
	addresses "$dev" "$dev"
	kind "$1" '4 6' "$dev" "$dev"
	end_others
}

# both_there DEV: and the sockets between them.
both_there()
{
	[[ -S $TMP/${1%0}.rt && -S $TMP/${1%0}.dst ]] &&
		ip -n "$RT" link show dev "$1" && ip -n "$DST" link show dev "$1"
}

OTHERS=()
end_others()
{
	((!${#OTHERS[@]})) || kill "${OTHERS[@]}" 2>/dev/null
	wait "${OTHERS[@]}" 2>/dev/null
	OTHERS=()
}
trap 'end_others; cleanup' EXIT

wireguard()
{
	if ! command -v wg >/dev/null; then
		run "wireguard" skip "there is no wg"
		return
	fi
	if ! ip -n "$RT" link add wg0 type wireguard 2>/dev/null; then
		run "wireguard" skip "the kernel has no wireguard"
		return
	fi
	must ip -n "$DST" link add wg0 type wireguard
	(umask 077 && wg genkey >"$TMP/rt.key" && wg genkey >"$TMP/dst.key")
	must in_ns "$RT" wg set wg0 listen-port 5182 private-key "$TMP/rt.key" \
		peer "$(wg pubkey <"$TMP/dst.key")" endpoint 198.51.100.3:5182 \
		allowed-ips 0.0.0.0/0,::/0
	must in_ns "$DST" wg set wg0 listen-port 5182 private-key "$TMP/dst.key" \
		peer "$(wg pubkey <"$TMP/rt.key")" endpoint 198.51.100.2:5182 \
		allowed-ips 0.0.0.0/0,::/0
	# It is no multicast device to the kernel, but mcfwd does not ask.
	addresses wg0 wg0
	kind "wireguard" '4 6' wg0 wg0
	ip -n "$RT" link del wg0
	ip -n "$DST" link del wg0
}

ppp()
{
	local common='nodetach noauth local nodefaultroute noccp novj lcp-echo-interval 0'

	if ! command -v pppd >/dev/null; then
		run "ppp" skip "there is no pppd"
		return
	fi
	modprobe -q ppp_async
	if [[ ! -e /dev/ppp ]]; then
		run "ppp" skip "the kernel has no ppp"
		return
	fi
	# shellcheck disable=SC2086 # words
	nsenter "--net=/run/netns/$RT" pppd $common ifname ppp7 203.0.113.1:203.0.113.2 ipv6 ::1,::2 \
		pty "nsenter --net=/run/netns/$DST pppd $common notty ifname ppp7 ipv6 ::2,::1" \
		>"$TMP/ppp.out" 2>&1 &
	OTHERS+=($!)
	busywait ppp_up || fail "no ppp: $(cat "$TMP/ppp.out")"
	has_ipv6 && {
		must ip -n "$RT" addr add 2001:db8:77::1/64 dev ppp7 nodad
		must ip -n "$DST" addr add 2001:db8:77::2/64 dev ppp7 nodad
	}
	kind "ppp" '4 6' ppp7 ppp7
	end_others
}

ppp_up()
{
	local ns

	for ns in "$RT" "$DST"; do
		[[ $(ip -n "$ns" addr show dev ppp7) == *203.0.113* ]] || return
		! has_ipv6 || [[ $(ip -n "$ns" addr show dev ppp7) == *fe80::* ]] || return
	done
}

needs tcpdump
topology 1
tun tun
tun tap
wireguard
ppp
finish
