#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Run all tests that need no kernel module. Usage: check.sh BUILD-DIRECTORY
# The last line is "# tools: N passed, N failed, N skipped".

build=$1
dir=$(dirname "$0")
all=$(mktemp) || exit 1
trap 'rm -f "$all"' EXIT

run() {
	name=$1
	shift
	echo "# $name"
	# A test that dies, or reports a leak at its end, has no "not ok" line of its own.
	out=$("$@" 2>&1)
	status=$?
	printf '%s\n' "$out" | tee -a "$all"
	case $status in
	0)	;;
	*)	printf '%s\n' "$out" | grep -q '^not ok ' ||
			echo "not ok $name ended with status $status" | tee -a "$all" ;;
	esac
	printf '%s\n' "$out" | grep -q '^1\.\.[0-9]' ||
		echo "not ok $name did not end its list" | tee -a "$all"
}

for test in "$build"/*_test; do
	run "$(basename "$test")" "$test"
done
run cli "$dir/cli.sh" "$build/mcfwd"

failed=$(grep -c '^not ok ' "$all")
skipped=$(grep -c '^ok .*# SKIP' "$all")
passed=$(($(grep -c '^ok ' "$all") - skipped))
echo "# tools: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
