#!/bin/sh
# map_games.sh KOINE METHOD SEEDS WRONG: the method finds the map of two planted spaces from all seeds but WRONG, and
# none of two that have nothing to do with each other.
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/cases.sh"
method=$2 seeds=$3 wrong=$4

# 1,500 words in 20 dimensions: 20 clusters of unequal sizes, unequal axes. The target is the source turned by a random
# rotation (Gaussian rows, made orthonormal), its words in another order. One file a seed.
planted() {
  awk -v seed="$1" 'function uniform() { state = (state * 16807) % 2147483647; return state / 2147483647 }
    function normal() { return sqrt(-2 * log(uniform())) * cos(6.283185307 * uniform()) }
    BEGIN {
      state = 1000 + 7919 * seed; n = 1500; d = 20; c = 20
      for (i = 0; i < 20; ++i) uniform()
      for (k = 0; k < c; ++k) for (j = 0; j < d; ++j) centre[k, j] = normal()
      for (i = 0; i < d; ++i) {
        for (j = 0; j < d; ++j) q[i, j] = normal()
        for (k = 0; k < i; ++k) {
          dot = 0
          for (j = 0; j < d; ++j) dot += q[i, j] * q[k, j]
          for (j = 0; j < d; ++j) q[i, j] -= dot * q[k, j]
        }
        length2 = 0
        for (j = 0; j < d; ++j) length2 += q[i, j] * q[i, j]
        for (j = 0; j < d; ++j) q[i, j] /= sqrt(length2)
      }
      print n, d >"a.vec"; print n, d >"b.vec"
      for (i = 0; i < n; ++i) {
        k = int(c * uniform() * uniform())
        for (j = 0; j < d; ++j) x[j] = (centre[k, j] + 0.6 * normal()) / (1 + 0.15 * j)
        a = b = ""
        for (j = 0; j < d; ++j) {
          y = 0
          for (m = 0; m < d; ++m) y += x[m] * q[m, j]
          a = a " " x[j]; b = b " " y
        }
        print "s" i a >"a.vec"
        rows[i] = "t" i b
        print "s" i "\t" "t" i >"dictionary"
      }
      for (i = n - 1; i >= 0; --i) {
        other = int((i + 1) * uniform()); print rows[other] >"b.vec"; rows[other] = rows[i]
      }
    }'
}

right=0
for seed in $(seq "$seeds"); do
  planted "$seed"
  koine map "out$seed" --source a.vec --target b.vec --method "$method" --seed "$seed" || continue
  koine evaluate induction --source "out$seed/vectors/source.vec" --target "out$seed/vectors/target.vec" \
    --dictionary dictionary --json - >result || continue
  # The first p@1 of an evaluation.
  if awk '/"p_at_1"/ && !seen { seen = 1; sub(/,/, "", $2); right = $2 + 0 > 0.95 } END { exit !right }' result; then
    right=$((right + 1))
  fi
done
accepted "" test "$right" -ge $((seeds - wrong))

# Of unrelated spaces it says that it found nothing, and leaves nothing that could be taken for a result.
planted 1
mv a.vec another.vec
planted 2
refused 5 "no map was found" koine map unrelated --source another.vec --target b.vec --method "$method" \
  --preset quick --restarts 1
same "a lost game leaves no vectors" "$(find unrelated -name '*.vec' -o -name '*.npy')" ""
finish
