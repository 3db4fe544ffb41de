#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make check: all tests, on a machine that need not have anything prepared. What
# is missing is installed, root file systems are made once and kept.
#
#	static		selftests/lint.sh
#	tool		unit and command line tests of the tool, with sanitizers
#	KERNEL		the selftests in a VM with that kernel, and its log
#	KERNEL-noipv6	those for a kernel without IPv6
#	KERNEL-smp	those in which processors race for something, in a VM whose
#			processors run at the same time; nothing else runs then
#	KERNEL-dkms	dkms add, build, install; then modprobe from where it put it
#	bench		some costs in instructions, compared with what they should be
#
# With arguments: those only, for example 'check.sh static trixie'. Each test is a
# KTAP line; the last line sums them up. Two parts run at a time if the machine has
# the processors and the memory; CHECK_PARALLEL says otherwise. Two VMs with two
# processors each would want four: with fewer, each gets one, and KERNEL-smp makes up
# for that. What a part prints is shown in one piece, when it has ended.
set -eu -o pipefail

TOP=$(cd "$(dirname "$0")/.." && pwd)
VM=$TOP/selftests/vm
SELFTESTS=/usr/local/libexec/mcfwd/selftests
KERNELS='bookworm trixie'
RACES='churn.sh unload.sh netns.sh apply.sh dump.sh netlink.sh'
LOGS=$(mktemp -d)

PASSED=0
FAILED=0
SKIPPED=0
FAILURES=()
declare -A RUNNING=() # part by process id

# What a kernel says when something is wrong with it. selftests/ and people who
# read the log look for the same words.
TROUBLE='WARNING: |BUG: |Oops|general protection|refcount_t|hw csum failure'
TROUBLE+='|waiting for .* to become free|suspicious RCU|Call Trace|blocked for more than'

# result ok|'not ok' NAME: a test of this script's own.
result()
{
	printf '%s 1 - %s\n' "$1" "$2"
	case $1 in
	ok) PASSED=$((PASSED + 1)) ;;
	*)
		FAILED=$((FAILED + 1))
		FAILURES+=("$2")
		;;
	esac
}

# count NAME LOG: adds up the KTAP lines. A script's own line, 'ok 1 selftests:
# ...', sums up others that are there already.
count()
{
	local line

	while IFS= read -r line; do
		case $line in
		*' # SKIP'*) SKIPPED=$((SKIPPED + 1)) ;;
		'ok '*) PASSED=$((PASSED + 1)) ;;
		*)
			FAILED=$((FAILED + 1))
			FAILURES+=("$1: ${line#not ok }")
			;;
		esac
	done < <(grep -E '^(not )?ok [0-9]+' "$2" | grep -v ' selftests: ' || true)
}

# part NAME COMMAND...: runs it, shows and counts what it prints. One that fails
# without saying so has failed itself.
part()
{
	local name=$1 log=$LOGS/$1 status=0 before=$FAILED

	shift
	printf '\n# %s\n' "$name"
	"$@" </dev/null 2>&1 | tee "$log" || status=$?
	count "$name" "$log"
	if ((status && FAILED == before)); then
		result 'not ok' "$name: exit status $status"
	fi
}

# The kernel's log of a VM run must show no trouble.
clean_log()
{
	local name=$1 log=$LOGS/$1.console

	if [[ ! -s $log ]]; then
		result 'not ok' "$name: there is a kernel log"
	elif grep -qE "$TROUBLE" "$log"; then
		grep -nE -A 40 "$TROUBLE" "$log" | tr -d '\r' | head -100 | sed 's/^/# /'
		result 'not ok' "$name: the kernel log shows no trouble"
	else
		result ok "$name: the kernel log shows no trouble"
	fi
}

# vm NAME KERNEL COMMAND: a part that runs in a VM. Afterwards the module must
# unload: nothing of it is in use any more.
vm()
{
	local name=$1 kernel=$2 command=$3

	KERNEL=$kernel CMD="$command; status=\$?; rmmod mcfwd 2>/dev/null
		if [ -e /sys/module/mcfwd ]; then echo 'not ok 1 - the module unloads'; exit 1; fi
		exit \$status" \
		VM_LOG=$LOGS/$name.console VM_TIMEOUT=${VM_TIMEOUT:-3600} \
		part "$name" "$VM/vm.sh"
	clean_log "$name"
}

static()
{
	part static "$TOP/selftests/lint.sh"
}

tool()
{
	part tool make -s -C "$TOP/tools/mcfwd" check
}

# Natively in the root file system, so with its compiler and headers and not at
# the speed of an emulator; then a VM on top of what was installed.
dkms()
{
	local name=$1 kernel=$2 out=$LOGS/dkms version

	version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"$/\1/p' "$TOP/dkms.conf")
	# shellcheck disable=SC2016 # expanded there
	part "$name-build" "$VM/chroot.sh" "$kernel" "$out" bash -c '
		cp -r /src "/usr/src/mcfwd-$1" && dkms add "mcfwd/$1" &&
		dkms build "mcfwd/$1" -k "$KVER" && dkms install "mcfwd/$1" -k "$KVER" &&
		rm -f "/lib/modules/$KVER/updates/mcfwd.ko" && depmod "$KVER" &&
		dkms status | grep -q "^mcfwd/$1.*: installed$" &&
		echo "ok 1 - dkms add, build and install"' dkms "$version"
	# shellcheck disable=SC2016 # expanded there
	VM_STAGE=none VM_OVERLAY=$out vm "$name" "$kernel" '
		set -e; modinfo -F filename mcfwd | grep /updates/dkms/ && modprobe mcfwd &&
		test "$(cat /sys/module/mcfwd/version)" = '"$version"' &&
		echo "ok 1 - modprobe from where dkms put it"'
}

# Counted instructions are the same on any machine, whatever else it does.
bench()
{
	VM_LOG=$LOGS/bench.console part bench "$TOP/selftests/bench/bench.sh" quick
	clean_log bench
}

# The host's own packages for the parts above; the scripts they call see to theirs.
prepare()
{
	local packages=() sudo=

	command -v gcc >/dev/null || packages+=(gcc libc6-dev)
	command -v pkg-config >/dev/null || packages+=(pkgconf)
	[[ -e /usr/include/libmnl/libmnl.h ]] || packages+=(libmnl-dev)
	[[ -e /usr/include/jansson.h ]] || packages+=(libjansson-dev)
	command -v git >/dev/null || packages+=(git)
	((${#packages[@]})) || return 0
	((EUID == 0)) || sudo=sudo
	echo "# installing on this machine: ${packages[*]}"
	$sudo apt-get update -qq
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends \
		"${packages[@]}" >/dev/null
}

run_part()
{
	local kernel=${1%-noipv6}

	kernel=${kernel%-dkms}
	kernel=${kernel%-smp}
	case $1 in
	static) static ;;
	tool) tool ;;
	bench) bench ;;
	*-dkms) dkms "$1" "$kernel" ;;
	*-smp) VM_THREADS=multi vm "$1" "$kernel" "$SELFTESTS/run_tests $RACES" ;;
	*-noipv6) VM_APPEND='ipv6.disable=1' vm "$1" "$kernel" "$SELFTESTS/noipv6.sh" ;;
	*) vm "$1" "$kernel" "$SELFTESTS/run_tests" ;;
	esac
}

# descendants PID: of a process of ours, the youngest first.
descendants()
{
	local pid

	for pid in $(ps -o pid= --ppid "$1"); do
		descendants "$pid"
		echo "$pid"
	done
}

# Parts that have not ended when we do are ended; VMs end with their scripts.
cleanup()
{
	local pid

	trap '' INT TERM HUP
	for pid in "${!RUNNING[@]}"; do
		# shellcheck disable=SC2046 # words
		kill $(descendants "$pid") "$pid" 2>/dev/null || true
	done
	wait
	rm -rf "$LOGS"
}

# how_many: parts at a time. A VM has 2 GiB, and the files that it writes.
how_many()
{
	local available

	available=$(awk '$1 == "MemAvailable:" { print int($2 / 1024) }' /proc/meminfo)
	if (($(nproc) > 1 && ${available:-0} > 6000)); then
		echo 2
	else
		echo 1
	fi
}

# clear_sums: a part's own begin at nothing.
clear_sums()
{
	PASSED=0
	FAILED=0
	SKIPPED=0
	FAILURES=()
}

# begin PART: in the background. It leaves its output and its sums.
begin()
{
	printf '# %s begins (%d min %d s)\n' "$1" $((SECONDS / 60)) $((SECONDS % 60))
	(
		# Ctrl-C is for the children of a background process, too.
		trap - EXIT INT
		RUNNING=()
		clear_sums
		run_part "$1" >"$LOGS/$1.out" 2>&1
		declare -p PASSED FAILED SKIPPED FAILURES >"$LOGS/$1.sums"
	) &
	RUNNING[$!]=$1
}

# finish_one: waits until a part ends, shows what it has printed, and adds its sums.
finish_one()
{
	local passed=$PASSED failed=$FAILED skipped=$SKIPPED failures=("${FAILURES[@]}")
	local pid name

	wait -n -p pid "${!RUNNING[@]}" || true
	name=${RUNNING[$pid]}
	unset "RUNNING[$pid]"
	cat "$LOGS/$name.out"
	if [[ -e $LOGS/$name.sums ]]; then
		# shellcheck source=/dev/null
		. <(sed 's/^declare \(--\|-a\) //' "$LOGS/$name.sums")
		PASSED=$((PASSED + passed))
		FAILED=$((FAILED + failed))
		SKIPPED=$((SKIPPED + skipped))
		FAILURES=("${failures[@]}" "${FAILURES[@]}")
	else
		result 'not ok' "$name: it came to its end"
	fi
	printf '# %s has ended (%d min %d s)\n' "$name" $((SECONDS / 60)) $((SECONDS % 60))
}

# at_most N: waits until no more parts than that run.
at_most()
{
	while ((${#RUNNING[@]} > $1)); do
		finish_one
	done
}

summary()
{
	local failure

	echo
	for failure in "${FAILURES[@]}"; do
		printf '# failed: %s\n' "$failure"
	done
	printf '# %d min %d s\n' $((SECONDS / 60)) $((SECONDS % 60))
	printf '%d passed, %d failed, %d skipped\n' "$PASSED" "$FAILED" "$SKIPPED"
	((FAILED == 0 && PASSED > 0))
}

main()
{
	local parts=("$@") one parallel

	trap cleanup EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	parallel=${CHECK_PARALLEL:-$(how_many)}
	((parallel == 1 || $(nproc) >= 4)) || export VM_THREADS=single
	if ((${#parts[@]} == 0)); then
		# shellcheck disable=SC2206 # words
		parts=(static tool $KERNELS bookworm-noipv6 bookworm-dkms bench)
		[[ ! ${VM_THREADS:-} ]] || parts+=(trixie-smp)
	fi
	prepare
	for one in "${parts[@]}"; do
		case $one in
		*-smp) at_most 0; begin "$one"; at_most 0 ;;
		*) at_most $((parallel - 1)); begin "$one" ;;
		esac
	done
	at_most 0
	summary
}

main "$@"
