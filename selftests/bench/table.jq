# SPDX-License-Identifier: GPL-2.0-only
# What bench.sh measured, as tables for people: cells between tabs, and an empty line
# after each table.

def number: if . == null then "-" else tostring end;

# A line for each way to copy, a column for each number of outputs.
def copies(kind; title):
	map(select(.kind == kind)) as $all
	| ($all | map(.outputs) | unique) as $outputs
	| $all | group_by([.family, .size])[]
	| ["IPv\(.[0].family), \(.[0].size) octets, \(title):", $outputs[]],
	  (. as $part
	   | (reduce .[].variant as $v ([]; if index($v) then . else . + [$v] end))[] as $v
	   | [$v, ($outputs[] as $n
		| first($part[] | select(.variant == $v and .outputs == $n) | .instructions)
		  // null | number)]),
	  [];

# header CELL...: and a line for each family, a column for each measurement.
def by_family(kind; title; column):
	map(select(.kind == kind))
	| if length == 0 then empty else
		group_by(.family) as $families
		| [title, ($families[0][] | column)],
		  ($families[] | ["IPv\(.[0].family)", .[].instructions]),
		  []
	  end;

def rates:
	map(select(.kind == "rate"))
	| if length == 0 then empty else
		. as $all
		| ["\(.[0].routes) routes, each:", "mcfwd", "ip -batch", "ratio"],
		  (.[] | select(.tool == "mcfwd")
		   | . as {$operation, $instructions}
		   | (first($all[] | select(.tool == "ip" and .operation == $operation)
			    | .instructions) // null) as $ip
		   | [$operation, $instructions, ($ip | number),
		      (if $ip then $ip / $instructions * 100 | round / 100 else null end | number)]),
		  []
	  end;

def memory:
	map(select(.kind == "memory"))
	| if length == 0 then empty else
		["octets a route, \(.[0].processors) processors:", "all", "slab", "percpu", "vmalloc", "other"],
		(.[] | ["join \(.join)", .bytes, .slab, .percpu, .vmalloc, .other]),
		[]
	  end;

.results
| copies("copy"; "outputs"),
  copies("kept"; "outputs that keep what they get"),
  by_family("lookup"; "packet, one output, among routes:"; .routes),
  by_family("unicast"; "unicast packet, all in all, mcfwd:"; .state),
  rates,
  memory
| @tsv
