#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Boots a distribution's kernel in a VM, with this repository's module, tool and
# selftests installed, runs a command there as root, and exits with its status.
# Normally called by 'make vm'. From the environment:
#
#	CMD		the command, for bash
#	KERNEL		which kernel, see suites; bookworm if not given
#	VM_PACKAGES	extra Debian packages for the VM
#	VM_SHARE	a directory of this machine, read-write at /share
#	VM_OVERLAY	a directory from chroot.sh, put over all else
#	VM_STAGE	'none': do not build and install this repository
#	VM_TIMEOUT	seconds for the VM, 900; exit status 124 when they are over
#	VM_LOG		where to keep the kernel's console output
#	VM_MEM, VM_SMP	MiB of memory, 2048; processors, 2
#	VM_THREADS	how their processors are emulated: 'multi', the default, each by
#			a thread, at the same time; 'single', by turns, which is twice as
#			fast where this machine has no processor to spare for each
#	VM_APPEND	extra kernel arguments
#	VM_QEMU		extra QEMU arguments; with -accel or -icount among them,
#			none is given here, and -cpu is theirs to give, too
#
# The command's stdout and stderr come on stdout as they are, the kernel's
# messages never. It finds the repository at /src, read-only, the selftests in
# /usr/local/libexec/mcfwd/selftests, no network but lo. Exit status 125: the VM
# ended without one, after a panic, say. No process is left, however this ends.
set -eu -o pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# result_of SCRIPT ARGUMENT...: the line it prints, in $RESULT. Not $(...): a
# signal has to end this wait, and our death that script.
result_of()
{
	local script=$1
	shift

	tied "$VM_DIR/$script" "$@" </dev/null >"$RUN/result"
	RESULT=$(<"$RUN/result")
}

# share_dir TAG DIR [OPTION]: by 9p; QEMU wants commas doubled.
share_dir()
{
	QEMU+=(-virtfs "local,id=$1,mount_tag=$1,path=${2//,/,,},security_model=none,multidevs=remap${3:-}")
}

# Sets ROOT and LAYERS, and keeps them in the cache while we run.
prepare_layers()
{
	LAYERS=root
	result_of root.sh "$KERNEL"
	ROOT=$RESULT
	hold "$ROOT"
	share_dir root "$ROOT/tree" ,readonly=on

	if [[ ${VM_STAGE:-} != none ]]; then
		result_of stage.sh "$KERNEL"
		hold "$RESULT"
		share_dir stage "$RESULT" ,readonly=on
		LAYERS=stage:$LAYERS
	fi
	if [[ ${VM_OVERLAY:-} ]]; then
		share_dir overlay "$VM_OVERLAY" ,readonly=on
		LAYERS=overlay:$LAYERS
	fi
}

prepare_boot()
{
	local kver image initramfs

	kver=$(<"$ROOT/kver")
	image=$ROOT/tree/boot/vmlinuz-$kver
	result_of initramfs.sh "$ROOT"
	initramfs=$RESULT

	case " ${VM_QEMU:-} " in
	*' -accel '* | *' -icount '*) ACCEL=given ;;
	*)
		result_of accel.sh "$image" "$initramfs"
		ACCEL=$RESULT
		;;
	esac
	case $ACCEL in
	kvm) QEMU+=(-accel kvm -cpu host) ;;
	tcg) QEMU+=(-accel "tcg,thread=${VM_THREADS:-multi}" -cpu max) ;;
	esac

	# An oops ends the VM like a panic does: nothing after it can be trusted.
	APPEND+=" console=ttyS0 panic=-1 oops=panic vm_layers=$LAYERS"
	QEMU+=(-kernel "$image" -initrd "$initramfs")
	say "running in $KERNEL, Linux $kver, ${ACCEL}"
}

prepare_run()
{
	local extra

	printf '%s' "$CMD" >"$RUN/cmd"
	cp "$VM_DIR/guest.sh" "$RUN/"
	mkfifo "$RUN/output"
	: >"$CONSOLE"

	share_dir run "$RUN"
	share_dir src "$REPO" ,readonly=on
	if [[ ${VM_SHARE:-} ]]; then
		share_dir share "$VM_SHARE"
		APPEND+=" vm_share=yes"
	fi
	read -ra extra <<<"${VM_QEMU:-}"
	QEMU+=(
		-no-user-config -nodefaults -display none -no-reboot
		-m "${VM_MEM:-2048}" -smp "${VM_SMP:-2}"
		-append "${APPEND# } ${VM_APPEND:-}"
		-chardev "file,id=console,path=${CONSOLE//,/,,}" -serial chardev:console
		-device virtio-serial-pci
		-chardev "file,id=output,path=${RUN//,/,,}/output"
		-device "virtserialport,chardev=output,name=output"
		"${extra[@]}"
	)
}

# shellcheck disable=SC2317 # called by a trap
stop_all()
{
	if ((${#PIDS[@]})); then
		kill -KILL "${PIDS[@]}"
		wait "${PIDS[@]}" # else the shell says of each that it was killed
	fi 2>/dev/null || true
	rmrun
}

# drain READER TIMER: lets the rest of the output out, as long as TIMER runs. If
# QEMU never opened its end, the reader still waits for that.
drain()
{
	: <>"$RUN/output"
	wait -n "$1" "$2" || true
}

# Sets ENDED to what ended first: the VM, the reader of its output, the timer.
run_vm()
{
	local vm reader timer first status=0

	ulimit -n "$(ulimit -Hn)" # 9p keeps many files open
	start cat "$RUN/output" 2>/dev/null
	reader=$!
	PIDS+=("$reader")
	start "${QEMU[@]}" </dev/null >"$RUN/qemu" 2>&1
	vm=$!
	PIDS+=("$vm")
	start sleep "${VM_TIMEOUT:-900}" >/dev/null
	timer=$!
	PIDS+=("$timer")

	wait -n -p first "$vm" "$reader" "$timer" || status=$?
	case $first in
	"$timer")
		ENDED=timer
		kill -KILL "$vm"
		start sleep 2 >/dev/null
		timer=$!
		PIDS+=("$timer")
		drain "$reader" "$timer"
		;;
	"$vm")
		ENDED=vm
		drain "$reader" "$timer"
		;;
	"$reader")
		# QEMU closes its end somewhat before it ends.
		ENDED=vm
		((status == 0)) || ENDED=reader
		;;
	esac
	kill -KILL "$vm" "$timer" 2>/dev/null || true
	wait "$vm" "$timer" 2>/dev/null || true
	PIDS=()
}

report()
{
	[[ ! -e $RUN/status ]] || exit "$(<"$RUN/status")"
	case $ENDED in
	timer)
		show_tail "$CONSOLE"
		printf 'vm: the command was not done after %s seconds (VM_TIMEOUT), so the VM was ended.\n' \
			"${VM_TIMEOUT:-900}" >&2
		exit 124
		;;
	vm)
		cat "$RUN/qemu" >&2
		show_tail "$CONSOLE"
		echo "vm: the VM ended without an exit status: a kernel panic, or QEMU did not start." >&2
		;;
	reader)
		echo "vm: nobody reads the command's output any more, so the VM was ended." >&2
		;;
	esac
	exit 125
}

# Our parent's death, even by SIGKILL, is a SIGTERM to us.
follow_parent()
{
	[[ ${VM_FOLLOWS:-} != "$PPID" ]] || return 0
	VM_FOLLOWS=$PPID exec setpriv --pdeathsig TERM -- "$0" "$@"
}

main()
{
	become_root "$@"
	follow_parent "$@"
	[[ ${CMD:-} ]] || die "CMD says what to run, for example: make vm CMD='uname -a'"
	[[ -d ${VM_SHARE:-/} ]] || die "VM_SHARE: $VM_SHARE is not a directory."
	[[ -d ${VM_OVERLAY:-/} ]] || die "VM_OVERLAY: $VM_OVERLAY is not a directory."

	KERNEL=${KERNEL:-bookworm}
	QEMU=(qemu-system-x86_64)
	APPEND=
	PIDS=()
	mkrun
	trap stop_all EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	trap 'exit 129' HUP
	CONSOLE=$(realpath -m "${VM_LOG:-$RUN/console}")

	host_needs qemu-system-x86_64=qemu-system-x86
	prepare_layers
	prepare_boot
	prepare_run
	run_vm
	report
}

main "$@"
