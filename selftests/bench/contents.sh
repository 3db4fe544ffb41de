#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Whether what guest.sh measures is right. Its outputs, dummy devices, count a frame
# even if it is rubbish; here they are veth devices, with sockets at their other ends
# that see each payload, and tcpdump, which sees source, TTL and checksums. For a VM:
#
#	make vm KERNEL=trixie VM_PACKAGES='smcroute bpftool' CMD=/src/selftests/bench/contents.sh
#
# From the environment: BENCH_VARIANTS, to check only those, and BENCH_XDP, without
# which xdp is skipped. The router is the VM itself, for the scripts that guest.sh has,
# too.
# shellcheck source=../lib.sh
. /usr/local/libexec/mcfwd/selftests/lib.sh
# shellcheck source=variants.sh
. "$(dirname "$0")/variants.sh"
needs jq tcpdump tc nft smcrouted bpftool

OUTPUTS=4
SIZES='64 200 1358'	# of frames; an IPv6 packet of mcast_tx has 74 octets at least
EACH=5			# of each size
TTL=64

make_network()
{
	local i

	setup_ns SRC DST
	{
		echo "link add in0 type veth peer name s0 netns $SRC"
		echo "addr add 192.0.2.254/24 dev in0"
		echo "addr add 2001:db8::fe/64 dev in0 nodad"
		echo "link set in0 up"
		for ((i = 1; i <= OUTPUTS; i++)); do
			echo "link add o$i type veth peer name d$i netns $DST"
			echo "addr add 10.0.$i.1/24 dev o$i"
			echo "addr add 2001:db8:0:$i::1/64 dev o$i nodad"
			echo "link set o$i up"
		done
	} | ip -batch - || skip_all "veth devices cannot be made"
	{
		echo "addr add 192.0.2.1/24 dev s0"
		echo "addr add 2001:db8::1/64 dev s0 nodad"
		echo "link set s0 up"
	} | ip -n "$SRC" -batch -
	for ((i = 1; i <= OUTPUTS; i++)); do
		echo "addr add 10.0.$i.2/24 dev d$i"
		echo "addr add 2001:db8:0:$i::2/64 dev d$i nodad"
		echo "link set d$i up"
	done | ip -n "$DST" -batch -
	busywait can_send6 "$SRC" s0 || diag "IPv6 is not ready"
}

address_of()
{
	[[ $(ip ${2:+-n "$2"} link show dev "$1") =~ link/ether\ ([^ ]+) ]] &&
		echo "${BASH_REMATCH[1]}"
}

# expect VARIANT: the TTL and the source that copies have, in $WANT_TTL and $WANT_S.
expect()
{
	WANT_TTL=$((TTL - 1)) WANT_S=$S
	case $1 in
	mcfwd_ttl_set | tc_same | nft_netdev) WANT_TTL=9 ;;
	tc_as_is | xdp) WANT_TTL=$TTL ;;
	mcfwd_src)
		WANT_S=198.51.100.1
		((V == 4)) || WANT_S=2001:db8:1::1
		;;
	esac
}

# expected_mac VARIANT N: of output N's frames.
expected_mac()
{
	case $1 in
	tc_same) printf '02:00:00:00:01:%02x\n' "$2" ;;
	tc_as_is | nft_netdev | xdp) address_of s0 "$SRC" ;;
	*) address_of "o$2" ;;
	esac
}

# Written whole, so that no checksum is left for later, and each is looked at.
send()
{
	local size seq=0 len

	for size in $SIZES; do
		len=$((V == 4 ? size - 42 : size - 62))
		((len >= 12)) || len=12
		must mcast_tx -N "$SRC" -r -s "$S" -t $TTL -n $EACH -q $seq -l $len "$G" s0
		((seq += EACH))
	done
}

# n_frames: of the group. tcpdump prints more lines of some.
n_frames()
{
	grep -cF " > $G.5001: " "$TMP/dump"
}

# check_frames VARIANT N: each frame is from the right address, and tcpdump finds its
# checksums right.
check_frames()
{
	local variant=$1 n=$2 i mac frames

	# A frame on a line: "d1 M ifindex 3 02:... ethertype IPv4 ..."
	frames=$(sed ':a; N; $!ba; s/\n[ \t]\+/ /g' "$TMP/dump" | grep -F " > $G.5001: ")
	check "frames with a right UDP checksum" $((n * OUTPUTS)) \
		"$(grep -c '\[udp sum ok\]' <<<"$frames")"
	check "frames with a wrong IP checksum" 0 "$(grep -c 'bad cksum' <<<"$frames")"
	for ((i = 1; i <= OUTPUTS; i++)); do
		mac=$(expected_mac "$variant" "$i")
		check "frames from $mac on d$i" "$n" "$(grep -c "^d$i .* $mac " <<<"$frames")"
	done
}

test_contents()
{
	local variant=$1 n=$((EACH * 3)) devices

	[[ $variant != xdp || ${BENCH_XDP:-} ]] || {
		skip "there is no BENCH_XDP"
		return
	}
	"start_$variant" || {
		fail "it does not start"
		return
	}
	read -ra devices <<<"$(each 'dN ')"
	expect "$variant"
	start dump "$DST" tcpdump -i any -n -l -e -vv -t -Q in --immediate-mode -s 2048 \
		"dst host $G and udp port 5001"
	busywait has 'listening on' "$TMP/dump.err" || fail "tcpdump: $(<"$TMP/dump.err")"
	rx sockets -n $n "$G" "${devices[@]}"
	send
	end sockets
	rx_check sockets "received=$n" "unique=$n" duplicates=0 bad=0 "ttl=$WANT_TTL" "src=$WANT_S"
	await "packets captured" $((n * OUTPUTS)) n_frames
	end dump TERM 2>/dev/null
	check_frames "$variant" $n
	"stop_${variant%%_*}"
}

make_network
for v in 4 6; do
	family $v
	for VARIANT in ${BENCH_VARIANTS:-$VARIANTS}; do
		run "IPv$V: ${VARIANT//_/-}: every output sends every packet once, intact" \
			test_contents "$VARIANT"
	done
done
finish
