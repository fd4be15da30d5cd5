#include "koine/lexicon/word_index.h"

#include <algorithm>

#include "koine/text/unicode.h"

namespace koine::lexicon {

WordIndex::WordIndex(const std::vector<std::string>& words) {
  rows_.reserve(words.size());
  for (std::size_t i = 0; i < words.size(); ++i) rows_.emplace(words[i], static_cast<std::int64_t>(i));
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!text::first_invalid_utf8(words[i])) rows_.emplace(text::normalise(words[i]), static_cast<std::int64_t>(i));
  }
}

std::optional<std::int64_t> WordIndex::find(std::string_view word) const {
  const auto found = rows_.find(word);
  if (found == rows_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> common_spelling(const std::string& word, std::span<const WordIndex> vocabularies,
                                           const std::string& language) {
  const auto all_have = [&](const std::string& spelling) {
    return std::all_of(vocabularies.begin(), vocabularies.end(),
                       [&](const WordIndex& vocabulary) { return vocabulary.find(spelling).has_value(); });
  };
  if (all_have(word)) return word;
  for (const std::string& rules : {language, std::string(), std::string("tr")}) {
    std::string lower = text::lowercase(word, rules);
    if (lower != word && all_have(lower)) return lower;
  }
  return std::nullopt;
}

}  // namespace koine::lexicon
