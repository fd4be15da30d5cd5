#pragma once

#include <cstdint>
#include <vector>

#include "koine/core/random.h"
#include "koine/text/vocabulary.h"

namespace koine::skipgram {

// Words here are numbered from 0 in the order of the vocabulary, without `<unk>`: word w is id w + 1.

// The words' shares of the text in its vocabulary: count / sum of counts. Tokens outside of it count for nothing.
std::vector<double> word_shares(const text::Vocabulary& vocabulary);

// The probability that a token is kept, for words of these shares f of the text: min(1, sqrt(t / f) + t / f), the rule
// of the programs word2vec and fastText; the paper (Mikolov et al. 2013, arXiv 1310.4546, section 2.3) has
// sqrt(t / f). All 1 where threshold t is 0.
std::vector<double> keep_probabilities(const std::vector<double>& shares, double threshold);

// Probabilities in proportion to share^power, the noise of negative sampling: power 0.75 in arXiv 1310.4546, section
// 2.2, and in the program word2vec, 0.5 in fastText.
std::vector<double> noise_distribution(const std::vector<double>& shares, double power);

// Draws from a discrete distribution in constant time: the alias method. Vose, "A linear algorithm for generating
// random numbers with a given distribution" (IEEE TSE 1991). Probabilities are kept to 2^-32.
class AliasTable {
 public:
  // probabilities [n], n >= 1, with sum 1.
  explicit AliasTable(const std::vector<double>& probabilities);

  std::int32_t draw(Random& random) const {
    const auto place = static_cast<std::size_t>((std::uint64_t{random.next_u32()} * columns_.size()) >> 32);
    const Column& column = columns_[place];
    return random.next_u32() < column.own ? static_cast<std::int32_t>(place) : column.alias;
  }

 private:
  struct Column {
    std::uint32_t own = UINT32_MAX;  // draws below this are the column's own word
    std::int32_t alias = 0;
  };
  std::vector<Column> columns_;
};

}  // namespace koine::skipgram
