#!/bin/sh
# Downloads the data of the paper. Nothing calls this but its user; --help tells everything.
set -eu
LC_ALL=C
export LC_ALL

languages='en fr de es fi ru cs' year='' sentences=all
news=yes europarl='' dictionaries='' checksums='' dry_run=''
news_url=https://data.statmt.org/news-crawl
europarl_url=https://www.statmt.org/wmt14/training-monolingual-europarl-v7
dictionaries_url=https://dl.fbaipublicfiles.com/arrival/dictionaries
retries=5 first_wait=5

usage() {
  cat <<HELP
get-wmt-data.sh [OPTION …] DIR
Downloads the data of the paper into DIR: News Crawl and Europarl of WMT, and the dictionaries of MUSE.

What:
  --languages "L …"       languages of News Crawl and of the dictionaries [$languages]
  --year YYYY             year of News Crawl [2012; fi: 2014, the first that there is]
  --sentences N           keep the first N lines of each text (they are shuffled at their source) [$sentences]
  --europarl              the English of Europarl v7 too
  --dictionaries          the dictionaries L-en too: whole, and MUSE's parts for training and test
  --no-news               no News Crawl
  --dry-run               tell what would be downloaded, and stop

How:
  --checksums FILE        lines "SHA-256  NAME" as sha256sum writes them, NAME as in DIR/SHA256SUMS or as at the server:
                          what is downloaded has to agree
  --retries N             how often to try again without getting further [$retries]
  --wait SECONDS          how long to wait before; doubled each time [$first_wait]
  --news-crawl-url URL    [$news_url]
  --europarl-url URL      [$europarl_url]
  --dictionaries-url URL  [$dictionaries_url]

What is in DIR afterwards:
  L.news.txt.xz, en.europarl.txt.xz                               one sentence a line
  full/L-en.txt, train-0-5000/L-en.txt, test-5000-6500/L-en.txt   two words a line
  downloads/      the compressed texts as the server has them; may be deleted when the .xz are there
  SHA256SUMS      of all of these
  SOURCES.tsv     each file, the URL it came from, how many of its sentences
A file is whole or absent. A download that was broken off stays as NAME.part, and the next start goes on with it if the
file at the server is still the same. A second start downloads nothing that is there. A whole text of News Crawl has
millions of sentences; to pack it takes a while.

Check sums. The servers publish none that this script knows of, so the first download is taken on trust: only its length
and, where it is compressed, its own check sum (gzip -t) are checked. Its SHA-256 is written to DIR/SHA256SUMS, and from
then on a file that differs is refused and moved to NAME.refused. To have the same data as somebody else, give
their SHA256SUMS as --checksums: what is downloaded is compared with it, what is packed here is not. A download that it
does not list is taken on trust, and that is said.

Licences. These are other people's data, and none of them is covered by koine's licence:
  News Crawl  free for research; for other uses ask the owners of the texts. See https://data.statmt.org/news-crawl/
  Europarl    its makers know of no restriction by copyright. See https://www.statmt.org/europarl/
  MUSE        CC BY-NC 4.0, not for commercial use. See https://github.com/facebookresearch/MUSE

Needs curl, gzip, xz, sha256sum. Exit code: 0 everything is there, 1 something is missing (the rest is there), 2 an
option is wrong, 130 stopped.
HELP
}

misused() {
  echo "get-wmt-data.sh: $* (--help tells the options)" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --europarl) europarl=yes ;;
    --dictionaries) dictionaries=yes ;;
    --no-news) news='' ;;
    --dry-run) dry_run=yes ;;
    --languages | --year | --sentences | --checksums | --retries | --wait | --*-url)
      [ $# -ge 2 ] || misused "$1 needs a value"
      case $1 in
        --languages) languages=$2 ;;
        --year) year=$2 ;;
        --sentences) sentences=$2 ;;
        --checksums) checksums=$2 ;;
        --retries) retries=$2 ;;
        --wait) first_wait=$2 ;;
        --news-crawl-url) news_url=${2%/} ;;
        --europarl-url) europarl_url=${2%/} ;;
        --dictionaries-url) dictionaries_url=${2%/} ;;
        *) misused "$1 is no option" ;;
      esac
      shift ;;
    -*) misused "$1 is no option" ;;
    *) break ;;
  esac
  shift
done
if [ $# -ne 1 ] || [ -z "$1" ]; then misused "one folder DIR is expected after the options, found: '$*'"; fi
dir=$1
case $dir in -*) dir=./$dir ;; esac

is_digits() { case $1 in '' | *[!0-9]*) return 1 ;; esac; }
# Without leading zeros: arithmetic would read what follows as octal.
is_whole_number() {
  case $1 in 0?*) return 1 ;; esac
  is_digits "$1" && [ ${#1} -lt 10 ]
}
foreign=''
for language in $languages; do
  case $language in *[!a-z]* | ????*) misused "--languages: '$language' is no code of a language, such as es" ;; esac
  [ "$language" = en ] || foreign="$foreign $language"
done
[ -n "${language-}" ] || misused "--languages is empty"
[ -z "$dictionaries" ] || [ -n "$foreign" ] || misused "--dictionaries needs a language besides en"
case $year in '' | [12][0-9][0-9][0-9]) ;; *) misused "--year $year is no year" ;; esac
[ "$sentences" = all ] || { is_whole_number "$sentences" && [ "$sentences" -gt 0 ]; } ||
  misused "--sentences $sentences is not a whole number from 1"
is_whole_number "$retries" || misused "--retries $retries is not a whole number"
is_whole_number "$first_wait" || misused "--wait $first_wait is not a whole number of seconds"
for url in "$news_url" "$europarl_url" "$dictionaries_url"; do
  case $url in http://?* | https://?*) ;; *) misused "'$url' is no URL that begins with http:// or https://" ;; esac
done
[ -n "$news$europarl$dictionaries" ] || misused "--no-news leaves nothing to download"
if [ -n "$checksums" ]; then
  [ -f "$checksums" ] || misused "--checksums $checksums is no file"
  awk '{ sum = tolower(substr($0, 1, 64)) }
       length($1) == 64 && sum !~ /[^0-9a-f]/ && substr($0, 65) ~ /^ [ *]./ { found = 1; exit }
       END { exit !found }' "$checksums" || misused "--checksums $checksums has no line 'SHA-256  NAME'"
fi
missing=''
for tool in curl gzip xz sha256sum; do
  command -v $tool >/dev/null 2>&1 || missing="$missing $tool"
done
if [ -n "$missing" ] && [ -z "$dry_run" ]; then
  echo "get-wmt-data.sh needs programs that are missing here:$missing" >&2
  echo "  try: apt-get install curl gzip xz-utils coreutils (Debian's names)" >&2
  exit 1
fi

# --- What went wrong ------------------------------------------------------------------------------------------------

files=0 failures=0 failed=''
problem() { # WHAT FOUND TRY; fails
  printf '%s\n  found: %s\n  try:   %s\n' "$1" "$2" "$3" >&2
  failures=$((failures + 1)) failed="$failed  $1: $2
"
  return 1
}

# --- Check sums and sources -----------------------------------------------------------------------------------------

sum_of() { sha256sum <"$1" | cut -c1-64; }

# sum_in FILE NAME [OTHER_NAME]: the check sum that FILE has for one of them, or nothing.
sum_in() {
  [ -f "$1" ] || return 0
  awk -v name="$2" -v other="${3-$2}" '
    { sub(/\r$/, ""); found = substr($0, 67); sub(/^\.\//, "", found) }
    found == name || found == other { print tolower(substr($0, 1, 64)); exit }' "$1"
}

remember_sum() { # NAME SUM
  sums=$dir/SHA256SUMS
  [ -f "$sums" ] || : >"$sums" || return 1
  { awk -v name="$1" 'substr($0, 67) != name' "$sums"; printf '%s  %s\n' "$2" "$1"; } | sort -k 2 >"$sums.part" &&
    mv "$sums.part" "$sums"
}

remember_source() { # NAME URL AMOUNT
  sources=$dir/SOURCES.tsv
  [ -f "$sources" ] || : >"$sources" || return 1
  { awk -F '\t' -v name="$1" '$1 != name' "$sources"; printf '%s\t%s\t%s\n' "$1" "$2" "$3"; } | sort >"$sources.part" &&
    mv "$sources.part" "$sources"
}

# refuse PATH NAME FOUND TRY: moves PATH, which is or was to become DIR/NAME, aside; fails.
refuse() {
  mv "$1" "$dir/$2.refused"
  rm -f "$dir/$2.part.from"
  problem "$2 is refused, and lies in $dir/$2.refused" "$3" "$4"
}

# accept_sum PATH NAME URL: compares PATH, which is or is to become DIR/NAME, with what is known of it.
accept_sum() {
  sum=$(sum_of "$1")
  recorded=$(sum_in "$dir/SHA256SUMS" "$2")
  given=''
  [ -z "$checksums" ] || given=$(sum_in "$checksums" "$2" "${3##*/}")
  if [ -n "$given" ] && [ "$sum" != "$given" ]; then
    refuse "$1" "$2" "SHA-256 $sum, but $checksums has $given ($3)" \
      "start again: it is downloaded anew; if it differs again, the server has another file than $checksums means"
  elif [ -n "$recorded" ] && [ "$sum" != "$recorded" ]; then
    refuse "$1" "$2" "SHA-256 $sum, but $dir/SHA256SUMS has $recorded ($3)" \
      "start again: it is downloaded anew; if the server's file has changed for good, delete its line in SHA256SUMS"
  else
    if [ -n "$checksums" ] && [ -z "$given" ]; then
      echo "$2: $checksums has no check sum of it; taken on trust"
    fi
    if [ -z "$recorded" ] && ! remember_sum "$2" "$sum"; then
      problem "$2" "cannot write $dir/SHA256SUMS" "look at the rights and the space on the disk"
    fi
  fi
}

# --- One download ---------------------------------------------------------------------------------------------------
# NAME.part         what is there of the file
# NAME.part.from    the URL, and what tells the server's file from another one: ETag or Last-Modified
# NAME.part.answer  the header of the last answer; a killed run leaves it, and the next one reads it

start_over() { rm -f "$part" "$part.from"; }
known() { sed -n 2p "$part.from" 2>/dev/null || true; }

# Reads what the server answered: sets status and total (bytes of the whole file, '' if not told). Where the server does
# not go on with the file that NAME.part is from, starts over and sets again.
read_answer() {
  status='' total='' again=''
  [ -f "$part.answer" ] || return 0
  # The last of several headers counts: redirections come first.
  answer=$(awk '
    { sub(/\r$/, "") }
    /^HTTP\// { status = $2; total = etag = date = ""; next }
    { name = tolower($0); sub(/:.*/, "", name); value = $0; sub(/^[^:]*:[ \t]*/, "", value) }
    name == "content-length" && status == 200 { total = value }
    name == "content-range" { total = value; sub(/.*\//, "", total) }
    name == "etag" && value !~ /^W\// { etag = value }   # a weak one does not promise the same bytes
    name == "last-modified" { date = value }
    END { print status; print total; print etag != "" ? etag : date }' "$part.answer")
  rm -f "$part.answer"
  { read -r status; read -r total; read -r now; } <<ANSWER
$answer
ANSWER
  is_digits "$total" || total=''
  case $status in
    200)
      if [ -n "$(known)" ]; then
        echo "$name: the server does not go on (it knows no ranges, or the file has changed): from the start"
        start_over
        again=yes
      else
        printf '%s\n%s\n' "$url" "$now" >"$part.from"
      fi ;;
    206)
      if [ -n "$now" ] && [ -n "$(known)" ] && [ "$now" != "$(known)" ]; then
        echo "$name: the file at the server has changed: from the start"
        start_over
        again=yes
      fi ;;
  esac
}

size_of_part() { if [ -f "$part" ]; then wc -c <"$part" | tr -d ' '; else echo 0; fi; }

unreachable=' ' # hosts that were not to be had: tried once for each further file

unfinished() { # FOUND TRY
  [ -s "$part" ] || start_over
  problem "$name from $url" "$@"
}

# download URL NAME: leaves DIR/NAME.part, as long as the server says that it is.
download() {
  url=$1 name=$2 part=$dir/$2.part
  host=${url#*://} host=${host%%/*}
  tries=0 wait=$first_wait left=$retries
  case $unreachable in *" $host "*) left=0 ;; esac
  progress=--silent
  [ ! -t 2 ] || progress=--progress-bar
  [ ! -f "$part.from" ] || [ "$(sed -n 1p "$part.from")" = "$url" ] || start_over
  read_answer
  most=$(size_of_part)
  while :; do
    # What cannot be shown to be from the same file is not gone on with.
    since=''
    if [ -s "$part" ]; then since=$(known); fi
    if [ -z "$since" ]; then
      start_over
      echo "$url" >"$part.from"
    fi
    echo "$name: from $url${since:+, on from byte $(size_of_part)}"
    code=0
    said=$(curl --fail --location --proto '=http,https' --globoff --suppress-connect-headers $progress \
      --connect-timeout 30 --speed-limit 1 --speed-time 60 --write-out '%{errormsg}' --dump-header "$part.answer" \
      --output "$part" ${since:+--continue-at - --header "If-Range: $since"} -- "$url") || code=$?
    read_answer
    [ -z "$again" ] || continue
    # curl writes no file where there is nothing to write.
    if [ $code -eq 0 ] && [ "$total" = 0 ]; then : >>"$part"; fi
    size=$(size_of_part)
    # 416: there is nothing after what is there.
    if [ $code -eq 0 ] || [ "$status" = 416 ]; then
      if [ -f "$part" ] && [ "$size" = "$total" ]; then return 0; fi
      if [ -z "$total" ] && [ "$status" != 416 ]; then
        start_over
        unfinished "the server does not say how long it is: cut short, it would look whole" "another mirror"
        return 1
      fi
      said="$size bytes of ${total:-an unknown number}"
      if [ -z "$total" ] || [ "$size" -gt "$total" ]; then start_over; fi
    fi
    case $code,$status in
      *,408 | *,429 | *,416) ;;
      *,404 | *,410)
        unfinished "HTTP status $status: the server does not have this file" \
          "look what there is at ${url%/*}/; not every language has every year"
        return 1 ;;
      *,4??)
        unfinished "HTTP status $status" "open the URL in a browser; another mirror"
        return 1 ;;
      23,*)
        unfinished "$dir cannot be written to: $said" "look at the rights and the space on the disk"
        return 1 ;;
      [1234],* | 47,* | 51,* | 60,* | 77,*) # not a URL, redirected in circles, a certificate that does not hold
        unfinished "$said (curl's exit code $code)" "look at the URL; another mirror"
        return 1 ;;
    esac
    if [ "$size" -gt "$most" ]; then most=$size tries=0 wait=$first_wait; fi
    if [ $tries -ge "$left" ]; then
      case $code in 5 | 6 | 7) unreachable="$unreachable$host " ;; esac
      unfinished \
        "${said:-HTTP status $status} (curl's exit code $code); $(size_of_part) bytes${total:+ of $total} are there" \
        "look at the network; then start again, and what is there is gone on with; another mirror"
      return 1
    fi
    tries=$((tries + 1))
    echo "$name: ${said:-HTTP status $status}; try $tries of $left in $wait s"
    sleep "$wait"
    wait=$((wait * 2))
  done
}

# fetch URL NAME gzip|pairs: DIR/NAME is there, whole and as known.
fetch() {
  mkdir -p "$(dirname "$dir/$2")"
  found=$dir/$2
  if [ ! -f "$found" ]; then
    download "$1" "$2" || return 1
    found=$dir/$2.part
  fi
  if [ "$3" = gzip ] && ! { [ -s "$found" ] && gzip -t <"$found" 2>/dev/null; }; then
    refuse "$found" "$2" "gzip -t finds it damaged ($1)" "start again: it is downloaded anew; another mirror"
    return 1
  fi
  if [ "$3" = pairs ] && ! awk 'NR == 1 { pair = NF == 2 && !/^</; exit } END { exit !pair }' "$found"; then
    refuse "$found" "$2" "its first line is not two words ($1)" "look at it: it may be a page that tells why"
    return 1
  fi
  accept_sum "$found" "$2" "$1" || return 1
  [ "$found" != "$dir/$2" ] || return 0
  if ! { remember_source "$2" "$1" all && mv "$found" "$dir/$2" && rm -f "$found.from"; }; then
    problem "$2" "cannot write in $dir" "look at the rights and the space on the disk"
  fi
}

# --- The files ------------------------------------------------------------------------------------------------------

# is_announced NAME URL: counts it; with --dry-run that is all.
is_announced() {
  files=$((files + 1))
  [ -n "$dry_run" ] || return 1
  if [ -f "$dir/$1" ]; then echo "$1: is there"; else echo "$1: would come from $2"; fi
}

dictionary() { # NAME URL
  if is_announced "$1" "$2"; then return 0; fi
  was_there=''
  [ ! -f "$dir/$1" ] || was_there=', was there'
  fetch "$2" "$1" pairs || return 1
  echo "$1: ready$was_there"
}

# is_made NAME URL: DIR/NAME is what was asked for, and as it was made. Only called where it is there.
is_made() {
  made_from=$(awk -F '\t' -v name="$1" '$1 == name { print $2 " " $3 }' "$dir/SOURCES.tsv" 2>/dev/null || true)
  if [ "${made_from##*/}" != "${2##*/} $sentences" ]; then
    problem "$1 is there, but is not what is asked for" \
      "made from ${made_from:-something unknown}, asked for: $2 $sentences" "another DIR, or move it away"
    return 1
  fi
  download_name=downloads/${2##*/}
  given=''
  [ -z "$checksums" ] || given=$(sum_in "$checksums" "$download_name" "${2##*/}")
  recorded=$(sum_in "$dir/SHA256SUMS" "$download_name")
  if [ -n "$given" ] && [ "$given" != "$recorded" ]; then
    refuse "$dir/$1" "$1" \
      "made from $download_name with SHA-256 ${recorded:-unknown}, but $checksums has $given" \
      "look which is right; to download it anew, delete its line in $dir/SHA256SUMS, and $dir/$download_name"
    return 1
  fi
  sum=$(sum_of "$dir/$1")
  recorded=$(sum_in "$dir/SHA256SUMS" "$1")
  [ "$sum" = "$recorded" ] ||
    refuse "$dir/$1" "$1" "SHA-256 $sum, but $dir/SHA256SUMS has ${recorded:-none}" "start again: it is made anew"
}

text() { # NAME URL
  if is_announced "$1" "$2"; then return 0; fi
  if [ -f "$dir/$1" ]; then
    is_made "$1" "$2" || return 1
    echo "$1: ready, was there"
    return 0
  fi
  packed=downloads/${2##*/}
  fetch "$2" "$packed" gzip || return 1
  echo "$1: packing"
  made=$dir/$1.part
  rm -f "$made.failed"
  written=''
  # A POSIX pipe tells how its last command ended. gzip has to fail where head has read enough.
  { gzip -dc <"$dir/$packed" || : >"$made.failed"; } 2>/dev/null |
    if [ "$sentences" = all ]; then cat; else head -n "$sentences"; fi | xz -T0 -c >"$made" && written=yes
  lines=$(xz -dc "$made" 2>/dev/null | wc -l | tr -d ' ')
  if [ -z "$written" ] || [ "$lines" = 0 ] || { [ -f "$made.failed" ] && [ "$lines" != "$sentences" ]; }; then
    rm -f "$made" "$made.failed"
    problem "$1" "$lines lines could be packed of $dir/$packed" "look at that file and at the space on the disk"
    return 1
  fi
  rm -f "$made.failed"
  if ! { remember_sum "$1" "$(sum_of "$made")" && remember_source "$1" "$2" "$sentences" &&
    mv "$made" "$dir/$1"; }; then
    problem "$1" "cannot write in $dir" "look at the rights and the space on the disk"
    return 1
  fi
  if [ "$sentences" = all ] || [ "$lines" = "$sentences" ]; then
    echo "$1: ready, $lines sentences"
  else
    echo "$1: ready, but $2 has only $lines sentences, not $sentences"
  fi
}

if [ -z "$dry_run" ]; then
  mkdir -p "$dir"
  # Two at once would write to the same files. The lock is on the folder itself and ends with the last process of this.
  if command -v flock >/dev/null 2>&1; then
    exec 9<"$dir"
    if ! flock -n 9; then
      echo "get-wmt-data.sh: another one is at work in $dir; wait for its end" >&2
      exit 1
    fi
  fi
fi
trap 'echo "stopped; the next start goes on from here" >&2; exit 130' INT TERM HUP

for language in $languages; do
  case $year,$language in ,fi) of=2014 ;; ,*) of=2012 ;; *) of=$year ;; esac
  [ -z "$news" ] || text "$language.news.txt.xz" "$news_url/$language/news.$of.$language.shuffled.deduped.gz" || true
done
[ -z "$europarl" ] || text en.europarl.txt.xz "$europarl_url/europarl-v7.en.gz" || true
for language in ${dictionaries:+$foreign}; do
  dictionary "full/$language-en.txt" "$dictionaries_url/$language-en.txt" || true
  dictionary "train-0-5000/$language-en.txt" "$dictionaries_url/$language-en.0-5000.txt" || true
  dictionary "test-5000-6500/$language-en.txt" "$dictionaries_url/$language-en.5000-6500.txt" || true
done

if [ $failures -gt 0 ]; then
  printf '%s of %s files are missing in %s:\n%s' "$failures" "$files" "$dir" "$failed" >&2
  exit 1
fi
[ -n "$dry_run" ] || echo "all $files files are in $dir"
