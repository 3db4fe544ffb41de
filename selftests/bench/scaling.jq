# SPDX-License-Identifier: GPL-2.0-only
# Joins what cpus.sh and lines.c measured (--slurpfile runs, lines) to an object for each
# run. All numbers are for one packet. Of its instructions, those of the baseline, a packet
# that IP throws away, are subtracted; they are those of netif_receive_skb() only, and so
# without what is put off, such as freeing memory by RCU.
def round3: . * 1000 | round / 1000;

[range($runs | length) as $i | $runs[$i] + {lines: $lines[$i]}] as $all
| $all[]
| . as $run
| .lines as $l
| first($all[] | select(.variant == "baseline" and .family == $run.family and
	.cpus == $run.cpus)) as $base
| if $l.packets != .sent then error("\(.variant): \(.sent) packets sent, \($l.packets) seen")
  else . end
| {
	measure, variant, family, outputs, cpus,
	instructions: ($l.instructions / .sent - $base.lines.instructions / $base.sent | round),
	shared_writes: ($l.receive.shared / .sent | round3),
	path_shared_writes: ($l.path.shared / .sent | round3),
	own_shared_writes: ($l.own.shared / .sent | round3),
	own_near_writes: ($l.own.near / .sent | round3),
	own_writes: ($l.own.writes / .sent | round3),
	culprits: [$l.culprits[] | .writes = (.writes / $run.sent | round3)],
}
