#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Checks that look at the source only. They run on any Debian machine, as any
# user, and write nothing to the tree.
#
#   selftests/lint.sh             all of them
#   selftests/lint.sh NAME...     only these, by the names that all of them print
#
# Files that git ignores are not looked at. The module is compiled against the
# newest kernel headers installed, or against $KDIR. Output is TAP.

set -u -o pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP

cache=$(realpath -m "${MCFWD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mcfwd}")

# What a check returns if it could not be made; its last line says why.
skipped=4

# Not for us to format or to document.
generated='^(module/nl_gen\.[ch]|uapi/linux/mcfwd\.h)$'

# needs COMMAND...: installs the packages of these names if they are missing.
needs()
{
	local name missing=() sudo=() quietly=(-qq --no-install-recommends)

	for name; do
		command -v "$name" >/dev/null || missing+=("$name")
	done
	((${#missing[@]})) || return 0
	((!EUID)) || sudo=(sudo)
	printf 'lint: installing on this machine: %s\n' "${missing[*]}" >&3
	mkdir -p "$cache"
	{
		# Others of ours, which run beside us, may be installing.
		flock 9
		"${sudo[@]}" apt-get install "${quietly[@]}" "${missing[@]}" || {
			"${sudo[@]}" apt-get update -qq
			"${sudo[@]}" apt-get install "${quietly[@]}" "${missing[@]}"
		}
	} </dev/null >/dev/null 2>&1 9>>"$cache/apt.lock" && return
	echo "please install ${missing[*]}"
	return $skipped
}

# Sets $linux, where Linux's own tools are.
needs_linux()
{
	[[ -z ${linux:-} ]] || return 0
	uapi/gen.sh --tools 2>&1 >"$scratch/tools" | tee "$scratch/why" >&3 || {
		tail -n 1 "$scratch/why"
		return $skipped
	}
	linux=$(<"$scratch/tools")
}

# files EXTENDED-REGEX...: the files of the project whose path matches the first
# and none of the others, each ended by a NUL.
files()
{
	local path not

	while IFS= read -r -d '' path; do
		[[ -e $path && $path =~ $1 ]] || continue
		for not in "${@:2}"; do
			[[ ! $path =~ $not ]] || continue 2
		done
		printf '%s\0' "$path"
	done < <(git ls-files -z -co --exclude-standard)
}

# some COMMAND...: with the files of stdin as its last arguments. The commands of
# these checks print what is wrong and nothing else; their status may not tell.
some()
{
	local found

	found=$(xargs -0 -r -n 8 -P "$(nproc)" "$@" 2>&1 | sort)
	[[ -z $found ]] || {
		printf '%s\n' "$found"
		return 1
	}
}

# shell_files: scripts, and what says that they source it.
shell_files()
{
	local path

	while IFS= read -r -d '' path; do
		if [[ $path == *.sh ]] || head -n 5 "$path" | grep -qaE \
			'^#!.*[/ ](ba|da|k)?sh\b|^# shellcheck shell='; then
			printf '%s\0' "$path"
		fi
	done < <(files .)
}

# The generated files are those of uapi/mcfwd.yaml.
check_drift()
{
	needs_linux || return
	uapi/gen.sh --check
}

# checkpatch TYPE...: but for these types of findings, and for two more. Locks are
# described where all fields are, in kernel-doc comments, which have their own
# check. And words that users read ("bind", "show") may be functions' names too.
checkpatch()
{
	local types="UNCOMMENTED_DEFINITION EMBEDDED_FUNCTION_NAME $*"

	some perl "$linux/scripts/checkpatch.pl" --no-tree --strict --terse --no-summary \
		--show-types --max-line-length=100 --ignore "$(tr -s " \n\t" , <<<"$types")" --file
}

# shellcheck disable=SC2086 # words
check_checkpatch()
{
	local bad=0 user='PREFER_KERNEL_TYPES PREFER_DEFINED_ATTRIBUTE_MACRO
		SSCANF_TO_KSTRTO NAKED_SSCANF VOLATILE STRCPY'

	needs_linux || return
	files '^module/.*\.[ch]$' "$generated" '^module/compat/' '^module/trace\.h$' |
		checkpatch || bad=1
	# Tracepoints have a layout of their own.
	files '^module/trace\.h$' | checkpatch OPEN_ENDED_LINE PARENTHESIS_ALIGNMENT || bad=1
	# To compare versions is what compat is for; checkpatch takes their macros for
	# constants.
	files '^module/compat/.*\.[ch]$' | checkpatch \
		LINUX_VERSION_CODE CONSTANT_COMPARISON || bad=1
	# User space has the C library's types, sscanf() and signals, and no __printf().
	files '\.[ch]$' '^(module|uapi|tools/mcfwd/tests)/' | checkpatch $user || bad=1
	# What a test expects may be long, and is laid out to be read.
	files '^tools/mcfwd/tests/.*\.[ch]$' | checkpatch $user \
		SPLIT_STRING STRING_FRAGMENTS REPEATED_WORD || bad=1
	return $bad
}

check_shellcheck()
{
	needs shellcheck || return
	shell_files | some shellcheck -x -P SCRIPTDIR -f gcc
}

# What kernel-doc comments there are say everything, and of the right thing.
check_kernel_doc()
{
	needs_linux || return
	files '^(module|tools)/.*\.[ch]$' "$generated" |
		some perl "$linux/scripts/kernel-doc" -none -Wreturn
}

# Every function that other files may call has a kernel-doc comment, where it is
# defined or where it is declared.
check_documented()
{
	# shellcheck disable=SC2016 # Perl's own variables
	files '^(module|tools/mcfwd)/.*\.[ch]$' "$generated" | xargs -0 -r perl -e '
		my (%text, %documented, $bad);

		for my $file (@ARGV) {
			local (@ARGV, $/) = ($file);
			$text{$file} = <>;
			# What looks like a call but is no name.
			$text{$file} =~ s/\b__(?:attribute__|printf|acquires|releases|must_hold)
				\((?:[^()\n]|\((?:[^()\n]|\([^()\n]*\))*\))*\)//gx;
			next unless $file =~ /\.h$/;
			$documented{$1} = 1 while $text{$file} =~
				m{^/\*\*\n (?:(?!\*/).)* \*/\n [^;{}()]*? \b(\w+)\(}gsmx;
		}
		for my $file (grep /\.c$/, sort keys %text) {
			# A function: the lines above an opening brace that is the
			# first of its line, up to the first blank line.
			while ($text{$file} =~ /((?:^[^\n]+\n)+)^\{/gm) {
				my ($above, $line) = ($1, 1 + (substr($text{$file}, 0, $-[0]) =~ tr/\n//));
				my ($before, $head) = $above =~
					m{\A((?:.*(?:\*/|[;\}])[ \t]*\n|.*^\#[^\n]*\n)?)(.*)\z}sm;
				next if $head =~ /\bstatic\b/ || $head !~ /\b(\w+)\(/;
				my $name = $1;
				next if $name eq "main" || $documented{$name};
				next if $before =~ m{^/\*\*\n(?:(?!\*/).)*\*/\n\z}sm;
				$line += $before =~ tr/\n//;
				print "$file:$line: $name() has no kernel-doc comment\n";
				$bad = 1;
			}
		}
		exit($bad // 0);
	'
}

# Code asks for a feature, not for a version: distributions port features back.
check_versions()
{
	files '(\.[chS]|/?Kbuild)$' '^module/compat/' | some grep -HnwE \
		'(LINUX_VERSION|RHEL_RELEASE)_[A-Z]+|KERNEL_VERSION'
}

check_toplevel()
{
	files . '^(module|uapi|tools|selftests)/' '^\.' \
		'^(Kbuild|Makefile|dkms\.conf|README\.md|COPYING)$' |
		some printf '%s: not one of the names agreed for the top level\n'
}

# Prose and data are under COPYING; what can hold a comment says so itself.
check_spdx()
{
	local path bad=0

	while IFS= read -r -d '' path; do
		[[ $path =~ \.(c|h|S|sh|bash|py|pl|awk|mk|yaml|yml|t|config|service|[1-9])$ ||
			${path##*/} =~ ^(Makefile|Kbuild|Kconfig|config|dkms\.conf)$ ||
			$(head -c 2 "$path" | tr -d '\0') == '#!' ]] || continue
		head -n 3 "$path" | grep -qa 'SPDX-License-Identifier: ' && continue
		printf '%s: no SPDX-License-Identifier in the first three lines\n' "$path"
		bad=1
	done < <(files .)
	return $bad
}

check_version()
{
	local module dkms

	module=$(sed -n 's/^#define[[:space:]]\+MCFWD_VERSION[[:space:]]\+"\(.*\)"$/\1/p' \
		module/version.h)
	dkms=$(sed -n 's/^PACKAGE_VERSION="\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' dkms.conf)
	[[ -n $module && $module == "$dkms" ]] && return
	printf 'MCFWD_VERSION of module/version.h is "%s", PACKAGE_VERSION of dkms.conf is "%s"\n' \
		"$module" "$dkms"
	return 1
}

# newest_headers: a directory that modules can be compiled against.
newest_headers()
{
	local dir

	for dir in /lib/modules/*/build /usr/src/linux-headers-*; do
		[[ -e $dir/Makefile && -e $dir/include/generated/utsrelease.h ]] || continue
		printf '%s\t%s\n' "$(grep UTS_RELEASE "$dir/include/generated/utsrelease.h")" "$dir"
	done | sort -V | tail -n 1 | cut -f 2 | grep .
}

# sparse, and what the compiler has to say with W=1.
check_sparse()
{
	local kdir=${KDIR:-} copy=$scratch/copy

	[[ -n $kdir ]] || kdir=$(newest_headers) || {
		echo "no kernel headers here: please install linux-headers-$(dpkg --print-architecture)"
		return $skipped
	}
	needs make gcc sparse || return
	mkdir -p "$copy"
	files '^(module/|uapi/|Kbuild$)' | xargs -0 cp --parents -t "$copy" || return
	make -C "$kdir" M="$copy" W=1 C=2 CF=-D__CHECK_ENDIAN__ modules >"$scratch/make" 2>&1 || {
		echo "make -C $kdir failed:"
		{ grep -E '(error|warning|ERROR): |\*\*\*' "$scratch/make" || tail "$scratch/make"; } |
			sed "s|$copy/||g" | head -n 60
		return 1
	}
	# Not for us: what is wrong with the kernel's headers themselves.
	! sed "s|$copy/||g" "$scratch/make" |
		grep -E '^(module|uapi)/[^ ]*: .*(warning|error)|^(WARNING|ERROR): modpost' ||
		{ echo "(compiled against $kdir)"; return 1; }
}

names=(drift checkpatch shellcheck kernel-doc documented versions toplevel spdx version sparse)
if (($#)); then
	for name; do
		[[ " ${names[*]} " == *" $name "* ]] || {
			printf 'lint: no check is called "%s"; there are: %s\n' "$name" "${names[*]}" >&2
			exit 2
		}
	done
	names=("$@")
fi

# Without this, no files would look like no findings.
git rev-parse --git-dir >/dev/null || exit 2

# What checks print are findings, but a user may want to know why they wait.
exec 3>&2

count=0 passed=0 failed=0 skips=0
printf 'TAP version 13\n1..%d\n' ${#names[@]}
for name in "${names[@]}"; do
	((++count))
	"check_${name//-/_}" >"$scratch/findings" 2>&1
	case $? in
	0)
		((++passed))
		printf 'ok %d - %s\n' $count "$name"
		;;
	"$skipped")
		((++skips))
		printf 'ok %d - %s # SKIP %s\n' $count "$name" "$(tail -n 1 "$scratch/findings")"
		;;
	*)
		((++failed))
		printf 'not ok %d - %s\n' $count "$name"
		sed 's/^/# /' "$scratch/findings"
		;;
	esac
done
printf '# lint: %d passed, %d failed, %d skipped\n' $passed $failed $skips
((!failed))
