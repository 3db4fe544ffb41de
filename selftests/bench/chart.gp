# SPDX-License-Identifier: GPL-2.0-only
# gnuplot -c chart.gp DATA SVG SUBTITLE: draws what chart.jq prints.

set terminal svg size 1000,560 font "DejaVu Sans,Verdana,sans-serif,14" background "white"
set output ARG2
set datafile separator tab
stats ARG1 using 1 nooutput
ways = STATS_blocks - 1

set title "{/:Bold*1.2 Instructions for each copy of a packet: less is better}\n{/*0.85 IPv4, 200 octets, ".ARG3."}" offset 0,0.5
set style fill solid 1 noborder
set boxwidth 0.94
set border 1 linecolor "#808080"
set grid ytics linetype 1 linecolor "#e4e4e4"
set xtics scale 0 textcolor "#000000"
set ytics scale 0 textcolor "#505050"
set yrange [0:*]
set xrange [STATS_min - 1:STATS_max + 1]
set key outside bottom center horizontal Left reverse samplen 0.8 width 1 spacing 1.3 font ",12" maxcols 3

plot for [i = 0:ways - 1] ARG1 index i using 1:2:(int(strcol(3))) with boxes linecolor rgb variable title columnheader(1), \
	for [i = 0:ways - 1] ARG1 index i using 1:2:(sprintf("%d", column(2))) with labels \
		font ",8.5" textcolor "#303030" offset 0,0.5 notitle, \
	ARG1 index ways using 1:(0):xtic(2) with points pointtype -1 notitle
