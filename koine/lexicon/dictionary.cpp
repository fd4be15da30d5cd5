#include "koine/lexicon/dictionary.h"

#include <fmt/format.h>

#include <charconv>
#include <span>
#include <string_view>
#include <unordered_set>

#include "koine/core/error.h"
#include "koine/io/text_input.h"
#include "koine/text/unicode.h"

namespace koine::lexicon {
namespace {

constexpr std::string_view kSpaces = " \t\r\v\f";

std::vector<std::string_view> fields(std::string_view line, std::string_view separators = kSpaces) {
  std::vector<std::string_view> result;
  for (std::size_t begin = line.find_first_not_of(separators); begin != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(separators, begin), line.size());
    result.push_back(line.substr(begin, end - begin));
    begin = line.find_first_not_of(separators, end);
  }
  return result;
}

// Whether the third of the columns is a number, and the two before it a pair.
bool has_score(std::span<const std::string_view> columns) {
  const auto third = columns.size() > 2 ? fields(columns[2]) : std::vector<std::string_view>();
  if (third.size() != 1) return false;
  double score = 0;
  const char* end = third[0].data() + third[0].size();
  return std::from_chars(third[0].data(), end, score).ptr == end;  // also of one that a double is too small for
}

[[noreturn]] void refuse(const io::LineReader& reader, std::string_view line, std::size_t words) {
  Error error(ErrorKind::kInput, "a line of a dictionary has two words, the source and its translation");
  error.where(reader.place()).found(fmt::format("{} in {}", words, quoted(line)));
  if (words == 1) {
    error.hint("is this a list of the words of one language?");
  } else {
    error.hint(
        "words of several parts cannot be scored: leave such lines out, and further columns too, unless tabs lie "
        "between them and the third is a number");
  }
  throw error;
}

constexpr std::string_view kOwnHeader = "source\ttarget\tscore\t";  // as 'koine dictionary' writes it

}  // namespace

Dictionary read_dictionary(const std::filesystem::path& path, Reporter& reporter, ReadDictionaryOptions options) {
  io::LineReader reader(path, {.allow_empty = options.allow_empty, .sha256 = true});
  Dictionary dictionary;
  dictionary.name = reader.name();
  std::unordered_set<std::string> seen;
  std::string line;
  while (reader.next(line)) {
    if (text::first_invalid_utf8(line)) {
      throw Error(ErrorKind::kInput, "this is not UTF-8")
          .where(reader.place())
          .hint("'iconv -f latin1 -t utf-8' or the like converts it");
    }
    if (dictionary.pairs.empty() && line.starts_with(kOwnHeader)) continue;
    auto columns = fields(line, "\t");
    if (has_score(columns)) {
      line.resize(static_cast<std::size_t>(columns[1].data() + columns[1].size() - line.data()));
      columns.resize(2);
    }
    const auto words = fields(line);
    if (words.empty()) {
      ++dictionary.empty_lines;
      continue;
    }
    if (words.size() != 2 && line.starts_with('#')) {
      ++dictionary.comments;
      continue;
    }
    if (words.size() > 2 && columns.size() == 2) {
      ++dictionary.phrases;
      continue;
    }
    if (words.size() != 2) refuse(reader, line, words.size());
    WordPair pair{text::normalise(words[0]), text::normalise(words[1])};
    if (seen.insert(pair.source + '\t' + pair.target).second) {
      dictionary.pairs.push_back(std::move(pair));
    } else {
      ++dictionary.duplicates;
    }
  }
  dictionary.lines = reader.line_number();
  dictionary.sha256 = reader.sha256();
  if (dictionary.pairs.empty() && !options.allow_empty) {
    throw Error(ErrorKind::kInput, "a dictionary without a single pair").where(dictionary.name);
  }
  std::string report =
      fmt::format("{}: {} lines, {} pairs", dictionary.name, dictionary.lines, dictionary.pairs.size());
  if (dictionary.duplicates > 0) report += fmt::format(", {} duplicates left out", dictionary.duplicates);
  if (dictionary.phrases > 0) report += fmt::format(", {} with several words on a side left out", dictionary.phrases);
  if (dictionary.comments > 0) report += fmt::format(", {} comments", dictionary.comments);
  if (dictionary.empty_lines > 0) report += fmt::format(", {} empty lines", dictionary.empty_lines);
  reporter.info(report);
  return dictionary;
}

}  // namespace koine::lexicon
