#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Thousands of changes of devices under traffic of both families, and an account
# of every packet: what the sender sent, what the hook was given, what routes and
# outputs counted, and what came to receivers behind outputs that stayed.
#
#	+--------+         +---------------+         +--------+
#	|     s0 |---------| in0      out1 |---------| d1     |
#	|  SRC   |         |  RT      out2 |---------| d2 DST |
#	|   s0.7 |- - - - -| x1         c1 |- - - - -| e1     |
#	+--------+         |   c2  c3  c4  |         +--------+
#	                   +---------------+
#
# in0, out1 and out2 stay, though out2 and in0 change all that a device can change
# while it is up. x1 (a VLAN on in0), c1 (veth), c2 (dummy), c3 (a VLAN on out1) and
# c4 (GRE over out1) come, go, change their names, states, MTUs, MACs and addresses,
# and move to the namespace AWAY and back.
#
#	MCFWD_CHURN	how many changes there are, about, in a minute at most; 2000
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

CHURN=${MCFWD_CHURN:-2000}
ENOUGH=60 # seconds, after which fewer changes will do
LIMIT=150 # seconds of traffic at most

# --- changes ----------------------------------------------------------------

# changes DEV I: what can be changed of a device while packets use it.
changes()
{
	local dev=$1 i=$(($2 % 200 + 1)) mtu=1400

	# The VLAN on it cannot have more.
	[[ $dev != in0 ]] || mtu=1600
	echo "link set $dev mtu $mtu"
	# Of two devices at times.
	[[ $dev == c4* ]] || echo "link set $dev address 02:00:00:00:00:$((i % 90 + 10))"
	echo "addr add 203.0.113.$i/32 dev $dev"
	echo "${six}addr add 2001:db8:ffff::$i/128 dev $dev nodad"
	echo "link set $dev multicast off"
	echo "link set $dev multicast on"
	# Out of a queue that is changed packets are dropped, and no one counts them.
	[[ $dev == out2 ]] || echo "link set $dev txqueuelen $((i + 100))"
	echo "link set $dev allmulticast on"
	echo "${six}addr del 2001:db8:ffff::$i/128 dev $dev"
	echo "link set $dev promisc on"
	echo "addr del 203.0.113.$i/32 dev $dev"
	echo "link set $dev allmulticast off promisc off"
	echo "link set $dev mtu 1500"
}

# make DEV WORD...: one is made, in this namespace. A peer is up before it matters.
make()
{
	batch "$RT" <<<"link add $*"
	[[ $* != *" peer "* ]] || batch "$DST" <<<"link set e1 up"
}

# life DEV I: it is changed and renamed, and lives on.
life()
{
	local dev=$1 i=$2

	echo "link set $dev addrgenmode none"
	echo "addr add 198.18.$((i % 250)).1/32 dev $dev"
	echo "${six}addr add 2001:db8:cccc::$((i % 250))/128 dev $dev nodad"
	echo "link set $dev up"
	changes "$dev" "$i"
	echo "link set $dev down"
	echo "link set $dev name ${dev}9"
	echo "link set ${dev}9 up"
	changes "${dev}9" "$i"
	echo "link set ${dev}9 down"
	echo "link set ${dev}9 name $dev"
	echo "link set $dev up"
}

# batch NAMESPACE: changes on stdin, none of which may fail.
batch()
{
	tee -a "$TMP/changes" | ip -n "$1" -batch - || echo "batch failed in $1"
}

# devices_job DEV WORD...: ROUNDS times two lives of a device, one moves away and
# comes back.
devices_job()
{
	local dev=$1 i

	for ((i = 0; i < ROUNDS && SECONDS < STOP; i++)); do
		make "$@"
		{
			life "$dev" $((2 * i))
			echo "link del $dev"
		} | batch "$RT"
		make "$@"
		{
			life "$dev" $((2 * i + 1))
			echo "link set $dev netns $AWAY"
		} | batch "$RT"
		{
			echo "link set $dev up"
			echo "link set $dev mtu 1300"
			echo "link set $dev netns $RT"
		} | batch "$AWAY"
		{
			echo "link set $dev up"
			echo "link del $dev"
		} | batch "$RT"
	done
}

# These must not lose a packet.
staying_job()
{
	local i

	for ((i = 0; i < ROUNDS && SECONDS < STOP; i++)); do
		{
			changes out2 "$i"
			changes in0 $((i + 1))
		} | batch "$RT"
	done
}

# Routes that have traffic are replaced, and keep what they have counted; others
# come and go.
routes_job()
{
	local i v words

	for ((i = 0; i < ROUNDS && SECONDS < STOP; i++)); do
		for v in 4 6; do
			((v == 4)) || has_ipv6 || continue
			family $v
			while read -r words; do
				# shellcheck disable=SC2086 # words
				mc "$RT" route $words || echo "failed: $words"
			done <<-END
				replace $(first_route $((i % 2)))
				add from c2 group $G to c1 to x1
				add from c+ source $S group $G to out1 to c9
				add from any group $G3 to x9
				del from c2 group $G
				del from c+ source $S group $G
				del from any group $G3
			END
		done
		mc "$RT" -j -s route show | jq -e 'length >= 4' >/dev/null || echo "show failed"
		mc "$RT" membership show >/dev/null || echo "membership show failed"
	done
}

# run_job NAME COMMAND...: in the background; says "done" when it has come to its end.
run_job()
{
	local name=$1

	shift
	{ "$@" && echo "done"; } >"$TMP/$name" 2>&1 </dev/null &
	JOBS[$name]=$!
}

# --- routes and traffic -----------------------------------------------------

# first_route ORDER: with all kinds of outputs.
first_route()
{
	local c1='to c1 ttl set 5' c2='to c2 src auto'

	(($1)) && c1='to c2 src auto' c2='to c1 ttl set 5'
	echo "from in0 group $G to out1 $c1 to out2 ttl set 9 src auto to c3 ttl min 70 $c2 to c4"
}

add_routes()
{
	# shellcheck disable=SC2046 # words
	must mc "$RT" route add $(first_route 0)
	must mc "$RT" route add from in+ source $S group $G2 to c1 src auto to out1
	must mc "$RT" route add from x1 group $G3 to out1 ttl set 7 to c1 to c2
	must mc "$RT" route add from x+ group $G3 to out1 ttl set 7 to c4
}

# receivers: one for each group and output that stays.
receivers()
{
	rx "rx-a$V" -w $LIMIT $G d1
	rx "rx-b$V" -w $LIMIT $G d2
	rx "rx-c$V" -w $LIMIT $G2 d1
	rx "rx-d$V" -w $LIMIT $G3 d1
}

# shellcheck disable=SC2086 # words
senders()
{
	local options="-N $SRC -n 0 -w $LIMIT -i 8000 -r -s $S"

	start "A$V" "" mcast_tx $options $G s0
	start "B$V" "" mcast_tx $options $G2 s0
	start "C$V" "" mcast_tx $options $G3 s0.7
}

# each_family COMMAND...
each_family()
{
	family 4
	"$@"
	has_ipv6 || return 0
	family 6
	"$@"
}

# --- the account ------------------------------------------------------------

# report: all of the router's counters, routes with their keys.
report()
{
	jq -nc --argjson routes "$(mc "$RT" -j -s route show)" \
		--argjson totals "$(mc "$RT" -j stats show)" '{$routes, $totals}'
}

# given: the packets that came to PRE_ROUTING before mcfwd saw them.
given()
{
	in_ns "$RT" nft -j list counter inet witness given |
		jq '.nftables[].counter | select(.) | .packets'
}

# packets FROM GROUP [OUTPUT]: of all families together, what the route counted.
counter()
{
	jq ".routes[] | select(.from == \"$1\" and .group == \"$2\") |
		${3:+.to[] | select(.dev == \"$3\") |} .packets" <<<"$REPORT"
}

sent()
{
	local line

	line=$(<"$TMP/$1")
	echo "${line#sent=}"
}

# account: what must be true of any counters once the traffic is over.
account()
{
	check "outputs: sent + dropped = what the route matched - what it dropped" "" "$(jq -c '
		def sum: [.[]] | add // 0;
		.routes[] | (.packets - (.drops | sum)) as $n |
		.to[] | select(.packets + (.drops | sum) != $n) | [$n, .]' <<<"$REPORT")"
	check "totals: matched, packets, drops" '[]' "$(jq -c '
		def drops: [.[].drops | to_entries[]] | group_by(.key) |
			map({key: .[0].key, value: (map(.value) | add)}) | from_entries;
		[.routes[].to[]] as $to | (.routes + $to | drops) as $drops |
		[[.totals.matched, ([.routes[].packets] | add)],
		 [.totals.packets, ([$to[].packets] | add)],
		 ((.totals.drops + $drops | keys)[] as $k |
			[.totals.drops[$k] // 0, $drops[$k] // 0])] |
		map(select(.[0] != .[1]))' <<<"$REPORT")"
	check "given to the hook" "$(given)" "$(jq '.totals | .matched + .unmatched' <<<"$REPORT")"
}

# came NAME N TTL: to a receiver. Sources may be several, and senders that change
# their processor do not keep order.
came()
{
	end "$1" TERM
	rx_check "$1" "received=$2" "unique=$2" duplicates=0 bad=0 "ttl=$3"
}

account_family()
{
	local a b

	a=$(sent "A$V") b=$(sent "B$V")
	check "IPv$V: matched of $G" "$a" "$(counter in0 $G)"
	check "IPv$V: matched of $G2" "$b" "$(counter in+ $G2)"
	check "IPv$V: copies to out1" "$a" "$(counter in0 $G out1)"
	check "IPv$V: copies to out2" "$a" "$(counter in0 $G out2)"
	came "rx-a$V" "$a" 63
	came "rx-b$V" "$a" 9
	came "rx-c$V" "$b" 63
	came "rx-d$V" $(($(counter x1 $G3 out1) + $(counter x+ $G3 out1))) 7
	diag "IPv$V: sent $a, $b, $(sent "C$V"); x1 $(counter x1 $G3), x+ $(counter x+ $G3)"
	# Where nothing came, nothing was tested.
	for a in "x1 $G3" "x+ $G3" "in0 $G c1" "in0 $G c2" "in0 $G c3" "in0 $G c4"; do
		# shellcheck disable=SC2086 # words
		(($(counter $a) > 0)) || fail "IPv$V: no packets of $a"
	done
}

# jobs_done NAME...
jobs_done()
{
	local name

	for name; do
		kill -0 "${JOBS[$name]}" 2>/dev/null && return 1
	done
	return 0
}

test_churn()
{
	local jobs='c1 c2 c3 c4 x1 staying routes'
	local name end=$((SECONDS + LIMIT - 10)) began=$SECONDS

	STOP=$((began + ENOUGH))
	each_family add_routes
	each_family receivers
	each_family senders
	run_job c1 devices_job c1 type veth peer name e1 netns "$DST"
	run_job c2 devices_job c2 type dummy
	run_job c3 devices_job c3 link out1 type vlan id 3
	run_job c4 devices_job c4 type gre local 198.51.100.2 remote 198.51.100.3
	run_job x1 devices_job x1 link in0 type vlan id 7
	run_job staying staying_job
	run_job routes routes_job
	# shellcheck disable=SC2086 # words
	until jobs_done $jobs || ((SECONDS > end)); do
		nap
	done
	for name in $jobs; do
		# One that hangs in the kernel could not be ended either.
		check "job $name" "done" "$(cat "$TMP/$name")"
	done
	for name in A4 A6 B4 B6 C4 C6; do
		[[ ! ${JOBS[$name]:-} ]] || end $name TERM
	done
	diag "$(wc -l <"$TMP/changes") changes in $((SECONDS - began)) s"
	REPORT=$(report)
	account
	each_family account_family
}

# renames: c2 gets another name, and its own back.
renames()
{
	local i

	for ((i = 0; i < 50; i++)); do
		echo "link set c2 name c29"
		echo "link set c29 name c2"
	done | batch "$RT"
}

# A name that is looked up while its device gets another must not stay bound to it,
# nor miss it.
test_rename()
{
	local n=0

	must ip -n "$RT" link add c2 type dummy
	run_job renames renames
	until jobs_done renames; do
		must mc "$RT" route add from in0 group $G to c2
		must mc "$RT" route add from in0 source $S group $G to c29
		must mc "$RT" route add from c+ group $G2 to c29 to c2
		must mc "$RT" route flush
		((++n))
	done
	check "job renames" "done" "$(cat "$TMP/renames")"
	diag "100 names, and 3 routes $n times"
	must mc "$RT" route add from in0 group $G to c2 to c29
	check "route" "from in0 group $G to c2 to c29 pending" "$(routes "$RT")"
	must ip -n "$RT" link set c2 up
	tx -n 5 $G
	counted "in=5 c2=5 c29=0,down=5"
	must ip -n "$RT" link set c2 down
	must ip -n "$RT" link set c2 name c29
	must ip -n "$RT" link set c29 up
	tx -n 5 $G
	counted "in=10 c2=5,down=5 c29=5,down=5"
	ip -n "$RT" link del c29
}

# What was counted before a device went is there when it is back.
test_pending()
{
	local route="from x1 group $G3 to c1 to c2 to out1"

	batch "$RT" <<-END
		link add x1 link in0 type vlan id 7
		link add c1 type dummy
		link add c2 type dummy
		link set x1 up
		link set c1 up
		link set c2 up
	END
	must mc "$RT" route add $route
	must mcast_tx -N "$SRC" -n 5 -r -s "$S" $G3 s0.7
	counted "in=5 c1=5 c2=5 out1=5"
	must ip -n "$RT" link del c1
	must ip -n "$RT" link set c2 netns "$AWAY"
	check "route" "${route/c1 to c2/c1 pending to c2 pending}" "$(routes "$RT")"
	must mcast_tx -N "$SRC" -n 3 -r -s "$S" $G3 s0.7
	counted "in=8 c1=5,down=3 c2=5,down=3 out1=8"
	must ip -n "$RT" link del x1
	counted "in=8 c1=5,down=3 c2=5,down=3 out1=8"
	must ip -n "$AWAY" link set c2 netns "$RT"
	batch "$RT" <<-END
		link add x1 link in0 type vlan id 7
		link add c1 type dummy
		link set x1 up
		link set c1 up
		link set c2 up
	END
	check "route" "$route" "$(routes "$RT")"
	must mcast_tx -N "$SRC" -n 4 -r -s "$S" $G3 s0.7
	counted "in=12 c1=9,down=3 c2=9,down=3 out1=12"
	batch "$RT" <<-END
		link del x1
		link del c1
		link del c2
	END
}

# The module goes and comes while devices do.
test_unload()
{
	local i

	if ! only_ours; then
		skip "the module has routes that are not this test's"
		return
	fi
	ROUNDS=1 STOP=$((SECONDS + ENOUGH))
	each_family senders
	run_job c1 devices_job c1 type veth peer name e1 netns "$DST"
	run_job c2 devices_job c2 type dummy
	run_job x1 devices_job x1 link in0 type vlan id 7
	for ((i = 1; i <= 5; i++)); do
		load_module || fail "number $i: the module does not load"
		each_family add_routes
		busywait forwarding || fail "number $i: nothing is forwarded"
		busywait rmmod mcfwd || fail "number $i: the module does not unload"
	done
	busywait jobs_done c1 c2 x1
	for i in c1 c2 x1; do
		check "job $i" "done" "$(cat "$TMP/$i")"
	done
	load_module || fail "the module does not load"
}

forwarding()
{
	(($(stat "$RT" matched) > 20))
}

needs jq nft
topology 2
setup_ns AWAY
six=
has_ipv6 || six='#'
# Five devices' jobs, and that of those that stay.
PER_ROUND=$((5 * (2 * $(life c1 1 | wc -l) + 9) + 2 * $(changes out2 1 | wc -l)))
ROUNDS=$(((CHURN + PER_ROUND - 1) / PER_ROUND))
must ip -n "$SRC" link add s0.7 link s0 type vlan id 7
must ip -n "$SRC" link set s0.7 up
in_ns "$RT" nft -f - <<'END' || skip_all "nft does not work"
table inet witness {
	counter given { }
	chain pre {
		type filter hook prerouting priority -450;
		ip daddr 233.252.0.0/24 counter name given
		ip6 daddr { ff3e::8000:0/112, ff05::8000:0/112 } counter name given
	}
}
END
run "packets are accounted for while devices come, go and change" test_churn
run46 "routes come and go while their device is renamed" test_rename
run46 "routes wait for devices, and keep what they counted" test_pending
run "unloaded while devices come and go" test_unload
finish
