#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What mcfwd costs, and what others cost that do the same or less, all in one run in a
# VM that counts instructions. Instructions are not time: caches, locks and branches do
# not show. But they repeat.
#
#	bench.sh	make bench: prints tables, the last of them mcfwd's targets.
#			A target that is missed is no error; one not measured is
#	bench.sh quick	make bench-quick: compares a few figures with expected.json, as
#			KTAP; fails if one is worse (quick.jq says by how much)
#
# From the environment:
#
#	BENCH_JSON	where to leave all that was measured; in the cache if not given
#	BENCH_SVG	where to leave a chart of it; in the cache if not given.
#			selftests/bench/bench.svg is the one for people to see
#	BENCH_PARTS	what to do: copies (guest.sh), kept (kept.sh), routes (routes.sh), all
#			measured in one VM; contents (contents.sh), scaling (scaling.sh), in
#			their own.
#			Those have more that the environment may say
#	BENCH_RENEW	yes: bench.sh quick writes expected.json
set -eu -o pipefail

HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../vm/lib.sh
. "$HERE/../vm/lib.sh"

SHARE=$(mktemp -d)
trap 'rm -rf "$SHARE"' EXIT

# needs FILE-OR-COMMAND=PACKAGE...: what is missing is for root to install.
needs()
{
	local sudo=()

	((EUID == 0)) || sudo=(sudo env "MCFWD_CACHE=$CACHE")
	# shellcheck disable=SC2016 # expanded there
	"${sudo[@]}" bash -euc '. "$1"; shift; host_needs "$@"' needs "$VM_DIR/lib.sh" "$@"
}

compile_xdp()
{
	clang -O2 -g -target bpf -I"/usr/include/$(uname -m)-linux-gnu" \
		-c "$HERE/xdp.bpf.c" -o "$SHARE/xdp.o"
	export BENCH_XDP=/share/xdp.o
}

# run PART...: in the VM; what they measure is in $SHARE/all.json then.
run()
{
	local part command
	local -x KERNEL=${KERNEL:-trixie} VM_SHARE=$SHARE VM_TIMEOUT=${VM_TIMEOUT:-1800}

	# Two processors, of which one runs: memory is that of two.
	local -x VM_SMP=2
	local -x VM_APPEND='clocksource=tsc tsc=reliable nokaslr mitigations=off maxcpus=1'
	# As an instruction of its own, "rep movsb" would count once an octet.
	local -x VM_QEMU='-accel tcg,thread=single -icount shift=0,sleep=off -cpu max,-erms,-fsrm'

	command="set -e; $(declare -p "${!BENCH_@}" | grep '^declare -x ' || true)
		uname -r >/share/kernel"
	for part; do
		case $part in
		copies) command+=$'\n/src/selftests/bench/guest.sh >>/share/results' ;;
		kept) command+=$'\n/src/selftests/bench/kept.sh >>/share/results' ;;
		routes) command+=$'\n/src/selftests/bench/routes.sh >>/share/results' ;;
		esac
	done
	# The VM has only one output; all that is of interest here is messages.
	CMD=$command "$VM_DIR/vm.sh" >&2
	jq -s --arg date "$(date +%F)" --arg kernel "$(<"$SHARE/kernel")" --arg mcfwd "$(version)" \
		'{$date, $kernel, $mcfwd, results: .}' "$SHARE/results" >"$SHARE/all.json"
}

# version: the commit, or the module's version where there is no git.
version()
{
	git -c safe.directory="$REPO" -C "$REPO" describe --always --dirty 2>/dev/null ||
		sed -n 's/^PACKAGE_VERSION="\(.*\)"$/\1/p' "$REPO/dkms.conf"
}

# aligned: tables whose cells have tabs between them, each ended by an empty line.
aligned()
{
	local line table=

	while IFS= read -r line; do
		if [[ $line ]]; then
			table+=$line$'\n'
		elif [[ $table ]]; then
			column -t -s $'\t' -R 2,3,4,5,6,7,8,9 <<<"${table%$'\n'}"
			echo
			table=
		fi
	done
}

# keep FILE TO WHAT: and says so.
keep()
{
	mkdir -p "$(dirname "$2")"
	cp "$1" "$2"
	say "$3: $2"
}

chart()
{
	jq -r -f "$HERE/chart.jq" "$SHARE/all.json" >"$SHARE/chart"
	[[ -s $SHARE/chart ]] || return 0
	gnuplot -c "$HERE/chart.gp" "$SHARE/chart" "$SHARE/chart.svg" \
		"$(jq -r '"Linux \(.kernel), counted in QEMU, \(.date)"' "$SHARE/all.json")"
	keep "$SHARE/chart.svg" "${BENCH_SVG:-$CACHE/bench/bench.svg}" "the chart"
}

# Whether all that was measured sends what it should: a dummy device counts anything.
contents()
{
	say "checking what the copies hold"
	VM_SHARE=$SHARE VM_SMP=1 VM_TIMEOUT=600 VM_PACKAGES='smcroute bpftool' \
		KERNEL=${KERNEL:-trixie} CMD="BENCH_XDP=$BENCH_XDP /src/selftests/bench/contents.sh" \
		"$VM_DIR/vm.sh"
}

# measure PART...: and show.
measure()
{
	# A million routes, and a program that has them, too.
	VM_PACKAGES='smcroute bpftool' VM_MEM=${VM_MEM:-4096} run "$@"
	jq -r -f "$HERE/table.jq" "$SHARE/all.json" | aligned
	{
		jq -r -f "$HERE/targets.jq" "$SHARE/all.json"
		echo
	} >"$SHARE/targets"
	aligned <"$SHARE/targets"
	keep "$SHARE/all.json" "${BENCH_JSON:-$CACHE/bench/bench.json}" "the figures"
	chart
}

bench()
{
	local filters part measured=()

	filters=$(compgen -v BENCH_ | grep -vxE 'BENCH_(JSON|SVG)' || true)
	needs clang=clang jq=jq /usr/include/bpf/bpf_helpers.h=libbpf-dev \
		gnuplot=gnuplot-nox column=bsdextrautils
	compile_xdp
	for part in ${BENCH_PARTS:-contents copies kept routes scaling}; do
		case $part in
		copies | kept | routes) measured+=("$part") ;;
		contents) contents ;;
		scaling) : ;;
		*) die "BENCH_PARTS has contents, copies, kept, routes and scaling, not '$part'." ;;
		esac
	done
	if ((${#measured[@]})); then
		say "measuring; that takes some seven minutes"
		measure "${measured[@]}"
	fi
	[[ " ${BENCH_PARTS:-scaling} " != *' scaling '* ]] || "$HERE/scaling.sh"
	[[ $filters ]] || ! grep -q 'not measured' "$SHARE/targets" ||
		die "what a target needs was not measured."
}

# Little enough for each change to be checked so.
quick()
{
	local -x BENCH_SIZES=200 BENCH_OUTPUTS='1 4' BENCH_ROUTES='1 1000' BENCH_APPLIED=20000
	local -x BENCH_VARIANTS='mcfwd mcfwd_firewall_no mcfwd_ttl_set mcfwd_src'

	BENCH_VARIANTS+=' mcfwd_local_yes tc_as_is'
	unset BENCH_FAMILIES
	needs jq=jq
	run copies routes
	jq --tab -f "$HERE/figures.jq" "$SHARE/all.json" >"$SHARE/figures"
	[[ ! ${BENCH_JSON:-} ]] || keep "$SHARE/all.json" "$BENCH_JSON" "the figures"
	if [[ ${BENCH_RENEW:-} == yes ]]; then
		keep "$SHARE/figures" "$HERE/expected.json" "expected from now on"
		return
	fi
	jq -r --slurpfile file "$HERE/expected.json" -f "$HERE/quick.jq" "$SHARE/figures" |
		tee "$SHARE/ktap"
	! grep -q '^not ok' "$SHARE/ktap"
}

case ${1:-} in
'') bench ;;
quick) quick ;;
*) die "bench.sh has no '$1'." ;;
esac
