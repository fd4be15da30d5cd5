#!/bin/sh
# resume.sh PROGRAM [KILLS [OPTION …]]: a run that is killed at random moments and resumed ends in the same bits as one
# that is not, at any number of threads. The options are given to the training, such as --softmax sampled.
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/cases.sh"
kills=${2-2}
if [ $# -gt 2 ]; then shift 2; else set --; fi
options=$*
case "$options" in
  *bf16*) grep -q avx512_bf16 /proc/cpuinfo || { echo "no products in bf16 here"; exit 77; } ;;
esac
epochs=$((3 * kills))   # enough work that the kills find the program at it

accepted "" koine artificial --languages 2 --sentences 2000 --seed 1 -o text
# shellcheck disable=SC2086  # several options, or none
train() { koine train "$@" --text aa=text/aa.txt --text ab=text/ab.txt --dimension 32 --epochs "$epochs" $options; }
bits() { (cd "$1" && cat vectors/*.vec vocabulary/*.tsv best.safetensors | sha256sum); }

begin=$(date +%s%N)
accepted "" train whole --threads 2
milliseconds=$((($(date +%s%N) - begin) / 1000000))
expected=$(bits whole)
for threads in 1 4; do
  accepted "" train "threads$threads" --threads "$threads"
  same "the bits with $threads threads" "$(bits "threads$threads")" "$expected"
done

# Each kill comes somewhere within its share of the time that the whole run took, be there a checkpoint by then or not.
# A run that ends before its kill is begun anew, with kills that come sooner: the machine has become faster.
hits=0 share=$((milliseconds / (kills + 1)))
while [ "$hits" -lt "$kills" ]; do
  resume=""
  [ ! -e killed/run.json ] || resume=--resume
  [ -e killed/run.json ] || rm -rf killed
  # shellcheck disable=SC2086  # an empty option is none
  "$koine" train killed --text aa=text/aa.txt --text ab=text/ab.txt --dimension 32 --epochs "$epochs" --checkpoint-every 0.05 \
    $options $resume >"$work/.out" 2>"$work/.err" &
  sleep "$(awk -v most="$share" -v random="$(od -An -N1 -tu1 /dev/urandom)" 'BEGIN { print most * (random + 25) / 280000 }')"
  kill -9 $! 2>/dev/null
  code=0
  wait $! 2>/dev/null || code=$?
  case $code in
    137) hits=$((hits + 1)) ;;
    0) share=$((share / 2)) && rm -rf killed ;;
    *) fail "the training that was to be killed ended with $code" && break ;;
  esac
done
if [ -e killed/run.json ]; then accepted "" train killed --resume; else accepted "" train killed --force; fi
same "the bits after $kills kills" "$(bits killed)" "$expected"
accepted "" train killed --resume
same "the bits after resuming what is finished" "$(bits killed)" "$expected"

# What --join adds at the end: a kill as soon as each of its files is there.
case "$options" in
  *paper*) ;;
  *)
    resume=""
    for file in skip-gram/run.json skip-gram-subwords/run.json skip-gram-subwords/vectors/aa.vec without-spelling/aa.vec; do
      # shellcheck disable=SC2086  # several options, or none
      "$koine" train joined --text aa=text/aa.txt --text ab=text/ab.txt --dimension 32 --epochs "$epochs" \
        $options $resume >"$work/.out" 2>"$work/.err" &
      until [ -e "joined/$file" ] || ! kill -0 $! 2>/dev/null; do sleep 0.01; done
      kill -9 $! 2>/dev/null
      code=0
      wait $! 2>/dev/null || code=$?
      same "the end of the run that was killed at $file" "$code" 137
      resume=--resume
    done
    accepted "" train joined --resume
    same "the bits after kills while it was joined" "$(bits joined)" "$expected"
    same "nothing half written is left" "$(find joined -name '*koine-tmp*')" ""
    ;;
esac

# Ctrl-C saves and leaves.
"$koine" train stopped --text aa=text/aa.txt --text ab=text/ab.txt --dimension 32 --epochs 100 >.out 2>.err &
until [ -e stopped/run.json ] || ! kill -0 $! 2>/dev/null; do sleep 0.05; done
sleep 0.5
kill -TERM $!
code=0
wait $! || code=$?
same "the exit code of an interrupted run" "$code" 130
same "it has a checkpoint" "$([ -s stopped/checkpoint.safetensors ] && echo yes)" yes

# A checkpoint that was damaged.
resume_stopped() {
  koine train stopped --text aa=text/aa.txt --text ab=text/ab.txt --dimension 32 --epochs 100 --resume
}
cp stopped/checkpoint.safetensors good
head -c 5000 good >stopped/checkpoint.safetensors
refused 3 "checkpoint" resume_stopped
size=$(wc -c <good)
for place in 100 $((size / 2)) $((size - 1)); do
  cp good stopped/checkpoint.safetensors
  byte=$(od -An -j "$place" -N1 -tu1 good)
  # shellcheck disable=SC2059  # an octal escape
  printf "\\$(printf %o $((byte ^ 1)))" | dd of=stopped/checkpoint.safetensors bs=1 seek="$place" conv=notrunc 2>/dev/null
  refused 3 "checkpoint" resume_stopped
done

finish
