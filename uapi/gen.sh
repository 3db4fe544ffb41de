#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Makes the C files of the netlink protocol from uapi/mcfwd.yaml, with Linux's
# own generator. They are committed: building the module needs none of this.
#
#   uapi/gen.sh            write them
#   uapi/gen.sh --check    write nothing; fail, with a diff, if they are stale
#   uapi/gen.sh --tools    print where the Linux tools are (selftests/lint.sh)
#
# No package holds the generator but Debian's Linux source. It is fetched once,
# through apt and so with Debian's signature checked, and the few files needed
# are kept in $MCFWD_CACHE (default ~/.cache/mcfwd). The source comes from the
# Debian mirror this machine uses, or from $MCFWD_MIRROR.

set -eu -o pipefail

# Other versions emit other code: 7.3's wants NLA_BE32, which is Linux 6.1.
package='linux-source-6.12'
suite=trixie
wanted=(
	Documentation/netlink/genetlink-legacy.yaml
	scripts/checkpatch.pl
	scripts/const_structs.checkpatch
	scripts/kernel-doc
	scripts/spelling.txt
	'tools/net/ynl/*.py'
)

# file in the repository=the generator's arguments for it
outputs=(
	'uapi/linux/mcfwd.h=uapi --header'
	'module/nl_gen.h=kernel --header'
	'module/nl_gen.c=kernel --source'
)

root=$(cd "$(dirname "$0")/.." && pwd)
cache=$(realpath -m "${MCFWD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mcfwd}")
scratch=
trap '[[ -z $scratch ]] || rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP

say()
{
	printf 'gen.sh: %s\n' "$*" >&2
}

die()
{
	say "$@"
	exit 1
}

# install_packages PACKAGE...
install_packages()
{
	local sudo=()

	if ((EUID)); then
		command -v sudo >/dev/null || die "please install $* (there is no sudo here)."
		sudo=(sudo)
	fi
	say "installing on this machine: $*"
	mkdir -p "$cache"
	{
		# Others of ours, which run beside us, may be installing.
		flock 9
		"${sudo[@]}" apt-get install -qq --no-install-recommends "$@" >/dev/null 2>&1 || {
			"${sudo[@]}" apt-get update -qq >&2 &&
				"${sudo[@]}" apt-get install -qq --no-install-recommends "$@" >&2
		}
	} </dev/null 9>>"$cache/apt.lock" || die "apt-get could not install $*."
}

# known_mirror [APT-OPTION]...: the repository of this machine that says that it is
# Debian's; others may have suites of the same names.
known_mirror()
{
	apt-get "$@" indextargets --format "\$(REPO_URI)" \
		'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 'Component: main' |
		awk '!/^cdrom:/ && !n++' | grep .
}

# debian_mirror DIR: prints it. A fresh container has no package lists to know it
# from, so lists are then fetched to DIR.
debian_mirror()
{
	local options=(-o Dir::State::lists="$1/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
		-o APT::Sandbox::User=root -o Acquire::Languages=none)

	[[ -z ${MCFWD_MIRROR:-} ]] || { printf '%s\n' "$MCFWD_MIRROR"; return; }
	known_mirror && return
	mkdir -p "$1/lists/partial"
	apt-get -qq "${options[@]}" update >/dev/null 2>&1 || true
	known_mirror "${options[@]}"
}

# private_apt DIR COMMAND...: apt-get with lists and a status of its own, so
# that it needs no root and does not touch this machine's.
private_apt()
{
	local dir=$1

	shift
	apt-get -qq -o Dir::Etc::SourceList="$dir/sources.list" -o Dir::Etc::SourceParts=/dev/null \
		-o Dir::State="$dir/state" -o Dir::State::status="$dir/status" -o Dir::Cache="$dir/cache" \
		-o APT::Architecture=amd64 -o APT::Architectures=amd64 -o APT::Sandbox::User=root \
		-o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}

# fetch_tools DIR: the wanted files of the Linux source, in DIR.
fetch_tools()
{
	local dir=$1 mirror keyring
	local missing="Linux's tools come from Debian's $package only"

	command -v apt-get >/dev/null ||
		die "$missing, and this machine has no apt: please run it on Debian."
	mirror=$(debian_mirror "$dir") ||
		die "$missing, and apt here knows no Debian mirror: please set MCFWD_MIRROR to one."
	for keyring in /usr/share/keyrings/debian-archive-keyring.{pgp,gpg} ''; do
		[[ ! -e $keyring ]] || break
	done
	[[ -n $keyring ]] ||
		die "$missing, and without Debian's keys: please install debian-archive-keyring."
	command -v xz >/dev/null || install_packages xz-utils

	mkdir -p "$dir"/apt/{state/lists/partial,cache/archives/partial} "$dir/tools"
	touch "$dir/apt/status"
	printf 'deb [arch=amd64 signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$suite" \
		>"$dir/apt/sources.list"

	say "fetching $package from Debian's $suite (150 MB, once)"
	private_apt "$dir/apt" -o APT::Update::Error-Mode=any update >"$dir/log" 2>&1 || {
		cat "$dir/log" >&2
		! grep -q NO_PUBKEY "$dir/log" ||
			die "this machine's debian-archive-keyring is older than $suite: please upgrade it."
		die "$mirror did not give the package lists of $suite."
	}
	(cd "$dir" && private_apt "$dir/apt" download "$package") >"$dir/log" 2>&1 || {
		cat "$dir/log" >&2
		die "$mirror did not give $package."
	}
	dpkg-deb --fsys-tarfile "$dir/$package"_*.deb |
		tar -xO "./usr/src/$package.tar.xz" |
		tar -x -I 'xz -dT0' -C "$dir/tools" --strip-components=1 --no-same-owner \
			--wildcards "${wanted[@]/#/$package/}"
}

# Sets $linux, the directory of the Linux tools. Its name changes with the recipe,
# and it appears complete or not at all.
find_tools()
{
	local recipe

	recipe=$({ declare -f fetch_tools; echo "$package $suite ${wanted[*]}"; } | sha256sum)
	linux=$cache/linux-tools-${recipe:0:12}
	[[ ! -d $linux ]] || return 0

	mkdir -p "$cache"
	exec 9>>"$cache/linux-tools.lock"
	flock 9
	# Left by runs that were killed.
	rm -rf "$cache"/linux-tools-*.tmp
	if [[ ! -d $linux ]]; then
		scratch=$linux.tmp
		fetch_tools "$scratch"
		mv "$scratch/tools" "$linux"
		rm -rf "$scratch"
		scratch=
	fi
	exec 9>&-
}

# Sets $python to one that has the generator's modules. The user's first one need
# not be Debian's (pyenv), and so need not see Debian's packages.
find_python()
{
	for python in python3 /usr/bin/python3; do
		! "$python" -c 'import yaml, jsonschema' 2>/dev/null || return 0
	done
	install_packages python3-yaml python3-jsonschema
}

# generate DIR: the outputs, in DIR.
generate()
{
	local dir=$1 output file

	# The generator takes the directory with a file MAINTAINERS for the top,
	# and looks for the schema two levels above the spec.
	mkdir -p "$dir"/{uapi/linux,module}
	touch "$dir/MAINTAINERS"
	cp "$linux/Documentation/netlink/genetlink-legacy.yaml" "$dir"
	cp "$root/uapi/mcfwd.yaml" "$dir/uapi"

	for output in "${outputs[@]}"; do
		file=$dir/${output%%=*}
		# shellcheck disable=SC2086 # words
		PYTHONDONTWRITEBYTECODE=1 "$python" "$linux/tools/net/ynl/ynl-gen-c.py" \
			--spec "$dir/uapi/mcfwd.yaml" --mode ${output#*=} -o "$file" >"$dir/log" 2>&1 || {
			# A violation of the schema comes with all of the schema.
			grep -E '^[[:alpha:]_.]+(Error|Exception): |^On instance' "$dir/log" >&2 ||
				cat "$dir/log" >&2
			die "the generator does not take uapi/mcfwd.yaml."
		}
		sed -i -e 's|^/\* YNL-GEN .*|&\n/* To regenerate, run: uapi/gen.sh */|' \
			-e 's|<uapi/linux/mcfwd.h>|<linux/mcfwd.h>|' "$file"
		# The multicast groups come out static, in a file where nothing can use
		# them: the family, which is written by hand, has its own.
		sed -i '/^static const struct genl_multicast_group/,/^};/d' "$file"
		sed -i -e :a -e '/^\n*$/{$d;N;ba' -e '}' "$file"
	done
}

main()
{
	local output file stale=0

	case "$#:${1:-}" in
	0: | 1:--check)
		;;
	1:--tools)
		find_tools
		printf '%s\n' "$linux"
		return
		;;
	*)
		sed -n '4,/^$/s/^# \{0,1\}//p' "$0" >&2
		return 2
		;;
	esac

	find_tools
	find_python
	scratch=$(mktemp -d)
	generate "$scratch"
	for output in "${outputs[@]}"; do
		file=${output%%=*}
		if [[ ${1:-} == --check ]]; then
			diff -u --label "$file" --label "$file as generated" \
				"$root/$file" "$scratch/$file" || stale=1
		elif ! cmp -s "$root/$file" "$scratch/$file"; then
			# Unchanged files keep their time: make looks at it.
			install -D -m 644 "$scratch/$file" "$root/$file"
			say "wrote $file"
		fi
	done
	((!stale)) || die "uapi/mcfwd.yaml and the generated files differ: please run uapi/gen.sh."
}

main "$@"
