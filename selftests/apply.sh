#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Files of routes: applied all at once or not at all, with nothing to do the second
# time, and without a packet lost by what goes on beside them.
#
#	+--------+         +---------------+         +--------+
#	|  SRC   |---------| in0  RT  outN |---------|  DST   |
#	+--------+         +---------------+         +--------+
#
# MCFWD_APPLIES says how often routes are swapped under traffic, MCFWD_ROUTES how many
# there are when there are many, up to 1,000,000.
#
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# file LINE...: one of routes.
file()
{
	printf 'route %s\n' "$@" >"$TMP/routes"
}

# applied EXPECTED: what that comes to, in numbers of routes.
applied()
{
	check "applied" "$1" "$(mc "$RT" -j apply "$TMP/routes" | jq -r '"\(.added) \(.replaced) \(.deleted)"')"
}

test_apply()
{
	file "from in0 group $G to out1" "from in0 group $G2 dport 5001-5010 to out1 to out2" \
		"from any group $G3 except $S join no local no rate 10/s comment \"a b\" to out1"
	applied "3 0 0"
	check "routes" "$(sed 's/^route //' "$TMP/routes")" "$(routes "$RT")"
	applied "0 0 0"
	mc "$RT" save >"$TMP/saved"
	check "saved" "$(<"$TMP/routes")" "$(grep -v '^#' "$TMP/saved")"
	cp "$TMP/saved" "$TMP/routes"
	applied "0 0 0"
	file "from in0 group $G to out2" "from in0 group $G2 dport 5001-5010 to out1 to out2"
	applied "0 1 1"
	: >"$TMP/routes"
	applied "0 0 2"
	check "routes" "" "$(routes "$RT")"
}

# Counters go on through a replacement, and only through that.
test_counters()
{
	file "from in0 group $G to out1" "from in0 group $G2 to out1"
	applied "2 0 0"
	tx -n 3 $G
	tx -n 4 $G2
	counted "in=3 out1=3; in=4 out1=4"
	file "from in0 group $G to out1 to out2" "from in0 group $G2 to out1"
	applied "0 1 0"
	tx -n 3 $G
	counted "in=6 out1=6 out2=3; in=4 out1=4"
}

# refused STATUS MESSAGE: this file is, and nothing is different.
refused()
{
	local before output

	before=$(mc "$RT" -s -j route show; mc "$RT" membership show)
	output=$(mc "$RT" apply "$TMP/routes" 2>&1)
	check "status" "$1" $?
	check "message" "$2" "$output"
	check "routes" "$before" "$(mc "$RT" -s -j route show; mc "$RT" membership show)"
}

test_refused()
{
	must mc "$RT" route add from in0 group $G to out1
	must mc "$RT" route add from in0 group $G2 to out1
	tx -n 3 $G
	counted "in=3 out1=3; in=0 out1=0"
	file "from in0 group $G to out2" "from in0 group $G3 to out2 ttl set 256"
	refused 1 "$TMP/routes:2: ttl must be 1 to 255, not \"256\"."
	file "from in0 group $G to out2" "from in0 group $G3 to out1" "from in0 group $G to out1"
	refused 1 "$TMP/routes:3: the route of line 1 matches the same packets."
	# What only the kernel knows: the second line's is the one too many.
	must mc "$RT" limit set routes 2
	file "from in0 group $G to out2" "from in0 group $G3 to out1" "from in0 group $G2 to out1"
	refused 2 "$TMP/routes:2: the namespace has as many routes as it may."
	must mc "$RT" limit set routes 1048576
	file "from in0 group $G to out2" "from in0 group $G2 dport 4-9 to out1" \
		"from in0 group $G2 dport 9-12 to out1"
	refused 2 "$TMP/routes:3: the ports overlap those of a route with the same match."
}

# Applied again and again while packets flow: on a route that stays, on one that is
# replaced but keeps an output, and on one that is deleted while another with other
# words is made for the same packets. Not one is lost, and not one comes twice.
test_traffic()
{
	local applies=${MCFWD_APPLIES:-40} i matched sum=0 to sent=() limit

	limit=$((240 + applies / 2)) # seconds

	file "from in0 group $G to out1" "from in0 group $G2 to out1" \
		"from in0 source $S group $G3 to out2"
	cp "$TMP/routes" "$TMP/even"
	file "from in0 group $G to out1" "from in0 group $G2 to out1 to out4" \
		"from in0 group $G3 to out3"
	cp "$TMP/routes" "$TMP/odd"
	must mc "$RT" apply "$TMP/even"
	matched=$(stat "$RT" matched)
	rx rx1 -w $((limit + 40)) $G d1
	rx rx2 -w $((limit + 40)) $G2 d1
	rx here -w $((limit + 40)) $G3 d2
	rx there -w $((limit + 40)) $G3 d3
	start tx1 "" mcast_tx -N "$SRC" -n 0 -w $limit -i 2000 $G s0
	start tx2 "" mcast_tx -N "$SRC" -n 0 -w $limit -i 2000 $G2 s0
	start tx3 "" mcast_tx -N "$SRC" -n 0 -w $limit -i 2000 $G3 s0
	for ((i = 1; i <= applies; i++)); do
		((i % 2)) && to=odd || to=even
		must mc "$RT" apply "$TMP/$to"
	done
	for i in 1 2 3; do
		end tx$i TERM
		sent[i]=$(cut -d= -f2 "$TMP/tx$i")
		((sum += sent[i]))
	done
	await "packets matched" $((matched + sum)) stat "$RT" matched
	for i in rx1 rx2 here there; do
		end $i TERM
	done
	rx_check rx1 "received=${sent[1]}" "unique=${sent[1]}" duplicates=0 bad=0
	rx_check rx2 "received=${sent[2]}" "unique=${sent[2]}" duplicates=0 bad=0
	check "here and there" "${sent[3]}" $(($(field here unique) + $(field there unique)))
	check "duplicates" "0 0" "$(field here duplicates) $(field there duplicates)"
}

# field NAME KEY: of what a receiver says.
field()
{
	grep -o "$2=[0-9]*" "$TMP/$1" | cut -d= -f2
}

# many N: lines of so many routes.
many()
{
	seq 0 $(($1 - 1)) | awk -v v="$V" '{
		group = sprintf(v == 4 ? "239.%d.%d.%d" : "ff05::%x:%x:%x",
			1 + int($1 / 40000), 1 + int($1 / 200) % 200, 1 + $1 % 200)
		print "route from in0 group " group " join no to out1" }'
}

# Changes that come to nothing are never seen by a packet, however long it takes until
# the kernel finds out: here that the last two routes are a cycle.
test_refused_traffic()
{
	local sent

	file "from in0 group $G to out1"
	applied "1 0 0"
	rx two -w 120 $G d2
	start tx "" mcast_tx -N "$SRC" -n 0 -w 60 -i 500 $G s0
	{
		echo "route from in0 group $G to out2"
		many 10000
		echo "route from in0 group $G2 join no to out1 ttl keep"
		echo "route from out1 group $G2 join no to in0 ttl keep"
	} >"$TMP/routes"
	check "refused" 2 "$(mc "$RT" apply "$TMP/routes" 2>/dev/null; echo $?)"
	end tx TERM
	sent=$(cut -d= -f2 "$TMP/tx")
	counted "in=$sent out1=$sent"
	rx_none two
}

# So many that no single message has room for them.
test_many()
{
	many "$ROUTES" >"$TMP/routes"
	applied "$ROUTES 0 0"
	applied "0 0 0"
	sed -i 's/1 to out1$/1 to out2/' "$TMP/routes"
	sed -i '$d' "$TMP/routes"
	echo "route from in0 group $G join no" >>"$TMP/routes"
	check "applied" "0" "$(mc "$RT" apply "$TMP/routes" 2>&1; echo $?)"
	check "routes" $ROUTES "$(routes "$RT" | wc -l)"
	check "saved" "$(grep -v '^#' "$TMP/routes" | sort | md5sum)" \
		"$(mc "$RT" save | grep -v '^#' | sort | md5sum)"
}

ROUTES=${MCFWD_ROUTES:-20000}

needs jq
topology 4
run46 "a file is applied, once" test_apply
run46 "counters" test_counters
run46 "a file with a bad line" test_refused
run46 "under traffic" test_traffic
run46 "refused under traffic" test_refused_traffic
run46 "$ROUTES routes" test_many
finish
