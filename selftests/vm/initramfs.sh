#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# initramfs.sh ROOT: makes the initramfs for a directory printed by root.sh, if it
# is not there yet, and prints its file name. All comes from that root: a static
# busybox, and the modules that mounting a root over 9p takes.
set -eu -o pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

MODULES=(virtio_pci virtio_console 9pnet_virtio 9p overlay)

busybox()
{
	"$TREE/bin/busybox" "$@"
}

# In the order in which they have to be loaded.
module_files()
{
	local module

	for module in "${MODULES[@]}"; do
		chroot "$TREE" modprobe -S "$KVER" --show-depends "$module"
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }'
}

# The guest's insmod takes no compressed module.
copy_modules()
{
	local dir=$1 file name

	while read -r file; do
		name=${file##*/}
		case $name in
		*.xz) busybox xz -dc "$TREE$file" >"$dir/modules/${name%.xz}" ;;
		*) cp "$TREE$file" "$dir/modules/" ;;
		esac
		echo "${name%.xz}" >>"$dir/modules/order"
	done < <(module_files)
}

pack()
{
	local dir=$1

	mkdir -p "$dir"/{bin,modules,proc,sys,dev,layer,newroot}
	cp "$TREE/bin/busybox" "$dir/bin/"
	install -m 755 "$VM_DIR/init" "$dir/init"
	copy_modules "$dir"
	(cd "$dir" && find . | busybox cpio -o -H newc) 2>/dev/null
}

main()
{
	local file

	(($# == 1)) || die "usage: initramfs.sh ROOT"
	TREE=$1/tree
	KVER=$(<"$1/kver")
	file=$1/initramfs-$(cat "$0" "$VM_DIR/init" | digest)

	if [[ ! -e $file ]]; then
		lock "$1/initramfs.lock" "the initramfs of $KVER"
		WORK=$(mktemp -d)
		trap 'rm -rf "$WORK"' EXIT
		pack "$WORK" >"$file.tmp"
		rm -f "$1"/initramfs-????????????
		mv "$file.tmp" "$file"
	fi
	printf '%s\n' "$file"
}

main "$@"
