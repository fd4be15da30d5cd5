#!/bin/sh
# scaling.sh LANGUAGE=FILE [SENTENCES …] [-- OPTION …]: how the time and memory of koine grow with the sentences.
#
# For each number of SENTENCES (default: 10000 30000 100000 300000), taken from the start of FILE (plain, .gz, .xz, .zst):
#   start  all before the first step of a training: reading, tokenising, vocabulary, encoding, the plan of the batches,
#          sampler, parameters; by 'koine train --dry-run', median of three runs
#   train  'koine train' for one epoch, once: 'start' included
# Both with a small model (dimension 8, sampled softmax of 64 words), so that what is done for each sentence, token and
# word of the vocabulary shows, not the arithmetic, and on one thread. Seconds are processor time, MB the peak that the
# operating system saw. The last line has the exponents b of y = a sentences^b, by least squares of the logarithms: 1 is
# linear. OPTIONs go to both commands, a second language too: -- --text fr=fr.txt.xz
#
# Needs /usr/bin/time of GNU (Debian: time). KOINE names another program than build/release/bin/koine.
set -eu
if [ $# -eq 0 ]; then
  echo 'usage: scaling.sh LANGUAGE=FILE [SENTENCES …] [-- OPTION …]' >&2
  exit 2
fi
koine=${KOINE-$(CDPATH="" cd -- "$(dirname -- "$0")/.." && pwd)/build/release/bin/koine}
text=$1
shift
sizes=
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  sizes="$sizes $1"
  shift
done
if [ $# -gt 0 ]; then shift; fi
sizes=${sizes:-10000 30000 100000 300000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# measure SENTENCES OPTION …: appends "seconds kilobytes" to $work/measured; what koine says goes to $work/said.
measure() {
  sentences=$1
  shift
  /usr/bin/time -f '%U %S %M' -o "$work/time" "$koine" train "$work/run" --text "$text" --sampling first \
    --sentences "$sentences" --preset paper --dimension 8 --softmax sampled --samples 64 --epochs 1 --threads 1 \
    --force "$@" \
    >/dev/null 2>"$work/said" || { cat "$work/said" >&2; exit 1; }
  awk 'END { print $1 + $2, $3 }' "$work/time" >>"$work/measured"
}

median() { sort -n "$work/measured" | awk '{ line[NR] = $0 } END { print line[int((NR + 1) / 2)] }'; }

row='%9s  %10s  %10s  %9s  %8s  %9s  %8s\n'
# shellcheck disable=SC2059  # the format is meant
printf "$row" sentences tokens vocabulary 'start s' 'MB' 'train s' 'MB'
for size in $sizes; do
  : >"$work/measured"
  for _ in 1 2 3; do measure "$size" --dry-run "$@"; done
  start=$(median)
  counts=$(awk -v language="${text%%=*}" '$1 == language && NF >= 8 { gsub(",", ""); print $3, $5; exit }' "$work/said")
  : >"$work/measured"
  measure "$size" "$@"
  echo "$size $counts $start $(cat "$work/measured")" >>"$work/rows"
  # shellcheck disable=SC2046,SC2059  # words are meant
  printf "$row" $(tail -n 1 "$work/rows" | awk '{ print $1, $2, $3, $4, int($5 / 1024), $6, int($7 / 1024) }')
done
awk -v row="$row" '
  { x = log($1); ++n; sum += x; squares += x * x
    for (i = 4; i <= 7; ++i) { y = log($i > 0 ? $i : 0.01); total[i] += y; products[i] += x * y } }
  END {
    if (n < 2) exit
    for (i = 4; i <= 7; ++i) b[i] = sprintf("%.2f", (n * products[i] - sum * total[i]) / (n * squares - sum * sum))
    printf row, "exponent", "", "", b[4], b[5], b[6], b[7]
  }' "$work/rows"
