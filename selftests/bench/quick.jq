# SPDX-License-Identifier: GPL-2.0-only
# Compares two files of figures (figures.jq), what was measured and $file[0], what was
# expected, and prints KTAP.
#
# On the kernel of the expected ones, a figure may be 5 % more. On another, or one that
# finds another processor, all costs may differ, which is no fault of mcfwd's: there a
# figure is expected to have changed as that of another program has, its peer, and may be
# 15 % more. A few instructions are always allowed, as some figures are small, and to
# what has to wait for something two ticks of the kernel's clock, 4 ms each.

# peer: the name of the peer's figure. Its own, for those of peers, which are not judged.
def peer:
	if startswith("IPv") and (contains("unicast") | not) then
		(if contains("among") then sub("among.*"; "tc-as-is") else sub("[^ ]*$"; "tc-as-is") end)
	elif contains("unicast") then sub("unicast, [^,]*"; "unicast, nft")
	elif startswith("mcfwd, ") then sub("^mcfwd"; "ip") | sub("nothing"; "add")
	else ""
	end;
def is_peer: startswith("ip, ") or endswith("tc-as-is") or contains("unicast, nft");

# percent: as people see it, nothing if it is less than they look at.
def percent:
	. * 1000 | round / 10
	| if . == 0 then "" else " (\(if . > 0 then "+" else "" end)\(.) %)" end;

# allowed: more of the figure of that name, at least.
def allowed: if startswith("mcfwd, ") then 8e6 / (capture("(?<n>[0-9]+)$").n | tonumber) else 5 end;

# judged(VALUE; what it is EXPECTED to be; how much more it may be, SLACK): {ok, text}
def judged($value; $expected; $slack):
	($expected | round) as $rounded
	| {
		ok: ($value <= $expected + $slack),
		text: ("\($value), expected \($rounded)"
			+ (if $expected > 0 then ($value - $expected) / $expected | percent
			   else "" end)
			+ (if $value < $expected - $slack
			   then ", less: BENCH_RENEW=yes make bench-quick" else "" end))
	  };

. as $measured
| $file[0] as $expected
| ($expected.kernel == $measured.kernel
   and ($expected.figures | to_entries | map(select(.key | endswith("tc-as-is")))
	| all($measured.figures[.key] / .value - 1 | . < 0.01 and . > -0.01))) as $same
# factor: what the peer costs now, as a multiple of what it did.
| def factor:
	peer as $peer
	| if $same or ($expected.figures[$peer] // 0) <= 0 then 1
	  else ($measured.figures[$peer] // 0) / $expected.figures[$peer]
	  end;
def compared:
	. as $name
	| $measured.figures[$name] as $value
	| $expected.figures[$name] as $before
	| if $value == null then {ok: false, text: "not measured"}
	  elif $before == null then {ok: false, text: "\($value), new: BENCH_RENEW=yes make bench-quick"}
	  else
		($before * factor) as $now
		| judged($value; $now; [$now * (if $same then 0.05 else 0.15 end), allowed] | max)
	  end;

($expected.figures + $measured.figures | keys_unsorted | map(select(is_peer | not))) as $names
| "KTAP version 1",
  (if $same then empty else
	"# Linux \($measured.kernel), or its processor, is not the expected \($expected.kernel): compared by what others cost"
   end),
  "1..\($names | length)",
  ($names | to_entries[]
   | .key as $i | .value as $name | ($name | compared)
   | "\(if .ok then "" else "not " end)ok \($i + 1) - \($name) # \(.text)")
