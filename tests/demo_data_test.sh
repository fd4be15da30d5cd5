#!/bin/sh
# demo_data_test.sh SOURCE_DIR: what makes ./demo's text and dictionary and chooses its words, on small files made here.
set -eu

scripts=$1/scripts
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }
expect() { [ "$2" = "$3" ] || fail "$1: found '$2', expected '$3'"; }

# Ten pages in two languages. Every page shows a paragraph of its own and one that all pages share.
mkdir -p "$work/en/part" "$work/xx/part"
for i in 0 1 2 3 4 5 6 7 8 9; do
  cat >"$work/en/part/$i.html" <<HTML
<p id="par_$i" class="paragraph">Page <b>number$i</b> has &quot;this&quot; &amp; that text. It has a second $i sentence.</p>
<p id="shared" class="paragraph">This line stands everywhere.</p>
<p id="code_$i" class="code">Do not read me $i</p>
<p id="same_$i">Nobody has translated number$i yet.</p>
<p id="short_$i">Two words</p>
HTML
  cat >"$work/xx/part/$i.html" <<HTML
<p id="par_$i" class="paragraph">Seite nummer$i hat Text. Sie hat einen zweiten $i Satz.</p>
<p id="shared" class="paragraph">Diese Zeile steht überall.</p>
<p id="code_$i" class="code">Lies mich nicht $i</p>
<p id="same_$i">Nobody has translated number$i yet.</p>
<p id="short_$i">Zwei Wörter</p>
HTML
done
perl "$scripts/help_sentences.pl" "$work/en" "$work/xx" "$work/en.txt" "$work/xx.txt"

pages_en=$(sed -n 's/^Page number\([0-9]\) has "this" & that text\.$/\1/p' "$work/en.txt" | tr -d '\n')
pages_xx=$(sed -n 's/^Seite nummer\([0-9]\) hat Text\.$/\1/p' "$work/xx.txt" | tr -d '\n')
if [ -z "$pages_en" ] || [ -z "$pages_xx" ]; then fail "a language without pages: '$pages_en' '$pages_xx'"; fi
expect "every page once" "$(echo "$pages_en$pages_xx" | fold -w1 | sort | tr -d '\n')" 0123456789
shared=$(cat "$work/en.txt" "$work/xx.txt" | grep -cE 'stands everywhere|steht überall')
expect "what all pages show belongs to one page" "$shared" 1
expect "sentences are split" "$(grep -c 'It has a second . sentence\.$' "$work/en.txt")" "${#pages_en}"
expect "code, short lines" "$(cat "$work/en.txt" "$work/xx.txt" | grep -cE 'read me|Lies mich|Two|Zwei')" 0
expect "what is not translated" "$(grep -c 'Nobody' "$work/xx.txt")" 0

# A dictionary of two entries: the texts, and their places in base 64 (as dictd has it: 0 = A, 26 = a, 52 = 0).
printf 'abri /abʀi/ <n, masc>\n1. asylum, shelter (of wood)\n2. place of refuge\n   "sans abri"\n' >"$work/first"
printf 'Écran /ekrɑ̃/\nto screen\n' >"$work/second"
letters=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/
base64_of() { # two digits
  printf '%s%s' "$(echo $letters | cut -c$(($1 / 64 + 1)))" "$(echo $letters | cut -c$(($1 % 64 + 1)))"
}
first=$(wc -c <"$work/first") second=$(wc -c <"$work/second")
cat "$work/first" "$work/second" | gzip -c >"$work/x.dict.dz"
printf 'abri\tA\t%s\nécran\t%s\t%s\n' "$(base64_of "$first")" "$(base64_of "$first")" "$(base64_of "$second")" >"$work/x.index"
tab=$(printf '\t')
expect "dictionary" "$(perl "$scripts/freedict_pairs.pl" "$work" x | tr '\n' ';')" \
  "abri${tab}asylum;abri${tab}shelter;écran${tab}screen;"
expect "reversed" "$(perl "$scripts/freedict_pairs.pl" --reverse "$work" x | tail -n 1)" "screen${tab}écran"
# The words that are shown: five letters, whatever their bytes, and another spelling.
printf 'été\tsummer\nдом\thouse\nécran\tscreen\nмашина\tcar\nradio\tradio\n' >"$work/dictionary.tsv"
printf 'word\tcount\nété\t9\nмашина\t8\nradio\t7\nдом\t6\nécran\t5\nmaison\t4\n' >"$work/vocabulary.tsv"
# shellcheck source=scripts/demo_data.sh
. "$scripts/demo_data.sh"
expect "words" "$(demo_words "$work/dictionary.tsv" "$work/vocabulary.tsv" | tr '\n' ' ')" "машина écran "
echo "demo data: all as it should be"
