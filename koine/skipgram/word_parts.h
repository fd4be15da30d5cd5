#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/text/vocabulary.h"

namespace koine::skipgram {

// Which rows of the input matrix the vector of a word is the mean of: its own, row w, and with subwords those of its
// letter sequences (text/letter_sequences.h), which come behind those of all words. Source: Bojanowski et al. 2017,
// arXiv 1607.04606, section 3.2, where it is their sum; the program fastText has the mean.
class WordParts {
 public:
  // Words are numbered from 0 without `<unk>`. Cost, with subwords: the letters of all words.
  WordParts(const text::Vocabulary& vocabulary, bool subwords);

  std::int64_t words() const { return static_cast<std::int64_t>(begin_.size()) - 1; }
  std::int64_t rows() const { return rows_; }
  // The rows of a word, ascending, so that its own is the first.
  std::span<const std::int32_t> of(std::int64_t word) const {
    const auto from = begin_[static_cast<std::size_t>(word)], to = begin_[static_cast<std::size_t>(word) + 1];
    return std::span(numbers_).subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from));
  }
  double mean_size() const { return static_cast<double>(numbers_.size()) / static_cast<double>(words()); }

  // The vectors of all words, from rows [rows(), D] → [words(), D].
  Matrix<float> vectors(ConstView rows) const;

 private:
  std::int64_t rows_ = 0;
  std::vector<std::int64_t> begin_;  // [words + 1], of each word in numbers_
  std::vector<std::int32_t> numbers_;
};

}  // namespace koine::skipgram
