# SPDX-License-Identifier: GPL-2.0-only
# What chart.gp draws: a group of bars for each number of outputs. A block of lines for
# each way to copy, with its name above them: a bar's place, height and colour. The last
# block has the places of the groups, and what is written there.

# Blue is mcfwd; orange are routers and what rewrites a frame; grey leaves it, or most of
# it, as it came.
[
	["mcfwd", "mcfwd", "0x1f4e9c"],
	["mcfwd-firewall-no", "mcfwd, firewall no", "0x709fe0"],
	["ipmr", "ipmr, by smcrouted", "0xb8420f"],
	["nft-ip", "nft dup, ip", "0xe0702c"],
	["tc-same", "tc: new TTL and source MAC", "0xf2b67e"],
	["nft-netdev", "nft dup, netdev: new TTL", "0x6b6b6b"],
	["tc-as-is", "tc mirred: as it came", "0x9c9c9c"],
	["xdp", "XDP, generic: as it came", "0xcfcfcf"]
] as $ways
| .results | map(select(.kind == "copy" and .family == 4 and .size == 200)) as $all
| ($ways | map(select(.[0] as $v | any($all[]; .variant == $v)))) as $ways
| ($all | map(select(.variant != "baseline") | .outputs) | unique) as $outputs
| ($ways | length + 1.5) as $width
| if $ways == [] then empty else
	(range($ways | length) as $i
	 | $ways[$i] as [$variant, $name, $colour]
	 | "\"\($name)\"",
	   (range($outputs | length) as $group
	    | $outputs[$group] as $n
	    | first($all[] | select(.variant == $variant and .outputs == $n)
		    | "\($group * $width + $i)\t\(.instructions / $n | round)\t\($colour)")),
	   "", ""),
	"groups",
	(range($outputs | length) as $group
	 | "\($group * $width + ($ways | length - 1) / 2)\t"
		+ ($outputs[$group] | "\(.) output\(if . == 1 then "" else "s" end)"))
  end
