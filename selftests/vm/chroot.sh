#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# chroot.sh KERNEL OUTDIR COMMAND...: runs COMMAND natively, as root, in the root
# file system of KERNEL (see suites; VM_PACKAGES as for vm.sh).
#
# The root in the cache stays as it is: every change lands in OUTDIR, which is
# made if it is not there, and VM_OVERLAY=OUTDIR then puts it into a VM:
#
#	chroot.sh trixie /tmp/dkms sh -c 'dkms add /src && dkms install mcfwd/1 -k $KVER'
#	VM_OVERLAY=/tmp/dkms KERNEL=trixie CMD='modprobe mcfwd' vm.sh
#
# In there: the repository at /src, read-only; KVER, the version of that root's
# kernel ('uname -r' is this machine's); /tmp, /run, /build and /stage in memory,
# never part of OUTDIR. Mounts and processes end with COMMAND; stdin, stdout,
# stderr and the exit status are COMMAND's. (What a VM cannot see, as 9p does not
# carry overlayfs's marks: a directory of the root that COMMAND removes and makes
# again comes back with its old files.)
set -eu -o pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

main()
{
	local out root kver status=0

	(($# >= 3)) || die "usage: chroot.sh KERNEL OUTDIR COMMAND..."
	become_root "$@"
	out=$(realpath -m "$2")
	[[ $out != *[:,\\]* ]] || die "overlayfs takes no ':' ',' or '\\' in $out."

	mkrun
	trap rmrun EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP

	tied "$VM_DIR/root.sh" "$1" >"$RUN/root" </dev/null
	root=$(<"$RUN/root")
	kver=$(<"$root/kver")
	shift 2
	hold "$root"

	# The work directory has to be on OUTDIR's file system.
	mkdir -p "$out" "$out.work" "$RUN/mnt"
	contained "$VM_DIR/layer.sh" "$root/tree" "$out" "$out.work" "$RUN/mnt" "$REPO" \
		env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		HOME=/root TERM=dumb LANG=C.UTF-8 KVER="$kver" "$@" || status=$?
	rm -rf "$out.work"
	return $status
}

main "$@"
