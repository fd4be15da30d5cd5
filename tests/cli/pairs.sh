#!/bin/sh
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/cases.sh"

printf 'word\tcount\nuno\t9\ndos\t8\ntres\t7\ncasa\t6\n' >a.tsv
printf 'word\tcount\nuno\t9\ndos\t8\ncasa\t6\n' >a-small.tsv
printf '4 2\none 1 0\ntwo 0 1\nthree 1 1\nhouse 2 1\n' >b.vec
printf 'uno one\ndos two\ntres three\ncasa house\ncasa home\ntres two\n' >dictionary
tab=$(printf '\t')

draw() { koine pairs --dictionary dictionary --source a.tsv --target b.vec "$@"; }

accepted "" draw --pairs 2 -o pairs.tsv
same "as many as asked for" "$(wc -l <pairs.tsv)" 2
accepted "" draw --pairs 100 -o all.tsv
same "each word once" "$(cut -f1 all.tsv | sort | uniq -d)$(cut -f2 all.tsv | sort | uniq -d)" ""
accepted "casa${tab}house" draw --pairs 100
accepted "" draw --pairs 2 --seed 1 -o again.tsv
same "the seed decides" "$(cat again.tsv)" "$(cat pairs.tsv)"

# Both words in all vocabularies that are given.
accepted "" draw --source a-small.tsv --pairs 100 -o inside.tsv
same "outside of one vocabulary" "$(grep -c tres inside.tsv)" 0

# Standard input, which can be read once.
accepted "" koine pairs --dictionary dictionary --source - --target b.vec --pairs 2 <a.tsv
same "a vocabulary from standard input" "$(cat .out)" "$(cat pairs.tsv)"
printf 'word\tcount\nuno\tmany\n' >wrong-count.tsv
refused 3 "standard input:2" koine pairs --dictionary dictionary --source - --target b.vec <wrong-count.tsv

cp pairs.tsv before
printf 'a\n' >one-column
refused 3 "one-column:1" koine pairs --dictionary one-column --source a.tsv --target b.vec -o pairs.tsv
same "nothing is overwritten" "$(cat pairs.tsv)" "$(cat before)"
printf 'wort\tzahl\nuno\t9\n' >wrong.tsv
refused 3 "wrong.tsv" koine pairs --dictionary dictionary --source wrong.tsv --target b.vec
refused 3 "missing.tsv" koine pairs --dictionary dictionary --source missing.tsv --target b.vec
refused 2 "--target" koine pairs --dictionary dictionary --source a.tsv
refused 4 "/dev/full" draw -o /dev/full
for file in dictionary a.tsv b.vec; do
  cp "$file" before
  refused 2 "written over" draw -o "./$file"
  same "$file is as it was" "$(cmp "$file" before)" ""
done
refused 2 "standard input can be read once" koine pairs --dictionary - --source - --target b.vec </dev/null
accepted "" draw --pairs 02 -o decimal.tsv
same "numbers are decimal" "$(cat decimal.tsv)" "$(cat pairs.tsv)"
refused 4 "" draw -o no/such/folder/pairs.tsv
mkdir folder
refused 4 "folder" draw -o folder

# The vocabularies of a training, without the training.
accepted "" koine artificial -o text --languages 2 --sentences 300
accepted "vocabulary" koine vocabulary words --text aa=text/aa.txt --text ab=text/ab.txt --sentences 200 --sampling first
accepted "" koine train trained --text aa=text/aa.txt --text ab=text/ab.txt --sentences 200 --sampling first --dimension 8 \
  --epochs 1
same "they are those of a training" "$(cat words/vocabulary/*.tsv)" "$(cat trained/vocabulary/*.tsv)"
accepted "20 pairs" koine pairs --dictionary text/aa-ab.txt --source words/vocabulary/aa.tsv \
  --target words/vocabulary/ab.tsv --pairs 20 -o drawn
refused 2 "--force" koine vocabulary words --text aa=text/aa.txt
refused 2 "" koine vocabulary trained --text aa=text/aa.txt --force
accepted "" koine vocabulary words --text aa=text/aa.txt --force
refused 2 "standard input can be read once" koine vocabulary both --text aa=- --prefixes aa=- <text/aa.txt
echo Zzz >prefixes
accepted "" koine vocabulary both --text aa=text/aa.txt --prefixes aa=- <prefixes
mkdir -p foreign/vocabulary
cp text/aa.txt foreign/vocabulary/aa.tsv
refused 2 "foreign/vocabulary/aa.tsv" koine vocabulary foreign --text aa=text/aa.txt
for force in "" --force; do
  # shellcheck disable=SC2086  # an empty option is none
  refused 2 "choose another folder" koine vocabulary foreign --text aa=foreign/vocabulary/aa.tsv $force
done
refused 2 "foreign/prefixes" koine vocabulary foreign --text aa=text/aa.txt --prefixes aa=foreign/prefixes --force
same "a file that is not koine's stays" "$(cmp text/aa.txt foreign/vocabulary/aa.tsv && ls foreign)" vocabulary
accepted "" koine vocabulary foreign --text aa=text/aa.txt --force
same "those of before are gone" "$(ls words/vocabulary)" "aa.tsv"
accepted "" koine vocabulary drawn-words --text aa=text/aa.txt --sentences 30 --seed 7
same "what drew them is recorded" "$(grep -c '"seed":7,' drawn-words/text.json)" 1
: >file
refused 2 "this is a file" koine vocabulary file --text aa=missing.txt
refused 4 "file/x" koine vocabulary file/x --text aa=text/aa.txt
# Of a pipe that never ends, as much is read as is asked for.
mkfifo pipe
yes 'a b c' >pipe &
accepted "" koine vocabulary endless --text aa=pipe --sentences 5 --sampling first --min-count 1
kill $! 2>/dev/null
same "five sentences of a pipe" "$(grep -c '"sentences":5,' endless/text.json)" 1

finish
