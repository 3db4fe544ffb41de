#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# stage.sh KERNEL: builds the module, the tool and the selftests for KERNEL in
# its root file system, against its own headers, and prints the directory of
# what they install: a layer to be put over that root. Built again when a file of
# the repository changes (selftests/vm apart) or the root does.
set -eu -o pipefail
shopt -s nullglob
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

KEEP=4 # builds kept for one KERNEL

# What the chroot runs, with the snapshot as its stdin. tar as the last copy,
# because it writes through /lib where that is a symbolic link; then depmod, as
# the guest's would take a minute.
# shellcheck disable=SC2016 # expanded there
BUILD='
	set -eu -o pipefail
	exec 2>&1
	export HOME=/tmp
	tar -x -C /build
	cd /build
	make -j2 KVER="$KVER"
	make install KVER="$KVER" DESTDIR=/stage PREFIX=/usr/local
	if [ -e selftests/Makefile ]; then
		make -C selftests install INSTALL_PATH=/stage/usr/local/libexec/mcfwd/selftests
	fi
	tar -c -C /stage . | tar -x -C / --keep-directory-symlink --no-overwrite-dir
	depmod -a "$KVER"
'

# The files git knows or would add; outside a checkout, all.
list_files()
{
	cd "$REPO"
	if git -c safe.directory='*' rev-parse --git-dir >/dev/null 2>&1; then
		git -c safe.directory='*' ls-files -z -co --exclude-standard
	else
		find . -path ./.git -prune -o ! -type d -printf '%P\0'
	fi
}

# A file may be listed and deleted.
only_present()
{
	local file

	while IFS= read -r -d '' file; do
		case $file in
		selftests/vm/*) ;;
		*) if [[ -e $file || -L $file ]]; then printf '%s\0' "$file"; fi ;;
		esac
	done
}

# The same bytes for the same files, for the hash.
snapshot()
{
	cd "$REPO"
	list_files | only_present | sort -zu |
		tar -c --null --no-recursion -T - --mtime=@0 \
			--owner=0 --group=0 --numeric-owner --mode=u+rw,go=rX
}

build()
{
	local dir=$1 files=$2

	say "building for $KERNEL (log: $dir.log)"
	rm -rf "$dir.tmp" "$dir.tmp.work"
	if ! tied "$VM_DIR/chroot.sh" "$KERNEL" "$dir.tmp" bash -c "$BUILD" \
		<"$files" >"$dir.log"; then
		show_tail "$dir.log"
		die "building for $KERNEL failed; the whole log is $dir.log"
	fi
	mv "$dir.tmp" "$dir"
}

# The newest are kept, and those in use.
prune()
{
	local dirs

	mapfile -t dirs < <(find "$1" -mindepth 1 -maxdepth 1 -type d -name '????????????' \
		-printf '%T@ %p\n' | sort -rn | cut -d' ' -f2- | tail -n +$((KEEP + 1)))
	((${#dirs[@]} == 0)) || discard "${dirs[@]}"
	find "$1" -maxdepth 1 -name '*.log' -mtime +7 -delete
	find "$1" -maxdepth 1 \( -name '*.tmp*' -o -name '*.making' \) -mmin +60 -exec rm -rf {} +
}

main()
{
	local dir root

	(($# == 1)) || die "usage: stage.sh KERNEL"
	become_root "$@"
	KERNEL=$1
	[[ -e $REPO/Makefile ]] || die "there is no Makefile in $REPO, so nothing to build."

	mkrun
	trap rmrun EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP

	tied "$VM_DIR/root.sh" "$KERNEL" >"$RUN/root"
	root=$(<"$RUN/root")
	snapshot >"$RUN/files.tar"
	dir=$CACHE/stages/$KERNEL/$({
		echo "$root $BUILD"
		cat "$RUN/files.tar"
	} | digest)

	if [[ ! -d $dir ]]; then
		lock "$dir.making" "this build for $KERNEL"
		prune "$CACHE/stages/$KERNEL"
		[[ -d $dir ]] || build "$dir" "$RUN/files.tar"
		rm -f "$dir.making"
	fi
	printf '%s\n' "$dir"
}

main "$@"
