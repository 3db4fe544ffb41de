#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Run the table cli.t. Usage: cli.sh MCFWD
#
# A line of the table: exit status, arguments as a shell reads them, output, with tabs between.
# The output must be equal; after a "~" it is an extended regular expression that the output as a
# whole must match. It is that of standard output for status 0, else that of standard error; the
# other one must be empty, and an error is exactly one line.

mcfwd=$1
table=$(dirname "$0")/cli.t
tab=$(printf '\t')
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
n=0
failed=0

report() { # RESULT NAME
	n=$((n + 1))
	# Not echo, which may read a backslash its own way.
	printf '%s %s %s\n' "$1" "$n" "$2"
	[ "$1" = ok ] || failed=1
}

matches() { # TEXT PATTERN
	case $2 in
	'~'*)	printf '%s\n' "$1" | tr '\n' ' ' | grep -Eqx -- "${2#\~} *" ;;
	*)	[ "$1" = "$2" ] ;;
	esac
}

# For the table: a file of that text, as of printf; prints its name.
# shellcheck disable=SC2059,SC2317 # the text is ours, and so are the calls, by eval
file() { # TEXT
	printf "$1" >"$dir/file"
	printf '%s\n' "$dir/file"
}

while IFS="$tab" read -r status line want; do
	case $status in
	'' | '#'*) continue ;;
	esac
	# The table is ours; the shell's own quotes let it name any argument.
	eval "\"\$mcfwd\" $line" >"$dir/out" 2>"$dir/err" </dev/null
	got=$?
	this=out other=err lines=any
	[ "$status" -eq 0 ] || this=err other=out lines=1
	[ "$lines" = any ] || lines=$(wc -l <"$dir/err")
	text=$(cat "$dir/$this")
	if [ "$got" -eq "$status" ] && [ ! -s "$dir/$other" ] && matches "$text" "$want" &&
	   { [ "$lines" = any ] || [ "$lines" -eq 1 ]; }; then
		report ok "mcfwd $line"
	else
		report 'not ok' "mcfwd $line"
		echo "# status $got, want $status"
		sed 's/^/# out: /' "$dir/out"
		sed 's/^/# err: /' "$dir/err"
		printf '# want: %s\n' "$want"
	fi
done <"$table"

# What cannot be written must not look like success.
if [ -c /dev/full ]; then
	if err=$("$mcfwd" help 2>&1 >/dev/full); then
		report 'not ok' 'mcfwd help >/dev/full'
	else
		want='Error: cannot write the output: No space left on device.'
		if [ "$err" = "$want" ]; then
			report ok 'mcfwd help >/dev/full'
		else
			report 'not ok' "mcfwd help >/dev/full: $err"
		fi
	fi
else
	report ok 'mcfwd help >/dev/full # SKIP no /dev/full'
fi

echo "1..$n"
exit "$failed"
