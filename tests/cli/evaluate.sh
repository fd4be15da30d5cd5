#!/bin/sh
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/cases.sh"

# Four words in each language; a space turned by nothing, so that word n translates to word n.
printf '4 3\nuno 1 0 0\ndos 0 1 0\ntres 0 0 1\ncuatro 1 1 1\n' >a.vec
printf '4 3\none 1 0 0\ntwo 0 1 0\nthree 0 0 1\nfour 1 1 1\n' >b.vec
printf 'uno one\ndos\ttwo\ntres  three\r\nCuatro four\n\nuno one\nnada nothing\n' >dictionary

alignment() { koine evaluate alignment --source a.vec --target b.vec "$@"; }
induction() { koine evaluate induction --source a.vec --target b.vec "$@"; }

accepted "100.0" alignment --dictionary dictionary --pairs 4
accepted "100.0" induction --dictionary dictionary
printf 'uno one\ndos two\n' >small
accepted "" alignment --dictionary small
same "all pairs of a small dictionary are there" "$(awk '$1 == "CSLS" && $2 == "included" { print $(NF - 1) }' .out)" 100.0
printf 'uno one\nuno first\nuno 1\ndos two\nseis six\nseis sixth\n' >several
accepted "" alignment --dictionary several
same "three of its pairs can be drawn at once, two of them known" "$(
  awk '$1 == "CSLS" && $2 == "included" { print $3, $(NF - 1), $NF }' .out)" "2 66.7 66.7"
accepted '"p_at_1": 1.0' alignment --dictionary dictionary --pairs 4 --json -
accepted "" alignment --dictionary dictionary --pairs 4 --json result.json
same "the result has the keys of the format" "$(grep -cE '^  "(task|retrieval|p_at_1|p_at_5|p_at_10|mrr|interval_95|pairs|coverage|variants)"' \
  result.json)" 10
refused 4 "" alignment --dictionary dictionary --json no/such/folder/result.json

# Pairs that were drawn before.
accepted "" koine pairs --dictionary dictionary --source a.vec --target b.vec --pairs 3 -o pairs.tsv
accepted "100.0" alignment --pairs-file pairs.tsv
refused 2 "" alignment --pairs-file pairs.tsv --dictionary dictionary
accepted "" alignment --pairs-file pairs.tsv --ranks ranks.tsv
same "a line a pair, all of them right" "$(tail -n +2 ranks.tsv | cut -f 3,4 | sort | uniq -c | tr -s ' \t' ' ')" " 3 1 1"
awk 'NR == 1 { print $1 " nothing" } NR == 2 { print "no " $2 }' pairs.tsv >known.tsv
accepted "without known words: CSLS  1 pairs  p@1 100.0" alignment --pairs-file pairs.tsv --known known.tsv
awk '{ print $2, $1 }' known.tsv >swapped.tsv
accepted '"known": "known.tsv"' alignment --pairs-file pairs.tsv --known known.tsv --json -
accepted "none of its 2 pairs" alignment --pairs-file pairs.tsv --known swapped.tsv
awk 'NR == 1 { print $2, $1 }' pairs.tsv >swapped.tsv
accepted "second column is the source language" alignment --pairs-file pairs.tsv --known swapped.tsv
same "known pairs in the other order" "$(grep -c 'known words: CSLS  2 pairs' .out)" 1
accepted "none is left" alignment --pairs-file pairs.tsv --known pairs.tsv
same "of no pairs there is no score" "$(grep -c 'without known words' .out)" 0
refused 3 "missing" alignment --pairs-file pairs.tsv --known missing
: >none
accepted "" alignment --pairs-file pairs.tsv --known none
same "of no known words nothing is said" "$(grep -c "without known" .out)" 0
accepted "" alignment --pairs-file pairs.tsv --ranks -
same "ranks on standard output, instead of the table" "$(cat .out)" "$(cat ranks.tsv)"
accepted "" alignment --pairs-file pairs.tsv --ranks - --json both.json
same "both, the table not" "$(cat .out) $(grep -c '"task"' both.json)" "$(cat ranks.tsv) 1"
refused 2 "same place" alignment --pairs-file pairs.tsv --ranks - --json -
refused 2 "same place" alignment --pairs-file pairs.tsv --ranks new --json ./new
same "neither is written" "$(ls new 2>/dev/null)" ""
cp a.vec before
refused 2 "written over" alignment --pairs-file pairs.tsv --json ./a.vec
refused 2 "written over" alignment --pairs-file pairs.tsv --ranks pairs.tsv
same "what it reads is as it was" "$(cmp a.vec before)" ""
refused 2 "standard input" alignment --pairs-file - --known -
refused 2 "standard input" koine evaluate induction --source - --target - --dictionary dictionary
refused 2 "--dictionary" alignment

# Dictionaries that cannot be used.
printf 'uno one\ndos\n' >one-column
refused 3 "one-column:2" alignment --dictionary one-column
printf 'uno one\ndos two too\n' >three-columns
refused 3 "three-columns:2" alignment --dictionary three-columns
printf 'ein one\nzwei two\n' >strangers
refused 3 "" alignment --dictionary strangers
refused 3 "" induction --dictionary strangers
: >empty
refused 3 "empty" alignment --dictionary empty
refused 3 "missing" alignment --dictionary missing
refused 3 "" alignment --dictionary .
printf 'uno one\n\377\376 two\n' >binary
refused 3 "binary" alignment --dictionary binary
printf 'one uno\ntwo dos\nthree tres\n' >swapped
refused 3 "swap" alignment --dictionary swapped
refused 3 "strangers: none of the pairs has a vector for both words: found 2 pairs" alignment --pairs-file strangers
printf 'uno one\nuno two\n' >repeated
refused 3 "repeated: word alignment takes one-to-one pairs" alignment --pairs-file repeated

# Vectors that cannot be used.
with_source() { koine evaluate induction --source "$1" --target b.vec --dictionary dictionary; }
printf '5 3\nuno 1 0 0\ndos 0 1 0\n' >v.vec && refused 3 "v.vec" with_source v.vec
printf '1 3\nuno 1 0 0\ndos 0 1 0\n' >v.vec && refused 3 "v.vec" with_source v.vec
printf '2 3\nuno 1 0 0\ndos 0 1\n' >v.vec && refused 3 "v.vec:3" with_source v.vec
printf '2 3\nuno 1 0 0\ndos 0 nan 1\n' >v.vec && refused 3 "v.vec:3" with_source v.vec
printf '2 3\nuno 1 0 0\ndos 0 inf 1\n' >v.vec && refused 3 "v.vec:3" with_source v.vec
printf '2 3\nuno 1 0 0\ndos 0 x 1\n' >v.vec && refused 3 "v.vec:3" with_source v.vec
printf '2 2\nuno 1 0\ndos 0 1\n' >v.vec && refused 3 "" with_source v.vec
head -c 3000 /dev/urandom >v.vec && refused 3 "v.vec" with_source v.vec
: >v.vec && refused 3 "v.vec" with_source v.vec
refused 3 "missing.vec" with_source missing.vec
refused 3 "" with_source .

# Vectors with small faults that can be read.
printf '4 3\r\nuno 1 0 0 \r\ndos 0 1 0 \r\n</s> 1 1 1\r\ntres 0 0 1 \r\n' >v.vec && accepted "</s>" with_source v.vec
printf 'uno 1 0 0\ndos 0 1 0\n' >v.vec && accepted "" with_source v.vec
printf '3 3\nuno 1 0 0\nuno 0 1 0\ndos 0 1 0\n' >v.vec && accepted "repeat" with_source v.vec
printf '3 3\nuno 1 0 0\ndos 0 0 0\ntres 0 0 1\n' >v.vec && accepted "zero" with_source v.vec
gzip -c a.vec >a.vec.gz && accepted "100.0" with_source a.vec.gz

# Spelling as a second witness: rows of its own, and the others stay as they are.
accepted "" alignment --dictionary dictionary --pairs 4
cp .out plain
accepted "CSLS + spelling" alignment --dictionary dictionary --pairs 4 --spelling=0.1
same "rows without spelling stay" "$(grep -cE '^(CSLS|NN|spelling|CSLS \+ spelling) +included ' .out)" 4
same "and say the same" "$(grep -E '^(CSLS|NN) +(included|left out)' .out | tr -s ' ')" \
  "$(grep -E '^(CSLS|NN) +(included|left out)' plain | tr -s ' ')"
accepted "" alignment --dictionary dictionary --pairs 4 --spelling=0.1 --ranks -
same "ranks of each way" "$(head -n 1 .out | tr '\t' ' ')" "source target csls_rank nearest_rank spelling_rank csls+spelling_rank"
accepted '"spelling_weight": 0.25' induction --dictionary dictionary --spelling=0.25 --json -
accepted "tells nothing" induction --dictionary dictionary --spelling
refused 2 "--spelling" induction --dictionary dictionary --spelling=much
refused 2 "--spelling" induction --dictionary dictionary --spelling=-1

refused 2 "--pairs" alignment --dictionary dictionary --pairs 0
refused 2 "--pairs" alignment --dictionary dictionary --pairs many
refused 2 "--seed" alignment --dictionary dictionary --seed -1
refused 2 "--threads" alignment --dictionary dictionary --threads 0

finish
