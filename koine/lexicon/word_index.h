#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace koine::lexicon {

// From a word, as it is or in Unicode NFC, to its row. Of a word that stands twice the first row counts; of words that
// are the same in NFC, each has its own and the first one that of the NFC.
class WordIndex {
 public:
  explicit WordIndex(const std::vector<std::string>& words);

  std::optional<std::int64_t> find(std::string_view word) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const { return std::hash<std::string_view>{}(word); }
  };
  std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>> rows_;
};

// `word` as all of the vocabularies have it: as it stands or, failing that, in lower case, which is how koine's own
// vocabularies are, first in that of `language`; last in that of Turkic languages, where I becomes ı. Nothing where one
// of them has none of these.
std::optional<std::string> common_spelling(const std::string& word, std::span<const WordIndex> vocabularies,
                                           const std::string& language = "");

}  // namespace koine::lexicon
