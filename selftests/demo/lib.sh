# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Sourced by demo.sh: what it prints, what it runs, what it checks, how it waits.

if [[ ${DEMO_COLOR:-} ]]; then
	BOLD=$'\e[1m' CYAN=$'\e[1;36m' GREEN=$'\e[32m' RED=$'\e[1;31m' PLAIN=$'\e[0m'
else
	BOLD='' CYAN='' GREEN='' RED='' PLAIN=''
fi

SECTIONS=() # headings, in their order
TRUE=()     # by section: how many claims were true
FALSE=()    # by section: how many were not

section()
{
	SECTIONS+=("$1")
	TRUE+=(0)
	FALSE+=(0)
	printf '\n%s%d. %s%s\n\n' "$CYAN" ${#SECTIONS[@]} "$1" "$PLAIN"
}

note()
{
	printf '%s\n' "${1:+  $1}"
}

indent()
{
	sed -u 's/^./    &/'
}

die()
{
	printf '\n%sdemo: %s%s\n' "$RED" "$1" "$PLAIN"
	exit 1
}

# in_ns NAMESPACE COMMAND...: '' is the machine's own network namespace.
in_ns()
{
	local ns=$1

	shift
	${ns:+ip netns exec "$ns"} "$@"
}

prompt()
{
	printf '  %s# %s%s%s\n' "$1" "$BOLD" "$2" "$PLAIN"
}

# run NAMESPACE COMMAND-LINE: shows it, runs it, and shows what it prints.
run()
{
	prompt "$1" "$2"
	in_ns "$1" timeout 60 bash -o pipefail -c "$2" 2>&1 | tee "$TMP/printed" | indent || {
		printf '  %s✗ that command has failed%s\n' "$RED" "$PLAIN"
		return 1
	}
}

# What the command printed that was run last.
printed()
{
	cat "$TMP/printed"
}

# expect CLAIM ACTUAL WANTED: the claim is true if they are equal.
expect()
{
	if [[ $2 == "$3" ]]; then
		TRUE[-1]=$((TRUE[-1] + 1))
		printf '  %s✓ %s%s\n' "$GREEN" "$1" "$PLAIN"
	else
		FALSE[-1]=$((FALSE[-1] + 1))
		printf '  %s✗ not so: %s; there is "%s", not "%s"%s\n' "$RED" "$1" \
			"${2//$'\n'/ | }" "${3//$'\n'/ | }" "$PLAIN"
	fi
}

# wait_for SECONDS COMMAND...: until it succeeds; fails when the time is over.
wait_for()
{
	local end=$((SECONDS + $1))

	shift
	until "$@"; do
		((SECONDS < end)) || return
		sleep 0.1
	done
}

summary()
{
	local i failed=0

	printf '\n%sChecked%s\n\n' "$CYAN" "$PLAIN"
	for i in "${!SECTIONS[@]}"; do
		if ((FALSE[i])); then
			printf '  %s✗ %d. %s: %d of %d%s\n' "$RED" $((i + 1)) "${SECTIONS[i]}" \
				"${TRUE[i]}" $((TRUE[i] + FALSE[i])) "$PLAIN"
		else
			printf '  %s✓ %d. %s: all %d%s\n' "$GREEN" $((i + 1)) "${SECTIONS[i]}" \
				"${TRUE[i]}" "$PLAIN"
		fi
		failed=$((failed + FALSE[i]))
	done
	((failed == 0)) || die "$failed of the claims above are not true: those marked with ✗."
	echo
}
