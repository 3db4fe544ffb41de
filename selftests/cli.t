# SPDX-License-Identifier: GPL-2.0-only
# Calls of mcfwd in a namespace with the devices in0 and out0. The format is explained in
# cli.sh; one line goes on where the one before stopped.

# Nothing yet.
0	route show	
0	-j route show	[]
0	membership show	
0	-j membership show	[]
0	route flush	
0	stats show	~routes     0 of 1048576; matched    0 packets; unmatched  [0-9]+ packets; sent       0 packets 0 bytes; dropped    0
0	-j stats show	~\{"routes":0,"routes_max":1048576,"matched":0,"unmatched":[0-9]+,"packets":0,"bytes":0,"drops":\{\}\}

# A route, all its options, and what is shown of it.
0	route add from in0 group 233.252.0.1 to out0	
0	route show	from in0 group 233.252.0.1 to out0
0	membership show	in0 group 233.252.0.1 joined
0	-s route show	from in0 group 233.252.0.1 to out0;     in: 0 packets 0 bytes;     to out0: 0 packets 0 bytes
0	-j route show	[{"from":"in0","group":"233.252.0.1","join":"yes","to":[{"dev":"out0","ttl":"dec","threshold":0}]}]
0	-j membership show	[{"dev":"in0","group":"233.252.0.1","state":"joined"}]
0	route add from in0 source 192.0.2.1 group 233.252.0.1 join no to out0 ttl set 64 threshold 3 to none0 ttl keep	
0	route get from in0 source 192.0.2.1 group 233.252.0.1	from in0 source 192.0.2.1 group 233.252.0.1 join no to out0 ttl set 64 threshold 3 to none0 pending ttl keep
0	-j route get from in0 source 192.0.2.1 group 233.252.0.1	[{"from":"in0","source":"192.0.2.1","group":"233.252.0.1","join":"no","to":[{"dev":"out0","ttl":"set","ttl_value":64,"threshold":3},{"dev":"none0","pending":true,"ttl":"keep","threshold":0}]}]
0	route add from in0 group ff3e::1 to out0 hoplimit min 9	
0	route get from in0 group ff3e::1	from in0 group ff3e::1 to out0 hoplimit min 9
0	route add from none1 group FF05:0:0:0::1 to out0 ttl dec	
0	route get from none1 group ff05::1	from none1 pending group ff05::1 to out0

# Filters.
0	route show from none1	from none1 pending group ff05::1 to out0
0	route show source 192.0.2.1	from in0 source 192.0.2.1 group 233.252.0.1 join no to out0 ttl set 64 threshold 3 to none0 pending ttl keep
0	route show group 233.252.0.9	
0	route show from nowhere0	
0	membership show	in0 group 233.252.0.1 joined; in0 group ff3e::1 joined; none1 group ff05::1 pending

# What the kernel refuses.
2	route add from in0 group 233.252.0.1 to out0	Error: a route with this input, group and source exists.
2	route add from in0 source 192.0.2.1 group 233.252.0.1 to out0	Error: a route with this input, group and source exists.
2	route del from in0 group 233.252.0.2	Error: there is no route with this input, group and source.
2	route del from out0 group 233.252.0.1	Error: there is no route with this input, group and source.
2	route del from in0 source 192.0.2.2 group 233.252.0.1	Error: there is no route with this input, group and source.
2	route del from none0 group 233.252.0.1	Error: there is no route with this input, group and source.
2	route get from in0 group 233.252.0.2	Error: no route matches.
2	-j route get from in0 group ff3e::2	Error: no route matches.

# What the tool refuses.
1	route add group 233.252.0.2 to out0	Error: "add" needs "from DEV".
1	route add from in0 to out0	Error: "add" needs "group G".
1	route del from in0	Error: "del" needs "group G".
1	route get group 233.252.0.1	Error: "get" needs "from DEV".
1	route del from in0 group 233.252.0.1 to out0	Error: "to" cannot be given with "del".
1	route flush join no	Error: "join" cannot be given with "flush".
1	route show ttl dec	Error: "ttl" cannot be given with "show".
1	route add from in0 group 192.0.2.1 to out0	Error: "192.0.2.1" is not a multicast address.
1	route add from in0 group 233.252.0.256 to out0	Error: "233.252.0.256" is not an IP address.
1	route add from in0 group 233.252.0.1/24 to out0	Error: "233.252.0.1/24" has bits beyond its prefix length.
1	route add from in0 group 224.0.0.0/3 to out0	Error: the prefix length of "group" must be 4 to 32, not "3".
1	route add from in0 source 192.0.2.0/33 group 233.252.0.2 to out0	Error: the prefix length of "source" must be 1 to 32, not "33".
1	route add from in+ group 233.252.0.2 join yes to out0	Error: ranges and device patterns cannot be joined; use "join allmulti" or "join no".
1	route get from in0 group 233.252.0.0/24	Error: "get" needs a single group, as a packet has.
1	route add from in0 group 233.252.0.2 to out0 src 233.252.0.1	~Error: "233\.252\.0\.1" cannot be a source: .*
1	route add from in0 group 233.252.0.2 to out0 src 2001:db8::1	Error: src 2001:db8::1 is IPv6, but group 233.252.0.2 is IPv4.
1	route add from in0 group 233.252.0.2 to out0 group-to 192.0.2.1	Error: "192.0.2.1" is not a multicast address.
1	route add from in0 group 233.252.0.2 to out0 dscp 64	Error: dscp must be 0 to 63, not "64".
1	route add from in0 group 233.252.0.2 to out0 firewall off	Error: firewall must be yes or no, not "off".
1	route add from in0 source 233.252.0.9 group 233.252.0.2 to out0	~Error: "233\.252\.0\.9" cannot be a source: .*
1	route add from in0 source ::1 group ff3e::2 to out0	~Error: "::1" cannot be a source: .*
1	route add from in0 source 2001:db8::1 group 233.252.0.2 to out0	Error: source 2001:db8::1 is IPv6, but group 233.252.0.2 is IPv4.
1	route add from in0 group 233.252.0.2 to any	Error: "to any": an output is a single device, not a pattern.
1	route add from in0 group 233.252.0.2 to out+	Error: "to out+": an output is a single device, not a pattern.
1	route add from in0 group 233.252.0.2 to out0 to out0	Error: output out0 is given twice.
1	route add from in0 from in0 group 233.252.0.2 to out0	Error: "from" is given twice.
1	route add from in0 group 233.252.0.2 to out0 ttl keep ttl dec	Error: "ttl" is given twice for output out0.
1	route add from in0 group 233.252.0.2 ttl keep to out0	Error: "ttl" must stand after the "to DEV" it is for.
1	route add from in0 group 233.252.0.2 to out0 join no	Error: "join" must stand before the first "to".
1	route add from in0 group 233.252.0.2 to out0 ttl set 0	Error: ttl must be 1 to 255, not "0".
1	route add from in0 group 233.252.0.2 to out0 ttl min 256	Error: ttl must be 1 to 255, not "256".
1	route add from in0 group 233.252.0.2 to out0 ttl set	Error: "ttl set" needs a number, 1 to 255.
1	route add from in0 group 233.252.0.2 to out0 ttl up	Error: ttl must be dec, keep, set N or min N, not "up".
1	route add from in0 group 233.252.0.2 to out0 threshold 256	Error: threshold must be 0 to 255, not "256".
1	route add from in0 group 233.252.0.2 join maybe to out0	Error: join must be yes, no or allmulti, not "maybe".
1	route add from abcdefghijklmnop group 233.252.0.2 to out0	Error: a device name has 1 to 15 characters, "abcdefghijklmnop" has 16.
1	route add from '' group 233.252.0.2 to out0	Error: a device name has 1 to 15 characters, "" has 0.
1	route add from in0 group 233.252.0.2 to a/b	Error: "a/b" cannot be a device name: it contains a slash.
1	route add from in0 group 233.252.0.2 to ..	Error: ".." cannot be a device name.
1	route add from in0 group	Error: "group" needs an address or range.
1	route add from in0 group 233.252.0.2 to out0 now	Error: unknown word "now" after "to out0".

# Changes.
0	route replace from in0 group 233.252.0.1 to none0 to out0 ttl min 2	
0	route get from in0 group 233.252.0.1	from in0 group 233.252.0.1 to none0 pending to out0 ttl min 2
0	route replace from in0 group 233.252.0.3 to out0	
0	route show group 233.252.0.3	from in0 group 233.252.0.3 to out0
0	route del from in0 group 233.252.0.1	
0	route show group 233.252.0.1	from in0 source 192.0.2.1 group 233.252.0.1 join no to out0 ttl set 64 threshold 3 to none0 pending ttl keep
0	route flush group 233.252.0.1	
0	route show	from in0 group ff3e::1 to out0 hoplimit min 9; from none1 pending group ff05::1 to out0; from in0 group 233.252.0.3 to out0
0	route flush from in0	
0	route show	from none1 pending group ff05::1 to out0
0	route flush	
0	route show	
0	membership show	

# The other options of a route.
0	route add from in0 group 233.252.0.5 comment 'a b' rate 100/s local-origin yes local no dport 5004-5005 except 198.51.100.1 except 192.0.2.0/24 to out0	
0	route show	from in0 group 233.252.0.5 except 192.0.2.0/24 except 198.51.100.1 dport 5004-5005 local no local-origin yes rate 100/s comment "a b" to out0
0	-j route show	[{"from":"in0","group":"233.252.0.5","except":["192.0.2.0/24","198.51.100.1"],"dport":5004,"dport_last":5005,"join":"yes","local":"no","local_origin":"yes","rate":100,"comment":"a b","to":[{"dev":"out0","ttl":"dec","threshold":0}]}]
0	route add from in0 group 233.252.0.5 dport 5004 local yes	
0	route add from in0 group 233.252.0.5 local auto local-origin no	
0	route get from in0 group 233.252.0.5 dport 5004	from in0 group 233.252.0.5 dport 5004 local yes
0	route get from in0 group 233.252.0.5 dport 5005	from in0 group 233.252.0.5 except 192.0.2.0/24 except 198.51.100.1 dport 5004-5005 local no local-origin yes rate 100/s comment "a b" to out0
0	route get from in0 group 233.252.0.5 dport 5006	from in0 group 233.252.0.5
2	route add from in0 group 233.252.0.5 dport 5004	~Error: a route with this .* exists\.
2	route del from in0 group 233.252.0.5 dport 5005	~Error: there is no route with this .*
0	route del from in0 group 233.252.0.5	
0	route del from in0 group 233.252.0.5 dport 5004	
0	route show	from in0 group 233.252.0.5 except 192.0.2.0/24 except 198.51.100.1 dport 5004-5005 local no local-origin yes rate 100/s comment "a b" to out0
1	route add from in0 group 233.252.0.6 dport 0	Error: dport must be 1 to 65535, not "0".
1	route add from in0 group 233.252.0.6 except 2001:db8::1	Error: except 2001:db8::1 is IPv6, but group 233.252.0.6 is IPv4.
1	route add from in0 group 233.252.0.6 rate 5	Error: rate must be N/s, not "5".

# One output of a route.
0	output add from in0 group 233.252.0.5 dport 5004-5005 to none0 ttl keep	
0	route show	from in0 group 233.252.0.5 except 192.0.2.0/24 except 198.51.100.1 dport 5004-5005 local no local-origin yes rate 100/s comment "a b" to out0 to none0 pending ttl keep
2	output add from in0 group 233.252.0.5 dport 5004-5005 to none0	~Error: .+
2	output add from in0 group 233.252.0.5 to none1	~Error: .+
0	output replace from in0 group 233.252.0.5 dport 5004-5005 to none0 ttl set 3	
0	output replace from in0 group 233.252.0.5 dport 5004-5005 to none1	
0	output del from in0 group 233.252.0.5 dport 5004-5005 to out0	
0	route show	from in0 group 233.252.0.5 except 192.0.2.0/24 except 198.51.100.1 dport 5004-5005 local no local-origin yes rate 100/s comment "a b" to none0 pending ttl set 3 to none1 pending
2	output del from in0 group 233.252.0.5 dport 5004-5005 to out0	~Error: .+
1	output add from in0 group 233.252.0.5	Error: "output add" needs "to DEV".
0	route flush	

# Files of routes.
0	save	# The routes of mcfwd, for "mcfwd apply".
0	apply - <<<$'route from in0 group 233.252.0.1 to out0\nroute from in0 group 233.252.0.2 comment "a # b" \\\n to none0\n'	
0	save	# The routes of mcfwd, for "mcfwd apply".; route from in0 group 233.252.0.1 to out0; route from in0 group 233.252.0.2 comment "a # b" to none0
0	-s apply - <<<$'# In another order.\nroute from in0 group 233.252.0.2 comment "a # b" to none0\nroute add from in0 join yes group 233.252.0.1 to out0\n'	added 0, replaced 0, deleted 0
0	-s apply - <<<$'route from in0 group 233.252.0.1 to out0 ttl keep\nroute from in0 group 233.252.0.3\n'	added 1, replaced 1, deleted 1
0	-j apply - <<<'route from in0 group 233.252.0.3'	{"added":0,"replaced":0,"deleted":1}
0	save	# The routes of mcfwd, for "mcfwd apply".; route from in0 group 233.252.0.3
1	apply - <<<$'route from in0 group 233.252.0.4\nroute from in0\n'	stdin:2: "route" needs "group G".
1	check - <<<'route'	stdin:1: "route" needs "from DEV".
0	limit show	routes 1048576
0	limit set routes 2	
0	limit show	routes 2
2	apply - <<<$'route from in0 group 233.252.0.4\nroute from in0 group 233.252.0.5\nroute from in0 group 233.252.0.6\n'	~(stdin:[1-3]|Error): .+
0	-s apply - <<<$'route from in0 group 233.252.0.4\nroute from in0 group 233.252.0.5\n'	added 2, replaced 0, deleted 1
0	limit set routes 1048576	
0	apply - <<<'# None.'	
0	route show	
0	membership show	
