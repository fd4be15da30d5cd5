#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "koine/core/reporter.h"

namespace koine::corpus {

// Where the text of one language comes from: files as of io::LineReader, "-" for standard input, read in this order.
struct TextSource {
  std::string language;               // see check_language_code
  std::vector<std::string> files;
};

// A language code is a name for people, and the name of files: a lower-case letter, then up to 31 letters, digits, '_'
// or '-'. "special" is the file of the vectors that belong to no language. Error: kUsage.
void check_language_code(std::string_view code);

// The sources with each language once, in the order of first mention; where one was given more than once its files are
// joined, and reporter.info says so. Errors: kUsage for a bad code, a source without a file, standard input given
// twice.
std::vector<TextSource> join_sources(const std::vector<TextSource>& sources, Reporter& reporter);

}  // namespace koine::corpus
