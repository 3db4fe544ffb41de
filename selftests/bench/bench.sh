#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make bench: what a packet costs mcfwd, and what it costs others that do the same or
# less, all in one run in a VM that counts instructions (guest.sh). Instructions are
# not time: caches, locks and branches do not show. But they repeat.
#
# Prints a table; with BENCH_JSON=FILE it leaves all that was measured there. guest.sh
# has more that the environment may say.
set -eu -o pipefail

HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../vm/lib.sh
. "$HERE/../vm/lib.sh"

KERNEL=${KERNEL:-trixie}
SHARE=$(mktemp -d)
trap 'rm -rf "$SHARE"' EXIT

host_needs clang=clang jq=jq /usr/include/bpf/bpf_helpers.h=libbpf-dev
clang -O2 -g -target bpf -I"/usr/include/$(uname -m)-linux-gnu" \
	-c "$HERE/xdp.bpf.c" -o "$SHARE/xdp.o"

export KERNEL VM_SHARE=$SHARE VM_SMP=1 VM_TIMEOUT=${VM_TIMEOUT:-1200}
export VM_PACKAGES='smcroute bpftool'
# As an instruction of its own, "rep movsb" would count once an octet.
export VM_QEMU='-accel tcg,thread=single -icount shift=0,sleep=off -cpu max,-erms,-fsrm'
export VM_APPEND='clocksource=tsc tsc=reliable nokaslr mitigations=off'
export BENCH_XDP=/share/xdp.o
say "measuring; that takes some minutes"
CMD="$(declare -p "${!BENCH_@}" | grep -v '^declare -- ')
/src/selftests/bench/guest.sh >/share/results" "$VM_DIR/vm.sh"

[[ ! ${BENCH_JSON:-} ]] || jq -s . "$SHARE/results" >"$BENCH_JSON"
jq -r -s -f "$HERE/table.jq" "$SHARE/results" | column -t -s $'\t' -R 2,3,4,5
