#!/bin/sh
# `koine skipgram`: what it refuses, what it writes, the same bits at any number of threads and after a stop, and the
# commands that read its runs.
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/cases.sh"

accepted "" koine artificial --languages 2 --sentences 1000 --seed 1 -o text
small="--dimension 16 --epochs 3"
# Trains to the folder `run`.
skipgram() {
  # shellcheck disable=SC2086  # several options
  koine skipgram run $small --text aa=text/aa.txt "$@"
}
refuses() {
  refused "$@"
  same "nothing is written: $3 $4 $5" "$([ -e run ] && echo 'a run')" ""
  rm -rf run
}

# Options and text that make no sense.
refuses 2 "--dimension" skipgram --dimension 0
refuses 2 "--window" skipgram --window 0
refuses 2 "--negative" skipgram --negative 0
refuses 2 "--noise-power" skipgram --noise-power 2
refuses 2 "--subsample" skipgram --subsample -1
refuses 2 "--subsample" skipgram --subsample often
refuses 2 "--epochs" skipgram --epochs 0
refuses 2 "--learning-rate" skipgram --learning-rate -1
refuses 2 "--min-count" skipgram --min-count 0
refuses 2 "--threads" skipgram --threads 0
refuses 2 "mmx" skipgram --isa mmx
refuses 2 "" skipgram --resume --force
refuses 2 "LANGUAGE=FILE" skipgram --text text/aa.txt
refuses 2 "--text" koine skipgram run
refuses 3 "missing.txt" skipgram --text ab=missing.txt
seq -f 'once%g' 100 >rare.txt
refuses 3 "minimum count of 1" skipgram --text ab=rare.txt
head -n 20 text/aa.txt >few.txt
printf '\377\n' >>few.txt
refuses 3 "few.txt:21" koine skipgram run --text aa=few.txt

# One word a sentence: nothing to learn from, which is said before the first epoch of any language.
yes 'word' | head -n 100 >alone.txt
refused 3 "two words" koine skipgram alone --text aa=text/aa.txt --text ab=alone.txt
same "nothing is there" "$(ls -d alone 2>/dev/null)" ""

# The same bits at any number of threads.
bits() { (cd "$1" && cat vectors/*.vec vocabulary/*.tsv | sha256sum); }
accepted "words/s" skipgram --text ab=text/ab.txt --threads 1
cp .err said
bits_of_run=$(bits run)  # `refused` has a variable `expected`
same "vectors of every word" "$(head -n 1 run/vectors/aa.vec)" "$(($(wc -l <run/vocabulary/aa.tsv) - 1)) 16"
same "a line for each epoch and language" "$(grep -c loss_nats run/metrics.jsonl)" 6
same "it is labelled" "$(grep -c '"hogwild": false' run/run.json)" 2
for threads in 2 4; do
  # shellcheck disable=SC2086  # several options
  accepted "" koine skipgram "threads$threads" $small --text aa=text/aa.txt --text ab=text/ab.txt --threads "$threads"
  same "the bits with $threads threads" "$(bits "threads$threads")" "$bits_of_run"
done

# With subwords too, and they make other vectors.
for threads in 1 2; do
  # shellcheck disable=SC2086  # several options
  accepted "" koine skipgram "subwords$threads" $small --text aa=text/aa.txt --text ab=text/ab.txt --subwords \
    --threads "$threads"
done
same "the bits with subwords" "$(bits subwords1)" "$(bits subwords2)"
same "words have vectors, their parts have none" "$(head -n 1 subwords1/vectors/aa.vec)" \
  "$(head -n 1 run/vectors/aa.vec)"
same "they make other vectors" "$([ "$(bits subwords1)" = "$bits_of_run" ] || echo others)" others

# A run that exists.
refused 2 "--force" skipgram
refused 2 "--epochs was 3, is 4" koine skipgram run --text aa=text/aa.txt --text ab=text/ab.txt --resume --epochs 4
before=$(cat run/run.json run/vectors/*.vec run/checkpoint.safetensors | sha256sum)
accepted "nothing left" koine skipgram run --resume --threads 3
refused 3 "two words" koine skipgram run --text aa=alone.txt --force
same "nothing of a finished run has changed" "$(cat run/run.json run/vectors/*.vec run/checkpoint.safetensors | sha256sum)" \
  "$before"
mv run/vectors/ab.vec .
refused 3 "run/vectors/ab.vec" koine skipgram run --resume
mv ab.vec run/vectors
accepted "" koine skipgram run $small --text aa=text/aa.txt --text ab=text/ab.txt --force
same "the bits after --force" "$(bits run)" "$bits_of_run"
refused 3 "koine train" koine train run --resume
cp -r run damaged
echo '{' >>damaged/metrics.jsonl
refused 3 "damaged/metrics.jsonl:7: a line of metrics.jsonl cannot be read" koine info damaged
same "the advice is not to throw the run away" "$(grep -c -e --force .err)" 0
sed -i 's/"dimension": [0-9]*/"dimension": "many"/' damaged/run.json
refused 3 'damaged/run.json: "options" has a value that cannot be' koine info damaged
refused 2 "standard input can be read once" koine skipgram both --text aa=- --prefixes aa=- <text/aa.txt

# A stop between two epochs' ends, and a kill.
"$koine" skipgram stopped --text aa=text/aa.txt --dimension 64 --epochs 2000 --threads 2 >"$work/.out" 2>"$work/.err" &
until [ -s stopped/metrics.jsonl ] || ! kill -0 $! 2>/dev/null; do sleep 0.05; done
kill -INT $!
code=0
wait $! || code=$?
same "the exit code of an interrupted run" "$code" 130
same "what it says" "$(grep -c -e '--resume' "$work/.err")" 1
same "its status" "$(grep -c '"status": "training"' stopped/run.json)" 1
same "its threads" "$(grep -c '"threads": 2' stopped/run.json)" 1
"$koine" skipgram stopped --resume >"$work/.out" 2>"$work/.err" &
until grep -q continuing "$work/.err" || ! kill -0 $! 2>/dev/null; do sleep 0.05; done
kill -9 $!
wait $! 2>/dev/null
same "it went on" "$(grep -c continuing "$work/.err")" 1

# Several threads that write over one another.
# shellcheck disable=SC2086  # several options
accepted "other vectors" koine skipgram wild $small --text aa=text/aa.txt --threads 2 --hogwild
same "it is labelled" "$(grep -c '"hogwild": true' wild/run.json)" 2
accepted "hogwild" koine info wild

# What is thrown about by too large steps is said.
head -n 100 text/aa.txt >hundred.txt
accepted "know nothing: try a smaller --learning-rate" koine skipgram wide --text aa=hundred.txt --dimension 4 \
  --learning-rate 1 --epochs 5
same "else not" "$(grep -c 'know nothing' "$work/said")" 0

# What reads a run.
word=$(sed -n 2p run/vocabulary/aa.tsv | cut -f1)
accepted "skip-gram" koine info run
same "a row for each epoch" "$(grep -c '^a[ab]  *[123] ' .out)" 6
accepted "neighbour" koine neighbours run --language aa --top 3 "$word"
same "within one language there is no warning" "$(grep -c 'space of its own' .err)" 0
accepted "space of its own" koine neighbours run --language aa --in ab,aa,ab,aa --top 3 "$word"
same "its languages, each once" "$(tail -n +2 .out | cut -f2 | sort | uniq -c | tr -s ' \n' ' ')" " 3 aa 3 ab "
accepted "" koine neighbours run --language aa --in ab --top 3 "$word"
same "the other language alone" "$(tail -n +2 .out | cut -f2 | sort | uniq -c | tr -s ' ')" " 3 ab"
accepted "space of its own" koine translate run --from aa --to ab "$word"
accepted "space of its own" koine dictionary run --from aa --to ab -o aa-ab.tsv
accepted "" koine export run --format npy -o exported

# A training of the language model is no skip-gram run.
accepted "" koine train model --dimension 8 --epochs 1 --text aa=text/aa.txt
refused 3 "koine skipgram" koine skipgram model --resume

finish
