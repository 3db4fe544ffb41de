#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# layer.sh TREE LAYER WORK MOUNTPOINT REPO COMMAND...: runs COMMAND in a chroot of
# TREE whose changes land in LAYER. Called by chroot.sh in a mount namespace of
# its own, so nothing here is unmounted.
set -eu -o pipefail

tree=$1 layer=$2 work=$3 root=$4 repo=$5
shift 5

# Redirects and metadata-only copies would tie LAYER to this mount; the VM stacks
# it anew.
mount -t overlay -o "lowerdir=$tree,upperdir=$layer,workdir=$work" \
	-o redirect_dir=off,metacopy=off,index=off overlay "$root" || {
	echo "vm: this kernel cannot mount an overlay on $layer; name a directory on a plain disk by MCFWD_CACHE." >&2
	exit 1
}
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
for dir in tmp run build stage dev/shm; do
	mount -t tmpfs tmpfs "$root/$dir"
done
mount --bind "$repo" "$root/src"
mount -o remount,bind,ro "$root/src"

cd "$root"
exec chroot "$root" "$@"
