#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace koine::text {

// Lets a map with string keys be asked with a string_view.
struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <typename T>
using StringMap = std::unordered_map<std::string, T, StringHash, std::equal_to<>>;

// The words of one language in a fixed order: most frequent first, equal counts in the order of their UTF-8 bytes.
// Id 0 is always `<unk>`, an ordinary word of the model; ids 1 … are the words.
class Vocabulary {
 public:
  static constexpr std::int32_t kUnknown = 0;
  static constexpr std::string_view kUnknownWord = "<unk>";

  struct Entry {
    std::string word;
    std::int64_t count = 0;
  };

  Vocabulary() : Vocabulary(std::vector<Entry>{}, 0) {}

  // `entries` in any order, each word once, without `<unk>`; `unknown_tokens` is the count of `<unk>`.
  // Errors: kInternal where a word comes twice or is `<unk>`.
  Vocabulary(std::vector<Entry> entries, std::int64_t unknown_tokens);

  std::int32_t size() const { return static_cast<std::int32_t>(entries_.size()); }  // with <unk>
  const std::string& word(std::int32_t id) const { return entries_[static_cast<std::size_t>(id)].word; }
  std::int64_t count(std::int32_t id) const { return entries_[static_cast<std::size_t>(id)].count; }
  // A token spelled `<unk>` finds kUnknown.
  std::optional<std::int32_t> find(std::string_view word) const;
  std::int32_t id_or_unknown(std::string_view word) const { return find(word).value_or(kUnknown); }

  std::int64_t total_tokens() const;  // of all words and <unk>

 private:
  std::vector<Entry> entries_;
  StringMap<std::int32_t> ids_;
};

// How often each token was seen.
class WordCounts {
 public:
  void add(std::string_view token, std::int64_t times = 1);

  std::int64_t tokens() const { return tokens_; }
  std::int64_t types() const { return static_cast<std::int64_t>(counts_.size()); }  // `<unk>` is none

  // The words seen `minimum_count` times or more; all other tokens count as `<unk>`.
  // Errors: kUsage when minimum_count < 1; kInput where no word is left, with the threshold that would keep one.
  Vocabulary at_least(std::int64_t minimum_count) const;

  // The `words` most frequent words, or all where there are fewer. Errors: kUsage when words < 1; kInput where there is
  // none.
  Vocabulary most_frequent(std::int64_t words) const;

 private:
  Vocabulary keep(std::vector<Vocabulary::Entry> entries) const;

  StringMap<std::int64_t> counts_;
  std::int64_t tokens_ = 0;
};

// The paper's minimum count, section 4.1: 3 at 50,000 sentences, 5 at 100,000 to 250,000, 10 at 300,000, 20 at
// 1,000,000. In between, which the paper leaves open: 3 up to 50,000, 5 up to 250,000, 10 up to 500,000, 20 above.
std::int64_t paper_minimum_count(std::int64_t sentences);

// The file vocabulary/<language>.tsv: a header line "word<TAB>count", then one line a word in the order of the ids.
// `<unk>` is not in it, so that it reads back with a count of 0.
std::string to_tsv(const Vocabulary& vocabulary);

// The reverse; `name` stands in messages. Errors: kInput with file:line for another header, a row without exactly two
// columns, a word that is empty, twice there, `<unk>` or not UTF-8, a count that is not a whole number above 0, rows
// that are not in order, a last line cut short, and a file without a word.
Vocabulary parse_tsv(std::string_view text, std::string_view name);

}  // namespace koine::text
