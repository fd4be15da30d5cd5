#!/bin/sh
# real_run.sh SHARED OUT [SOURCE TARGET] [-- OPTION …]: one full training on the novels in SHARED/corpora, scored on 1,000
# pairs of SHARED/dictionaries. Writes OUT/run and OUT/report.md (the text for docs/results/). Can be stopped and started
# again at any time. Default pair: es en. Takes hours.
set -eu
shared=$1 out=$2
shift 2
source=es target=en
if [ $# -ge 2 ] && [ "$1" != -- ]; then source=$1 target=$2; shift 2; fi
if [ "${1-}" = -- ]; then shift; fi
koine=$(CDPATH="" cd -- "$(dirname -- "$0")/.." && pwd)/build/release/bin/koine
koine=${KOINE-$koine}
mkdir -p "$out"

set -- --text "$source=$shared/corpora/$source.novels.txt.xz" --text "$target=$shared/corpora/$target.novels.txt.xz" \
  --sampling first --sentences 50000 "$@"
"$koine" train "$out/run" "$@" --resume

pairs=$out/pairs.txt
"$koine" pairs --dictionary "$shared/dictionaries/full/$source-$target.txt" --source "$out/run/vocabulary/$source.tsv" \
  --target "$out/run/vocabulary/$target.tsv" --pairs 1000 --seed 1 -o "$pairs"
# Twenty words of the pairs, evenly from the frequent to the rare.
words=$(awk -F '\t' 'NR == FNR { pair[$1]; next } $1 in pair { print $1 }' "$pairs" "$out/run/vocabulary/$source.tsv" |
  awk '{ w[NR] = $0 } END { for (i = 0; i < 20; ++i) print w[int(1 + i * NR / 20)] }')
{
  echo "Command: \`koine train RUN $(echo "$*" | sed "s|$shared/||g")\`, seed $(sed -n 's/^  "seed": \([0-9]*\).*/\1/p' "$out/run/run.json")."
  echo "1,000 pairs drawn by \`koine pairs --seed 1\` from \`dictionaries/full/$source-$target.txt\`," \
    "$(wc -l <"$pairs") found, SHA-256 $(sha256sum "$pairs" | cut -c1-16)…"
  printf '\n```\n'
  "$koine" info "$out/run" | sed -n '/^language/,$p'
  printf '```\n\n```\n'
  "$koine" evaluate alignment --source "$out/run/vectors/$source.vec" --target "$out/run/vectors/$target.vec" \
    --pairs-file "$pairs" 2>/dev/null
  printf '```\n\n'
  echo "| $source | nearest three ($target) |"
  echo "|---|---|"
  # shellcheck disable=SC2086  # words are meant
  "$koine" translate "$out/run" --from "$source" --to "$target" --top 3 $words |
    awk -F '\t' 'NR > 1 { if ($4 == 1) order[++n] = $1; near[$1] = near[$1] ($4 == 1 ? "" : ", ") $2 }
                 END { for (i = 1; i <= n; ++i) print "| " order[i] " | " near[order[i]] " |" }'
} >"$out/report.md"
echo "$out/report.md"
