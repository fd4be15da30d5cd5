#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace koine::eval {

// The `count` words that take the fewest insertions, deletions and replacements of one code point to become `word`
// (Levenshtein 1966), closest first; of equally close ones those that stand first, the more frequent. Cost: one table
// of |word| by |candidate| for each candidate. `word` and `words` must be UTF-8.
std::vector<std::string> closest_spellings(std::string_view word, const std::vector<std::string>& words, int count);

}  // namespace koine::eval
