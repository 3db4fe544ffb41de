# SPDX-License-Identifier: GPL-2.0-only
# What mcfwd wants to be, and what bench.sh measured, as a table. Copies are those of
# IPv4 packets of 200 octets; the worst is that of all families and sizes measured.

.results as $all
| ($all | map(select(.kind == "copy") | {family, size}) | unique) as $packets
| {family: 4, size: 200} as $packet

| def copy($variant; $outputs; $packet):
	first($all[]
	      | select(.kind == "copy" and .variant == $variant and .outputs == $outputs
		       and .family == $packet.family and .size == $packet.size)
	      | .instructions) // null;
def found(filter): first($all[] | select(filter)) // null;
def ratio($a; $b): if $a != null and $b != null then $a / $b else null end;
def over($a; $b): if $a != null and $b != null then $a - $b else null end;

# target(NAME; LEAST; MOST; of one family and size; all of them)
def target($name; $least; $most; measured; all):
	{name: $name, least: $least, most: $most, measured: measured,
	 worst: ([all | select(. != null)] | if $least then min else max end)};

def copies_ratio($a; $b; $name; $outputs; $least; $most):
	target("\($name), \($outputs) output\(if $outputs > 1 then "s" else "" end)"; $least; $most;
	       ratio(copy($a; $outputs; $packet); copy($b; $outputs; $packet));
	       $packets[] as $p | ratio(copy($a; $outputs; $p); copy($b; $outputs; $p)));

def lookup($family):
	ratio(found(.kind == "lookup" and .family == $family and .routes == 1000000) | .instructions?;
	      found(.kind == "lookup" and .family == $family and .routes == 1) | .instructions?);
def unicast($family):
	over(found(.kind == "unicast" and .family == $family and .state == "routes-1000000") | .instructions?;
	     found(.kind == "unicast" and .family == $family and .state == "absent") | .instructions?);
def rate($tool):
	found(.kind == "rate" and .tool == $tool and .operation == "add" and .routes == 100000)
	| .instructions?;
def memory:
	found(.kind == "memory" and .join == "no" and .processors == 2 and .routes == 100000) | .bytes?;

def targets:
	([1, 7], [4, 3.5], [16, 3.5]) as [$n, $least]
	| copies_ratio("ipmr"; "mcfwd"; "ipmr / mcfwd"; $n; $least; null);
def all_targets:
	targets,
	((1, 4, 16, 64) as $n
	 | copies_ratio("tc-same"; "mcfwd"; "tc, same rewriting / mcfwd"; $n; 1.3; null)),
	((1, 4, 16, 64) as $n
	 | copies_ratio("mcfwd"; "tc-as-is"; "mcfwd / tc, frame as it came"; $n; null; 1.25)),
	target("a packet, 1,000,000 routes / 1"; null; 1.05; lookup(4); lookup(4, 6)),
	target("unicast, 1,000,000 routes, more instructions"; null; 15; unicast(4); unicast(4, 6)),
	target("100,000 routes, ip -batch / mcfwd apply"; 2; null; ratio(rate("ip"); rate("mcfwd"));
	       ratio(rate("ip"); rate("mcfwd"))),
	target("octets a route, 2 processors"; null; 512; memory; memory);

def number: if . == null then "-" else . * 100 | round / 100 | tostring end;
def judged:
	if .measured == null then "not measured"
	elif .least and .measured < .least then "fail"
	elif .most and .measured > .most then "fail"
	else "pass"
	end;

["target", "wanted", "measured", "result", "worst"],
(all_targets
 | [.name, (if .least then ">= \(.least)" else "<= \(.most)" end), (.measured | number),
    judged, (.worst | number)])
| @tsv
