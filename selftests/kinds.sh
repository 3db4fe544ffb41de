#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Kinds of devices, other than tunnels, as outputs and as inputs.
#
# shellcheck source=kinds_lib.sh
. "$(dirname "$0")/kinds_lib.sh"

needs tcpdump
topology 3
over "VLAN" '4 6' out1.5 "link out1 type vlan id 5" d1.5 "link d1 type vlan id 5"
over "VLAN without REORDER_HDR" '4 6' out1.6 "link out1 type vlan id 6 reorder_hdr off" \
	d1.6 "link d1 type vlan id 6"
over "VLAN 802.1ad" '4 6' out1.8 "link out1 type vlan proto 802.1ad id 8" \
	d1.8 "link d1 type vlan proto 802.1ad id 8"
over "macvlan" '4 6' mv1 "link out2 type macvlan mode bridge" mv1 "link d2 type macvlan mode bridge"
over "ipvlan" '4 6' iv1 "link out2 type ipvlan mode l2" d2
around "bond" bond7 type bond mode active-backup
around "bridge" br7 type bridge mcast_snooping 0
finish
