#!/bin/sh
# `koine artificial`: what it writes and refuses.
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/cases.sh"

accepted "out/aa-ac.txt: dictionary of 172 pairs" koine artificial --languages 3 --sentences 50 --seed 1 -o out
same "one file a language, one dictionary a pair" "$(echo out/*)" \
  "out/aa-ab.txt out/aa-ac.txt out/aa.txt out/ab-ac.txt out/ab.txt out/ac.txt"
same "sentences" "$(wc -l <out/ac.txt)" 50
same "pairs" "$(wc -l <out/ab-ac.txt)" 172

accepted "" koine artificial --languages 3 --sentences 50 --seed 1 -o again
same "the same seed, the same bytes" "$(cat out/*.txt | cksum)" "$(cat again/*.txt | cksum)"

# Figures that were published are of this text: who changes it makes them anew.
same "the text of seed 1" "$(cat out/*.txt | sha256sum | cut -c1-16)" 6769bbde2d9b6466

accepted "" koine artificial --languages 03 --sentences 050 --seed 01 -o decimal
same "numbers are decimal" "$(cat out/*.txt | cksum)" "$(cat decimal/*.txt | cksum)"

cp out/ab.txt before
refused 4 "--force" koine artificial --languages 2 --sentences 20 --seed 2 -o out
same "nothing is overwritten" "$(cksum <out/ab.txt)" "$(cksum <before)"
accepted "" koine artificial --languages 2 --sentences 20 --seed 2 -o out --force
same "overwritten by force" "$(wc -l <out/ab.txt)" 20

accepted "ab.txt: 50 sentences, their words drawn uniformly" koine artificial --sentences 50 --uniform ab -o uniform
same "the other language stays as it was" "$(cksum <uniform/aa.txt)" "$(cksum <again/aa.txt)"
same "the uniform one does not" "$(cmp -s uniform/ab.txt again/ab.txt && echo 'the same')" ""

refused 2 "--output" koine artificial
refused 2 "0" koine artificial --languages 0 -o no
refused 2 "101" koine artificial --languages 101 -o no
refused 2 "-3" koine artificial --sentences=-3 -o no
refused 2 "-1" koine artificial --seed=-1 -o no
refused 2 "aa to ab" koine artificial --uniform ac -o no
same "nothing is written" "$([ -e no ] && echo 'a folder')" ""
: >file
refused 4 "file" koine artificial -o file

finish
