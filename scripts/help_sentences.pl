#!/usr/bin/perl
# Writes the sentences of LibreOffice's help in two languages, one a line, so that none is a translation of another.
#
#   help_sentences.pl FOLDER_EN FOLDER_XX OUT_EN OUT_XX
#
# A FOLDER holds the pages (*.html) of one language; the same page has the same name in both. Every other page, by a hash
# of its name, gives its sentences to English, the rest to the other language. Pages show parts of each other, and
# a paragraph carries the same id in every language: it counts for the first page that shows it, in the order of names.
# Code, and lines of less than three words or with few letters, are left out; so is what the other language has not
# translated. Needs nothing but perl-base.
use strict;
use warnings;

my ($folder_en, $folder_xx, $out_en, $out_xx) = @ARGV;
die "usage: help_sentences.pl FOLDER_EN FOLDER_XX OUT_EN OUT_XX\n" unless @ARGV == 4;

my %entity = (amp => '&', lt => '<', gt => '>', quot => '"', apos => "'", nbsp => ' ');

sub pages {
  my ($folder) = @_;
  open(my $list, '-|', 'find', $folder, '-name', '*.html') or die "find: $!\n";
  my @names = sort map { chomp; substr($_, length($folder) + 1) } <$list>;
  close($list) or die "cannot list $folder\n";
  die "no pages in $folder\n" unless @names;
  return @names;
}

# FNV-1a, 32 bits.
sub hash_of {
  my ($name) = @_;
  my $hash = 2166136261;
  $hash = (($hash ^ ord $_) * 16777619) & 0xffffffff for split //, $name;
  return $hash;
}

# The text of a piece of HTML on one line.
sub plain {
  my ($html) = @_;
  # Text that depends on the system is there in each variant; the default one stands last.
  $html =~ s{<span[^>]*class="[A-Z]+">.*?(?=<span hidden="true" id="default)}{}gs;
  $html =~ s{<br[^>]*>}{ }g;
  $html =~ s{<[^>]*>}{}g;
  $html =~ s{&(\w+);}{$entity{$1} // ' '}ge;
  $html =~ s{&#(\d+);}{chr $1}ge;
  $html =~ s{\s+}{ }g;
  $html =~ s{^ | $}{}g;
  return $html;
}

sub sentences {
  my ($text) = @_;
  return grep {
    my @words = /\p{L}{2,}/g;
    # A line of code or of symbols has few letters.
    my $letters = () = /[\p{L} ]/g;
    @words >= 3 && $letters >= 0.8 * length;
  } split /(?<=[.!?])\s+(?=["«„“¿¡(]?\s?\p{Lu})/, $text;
}

# The paragraphs of a page: a list of [id, text].
sub paragraphs {
  my ($file) = @_;
  open(my $in, '<:utf8', $file) or die "$file: $!\n";
  local $/;
  my $page = <$in>;
  my @found;
  while ($page =~ m{<(p|h[1-6]) id="([^"]+)"([^>]*)>(.*?)</\1>}gs) {
    my ($id, $attributes, $html) = ($2, $3, $4);
    push @found, [$id, plain($html)] unless $attributes =~ /code/;
  }
  return @found;
}

my @pages = pages($folder_en);
my (%half_of, %english, %seen);   # paragraph id → 0 English, 1 the other; sentences

sub write_half {
  my ($folder, $half, $out) = @_;
  open(my $file, '>:utf8', $out) or die "$out: $!\n";
  for my $page (@pages) {
    next unless -e "$folder/$page";
    for (paragraphs("$folder/$page")) {
      my ($id, $text) = @$_;
      my $mine = ($half_of{$id} //= hash_of($page) >> 16 & 1) == $half;
      for my $sentence (sentences($text)) {
        next if $half == 1 && $english{$sentence};
        $english{$sentence} = 1 if $half == 0;
        print $file "$sentence\n" if $mine && !$seen{$sentence}++;
      }
    }
  }
  close($file) or die "$out: $!\n";
}

write_half($folder_en, 0, $out_en);
write_half($folder_xx, 1, $out_xx);
