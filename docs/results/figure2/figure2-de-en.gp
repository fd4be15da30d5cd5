# Draws the two pictures out of the table. In the folder of this file: gnuplot FILE.gp
set encoding utf8
set datafile separator "\t"
set datafile commentschars ''
table = 'figure2-de-en.tsv'
set xlabel 'seed pairs'
set ylabel 'p@1 (%)'
set xrange [-10:510]
set offsets 0, 0, graph 0.05, 0
set tmargin at screen 0.9094
set bmargin at screen 0.2480
set key at screen 0.0977,0.1378 left top vertical maxcols 1 reverse Left
set lmargin at screen 0.0977
set rmargin at screen 0.97
set border 3 linecolor rgb '#606060'
set tics nomirror textcolor rgb '#202020'
set grid ytics linecolor rgb '#D0D0D0' linewidth 0.7 dashtype 1
set yrange [0:*]
set title 'de-en'
do for [format in 'svg png'] {
  if (format eq 'svg') {
    set terminal svg noenhanced size 860,508 font 'sans-serif,13' background 'white'
    set output 'figure2-de-en.svg'
  } else {
    set terminal pngcairo noenhanced size 1720,1016 font 'sans-serif,13' fontscale 1.5 linewidth 2 pointscale 2 background 'white'
    set output 'figure2-de-en.png'
  }
  plot table skip 1 every ::0::10 using 1:(100*($3-$4)):(100*($3+$4)) with filledcurves fillcolor rgb '#0072B2' fillstyle transparent solid 0.18 noborder notitle, \
    table skip 1 every ::11::21 using 1:(100*($3-$4)):(100*($3+$4)) with filledcurves fillcolor rgb '#D55E00' fillstyle transparent solid 0.18 noborder notitle, \
    table skip 1 every ::0::10 using 1:(100*$3) with linespoints linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 linecolor rgb '#0072B2' title 'supervised', \
    table skip 1 every ::11::21 using 1:(100*$3) with linespoints linewidth 1.8 dashtype 2 pointtype 9 pointsize 0.8 linecolor rgb '#D55E00' title 'koine [sampled softmax, bf16]', \
    keyentry with filledcurves fillcolor rgb '#606060' fillstyle solid 0.18 noborder title 'band, bar: one standard deviation over seeds'
}
set output
