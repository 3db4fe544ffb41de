# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Sourced by demo.sh: what tcpdump sees on the router's devices, what groups a
# device is a member of, and what the receivers' sockets get.

declare -A WATCHER # by a watch's name: its process
declare -A TCPDUMP # by a watch's name: its command line

# watch NAME in|out FILTER...: NAME is a device of the router; 'answers' is wlan0.
# Not promiscuous: what comes in does so without tcpdump's help.
watch()
{
	local name=$1
	local tcpdump=(tcpdump -lpntev --immediate-mode -i "${name/answers/wlan0}" -Q "${@:2}")

	ip netns exec router "${tcpdump[@]}" >"$TMP/$name" 2>"$TMP/$name.err" &
	WATCHER[$name]=$!
	TCPDUMP[$name]=${tcpdump[*]}
	wait_for 30 grep -q 'listening on' "$TMP/$name.err" ||
		die "tcpdump did not start to listen on $name within 30 seconds."
}

unwatch()
{
	local name

	for name; do
		kill -INT "${WATCHER[$name]}" || die "tcpdump on $name has ended too early."
		wait "${WATCHER[$name]}" || true
	done
}

# packets NAME: how many; each begins with a MAC address.
packets()
{
	grep -cE '^[0-9a-f]{2}:' "$TMP/$1" || true
}

has_packets()
{
	(($(packets "$2") >= $1))
}

# watched N NAME...: until there are N packets on each; and a little longer, for one
# that is too many.
watched()
{
	local n=$1 name

	shift
	for name; do
		wait_for 15 has_packets "$n" "$name" || true
	done
	sleep 1
	unwatch "$@"
}

# tcpdump's own lines without the fields that play no part here, and broken in two
# for IPv6 like tcpdump does for IPv4.
show_packets()
{
	note
	prompt router "${TCPDUMP[$1]}"
	sed -E -e '/^$/d' -e 's/, ethertype [^:]*:/:/' -e 's/(tos|flowlabel) 0x[0-9a-f]+, //' \
		-e 's/offset 0, flags \[[A-Za-z]*\], //' -e 's/\) ([0-9a-f:.]+ >)/)\n    \1/' \
		"$TMP/$1" | indent
}

ttls()
{
	grep -E '^[0-9a-f]{2}:' "$TMP/$1" | grep -oE '\b(ttl|hlim) [0-9]+' | cut -d' ' -f2 |
		paste -sd ' '
}

# macs NAME: from and to, once if they are all the same.
macs()
{
	grep -oE '^[0-9a-f:]{17} > [0-9a-f:]{17}' "$TMP/$1" | sort -u
}

group_mac()
{
	case $1 in
	"$GROUP4") echo 01:00:5e:00:00:01 ;;
	"$GROUP6") echo 33:33:00:00:40:07 ;;
	esac
}

# answered_by ADDRESS: the numbers of the requests.
answered_by()
{
	grep -F " $1 > " "$TMP/answers" | grep -oE 'seq [0-9]+' | cut -d' ' -f2 | paste -sd ' '
}

# memberships NAMESPACE DEVICE: in which of the two groups, as the kernel says.
memberships()
{
	ip -n "$1" -j maddr show dev "$2" | jq -r '.[].maddr[].address // empty' |
		grep -xF -e "$GROUP4" -e "$GROUP6" | paste -sd ' '
}

has_joined()
{
	[[ $(memberships "$@") == "$GROUP4 $GROUP6" ]]
}

# receive NAMESPACE 4|6 COMMAND-LINE: shows it, and runs it in the background.
receive()
{
	prompt "$1" "$3"
	in_ns "$1" bash -c "exec $3" >"$TMP/$1.$2" 2>&1 &
}

received()
{
	cat "$TMP/$1.$2"
}
