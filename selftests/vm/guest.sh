#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The first process once the VM's root file system is there: runs the command
# that vm.sh left in /run/vm/cmd, its output going to a virtio port, leaves its
# exit status in /run/vm/status and powers off.

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
OUTPUT_PORT=output # named so by vm.sh

mount_rest()
{
	mkdir -p /dev/pts /dev/shm
	mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts
	mount -t tmpfs -o mode=1777 tmpfs /dev/shm
	mount -t cgroup2 cgroup2 /sys/fs/cgroup
	mount -t bpf bpf /sys/fs/bpf
	mount -t debugfs debugfs /sys/kernel/debug
	mount -t tracefs tracefs /sys/kernel/tracing
	ln -sfn /proc/self/fd /dev/fd
	ln -sfn /proc/self/fd/0 /dev/stdin
	ln -sfn /proc/self/fd/1 /dev/stdout
	ln -sfn /proc/self/fd/2 /dev/stderr
}

# The port is announced by the host some time after its driver is loaded.
port_device()
{
	local dir tries=100

	while ((tries--)); do
		for dir in /sys/class/virtio-ports/*; do
			if [[ -e $dir/name && $(<"$dir/name") == "$OUTPUT_PORT" ]]; then
				echo "/dev/${dir##*/}"
				return
			fi
		done
		sleep 0.1
	done
	echo "mcfwd: there is no virtio port called $OUTPUT_PORT" >&2
}

# Byte for byte: $(...) alone would drop newlines at the end.
read_command()
{
	COMMAND=$(cat /run/vm/cmd; echo .)
	COMMAND=${COMMAND%.}
}

# A daemon left behind would keep the pipe open. Kernel threads do not mind.
kill_others()
{
	local dir pid

	for dir in /proc/[0-9]*; do
		pid=${dir#/proc/}
		((pid == 1 || pid == READER)) || kill -KILL "$pid" 2>/dev/null
	done
}

# Through a pipe, as a port can be opened once only and /dev/stderr must work.
run_command()
{
	local out

	exec {out}> >(exec cat >"$PORT")
	READER=$!
	env -i PATH="$PATH" HOME=/root USER=root SHELL=/bin/bash TERM=dumb LANG=C.UTF-8 \
		setsid --wait bash -c "$COMMAND" </dev/null >&"$out" 2>&1 {out}>&-
	STATUS=$?
	exec {out}>&-
	kill_others
	wait "$READER"
}

power_off()
{
	umount /share 2>/dev/null
	sync
	busybox poweroff -f
	sleep infinity
}

mount_rest
echo mcfwd >/proc/sys/kernel/hostname
ip link set lo up
cd /root || power_off
PORT=$(port_device)
read_command
run_command
echo "$STATUS" >/run/vm/status.tmp
mv /run/vm/status.tmp /run/vm/status
power_off
