#!/bin/sh
# Options that hold for every command, and those that make no sense.
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/cases.sh"

accepted "koine 0." koine --version
accepted "Exit codes" koine --help
accepted "Exit codes" koine map --help
refused 2 "" koine
refused 2 "'nonsense'" koine nonsense
refused 2 "'nonsense'" koine --quiet nonsense --top 3
refused 2 "--nonsense" koine tokenize --language es --nonsense

for command in train skipgram info neighbours translate dictionary pairs "evaluate alignment" "evaluate induction" \
  export tokenize artificial; do
  # shellcheck disable=SC2086  # two words are meant
  accepted "--" koine $command --help
done

accepted "--lowercase,--no-lowercase" koine train --help
same "defaults of flags" "$(grep -A1 -e '--lowercase' .out | grep -c 'default: yes')" 1
for command in train neighbours pairs; do
  koine $command --help >.out
  same "marks in the help of $command" "$(grep -cF -e '=[]' -e '{false}' .out)" 0
done
accepted "--spelling[=WEIGHT] " koine translate --help

# What goes to standard output has to arrive there.
to_full_disk() { "$koine" "$@" >/dev/full; }
to_nowhere() { "$koine" "$@" >&-; }
echo 'a b' >text
refused 4 "standard output" to_full_disk tokenize --language en <text
refused 4 "standard output" to_nowhere tokenize --language en <text
refused 4 "standard output" to_full_disk --help
refused 4 "standard output" to_full_disk --version
refused 4 "standard output" to_full_disk train --help
# Nor may a limit of the shell end the program without a word.
within_limit() { (ulimit -f 40 && "$koine" "$@"); }
refused 4 "File too large" within_limit artificial --languages 2 --sentences 20000 --seed 1 -o limited

# A name of a file or folder that is empty, as an unset variable of a shell leaves it, is not passed over.
for command in "tokenize --language en --config" "tokenize --language en --prefixes" info \
  "map OUT --source a --target b --method identical --exclude-pairs" "pairs --source a --target b --dictionary" \
  "evaluate alignment --source a --target b --pairs-file c --json" "evaluate induction --target b --dictionary c --source" \
  "plot curves a -o" "experiment a.toml -o out --corpora" "benchmark --record" "artificial -o"; do
  # shellcheck disable=SC2086  # several words
  refused 2 "a name is needed, and this is empty" koine $command "" </dev/null
done

# Random text, timed.
benchmark() {
  koine benchmark --source-vocabulary 50 --target-vocabulary 50 --dimension 8 --batch 2 --mean-length 5 --threads 1 "$@"
}
accepted '"words_per_second":' benchmark --json -
same "figures instead of the table, and no file called -" "$(grep -c 'GFLOP/s' .out) $(ls ./- 2>/dev/null)" "0 "
refused 2 "--json" benchmark --json figures.json --record record
accepted "" benchmark --record record --steps 2
same "the steps are there" "$(grep -c . record/steps.jsonl)" 2
refused 2 "holds something already" benchmark --record record --steps 3
same "and stay" "$(grep -c . record/steps.jsonl)" 2

printf 'language = "en"\nescape = true\n' >options.toml
echo 'A & B' >text
accepted "A &amp; B" koine tokenize --config options.toml <text
refused 2 "" koine tokenize --config missing.toml <text
accepted "A &amp; B" koine --config options.toml tokenize <text
printf 'target = "t.vec"\ndictionary = "d"\npairs = 7\nsource = "s.vec"\n' >evaluate.toml
refused 3 "s.vec" koine --config evaluate.toml evaluate alignment
refused 3 "s.vec" koine evaluate --config evaluate.toml alignment
printf 'quiet = true\nlanguage = "xx"\n' >quiet.toml
accepted "" koine tokenize --config quiet.toml <text
same "quiet, by the file" "$(cat .err)" ""
head -c 1000 /dev/zero >binary
refused 3 "binary" koine tokenize --config binary <text
printf 'language = "en"\nnonsense = 3\n' >wrong.toml
refused 2 "--config: there is no such option: found 'nonsense'" koine tokenize --config wrong.toml <text
printf '\357\273\277language = "en"\r\nescape = true\r\n' >marked.toml
accepted "A &amp; B" koine tokenize --config marked.toml <text

finish
