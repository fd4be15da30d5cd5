# shellcheck shell=sh
# For the files beside this one, which drive the program through good and bad input:
#
#   accepted 'TEXT' COMMAND …        exit code 0, and TEXT somewhere in what it said
#   refused CODE 'TEXT' COMMAND …    that exit code, and TEXT on standard error
#   same 'WHAT' FOUND EXPECTED       two texts
#
# Each file is called with the program, works in a folder of its own, and ends with `finish`. A TEXT is taken literally;
# '' asks for nothing.
set -u

koine=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
NO_COLOR=1
export NO_COLOR
passed=0 failed=0

koine() { "$koine" "$@"; }

pass() { passed=$((passed + 1)); }
fail() {
  failed=$((failed + 1))
  echo "FAILED: $*"
  sed 's/^/    /' "$work/.out" "$work/.err" | head -n 20
}

accepted() {
  text=$1
  shift
  code=0
  "$@" >"$work/.out" 2>"$work/.err" || code=$?
  if [ $code -ne 0 ]; then
    fail "$* ended with $code"
  elif [ -n "$text" ] && ! cat "$work/.out" "$work/.err" | grep -qF -- "$text"; then
    fail "$* did not say '$text'"
  else
    pass
  fi
}

refused() {
  expected=$1 text=$2
  shift 2
  code=0
  "$@" >"$work/.out" 2>"$work/.err" || code=$?
  if [ $code -ne "$expected" ]; then
    fail "$* ended with $code, not $expected"
  elif [ -n "$text" ] && ! grep -qF -- "$text" "$work/.err"; then
    fail "$* did not say '$text'"
  else
    pass
  fi
}

same() {
  if [ "$2" = "$3" ]; then
    pass
  else
    : >"$work/.err"
    printf 'found:    %s\nexpected: %s\n' "$2" "$3" >"$work/.out"
    fail "$1"
  fi
}

finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
