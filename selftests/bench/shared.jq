# SPDX-License-Identifier: GPL-2.0-only
# What scaling.jq gives, as a table for people.
def own: .variant | startswith("mcfwd");

(map(.cpus) | unique) as $cpus
| group_by(.family)[]
| . as $part
| ["IPv\(.[0].family)", ($cpus[] | "\(.) CPU"), "shared", "path", "own"],
  ((reduce .[].variant as $v ([]; if index($v) then . else . + [$v] end))[] as $v
   | [$part[] | select(.variant == $v)] as $runs
   | ($runs | max_by(.cpus)) as $last
   | [$v, (($runs[] | .instructions), $last.shared_writes, $last.path_shared_writes,
	$last.own_shared_writes | tostring)]
     | if $last | own then . else .[:-2] + ["-", "-"] end)
| @tsv
