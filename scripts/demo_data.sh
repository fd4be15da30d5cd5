# shellcheck shell=sh
# The text and the dictionary of ./demo, out of Debian's packages, and the words that it shows.

# `unpack PACKAGE` downloads a package and unpacks it to demo-data/packages/PACKAGE.
unpack() {
  [ ! -d "demo-data/packages/$1" ] || return 0
  mkdir -p demo-data/packages
  (
    cd demo-data/packages || exit 1
    rm -rf "$1.part" "$1"_*.deb
    if ! apt-get -q download "$1"; then
      # A fresh machine knows no package until it is told to look.
      [ "$(id -u)" -eq 0 ] && apt-get -q update && apt-get -q download "$1" || exit 1
    fi
    dpkg-deb -x "$1"_*.deb "$1.part" && rm -f "$1"_*.deb && mv "$1.part" "$1"
  ) >>demo-data/apt.log 2>&1
}

# `demo_text fr` writes demo-data/fr/en.txt and demo-data/fr/fr.txt.
demo_text() {
  unpack libreoffice-help-en-us && unpack "libreoffice-help-$1" || return 1
  help=usr/share/libreoffice/help
  perl scripts/help_sentences.pl "demo-data/packages/libreoffice-help-en-us/$help/en-US/text" \
    "demo-data/packages/libreoffice-help-$1/$help/$1/text" "demo-data/$1/en.part" "demo-data/$1/$1.part" &&
    mv "demo-data/$1/en.part" "demo-data/$1/en.txt" && mv "demo-data/$1/$1.part" "demo-data/$1/$1.txt"
}

# `demo_dictionary fr fra` writes demo-data/fr/dictionary.tsv: French words and their English translations.
demo_dictionary() {
  : >"demo-data/$1/dictionary.part"
  for pair in "$2-eng" "eng-$2"; do
    unpack "dict-freedict-$pair" || continue
    reverse=""
    [ "$pair" = "$2-eng" ] || reverse=--reverse
    # shellcheck disable=SC2086  # an empty option is none
    perl scripts/freedict_pairs.pl $reverse "demo-data/packages/dict-freedict-$pair/usr/share/dictd" \
      "freedict-$pair" >>"demo-data/$1/dictionary.part" || return 1
    # A large one is enough; a small one may be larger in the other direction.
    [ "$(wc -l <"demo-data/$1/dictionary.part")" -lt 10000 ] || break
  done
  [ -s "demo-data/$1/dictionary.part" ] || return 1
  LC_ALL=C sort -u "demo-data/$1/dictionary.part" >"demo-data/$1/dictionary.tsv"
  rm "demo-data/$1/dictionary.part"
}

# `demo_data fr fra` makes what is not there yet. Fails where apt is not to be had.
demo_data() {
  command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 || return 1
  mkdir -p "demo-data/$1"
  [ -s "demo-data/$1/$1.txt" ] || demo_text "$1" || return 1
  [ -s "demo-data/$1/dictionary.tsv" ] || demo_dictionary "$1" "$2"
}

# `demo_words DICTIONARY VOCABULARY` prints the twenty most frequent words of five letters and more that the dictionary
# has and that are spelled otherwise there.
demo_words() {
  LC_ALL=C awk -F '\t' '
    # The bytes after the first of a UTF-8 character are no letters.
    function letters(word) { gsub(/[\200-\277]/, "", word); return length(word) }
    FILENAME != ARGV[2] { if ($1 != $2) in_dictionary[$1]; else same[$1]; next }
    FNR > 1 && letters($1) >= 5 && $1 in in_dictionary && !($1 in same) { print $1; if (++found == 20) exit }
  ' "$1" "$2"
}
