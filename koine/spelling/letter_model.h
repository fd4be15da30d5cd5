#pragma once

#include <vector>

#include "koine/spelling/letters.h"

namespace koine::spelling {

// How likely words of one language are spelled as they are, whatever they mean: each letter given the two before it,
//   p(c | h) = (n(h c) + t(h) p(c | shorter h)) / (n(h) + t(h)),
// where n counts over the words, each once, t(h) is how many different letters follow h, and the shortest h has the
// uniform distribution below it. Source: Witten & Bell 1991, method C, interpolated.
class LetterModel {
 public:
  explicit LetterModel(const std::vector<Letters>& words);

  // ln p(letters behind the mark of the beginning, that of the end among them). Cost: one look-up a letter.
  double log_probability(const Letters& letters) const;

 private:
  std::vector<double> log_p_;  // [letter before the last, or none][last letter][letter]
};

}  // namespace koine::spelling
