#!/usr/bin/perl
# Writes the one-word translations of a FreeDict dictionary (dictd format) as lines `word<TAB>translation`, lower-cased.
#
#   freedict_pairs.pl [--reverse] FOLDER NAME        FOLDER/NAME.index, FOLDER/NAME.dict.dz; --reverse swaps the columns
#
# dictd: each line of the index is `headword TAB offset TAB length`, both numbers in base 64; they point into the
# uncompressed text. The first line of an entry is the headword with its pronunciation, the others are translations:
#   abri /abʀi/ <n, masc>
#   1. asylum
#   2. bunker, shelter
# Examples, notes and references are indented or in quotes and left out. Needs nothing but perl-base and gzip.
use strict;
use warnings;

my $reverse = @ARGV && $ARGV[0] eq '--reverse' ? shift @ARGV : 0;
my ($folder, $name) = @ARGV;
die "usage: freedict_pairs.pl [--reverse] FOLDER NAME\n" unless @ARGV == 2;

my $digit = 0;
my %value_of = map { $_ => $digit++ } 'A' .. 'Z', 'a' .. 'z', 0 .. 9, '+', '/';

sub number {
  my $number = 0;
  $number = $number * 64 + $value_of{$_} for split //, shift;
  return $number;
}

# The words of a line of translations, or of a headword: brackets hold grammar, subject and pronunciation.
sub single_words {
  my ($line) = @_;
  $line =~ s!<[^>]*>|\[[^\]]*\]|\([^)]*\)|\{[^}]*\}|/[^/]*/! !g;
  $line =~ s!^\s*\d+\.\s!!;
  return grep { /^\p{L}+(?:-\p{L}+)*$/ } map { s/^\s+|\s+$//gr =~ s/^to //r } split /[,;]/, lc $line;
}

open(my $dict, '-|', 'gzip', '-dc', "$folder/$name.dict.dz") or die "gzip: $!\n";
my $text = do { local $/; <$dict> };
close($dict) or die "cannot read $folder/$name.dict.dz\n";

binmode(STDOUT, ':utf8');
open(my $index, '<', "$folder/$name.index") or die "$folder/$name.index: $!\n";
my %seen;
while (<$index>) {
  chomp;
  my ($head, $offset, $length) = split /\t/;
  next if $head =~ /^00| / || $seen{"at $offset"}++;
  my $entry = substr($text, number($offset), number($length));
  utf8::decode($entry) or next;
  my ($first, @rest) = split /\n/, $entry;
  for my $word (single_words($first)) {
    for my $line (grep { !/^\s{2}|^\s*see:|"/ } @rest) {
      for my $translation (single_words($line)) {
        my $pair = $reverse ? "$translation\t$word" : "$word\t$translation";
        print "$pair\n" unless $seen{$pair}++;
      }
    }
  }
}
