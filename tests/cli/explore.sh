#!/bin/sh
# `koine explore` without a browser: what it refuses, what the page holds, the same bits at any number of threads.
# tests/browser/explore.sh looks at the page itself.
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/cases.sh"

accepted "" koine artificial --languages 3 --sentences 500 --seed 1 -o text
accepted "" koine train run --dimension 16 --epochs 1 --text aa=text/aa.txt --text ab=text/ab.txt --text ac=text/ac.txt

# The data of the page, which stands on a line of its own.
data() { grep 'id="data"' "$1"; }
refuses() {
  refused "$@" -o page.html
  same "nothing is written: $3 $4 $5" "$(find . -maxdepth 1 -name '*page.html*')" ""
}

# Bad input.
refused 2 "--output" koine explore run
refuses 3 "missing" koine explore missing
refuses 2 "xx" koine explore run --languages aa,xx
refuses 2 "twice" koine explore run --languages aa,aa
refuses 2 "--words" koine explore run --words 0
refuses 2 "--neighbours" koine explore run --neighbours 0
refuses 2 "--threads" koine explore run --threads 0
refuses 2 "--layout" koine explore run --layout circle
refused 4 "nowhere" koine explore run -o nowhere/page.html
refused 4 "folder" koine explore run -o text
mkdir empty
refuses 3 "" koine explore empty
cp -r run broken
sed -i '3s/$/ 1/' broken/vectors/ab.vec
echo "an old page" >old.html
refused 3 "ab.vec:3" koine explore broken -o old.html
same "what was there stays" "$(cat old.html)" "an old page"
for file in vectors/aa.vec vectors/ac.vec vocabulary/ab.tsv; do
  cp run/$file before
  refused 2 "made from" koine explore run --languages aa,ab -o ./run/$file
  same "$file is as it was" "$(cmp run/$file before)" ""
done

# What it writes.
small="--layout pca --words 40 --neighbours 3"
# shellcheck disable=SC2086  # several options
accepted "120 words" koine explore run -o page.html $small
same "it is a page" "$(head -n 1 page.html)" "<!DOCTYPE html>"
same "one place for data, which is filled" "$(grep -c 'id="data"' page.html) $(grep -c '@KOINE' page.html)" "1 0"
for language in aa ab ac; do
  same "the words of $language" "$(sed 1d run/vectors/$language.vec | head -n 40 | cut -d ' ' -f 1 | while read -r word; do
    data page.html | grep -qF "\"$word\"" || echo "$word"
  done)" ""
done
same "no other place is asked" "$(grep -c -e ' src=' -e '<link' -e '@import' page.html)" 0

# Fewer languages, more words than there are, standard output.
# shellcheck disable=SC2086  # several options
accepted "80 words of 2 languages" koine explore run -o page.html $small --languages ac,aa
same "in that order" "$(data page.html | grep -o '"code":"[a-z]*"' | tr -d '\n')" '"code":"ac""code":"aa"'
accepted "words of 1 language, " koine explore run/ -o page.html --layout pca --languages ab --words 1000000 --neighbours 1000000
same "the name of the run" "$(data page.html | grep -c '"title":"run"')" 1
# shellcheck disable=SC2086  # several options
accepted "<!DOCTYPE html>" koine explore run -o - $small

# The same bits at any number of threads, with t-SNE too.
for layout in pca tsne; do
  for threads in 1 3; do
    accepted "" koine explore run -o "$layout$threads.html" --layout $layout --words 60 --threads $threads
  done
  same "the bits of $layout" "$(cmp "${layout}1.html" "${layout}3.html")" ""
done

# What decides where words are.
for option in "--seed 1" "--seed 2" "--perplexity 8" "--perplexity 30"; do
  # shellcheck disable=SC2086  # an option and its value
  accepted "" koine explore run -o other.html --words 60 $option
  case $option in *1 | *30) expected="by default" ;; *) expected="" ;; esac
  same "where words are with $option" "$(cmp -s other.html tsne1.html && echo "by default")" "$expected"
done
rm -f page.html
refuses 2 "perplexity" koine explore run --perplexity 1
refuses 2 "--seed" koine explore run --seed x

# Words that would be markup if they were not text.
cp -r run hostile
sed -i '2s/^[^ ]*/<\/script><script>alert(1)<\/script>/' hostile/vectors/aa.vec
# shellcheck disable=SC2086  # several options
accepted "" koine explore hostile -o page.html $small
same "its data has no markup" "$(data page.html | sed 's/^<script[^>]*>//; s/<\/script>$//' | grep -c '<')" 0

# Too few words for t-SNE, and languages in spaces of their own.
rm -f page.html
refuses 3 "--layout pca" koine explore run --words 2
accepted "" koine skipgram apart --dimension 8 --epochs 1 --text aa=text/aa.txt --text ab=text/ab.txt
# shellcheck disable=SC2086  # several options
accepted "space of its own" koine explore apart -o page.html $small
same "the page says it too" "$(data page.html | grep -c '"separate":true')" 1

finish
