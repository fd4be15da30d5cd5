#include "koine/text/vocabulary.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>
#include <utility>

#include "koine/core/error.h"
#include "koine/text/unicode.h"

namespace koine::text {
namespace {

constexpr std::string_view kHeader = "word\tcount";

bool comes_before(const Vocabulary::Entry& a, const Vocabulary::Entry& b) {
  return std::tie(b.count, a.word) < std::tie(a.count, b.word);
}

// One row of the file; `place` is file:line.
Vocabulary::Entry parse_row(std::string_view line, const std::string& place) {
  const auto fail = [&](const char* what) {
    throw Error(ErrorKind::kInput, what).where(place).found(quoted(line)).expected("a word, a tab, its count");
  };
  const auto tab = line.find('\t');
  if (tab == std::string_view::npos || line.find('\t', tab + 1) != std::string_view::npos) {
    fail("a row of a vocabulary needs two columns");
  }
  Vocabulary::Entry entry{std::string(line.substr(0, tab)), 0};
  if (entry.word.empty() || entry.word.find(' ') != std::string::npos) fail("not a word");
  if (entry.word == Vocabulary::kUnknownWord) fail("<unk> does not belong into the file");
  if (first_invalid_utf8(entry.word)) fail("a word that is not UTF-8");
  const auto number = line.substr(tab + 1);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), entry.count);
  if (error != std::errc() || end != number.data() + number.size() || entry.count < 1) fail("not a count");
  return entry;
}

}  // namespace

Vocabulary::Vocabulary(std::vector<Entry> entries, std::int64_t unknown_tokens) : entries_(std::move(entries)) {
  std::sort(entries_.begin(), entries_.end(), comes_before);
  entries_.insert(entries_.begin(), Entry{std::string(kUnknownWord), unknown_tokens});
  ids_.reserve(entries_.size());
  for (std::int32_t id = 0; id < size(); ++id) {
    require(ids_.emplace(word(id), id).second, "each word of a vocabulary must come once");
  }
}

std::optional<std::int32_t> Vocabulary::find(std::string_view word) const {
  const auto found = ids_.find(word);
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

std::int64_t Vocabulary::total_tokens() const {
  std::int64_t sum = 0;
  for (const auto& entry : entries_) sum += entry.count;
  return sum;
}

void WordCounts::add(std::string_view token, std::int64_t times) {
  tokens_ += times;
  if (token == Vocabulary::kUnknownWord) return;
  const auto found = counts_.find(token);
  if (found != counts_.end()) {
    found->second += times;
  } else {
    counts_.emplace(token, times);
  }
}

Vocabulary WordCounts::at_least(std::int64_t minimum_count) const {
  if (minimum_count < 1) {
    throw Error(ErrorKind::kUsage, "the minimum count makes no sense")
        .found(std::to_string(minimum_count))
        .expected("1 or more");
  }
  std::vector<Vocabulary::Entry> entries;
  std::int64_t largest = 0;
  for (const auto& [word, count] : counts_) {
    largest = std::max(largest, count);
    if (count >= minimum_count) entries.push_back({word, count});
  }
  if (entries.empty() && largest > 0) {
    throw Error(ErrorKind::kInput,
                fmt::format("no word occurs {} times, so that the vocabulary is empty", minimum_count))
        .hint(fmt::format("the most frequent word occurs {} times: a minimum count of {} or less would work, "
                          "and so would more text",
                          largest, largest));
  }
  return keep(std::move(entries));
}

Vocabulary WordCounts::most_frequent(std::int64_t words) const {
  if (words < 1) {
    throw Error(ErrorKind::kUsage, "the size of the vocabulary makes no sense")
        .found(std::to_string(words))
        .expected("1 or more");
  }
  std::vector<Vocabulary::Entry> entries;
  for (const auto& [word, count] : counts_) entries.push_back({word, count});
  const auto kept = std::min(entries.size(), static_cast<std::size_t>(words));
  std::partial_sort(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(kept), entries.end(), comes_before);
  entries.resize(kept);
  return keep(std::move(entries));
}

Vocabulary WordCounts::keep(std::vector<Vocabulary::Entry> entries) const {
  if (entries.empty()) throw Error(ErrorKind::kInput, "the text has no word");
  std::int64_t known = 0;
  for (const auto& entry : entries) known += entry.count;
  return {std::move(entries), tokens_ - known};
}

std::int64_t paper_minimum_count(std::int64_t sentences) {
  if (sentences <= 50'000) return 3;
  if (sentences <= 250'000) return 5;
  if (sentences <= 500'000) return 10;
  return 20;
}

std::string to_tsv(const Vocabulary& vocabulary) {
  std::string text = fmt::format("{}\n", kHeader);
  for (std::int32_t id = 1; id < vocabulary.size(); ++id) {
    text += fmt::format("{}\t{}\n", vocabulary.word(id), vocabulary.count(id));
  }
  return text;
}

Vocabulary parse_tsv(std::string_view text, std::string_view name) {
  std::vector<Vocabulary::Entry> entries;
  StringMap<int> line_of_word;
  for (int line_number = 1; !text.empty(); ++line_number) {
    const auto place = fmt::format("{}:{}", name, line_number);
    const auto length = text.find('\n');
    if (length == std::string_view::npos) {
      throw Error(ErrorKind::kInput, "the vocabulary ends in the middle of a line").where(place).found(quoted(text));
    }
    auto line = text.substr(0, length);
    text.remove_prefix(length + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line_number == 1) {
      if (line != kHeader) {
        throw Error(ErrorKind::kInput, "this is not a vocabulary")
            .where(place)
            .found(quoted(line))
            .expected("the header \"word<TAB>count\"");
      }
      continue;
    }
    auto entry = parse_row(line, place);
    const auto [first, is_new] = line_of_word.emplace(entry.word, line_number);
    if (!is_new) {
      throw Error(ErrorKind::kInput, "a word stands twice in the vocabulary")
          .where(place)
          .found(quoted(entry.word))
          .hint(fmt::format("it stood in line {} before", first->second));
    }
    if (!entries.empty() && !comes_before(entries.back(), entry)) {
      throw Error(ErrorKind::kInput, "the vocabulary is not in order")
          .where(place)
          .found(quoted(entry.word))
          .expected("the largest count first, equal counts in the order of their bytes");
    }
    entries.push_back(std::move(entry));
  }
  if (entries.empty()) throw Error(ErrorKind::kInput, "the vocabulary holds no word").where(name);
  return {std::move(entries), 0};
}

}  // namespace koine::text
