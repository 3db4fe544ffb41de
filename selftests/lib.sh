# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What the tests have in common. Each test is a script of its own that sources
# this, makes what it needs in network namespaces of its own, and prints KTAP:
#
#	. "$(dirname "$0")/lib.sh"
#	needs jq tcpdump
#	topology 2
#	test_forward() { must mc "$RT" route add ...; check "what" EXPECTED GOT; }
#	run "packets are forwarded" test_forward
#	finish
#
# MCFWD_CASES='REGEX' in the environment makes only the cases whose names match.
# The machine's own devices and settings are not touched. A test waits for a
# condition, with a limit; it never sleeps instead.
set -u

LIB_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# The tool next to us, in a source tree, is newer than the installed one.
PATH=$LIB_DIR:$LIB_DIR/../tools/mcfwd:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL=C

KSFT_SKIP=4
TEST=${0##*/}
WAIT=30 # seconds that something may take on a slow machine

# What a kernel says when something is wrong with it.
TROUBLE='WARNING: |BUG: |Oops|general protection|refcount_t|hw csum failure'
TROUBLE+='|waiting for .* to become free|suspicious RCU|Call Trace|blocked for more than'

TMP=$(mktemp -d) || exit
NAMESPACES=()
declare -A JOBS=() # process id by name
case_number=0
case_failed=0
case_skip=
n_failed=0
n_skipped=0

# --- KTAP -------------------------------------------------------------------

diag()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

# fail WHY: the running test has failed; it goes on.
fail()
{
	diag "$@"
	case_failed=1
}

# skip WHY: the running test cannot be made; to be followed by return.
skip()
{
	case_skip=$*
}

# check WHAT EXPECTED GOT
check()
{
	[[ $2 == "$3" ]] || fail "$1: expected '$2', got '$3'"
}

# must COMMAND...: one that has to work.
must()
{
	local output status=0

	output=$("$@" 2>&1) || status=$?
	((status == 0)) || fail "status $status of '$*': $output"
	return $status
}

# run NAME COMMAND...: a test.
run()
{
	local name=$1

	shift
	[[ $name =~ ${MCFWD_CASES:-} ]] || return 0
	((++case_number))
	case_failed=0
	case_skip=
	"$@"
	stop_jobs
	[[ -z ${RT:-} ]] || mc "$RT" route flush >/dev/null 2>&1
	if [[ $case_skip ]]; then
		((++n_skipped))
		printf 'ok %d %s # SKIP %s\n' $case_number "$name" "$case_skip"
	elif ((case_failed)); then
		((++n_failed))
		printf 'not ok %d %s\n' $case_number "$name"
	else
		printf 'ok %d %s\n' $case_number "$name"
	fi
}

# skip_all WHY: nothing here can be tested.
skip_all()
{
	((case_number)) || printf 'ok 1 %s # SKIP %s\n1..1\n' "$TEST" "$*"
	exit $KSFT_SKIP
}

test_kernel_log()
{
	local log=$TMP/dmesg

	dmesg 2>/dev/null | sed -n "/selftest $TEST $$/,\$p" >"$log"
	[[ -s $log ]] || {
		skip "the kernel log cannot be read, or has been overwritten"
		return
	}
	! grep -qE "$TROUBLE" "$log" || fail "$(grep -E -A 30 "$TROUBLE" "$log" | head -60)"
}

# finish: ends the script.
finish()
{
	run "$TEST: the kernel log shows no trouble" test_kernel_log
	printf '1..%d\n' $case_number
	((n_failed == 0)) || exit 1
	((n_skipped < case_number)) || exit $KSFT_SKIP
	exit 0
}

# --- what must be there -----------------------------------------------------

needs()
{
	local command

	for command; do
		command -v "$command" >/dev/null || skip_all "there is no command $command"
	done
}

load_module()
{
	[[ -e /sys/module/mcfwd ]] || modprobe -q mcfwd 2>/dev/null ||
		{ [[ -e $LIB_DIR/../mcfwd.ko ]] && insmod "$LIB_DIR/../mcfwd.ko"; }
}

# only_ours: whether the module may be unloaded: it can be, and nobody has routes.
only_ours()
{
	local ns

	[[ -e /sys/module/mcfwd/refcnt ]] || return
	for ns in $(ip netns list | cut -d' ' -f1); do
		[[ -z $(mc "$ns" route show 2>/dev/null) ]] || return
	done
	[[ -z $(mcfwd route show) ]]
}

# --- waiting ----------------------------------------------------------------

# Starting a program is slow on an emulated machine, and this starts none.
exec {NAP}<> <(:)
nap()
{
	read -rt 0.05 -u "$NAP" || true
}

# busywait COMMAND...: until it succeeds.
busywait()
{
	local end=$((SECONDS + WAIT))

	until "$@" >/dev/null 2>&1; do
		((SECONDS < end)) || return 1
		nap
	done
}

# has TEXT FILE
has()
{
	[[ $(<"$2") == *"$1"* ]]
}

# await WHAT EXPECTED COMMAND...: until it prints that.
await()
{
	local what=$1 expected=$2 end=$((SECONDS + WAIT)) got

	shift 2
	while got=$("$@" 2>&1); [[ $got != "$expected" ]] && ((SECONDS < end)); do
		nap
	done
	check "$what" "$expected" "$got"
}

# --- jobs -------------------------------------------------------------------

# start NAME NAMESPACE COMMAND...: in the background, its output in $TMP/NAME. The
# namespace may be empty.
start()
{
	local name=$1 ns=$2

	shift 2
	[[ ! $ns ]] || set -- nsenter "--net=/run/netns/$ns" "$@"
	# What is left of an earlier one must not be taken for this one's.
	: >"$TMP/$name"
	: >"$TMP/$name.err"
	# nsenter becomes the command, so that signals reach it.
	"$@" >"$TMP/$name" 2>"$TMP/$name.err" </dev/null &
	JOBS[$name]=$!
}

# end NAME [SIGNAL]: waits for the job, having sent it a signal if one is given.
end()
{
	local name=$1 pid=${JOBS[$1]:-}

	[[ $pid ]] || return 1
	[[ ! ${2:-} ]] || kill "-$2" "$pid" 2>/dev/null
	wait "$pid"
	unset "JOBS[$name]"
}

stop_jobs()
{
	local name

	for name in "${!JOBS[@]}"; do
		kill -KILL "${JOBS[$name]}" 2>/dev/null
		wait "${JOBS[$name]}" 2>/dev/null
	done
	JOBS=()
}

# --- namespaces -------------------------------------------------------------

has_ipv6()
{
	[[ -e /proc/net/if_inet6 ]]
}

# setup_ns VARIABLE...: a namespace for each, its name in the variable.
setup_ns()
{
	local variable name

	for variable; do
		name=mcfwd-${variable,,}-$$
		ip netns add "$name" || skip_all "network namespaces cannot be made"
		NAMESPACES+=("$name")
		printf -v "$variable" %s "$name"
		# Source validation and duplicate address detection are not our subject.
		ip -n "$name" link set lo up
		in_ns "$name" sh -c '
			cd /proc/sys/net/ipv4/conf
			echo 0 >all/rp_filter
			echo 0 >default/rp_filter
			cd ../../ipv6/conf 2>/dev/null || exit 0
			echo 0 >all/accept_dad
			echo 0 >default/accept_dad
			echo 0 >default/accept_ra'
	done
}

# in_ns NAMESPACE COMMAND...: unlike "ip netns exec" it leaves /sys alone, and is
# the faster for it.
in_ns()
{
	local ns=$1

	shift
	nsenter "--net=/run/netns/$ns" "$@"
}

# mc NAMESPACE WORD...: the tool there.
mc()
{
	local ns=$1

	shift
	mcfwd -n "$ns" "$@"
}

cleanup()
{
	local ns

	stop_jobs
	for ns in "${NAMESPACES[@]}"; do
		ip netns del "$ns" 2>/dev/null
	done
	rm -rf "$TMP"
}

# topology N: a sender, a router, and a receiver with N devices.
#
#	+--------+         +---------------+         +--------+
#	|     s0 |---------| in0      out1 |---------| d1     |
#	|  SRC   |         |      RT   ... |   ...   |   DST  |
#	|        |         |          outN |---------| dN     |
#	+--------+         +---------------+         +--------+
#
# s0 192.0.2.1, in0 192.0.2.254, outI 198.51.100.(2I), dI 198.51.100.(2I+1);
# s0 2001:db8::1, in0 2001:db8::fe, outI 2001:db8:I::1, dI 2001:db8:I::2.
topology()
{
	local n=$1 i six=

	has_ipv6 || six='#'
	setup_ns SRC RT DST
	{
		echo "link add in0 type veth peer name s0 netns $SRC"
		echo "addr add 192.0.2.254/24 dev in0"
		echo "${six}addr add 2001:db8::fe/64 dev in0 nodad"
		echo "link set in0 up"
		for ((i = 1; i <= n; i++)); do
			echo "link add out$i type veth peer name d$i netns $DST"
			echo "addr add 198.51.100.$((2 * i))/31 dev out$i"
			echo "${six}addr add 2001:db8:$i::1/64 dev out$i nodad"
			echo "link set out$i up"
		done
	} | ip -n "$RT" -batch - || skip_all "veth devices cannot be made"
	{
		echo "addr add 192.0.2.1/24 dev s0"
		echo "${six}addr add 2001:db8::1/64 dev s0 nodad"
		echo "link set s0 up"
	} | ip -n "$SRC" -batch -
	for ((i = 1; i <= n; i++)); do
		echo "addr add 198.51.100.$((2 * i + 1))/31 dev d$i"
		echo "${six}addr add 2001:db8:$i::2/64 dev d$i nodad"
		echo "link set d$i up"
	done | ip -n "$DST" -batch -
	! has_ipv6 || busywait can_send6 "$SRC" s0 || diag "IPv6 is not ready"
}

# can_send6 NAMESPACE DEV: it has its route, which comes a moment after the carrier.
can_send6()
{
	[[ $(ip -n "$1" -6 route show table local dev "$2") == *ff00::/8* ]]
}

# family 4|6: sets what the tests of both families differ in.
# shellcheck disable=SC2034 # for the tests
family()
{
	V=$1
	if ((V == 4)); then
		G=233.252.0.1 G2=233.252.0.2 G3=233.252.0.3
		S=192.0.2.1 S2=192.0.2.2 NOT_S=203.0.113.1
		GMAC=01:00:5e:7c:00:01 IPLEN=20 PROTO=ip PF=ip
	else
		G=ff3e::8000:1 G2=ff3e::8000:2 G3=ff05::8000:3
		S=2001:db8::1 S2=2001:db8::2 NOT_S=2001:db8:ffff::1
		GMAC=33:33:80:00:00:01 IPLEN=40 PROTO=ip6 PF=ip6
	fi
}

# run46 NAME COMMAND...: a test once for each family.
run46()
{
	local name=$1

	shift
	family 4
	run "IPv4: $name" "$@"
	has_ipv6 || return 0
	family 6
	run "IPv6: $name" "$@"
}

# --- traffic ----------------------------------------------------------------

# rx NAME OPTION... GROUP DEV...: starts a receiver in $DST, or in $RX_NS.
rx()
{
	local name=$1

	shift
	start "$name" "" mcast_rx -N "${RX_NS:-$DST}" "$@"
	busywait has ready "$TMP/$name" ||
		fail "no receiver: $(cat "$TMP/$name" "$TMP/$name.err")"
}

# rx_check NAME KEY=VALUE...: each of its devices received just that.
rx_check()
{
	local name=$1 line fact

	shift
	has dev= "$TMP/$name" || fail "receiver $name: $(cat "$TMP/$name" "$TMP/$name.err")"
	while read -r line; do
		[[ $line == dev=* ]] || continue
		for fact; do
			[[ " $line " == *" $fact "* ]] || fail "receiver $name: expected $fact: $line"
		done
	done <"$TMP/$name"
}

# rx_all NAME N TTL: it received N datagrams, once each, intact, with that TTL.
rx_all()
{
	end "$1"
	rx_check "$1" "received=$2" "unique=$2" duplicates=0 disordered=0 bad=0 "ttl=$3" "src=$S"
}

# rx_none NAME: it received nothing; whatever could come must have come.
rx_none()
{
	end "$1" TERM
	rx_check "$1" received=0
}

# tx OPTION... GROUP: sends from $SRC, out of s0.
tx()
{
	must mcast_tx -N "$SRC" "$@" s0
}

# segments: mcast_tx -g makes packets that arrive whole; or the case is skipped. A veth
# can do it since 5.11.
segments()
{
	in_ns "$SRC" ethtool -k s0 | grep -q '^tx-udp-segmentation: on' && return
	skip "the kernel's veth cuts up UDP_SEGMENT"
	return 1
}

# capture NAME NAMESPACE DEV FILTER: starts to record packets, as text in $TMP/NAME.
capture()
{
	start "$1" "$2" tcpdump -i "$3" -n -l -e -vv --immediate-mode -s 2048 "$4"
	busywait has 'listening on' "$TMP/$1.err" || fail "tcpdump: $(cat "$TMP/$1.err")"
}

# n_captured NAME: a packet may take more lines; the others are indented.
n_captured()
{
	local line n=0

	while IFS= read -r line; do
		[[ $line != [0-9]* ]] || ((++n))
	done <"$TMP/$1"
	echo $n
}

# capture_end NAME N: when it has N packets.
capture_end()
{
	await "packets captured ($1)" "$2" n_captured "$1"
	end "$1" TERM 2>/dev/null
}

# seen N NAME WHAT REGEX: so many lines of the capture have that.
seen()
{
	local line n=0

	while IFS= read -r line; do
		[[ ! $line =~ $4 ]] || ((++n))
	done <"$TMP/$2"
	check "$3" "$1" "$n"
}

# --- counters ---------------------------------------------------------------

# counts NAMESPACE [octets]: all routes' counters on a line, as in
#	in=10 out1=9,ttl=1 out2=10; in=3,martian=3 out1=0
counts()
{
	local line all='' item separator='' field=1
	local counter='^ +(in|to ([^ ]+)): ([0-9]+) packets ([0-9]+) bytes(, dropped [0-9]+ \((.*)\))?$'

	[[ ! ${2:-} ]] || field=2
	while IFS= read -r line; do
		if [[ $line != ' '* ]]; then
			separator=${all:+; }
			continue
		fi
		[[ $line =~ $counter ]] || {
			printf '%s\n' "$line"
			return
		}
		item=${BASH_REMATCH[2]:-in}=${BASH_REMATCH[field + 2]}
		if [[ ${BASH_REMATCH[6]} ]]; then
			item+=,${BASH_REMATCH[6]//, /,}
			item=${item// /=}
		fi
		all+=$separator$item
		separator=' '
	done < <(mc "$1" -s route show 2>&1)
	printf '%s\n' "$all"
}

# counted EXPECTED: the router's routes come to that.
counted()
{
	await "counters" "$1" counts "$RT"
}

# stat NAMESPACE NAME: one of the namespace's totals.
stat()
{
	local name value rest

	while read -r name value rest; do
		[[ $name != "$2" ]] || echo "$value"
	done < <(mc "$1" stats show)
}

# mac NAMESPACE DEV
mac()
{
	[[ $(ip -n "$1" link show dev "$2") =~ link/ether\ ([^ ]+) ]] && echo "${BASH_REMATCH[1]}"
}

routes()
{
	mc "$1" route show
}

# --- begin ------------------------------------------------------------------

trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

((EUID == 0)) || skip_all "only root can make network namespaces"
needs ip nsenter mcfwd mcast_tx mcast_rx nlmsg
load_module || skip_all "the kernel module mcfwd cannot be loaded"
echo "mcfwd: selftest $TEST $$" >/dev/kmsg 2>/dev/null
echo "KTAP version 1"
