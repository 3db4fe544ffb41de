#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# See mcfwd work: boots a virtual machine with a distribution's kernel and plays
# demo/demo.sh in it. Normally called by 'make demo'. KERNEL says which kernel (see
# vm/suites), VM_TIMEOUT how many seconds the machine may take.
#
# Exit status 0: all that the demo shows has happened, and was checked.
set -eu -o pipefail

TOP=$(cd "$(dirname "$0")/.." && pwd)
KERNEL=${KERNEL:-bookworm}
VM_TIMEOUT=${VM_TIMEOUT:-480}
status=0
color=
[[ ! -t 1 ]] || color=yes

cat <<END
mcfwd, shown in a virtual machine with the kernel of $KERNEL. Nothing is installed on this
machine but what 'vm:' says. The first time takes some minutes, then one or two.
END

export KERNEL VM_TIMEOUT
CMD="DEMO_COLOR=$color /src/selftests/demo/demo.sh" "$TOP/selftests/vm/vm.sh" || status=$?

if ((status)); then
	echo "demo: it did not get through (status $status); the lines above say why." >&2
else
	echo "The virtual machine is gone again. That took $SECONDS s."
fi
exit "$status"
