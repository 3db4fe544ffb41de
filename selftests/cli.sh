#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The tool's command lines against the real kernel: the table cli.t. A line of it:
# exit status, words as a shell reads them, output, with tabs between. The
# output must be equal; after a "~" it is an extended regular expression for all
# of it. It is that of standard output for status 0, else that of standard error;
# the other one must be empty. Lines of an output are separated by "; ". What is
# refused must leave routes and memberships as they were.
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

matches()
{
	case $2 in
	'~'*) [[ $1 =~ ^${2#\~}$ ]] ;;
	*) [[ $1 == "$2" ]] ;;
	esac
}

# test_line STATUS WORDS OUTPUT
test_line()
{
	local status=$1 words=$2 want=$3 got=0 this=out other=err text before

	((status == 0)) || [[ $STATE ]] || STATE=$(state)
	# The table is ours; the shell's own quotes let it name any word.
	eval "mcfwd -n $NS $words" >"$TMP/out" 2>"$TMP/err" </dev/null || got=$?
	((status == 0)) || this=err other=out
	text=$(<"$TMP/$this")
	text=${text//$'\n'/; }
	check "status" "$status" "$got"
	matches "$text" "$want" || fail "expected '$want', got '$text'"
	check "std$other" "" "$(<"$TMP/$other")"
	before=$STATE
	STATE=
	if ((status)); then
		STATE=$(state)
		check "state" "$before" "$STATE"
	fi
}

# The same before and after a line that fails; known until one that does not.
state()
{
	echo "state:"
	mc "$NS" route show
	mc "$NS" membership show
}

STATE=
setup_ns NS
ip -n "$NS" link add in0 type veth peer name out0 || skip_all "veth devices cannot be made"
ip -n "$NS" link set in0 up
ip -n "$NS" link set out0 up

while IFS=$'\t' read -r status words want; do
	[[ $status && $status != '#'* ]] || continue
	run "mcfwd $words" test_line "$status" "$words" "$want"
done <"$LIB_DIR/cli.t"
finish
