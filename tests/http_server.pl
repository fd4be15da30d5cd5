#!/usr/bin/perl
# http_server.pl FOLDER: a server for tests on the loopback interface. Serves FOLDER/files on a port that the system
# chooses and writes to FOLDER/port. One request after the other; each is a line "PATH first-byte status" in FOLDER/log.
#
# What it does wrong stands in FOLDER/mode, read anew for each request, any of these words:
#   half      each answer ends after the first half of what it announces; half-once: for each path only the first
#   hang      each answer stops after its first half, until the word is gone; then it ends
#   busy-once for each path first a status 503
#   norange   answers a request for a part with the whole file
#   norule    sends the part asked for even where the file is not the one that If-Range names
#   nameless  no ETag and no Last-Modified
#   dated     Last-Modified and no ETag
#   weak      a weak ETag
#   nolength  does not say how long the file is
#   moved     sends from /moved/PATH to PATH
use strict;
use warnings;
use IO::Socket::INET;

my $folder = $ARGV[0];
$SIG{PIPE} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 0, Listen => 8)
  or die "no socket on the loopback interface: $!\n";

sub contents {
  open(my $file, '<:raw', $_[0]) or return undef;
  local $/;
  my $bytes = <$file>;
  return defined $bytes ? $bytes : '';
}

sub mode { my $mode = contents("$folder/mode"); return map { $_ => 1 } split ' ', defined $mode ? $mode : ''; }

open(my $port, '>', "$folder/port.part") or die "$folder/port.part: $!\n";
print $port $server->sockport, "\n";
close $port;
rename "$folder/port.part", "$folder/port";

my %seen;
while (my $client = $server->accept) {
  my $request = <$client>;
  next unless defined $request;
  my ($path) = $request =~ m{^GET (/[\w./-]*) HTTP};
  my %header;
  while (defined(my $line = <$client>)) {
    last if $line =~ /^\r?$/;
    $header{lc $1} = $2 if $line =~ /^([^:]+):\s*(.*?)\r?$/;
  }
  my %mode = mode();
  my $log = sub {
    open(my $file, '>>', "$folder/log") or die "$folder/log: $!\n";
    print $file "$path @_\n";
  };
  if ($mode{moved} && $path =~ s{^/moved}{}) {
    print $client "HTTP/1.1 302 Found\r\nLocation: $path\r\nETag: \"moved\"\r\n",
      "Content-Length: 0\r\nConnection: close\r\n\r\n";
    next;
  }
  my $first = !$seen{$path}++;
  my $bytes = $path =~ /\.\./ ? undef : contents("$folder/files$path");
  if ($mode{'busy-once'} && $first or !defined $bytes) {
    my $status = defined $bytes ? 503 : 404;
    $log->(0, $status);
    print $client "HTTP/1.1 $status No\r\nContent-Length: 5\r\nConnection: close\r\n\r\nsorry";
    next;
  }

  my @names;  # of this version of the file
  my $sum = unpack('%32N*', $bytes . "\0\0\0");
  if (!$mode{nameless}) {
    push @names, ($mode{weak} ? 'W/' : '') . "\"$sum\"" unless $mode{dated};
    push @names, sprintf('Mon, 01 Jan 2001 %02d:%02d:%02d GMT', $sum / 3600 % 24, $sum / 60 % 60, $sum % 60)
      unless $mode{weak};
  }
  my ($from, $status) = (0, 200);
  my $same = !defined $header{'if-range'} || grep { $_ eq $header{'if-range'} && !m{^W/} } @names;
  if (defined $header{range} && $header{range} =~ /^bytes=(\d+)-$/ && !$mode{norange} && ($same || $mode{norule})) {
    ($from, $status) = ($1, $1 < length $bytes ? 206 : 416);
  }
  $log->($from, $status);
  my $body = $status == 416 ? '' : substr($bytes, $from);
  my $total = length $bytes;
  print $client "HTTP/1.1 $status As asked\r\nConnection: close\r\n";
  print $client 'Content-Length: ', length $body, "\r\n" unless $mode{nolength};
  print $client "Content-Range: bytes $from-", $total - 1, "/$total\r\n" if $status == 206;
  print $client "Content-Range: bytes */$total\r\n" if $status == 416;
  print $client /GMT$/ ? 'Last-Modified: ' : 'ETag: ', "$_\r\n" for @names;
  print $client "\r\n";
  if ($mode{half} || $mode{hang} || $mode{'half-once'} && $first) { $body = substr($body, 0, (length($body) + 1) / 2); }
  print $client $body;
  $client->flush;
  if ($mode{hang}) {
    while (%mode = mode(), $mode{hang}) { select(undef, undef, undef, 0.05); }
  }
}
continue { close $client; }
