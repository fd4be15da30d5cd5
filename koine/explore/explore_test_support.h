#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/random.h"
#include "koine/explore/language.h"

// What several tests of this room need.
namespace koine::explore {

// Words w0, w1, … with random vectors of length 1.
struct TestLanguage {
  TestLanguage(std::string name, std::int64_t words, std::int64_t dimension, std::uint64_t number)
      : code(std::move(name)), unit_rows(words, dimension) {
    Random random(1, Purpose::kTest, number);
    for (std::int64_t i = 0; i < words; ++i) {
      this->words.push_back(code + std::to_string(i));
      double squares = 0;
      for (std::int64_t d = 0; d < dimension; ++d) {
        unit_rows(i, d) = static_cast<float>(random.normal());
        squares += double{unit_rows(i, d)} * unit_rows(i, d);
      }
      for (std::int64_t d = 0; d < dimension; ++d) unit_rows(i, d) /= static_cast<float>(std::sqrt(squares));
    }
  }

  Language shown(std::int64_t count) const { return {code, words, unit_rows.view(), count}; }

  std::string code;
  std::vector<std::string> words;
  Matrix<float> unit_rows;
};

}  // namespace koine::explore
