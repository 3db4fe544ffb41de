#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# accel.sh KERNEL-IMAGE INITRAMFS: prints 'kvm' if a VM really runs with KVM here,
# else 'tcg'. That /dev/kvm can be opened proves nothing: in a VM within a VM the
# guest may hang at its first instructions. So a kernel is booted once, and the
# answer is kept until this machine's next boot.
set -eu -o pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

LIMIT=10 # seconds

kvm_boots()
{
	local log

	[[ -w /dev/kvm ]] || return
	say "finding out whether KVM works here (at most $LIMIT s)"
	log=$(mktemp)
	# --foreground: no process group of its own, so that it ends with us.
	tied timeout --foreground --signal=KILL "$LIMIT" \
		setpriv --pdeathsig KILL -- \
		qemu-system-x86_64 -accel kvm -cpu host -m 512 \
		-no-user-config -nodefaults -display none -no-reboot \
		-serial "file:$log" -kernel "$1" -initrd "$2" \
		-append 'console=ttyS0 panic=-1 edd=off vm_probe=yes' \
		</dev/null >/dev/null 2>&1 || true
	grep -q 'vm: the kernel runs' "$log" && rm "$log"
}

main()
{
	local answer

	(($# == 2)) || die "usage: accel.sh KERNEL-IMAGE INITRAMFS"
	answer=$CACHE/accel-$(digest </proc/sys/kernel/random/boot_id)
	if [[ ! -e $answer ]]; then
		lock "$CACHE/accel.lock"
		rm -f "$CACHE"/accel-????????????
		if kvm_boots "$@"; then echo kvm; else echo tcg; fi >"$answer.tmp"
		mv "$answer.tmp" "$answer"
	fi
	cat "$answer"
}

main "$@"
