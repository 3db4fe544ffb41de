# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Sourced by demo.sh: four namespaces and what connects them. Wi-Fi and USB are the
# kernel's own, on simulated hardware, if it has the drivers; if not, veth. A device
# has the same name at both ends.

draw_network()
{
	cat <<'END'
      sender                     router                     receiver1
  +--------------+          +----------------+          +--------------+
  |        wlan0 |  Wi-Fi   | wlan0     usb0 |   USB    | usb0         |
  |              |----------|                |----------|              |
  | 192.168.2.10 |          |  .2.1    .10.2 |          | 192.168.10.1 |
  | fd00:2::10   |          |                |          | fd00:10::1   |
  +--------------+          |                |          +--------------+
                            |                |
                            |                |              receiver2
                            |                |          +--------------+
                            |           eth0 | Ethernet | eth0         |
                            |                |----------|              |
                            |          .20.1 |          | 192.168.20.2 |
                            |                |          | fd00:20::2   |
                            +----------------+          +--------------+

END
}

# wire DEVICE NAMESPACE: from the router. Nothing would fill in a checksum that the
# peer offloads, and tcpdump would call it bad.
wire()
{
	ip link add name "$1" netns router type veth peer name "$1" netns "$2"
	in_ns "$2" ethtool -K "$1" tx off >/dev/null
}

connect_ethernet()
{
	note 'eth0: a pair of veth devices'
	wire eth0 receiver2
}

# The router's radio is an access point, the sender's is its station.
connect_wifi()
{
	if ! modprobe mac80211_hwsim radios=2 2>/dev/null; then
		note 'wlan0: a pair of veth devices, as this kernel has no mac80211_hwsim'
		wire wlan0 sender
		return
	fi
	note 'wlan0: Wi-Fi, with simulated radios (mac80211_hwsim), hostapd and wpa_supplicant'
	iw phy phy0 set netns name router
	iw phy phy1 set netns name sender
	ip -n sender link set wlan1 name wlan0

	in_ns router hostapd "$DEMO/hostapd.conf" >"$TMP/hostapd" &
	wait_for 30 grep -q AP-ENABLED "$TMP/hostapd" ||
		die 'hostapd did not make an access point of wlan0 within 30 seconds.'
	in_ns sender wpa_supplicant -i wlan0 -c "$DEMO/wpa_supplicant.conf" >"$TMP/wpa_supplicant" &
	wait_for 60 grep -q CTRL-EVENT-CONNECTED "$TMP/wpa_supplicant" ||
		die 'the sender did not get into the Wi-Fi network within 60 seconds.'
	expect 'the sender is connected to the access point' \
		"$(in_ns sender iw dev wlan0 link | grep -oE '^Connected to [0-9a-f:]+')" \
		"Connected to $(mac_of router wlan0)"
}

# receiver1 is a USB gadget, plugged into the router. Without udev, nothing loads
# the router's drivers for it.
connect_usb()
{
	if ! modprobe -a dummy_hcd cdc_ether rndis_host 2>/dev/null ||
		! modprobe g_ether dev_addr=02:00:00:00:10:01 host_addr=02:00:00:00:10:02 2>/dev/null; then
		note 'usb0: a pair of veth devices, as this kernel has no dummy_hcd or g_ether'
		wire usb0 receiver1
		return
	fi
	note 'usb0: USB, with a gadget (g_ether) on a simulated bus (dummy_hcd)'
	wait_for 30 test -e /sys/class/net/usb1 ||
		die 'the USB network device did not appear within 30 seconds.'
	ip link set usb0 netns receiver1
	ip link set usb1 netns router name usb0
	expect 'the router has a USB network device' \
		"$(in_ns router ethtool -i usb0 | grep -oE '^bus-info: usb')" 'bus-info: usb'
}

# address NAMESPACE DEVICE IPV4 IPV6
address()
{
	ip -n "$1" addr add "$3/24" dev "$2"
	ip -n "$1" addr add "$4/64" dev "$2"
	ip -n "$1" link set "$2" up
}

build_network()
{
	local ns

	for ns in sender router receiver1 receiver2; do
		ip netns add $ns
		ip -n $ns link set lo up
		# No wait for duplicate address detection.
		in_ns $ns sysctl -qw net.ipv6.conf.default.accept_dad=0
	done
	connect_wifi
	connect_usb
	connect_ethernet

	address sender wlan0 192.168.2.10 fd00:2::10
	address router wlan0 192.168.2.1 fd00:2::1
	address router usb0 192.168.10.2 fd00:10::2
	address router eth0 192.168.20.1 fd00:20::1
	address receiver1 usb0 192.168.10.1 fd00:10::1
	address receiver2 eth0 192.168.20.2 fd00:20::2
	ip -n sender route add default via 192.168.2.1
	ip -n receiver1 route add default via 192.168.10.2
	ip -n receiver2 route add default via 192.168.20.1
}

# mac_of NAMESPACE DEVICE
mac_of()
{
	ip -n "$1" -j link show dev "$2" | jq -r '.[0].address'
}
