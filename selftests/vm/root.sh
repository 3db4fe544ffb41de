#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# root.sh KERNEL: makes sure that the root file system of KERNEL (see suites) is
# in the cache, and prints its directory, which holds
#
#	tree	the root file system; nobody may write to it
#	kver	the version of its kernel
#
# VM_PACKAGES in the environment names extra packages; such a root is a copy of
# the plain one. A root is made again when its recipe changes, see recipe(). To
# get newer packages, delete it: rm -r ~/.cache/mcfwd/roots
set -eu -o pipefail
shopt -s nullglob
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# What the module's users have, what builds it, and what the tests call.
PACKAGES=(
	kmod procps iproute2 netbase jq socat
	gcc make libc6-dev libmnl-dev libjansson-dev dkms
	libcap2-bin iputils-ping tcpdump ethtool nftables conntrack
	iw hostapd wpasupplicant ppp wireguard-tools
	busybox-static
)

# Files that no test of a network module needs: a third of the size.
EXCLUDE=(
	'/usr/share/man/*' '/usr/share/info/*' '/usr/share/locale/*'
	'/usr/share/doc/*' '/usr/share/lintian/*'
	'*/lib/modules/*/kernel/drivers/gpu/*'
	'*/lib/modules/*/kernel/drivers/media/*'
	'*/lib/modules/*/kernel/sound/*'
)

read_suite()
{
	local name rest

	while read -r name DISTRIBUTION KERNEL_RELEASE PKG_CONFIG rest; do
		[[ $name != "$1" ]] || return 0
	done < <(grep -v '^#' "$VM_DIR/suites")
	die "no kernel is called '$1'; there are: $(grep -v '^#' "$VM_DIR/suites" |
		cut -d' ' -f1 | paste -sd' ')."
}

include_list()
{
	local list=("$PKG_CONFIG" "${PACKAGES[@]}") from=

	[[ $KERNEL_RELEASE == "$DISTRIBUTION" ]] || from=/$KERNEL_RELEASE
	list+=("linux-image-amd64$from" "linux-headers-amd64$from")
	(IFS=,; echo "${list[*]}")
}

# mmdebstrap, given no mirror, writes the release's usual apt sources, security
# included. Another release's kernel comes from the same mirror.
sources_hook()
{
	# shellcheck disable=SC2016
	printf 'cd "$1/etc/apt" && sed -n "s/ %s main.*/ %s main/p" sources.list >sources.list.d/kernel.list' \
		"$DISTRIBUTION" "$KERNEL_RELEASE"
}

# Mount points, and what a package's script would otherwise have written.
finish_hook()
{
	# shellcheck disable=SC2016
	printf '%s\n' 'cd "$1"' \
		'mkdir -p src share build stage' \
		'printf "127.0.0.1 localhost mcfwd\n::1 localhost mcfwd\n" >etc/hosts' \
		'rm -f boot/initrd.img* initrd.img* vmlinuz*'
}

bootstrap()
{
	local args=(--variant=minbase --verbose --include="$(include_list)") glob

	for glob in "${EXCLUDE[@]}"; do
		args+=(--dpkgopt="path-exclude=$glob")
	done
	[[ $KERNEL_RELEASE == "$DISTRIBUTION" ]] ||
		args+=(--setup-hook="$(sources_hook)")
	args+=(--customize-hook="$(finish_hook)")

	# The guest has its own initramfs; the package's one takes a minute.
	INITRD=No contained mmdebstrap "${args[@]}" "$DISTRIBUTION" "$1"
}

# What a plain root depends on; its digest names it.
recipe()
{
	declare -p DISTRIBUTION KERNEL_RELEASE PKG_CONFIG PACKAGES EXCLUDE
	declare -f include_list sources_hook finish_hook bootstrap
}

# apt in the tree, in a mount namespace, with no daemon started. One command, as
# a condition turns off 'set -e' here.
add_packages()
{
	local tree=$1
	shift

	# shellcheck disable=SC2016
	INITRD=No contained sh -euc '
		tree=$1
		shift
		cp -L /etc/resolv.conf "$tree/etc/"
		printf "#!/bin/sh\nexit 101\n" >"$tree/usr/sbin/policy-rc.d"
		chmod +x "$tree/usr/sbin/policy-rc.d"
		mount -t proc proc "$tree/proc"
		export DEBIAN_FRONTEND=noninteractive
		chroot "$tree" apt-get update
		chroot "$tree" apt-get install -y --no-install-recommends "$@"
		chroot "$tree" apt-get clean
		rm "$tree/usr/sbin/policy-rc.d" "$tree"/var/lib/apt/lists/*_*
	' sh "$tree" "$@"
}

# logged LOG COMMAND...: shows mmdebstrap's phases, and the log's end if it fails.
logged()
{
	local log=$1
	shift

	if ! "$@" > >(show_phases "$log") 2>&1; then
		sleep 0.2 # show_phases writes its last lines
		show_tail "$log"
		die "making the root file system failed; the whole log is $log"
	fi
}

show_phases()
{
	local line

	while IFS= read -r line; do
		printf '%s\n' "$line"
		case $line in
		I:\ running\ apt* | I:\ downloading* | I:\ extracting* | I:\ installing*)
			say "  ${line#I: }"
			;;
		esac
	done >"$1"
}

newest_kernel()
{
	local image

	for image in "$1"/boot/vmlinuz-*; do
		echo "${image##*/vmlinuz-}"
	done | sort -V | tail -n 1
}

# publish DIR: under a temporary name up to here, so a root is there or not.
publish()
{
	newest_kernel "$1.tmp/tree" >"$1.tmp/kver"
	mv "$1.tmp" "$1"
}

# The roots of an older recipe go, unless a VM runs on one.
discard_others()
{
	local old

	for old in "$SUITE_DIR"/*/; do
		old=${old%/}
		case $old in
		"$1" | "$1+"*) ;;
		*) discard "$old" ;;
		esac
	done
	find "$SUITE_DIR" -maxdepth 1 -name '*.log' ! -path "$1*" -delete
}

make_base()
{
	local dir=$1

	say "making the root file system of $KERNEL (2 minutes; log: $dir.log)"
	mkdir -p "$dir.tmp"
	logged "$dir.log" bootstrap "$dir.tmp/tree"
	publish "$dir"
	discard_others "$dir"
	say "the root file system of $KERNEL is ready"
}

make_derived()
{
	local base=$1 dir=$2
	shift 2

	say "adding to a copy of the root of $KERNEL: $* (log: $dir.log)"
	mkdir -p "$dir.tmp"
	tied cp -a --reflink=auto "$base/tree" "$dir.tmp/tree"
	logged "$dir.log" add_packages "$dir.tmp/tree" "$@"
	publish "$dir"
	say "the packages are there"
}

main()
{
	local base dir extra

	(($# == 1)) || die "usage: root.sh KERNEL"
	become_root "$@"
	KERNEL=$1
	SUITE_DIR=$CACHE/roots/$KERNEL
	read_suite "$KERNEL"
	read -ra extra <<<"${VM_PACKAGES:-}"

	base=$SUITE_DIR/$(recipe | digest)
	dir=$base
	((${#extra[@]} == 0)) ||
		dir=$base+$(printf '%s\n' "${extra[@]}" | sort -u | digest)

	if [[ ! -d $dir ]]; then
		host_needs mmdebstrap=mmdebstrap \
			/usr/share/keyrings/debian-archive-keyring.gpg=debian-archive-keyring
		lock "$SUITE_DIR/lock" "the root file system of $KERNEL"
		rm -rf "$SUITE_DIR"/*.tmp
		[[ -d $base ]] || make_base "$base"
		[[ -d $dir ]] || make_derived "$base" "$dir" "${extra[@]}"
	fi
	printf '%s\n' "$dir"
}

main "$@"
