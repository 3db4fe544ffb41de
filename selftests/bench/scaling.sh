#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Shows that mcfwd's path scales with CPUs: what several CPUs that forward the same
# packets by the same route write, and who else writes or reads it (cpus.sh, lines.c).
#
# Prints a table; with BENCH_SCALING_JSON=FILE it leaves all that was measured there, an
# object a line. Exit status 1 if mcfwd shares what it should not (verdict.jq).
set -eu -o pipefail

HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../vm/lib.sh
. "$HERE/../vm/lib.sh"

KERNEL=${KERNEL:-trixie}
SHARE=$(mktemp -d)
trap 'rm -rf "$SHARE"' EXIT

# The interface's second version came with QEMU 9, which no longer takes the first.
plugin_api()
{
	local version

	version=$(qemu-system-x86_64 --version | sed -n 's/.* version \([0-9]*\).*/\1/p')
	if ((version < 9)); then
		echo 1
	else
		echo 2
	fi
}

has_plugins()
{
	[[ $(qemu-system-x86_64 -help) == *$'\n-plugin '* ]]
}

host_needs gcc=gcc /usr/include/stdio.h=libc6-dev jq=jq qemu-system-x86_64=qemu-system-x86
has_plugins || {
	say "this QEMU has no plugins: what CPUs share is not looked at"
	exit 0
}
gcc -O2 -fPIC -shared -DPLUGIN_API="$(plugin_api)" -o "$SHARE/lines.so" "$HERE/lines.c"
gcc -O2 -static -o "$SHARE/mark" "$HERE/mark.c"

export KERNEL VM_SHARE=$SHARE VM_SMP=4 VM_TIMEOUT=${VM_TIMEOUT:-900}
export VM_PACKAGES='smcroute bpftool'
VM_QEMU="-accel tcg,thread=single -cpu max,-erms,-fsrm"
VM_QEMU+=" -plugin $SHARE/lines.so,symbols=$SHARE/symbols,out=$SHARE/lines"
export VM_QEMU VM_APPEND='nokaslr mitigations=off'
say "looking at what CPUs share; that takes some minutes"
CMD="$(declare -p "${!BENCH_@}" | grep -v '^declare -- ')
/src/selftests/bench/cpus.sh >/share/runs" "$VM_DIR/vm.sh"

jq -n -c --slurpfile runs "$SHARE/runs" --slurpfile lines "$SHARE/lines" -f "$HERE/scaling.jq" \
	>"$SHARE/results"
[[ ! ${BENCH_SCALING_JSON:-} ]] || cp "$SHARE/results" "$BENCH_SCALING_JSON"
echo "Instructions for a packet, by CPUs at it, and with most of them writes to lines that
they share: in all, in mcfwd and what it calls, by mcfwd's own code."
jq -r -s -f "$HERE/shared.jq" "$SHARE/results" | column -t -s $'\t' -R 2,3,4,5,6,7
WRITERS=$(jq -r 'select(.cpus > 2) | (.variant + ", IPv\(.family):") as $name
	| [.culprits[] | select(.shared and .writes >= 0.005)][:4][]
	| "\($name)\t\(.symbol)\(if .own then " (mcfwd)" else "" end)\t\(.writes)"' "$SHARE/results")
if [[ $WRITERS ]]; then
	echo "Who writes to them:"
	column -t -s $'\t' -R 3 <<<"$WRITERS"
fi
WRONG=$(jq -r -s -f "$HERE/verdict.jq" "$SHARE/results")
[[ ! $WRONG ]] || die "$WRONG"
