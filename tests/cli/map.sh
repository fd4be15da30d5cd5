#!/bin/sh
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/cases.sh"

# 400 words in 8 dimensions: 20 clusters of unequal sizes, unequal axes. The target is the source with its columns in
# another order and every second sign turned, the words in the opposite order and spelled t1, t2, …; the first 50 words
# are spelled alike in both, half of them numerals. awk's own generator may differ from one awk to the next.
awk 'function uniform() { state = (state * 16807) % 2147483647; return state / 2147483647 }
     function normal() { return sqrt(-2 * log(uniform())) * cos(6.283185307 * uniform()) }
     BEGIN {
       state = 12345; n = 400; d = 8
       for (c = 0; c < 20; ++c) for (j = 0; j < d; ++j) centre[c, j] = normal() / (1 + 0.2 * j)
       print n, d >"a.vec"; print n, d >"b.vec"; print n, d >"noise.vec"
       for (i = 1; i <= n; ++i) {
         c = int(20 * uniform() * uniform()); a = b = z = ""
         for (j = 0; j < d; ++j) { x[j] = centre[c, j] + 0.6 * normal() / (1 + 0.2 * j); z = z " " normal() }
         for (j = 0; j < d; ++j) {
           a = a " " x[j]
           k = (3 * j + 1) % d
           b = b " " (k % 2 ? -x[k] : x[k]) + 0.01 * normal()
         }
         word = i <= 25 ? 1900 + i : i <= 50 ? "name" i : ""
         print (word == "" ? "s" i : word) a >"a.vec"
         print "u" i z >"noise.vec"
         rows[i] = (word == "" ? "t" i : word) b
         print (word == "" ? "s" i : word) "\t" (word == "" ? "t" i : word) >"dictionary"
       }
       for (i = n; i >= 1; --i) print rows[i] >"b.vec"
     }'

map() {
  out=$1
  shift
  koine map "$out" --source a.vec --target b.vec "$@"
}
# The first p@1 of an evaluation is above 0.99.
is_right() {
  koine evaluate induction --source "$1/vectors/source.vec" --target "$1/vectors/target.vec" --dictionary dictionary \
    --json - | awk '/"p_at_1"/ && !seen { seen = 1; sub(/,/, "", $2); right = $2 + 0 > 0.99 } END { exit !right }'
}
json() { grep -o "\"$2\": [^,]*" "$1/run.json" | head -n 1; }

accepted "400 seed pairs" map p --method procrustes --seed-dictionary dictionary
accepted "" is_right p
accepted "map by procrustes, finished" koine info p
refused 3 "this is a map" koine plot learning p -o none
for file in map.npy run.json vectors/source.vec; do
  refused 2 "made from" koine dictionary p --from source --to target -o p/$file
done
same "files of a result" "$(cd p && find . -type f | sort | tr '\n' ' ')" \
  "./.lock ./map.npy ./metrics.jsonl ./run.json ./vectors/source.vec ./vectors/target.vec "
same "what it was told" "$(json p supervision)" '"supervision": "dictionary"'
same "its end" "$(json p status)" '"status": "finished"'
accepted "t100" koine translate p --from source --to target s100

accepted "more than chance" map s --method self-learning --patience 10
accepted "" is_right s
same "files where the target is mapped too" "$(find s -name 'map*' | sort | tr '\n' ' ')" "s/map-target.npy s/map.npy "
same "what self-learning was told" "$(json s supervision)" '"supervision": "none"'
accepted "" map s1 --method self-learning --patience 10 --threads 1
accepted "" map s3 --method self-learning --patience 10 --threads 3
accepted "" cmp s1/vectors/source.vec s3/vectors/source.vec
accepted "25 numerals" map n --method numerals --patience 5
same "25 are enough" "$(grep -c "from so few" .err)" 0
accepted "" is_right n
same "what numerals tell" "$(json n supervision)" '"supervision": "weak"'
accepted "50 strings" map i --method identical --patience 10
accepted "" is_right i
sed -n '1,30p' dictionary >tested
accepted "20 strings" map j --method identical --patience 10 --exclude-pairs tested
same "20 are few" "$(grep -c "from so few" .err)" 1
same "the strings left out" "$(json j excluded | tr -d '} ')" '"excluded":30'
refused 3 "share no numerals" map j --method numerals --exclude-pairs tested --force
accepted "" koine map r --source p/vectors/source.vec --target p/vectors/target.vec --method refine
accepted "" is_right r

# A dictionary is read in Unicode NFC, and vectors as they are: here with accents by themselves.
accent=$(printf 'e\314\201')
sed "s/^name/n${accent}m/" a.vec >decomposed-a.vec
sed "s/^name/n${accent}m/" b.vec >decomposed-b.vec
sed "s/name/n${accent}m/g" dictionary >decomposed
sed -n '26,50p' decomposed >tested-decomposed
decomposed() { koine map d --source decomposed-a.vec --target decomposed-b.vec --exclude-pairs tested-decomposed "$@"; }
accepted "25 strings" decomposed --method identical
accepted "375 seed pairs" decomposed --method procrustes --seed-dictionary decomposed --force

# Whatever an input is, it is read once, and the record has the digest of what was read.
digest() { sha256sum "$1" | cut -d ' ' -f 1; }
mkfifo pipe
cat dictionary >pipe &
accepted "400 seed pairs" map f --method procrustes --seed-dictionary pipe
same "the digest of a pipe" "$(grep -c "$(digest dictionary)" f/run.json)" 1
odd=$(printf 'a\377.vec')
cp a.vec "$odd"
accepted "" koine map o --source "$odd" --target b.vec --method procrustes --seed-dictionary dictionary
same "the digest of a file whose name is not UTF-8" "$(grep -c "$(digest a.vec)" o/run.json)" 1
refused 2 "standard input" koine map o --source - --target - --method refine --force
refused 2 "standard input" koine map o --source - --target b.vec --method procrustes --seed-dictionary - --force

# Unrelated spaces: said, and nothing that could be taken for a result.
unrelated() { koine map u --source noise.vec --target b.vec --method self-learning --patience 5 "$@"; }
refused 5 "no map was found" unrelated --restarts 2
same "a collapse in the record" "$(json u status)" '"status": "collapsed"'
same "a collapse leaves no vectors" "$(find u -name '*.vec' -o -name '*.npy')" ""
refused 3 "no more than chance" koine translate u --from source --to target u1
accepted "" unrelated --no-null-check --force

# Ranks beyond the vocabulary are said once.
map c --method self-learning --patience 3 >.out 2>.err
same "clamped ranks" "$(grep -c -- '--cutoff 20000 is 400' .err)" 1

# Seed pairs.
accepted "30 seed pairs" map q --method procrustes --seed-dictionary dictionary --seed-pairs 30
accepted "400 seed pairs can be used, 500 were asked for" \
  map q --method procrustes --seed-dictionary dictionary --seed-pairs 500 --force
accepted "by chance" map q --method procrustes --seed-pairs 0 --iterations 0 --force
accepted "are not read" map q --method procrustes --seed-dictionary dictionary --seed-pairs 0 --iterations 0 --force
accepted "" map first --method procrustes --iterations 0 --seed-dictionary dictionary --seed-pairs 30
accepted "" map drawn --method procrustes --iterations 0 --seed-dictionary dictionary --seed-pairs 30 --seed-order random
accepted "" map again --method procrustes --iterations 0 --seed-dictionary dictionary --seed-pairs 30 --seed-order random --seed 2
same "the first pairs and two draws make three maps" "$(sha256sum first/map.npy drawn/map.npy again/map.npy |
  cut -d ' ' -f 1 | sort -u | wc -l)" 3
sed -n '1,390p' dictionary >held-out
accepted "10 seed pairs" map q --method procrustes --seed-dictionary dictionary --exclude-pairs held-out --force
tr 'a-z' 'A-Z' <held-out >shouted
accepted "10 seed pairs" map q --method procrustes --seed-dictionary dictionary --exclude-pairs shouted --force
refused 3 "no pair of the seed dictionary" \
  map q --method procrustes --seed-dictionary held-out --exclude-pairs dictionary --force
printf 'ein one\nzwei two\n' >strangers
refused 3 "strangers" map q --method procrustes --seed-dictionary strangers --force
refused 2 "--seed-dictionary" map q --method procrustes --force
: >empty
printf 's60 t60\ns61\n' >one-column
printf 's60 t60\n\377\376 t61\n' >binary
for file in missing empty one-column:2 binary; do
  refused 3 "$file" map q --method procrustes --seed-dictionary "${file%:2}" --force
  refused 3 "$file" map q --method identical --exclude-pairs "${file%:2}" --force
  refused 3 "$file" map q --method refine --validation-dictionary "${file%:2}" --force
done
accepted "looks at test data" map q --method procrustes --seed-dictionary dictionary --seed-pairs 30 --select dictionary \
  --validation-dictionary dictionary --force
same "a selection by test data" "$(json q selected_by_test_data)" '"selected_by_test_data": true'
refused 2 "--validation-dictionary" map q --method procrustes --seed-dictionary dictionary --select dictionary --force

# Options that make no sense.
refused 2 "no such value" map q --method magic --force
refused 2 "--method" koine map q --source a.vec --target b.vec --force
refused 2 "no meaning" map q --method refine --keep 0.5 --force
refused 2 "no meaning" map q --method self-learning --seed-dictionary dictionary --force
refused 2 "no meaning" map q --method self-learning --exclude-pairs dictionary --force
refused 2 "--keep" map q --method self-learning --keep 2 --force
refused 2 "--normalize" map q --method self-learning --normalize length --force
refused 2 "--seed-pairs" map q --method procrustes --seed-dictionary dictionary --seed-pairs few --force

# The place of the result.
refused 2 "--force" map p --method procrustes --seed-dictionary dictionary
echo mine >p/notes
accepted "" map p --method procrustes --seed-dictionary dictionary --force
same "a file that is not koine's stays" "$(cat p/notes)" mine
mkdir -p begun/vectors && touch begun/.lock
accepted "" map begun --method procrustes --seed-dictionary dictionary
mkdir other && echo mine >other/notes
refused 2 "no result" map other --method procrustes --seed-dictionary dictionary --force
same "a folder of somebody else stays" "$(find other -type f)" other/notes
refused 2 "this is a file" map held-out --method procrustes --seed-dictionary dictionary --force
refused 2 "lies in the folder" koine map p --source p/vectors/source.vec --target b.vec --method refine --force
accepted "" test -e p/vectors/source.vec
refused 4 "" map /proc/nowhere --method procrustes --seed-dictionary dictionary

# Vectors that cannot be used, and such as only look strange.
with_source() {
  koine map v --source "$1" --target b.vec --method self-learning --patience 3 --no-null-check --force
}
with_target() {
  koine map v --source a.vec --target "$1" --method self-learning --patience 3 --no-null-check --force
}
unusable() {
  refused 3 "$1" with_source v.vec
  refused 3 "$1" with_target v.vec
}
awk 'NR == 1 { print 500, 8; next } { print }' a.vec >v.vec && unusable "v.vec"
awk 'NR == 1 { print 300, 8; next } { print }' a.vec >v.vec && unusable "v.vec"
awk 'NR == 3 { NF = 8 } { print }' a.vec >v.vec && unusable "v.vec:3"
for number in nan inf x; do
  awk -v number=$number 'NR == 3 { $4 = number } { print }' a.vec >v.vec && unusable "v.vec:3"
done
printf '2 2\nuno 1 0\ndos 0 1\n' >v.vec && unusable ""
head -c 3000 /dev/urandom >v.vec && unusable "v.vec"
: >v.vec && unusable "v.vec"
rm v.vec && unusable "v.vec"
mkdir v.vec && unusable "v.vec" && rmdir v.vec
awk 'BEGIN { print 30, 8; for (i = 1; i <= 30; ++i) print "w" i, 1, 2, 3, 4, 5, 6, 7, 8 }' >same.vec
refused 3 "--source: after the normalisation all vectors" with_source same.vec
refused 3 "--target: after the normalisation all vectors" with_target same.vec
accepted "--source: all 30 words have the same vector" \
  koine map v --source same.vec --target b.vec --method refine --force
accepted "--target: all 30 words have the same vector" \
  koine map v --source a.vec --target same.vec --method refine --force
awk 'NR > 1 { for (i = 2; i <= NF; ++i) $i *= 1e30 } { print }' a.vec >huge.vec
refused 3 "--normalize unit" \
  koine map v --source huge.vec --target b.vec --method self-learning --normalize none --force
accepted "" with_source huge.vec
awk 'NR > 1 { $4 = 0.5; $5 = 2 } { print }' a.vec >constant.vec
accepted "" with_source constant.vec
same "constant columns leave numbers" "$(grep -vciE 'nan|inf' v/vectors/source.vec) $(head -n 1 v/vectors/source.vec)" \
  "401 400 8"
awk 'NR == 1 { print 5, 8 } NR > 1 && NR < 7' a.vec >few.vec
accepted "--neighbours 10 is 5" with_source few.vec
awk 'NR == 5 { print $1, 0, 0, 0, 0, 0, 0, 0, 0; next } { print }' a.vec >zero.vec
accepted "zero" with_source zero.vec
accepted "the same file" koine map v --source a.vec --target a.vec --method self-learning --patience 5 --force
# The other methods, each with what stands in the way of a map.
awk 'NR > 1 { print $1, $1 }' a.vec >alike
for method in procrustes numerals identical adversarial wasserstein adversarial-autoencoder; do
  case $method in
    procrustes) options="--seed-dictionary dictionary" ;;
    numerals | identical) options= ;;
    *) options="--preset quick --epochs 1 --epoch-size 2000 --no-null-check" ;;
  esac
  # shellcheck disable=SC2086  # several options
  by_method() { koine map w --method $method --force $options "$@"; }
  refused 3 "--source: after the normalisation all vectors" by_method --source same.vec --target b.vec
  refused 3 "--target: after the normalisation all vectors" by_method --source a.vec --target same.vec
  for source in constant few a; do
    [ $source$method = aprocrustes ] && options="--seed-dictionary alike"
    target=b
    [ $source = a ] && target=a
    accepted "$([ $source = a ] && echo "the same file")" by_method --source $source.vec --target $target.vec
    same "numbers from $source.vec by $method" "$(cat w/vectors/*.vec | grep -ciE 'nan|inf') $(head -n 1 w/vectors/source.vec)" \
      "0 $(head -n 1 $source.vec)"
  done
done

# Stopped: what there is, is written.
"$koine" map stopped --source a.vec --target b.vec --method self-learning --patience 1000000 >.out 2>.err &
until [ -e stopped/run.json ] || ! kill -0 $! 2>/dev/null; do sleep 0.02; done
sleep 0.5
kill -INT $!
code=0
wait $! || code=$?
same "the exit code of a stopped map" "$code" 130
same "the record of a stopped map" "$(json stopped status)" '"status": "interrupted"'
accepted "" test -s stopped/vectors/source.vec -a -s stopped/map.npy

finish
