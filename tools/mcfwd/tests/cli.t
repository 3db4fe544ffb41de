# SPDX-License-Identifier: GPL-2.0-only
# Calls of mcfwd that end before the kernel is asked. The format is explained in cli.sh.

# Help and version.
0	help	~usage: mcfwd .*OBJECT COMMAND.*mcfwd route add from DEV.*mcfwd output del .*mcfwd membership show.*mcfwd stats show.*mcfwd limit set .*mcfwd apply .*mcfwd check .*mcfwd save .*mcfwd monitor .*
0	-h	~usage: mcfwd .*OBJECT COMMAND.*mcfwd route add from DEV.*mcfwd membership show.*mcfwd stats show.*
0	-j -s -h	~usage: mcfwd .*OBJECT COMMAND.*mcfwd route add from DEV.*mcfwd membership show.*mcfwd stats show.*
0	-n nowhere help	~usage: mcfwd .*OBJECT COMMAND.*mcfwd route add from DEV.*mcfwd membership show.*mcfwd stats show.*
0	route help	~mcfwd route add .*mcfwd route flush .*
0	route -h	~mcfwd route add .*mcfwd route flush .*
0	route add help	~mcfwd route add from DEV\|PATTERN\+\|any \[ source S\[/LEN\] \] group G\[/LEN\] \[ dport N\[-M\] \] +\[ except S\[/LEN\] \]\.\.\. \[ join yes\|no\|allmulti \] .*\[ to DEV \[ ttl .* \]\.\.\. +make a route; .*
0	route show -h	~mcfwd route show \[ from DEV\|PATTERN\+\|any \] \[ source S\[/LEN\] \] \[ group G\[/LEN\] \] .*
0	route get help	~mcfwd route get from DEV \[ source S \] group G \[ dport N \] +show the route that .*
0	output help	~mcfwd output add from DEV.* to DEV .*mcfwd output replace .*mcfwd output del .*
0	output del help	~mcfwd output del from DEV\|PATTERN\+\|any \[ source S\[/LEN\] \] group G\[/LEN\] \[ dport N\[-M\] \] +to DEV +take an output .*
0	-force help	~usage: mcfwd .*-force.*
0	membership help	~mcfwd membership show .*
0	stats help	~mcfwd stats show .*
0	stats show help	~mcfwd stats show .*
0	limit help	~mcfwd limit show +show how many .*mcfwd limit set routes N +let it .*
0	monitor help	~mcfwd monitor +print what changes .*
0	apply help	~mcfwd apply FILE\|- +have the routes .*
0	check -h	~mcfwd check FILE\|- +tell what is wrong .*
0	save help	~mcfwd save +print all routes .*
0	-V	~mcfwd [0-9]+\.[0-9]+\.[0-9]+, module (not loaded|[0-9.]+)
0	-j -V	~mcfwd [0-9]+\.[0-9]+\.[0-9]+, module (not loaded|[0-9.]+)

# Options, objects and commands.
1	''	Error: unknown object "". Try "mcfwd help".
1	-j	Error: an object or a command is missing. Try "mcfwd help".
1	-x	Error: unknown option "-x". Try "mcfwd help".
1	-js route show	Error: unknown option "-js". Try "mcfwd help".
1	--json route show	Error: unknown option "--json". Try "mcfwd help".
1	-	Error: unknown option "-". Try "mcfwd help".
1	-n	Error: "-n" needs a network namespace. Try "mcfwd help".
1	-n a -n b route show	Error: "-n" is given twice. Try "mcfwd help".
1	-force	Error: an object or a command is missing. Try "mcfwd help".
1	-f route show	Error: unknown option "-f". Try "mcfwd help".
1	route show -force	Error: unknown word "-force" after "show".
1	foo	Error: unknown object "foo". Try "mcfwd help".
1	rout show	Error: unknown object "rout". Try "mcfwd help".
1	Route show	Error: unknown object "Route". Try "mcfwd help".
1	route	Error: "route" needs a command. Try "mcfwd help".
1	membership	Error: "membership" needs a command. Try "mcfwd help".
1	stats	Error: "stats" needs a command. Try "mcfwd help".
1	route foo	Error: unknown command "foo" after "route". Try "mcfwd help".
1	route sh	Error: unknown command "sh" after "route". Try "mcfwd help".
1	route delete	Error: unknown command "delete" after "route". Try "mcfwd help".
1	membership add	Error: unknown command "add" after "membership". Try "mcfwd help".
1	stats ''	Error: unknown command "" after "stats". Try "mcfwd help".
1	limit	Error: "limit" needs a command. Try "mcfwd help".
1	limit show routes	Error: unknown word "routes" after "show".
1	limit set	Error: "set" needs "routes N".
1	limit set routes	Error: "set" needs "routes N".
1	limit set 5	Error: unknown word "5" after "set".
1	limit set routes -1	Error: routes must be 0 to 4294967295, not "-1".
1	limit set routes 4294967296	Error: routes must be 0 to 4294967295, not "4294967296".
1	limit set routes 5 6	Error: unknown word "6" after "5".
1	-n no-such-netns limit set routes 5	Error: there is no network namespace "no-such-netns".
1	membership show wlan0	Error: unknown word "wlan0" after "show".
1	stats show -j	Error: unknown word "-j" after "show".
1	"$(printf 'a\nb')"	Error: unknown object "a\x0ab". Try "mcfwd help".
1	route "$(printf '\033[31m')"	Error: unknown command "\x1b[31m" after "route". Try "mcfwd help".

# Network namespaces. The words are read first.
1	-n no-such-netns route show	Error: there is no network namespace "no-such-netns".
1	-n no-such-netns stats show	Error: there is no network namespace "no-such-netns".
1	-n no-such-netns membership show	Error: there is no network namespace "no-such-netns".
1	-n ../../etc route show	Error: "../../etc" cannot be the name of a network namespace.
1	-n '' route show	Error: "" cannot be the name of a network namespace.
1	-n .. route show	Error: ".." cannot be the name of a network namespace.
1	-n no-such-netns route show foo	Error: unknown word "foo" after "show".
1	-n "$(printf '%300s' '' | tr ' ' x)" route show	~Error: there is no network namespace "x+\.\.\."\.

# Routes: one of each kind, parse_test.c has them all.
1	route add	Error: "add" needs "from DEV".
1	route add from wlan0	Error: "add" needs "group G".
1	route add from wlan0 group 225.0.0.1 foo	Error: unknown word "foo" after "group 225.0.0.1".
1	route add from wlan0 group 225.0.0.1 to usb0 ttl set 0	Error: ttl must be 1 to 255, not "0".
1	route add from wlan0 group ff05::1 to usb0 hoplimit min 256	Error: hoplimit must be 1 to 255, not "256".
1	route add from wlan0 group 225.0.0.1 to usb0 ttl 64	Error: ttl must be dec, keep, set N or min N, not "64".
1	route add from wlan0 group 225.0.0.1 to usb0 threshold 0x1	Error: threshold must be 0 to 255, not "0x1".
1	route add from wlan0 group 10.0.0.1 to usb0	Error: "10.0.0.1" is not a multicast address.
1	route add from wlan0 group all to usb0	Error: "all" is not an IP address.
1	route add from wlan0 group 225.0.0.0/3 to usb0	Error: the prefix length of "group" must be 4 to 32, not "3".
1	route add from wlan0 group 225.0.0.1/8 to usb0	Error: "225.0.0.1/8" has bits beyond its prefix length.
1	route add from wlan0 source 127.0.0.0/8 group 225.0.0.1 to usb0	Error: "127.0.0.0/8" cannot be a source: it begins with a loopback address.
1	route add from wlan0 group 225.0.0.0/8 join yes to usb0	Error: ranges and device patterns cannot be joined; use "join allmulti" or "join no".
1	route get from wlan+ group 225.0.0.1	Error: "get" needs a single device, as a packet has.
1	route add from wlan0 source 127.0.0.1 group 225.0.0.1 to usb0	Error: "127.0.0.1" cannot be a source: it is a loopback address.
1	route add from wlan0 source fe80::1 group 225.0.0.1 to usb0	Error: source fe80::1 is IPv6, but group 225.0.0.1 is IPv4.
1	route add from wlan0 group 225.0.0.1 join maybe to usb0	Error: join must be yes, no or allmulti, not "maybe".
1	route add from wlan0 group 225.0.0.1 group 225.0.0.2 to usb0	Error: "group" is given twice.
1	route add from wlan0 group 225.0.0.1 to usb0 to usb0	Error: output usb0 is given twice.
1	route add from wlan0 group 225.0.0.1 to usb0 join no	Error: "join" must stand before the first "to".
1	route add from wlan0 group 225.0.0.1 ttl keep	Error: "ttl" must stand after the "to DEV" it is for.
1	route add from wlan0 group 225.0.0.1 to usb+	Error: "to usb+": an output is a single device, not a pattern.
1	route add from any group 225.0.0.1 to any	Error: "to any": an output is a single device, not a pattern.
1	route add from sixteencharacter+ group 225.0.0.1 to usb0	Error: a device name has 1 to 15 characters, "sixteencharacter+" asks for 16.
1	route add from 'wlan 0' group 225.0.0.1 to usb0	Error: "wlan 0" cannot be a device name: it contains white space.
1	route add from '' group 225.0.0.1 to usb0	Error: a device name has 1 to 15 characters, "" has 0.
1	route add from sixteencharacter group 225.0.0.1 to usb0	Error: a device name has 1 to 15 characters, "sixteencharacter" has 16.
1	route add from	Error: "from" needs a device, PATTERN+ or any.
1	route add from wlan0 group 225.0.0.1 dport 0 to usb0	Error: dport must be 1 to 65535, not "0".
1	route add from wlan0 group 225.0.0.1 except 225.0.0.1	Error: "225.0.0.1" cannot be a source: it is a multicast address.
1	route add from wlan0 group 225.0.0.1 local 1	Error: local must be auto, yes or no, not "1".
1	route add from wlan0 group 225.0.0.1 local-origin 1	Error: local-origin must be yes or no, not "1".
1	route add from wlan0 group 225.0.0.1 rate 5	Error: rate must be N/s, not "5".
1	route add from wlan0 group 225.0.0.1 comment ''	Error: a comment has 1 to 255 characters, not 0.
1	route add from wlan0 group 225.0.0.1 comment "$(printf 'a\nb')"	Error: "a\x0ab" cannot be a comment: it contains a control character.
1	route get from wlan0 group 225.0.0.1 dport 1-2	Error: "get" needs a single dport, as a packet has.
1	output	Error: "output" needs a command. Try "mcfwd help".
1	output show	Error: unknown command "show" after "output". Try "mcfwd help".
1	output add from wlan0 group 225.0.0.1	Error: "output add" needs "to DEV".
1	output add from wlan0 group 225.0.0.1 to usb0 to usb1	Error: "to" is given twice.
1	output del from wlan0 group 225.0.0.1 to usb0 ttl keep	Error: "ttl" cannot be given with "output del".
1	output replace from wlan0 group 225.0.0.1 rate 5/s to usb0	Error: "rate" cannot be given with "output replace".
1	route del from wlan0 group 225.0.0.1 to usb0	Error: "to" cannot be given with "del".
1	route get from wlan0	Error: "get" needs "group G".
1	route show to usb0	Error: "to" cannot be given with "show".
1	route flush group 10.0.0.1	Error: "10.0.0.1" is not a multicast address.
1	-j route show foo	Error: unknown word "foo" after "show".

# Files of routes: conf_test.c has all that can be in them.
0	check - <"$(file 'route from a group 239.1.1.1 to b\n')"	
0	check "$(file '# nothing\n')"	
0	check -	
0	-j -s check -	
1	check - <"$(file 'route add from a\n')"	stdin:1: "route" needs "group G".
1	check - <"$(file '\nroute from a group ff05::1 \\\n to b ttl 5\n')"	stdin:2: ttl must be dec, keep, set N or min N, not "5".
1	check "$(file 'foo\n')"	~/.*/file:1: a line begins with "route", not with "foo"\.
1	check - <"$(file 'route from a group ff05::1\nroute group ff05::1 from a to b\n')"	stdin:2: the route of line 1 matches the same packets.
1	check	Error: "check" needs a file, or - for standard input.
1	check a b	Error: unknown word "b" after "a".
1	check /nowhere/to/be/found	Error: cannot open "/nowhere/to/be/found": No such file or directory.
1	check /	Error: cannot read "/": Is a directory.
1	apply	Error: "apply" needs a file, or - for standard input.
1	apply a b	Error: unknown word "b" after "a".
1	apply /nowhere/to/be/found	Error: cannot open "/nowhere/to/be/found": No such file or directory.
1	-n no-such-netns apply - <"$(file 'route from a\n')"	stdin:1: "route" needs "group G".
1	-n no-such-netns apply -	Error: there is no network namespace "no-such-netns".
1	save now	Error: unknown word "now" after "save".
1	-j save	Error: "save" prints no JSON; "mcfwd -j route show" does.
1	-n no-such-netns save	Error: there is no network namespace "no-such-netns".

# Events.
1	monitor all	Error: unknown word "all" after "monitor".
1	-n no-such-netns monitor	Error: there is no network namespace "no-such-netns".
