#!/bin/sh
# experiment.sh PROGRAM [FOLDER]: `koine experiment` on artificial languages. Without FOLDER an experiment of its own:
# what is written, stopped and resumed, refused, left out. With FOLDER all experiments in it, at small scale.
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/cases.sh"

if [ $# -gt 1 ]; then
  for file in "$2"/*.toml; do
    name=$(basename "$file" .toml)
    accepted "" koine experiment "$file" --scale small -o "$name"
    same "$name: a report" "$(grep -c '^## ' "$name/report.md")" 1
    same "$name: nothing is left" "$(grep -c 'not run' "$name/report.md")" 0
    same "$name: nothing failed" "$(grep -cE 'failed|collapsed' "$name/report.md")" 0
    same "$name: the page is whole" "$(tail -n 1 "$name/report.html")" "</html>"
    case $name in figure*)
      if command -v gnuplot >/dev/null; then
        same "$name: a picture" "$(grep -c 'data:image/svg' "$name/report.html" | sed 's/[1-9].*/some/')" some
      fi ;;
    esac
  done
  finish
  exit
fi

cat >table.toml <<'END'
title = "Two methods"
show = "table"
pairs = ["es-en", "fi-en"]
sentences = [50000]
seeds = [1, 2]
test-pairs = 100

[[method]]
name = "koine"
train = { softmax = "sampled", samples = 50, epochs = 50 }

[[method]]
name = "RANDOM"
map = { method = "procrustes", iterations = 0 }
seed-pairs = [0]

[[method]]
name = "supervised"
map = { method = "procrustes" }
seed-pairs = [200]
END
experiment() { koine experiment table.toml --scale small --threads 1 "$@"; }

# The plan alone writes nothing.
accepted "koine train plan/store/train-es-en-500-seed1-" experiment -o plan --dry-run
same "nothing is written" "$(ls -d plan 2>/dev/null)" ""

# A whole run.
accepted "report.md" experiment -o whole
same "a report" "$(grep -c '^## Two methods' whole/report.md)" 1
same "the command of a method" "$(grep -c 'koine train .*--preset paper' whole/report.md)" 1
same "no blank cell" "$(grep -cE '\|  ?\|' whole/report.md)" 0
same "every step has its record" "$(find whole/store -name step.json | wc -l)" "$(find whole/store -mindepth 1 -maxdepth 1 -name '[!.]*' | wc -l)"
ranks() { (cd "$1/store" && find . -name ranks.tsv -o -name '*.vec' | LC_ALL=C sort | xargs sha256sum); }
same "twelve evaluations" "$(ranks whole | grep -c ranks.tsv)" 12
same "results.json has the shares of the ranks" \
  "$(tr -d ' \n' <whole/results.json | grep -oE '"seed":1,"status":"done","p_at_1":[0-9.]+' | head -n 1 | sed 's/.*://')" \
  "$(cd whole/store && awk -F '\t' 'FNR > 1 { n++; right += $3 == 1 } END { print right / n }' evaluate-es-en-500-seed1-*/ranks.tsv |
    sed 's/^0$/0.0/')"

# Scores of another OUT are not made again.
accepted "whole/results.json: 12 of its 12 scores are of this plan" experiment -o other --take whole/results.json
same "nothing is trained" "$(ls other/store | grep -cE '^(train|skipgram|map)')" 0
same "the same scores" "$(sed -n '/^## /,$p' other/report.md)" "$(sed -n '/^## /,$p' whole/report.md)"
same "the same commands behind them" "$(grep '"command"' other/results.json | grep -v 'koine experiment')" \
  "$(grep '"command"' whole/results.json | grep -v 'koine experiment')"
refused 3 "this is no results.json" experiment -o third --take table.toml

# A recorded command, typed again, gives the same bits.
command=$(grep -h '"command"' whole/store/train-fi-en-500-seed2-*/step.json | sed 's/.*: "koine //; s/",$//')
# shellcheck disable=SC2046  # words are meant
accepted "" koine $(echo "$command" | sed 's|whole/store/train-[^ ]*|typed|')
same "the same vectors" "$(cat whole/store/train-fi-en-500-seed2-*/vectors/fi.vec | sha256sum)" \
  "$(sha256sum <typed/vectors/fi.vec)"

# And so do all that are behind a score, one after the other in an empty folder.
mkdir -p pasted/bin
ln -s "$koine" pasted/bin/koine
sed -n 's/^ *"command": "//; t found; d; :found; s/",$//; /^koine experiment/d; p; /koine evaluate/q' whole/results.json \
  >pasted/commands
accepted "" sh -c "cd pasted && PATH=\$PWD/bin:\$PATH && . ./commands"
same "the same ranks" "$(cat pasted/whole/store/evaluate-*/ranks.tsv | sha256sum)" \
  "$(sha256sum <"whole/$(sed -n 's/.*"ranks": "\(.*\)",/\1/p' whole/results.json | head -n 1)")"

# Nothing is done twice; the report is made again.
rm whole/report.md
accepted "0 of them to be run" experiment -o whole
same "the report is back" "$(ls whole/report.md)" whole/report.md

# Two processes at once: each step is made by one of them, the report of the one that ends last has it all, and the bits
# are those of one process.
"$koine" experiment table.toml --scale small --threads 1 -o both >.out 2>.first &
accepted "report.md" experiment -o both
code=0
wait $! || code=$?
same "the exit code of the first" "$code" 0
same "nothing is left" "$(grep -c 'not run' both/report.md)" 0
same "the bits of two processes" "$(ranks both)" "$(ranks whole)"
same "each had its part" "$(cat .first .err | grep -c ' of them to be run')" 2

# What another process holds is waited for, and a plan alone waits for nothing.
if command -v flock >/dev/null; then
  step=$(cd both/store && printf '%s\n' evaluate-es-en-500-seed1-* | head -n 1)
  rm "both/store/$step/step.json"
  exec 9>"both/store/.locks/$step"
  flock 9
  { "$koine" experiment table.toml --scale small --threads 1 -o both >.out 2>.waits; touch .ended; } 9>&- &
  accepted "1 of them to be run" experiment -o both --dry-run
  until grep -q "by other processes" .waits || [ -e .ended ]; do sleep 0.02; done
  same "it waits" "$(ls .ended "both/store/$step/step.json" 2>/dev/null)" ""
  exec 9>&-
  wait $!
  same "and makes the step" "$(ls "both/store/$step/step.json" 2>/dev/null)" "both/store/$step/step.json"
fi

# Stopped in the middle of a training, killed in the next one, and ended: the same bits.
# shellcheck disable=SC2086  # a pattern is meant
wait_for() { until ls $1 >/dev/null 2>&1 || ! kill -0 "$2" 2>/dev/null; do sleep 0.02; done; }
"$koine" experiment table.toml --scale small --threads 1 -o broken >.out 2>.err &
wait_for "broken/store/train-es-en-500-seed1-*/run.json" $!
kill -INT $!
code=0
wait $! || code=$?
same "the exit code of Ctrl-C" "$code" 130
same "the training is not done" "$(ls broken/store/train-*/step.json 2>/dev/null)" ""
same "the report says what is missing" "$(grep -c 'not run' broken/report.md | sed 's/[1-9].*/some/')" some
"$koine" experiment table.toml --scale small --threads 1 -o broken >.out 2>.err &
wait_for "broken/store/train-fi-en-500-seed1-*/run.json" $!
kill -KILL $!
wait $! 2>/dev/null
same "the first training went on" "$(grep -c '"resumed": true' broken/store/train-es-en-500-seed1-*/step.json)" 1
# What was running then saves and leaves, and is waited for.
accepted "report.md" experiment -o broken
same "the bits after it all" "$(ranks broken)" "$(ranks whole)"

# A training that was stopped before it had a run left its log alone, and begins again.
early=early/store/$(basename whole/store/train-es-en-500-seed1-*)
mkdir -p "$early"
echo "stopped" >"$early/log"
accepted "" experiment -o early --only es-en/500/koine
same "the training began again" "$(grep -c '"resumed": false' "$early/step.json")" 1

# A command that somebody kills: what is said of it, and the rest is done all the same.
"$koine" experiment table.toml --scale small --threads 1 -o killed --only es-en/500/koine >.out 2>.err &
wait_for "killed/store/train-es-en-500-seed1-*/run.json" $!
kill -KILL "$(cat killed/store/train-es-en-500-seed1-*/.lock)"
code=0
wait $! || code=$?
same "the exit code of a failed step" "$code" 3
same "what is said at the end" "$(grep '^error: ' .err | sed 's/-seed1-[0-9a-f]*/-seed1/')" \
  "error: killed/store/train-es-en-500-seed1/log: a step failed, and what stands on it was left out: found signal 9 \
(Killed) ended it; out of memory?; the same command tries again; a step whose folder was removed begins anew"
same "the other seed is done" "$(ls killed/store/evaluate-*/step.json | wc -l)" 1
accepted "report.md" experiment -o killed --only es-en/500/koine

# What was left of a training and is spoilt fails each time, and is told how to get rid of.
spoilt=$(printf '%s\n' killed/store/train-es-en-500-seed1-*)
rm -r "$spoilt/step.json" killed/store/evaluate-es-en-500-seed1-*
echo "{" >"$spoilt/run.json"
refused 3 "begins anew" experiment -o killed --only es-en/500/koine
rm -r "$spoilt"
accepted "report.md" experiment -o killed --only es-en/500/koine

# Parts of it.
accepted "" experiment -o part --only es-en/500/koine
same "no map was made" "$(ls -d part/store/map-* 2>/dev/null)" ""
same "what was not run is said" "$(grep -c '^| supervised | not run, ' part/report.md)" 2
refused 2 "table/es-en/500/koine" experiment -o none --only koin?
same "nothing is written for a name that is none" "$(ls -d none 2>/dev/null)" ""
accepted "" experiment -o nothing --hours 0.0000001
for hours in -1 nan inf; do refused 2 "a number from 0 on" experiment -o none --hours $hours; done
same "no time, no training" "$(ls -d nothing/store/train-* 2>/dev/null)" ""

# A user's own text and dictionaries.
mkdir corpora dictionaries
cp whole/store/artificial-*/aa.txt corpora/es.novels.txt
gzip -c whole/store/artificial-*/ab.txt >corpora/fi.txt.gz
cp whole/store/artificial-*/ac.txt corpora/en.txt
cp whole/store/artificial-*/aa-ac.txt dictionaries/es-en.txt
cp whole/store/artificial-*/ab-ac.txt dictionaries/fi-en.txt
accepted "" experiment -o own --corpora corpora --dictionaries dictionaries --only koine
same "the same text gives the same ranks" "$(cat own/store/evaluate-fi-en-500-seed2-*/ranks.tsv)" \
  "$(cat whole/store/evaluate-fi-en-500-seed2-*/ranks.tsv | head -n 101)"
refused 2 "go together" experiment -o bad --corpora corpora
refused 2 "--scale small" koine experiment table.toml -o bad
refused 3 "--corpora" experiment -o bad --corpora no --dictionaries dictionaries
rm corpora/fi.txt.gz
refused 3 "no text of language fi" experiment -o bad --corpora corpora --dictionaries dictionaries

# A collapse is a result, and no score.
sed 's/test-pairs = 100/test-pairs = 100/; /name = "RANDOM"/,$d' table.toml >collapse.toml
cat >>collapse.toml <<'END'
name = "self-learning"
map = { method = "self-learning" }
END
"$koine" artificial -o chance --languages 2 --sentences 500 --uniform ab >.out 2>&1
mkdir texts
cp chance/aa.txt texts/es.txt && cp chance/ab.txt texts/en.txt
sed 's/pairs = \["es-en", "fi-en"\]/pairs = ["es-en"]/' collapse.toml >one.toml
cp chance/aa-ab.txt texts/es-en.txt
accepted "" koine experiment one.toml --scale small --threads 1 -o collapsed --corpora texts --dictionaries texts
same "what collapsed is said" "$(grep -c '^| self-learning | collapsed |' collapsed/report.md)" 2

# Files that are wrong.
bad() { sed "$1" table.toml >bad.toml && koine experiment bad.toml --scale small -o bad; }
refused 3 "bad.toml:6" bad 's/test-pairs/test_pairs/'
refused 3 "test-pairs" bad 's/test-pairs/test_pairs/'
refused 3 "bad.toml:1" bad '1s/$/"/'
refused 3 "softmaxx" bad 's/softmax/softmaxx/'
refused 3 "full|sampled" bad 's/"sampled"/"some"/'
refused 3 "es-en" bad 's/"es-en"/"esen"/'
refused 3 "no.toml" koine experiment no.toml --scale small -o bad
same "nothing is written for a bad file" "$(ls -d bad 2>/dev/null)" ""

finish
