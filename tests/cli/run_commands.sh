#!/bin/sh
# The commands that read a run: translate, neighbours, dictionary, export, info.
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/cases.sh"

accepted "" koine artificial --languages 2 --sentences 300 --seed 1 -o text
accepted "" koine train run --text aa=text/aa.txt --text ab=text/ab.txt --dimension 8 --epochs 1
one=$(sed -n 2p run/vocabulary/aa.tsv | cut -f1)
two=$(sed -n 3p run/vocabulary/aa.tsv | cut -f1)
tab=$(printf '\t')

translate() { koine translate run --from aa --to ab "$@"; }
accepted "source${tab}target${tab}score${tab}rank" translate --top 2 "$one" "$two"
same "two words, two translations each" "$(grep -c . .out)" 5
echo "$one $two" >words
accepted "" translate <words
same "words from standard input" "$(grep -c . .out)" 11
accepted "closest spellings" translate "$one" "${two}zzz"
same "the others are still answered" "$(grep -c "^$one$tab" .out)" 5
refused 3 "none of the words is known" translate "${one}zzz"
refused 3 "" translate </dev/null
refused 2 "xx" koine translate run --from aa --to xx "$one"
refused 2 "same language" koine translate run --from aa --to aa "$one"
refused 3 "missing" koine translate missing --from aa --to ab "$one"
refused 2 "--top" translate --top 0 "$one"

accepted "neighbour" koine neighbours run --language aa --top 3 "$one"
same "three of them, the word itself not" "$(grep -c . .out) $(awk -v w="$one" '$1 == $3' .out | grep -c .)" "4 0"

accepted "neighbour" koine neighbours run --language aa --top 9223372036854775807 "$one"
accepted "target" translate --top 9223372036854775807 "$one"
accepted "" koine dictionary run --from aa --to ab -o aa-ab.tsv
same "each word has its translation" "$(grep -c . aa-ab.tsv)" "$(grep -c . run/vocabulary/aa.tsv)"
accepted "" koine dictionary run --from aa --to ab --mutual -o mutual.tsv
same "mutual ones are fewer or as many" "$([ "$(grep -c . mutual.tsv)" -le "$(grep -c . aa-ab.tsv)" ] && echo yes)" yes
same "the columns" "$(head -n 1 aa-ab.tsv | tr '\t' ' ')" \
  "source target score rank margin mutual source_count target_count confidence"
koine dictionary run --from ab --to aa >ab-aa.tsv
same "mutual are those that lie in the dictionary of the other direction" \
  "$(awk -F '\t' 'NR > 1 && $6 == 1 { print $1, $2 }' aa-ab.tsv)" \
  "$(awk -F '\t' 'NR == FNR { back[$2, $1]; next } FNR > 1 && ($1, $2) in back { print $1, $2 }' ab-aa.tsv aa-ab.tsv)"
translate --top 2 "$one" "$two" >two.tsv
same "the margin is the lead over the second, but for rounding" "$(awk -F '\t' '
  NR == FNR { score[$1, $4] = $3; next } ($1, 1) in score { lead = score[$1, 1] - score[$1, 2] - $5
    print (lead < 2e-4 && lead > -2e-4) }' two.tsv aa-ab.tsv | tr '\n' ' ')" "1 1 "
mkdir alike alike/vectors
for language in aa ab; do cp run/vectors/aa.vec alike/vectors/$language.vec; done
accepted "" koine dictionary alike --from aa --to ab -o alike.tsv
same "words that are spelled like their translation give a confidence" \
  "$(awk -F '\t' 'NR > 1 && $9 ~ /^[01][.][0-9][0-9][0-9]$/' alike.tsv | grep -c .)" "$(tail -n +2 alike.tsv | grep -c .)"
same "counts are those of the vocabulary" "$(sed -n 2p aa-ab.tsv | cut -f1,7)" "$(sed -n 2p run/vocabulary/aa.tsv)"
accepted "" koine dictionary run --from aa --to ab --one-to-one -o one.tsv
same "no word comes twice" "$(tail -n +2 one.tsv | cut -f2 | sort | uniq -d)" ""
refused 2 "--top" koine dictionary run --from aa --to ab --one-to-one --top 2
accepted "" koine dictionary run --from aa --to ab --spelling=0.1 -o spelled.tsv
accepted "" koine translate run --from aa --to ab --spelling=0.1 "$one"
same "both commands say the same" "$(sed -n 2p .out | cut -f1-4)" "$(grep "^$one$tab" spelled.tsv | cut -f1-4)"
refused 2 "--spelling" koine translate run --from aa --to ab --spelling=x "$one"
for value in 0.1 true auto false; do
  echo "spelling = $value" >spelling.toml
  accepted "" koine translate run --from aa --to ab --config spelling.toml "$one"
  cp .out "spelling.$value"
done
same "a weight in a configuration file" "$(sed -n 2p spelling.0.1)" "$(grep "^$one$tab" spelled.tsv | cut -f1-4)"
same "true is auto" "$(cmp spelling.true spelling.auto)" ""
accepted "" koine translate run --from aa --to ab "$one"
same "false is none" "$(cmp spelling.false .out)" ""
refused 4 "/dev/full" koine dictionary run --from aa --to ab -o /dev/full
for file in vectors/aa.vec vocabulary/ab.tsv run.json checkpoint.safetensors best.safetensors metrics.jsonl \
  corpus/ab.safetensors without-spelling/aa-ab.pairs skip-gram/checkpoint.safetensors; do
  cp run/$file before
  refused 2 "made from" koine dictionary run --from aa --to ab -o run/vectors/../$file
  same "$file is as it was" "$(cmp run/$file before)" ""
done
mkfifo pipe
cat pipe >piped.tsv &
accepted "" koine dictionary run --from aa --to ab -o pipe
[ "$code" -eq 0 ] || kill $!
wait $!
same "a pipe gets all of it" "$(cmp piped.tsv aa-ab.tsv)" ""

for format in word2vec word2vec-binary fasttext npy safetensors projector; do
  accepted "" koine export run --format $format -o "out-$format"
  refused 4 "exists" koine export run --format $format -o "out-$format"
  refused 4 "exists" koine export --language aa run --format $format -o "out-$format"
  accepted "" koine export run --format $format -o "out-$format" --force
done
accepted "" koine export --language aa run --format npy -o only-aa
same "one language of the run" "$(echo only-aa/*.npy)" only-aa/aa.npy
same "word2vec holds every word" "$(head -n 1 out-word2vec/aa.vec)" "$(head -n 1 run/vectors/aa.vec)"
accepted "" koine export run --format word2vec --words 3 -o top
accepted "" koine export run --format projector --top 3 -o top
same "the first three words" "$(cut -d ' ' -f1 top/aa.vec | tr '\n' ' ')" "3 $(sed -n 2,4p run/vocabulary/aa.tsv | cut -f1 |
  tr '\n' ' ')"
same "of each language, with their counts" "$(tail -n +2 top/metadata.tsv | cut -f1,4)" \
  "$(sed -n 2,4p run/vocabulary/aa.tsv; sed -n 2,4p run/vocabulary/ab.tsv)"
same "and their vectors" "$(tr '\t' ' ' <top/vectors.tsv | head -n 3)" "$(sed 1d top/aa.vec | cut -d ' ' -f2-)"
accepted "" koine export run --format word2vec --words 0 -o all
same "0 is all" "$(cmp all/aa.vec out-word2vec/aa.vec)" ""
refused 2 "--languages: a language is named twice: found aa" koine export run --format npy --language aa,aa -o out-twice
refused 2 "xx" koine export run --format npy --languages aa,xx -o out-twice
same "nothing is written" "$(ls -d out-twice 2>/dev/null)" ""

# A word is a word, though other programs write it for the end of a line.
sed 's,$, </s>,' text/aa.txt >ends.txt
accepted "" koine train ends --text aa=ends.txt --tokenizer none --dimension 8 --epochs 1
accepted "" koine export ends --format npy -o ends-npy
words=$(tail -n +2 ends/vocabulary/aa.tsv | cut -f1)
same "the vocabulary is that of the vectors" "$(cat ends-npy/aa.words.txt)" "$words"
accepted "</s>" koine neighbours ends --language aa --top 1 "</s>"
refused 2 "" koine export run --format excel -o out
before=$(cat run/vectors/*.vec | sha256sum)
refused 2 "written over" koine export run --format word2vec -o run/vectors --top 3 --force
same "a run is not exported over itself" "$(cat run/vectors/*.vec | sha256sum)" "$before"
refused 3 "missing" koine export missing --format npy -o out

accepted "criterion" koine info run
cp -r run stopped
sed -i 's/"status": "finished"/"status": "training"/' stopped/run.json
for command in "translate stopped --from aa --to ab $one" "neighbours stopped --language aa $one" \
  "dictionary stopped --from aa --to ab --limit 1 -o stopped.tsv" "export stopped --format npy --language aa,ab -o stopped.npy"; do
  # shellcheck disable=SC2086  # several words
  accepted "not finished" koine $command
done
accepted "the joining with others is still to come" koine info stopped
sed -i 's/"best":true/"best":false/' stopped/metrics.jsonl
accepted "there are no vectors" koine info stopped
echo '{"epoch": 3' >>stopped/metrics.jsonl
refused 3 "stopped/metrics.jsonl:2: a line of metrics.jsonl cannot be read" koine info stopped
refused 2 "a name is needed" koine dictionary run --from aa --to ab -o ""
accepted "" koine translate run --from aa --to ab "$one"
same "a finished run has no such warning" "$(grep -c 'not finished' .err)" 0
rm -rf stopped stopped.tsv stopped.npy
accepted "" koine dictionary run --from aa --to ab -o own.tsv
accepted "100.0" koine evaluate induction --source run/vectors/aa.vec --target run/vectors/ab.vec --dictionary own.tsv
refused 3 "" koine info text
refused 3 "" koine info missing

# No control character reaches the terminal, neither of words in a file nor of those that are typed.
mkdir odd odd/vectors
printf '2 2\na\033[31mb 1 0\nsomething 0 1\n' >odd/vectors/aa.vec
refused 3 "closest spellings: a$(printf '\357\277\275')[31mb, something" \
  koine neighbours odd --language aa "$(printf 'a\0331mb')"
same "nothing but text" "$(LC_ALL=C tr -dc '\000-\011\013-\037\177' <.err)" ""

# <bos> and <unk> have vectors where they were not joined with others.
accepted "" koine train special --text aa=text/aa.txt --text ab=text/ab.txt --dimension 8 --epochs 1 --preset paper --min-count 3
accepted "" koine neighbours special --language special --in special,aa,ab --top 2 '<bos>' '<unk>:aa'
same "two of each" "$(tail -n +2 .out | cut -f1,2 | sort | uniq -c | tr -s ' \t\n' ' ')" \
  " 2 <bos> aa 2 <bos> ab 2 <bos> special 2 <unk>:aa aa 2 <unk>:aa ab 2 <unk>:aa special "
refused 2 "no such language" koine neighbours run --language special '<bos>'

# A run that was damaged.
cp -r run damaged
echo '{"languages": 3}' >damaged/run.json
refused 3 "run.json" koine translate damaged --from aa --to ab "$one"
head -c 300 run/vectors/aa.vec >damaged/vectors/aa.vec
cp run/run.json damaged/
refused 3 "aa.vec" koine translate damaged --from aa --to ab "$one"

# A run that was stopped while its vectors were joined: those of one language are, those of the other are not yet.
cp -r run half
awk 'NR == 1 { print $1, 2 * $2; next } { word = $1; $1 = ""; print word $0 $0 }' run/vectors/aa.vec \
  >half/vectors/aa.vec
refused 3 "half/vectors/ab.vec: the languages have vectors of different dimensions: found 16, expected 32" \
  koine dictionary half --from aa --to ab
refused 3 "'koine train half --resume'" koine translate half --from aa --to ab "$one"
word=$(sed -n 2p run/vocabulary/ab.tsv | cut -f1)
refused 3 "different dimensions" koine neighbours half --language ab --in aa "$word"
refused 3 "different dimensions" koine explore half -o half.html
refused 3 "different dimensions" koine export half --format projector -o half-projector

# All words of a language have a zero vector, as those of a training that collapsed.
cp -r run zero
sed -i '2,$s/ .*/'"$(printf ' 0%.0s' $(seq 16))"'/' zero/vectors/ab.vec
refused 3 "zero/vectors/ab.vec: 'ab' has no word with a vector that is not zero" \
  koine dictionary zero --from aa --to ab
refused 3 "'ab' has no word" koine explore zero -o zero.html --layout pca

finish
