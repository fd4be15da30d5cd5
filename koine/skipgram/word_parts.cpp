#include "koine/skipgram/word_parts.h"

#include <optional>
#include <string>

#include "koine/kernels/elementwise.h"
#include "koine/text/letter_sequences.h"

namespace koine::skipgram {

WordParts::WordParts(const text::Vocabulary& vocabulary, bool subwords) {
  const std::int32_t words = vocabulary.size() - 1;
  std::optional<text::LetterSequences> letters;
  if (subwords) {
    std::vector<std::string> spelled;
    for (std::int32_t w = 0; w < words; ++w) spelled.push_back(vocabulary.word(w + 1));
    letters.emplace(spelled);
  }
  rows_ = words + (letters ? letters->sequences() : 0);
  begin_.push_back(0);
  for (std::int32_t w = 0; w < words; ++w) {
    numbers_.push_back(w);
    if (letters) {
      for (const std::int32_t sequence : letters->of(w)) numbers_.push_back(words + sequence);
    }
    begin_.push_back(static_cast<std::int64_t>(numbers_.size()));
  }
}

Matrix<float> WordParts::vectors(ConstView rows) const {
  Matrix<float> vectors(words(), rows.cols);
  for (std::int64_t w = 0; w < words(); ++w) {
    const auto parts = of(w);
    for (const std::int32_t part : parts) {
      kernels::add_scaled(vectors.row(w), 1 / static_cast<float>(parts.size()), rows.row(part), rows.cols);
    }
  }
  return vectors;
}

}  // namespace koine::skipgram
