# SPDX-License-Identifier: GPL-2.0-only
# What guest.sh measured, as a table for people: a line for each way, a column for each
# number of outputs.
map(select(.variant)) as $all
| ($all | map(.outputs) | unique) as $outputs
| $all | group_by([.family, .size])[]
| (["IPv\(.[0].family), \(.[0].size) octets"] + ($outputs | map(tostring))),
  (. as $part
   | (reduce .[].variant as $v ([]; if index($v) then . else . + [$v] end))[] as $v
   | [$v] + ($outputs | map(. as $n
	| first($part[] | select(.variant == $v and .outputs == $n) | .instructions) // "-"
	| tostring)))
| @tsv
