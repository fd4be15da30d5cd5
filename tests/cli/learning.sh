#!/bin/sh
# The method as a whole: from the text of two artificial languages to the words that mean the same. Of 172 words chance
# finds one. Frequencies alone could find 14, one for each class of words.
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/cases.sh"

accepted "" koine artificial --languages 2 --sentences 5000 --seed 1 -o text
accepted "" koine artificial --languages 2 --sentences 5000 --seed 1 --uniform ab -o uniform

# Trains on the texts of a folder; prints how many of the 172 words have their own translation as the nearest.
right_words() {
  folder=$1
  shift
  {
    koine train "run-$folder" --text "aa=$folder/aa.txt" --text "ab=$folder/ab.txt" --dimension 100 --threads 1 "$@" &&
      koine evaluate alignment --source "run-$folder/vectors/aa.vec" --target "run-$folder/vectors/ab.vec" \
        --dictionary "$folder/aa-ab.txt" --pairs 172 --json "$folder.json"
  } >"$folder.log" 2>&1 || { cat "$folder.log" >&2; return; }
  sed -n '/^  "p_at_1":/ { s/[^0-9.e-]*"p_at_1": *//; s/,//; p; }' "$folder.json" | awk '{ printf "%.0f", 172 * $1 }'
}

found=$(right_words text --epochs 4)
same "at least 20 times chance: $found right" "$([ "${found:-0}" -ge 20 ] && echo yes)" yes
found=$(right_words uniform --epochs 4)
same "at most 3 times chance where nothing can be learnt: $found right" "$([ "${found:-172}" -le 3 ] && echo yes)" yes

finish
