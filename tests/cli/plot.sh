#!/bin/sh
# `koine plot`: figures of runs and scores, what each writes and refuses, and what is left where gnuplot is missing.
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/cases.sh"

tab=$(printf '\t')
accepted "" koine artificial --languages 2 --sentences 300 --seed 1 -o text
# Words that mean something to gnuplot, to XML or to a shell.
odd="' \" # -x \\n {a_b} <b> & @x %d \`ls\` \$y ;"
yes "$odd" | head -n 100 >>text/aa.txt
accepted "" koine train run --text aa=text/aa.txt --text ab=text/ab.txt --tokenizer none --dimension 8 --epochs 2 --preset paper
rank_of() { grep -nxF -- "$1" words | cut -d: -f1; }
tail -n +2 run/vocabulary/aa.tsv | cut -f1 >words

tsne() { koine plot tsne run --iterations 300 "$@"; }
is_whole() {  # the four files of a figure, and nothing else of its name
  same "the files of $1" "$(echo "$1".*)" "$1.gp $1.png $1.svg $1.tsv"
  same "$1.svg is whole" "$(grep -c '</svg>' "$1.svg")" 1
  same "$1.png is one" "$(head -c 4 "$1.png" | tail -c 3)" PNG
}
is_absent() { same "nothing is written: $1" "$(find . -name "$1.*")" ""; }

if command -v gnuplot >/dev/null; then
  accepted "wrote" tsne -o figure --words 40
  is_whole figure
  same "40 words each, <bos> and two <unk>" "$(tail -n +2 figure.tsv | grep -c .)" 83
  same "the header" "$(head -n 1 figure.tsv)" "language${tab}rank${tab}x${tab}y${tab}labelled${tab}word"
  for special in '<bos>' '<unk>:aa' '<unk>:ab'; do
    same "$special has a label" "$(grep -cF "${tab}1${tab}$special" figure.tsv)" 1
  done
  same "gnuplot has nothing to say" "$(grep -c gnuplot .err)" 0
  refused 4 "--force" tsne -o figure --words 40
  cp figure.svg before.svg
  accepted "" tsne -o figure.png --words 40 --force --threads 1
  same "the same picture with one thread" "$(cat figure.svg)" "$(cat before.svg)"
  accepted "" tsne -o seed2 --words 40 --seed 2
  same "another one with another seed" "$(cmp -s figure.tsv seed2.tsv && echo same)" ""

  # A word that is rare, words that are special, and one that is not there.
  rare=$(tail -n 1 words)
  accepted "not in the vocabulary" tsne -o odd --languages aa --words 20 --label "$rare" --label=-x --label '<b>' \
    --label "'" --label '"' --label nowhere --label '{a_b}' --label '\n' --title "$odd"
  is_whole odd
  same "the words of one language" "$(tail -n +2 odd.tsv | cut -f1 | sort -u | tr '\n' ' ')" "* aa "
  for word in "$rare" -x '<b>' "'" '"' '{a_b}' '\n'; do
    same "$word has a label" "$(awk -F '\t' '$5 == 1 { print $6 }' odd.tsv | grep -cxF -- "$word")" 1
    same "$word is there once" "$(cut -f6 odd.tsv | grep -cxF -- "$word")" 1
  done
  same "its rank" "$(grep -F "${tab}$rare" odd.tsv | cut -f2)" "$(rank_of "$rare")"
  same "they are text in the picture" "$(grep -cF -- "<text>&lt;b>" odd.svg) $(grep -cF '<text>{a_b}<' odd.svg)" \
    "1 1"

  # A map, whose languages are source and target, and which has no <bos>.
  mkdir bare bare/vectors
  cp run/vectors/aa.vec run/vectors/ab.vec bare/vectors/
  accepted "lowered" koine plot tsne bare -o bare-figure --words 10 --iterations 50
  same "20 words" "$(tail -n +2 bare-figure.tsv | grep -c .)" 20

  accepted "" koine plot learning run -o learning
  is_whole learning
  same "a row an epoch" "$(cut -f1,6 learning.tsv | tail -n +2 | tr '\t\n' '  ')" "1 run 2 run "
  # `best` stands at every epoch that was the best so far: the last of them is the chosen one.
  for best in "true false:1" "true true:2"; do
    cp -r run '"r'
    sed -i "1s/\"best\":[a-z]*/\"best\":${best%% *}/; 2s/\"best\":[a-z]*/\"best\":$(echo "${best%:*}" | cut -d ' ' -f2)/" \
      '"r/metrics.jsonl'
    accepted "" koine plot learning '"r' -o learning --force --title "How it went"
    same "gnuplot has nothing to say of a name with a quote" "$(grep -c gnuplot .err)" 0
    same "the chosen epoch" "$(awk -F '\t' '$4 == 1 { print $1, $6 }' learning.tsv)" "${best#*:} \"r"
    rm -r '"r'
  done
  same "its title" "$(grep -c '>How it went<' learning.svg)" 1
  cp -r run margin
  sed -i 's/"select": "criterion"/"select": "margin"/' margin/run.json
  accepted "" koine plot learning margin -o margin-figure
  same "the criterion that chose the epoch" "$(cut -f3 margin-figure.tsv | tail -n +2)" \
    "$(sed 's/.*"criterion_margin":\([^,]*\),.*/\1/' run/metrics.jsonl)"
  same "its name" "$(grep -c 'margin of the nearest' margin-figure.svg)" 1
  accepted "" koine plot learning run margin -o two-criteria
  same "the paper's where two runs differ" "$(cut -f3 two-criteria.tsv | tail -n 2)" \
    "$(sed 's/.*"criterion":\([^,]*\),.*/\1/' run/metrics.jsonl)"
  accepted "" koine skipgram sg --dimension 8 --epochs 2 --text aa=text/aa.txt
  accepted "do not compare" koine plot learning run sg -o both
  same "both runs" "$(tail -n +2 both.tsv | cut -f6 | uniq | tr '\n' ' ')" "run sg aa "

  {
    echo "method${tab}x${tab}seed${tab}y"
    for seed in 1 2 3; do
      for x in 0 50 100; do echo "it's \"a\" {b}${tab}$x${tab}$seed${tab}0.$seed$x"; done
    done
    echo "-one${tab}0${tab}1${tab}0.2"
    echo "\"open${tab}0${tab}1${tab}0.2"
    echo "\"open${tab}100${tab}1${tab}0.3"
  } >scores.tsv
  accepted "" koine plot curves scores.tsv -o curves --percent --x-name "pairs" --y-name "p@1" --title "-t"
  is_whole curves
  same "gnuplot has nothing to say of a method with a quote" "$(grep -c gnuplot .err)" 0
  same "a row a method and x" "$(tail -n +2 curves.tsv | grep -c .)" 6
  same "no deviation of one seed" "$(grep -c "^0${tab}1${tab}0.2${tab}${tab}-one$" curves.tsv)" 1
  for name in '>-t<' '>pairs<' '>p@1 (%)<' '>"open<' '>band, bar: one standard deviation over seeds<'; do
    same "the figure says $name" "$(grep -cF -- "$name" curves.svg)" 1
  done
  # Three points of the first method, one and two of the others, and one each in the key.
  same "every point is drawn" "$(grep -c "<use .*translate(" curves.svg)" 9
  accepted "" koine plot curves - -o piped <scores.tsv
  koine plot curves scores.tsv -o piped --force --title "it's @words" 2>.err
  same "a title with an apostrophe and what looks like a macro" "$(grep -c gnuplot .err) $(
    grep -c ">it's @words<" piped.svg)" "0 1"

  # The steps of a map.
  accepted "" koine map mapped --source run/vectors/aa.vec --target run/vectors/ab.vec --method procrustes --seed-dictionary \
    text/aa-ab.txt --iterations 2 --validation-dictionary text/aa-ab.txt
  accepted "" koine plot curves mapped -o mapped-figure
  same "a row a measure and step" "$(cut -f1,2,5 mapped-figure.tsv | tail -n +2 | tr '\t\n' '  ')" "$(
    for measure in criterion validation; do for step in 0 1 2; do printf '%s' "$step 1 refinement: $measure "; done; done)"
  same "the scores are those of the map" "$(cut -f3 mapped-figure.tsv | sed -n 2p)" \
    "$(sed -n '1s/.*"criterion":\([^,]*\),.*/\1/p' mapped/metrics.jsonl)"
  same "its axes" "$(grep -c -e '>step<' -e '>score<' mapped-figure.svg)" 2
  refused 3 "'koine plot learning' draws a run" koine plot curves run -o none
fi

# What makes no sense. The figure is named alone: nothing may appear.
refused 2 "" koine plot
refused 2 "--output" koine plot tsne run
refused 2 "xx" tsne -o none --languages aa,xx
refused 2 "twice" tsne -o none --languages aa,aa
refused 2 "--words" tsne -o none --words 0
refused 2 "perplexity" tsne -o none --perplexity 1
refused 2 "perplexity" tsne -o none --perplexity nan
refused 2 "a figure needs a name" tsne -o ..
refused 3 "too few points" koine plot tsne run -o none --languages aa --words 3
refused 3 "missing" koine plot tsne missing -o none
refused 3 "missing" koine plot learning missing -o none
mkdir empty
echo '{"languages": []}' >empty/run.json
refused 3 "no vectors yet" koine plot tsne empty -o none
refused 4 "no-folder" tsne -o no-folder/none --words 10
same "t-SNE has not begun" "$(grep -c t-SNE .err)" 0
for file in vocabulary/aa.tsv vocabulary/ab.tsv; do
  cp run/$file before
  refused 2 "made from" tsne -o run/${file%.tsv} --words 10 --languages aa --force
  refused 2 "made from" koine plot learning run -o run/${file%.tsv} --force
  same "$file is as it was" "$(cmp run/$file before)" ""
done
echo "method${tab}x${tab}y" >columns.tsv
refused 3 "no column seed" koine plot curves columns.tsv -o none
refused 2 "made from" koine plot curves columns.tsv -o columns --force
same "it is as it was" "$(cat columns.tsv)" "method${tab}x${tab}y"
cp -r run damaged
echo '{"epoch": 3' >>damaged/metrics.jsonl
refused 3 "metrics.jsonl:3" koine plot learning damaged -o none
is_absent none

# Without gnuplot the numbers and the script are written.
mkdir nothing
program=$(command -v "$koine")
refused 4 "gnuplot-nox" env PATH="$work/nothing" "$program" plot tsne run -o without --words 20 --iterations 50
same "numbers and script" "$(echo without.*)" "without.gp without.tsv"

finish
