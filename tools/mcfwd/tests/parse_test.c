// SPDX-License-Identifier: GPL-2.0-only
/* Words of a route -> the route, or the exact error; and -> its text, which gives it again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "parse.h"
#include "print.h"
#include "tap.h"

#define BUFFER 512
#define YES MCFWD_JOIN_YES
#define NO MCFWD_JOIN_NO
#define ALLMULTI MCFWD_JOIN_ALLMULTI
#define UNSAID JOIN_DEFAULT

struct good {
	enum verb verb;
	const char *line;
	const char *input, *source, *group;
	uint32_t join;
	struct output outputs[3];	/* up to the first without a name */
};

static const struct good good[] = {
	{ VERB_ADD, "from wlan0 group 225.0.0.1 to usb0", "wlan0", NULL, "225.0.0.1", UNSAID,
	  { { "usb0" } } },
	{ VERB_REPLACE, "from wlan0 group 225.0.0.1 to usb0 to eth0", "wlan0", NULL, "225.0.0.1",
	  UNSAID, { { "usb0" }, { "eth0" } } },
	{ VERB_ADD, "group 232.1.1.1 join no source 10.0.0.2 from wlan0 to usb0", "wlan0",
	  "10.0.0.2", "232.1.1.1", NO, { { "usb0" } } },
	{ VERB_ADD, "join yes from a group 224.0.0.0 to b", "a", NULL, "224.0.0.0", YES,
	  { { "b" } } },
	{ VERB_ADD, "from a group 239.255.255.255 to b ttl dec to c ttl keep to d ttl set 1", "a",
	  NULL, "239.255.255.255", UNSAID,
	  { { "b" }, { "c", .ttl_mode = MCFWD_TTL_KEEP },
	    { "d", .ttl_mode = MCFWD_TTL_SET, .ttl = 1 } } },
	{ VERB_ADD, "from a group ff00:: to b hoplimit min 255 threshold 255", "a", NULL, "ff00::",
	  UNSAID, { { "b", .ttl_mode = MCFWD_TTL_MIN, .ttl = 255, .threshold = 255 } } },
	{ VERB_ADD, "from a source fe80::1 group ff02::1:2 to b threshold 0 hoplimit set 007", "a",
	  "fe80::1", "ff02::1:2", UNSAID, { { "b", .ttl_mode = MCFWD_TTL_SET, .ttl = 7 } } },
	{ VERB_ADD, "from a group 225.0.0.1 to b ttl set 64", "a", NULL, "225.0.0.1", UNSAID,
	  { { "b", .ttl_mode = MCFWD_TTL_SET, .ttl = 64 } } },
	{ VERB_ADD, "from a group 225.0.0.1 to b hoplimit keep", "a", NULL, "225.0.0.1", UNSAID,
	  { { "b", .ttl_mode = MCFWD_TTL_KEEP } } },
	/* A word may be a device's name. */
	{ VERB_ADD, "from to group 225.0.0.1 to from to ttl ttl keep", "to", NULL, "225.0.0.1",
	  UNSAID, { { "from" }, { "ttl", .ttl_mode = MCFWD_TTL_KEEP } } },
	{ VERB_ADD, "from abcdefghijklmno group 225.0.0.1 to a+b", "abcdefghijklmno", NULL,
	  "225.0.0.1", UNSAID, { { "a+b" } } },
	{ VERB_ADD, "from wl\xc3\xa4n group 225.0.0.1 to anyone to ...", "wl\xc3\xa4n", NULL,
	  "225.0.0.1", UNSAID, { { "anyone" }, { "..." } } },
	{ VERB_ADD, "from a source 255.255.255.254 group 225.0.0.1 to b", "a", "255.255.255.254",
	  "225.0.0.1", UNSAID, { { "b" } } },
	{ VERB_ADD, "from a source 128.0.0.1 group 225.0.0.1 to b", "a", "128.0.0.1", "225.0.0.1",
	  UNSAID, { { "b" } } },
	{ VERB_ADD, "from a source ::2 group ff05::1 to b", "a", "::2", "ff05::1", UNSAID,
	  { { "b" } } },
	{ VERB_DEL, "from a group 225.0.0.1", "a", NULL, "225.0.0.1", UNSAID },
	{ VERB_DEL, "source 10.0.0.2 from a group 225.0.0.1", "a", "10.0.0.2", "225.0.0.1",
	  UNSAID },
	{ VERB_GET, "from a group ff05::1 source 2001:db8::1", "a", "2001:db8::1", "ff05::1",
	  UNSAID },
	{ VERB_SHOW, "", "", NULL, NULL, UNSAID },
	{ VERB_SHOW, "from a", "a", NULL, NULL, UNSAID },
	{ VERB_SHOW, "source 10.0.0.2", "", "10.0.0.2", NULL, UNSAID },
	{ VERB_SHOW, "group 225.0.0.1 source 10.0.0.2 from a", "a", "10.0.0.2", "225.0.0.1",
	  UNSAID },
	{ VERB_FLUSH, "", "", NULL, NULL, UNSAID },
	{ VERB_FLUSH, "group ff05::1", "", NULL, "ff05::1", UNSAID },
	/* Patterns of devices. */
	{ VERB_ADD, "from wlan+ group 225.0.0.1 to usb0", "wlan+", NULL, "225.0.0.1", UNSAID,
	  { { "usb0" } } },
	{ VERB_ADD, "from any group 225.0.0.1 to usb0", "any", NULL, "225.0.0.1", UNSAID,
	  { { "usb0" } } },
	{ VERB_REPLACE, "from + group 225.0.0.1 to usb0", "any", NULL, "225.0.0.1", UNSAID,
	  { { "usb0" } } },
	{ VERB_ADD, "from abcdefghijklmno+ group 225.0.0.1 to abcdefghijklmno", "abcdefghijklmno+",
	  NULL, "225.0.0.1", UNSAID, { { "abcdefghijklmno" } } },
	{ VERB_ADD, "from any+ group 225.0.0.1 to a", "any+", NULL, "225.0.0.1", UNSAID,
	  { { "a" } } },
	{ VERB_ADD, "from anyone group 225.0.0.1 to a", "anyone", NULL, "225.0.0.1", UNSAID,
	  { { "a" } } },
	{ VERB_ADD, "from Any group 225.0.0.1 to a", "Any", NULL, "225.0.0.1", UNSAID,
	  { { "a" } } },
	{ VERB_ADD, "from a++ group 225.0.0.1 to a+b", "a++", NULL, "225.0.0.1", UNSAID,
	  { { "a+b" } } },
	{ VERB_ADD, "from +a group 225.0.0.1 to ++a", "+a", NULL, "225.0.0.1", UNSAID,
	  { { "++a" } } },
	{ VERB_ADD, "from wlan+ group 225.0.0.1 to wlan0", "wlan+", NULL, "225.0.0.1", UNSAID,
	  { { "wlan0" } } },
	/* Ranges. */
	{ VERB_ADD, "from a group 239.0.0.0/8 to b", "a", NULL, "239.0.0.0/8", UNSAID,
	  { { "b" } } },
	{ VERB_ADD, "from a group 224.0.0.0/4 to b", "a", NULL, "224.0.0.0/4", UNSAID,
	  { { "b" } } },
	{ VERB_ADD, "from a group 225.0.0.254/31 to b", "a", NULL, "225.0.0.254/31", UNSAID,
	  { { "b" } } },
	{ VERB_ADD, "from a group 225.0.0.1/32 to b", "a", NULL, "225.0.0.1", UNSAID,
	  { { "b" } } },
	{ VERB_ADD, "from a group 225.0.0.0/024 to b", "a", NULL, "225.0.0.0/24", UNSAID,
	  { { "b" } } },
	{ VERB_ADD, "from a group ff00::/8 to b", "a", NULL, "ff00::/8", UNSAID, { { "b" } } },
	{ VERB_ADD, "from a group ff05::2/127 to b", "a", NULL, "ff05::2/127", UNSAID,
	  { { "b" } } },
	{ VERB_ADD, "from a group ff05::1/128 to b", "a", NULL, "ff05::1", UNSAID, { { "b" } } },
	{ VERB_ADD, "from a source 10.0.0.0/8 group 225.0.0.1 to b", "a", "10.0.0.0/8",
	  "225.0.0.1", UNSAID, { { "b" } } },
	{ VERB_ADD, "from a source 10.0.0.1/32 group 225.0.0.1 to b", "a", "10.0.0.1",
	  "225.0.0.1", UNSAID, { { "b" } } },
	{ VERB_ADD, "from a source 128.0.0.0/1 group 225.0.0.1 to b", "a", "128.0.0.0/1",
	  "225.0.0.1", UNSAID, { { "b" } } },
	{ VERB_ADD, "from a source 126.0.0.0/7 group 225.0.0.1 to b", "a", "126.0.0.0/7",
	  "225.0.0.1", UNSAID, { { "b" } } },
	{ VERB_ADD, "from a source 1.0.0.0 group 225.0.0.1 to b", "a", "1.0.0.0", "225.0.0.1",
	  UNSAID, { { "b" } } },
	{ VERB_ADD, "from a source 8000::/1 group ff05::/16 to b", "a", "8000::/1", "ff05::/16",
	  UNSAID, { { "b" } } },
	{ VERB_ADD, "from a source fe80::/10 group ff02::/16 to b", "a", "fe80::/10", "ff02::/16",
	  UNSAID, { { "b" } } },
	{ VERB_ADD, "from any source 2001:db8::/32 group ff00::/8 to b", "any", "2001:db8::/32",
	  "ff00::/8", UNSAID, { { "b" } } },
	/* The longest address there is. */
	{ VERB_ADD, "from a source 0000:0000:0000:0000:0000:ffff:255.255.255.255/128 group ff05::1",
	  "a", "::ffff:255.255.255.255", "ff05::1", UNSAID },
	/* Ways to make a group arrive. */
	{ VERB_ADD, "from a group 225.0.0.1 join allmulti to b", "a", NULL, "225.0.0.1", ALLMULTI,
	  { { "b" } } },
	{ VERB_ADD, "from any group 225.0.0.1 join allmulti to b", "any", NULL, "225.0.0.1",
	  ALLMULTI, { { "b" } } },
	{ VERB_ADD, "from a+ join no group 225.0.0.1 to b", "a+", NULL, "225.0.0.1", NO,
	  { { "b" } } },
	{ VERB_ADD, "from a join no group 239.0.0.0/8 to b", "a", NULL, "239.0.0.0/8", NO,
	  { { "b" } } },
	{ VERB_ADD, "from a join yes group 239.0.0.0/32 source 10.0.0.0/32 to b", "a", "10.0.0.0",
	  "239.0.0.0", YES, { { "b" } } },
	/* Routes that stop packets. */
	{ VERB_ADD, "from a group 225.0.0.1", "a", NULL, "225.0.0.1", UNSAID },
	{ VERB_REPLACE, "from any group 239.0.0.0/8 join no", "any", NULL, "239.0.0.0/8", NO },
	/* Other verbs. */
	{ VERB_DEL, "from wlan+ source 10.0.0.0/8 group 239.0.0.0/8", "wlan+", "10.0.0.0/8",
	  "239.0.0.0/8", UNSAID },
	{ VERB_DEL, "from any group ff00::/8", "any", NULL, "ff00::/8", UNSAID },
	{ VERB_GET, "from a group 225.0.0.1/32 source 10.0.0.1/32", "a", "10.0.0.1", "225.0.0.1",
	  UNSAID },
	{ VERB_SHOW, "from any", "any", NULL, NULL, UNSAID },
	{ VERB_SHOW, "group ff05::/16", "", NULL, "ff05::/16", UNSAID },
	{ VERB_FLUSH, "from wlan+ source 10.0.0.0/8", "wlan+", "10.0.0.0/8", NULL, UNSAID },
	/* What an output rewrites. */
	{ VERB_ADD, "from a group 225.0.0.1 to b src auto dscp 0 firewall yes", "a", NULL,
	  "225.0.0.1", UNSAID, { { "b", .src_auto = true, .has_dscp = true } } },
	{ VERB_ADD, "from a group 225.0.0.1 to b dscp 63 firewall no to c", "a", NULL,
	  "225.0.0.1", UNSAID,
	  { { "b", .has_dscp = true, .dscp = 63, .no_firewall = true }, { "c" } } },
	/* One output of a route. */
	{ VERB_OUTPUT_ADD, "from a group 225.0.0.1 to b ttl keep", "a", NULL, "225.0.0.1", UNSAID,
	  { { "b", .ttl_mode = MCFWD_TTL_KEEP } } },
	{ VERB_OUTPUT_REPLACE, "from a+ source 10.0.0.0/8 group 239.0.0.0/8 to b", "a+",
	  "10.0.0.0/8", "239.0.0.0/8", UNSAID, { { "b" } } },
	{ VERB_OUTPUT_DEL, "from a group 225.0.0.1 to b", "a", NULL, "225.0.0.1", UNSAID,
	  { { "b" } } },
};

/* Lines with what is printed of them; NULL if that is the same. */
static const struct {
	const char *line;
	const char *text;
} texts[] = {
	{ "from a group 225.0.0.1 to b src 10.0.0.1" },
	{ "from a group 225.0.0.1 to b src auto" },
	{ "from a group ff05::1 to b src 2001:db8::1 group-to ff05::2 dscp 46 firewall no" },
	{ "from a group 225.0.0.1 to b src auto group-to 239.1.1.1 dscp 0 firewall yes to c dscp 1",
	  "from a group 225.0.0.1 to b src auto group-to 239.1.1.1 dscp 0 to c dscp 1" },
	{ "from a group 225.0.0.1 to b firewall no dscp 63 group-to 224.0.0.251 src 1.2.3.4",
	  "from a group 225.0.0.1 to b src 1.2.3.4 group-to 224.0.0.251 dscp 63 firewall no" },
	/* Ports. */
	{ "from a group 225.0.0.1 dport 1 to b" },
	{ "from a group 225.0.0.1 dport 65535 to b" },
	{ "from a group 225.0.0.1 dport 1-65535 to b" },
	{ "dport 5004-5005 from a group ff05::/16 to b",
	  "from a group ff05::/16 dport 5004-5005 to b" },
	{ "from a group 225.0.0.1 dport 5004-5004", "from a group 225.0.0.1 dport 5004" },
	{ "from a group 225.0.0.1 dport 05004 join yes",
	  "from a group 225.0.0.1 dport 5004" },
	/* Sources that are excepted, in one order. */
	{ "from a group 225.0.0.1 except 10.0.0.1 to b" },
	{ "from a group 225.0.0.1 except 10.0.0.0/8 except 192.0.2.1 to b" },
	{ "except 192.0.2.1 from a except 10.0.0.1 group 225.0.0.1 except 10.0.0.0 "
	  "except 10.0.0.0/8",
	  "from a group 225.0.0.1 except 10.0.0.0/8 except 10.0.0.0 except 10.0.0.1 "
	  "except 192.0.2.1" },
	{ "from a source 2001:db8::/32 group ff05::1 except 2001:db8::1 to b" },
	/* Local delivery, local origin, rate. */
	{ "from a group 225.0.0.1 local yes to b" },
	{ "from a group 225.0.0.1 local no to b" },
	{ "from a group 225.0.0.1 local auto to b", "from a group 225.0.0.1 to b" },
	{ "from a group 225.0.0.1 local-origin yes to b" },
	{ "from a group 225.0.0.1 local-origin no to b", "from a group 225.0.0.1 to b" },
	{ "from a group 225.0.0.1 rate 1/s to b" },
	{ "from a group 225.0.0.1 rate 4294967295/s to b" },
	{ "from a group 225.0.0.1 rate 0100/s", "from a group 225.0.0.1 rate 100/s" },
	/* Comments. */
	{ "from a group 225.0.0.1 comment to to b" },
	{ "from a group 225.0.0.1 comment a~b to b",
	  "from a group 225.0.0.1 comment \"a b\" to b" },
	{ "from a group 225.0.0.1 comment \"\\", "from a group 225.0.0.1 comment \"\\\"\\\\\"" },
	{ "from a group 225.0.0.1 comment #1", "from a group 225.0.0.1 comment \"#1\"" },
	{ "from a group 225.0.0.1 comment \xc3\xa4\xff to b" },
	/* All of them, in the order in which they are printed. */
	{ "from wlan+ source 10.0.0.0/8 group 239.0.0.0/8 except 10.0.0.1 dport 5004-5005 join no "
	  "local yes local-origin yes rate 100/s comment video to b ttl set 64" },
};

#define FG "from a group 225.0.0.1 "
#define NO_JOIN \
	"ranges and device patterns cannot be joined; use \"join allmulti\" or \"join no\"."

static const struct {
	enum verb verb;
	const char *line;
	const char *error;
} bad[] = {
	/* Words. */
	{ VERB_ADD, "foo", "unknown word \"foo\" after \"add\"." },
	{ VERB_FLUSH, "all", "unknown word \"all\" after \"flush\"." },
	{ VERB_ADD, "from a group 225.0.0.1 foo",
	  "unknown word \"foo\" after \"group 225.0.0.1\"." },
	{ VERB_ADD, FG "to b ttl set 64 foo", "unknown word \"foo\" after \"ttl set 64\"." },
	{ VERB_ADD, FG "to b foo", "unknown word \"foo\" after \"to b\"." },
	{ VERB_ADD, FG "to b ttl keep 3", "unknown word \"3\" after \"ttl keep\"." },
	{ VERB_ADD, FG "TO b", "unknown word \"TO\" after \"group 225.0.0.1\"." },
	{ VERB_ADD, "fro a", "unknown word \"fro\" after \"add\"." },
	{ VERB_ADD, "fromm a", "unknown word \"fromm\" after \"add\"." },
	{ VERB_ADD, "from a gr 225.0.0.1", "unknown word \"gr\" after \"from a\"." },
	{ VERB_SHOW, "from a -j", "unknown word \"-j\" after \"from a\"." },
	{ VERB_ADD, "\"\\\x1b", "unknown word \"\\\"\\\\\\x1b\" after \"add\"." },
	{ VERB_ADD, "\xc3\xa4", "unknown word \"\\xc3\\xa4\" after \"add\"." },
	/* A word without its value. */
	{ VERB_ADD, "from", "\"from\" needs a device, PATTERN+ or any." },
	{ VERB_ADD, "from a source", "\"source\" needs an address or range." },
	{ VERB_ADD, "from a group", "\"group\" needs an address or range." },
	{ VERB_ADD, FG "join", "\"join\" needs yes, no or allmulti." },
	{ VERB_ADD, FG "to", "\"to\" needs a device." },
	{ VERB_ADD, FG "to b ttl", "\"ttl\" needs dec, keep, set N or min N." },
	{ VERB_ADD, FG "to b hoplimit", "\"hoplimit\" needs dec, keep, set N or min N." },
	{ VERB_ADD, FG "to b ttl set", "\"ttl set\" needs a number, 1 to 255." },
	{ VERB_ADD, FG "to b hoplimit min", "\"hoplimit min\" needs a number, 1 to 255." },
	{ VERB_ADD, FG "to b threshold", "\"threshold\" needs a number, 0 to 255." },
	/* Words that must be there, or must not. */
	{ VERB_ADD, "", "\"add\" needs \"from DEV\"." },
	{ VERB_ADD, "group 225.0.0.1 to b", "\"add\" needs \"from DEV\"." },
	{ VERB_ADD, "from a to b", "\"add\" needs \"group G\"." },
	{ VERB_ADD, "from any", "\"add\" needs \"group G\"." },
	{ VERB_REPLACE, "group 239.0.0.0/8", "\"replace\" needs \"from DEV\"." },
	{ VERB_DEL, "", "\"del\" needs \"from DEV\"." },
	{ VERB_DEL, "from a", "\"del\" needs \"group G\"." },
	{ VERB_GET, "group 225.0.0.1", "\"get\" needs \"from DEV\"." },
	{ VERB_DEL, FG "to b", "\"to\" cannot be given with \"del\"." },
	{ VERB_DEL, FG "join no", "\"join\" cannot be given with \"del\"." },
	{ VERB_GET, FG "ttl keep", "\"ttl\" cannot be given with \"get\"." },
	{ VERB_SHOW, "to b", "\"to\" cannot be given with \"show\"." },
	{ VERB_SHOW, "join yes", "\"join\" cannot be given with \"show\"." },
	{ VERB_FLUSH, "threshold 1", "\"threshold\" cannot be given with \"flush\"." },
	/* Order and repetition. */
	{ VERB_ADD, FG "ttl keep to b", "\"ttl\" must stand after the \"to DEV\" it is for." },
	{ VERB_ADD, "threshold 1", "\"threshold\" must stand after the \"to DEV\" it is for." },
	{ VERB_ADD, "from a to b group 225.0.0.1",
	  "\"group\" must stand before the first \"to\"." },
	{ VERB_ADD, FG "to b join no", "\"join\" must stand before the first \"to\"." },
	{ VERB_ADD, FG "to b source 10.0.0.1", "\"source\" must stand before the first \"to\"." },
	{ VERB_ADD, FG "group 225.0.0.2", "\"group\" is given twice." },
	{ VERB_ADD, FG "group 225.0.0.1", "\"group\" is given twice." },
	{ VERB_ADD, "from a from b", "\"from\" is given twice." },
	{ VERB_ADD, "source 10.0.0.1 source 10.0.0.1", "\"source\" is given twice." },
	{ VERB_ADD, "join no join no", "\"join\" is given twice." },
	{ VERB_SHOW, "group 225.0.0.1 group 225.0.0.1", "\"group\" is given twice." },
	{ VERB_ADD, FG "to b group 225.0.0.2", "\"group\" is given twice." },
	{ VERB_ADD, FG "to b ttl keep ttl keep", "\"ttl\" is given twice for output b." },
	{ VERB_ADD, FG "to b ttl dec hoplimit set 3", "\"hoplimit\" is given twice for output b." },
	{ VERB_ADD, FG "to b threshold 1 threshold 2",
	  "\"threshold\" is given twice for output b." },
	{ VERB_ADD, FG "to b to c to b", "output b is given twice." },
	{ VERB_ADD, FG "to b ttl keep to b", "output b is given twice." },
	/* Devices. */
	{ VERB_ADD, "from abcdefghijklmnop",
	  "a device name has 1 to 15 characters, \"abcdefghijklmnop\" has 16." },
	{ VERB_ADD, FG "to @", "a device name has 1 to 15 characters, \"\" has 0." },
	{ VERB_ADD, "from .", "\".\" cannot be a device name." },
	{ VERB_ADD, FG "to ..", "\"..\" cannot be a device name." },
	{ VERB_ADD, "from a/b", "\"a/b\" cannot be a device name: it contains a slash." },
	{ VERB_ADD, "from a:1", "\"a:1\" cannot be a device name: it contains a colon." },
	{ VERB_ADD, "from a\tb", "\"a\\x09b\" cannot be a device name: it contains white space." },
	{ VERB_ADD, "from a\nb", "\"a\\x0ab\" cannot be a device name: it contains white space." },
	{ VERB_ADD, "from a\240b",
	  "\"a\\xa0b\" cannot be a device name: it contains white space." },
	{ VERB_ADD, "from abcdefghijklmnop+",
	  "a device name has 1 to 15 characters, \"abcdefghijklmnop+\" asks for 16." },
	{ VERB_ADD, "from abcdefghijklmnop+q",
	  "a device name has 1 to 15 characters, \"abcdefghijklmnop+q\" has 18." },
	{ VERB_ADD, "from @", "a device name has 1 to 15 characters, \"\" has 0." },
	{ VERB_ADD, "from .+", "\".\" cannot be a device name." },
	{ VERB_SHOW, "from ..+", "\"..\" cannot be a device name." },
	{ VERB_ADD, "from a/b+", "\"a/b\" cannot be a device name: it contains a slash." },
	{ VERB_ADD, "from wlan0:+", "\"wlan0:\" cannot be a device name: it contains a colon." },
	{ VERB_DEL, "from a\t+", "\"a\\x09\" cannot be a device name: it contains white space." },
	{ VERB_ADD, FG "to usb+", "\"to usb+\": an output is a single device, not a pattern." },
	{ VERB_ADD, FG "to +", "\"to +\": an output is a single device, not a pattern." },
	{ VERB_ADD, FG "to any", "\"to any\": an output is a single device, not a pattern." },
	{ VERB_ADD, "from any group 225.0.0.1 to any",
	  "\"to any\": an output is a single device, not a pattern." },
	{ VERB_ADD, "from any from any", "\"from\" is given twice." },
	/* Addresses. */
	{ VERB_ADD, "group 10.0.0.1", "\"10.0.0.1\" is not a multicast address." },
	{ VERB_ADD, "group 223.255.255.255", "\"223.255.255.255\" is not a multicast address." },
	{ VERB_ADD, "group 240.0.0.0", "\"240.0.0.0\" is not a multicast address." },
	{ VERB_ADD, "group 0.0.0.0", "\"0.0.0.0\" is not a multicast address." },
	{ VERB_ADD, "group fe80::1", "\"fe80::1\" is not a multicast address." },
	{ VERB_SHOW, "group 2001:db8::1", "\"2001:db8::1\" is not a multicast address." },
	{ VERB_ADD, "group 225.0.0", "\"225.0.0\" is not an IP address." },
	{ VERB_ADD, "group 225.0.0.256", "\"225.0.0.256\" is not an IP address." },
	{ VERB_ADD, "group 225.0.0.01", "\"225.0.0.01\" is not an IP address." },
	{ VERB_ADD, "group 225.0.0.1x", "\"225.0.0.1x\" is not an IP address." },
	{ VERB_ADD, "group mdns.local", "\"mdns.local\" is not an IP address." },
	{ VERB_ADD, "group ff02::1%eth0", "\"ff02::1%eth0\" is not an IP address." },
	{ VERB_ADD, "group @", "\"\" is not an IP address." },
	{ VERB_ADD, "source 10.0.0", "\"10.0.0\" is not an IP address." },
	{ VERB_ADD, "source 225.0.0.1",
	  "\"225.0.0.1\" cannot be a source: it is a multicast address." },
	{ VERB_ADD, "source ff05::1",
	  "\"ff05::1\" cannot be a source: it is a multicast address." },
	{ VERB_ADD, "source 0.0.0.0",
	  "\"0.0.0.0\" cannot be a source: it is the unspecified address." },
	{ VERB_ADD, "source ::", "\"::\" cannot be a source: it is the unspecified address." },
	{ VERB_ADD, "source 127.0.0.1",
	  "\"127.0.0.1\" cannot be a source: it is a loopback address." },
	{ VERB_ADD, "source 127.9.9.9",
	  "\"127.9.9.9\" cannot be a source: it is a loopback address." },
	{ VERB_SHOW, "source ::1", "\"::1\" cannot be a source: it is a loopback address." },
	{ VERB_ADD, "source 255.255.255.255",
	  "\"255.255.255.255\" cannot be a source: it is the broadcast address." },
	{ VERB_ADD, "source 0.0.0.1",
	  "\"0.0.0.1\" cannot be a source: it is an address in 0.0.0.0/8." },
	{ VERB_ADD, "source 0.255.255.255",
	  "\"0.255.255.255\" cannot be a source: it is an address in 0.0.0.0/8." },
	/* Ranges. */
	{ VERB_ADD, "group 224.0.0.0/3",
	  "the prefix length of \"group\" must be 4 to 32, not \"3\"." },
	{ VERB_ADD, "group 225.0.0.0/33",
	  "the prefix length of \"group\" must be 4 to 32, not \"33\"." },
	{ VERB_ADD, "group 225.0.0.0/",
	  "the prefix length of \"group\" must be 4 to 32, not \"\"." },
	{ VERB_ADD, "group 225.0.0.0/8/8",
	  "the prefix length of \"group\" must be 4 to 32, not \"8/8\"." },
	{ VERB_ADD, "group 225.0.0.0/+8",
	  "the prefix length of \"group\" must be 4 to 32, not \"+8\"." },
	{ VERB_ADD, "group 225.0.0.0/255.0.0.0",
	  "the prefix length of \"group\" must be 4 to 32, not \"255.0.0.0\"." },
	{ VERB_ADD, "group 225.0.0.0/264",
	  "the prefix length of \"group\" must be 4 to 32, not \"264\"." },
	{ VERB_SHOW, "group ff00::/7",
	  "the prefix length of \"group\" must be 8 to 128, not \"7\"." },
	{ VERB_SHOW, "group ff05::/129",
	  "the prefix length of \"group\" must be 8 to 128, not \"129\"." },
	{ VERB_ADD, "source 10.0.0.0/33",
	  "the prefix length of \"source\" must be 1 to 32, not \"33\"." },
	{ VERB_ADD, "source 0.0.0.0/0",
	  "the prefix length of \"source\" must be 1 to 32, not \"0\"." },
	{ VERB_DEL, "source ::/0",
	  "the prefix length of \"source\" must be 1 to 128, not \"0\"." },
	{ VERB_ADD, "group 225.0.0/8", "\"225.0.0/8\" is not an IP address." },
	{ VERB_ADD, "group /8", "\"/8\" is not an IP address." },
	{ VERB_ADD, "group /", "\"/\" is not an IP address." },
	{ VERB_ADD, "source 0000:0000:0000:0000:0000:ffff:255.255.255.255:0/128",
	  "\"0000:0000:0000:0000:0000:ffff:255.255.255.255:0/128\" is not an IP address." },
	{ VERB_ADD, "group 225.0.0.1/8", "\"225.0.0.1/8\" has bits beyond its prefix length." },
	{ VERB_ADD, "group 225.0.0.1/31", "\"225.0.0.1/31\" has bits beyond its prefix length." },
	{ VERB_ADD, "group 225.0.0.0/7", "\"225.0.0.0/7\" has bits beyond its prefix length." },
	{ VERB_ADD, "group ff05::1/16", "\"ff05::1/16\" has bits beyond its prefix length." },
	{ VERB_ADD, "source 10.0.0.2/24", "\"10.0.0.2/24\" has bits beyond its prefix length." },
	{ VERB_ADD, "source ::1/127", "\"::1/127\" has bits beyond its prefix length." },
	{ VERB_ADD, "group 10.0.0.0/8", "\"10.0.0.0/8\" is not a multicast address." },
	{ VERB_ADD, "group 240.0.0.0/4", "\"240.0.0.0/4\" is not a multicast address." },
	{ VERB_ADD, "group fe00::/8", "\"fe00::/8\" is not a multicast address." },
	{ VERB_ADD, "source 224.0.0.0/4",
	  "\"224.0.0.0/4\" cannot be a source: it begins with a multicast address." },
	{ VERB_ADD, "source 224.0.0.0/3",
	  "\"224.0.0.0/3\" cannot be a source: it begins with a multicast address." },
	{ VERB_ADD, "source ff00::/8",
	  "\"ff00::/8\" cannot be a source: it begins with a multicast address." },
	{ VERB_ADD, "source 127.0.0.0/8",
	  "\"127.0.0.0/8\" cannot be a source: it begins with a loopback address." },
	{ VERB_ADD, "source 0.0.0.0/1",
	  "\"0.0.0.0/1\" cannot be a source: it begins with the unspecified address." },
	{ VERB_ADD, "source 0.1.0.0/16",
	  "\"0.1.0.0/16\" cannot be a source: it begins with an address in 0.0.0.0/8." },
	{ VERB_ADD, "source ::/1",
	  "\"::/1\" cannot be a source: it begins with the unspecified address." },
	{ VERB_ADD, "source ::1/128", "\"::1/128\" cannot be a source: it is a loopback address." },
	{ VERB_ADD, "source 255.255.255.255/32",
	  "\"255.255.255.255/32\" cannot be a source: it is the broadcast address." },
	{ VERB_ADD, "from a source 10.0.0.0/8 group ff05::/16 to b",
	  "source 10.0.0.0/8 is IPv4, but group ff05::/16 is IPv6." },
	/* What only a single device, group and source can have. */
	{ VERB_ADD, "from wlan+ group 225.0.0.1 join yes to b", NO_JOIN },
	{ VERB_ADD, "from any group 225.0.0.1 join yes to b", NO_JOIN },
	{ VERB_ADD, "join yes from a group 239.0.0.0/8 to b", NO_JOIN },
	{ VERB_REPLACE, "from a source 10.0.0.0/8 group 225.0.0.1 join yes", NO_JOIN },
	{ VERB_GET, "from wlan+ group 225.0.0.1",
	  "\"get\" needs a single device, as a packet has." },
	{ VERB_GET, "from any group 239.0.0.0/8",
	  "\"get\" needs a single device, as a packet has." },
	{ VERB_GET, "from a group 239.0.0.0/8",
	  "\"get\" needs a single group, as a packet has." },
	{ VERB_GET, FG "source 10.0.0.0/8", "\"get\" needs a single source, as a packet has." },
	/* Families. */
	{ VERB_ADD, "from a source 10.0.0.1 group ff05::1 to b",
	  "source 10.0.0.1 is IPv4, but group ff05::1 is IPv6." },
	{ VERB_SHOW, "group 225.0.0.1 source fe80::1",
	  "source fe80::1 is IPv6, but group 225.0.0.1 is IPv4." },
	/* Values. */
	{ VERB_ADD, "join maybe", "join must be yes, no or allmulti, not \"maybe\"." },
	{ VERB_ADD, "join Yes", "join must be yes, no or allmulti, not \"Yes\"." },
	{ VERB_ADD, FG "to b ttl 64", "ttl must be dec, keep, set N or min N, not \"64\"." },
	{ VERB_ADD, FG "to b hoplimit decrement",
	  "hoplimit must be dec, keep, set N or min N, not \"decrement\"." },
	{ VERB_ADD, FG "to b ttl set 0", "ttl must be 1 to 255, not \"0\"." },
	{ VERB_ADD, FG "to b ttl set 256", "ttl must be 1 to 255, not \"256\"." },
	{ VERB_ADD, FG "to b ttl set 4294967297", "ttl must be 1 to 255, not \"4294967297\"." },
	{ VERB_ADD, FG "to b ttl set -1", "ttl must be 1 to 255, not \"-1\"." },
	{ VERB_ADD, FG "to b ttl set +1", "ttl must be 1 to 255, not \"+1\"." },
	{ VERB_ADD, FG "to b ttl set 0x10", "ttl must be 1 to 255, not \"0x10\"." },
	{ VERB_ADD, FG "to b ttl set 64k", "ttl must be 1 to 255, not \"64k\"." },
	{ VERB_ADD, FG "to b ttl set 6.4", "ttl must be 1 to 255, not \"6.4\"." },
	{ VERB_ADD, FG "to b ttl set to", "ttl must be 1 to 255, not \"to\"." },
	{ VERB_ADD, FG "to b ttl set @", "ttl must be 1 to 255, not \"\"." },
	{ VERB_ADD, FG "to b hoplimit min 0", "hoplimit must be 1 to 255, not \"0\"." },
	{ VERB_ADD, FG "to b threshold 256", "threshold must be 0 to 255, not \"256\"." },
	{ VERB_ADD, FG "to b threshold -1", "threshold must be 0 to 255, not \"-1\"." },
	/* What an output rewrites. */
	{ VERB_ADD, FG "to b src", "\"src\" needs an address or auto." },
	{ VERB_ADD, FG "to b src any", "\"any\" is not an IP address." },
	{ VERB_ADD, FG "to b src 10.0.0.0/8", "\"10.0.0.0/8\" is not an IP address." },
	{ VERB_ADD, FG "to b src 225.0.0.1",
	  "\"225.0.0.1\" cannot be a source: it is a multicast address." },
	{ VERB_ADD, FG "to b src fe80::1", "src fe80::1 is IPv6, but group 225.0.0.1 is IPv4." },
	{ VERB_ADD, FG "to b src auto src auto", "\"src\" is given twice for output b." },
	{ VERB_ADD, FG "src auto", "\"src\" must stand after the \"to DEV\" it is for." },
	{ VERB_ADD, FG "to b group-to", "\"group-to\" needs an address." },
	{ VERB_ADD, FG "to b group-to 10.0.0.1", "\"10.0.0.1\" is not a multicast address." },
	{ VERB_ADD, FG "to b group-to 239.0.0.0/8", "\"239.0.0.0/8\" is not an IP address." },
	{ VERB_ADD, FG "to b group-to ff05::1",
	  "group-to ff05::1 is IPv6, but group 225.0.0.1 is IPv4." },
	{ VERB_ADD, FG "to b dscp", "\"dscp\" needs a number, 0 to 63." },
	{ VERB_ADD, FG "to b dscp 64", "dscp must be 0 to 63, not \"64\"." },
	{ VERB_ADD, FG "to b dscp ef", "dscp must be 0 to 63, not \"ef\"." },
	{ VERB_ADD, FG "to b firewall", "\"firewall\" needs yes or no." },
	{ VERB_ADD, FG "to b firewall off", "firewall must be yes or no, not \"off\"." },
	{ VERB_SHOW, "dscp 1", "\"dscp\" cannot be given with \"show\"." },
	/* Ports. */
	{ VERB_ADD, FG "dport", "\"dport\" needs a port or N-M." },
	{ VERB_ADD, FG "dport 0", "dport must be 1 to 65535, not \"0\"." },
	{ VERB_ADD, FG "dport 65536", "dport must be 1 to 65535, not \"65536\"." },
	{ VERB_ADD, FG "dport 1-65536", "dport must be 1 to 65535, not \"65536\"." },
	{ VERB_ADD, FG "dport 5-", "dport must be 1 to 65535, not \"\"." },
	{ VERB_ADD, FG "dport -5", "dport must be 1 to 65535, not \"\"." },
	{ VERB_ADD, FG "dport 5-6-7", "dport must be 1 to 65535, not \"6-7\"." },
	{ VERB_ADD, FG "dport http", "dport must be 1 to 65535, not \"http\"." },
	{ VERB_ADD, FG "dport 00000000000000000001-2",
	  "dport must be 1 to 65535, not \"00000000000000000001-2\"." },
	{ VERB_ADD, FG "dport 6-5", "dport 6-5 ends before it begins." },
	{ VERB_ADD, FG "dport 5 dport 6", "\"dport\" is given twice." },
	{ VERB_ADD, FG "to b dport 5", "\"dport\" must stand before the first \"to\"." },
	{ VERB_GET, FG "dport 5-6", "\"get\" needs a single dport, as a packet has." },
	{ VERB_SHOW, "dport 5", "\"dport\" cannot be given with \"show\"." },
	{ VERB_FLUSH, "dport 5", "\"dport\" cannot be given with \"flush\"." },
	/* Excepted sources. */
	{ VERB_ADD, FG "except", "\"except\" needs an address or range." },
	{ VERB_ADD, FG "except 225.0.0.1",
	  "\"225.0.0.1\" cannot be a source: it is a multicast address." },
	{ VERB_ADD, FG "except 10.0.0.1/8", "\"10.0.0.1/8\" has bits beyond its prefix length." },
	{ VERB_ADD, FG "except 0.0.0.0/0",
	  "the prefix length of \"except\" must be 1 to 32, not \"0\"." },
	{ VERB_ADD, FG "except 10.0.0.1 except 10.0.0.1/32",
	  "\"except 10.0.0.1/32\" is given twice." },
	{ VERB_ADD, FG "except fe80::1", "except fe80::1 is IPv6, but group 225.0.0.1 is IPv4." },
	{ VERB_ADD, FG "to b except 10.0.0.1", "\"except\" must stand before the first \"to\"." },
	{ VERB_DEL, FG "except 10.0.0.1", "\"except\" cannot be given with \"del\"." },
	{ VERB_GET, FG "except 10.0.0.1", "\"except\" cannot be given with \"get\"." },
	/* Local delivery, local origin, rate, comment. */
	{ VERB_ADD, FG "local", "\"local\" needs auto, yes or no." },
	{ VERB_ADD, FG "local maybe", "local must be auto, yes or no, not \"maybe\"." },
	{ VERB_ADD, FG "local no local no", "\"local\" is given twice." },
	{ VERB_ADD, FG "local-origin", "\"local-origin\" needs yes or no." },
	{ VERB_ADD, FG "local-origin auto", "local-origin must be yes or no, not \"auto\"." },
	{ VERB_ADD, FG "rate", "\"rate\" needs N/s, packets a second." },
	{ VERB_ADD, FG "rate 5", "rate must be N/s, not \"5\"." },
	{ VERB_ADD, FG "rate /s", "rate must be 1 to 4294967295, not \"\"." },
	{ VERB_ADD, FG "rate 0/s", "rate must be 1 to 4294967295, not \"0\"." },
	{ VERB_ADD, FG "rate 4294967296/s", "rate must be 1 to 4294967295, not \"4294967296\"." },
	{ VERB_ADD, FG "rate 99999999999999999999/s",
	  "rate must be 1 to 4294967295, not \"99999999999999999999/s\"." },
	{ VERB_ADD, FG "rate 5/m", "rate must be N/s, not \"5/m\"." },
	{ VERB_ADD, FG "rate 5 /s", "rate must be N/s, not \"5\"." },
	{ VERB_ADD, FG "to b rate 5/s", "\"rate\" must stand before the first \"to\"." },
	{ VERB_ADD, FG "comment", "\"comment\" needs a text." },
	{ VERB_ADD, FG "comment @", "a comment has 1 to 255 characters, not 0." },
	{ VERB_ADD, FG "comment a\tb",
	  "\"a\\x09b\" cannot be a comment: it contains a control character." },
	{ VERB_ADD, FG "comment a\x7f",
	  "\"a\\x7f\" cannot be a comment: it contains a control character." },
	{ VERB_DEL, FG "comment a", "\"comment\" cannot be given with \"del\"." },
	/* Lines of a file. */
	{ VERB_ROUTE, "", "\"route\" needs \"from DEV\"." },
	{ VERB_ROUTE, "del from a", "unknown word \"del\" after \"route\"." },
	/* One output of a route. */
	{ VERB_OUTPUT_ADD, FG, "\"output add\" needs \"to DEV\"." },
	{ VERB_OUTPUT_DEL, "from a to b", "\"output del\" needs \"group G\"." },
	{ VERB_OUTPUT_ADD, FG "to b to c", "\"to\" is given twice." },
	{ VERB_OUTPUT_ADD, FG "join no to b", "\"join\" cannot be given with \"output add\"." },
	{ VERB_OUTPUT_DEL, FG "to b ttl keep", "\"ttl\" cannot be given with \"output del\"." },
};

/* Split at single spaces; "@" stands for the empty word. */
static size_t split(const char *line, char *buffer, const char **words)
{
	size_t n = 0;
	char *word;

	snprintf(buffer, BUFFER, "%s", line);
	for (word = strtok(buffer, " "); word; word = strtok(NULL, " "))
		words[n++] = strcmp(word, "@") ? word : "";
	return n;
}

/* ADDR or ADDR/LEN, without parse_route(). */
static void set_addr(struct addr *addr, const char *text)
{
	char address[ADDR_TEXT], *slash;

	snprintf(address, sizeof(address), "%s", text);
	slash = strchr(address, '/');
	if (slash)
		*slash = '\0';
	addr_parse(addr, address);
	if (slash)
		addr->bits = atoi(slash + 1);
}

static void test_good(const struct good *test)
{
	struct route got, want = { .join = test->join };
	struct sentence error = { "" };
	const char *words[32];
	char buffer[BUFFER];
	size_t n = split(test->line, buffer, words), i;
	int result = parse_route(test->verb, words, n, &got, &error);

	snprintf(want.input, sizeof(want.input), "%s", test->input);
	if (test->source)
		set_addr(&want.source, test->source);
	if (test->group)
		set_addr(&want.group, test->group);
	for (i = 0; i < 3 && test->outputs[i].device[0]; i++)
		*route_add_output(&want, test->outputs[i].device) = test->outputs[i];
	if (!tap_ok(!result && route_equal(&got, &want) && got.join == want.join, "good: %s",
		    test->line))
		printf("# %s\n", error.text);
	route_free(&got);
	route_free(&want);
}

static void print_text(const struct route *route, char *text, size_t size)
{
	struct print print = { .out = fmemopen(text, size, "w"), .again = true };

	print_begin(&print, true);
	print_route(&print, route);
	print_end(&print);
	fclose(print.out);
	text[strcspn(text, "\n")] = '\0';
}

static void test_text(const char *line, const char *want)
{
	char buffer[BUFFER], text[BUFFER], *c;
	struct sentence error = { "" };
	const char *words[32];
	struct route route;
	size_t n = split(line, buffer, words), i;

	/* A blank that split() does not see. */
	for (i = 0; i < n; i++)
		while ((c = strchr(words[i], '~')))
			*c = ' ';
	if (parse_route(VERB_ROUTE, words, n, &route, &error)) {
		tap_ok(false, "text: %s: %s", line, error.text);
		return;
	}
	print_text(&route, text, sizeof(text));
	tap_text(text, want ? want : line, "text: %s", line);
	route_free(&route);
}

static void test_comment_length(void)
{
	char comment[257];
	const char *words[6] = { "from", "a", "group", "225.0.0.1", "comment", comment };
	struct sentence error;
	struct route route;

	memset(comment, 'c', sizeof(comment));
	comment[256] = '\0';
	parse_route(VERB_ADD, words, 6, &route, &error);
	tap_text(error.text, "a comment has 1 to 255 characters, not 256.", "bad: a long comment");
	words[5]++;
	tap_ok(!parse_route(VERB_ADD, words, 6, &route, &error) && !strcmp(route.comment, words[5]),
	       "good: the longest comment");
	route_free(&route);
}

static void test_bad(enum verb verb, const char *line, const char *want)
{
	static const struct route empty;
	struct sentence error = { "" };
	const char *words[32];
	struct route route;
	char buffer[BUFFER], printable[sizeof(buffer)], *c;
	size_t n = split(line, buffer, words);
	int result = parse_route(verb, words, n, &route, &error);

	snprintf(printable, sizeof(printable), "%s", line);
	for (c = printable; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	tap_text(result ? error.text : "(no error)", want, "bad: %s", printable);
	if (result && memcmp(&route, &empty, sizeof(route)))
		tap_ok(false, "bad: %s: the route is not left empty", printable);
	route_free(&route);
}

/* However long a word is, the error stays a readable line. */
static void test_long_words(void)
{
	static char word[70000], small[1000];
	struct sentence error;
	struct route route;
	const char *words[3] = { word, small, "x" };

	memset(word, 'w', sizeof(word) - 1);
	parse_route(VERB_ADD, words, 1, &route, &error);
	tap_ok(strlen(error.text) < 150 && strstr(error.text, "www...\" after \"add\"."),
	       "bad: a very long word is shortened");
	memset(word, '\x01', sizeof(word) - 1);
	parse_route(VERB_ADD, words, 1, &route, &error);
	tap_ok(strlen(error.text) < 150 && strstr(error.text, "\\x01...\" after \"add\"."),
	       "bad: a very long word is shortened, and escaped");
	memset(small, '+', sizeof(small) - 1);
	parse_route(VERB_ADD, (const char *[]){ "from", small }, 2, &route, &error);
	tap_ok(strlen(error.text) < 200 && strstr(error.text, "+++...\" asks for 998."),
	       "bad: a pattern of 999 characters");
	memset(small, '0', sizeof(small) - 1);
	memcpy(small, "127.0.0.0/", 10);
	small[sizeof(small) - 2] = '8';
	parse_route(VERB_ADD, (const char *[]){ "source", small }, 2, &route, &error);
	tap_ok(strlen(error.text) < 200 && strstr(error.text, "000...\" cannot be a source: it"),
	       "bad: a source with a long prefix length");
	parse_route(VERB_ADD, (const char *[]){ "group", small }, 2, &route, &error);
	tap_ok(strlen(error.text) < 200 && strstr(error.text, "000...\" is not a multicast"),
	       "bad: a group with a long prefix length");
	memset(small, '0', 100);
	parse_route(VERB_ADD, (const char *[]){ "group", small }, 2, &route, &error);
	tap_ok(strlen(error.text) < 200 && strstr(error.text, "000...\" is not an IP address."),
	       "bad: no address with a long prefix length");
	memset(small, '9', sizeof(small) - 1);
	words[0] = "threshold";
	parse_route(VERB_ADD, (const char *[]){ "to", "a", "threshold", small }, 4, &route, &error);
	tap_ok(strstr(error.text, "threshold must be 0 to 255, not \"9999") == error.text,
	       "bad: a number of 999 digits");
}

static void test_many_outputs(void)
{
	enum { N = 3000 };
	static char names[N][8];
	static const char *words[4 + 2 * N + 1] = { "from", "a", "group", "225.0.0.1" };
	struct sentence error;
	struct route route;
	size_t i;

	for (i = 0; i < N; i++) {
		sprintf(names[i], "d%zu", i);
		words[4 + 2 * i] = "to";
		words[5 + 2 * i] = names[i];
	}
	tap_ok(!parse_route(VERB_ADD, words, 4 + 2 * N, &route, &error) && route.n_outputs == N &&
	       !strcmp(route.outputs[N - 1].device, "d2999"), "good: %d outputs", N);
	route_free(&route);
	words[4 + 2 * N - 1] = "d7";
	parse_route(VERB_ADD, words, 4 + 2 * N, &route, &error);
	tap_text(error.text, "output d7 is given twice.", "bad: the last of %d outputs again", N);
}

int main(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++)
		test_good(&good[i]);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		test_bad(bad[i].verb, bad[i].line, bad[i].error);
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		test_text(texts[i].line, texts[i].text);
	test_comment_length();
	test_long_words();
	test_many_outputs();
	return tap_end();
}
