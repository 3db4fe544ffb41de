# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Sourced by the scripts of this directory: messages, root rights, the cache,
# locks, and children that cannot outlive their parent.

VM_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck disable=SC2034 # used by those who source this
REPO=$(cd "$VM_DIR/../.." && pwd)
CACHE=$(realpath -m "${MCFWD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mcfwd}")

# Handed down, so that the seconds shown count from the user's own command.
export VM_STARTED=${VM_STARTED:-$EPOCHSECONDS}

say()
{
	printf 'vm: [%3d s] %s\n' $((EPOCHSECONDS - VM_STARTED)) "$*" >&2
}

die()
{
	printf 'vm: %s\n' "$*" >&2
	exit 1
}

# mmdebstrap, chroot and mount need root. sudo drops the environment, so what
# matters here is carried over by name.
become_root()
{
	local name keep=()

	((EUID)) || return 0
	command -v sudo >/dev/null ||
		die "root is needed (mmdebstrap, chroot, mount) and there is no sudo."
	say "root is needed (mmdebstrap, chroot, mount): going on with sudo"
	export MCFWD_CACHE=$CACHE
	for name in CMD KERNEL MCFWD_CACHE http_proxy https_proxy no_proxy "${!VM_@}"; do
		[[ ! -v $name ]] || keep+=("$name=${!name}")
	done
	exec sudo env "${keep[@]}" "$VM_DIR/${0##*/}" "$@"
}

# host_needs FILE-OR-COMMAND=PACKAGE...: installs what is missing.
host_needs()
{
	local pair missing=()

	for pair; do
		[[ -e ${pair%%=*} ]] || command -v "${pair%%=*}" >/dev/null ||
			missing+=("${pair#*=}")
	done
	((${#missing[@]})) || return 0
	command -v apt-get >/dev/null ||
		die "please install ${missing[*]} (this is not a Debian or Ubuntu system)."
	say "installing on this machine: ${missing[*]}"
	host_install "${missing[@]}" >/dev/null ||
		die "apt-get could not install ${missing[*]}."
}

# Others of ours, which run beside us, may be installing.
host_install()
{
	local -x DEBIAN_FRONTEND=noninteractive

	mkdir -p "$CACHE"
	{
		flock 9
		apt-get install -qq --no-install-recommends "$@" 2>/dev/null || {
			apt-get update -qq
			apt-get install -qq --no-install-recommends "$@"
		}
	} </dev/null 9>>"$CACHE/apt.lock"
}

# start COMMAND...: in the background, and the kernel ends it when we die, even
# by SIGKILL. The process id is in $!. (Not for use in a subshell: the child
# would be tied to that one.)
start()
{
	setpriv --pdeathsig KILL -- "$@" <&0 &
}

# tied COMMAND...: start and wait. Unlike for a command in the foreground, our
# traps run at once when a signal comes.
tied()
{
	start "$@"
	wait $!
}

# contained COMMAND...: tied, with mounts and processes of its own, so that no
# mount and no daemon of a package's script is left, however COMMAND ends.
contained()
{
	tied unshare --mount --pid --fork --kill-child --mount-proc -- "$@"
}

# digest: a short name for what stdin holds.
digest()
{
	sha256sum | cut -c1-12
}

# lock FILE [WHAT]: held until unlock or the end of this process. WHAT is told to
# the user who has to wait.
lock()
{
	mkdir -p "$(dirname "$1")"
	exec {LOCK_FD}>>"$1"
	flock -n "$LOCK_FD" && return
	[[ -z ${2:-} ]] || say "waiting for another run that makes $2"
	tied flock "$LOCK_FD"
}

unlock()
{
	exec {LOCK_FD}>&-
}

# hold DIR: keeps DIR in the cache until this process and its children end.
hold()
{
	local fd

	exec {fd}>>"$1.lock"
	tied flock -s "$fd"
	[[ -d $1 ]] || die "$1 has just been replaced by another run: please start again."
	touch "$1"
}

# discard DIR...: deletes each one that nobody holds.
discard()
{
	local dir

	for dir; do
		(
			exec 9>>"$dir.lock"
			flock -n 9 || exit 0
			rm -rf "$dir" "$dir.lock"
		)
	done
}

# mkrun: a private directory for one run, in $RUN. Those of runs that were
# killed go now.
mkrun()
{
	mkdir -p "$CACHE/runs"
	lock "$CACHE/runs.lock"
	discard "$CACHE"/runs/*.run
	RUN=$(mktemp -d "$CACHE/runs/XXXXXXXX.run")
	hold "$RUN"
	unlock
}

rmrun()
{
	rm -rf "$RUN" "$RUN.lock"
}

show_tail()
{
	[[ -s $1 ]] || return 0
	printf 'vm: the last lines of %s:\n' "$1" >&2
	tail -n "${2:-40}" "$1" | tr -d '\r' >&2
}
