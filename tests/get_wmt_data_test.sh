#!/bin/sh
# get_wmt_data_test.sh SCRIPT: scripts/get-wmt-data.sh against a server on the loopback interface that behaves badly.
# Skips itself (77) where a program is missing.
for tool in curl gzip xz sha256sum perl setsid flock; do
  command -v $tool >/dev/null || { echo "no $tool here"; exit 77; }
done
here=$(CDPATH="" cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=tests/cli/cases.sh
. "$here/cli/cases.sh"
script=$koine
no_proxy='*' # no proxy of the user's, and none of their settings of curl
HOME=$work CURL_HOME=$work
export no_proxy HOME CURL_HOME
tab=$(printf '\t')

# --- What the server has, and the server ------------------------------------------------------------------------------
lines() { # WORD NUMBER
  awk -v word="$1" -v n="$2" 'BEGIN { srand(7); for (i = 1; i <= n; ++i) print word, i, rand(), rand(), rand() }'
}
es_gz=news.2012.es.shuffled.deduped.gz
mkdir -p files/news/es files/news/fi files/europarl files/pairs
lines frase 5000 >es
lines lause 40 >fin
lines order 60 >europarl
gzip -9nc es >files/news/es/$es_gz
gzip -9nc fin >files/news/fi/news.2014.fi.shuffled.deduped.gz
gzip -9nc europarl >files/europarl/europarl-v7.en.gz
for language in es "fi"; do
  for part in '' .0-5000 .5000-6500; do
    printf "$language$part%d\tword%d\n" 1 1 2 2 3 3 >files/pairs/$language-en$part.txt
  done
done
es_size=$(wc -c <files/news/es/$es_gz)
half=$(((es_size + 1) / 2))

: >log
perl "$here/http_server.pl" "$work" &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 143' HUP INT TERM
while [ ! -f port ]; do
  kill -0 $server 2>/dev/null || { echo "the server does not run"; exit 1; }
  sleep 0.05
done
base=http://127.0.0.1:$(cat port)
mode() { echo "$*" >mode; }
requests() { tr '\n' ' ' <log; }
forget() { : >log; }

get() {
  "$script" --wait 0 --news-crawl-url "$base/news/" --europarl-url "$base/europarl" \
    --dictionaries-url "$base/pairs" "$@"
}
get_es() { get --languages es "$@"; }
es_path=/news/es/$es_gz
is_whole() { # DIR SENTENCES
  same "$1 has the text" "$(xz -dc "$1/es.news.txt.xz" | sha256sum)" "$(head -n "$2" es | sha256sum)"
  same "$1 has nothing half done" "$(find "$1" -name '*.part*')" ""
}
is_absent() { same "$1 has no text" "$(find "$1" -name 'es.news.txt.xz*' -o -name "$es_gz")" ""; }

# --- All of it, twice -------------------------------------------------------------------------------------------------
mode
accepted "$base/pairs/fi-en.5000-6500.txt" get --dry-run --languages "es fi" --europarl --dictionaries all
same "--dry-run does nothing" "$(requests)$(find . -name all)" ""
accepted "all 9 files are in all" get --languages "es fi" --europarl --dictionaries all
same "what there is" "$(cd all && find . -type f | sort | tr '\n' ' ')" "./SHA256SUMS ./SOURCES.tsv\
 ./downloads/europarl-v7.en.gz ./downloads/$es_gz ./downloads/news.2014.fi.shuffled.deduped.gz\
 ./en.europarl.txt.xz ./es.news.txt.xz ./fi.news.txt.xz ./full/es-en.txt ./full/fi-en.txt\
 ./test-5000-6500/es-en.txt ./test-5000-6500/fi-en.txt ./train-0-5000/es-en.txt ./train-0-5000/fi-en.txt "
is_whole all 5000
same "the Finnish of 2014" "$(xz -dc all/fi.news.txt.xz)" "$(cat fin)"
same "Europarl" "$(xz -dc all/en.europarl.txt.xz)" "$(cat europarl)"
same "a dictionary" "$(cat all/full/es-en.txt)" "$(printf 'es1\tword1\nes2\tword2\nes3\tword3')"
same "its part for training" "$(head -n 1 all/train-0-5000/fi-en.txt)" "fi.0-50001${tab}word1"
same "its part for the test" "$(head -n 1 all/test-5000-6500/fi-en.txt)" "fi.5000-65001${tab}word1"
same "one request each" "$(wc -l <log)" 9
accepted "" sh -c 'cd all && sha256sum --strict -c SHA256SUMS'
same "all have a check sum" "$(wc -l <all/SHA256SUMS)" 12
same "where it is from" "$(grep '^es.news' all/SOURCES.tsv)" "es.news.txt.xz$tab$base$es_path${tab}all"
forget
cp -r all before
accepted "all 9 files are in all" get --languages "es fi" --europarl --dictionaries all
rm -rf all/downloads before/downloads
accepted "es.news.txt.xz: ready, was there" get --languages "es fi" --europarl --dictionaries all
same "a second start asks for nothing" "$(requests)" ""
accepted "" diff -r before all

accepted "7 sentences" get_es --sentences 7 seven
is_whole seven 7
refused 1 "is not what is asked for" get_es --sentences 8 seven
is_whole seven 7
rm seven/es.news.txt.xz
forget
accepted "8 sentences" get_es --sentences 8 seven
is_whole seven 8
same "from what was downloaded" "$(requests)" ""
accepted "has only 5000 sentences, not 9000" get_es --sentences 9000 many

# --- Broken off -------------------------------------------------------------------------------------------------------
forget
mode half-once # into a folder with a name to stumble over
mkdir -p files/once && cp -r files/news/es files/once
accepted "try 1 of 5" get_es --news-crawl-url "$base/once" "a folder's name"
is_whole "a folder's name" 5000
same "goes on where it ended" "$(requests)" "/once/es/$es_gz 0 200 /once/es/$es_gz $half 206 "

forget
mode half
refused 1 "$half bytes of $es_size are there" get_es --retries 0 stopped
is_absent stopped
same "stays for the next start" "$(wc -c <stopped/downloads/$es_gz.part)" "$half"
mode
accepted "on from byte $half" get_es stopped
is_whole stopped 5000
same "the next start goes on" "$(requests)" "$es_path 0 200 $es_path $half 206 "

forget
mode half
accepted "" get --languages "fi" --retries 1 halves
same "halves has the text" "$(xz -dc halves/fi.news.txt.xz)" "$(cat fin)"
same "what got further is not counted" "$([ "$(wc -l <log)" -gt 5 ] && echo many)" many

# Where nothing gets further: each try waits longer.
mkdir -p bin
echo "echo \"\$1\" >>'$work/slept'" >bin/sleep
chmod +x bin/sleep
mode half norange
refused 1 "1 of 1 files are missing" env PATH="$work/bin:$PATH" "$script" --languages es --wait 3 --retries 3 \
  --news-crawl-url "$base/news" waits
same "waits" "$(tr '\n' ' ' <slept)" "3 6 12 "
is_absent waits

mkdir -p files/norange files/busy && cp -r files/news/es files/norange && cp -r files/news/es files/busy
mode half-once norange
accepted "from the start" get_es --news-crawl-url "$base/norange" norange
is_whole norange 5000
mode busy-once
accepted "503" get_es --news-crawl-url "$base/busy" busy
is_whole busy 5000
mode moved
accepted "" get_es --news-crawl-url "$base/moved/news" moved
is_whole moved 5000

# Whole, but the name is not yet its own.
mode half
refused 1 "" get_es --retries 0 whole
cp files$es_path whole/downloads/$es_gz.part
mode
forget
accepted "" get_es whole
is_whole whole 5000
same "nothing is left to get" "$(requests)" "$es_path $es_size 416 "
mode half
refused 1 "" get_es --retries 0 longer
{ cat files$es_path; echo more; } >longer/downloads/$es_gz.part
mode
accepted "" get_es longer
is_whole longer 5000

# Killed, with the connection open. Nobody else may work there meanwhile.
mode hang
forget
setsid "$script" --retries 1000 --languages es --news-crawl-url "$base/news" killed >killed.out 2>&1 &
group=$!
while [ "$(wc -c 2>/dev/null <killed/downloads/$es_gz.part || echo 0)" -lt 8192 ]; do
  kill -0 $group 2>/dev/null || { fail "the run that was to be killed ended"; break; }
  sleep 0.05
done
refused 1 "another one is at work in killed" get_es --retries 0 killed
kill -s KILL -- -$group
wait $group 2>/dev/null
# The last process of the group may need a moment to die.
if command -v flock >/dev/null 2>&1; then flock -w 60 killed true; fi
mode
is_absent killed
there=$(wc -c <killed/downloads/$es_gz.part)
accepted "" get_es killed
is_whole killed 5000
same "goes on after SIGKILL" "$(tail -n 1 log)" "$es_path $there 206"

# Stopped by Ctrl-C while the download is looked at: nothing is refused, and the next start goes on.
mkdir -p slow
printf '#!/bin/sh\n: >"%s/looked"\nexec sleep 60\n' "$work" >slow/gzip
chmod +x slow/gzip
env PATH="$work/slow:$PATH" setsid perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$script" --languages es \
  --news-crawl-url "$base/news" interrupted >interrupted.out 2>&1 &
group=$!
while [ ! -f looked ]; do
  kill -0 $group 2>/dev/null || { fail "the run that was to be stopped ended"; break; }
  sleep 0.05
done
kill -s INT -- -$group
wait $group
same "its exit code" $? 130
same "it says so" "$(tail -n 1 interrupted.out)" "stopped; the next start goes on from here"
is_absent interrupted
same "nothing is refused" "$(find interrupted -name '*.refused')" ""
forget
accepted "" get_es interrupted
is_whole interrupted 5000
same "goes on after Ctrl-C" "$(requests)" "$es_path $es_size 416 "

# --- The file at the server changes -----------------------------------------------------------------------------------
lines oracion 5000 >es.new
gzip -9nc es.new >es.new.gz
changes() { # DIR MODE: half of the old file, then the new one
  cp es.old.gz files$es_path
  mode "half $2"
  refused 1 "" get_es --retries 0 "$1"
  cp es.new.gz files$es_path
  forget
  mode "$2"
  accepted "$3" get_es "$1"
  same "$1: the new one" "$(xz -dc "$1/es.news.txt.xz" | sha256sum)" "$(sha256sum <es.new)"
  same "$1 has nothing half done" "$(find "$1" -name '*.part*')" ""
}
cp files$es_path es.old.gz
changes changed "" "the server does not go on"
changes changed_dated "dated" "the server does not go on"
changes changed_norule "norule" "the file at the server has changed"
changes changed_nameless "nameless norule" ""
same "what has no name is not gone on with" "$(requests)" "$es_path 0 200 "
changes changed_weak "weak norule" ""
same "nor what has a weak one" "$(requests)" "$es_path 0 200 "
cp es.old.gz files$es_path
mode half dated
refused 1 "" get_es --retries 0 dated
mode dated
forget
accepted "" get_es dated
same "a date is enough to go on" "$(requests)" "$es_path $half 206 "
mode half
refused 1 "" get_es --retries 0 mirror
mode
mkdir -p files/mirror && cp -r files/news/es files/mirror
forget
accepted "" get_es --news-crawl-url "$base/mirror" mirror
same "another mirror begins anew" "$(requests)" "/mirror/es/$es_gz 0 200 "

# --- What is not there, not whole, not right --------------------------------------------------------------------------
forget
refused 1 "$base/news/cs/news.2012.cs.shuffled.deduped.gz: HTTP status 404: the server does not have this file" \
  get --languages "cs es" some
refused 1 "1 of 2 files are missing in some" get --languages "cs es" some
is_whole some 5000
same "404 is not tried again" "$(grep -c 404 log)" 2
refused 1 "news.1999.es.shuffled.deduped.gz" get_es --year 1999 none
is_absent none
same "nothing stays of a page about an error" "$(find none -type f)" ""

mode nolength
refused 1 "does not say how long" get_es nolength
is_absent nolength
mode
cp es.old.gz damaged.gz
printf 'XXXX' | dd of=damaged.gz bs=1 seek=$half conv=notrunc 2>/dev/null
cp damaged.gz files$es_path
refused 1 "gzip -t finds it damaged" get_es damaged
is_absent damaged
accepted "" cmp damaged/downloads/$es_gz.refused damaged.gz
same "no check sum of it" "$(cat damaged/SHA256SUMS 2>/dev/null)" ""
: >files$es_path
refused 1 "gzip -t finds it damaged" get_es empty
cp es.old.gz files$es_path
accepted "" get_es damaged
is_whole damaged 5000
cp files/pairs/es-en.txt pairs
echo '<html><body>Log in</body></html>' >files/pairs/es-en.txt
refused 1 "its first line is not two words" get_es --no-news --dictionaries page
same "the others are there" "$(find page -name 'es-en.txt*' | sort | tr '\n' ' ')" \
  "page/full/es-en.txt.refused page/test-5000-6500/es-en.txt page/train-0-5000/es-en.txt "
cp pairs files/pairs/es-en.txt

# --- Check sums -------------------------------------------------------------------------------------------------------
old=$(sha256sum <es.old.gz | cut -c1-64) new=$(sha256sum <es.new.gz | cut -c1-64)
printf '%s  %s\n' "$old" $es_gz >right
printf '%s *%s\r\n' "$(echo "$old" | tr a-f A-F)" ./downloads/$es_gz >right.too
printf '%s  %s\n' "$new" $es_gz >wrong
accepted "" get_es --checksums right right_one
is_whole right_one 5000
accepted "" get_es --checksums right.too right_two
is_whole right_two 5000
refused 1 "SHA-256 $old, but wrong has $new" get_es --checksums wrong wrong_one
is_absent wrong_one
accepted "" cmp es.old.gz wrong_one/downloads/$es_gz.refused
accepted "" get_es --checksums right wrong_one
is_whole wrong_one 5000
refused 1 "but wrong has $new" get_es --checksums wrong right_one
same "what was made of it is moved away" "$(find right_one -name 'es.news*')" right_one/es.news.txt.xz.refused
accepted "full/es-en.txt: right has no check sum of it; taken on trust" \
  get_es --dictionaries --checksums right right_two
printf '%s\n' 'not a check sum' "$old  other.txt" "$old  es-en.txt" >lines
refused 1 "full/es-en.txt is refused" get_es --no-news --dictionaries --checksums lines dictionary
accepted "" get_es --no-news --dictionaries --checksums all/SHA256SUMS dictionary

# The first download is remembered.
cp es.new.gz files$es_path
rm right_two/es.news.txt.xz right_two/downloads/$es_gz
refused 1 "SHA-256 $new, but right_two/SHA256SUMS has $old" get_es right_two
is_absent right_two
cp es.old.gz files$es_path
accepted "" get_es right_two
is_whole right_two 5000
accepted "" get_es --dictionaries right_two
echo "gato${tab}dog" >>right_two/full/es-en.txt
cp fin right_two/es.news.txt.xz
refused 1 "full/es-en.txt is refused" get_es --dictionaries right_two
accepted "" cmp fin right_two/es.news.txt.xz.refused
accepted "all 4 files" get_es --dictionaries right_two
is_whole right_two 5000
same "the dictionary is as before" "$(cat right_two/full/es-en.txt)" "$(cat pairs)"
# Files that were put there by hand.
mkdir -p hand/downloads && cp es.old.gz hand/downloads/$es_gz
forget
accepted "" get_es hand
is_whole hand 5000
same "needs no download" "$(requests)" ""
cp damaged.gz hand/downloads/$es_gz && rm hand/es.news.txt.xz
refused 1 "gzip -t finds it damaged" get_es hand
mkdir -p hand2 && cp all/es.news.txt.xz hand2
refused 1 "made from something unknown" get_es hand2

# --- Options ----------------------------------------------------------------------------------------------------------
accepted "CC BY-NC 4.0" get --help
refused 2 "one folder DIR is expected" get
refused 2 "one folder DIR is expected" get one two
refused 2 "--colour is no option" get --colour red x
refused 2 "--mirror-url is no option" get --mirror-url http://x x
refused 2 "--year needs a value" get --year
refused 2 "'spa/../x' is no code" get --languages "en spa/../x" x
refused 2 "--languages is empty" get --languages " " x
refused 2 "needs a language besides en" get --languages en --dictionaries x
refused 2 "--year 12 is no year" get --year 12 x
refused 2 "--sentences 0 is not" get --sentences 0 x
refused 2 "--sentences 5k is not" get --sentences 5k x
refused 2 "--sentences 010 is not" get --sentences 010 x
refused 2 "--retries -1 is not" get --retries -1 x
refused 2 "--retries 08 is not" get --retries 08 x
refused 2 "--wait 0.5 is not" get --wait 0.5 x
refused 2 "--wait 09 is not" get --wait 09 x
refused 2 "is no URL" get --europarl-url file:///etc x
refused 2 "leaves nothing" get --no-news x
refused 2 "is no file" get --checksums nowhere x
refused 2 "has no line" get --checksums fin x
mkdir -p some_tools
for tool in sh cat awk; do ln -s "$(command -v $tool)" some_tools; done
refused 1 "missing here: curl gzip xz sha256sum" env PATH="$work/some_tools" sh "$script" x
same "nothing is written where the options are wrong" "$(find . -name x)" ""

# --- No server --------------------------------------------------------------------------------------------------------
kill $server
wait $server 2>/dev/null
: >slept
refused 1 "2 of 3 files are missing in all" env PATH="$work/bin:$PATH" "$script" --retries 2 --wait 4 \
  --languages "de es fr" --news-crawl-url "$base/news" all
same "an absent server is waited for once" "$(tr '\n' ' ' <slept)" "4 8 "
accepted "all 9 files" get --languages "es fi" --europarl --dictionaries all
finish
