#!/bin/sh
# The page of `koine explore` in Chromium: `explore.sh KOINE EXPLORER_DIR`. A small training, its page, and the tables of
# the program that the page is held against. Exit code 77, skipped, where ./test --browser has installed nothing.
explorer=$2
chromium=$(command -v chromium)
if [ -z "$chromium" ] || ! command -v node >/dev/null || [ ! -d "$explorer/node_modules/playwright-core" ]; then
  echo "skipped: ./test --browser installs what this needs"
  exit 77
fi
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/../cli/cases.sh"

accepted "" node "$explorer/build.mjs" --check

accepted "" koine artificial --languages 3 --sentences 800 --seed 1 -o text
accepted "" koine train run --dimension 16 --epochs 1 --text aa=text/aa.txt --text ab=text/ab.txt --text ac=text/ac.txt
# Words that artificial languages do not have: an accent, what would be markup if it were not text, from right to left.
sed -i '21s/^[^ ]*/Über/; 22s/^[^ ]*/<\/script><img\/src=x\/onerror=alert(1)>/; 23s/^[^ ]*/שָׁלוֹם/' run/vectors/aa.vec
accepted "" koine explore run -o explorer.html --words 150 --neighbours 5

words=$(sed -n '4p; 12p; 21p; 22p; 60p' run/vectors/aa.vec | cut -d ' ' -f 1)
for language in ab ac; do
  # shellcheck disable=SC2086  # words are meant
  koine translate run --from aa --to $language --top 5 $words | sed 1d | awk -v to=$language -v FS='\t' -v OFS='\t' \
    '{ print $1, to, $2, $3, $4 }' >>tables.tsv
done
# shellcheck disable=SC2086  # words are meant
koine neighbours run --language aa --top 5 $words | sed 1d >>tables.tsv
same "rows of the tables" "$(wc -l <tables.tsv)" 75

CHROMIUM=$chromium PAGE=$PWD/explorer.html TABLES=$PWD/tables.tsv
export CHROMIUM PAGE TABLES
accepted "" node --test "$explorer/test/drawing_test.mjs" "$explorer/test/page_test.mjs"
cat .out

finish
