#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/random.h"
#include "koine/retrieval/unit_rows.h"

// Words and languages in which it is known what belongs together, for the tests of this room and those above it.
namespace koine::spelling {

inline std::string random_word(Random& random, std::uint64_t shortest, std::uint64_t longest,
                               std::string_view alphabet = "abdeiklmnoprstuvz") {
  std::string word;
  const auto length = shortest + random.below(longest - shortest + 1);
  for (std::uint64_t i = 0; i < length; ++i) word += alphabet[random.below(alphabet.size())];
  return word;
}

// Two languages in which word n means word n. The vectors know that up to noise. A share of the words is spelled alike,
// but for p, which is written f, and d, which is written t; the others have nothing to do with each other.
struct PlantedLanguages {
  std::vector<std::string> source, target;
  Matrix<float> x, y;  // unit rows
};

inline PlantedLanguages planted_languages(int words, double share, double noise, std::uint64_t seed) {
  constexpr std::int64_t kDimension = 20;
  PlantedLanguages result;
  Random random(seed, Purpose::kTest);
  Matrix<float> x(words, kDimension), y(words, kDimension);
  std::set<std::string> sources, targets;
  for (int n = 0; n < words;) {
    const std::string word = random_word(random, 4, 9);
    std::string other = random.uniform() < share ? word : random_word(random, 4, 9);
    for (char& c : other) c = c == 'p' ? 'f' : c == 'd' ? 't' : c;
    if (sources.contains(word) || !targets.insert(other).second) continue;
    sources.insert(word);
    result.source.push_back(word);
    result.target.push_back(other);
    for (std::int64_t d = 0; d < kDimension; ++d) {
      x(n, d) = static_cast<float>(random.normal());
      y(n, d) = x(n, d) + static_cast<float>(noise * random.normal());
    }
    ++n;
  }
  result.x = retrieval::unit_rows(std::move(x)).rows;
  result.y = retrieval::unit_rows(std::move(y)).rows;
  return result;
}

}  // namespace koine::spelling
