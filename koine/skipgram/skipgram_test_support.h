#pragma once

#include <cstdint>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "koine/core/core_test_support.h"
#include "koine/corpus/artificial.h"
#include "koine/corpus/run_text.h"
#include "koine/skipgram/options.h"

// Small languages for the tests of this room.
namespace koine::skipgram {

// One of the artificial languages, every word in the vocabulary.
inline corpus::RunLanguage artificial_language(std::int64_t sentences, int number = 0) {
  const auto languages =
      corpus::make_artificial_languages({.languages = number + 1, .sentences = sentences, .seed = 1});
  const corpus::ArtificialLanguage& made = languages[static_cast<std::size_t>(number)];
  text::WordCounts counts;
  const auto words_of = [](const std::string& sentence) {
    std::istringstream fields(sentence);
    std::vector<std::string> words;
    for (std::string word; fields >> word;) words.push_back(word);
    return words;
  };
  for (const auto& sentence : made.sentences) {
    for (const auto& word : words_of(sentence)) counts.add(word);
  }
  corpus::RunLanguage language{.name = made.code, .vocabulary = counts.at_least(1), .corpus = {}};
  for (const auto& sentence : made.sentences) {
    std::vector<std::int32_t> ids;
    for (const auto& word : words_of(sentence)) ids.push_back(language.vocabulary.id_or_unknown(word));
    language.corpus.add(ids);
  }
  return language;
}

// So many words that share no letter sequence.
inline text::Vocabulary numbered_words(std::int64_t words) {
  std::vector<text::Vocabulary::Entry> entries;
  for (std::int64_t w = 0; w < words; ++w) entries.push_back({std::to_string(w), words - w});
  return {std::move(entries), 0};
}

inline SkipgramOptions small_options() {
  SkipgramOptions options;
  options.dimension = 20;
  options.window = 3;
  options.epochs = 2;
  options.subsample = 0;
  return options;
}

}  // namespace koine::skipgram
