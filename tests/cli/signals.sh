#!/bin/sh
# signals.sh PROGRAM [SIGNALS]: a training that is asked to stop, at random moments, saves and leaves with 130, and goes
# on from there. At the size of the defaults, where nearly all the time goes into oneDNN: see cli/stop_signal.h.
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/cases.sh"
signals=${2-2}

accepted "" koine artificial --languages 2 --sentences 2000 --seed 1 -o text
alive() { kill -0 "$1" 2>/dev/null; }

i=0 resume=""
while [ "$i" -lt "$signals" ]; do
  i=$((i + 1))
  # shellcheck disable=SC2086  # an empty option is none
  "$koine" train run --text aa=text/aa.txt --text ab=text/ab.txt --threads 2 --epochs 1000 $resume \
    >"$work/.out" 2>"$work/.err" &
  if [ -z "$resume" ]; then begun="test -e run/run.json"; else begun="grep -q continuing $work/.err"; fi
  until $begun || ! alive $!; do sleep 0.02; done
  sleep "$((1 + i % 2)).$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')"
  if [ $((i % 2)) -eq 0 ]; then kill -INT $!; else kill -TERM $!; fi
  code=0
  wait $! || code=$?
  same "the exit code at signal $i" "$code" 130
  same "what is said of the checkpoint at signal $i" "$(grep -c 'the checkpoint is saved' "$work/.err")" 1
  resume=--resume
done

# A second signal ends the program at once, in the middle of a step: here one of several seconds.
"$koine" train twice --text aa=text/aa.txt --text ab=text/ab.txt --threads 1 --batch 2000 --dimension 900 --precision f32 --checkpoint-every 1000 \
  >"$work/.out" 2>"$work/.err" &
until [ -e twice/run.json ] || ! alive $!; do sleep 0.02; done
sleep 1
kill -INT $!
sleep 0.6
kill -TERM $!
code=0
wait $! || code=$?
same "the exit code of a program that was told twice" "$code" 143

# Two at once are one: those of a shutdown, and of a command that passes it on.
"$koine" train once --text aa=text/aa.txt --text ab=text/ab.txt --threads 1 --epochs 1000 >"$work/.out" 2>"$work/.err" &
until [ -e once/run.json ] || ! alive $!; do sleep 0.02; done
sleep 1
kill -TERM $!
kill -INT $!
code=0
wait $! || code=$?
same "the exit code of a program that was told twice at once" "$code" 130
same "what is said of the checkpoint then" "$(grep -c 'the checkpoint is saved' "$work/.err")" 1

# And so does Ctrl-C where a shell has started the program with SIGINT ignored.
(trap '' INT && exec "$koine" train ignored --text aa=text/aa.txt --text ab=text/ab.txt --threads 1 --batch 2000 --dimension 900 --precision f32 \
  --checkpoint-every 1000) >"$work/.out" 2>"$work/.err" &
until [ -e ignored/run.json ] || ! alive $!; do sleep 0.02; done
sleep 1
kill -INT $!
sleep 0.6
kill -INT $!
code=0
wait $! || code=$?
same "the exit code of a program that was told twice by Ctrl-C" "$code" 130

finish
