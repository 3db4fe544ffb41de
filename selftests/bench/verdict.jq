# SPDX-License-Identifier: GPL-2.0-only
# What is wrong with what scaling.jq gives, a line for each.
#
# A route with a rate has a line in common, written once for a batch of a thousandth of
# the rate; were it not seen, nothing would be. The kernel's own allocator may move a slab
# from a CPU to another.
def limit: if .variant == "mcfwd-rate" then 0.02 else 0 end;

. as $all
| .[]
| select(.variant | startswith("mcfwd"))
| . as $run
| first($all[] | select(.variant == $run.variant and .family == $run.family)) as $least
| "\(.variant), IPv\(.family), \(.cpus) CPUs" as $name
| (select(.own_shared_writes > limit)
   | "\($name): mcfwd writes to shared lines \(.own_shared_writes) times a packet: "
     + ([.culprits[] | select(.own and .shared) | "\(.symbol) \(.writes)"] | join(", "))),
  (select(.variant == "mcfwd-rate" and .cpus > 1 and .own_shared_writes == 0)
   | "\($name): what its CPUs share was not seen"),
  (select(.path_shared_writes > limit + 0.05)
   | "\($name): what mcfwd calls writes to shared lines \(.path_shared_writes) times a packet: "
     + ([.culprits[] | select(.shared) | "\(.symbol) \(.writes)"] | join(", "))),
  (select(.instructions > $least.instructions * 1.02)
   | "\($name): a packet costs \(.instructions) instructions, with \($least.cpus) CPUs \($least.instructions)")
