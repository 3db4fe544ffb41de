# SPDX-License-Identifier: GPL-2.0-only
# The figures of a quick run, by name, one a line: what expected.json holds.

def plural($n; $what): "\($n) \($what)\(if $n == 1 then "" else "s" end)";

.results as $all
| {
	kernel,
	figures: ($all | map(
		"IPv\(.family), " as $family
		| if .kind == "copy" and .variant != "baseline" then
			{key: "\($family)\(plural(.outputs; "output")), \(.variant)", value: .instructions}
		  elif .kind == "lookup" then
			{key: "\($family)1 output, among \(plural(.routes; "route"))", value: .instructions}
		  elif .kind == "unicast" and .state != "absent" then
			. as {family: $v, $instructions}
			| {key: "\($family)unicast, \(.state), more than without mcfwd",
			   value: ($instructions - first($all[]
				| select(.kind == "unicast" and .state == "absent" and .family == $v)
				| .instructions))}
		  elif .kind == "rate" then
			{key: "\(.tool), \(.operation), each of \(.routes)", value: .instructions}
		  elif .kind == "memory" and .join == "no" then
			{key: "octets a route", value: .bytes}
		  else empty
		  end) | from_entries)
}
