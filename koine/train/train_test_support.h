#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "koine/core/core_test_support.h"
#include "koine/core/random.h"
#include "koine/train/run.h"

// Small runs for the tests of this room.
namespace koine::train {

// `sentences` random sentences over words w1 … wV, where each word is mostly followed by the next one.
inline RunLanguage small_language(const std::string& name, std::int32_t words, std::int64_t sentences) {
  Random random(7, Purpose::kTest, static_cast<std::uint64_t>(words));
  std::vector<text::Vocabulary::Entry> entries;
  for (std::int32_t w = 1; w <= words; ++w) entries.push_back({name + std::to_string(w), 1000 - w});
  RunLanguage language{.name = name, .vocabulary = text::Vocabulary(entries, 3), .corpus = {}};
  for (std::int64_t s = 0; s < sentences; ++s) {
    std::vector<std::int32_t> sentence(1 + random.below(9));
    auto word = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(words)));
    for (auto& id : sentence) {
      id = random.below(20) == 0 ? 0 : 1 + word;
      word = (word + 1) % words;
    }
    language.corpus.add(sentence);
  }
  return language;
}

inline TrainOptions small_options() {
  TrainOptions options;
  options.dimension = 12;
  options.epochs = 3;
  options.batch = 8;
  return options;
}

}  // namespace koine::train
