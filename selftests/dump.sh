#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Many routes, and a route with many outputs: what is told about them is all and
# everything once, also while they change. No packets here.
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

N=10000
N_OUTPUTS=1000

# messages COMMAND FIRST LAST: one for each of those routes.
messages()
{
	local command=$1

	seq "$2" "$3" | awk -v command="$command" -v v="$V" '{
		if (v == 4)
			group = sprintf("233.%d.%d.%d", 252 + $1 / 65536, $1 / 256 % 256, $1 % 256)
		else
			group = sprintf("ff3e::8000:%x", $1)
		printf "%s 1=s:in0 2=a:%s", command, group
		# No membership: a hundred of the others is enough.
		print command == 1 ? " 4=u32:0 5={ 1=s:out0 }" : ""
	}'
}

# change COMMAND FIRST LAST
change()
{
	messages "$@" | in_ns "$NS" nlmsg -q >"$TMP/change" || fail "$(head "$TMP/change")"
}

# groups WORD...: what "route show" tells, sorted.
groups()
{
	mc "$NS" route show "$@" >"$TMP/show" 2>"$TMP/show.err" || fail "$(cat "$TMP/show.err")"
	sort "$TMP/show"
}

test_many()
{
	change 1 1 $N
	check "number of routes" $N "$(stat "$NS" routes)"
	messages 1 1 $N | awk '{
		sub("a:", "", $3); sub("2=", "", $3)
		print "from in0 pending group " $3 " join no to out0 pending"
	}' | sort >"$TMP/expected"
	groups >"$TMP/got"
	cmp -s "$TMP/expected" "$TMP/got" || fail "$(diff "$TMP/expected" "$TMP/got" | head -20)"
	check "the order is that of adding" "$(sed -n '1p;$p' "$TMP/show")" \
		"$(messages 1 1 $N | sed -n '1p;$p' |
			sed 's/1 1=s:in0 2=a:\([^ ]*\) .*/from in0 pending group \1 join no to out0 pending/')"

	# With counters the messages are larger, as JSON all the same.
	check "routes with counters" $N "$(mc "$NS" -s route show | grep -c '^from')"
	check "routes as JSON" "$N $N" "$(mc "$NS" -j route show | tr '{' '\n' |
		awk '/"from":/ { n++ } /"dev":/ { m++ } END { print n, m }')"

	change 2 2 $((N - 1))
	check "number of routes" 2 "$(groups | wc -l)"
	must mc "$NS" route flush
	check "routes after flush" "" "$(groups)"
	check "number of routes" 0 "$(stat "$NS" routes)"
}

# One dump is all; a filter is for the kernel.
test_filter()
{
	local other=233.252.255.9

	((V == 4)) || other=ff05::9
	change 1 1 300
	must mc "$NS" route add from in1 group $other join no to out0
	must mc "$NS" route add from in1 source $S group $other join no to out0
	check "from in1" 2 "$(groups from in1 | wc -l)"
	check "from in0" 300 "$(groups from in0 | wc -l)"
	check "group" 2 "$(groups group $other | wc -l)"
	check "source" 1 "$(groups source $S | wc -l)"
	check "nothing" 0 "$(groups from in0 group $other | wc -l)"
	must mc "$NS" route flush from in1 source $S
	check "from in1 after flush" 1 "$(groups from in1 | wc -l)"
	must mc "$NS" route flush from in0
	check "all after flush" "from in1 pending group $other join no to out0 pending" "$(groups)"
	must mc "$NS" route flush
}

test_outputs()
{
	local expected

	{
		printf '1 1=s:in0 2=a:%s' $G
		seq 1 $N_OUTPUTS | awk '{ printf " 5={ 1=s:out%d 3=u8:%d 2=u32:2 4=u8:%d }", $1,
			$1 % 255 + 1, $1 % 256 }'
		echo
		echo "1 1=s:in0 2=a:$G2 5={ 1=s:out0 }"
	} | in_ns "$NS" nlmsg -q >"$TMP/change" || fail "$(cat "$TMP/change")"
	expected=$(seq 1 $N_OUTPUTS | awk '{ printf "to out%d pending %s set %d%s\n", $1, "TTL",
		$1 % 255 + 1, $1 % 256 ? " threshold " $1 % 256 : "" }')
	((V == 4)) && expected=${expected//TTL/ttl} || expected=${expected//TTL/hoplimit}
	check "the first route" "$expected" "$(groups | grep "group $G " | sed 's/ to /\nto /g' | sed 1d)"
	check "the second route" 1 "$(groups | grep -c "group $G2 to out0 pending")"
	check "route get" "$expected" "$(mc "$NS" route get from in0 group $G | sed 's/ to /\nto /g' |
		sed 1d)"
	check "with counters" "$N_OUTPUTS $N_OUTPUTS" "$(mc "$NS" -s route show group $G | awk '
		/^    to/ { n++ } / 0 packets 0 bytes$/ && /^    to/ { m++ } END { print n, m }')"
	check "route get with counters" $N_OUTPUTS \
		"$(mc "$NS" -s route get from in0 group $G | grep -c '^    to')"
	must mc "$NS" route flush
	check "routes after flush" "" "$(groups)"
}

# interrupted: a dump of all routes says that there was a change meanwhile.
interrupted()
{
	[[ $(in_ns "$NS" nlmsg <<<"dump 3") == "0 interrupted" ]]
}

# Routes 1 to 1000 stay; others come and go meanwhile.
test_changing()
{
	local i

	change 1 1 1000
	check "a dump without changes" "0" "$(in_ns "$NS" nlmsg <<<"dump 3")"
	messages 1 1 1000 | awk '{ sub("2=a:", "", $3); print $3 }' | sort >"$TMP/expected"
	{
		messages 1 1001 1100
		messages 2 1001 1100
	} >"$TMP/churn.in"
	start churn "$NS" sh -c "exec nlmsg -q -r <'$TMP/churn.in'"
	for ((i = 0; i < 3; i++)); do
		mc "$NS" route show >"$TMP/show" 2>"$TMP/show.err" || fail "$(cat "$TMP/show.err")"
		awk '{ print $5 }' "$TMP/show" | sort >"$TMP/all"
		check "routes missing" "" "$(comm -23 "$TMP/expected" "$TMP/all" | head -3)"
		check "routes told twice" "" "$(uniq -d "$TMP/all" | comm -12 - "$TMP/expected" | head -3)"
	done
	busywait interrupted || fail "no dump is interrupted"
	kill -0 "${JOBS[churn]}" || fail "the changes were over: $(cat "$TMP/churn" "$TMP/churn.err")"
	stop_jobs
	check "refused changes" "" "$(cat "$TMP/churn")"
	must mc "$NS" route flush
}

# All changes of a transaction are in a dump, or none is.
test_transactions()
{
	local n=300 i

	messages 1 1 $n >"$TMP/new"
	in_ns "$NS" nlmsg -q <"$TMP/new" || fail "routes cannot be added"
	# 10, 11: transaction-begin, transaction-commit; 6: replace
	{
		echo 10
		sed 's/$/ 6/; s/out0/out1/' "$TMP/new"
		printf '%s\n' 11 10
		sed 's/$/ 6/' "$TMP/new"
		echo 11
	} >"$TMP/churn.in"
	start churn "$NS" sh -c "exec nlmsg -q -r <'$TMP/churn.in'"
	for ((i = 0; i < 20; i++)); do
		mc "$NS" route show >"$TMP/show" 2>"$TMP/show.err" || fail "$(cat "$TMP/show.err")"
		check "outputs" "$n" "$(sed 's/.* to //' "$TMP/show" | sort | uniq -c |
			awk '{ n = n (NR > 1 ? "+" : "") $1 } END { print n }')"
	done
	kill -0 "${JOBS[churn]}" || fail "the changes were over: $(cat "$TMP/churn" "$TMP/churn.err")"
	stop_jobs
	check "refused changes" "" "$(cat "$TMP/churn")"
	must mc "$NS" route flush
}

setup_ns NS
run46 "$N routes" test_many
run46 "filters" test_filter
run46 "a route with $N_OUTPUTS outputs" test_outputs
run46 "a dump while routes change" test_changing
run46 "a dump while transactions are committed" test_transactions
finish
