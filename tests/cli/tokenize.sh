#!/bin/sh
# shellcheck source=tests/cli/cases.sh
. "$(dirname "$0")/cases.sh"

printf 'Hola, mundo.\n\n¿Qué tal?' >raw
accepted "" koine tokenize --language es <raw
same "one line in, one line out; empty lines and case are kept" "$(cat .out)" "$(printf 'Hola , mundo .\n\n¿ Qué tal ?')"

printf 'good\nbad \377 byte\n' >bad
refused 3 "2" koine tokenize --language es <bad
accepted "bad" koine tokenize --language es --invalid-utf8 replace <bad

echo "a < b's [c] well-known" >raw
accepted "English" koine tokenize --language xx <raw
accepted "a &lt; b &apos;s &#91; c &#93; well-known" koine tokenize --language en --escape <raw
accepted "well @-@ known" koine tokenize --language en --aggressive <raw
echo 'हिन्दी ภาษาไทย' >raw
refused 2 "--aggressive: the option has a meaning with --tokenizer moses only" koine tokenize --language hi --tokenizer icu --aggressive <raw
accepted "हिन्दी ภาษา ไทย" koine tokenize --language hi --tokenizer icu <raw
printf 'a\302\240b\tc\343\200\200d\n' >spaces
accepted "a b c d" koine tokenize --language en <spaces
printf 'Windows line\r\n' >windows
accepted "" koine tokenize --language en <windows
same "the carriage return goes" "$(cat .out)" "Windows line"

printf 'Zzz\n' >prefixes
echo 'Zzz. Abc' >raw
accepted "Zzz. Abc" koine tokenize --language en --prefixes prefixes <raw
refused 3 "missing" koine tokenize --language en --prefixes missing <raw
refused 2 "standard input can be read once" koine tokenize --language en --prefixes - <raw
accepted "Zzz. Abc" koine tokenize --language en --prefixes /dev/fd/3 3<prefixes <raw

# A line of 1 MB.
head -c 1000000 /dev/zero | tr '\0' 'x' >long
accepted "" koine tokenize --language en <long
same "a long line arrives whole" "$(wc -c <.out)" 1000001

finish
