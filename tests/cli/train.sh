#!/bin/sh
# What `koine train` refuses, and what it accepts with a word about it.
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/cases.sh"

accepted "" koine artificial --languages 2 --sentences 200 --seed 1 -o text
small="--dimension 8 --epochs 1 --batch 32"
# Trains to the folder `run`, which no case may leave behind or change.
train() {
  # shellcheck disable=SC2086  # several options
  koine train run $small --text ab=text/ab.txt "$@"
}
refuses() {
  refused "$@"
  same "nothing is written: $3 $4 $5" "$([ -e run ] && echo 'a run')" ""
  rm -rf run
}
accepts() {
  accepted "$@"
  same "there are vectors" "$([ -s run/vectors/ab.vec ] && echo yes)" yes
  rm -rf run
}

# Text that cannot be used.
{ head -n 10 text/aa.txt; printf 'one \377 two\n'; } >bad.txt
refuses 3 "bad.txt:11" train --text aa=bad.txt
: >empty.txt
refuses 3 "empty.txt" train --text aa=empty.txt
printf '\n  \n\n' >blank.txt
refuses 3 "blank.txt" train --text aa=blank.txt
refuses 3 "missing.txt" train --text aa=missing.txt
refuses 3 "text" train --text aa=text
head -c 20000 /dev/urandom >noise.txt
refuses 3 "noise.txt" train --text aa=noise.txt
gzip -c text/aa.txt | head -c 500 >cut.txt.gz
refuses 3 "cut.txt.gz" train --text aa=cut.txt.gz
seq -f 'once%g' 100 >rare.txt
refuses 3 "minimum count of 1" train --text aa=rare.txt

# Nobody to listen: standard error closed or full, standard output closed.
unheard() { "$koine" train run --dimension 8 --epochs 1 --text ab=text/ab.txt --text aa=text/aa.txt "$@"; }
deaf() { unheard >&- 2>&-; }
full() { unheard 2>/dev/full; }
accepts "" deaf
accepts "" full

# Options that make no sense.
refuses 2 "LANGUAGE=FILE" train --text text/aa.txt
refuses 2 "" train --text ../aa=text/aa.txt
refuses 2 "special" train --text special=text/aa.txt
refuses 2 "--epochs" train --text aa=text/aa.txt --epochs 0
refuses 2 "--resume" train --text aa=text/aa.txt --resume --dry-run
refuses 2 "--dictionary-weight" train --text aa=text/aa.txt --dictionary-weight 7
refuses 2 "standard input" train --text aa=- --dictionary ab-aa=-
: >prefixes
refuses 2 "--prefixes" train --text aa=text/aa.txt --prefixes aa=prefixes --prefixes aa=prefixes
refuses 2 "--dimension" train --text aa=text/aa.txt --dimension 0
refuses 2 "--layers" train --text aa=text/aa.txt --layers 0
refuses 2 "--batch" train --text aa=text/aa.txt --batch 0
refuses 2 "--dropout" train --text aa=text/aa.txt --dropout 1
refuses 2 "--dropout" train --text aa=text/aa.txt --dropout nan
refuses 2 "--learning-rate" train --text aa=text/aa.txt --learning-rate -1
refuses 2 "--learning-rate" train --text aa=text/aa.txt --learning-rate fast
refuses 2 "--min-count" train --text aa=text/aa.txt --min-count 0
refuses 2 "--max-tokens" train --text aa=text/aa.txt --max-tokens 0
refuses 2 "--sentences" train --text aa=text/aa.txt --sentences -5
refuses 2 "--vocabulary-size" train --text aa=text/aa.txt --vocabulary-size -4
refuses 2 "zz" train --text aa=text/aa.txt --prefixes zz=text/aa.txt
refuses 2 "--sampling" train --text aa=text/aa.txt --sampling best
refuses 2 "--select" train --text aa=text/aa.txt --select first
refuses 2 "--threads" train --text aa=text/aa.txt --threads 0
refuses 2 "mmx" train --text aa=text/aa.txt --isa mmx
refuses 2 "--checkpoint-every" train --text aa=text/aa.txt --checkpoint-every 0
refuses 2 "" train --text aa=text/aa.txt --resume --force
refuses 2 "--text" koine train run

# What the preset takes for products is what the named instruction set has.
precision_with() {
  accepted "" train --text aa=text/aa.txt --no-join --isa "$1"
  grep -oE '"(precision|isa)": *"[^"]*"' run/run.json | sed 's/.*"\(.*\)"/\1/' | sort | tr '\n' ' '
  rm -rf run
}
same "sse41 has none in bf16" "$(precision_with sse41)" "f32 sse41 "
for isa in avx512-bf16 avx512-amx; do
  flag=$(echo "$isa" | sed 's/avx512-bf16/avx512_bf16/; s/avx512-amx/amx_bf16/')
  ! grep -qw "$flag" /proc/cpuinfo || same "$isa has some" "$(precision_with $isa)" "$isa bf16 "
done
refuses 2 "precision f32" train --text aa=text/aa.txt --isa sse41 --precision bf16

# Training that cannot go well, before there is a checkpoint.
refused 5 "nan" train --text aa=text/aa.txt --learning-rate 1e30 --clip 0
same "no checkpoint is promised" "$(grep -c kept .err)" 0
rm -rf run

# Text that needs a word.
accepts "" train --text aa=text/aa.txt
accepts "criterion" train --text aa=text/aa.txt
accepts "MB of memory at the peak" train --text aa=text/aa.txt
accepts "all its words" train --text aa=text/aa.txt
accepts "" train --text aa=text/aa.txt --criterion-words 5
same "5 words are there" "$(grep -c 'all its words' .err)" 0
accepts "" train
accepts "aa" train --text aa=text/aa.txt --text aa=text/aa.txt
{ head -c 1000000 /dev/zero | tr '\0' 'x'; echo; cat text/aa.txt; } >long-line.txt
accepts "" train --text aa=long-line.txt
{ yes 'word' | head -n 3000 | tr '\n' ' '; echo; cat text/aa.txt; } >many-tokens.txt
accepts "1,000 tokens and cut" train --text aa=many-tokens.txt
yes 'the same line again' | head -n 200 >repeated.txt
accepts "the same line" train --text aa=repeated.txt
accepts "" train --text aa=bad.txt --invalid-utf8 replace
tr '\n' '\r' <text/aa.txt >mac.txt
accepts "line ends" train --text aa=mac.txt --min-count 1
xz -c text/aa.txt >aa.txt.xz
accepts "" train --text aa=aa.txt.xz
accepts "" train --text aa=- <text/aa.txt

accepted "memory" train --text aa=text/aa.txt --dry-run
accepted "words/s" koine train run --dimension 8 --text aa=text/aa.txt --batch 1000 --dry-run
same "a dry run writes nothing" "$([ -e run ] && echo 'a run')" ""

# A dictionary: refused or used; with weight 0 it changes no bit of the model.
refuses 2 "SOURCE-TARGET=FILE" train --text aa=text/aa.txt --dictionary ab-cc=text/aa-ab.txt
refuses 2 "LANGUAGES=FILE" train --text aa=text/aa.txt --dictionary text/aa-ab.txt
refuses 3 "missing.txt" train --text aa=text/aa.txt --dictionary aa-ab=missing.txt
echo "nothing here" >foreign.txt
refuses 3 "foreign.txt" train --text aa=text/aa.txt --dictionary aa-ab=foreign.txt
refuses 2 "--dictionary-weight" train --text aa=text/aa.txt --dictionary aa-ab=text/aa-ab.txt --dictionary-weight -1
refuses 2 "less than" train --text aa=text/aa.txt --dictionary aa-ab=text/aa-ab.txt --dictionary-weight 1e9
model() { sha256sum run/best.safetensors run/vectors/*.vec; }
accepted "" train --text aa=text/aa.txt
without=$(model)
accepted "move nothing" train --text aa=text/aa.txt --dictionary aa-ab=text/aa-ab.txt --dictionary-weight 0 --force
same "nor does it say that they do" "$(grep -c pull .err)" 0
same "the model with weight 0" "$(model)" "$without"
accepted "pull" train --text aa=text/aa.txt --dictionary aa-ab=text/aa-ab.txt --dictionary-weight 0.5 --force
same "weight 0.5 makes another model" "$([ "$(model)" = "$without" ] || echo yes)" yes
accepted "nothing left" train --text aa=text/aa.txt --resume
refused 2 "--dictionary-weight was 0.5" train --text aa=text/aa.txt --resume --dictionary-weight 0.25
rm -rf run

refused 2 "a name is needed" koine train "" --text aa=text/aa.txt
accepted "ab and aa have one text" koine train --dry-run run $small --text ab=text/ab.txt --text aa=text/ab.txt
accepted "next: koine dictionary 'two words' --from aa --to ab --spelling -o aa-ab.tsv" \
  koine train 'two words' $small --text aa=text/aa.txt --text ab=text/ab.txt --no-join
rm -rf 'two words'

# A run that exists.
accepted "" train --text aa=text/aa.txt
before=$(cat run/vectors/*.vec run/run.json | sha256sum)
refused 2 "--resume" train --text aa=text/aa.txt
refused 2 "there is a run here already" train --text aa=text/aa.txt --dry-run
accepted "parameters" train --text aa=text/aa.txt --dry-run --force
accepted "has kept none" train --text aa=text/aa.txt --resume --keep-epochs
refused 2 "" train --text aa=text/aa.txt --resume --epochs 3
refused 2 "" train --text aa=text/aa.txt --resume --seed 2
refused 2 "" train --text aa=bad.txt --resume
refused 3 "bad.txt:11" train --text aa=bad.txt --force
same "nothing of the run has changed" "$(cat run/vectors/*.vec run/run.json | sha256sum)" "$before"
accepted "" train --text aa=text/aa.txt --force

# A preset stands behind what is given.
option() { sed -n "s/^ *\"$1\": \"*\([^\",]*\)\"*,*$/\1/p" best/run.json; }
accepted "" koine train best --softmax full $small --text aa=text/aa.txt --text ab=text/ab.txt
same "its stages" "$(sed -n 's/^stage \(. of .\): .*/\1/p' .err | tr '\n' ' ')" "1 of 5 2 of 5 3 of 5 4 of 5 5 of 5 "
same "the best preset" "$(option tied) $(option join) $(option select) $(option spelling-rounds)" "true true margin 2"
same "vectors that have seen no spelling are kept" "$(ls best/without-spelling | tr '\n' ' ')" "aa-ab.pairs aa.vec ab.vec "
same "what is given stays" "$(option softmax)" full
same "nothing but words has a joined vector" "$([ -e best/vectors/special.vec ] && echo there)" ""
accepted "" koine dictionary best --from aa --to ab -o best.tsv
accepted "those of epoch 1, joined with others" koine info best
accepted "not those of --preset paper: --dimension=8" koine info best
cp -r best damaged
echo alone >damaged/without-spelling/aa.vec
refused 3 "without-spelling/aa.vec" koine dictionary damaged --from ab --to aa -o damaged.tsv
word=$(sed -n '2s/ .*//p' damaged/vectors/aa.vec)
refused 3 "without-spelling/aa.vec" koine translate damaged --from aa --to ab --spelling "$word"
rm -rf damaged
cp -r best half
rm half/without-spelling/ab.vec
accepted "" koine dictionary half --from aa --to ab --spelling -o half.tsv
rm -rf half
# Nor is it read while the run is not finished: it may be of vectors to come. Here other ones, of words that two
# languages spell alike.
accepted "" koine train half $small --text aa=text/aa.txt --text ab=text/aa.txt
sed -i 's/"status": "finished"/"status": "training"/' half/run.json
for side in aa ab; do awk 'NR == 1 { print } NR > 1 { print $1, $3, NR % 7, $2 * NR % 3 }' half/without-spelling/$side.vec |
  sed '1s/ .*/ 3/' >other.vec; mv other.vec half/without-spelling/$side.vec; done
accepted "not finished" koine dictionary half --from aa --to ab --spelling -o half.tsv
rm -r half/without-spelling
accepted "not finished" koine dictionary half --from aa --to ab --spelling -o alone.tsv
same "what an unfinished run tells" "$(sha256sum <half.tsv)" "$(sha256sum <alone.tsv)"
rm -rf half
evaluate() { koine evaluate alignment --source "$1/aa.vec" --target "$1/ab.vec" --dictionary text/aa-ab.txt --spelling; }
accepted "learned from the vectors of that run that have seen none" evaluate best/vectors
accepted "have seen none" koine evaluate induction --source best/vectors/aa.vec --target best/vectors/ab.vec \
  --dictionary text/aa-ab.txt --spelling
ln -s best linked
accepted "have seen none" koine evaluate alignment --source best/vectors/aa.vec --target ./linked/vectors/ab.vec \
  --dictionary text/aa-ab.txt --spelling
rm linked
accepted "" evaluate best/without-spelling
same "which have none before them" "$(grep -c 'have seen none' .err)" 0
accepted "" koine dictionary best --from aa --to ab --spelling -o best.tsv
word=$(sed -n 2p best/vocabulary/aa.tsv | cut -f1)
accepted "" koine translate best --from aa --to ab --spelling --top 1 "$word"
same "translate and dictionary learn the same" "$(tail -n 1 .out)" "$(awk -F '\t' -v OFS='\t' -v word="$word" \
  '$1 == word { print $1, $2, $3, $4 }' best.tsv)"
before=$(cat best/vectors/*.vec | sha256sum)
accepted "nothing left to train" koine train best --resume
same "no stage comes after it" "$(cat .out .err | grep -c '^stage ')" 0
same "a finished run stays as it is" "$(cat best/vectors/*.vec | sha256sum)" "$before"
refused 2 "--tied was true, is false" koine train best --resume --preset paper
accepted "nothing left to train" koine train best --resume --preset best --softmax full
accepted "" koine train best --force --preset paper $small --text aa=text/aa.txt
same "--force leaves nothing of the run before" "$(ls -d best/skip-gram* best/without-spelling 2>/dev/null)" ""
best() { koine train other $small --text aa=text/aa.txt --text ab=text/ab.txt "$@"; }
accepted "skip-gram        " best --dry-run
same "joining has its memory" "$(grep -c '^joining  *[0-9]* MB at the peak; .*rounds with spelling' .out)" 1
accepted "trained in" best --no-join --keep-epochs
accepted "" koine translate other/epochs/1 --from aa --to ab --top 1 "$word"
same "a preset without joining" "$(ls -d other/skip-gram* other/without-spelling other/vectors/special.vec 2>/dev/null)" \
  other/vectors/special.vec
rm -rf other
refused 2 "give --join" koine train other --no-join --spelling-rounds 1 --text aa=text/aa.txt
refused 2 "best|paper" koine train other --preset good --text aa=text/aa.txt

# One process trains a run.
"$koine" train busy --text aa=text/aa.txt --dimension 32 --epochs 1000 >"$work/busy.out" 2>&1 &
until [ -e busy/run.json ] || ! kill -0 $! 2>/dev/null; do sleep 0.05; done
refused 2 "process $!" koine train busy --resume
refused 2 "process $!" koine train busy --text aa=text/aa.txt --force
kill -9 $!
wait $! 2>/dev/null
accepted "" koine train busy --text aa=text/aa.txt $small --force

# What is not koine's stays.
mkdir -p mine/corpus
cp text/aa.txt mine/corpus
for option in "" --resume --force; do
  # shellcheck disable=SC2086  # an empty option is none
  refused 2 "mine" koine train mine --text aa=mine/corpus/aa.txt $option
done
same "the text is there" "$(cat mine/corpus/aa.txt)" "$(cat text/aa.txt)"

# Folders that cannot be written to.
echo file >occupied
refused 2 "occupied" koine train occupied --text aa=text/aa.txt
refused 4 "" koine train /proc/nowhere --text aa=text/aa.txt

finish
