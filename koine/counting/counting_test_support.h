#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/random.h"
#include "koine/corpus/run_text.h"
#include "koine/counting/sparse_rows.h"

// Small texts and matrices for the tests of this room.
namespace koine::counting {

// A language of these sentences of word ids; the words are "w1", "w2", …, counted.
inline corpus::RunLanguage language_of(std::int32_t words, const std::vector<std::vector<std::int32_t>>& sentences) {
  corpus::RunLanguage language{.name = "xx", .vocabulary = {}, .corpus = {}};
  std::vector<std::int64_t> counts(static_cast<std::size_t>(words) + 1);
  for (const auto& sentence : sentences) {
    for (const std::int32_t id : sentence) ++counts[static_cast<std::size_t>(id)];
    language.corpus.add(sentence);
  }
  std::vector<text::Vocabulary::Entry> entries;
  for (std::int32_t id = 1; id <= words; ++id) {
    entries.push_back({"w" + std::to_string(id), counts[static_cast<std::size_t>(id)]});
  }
  language.vocabulary = text::Vocabulary(std::move(entries), counts[0]);
  return language;
}

// Random sentences of words of unequal frequency, `<unk>` among them. Ids are by frequency, as in any vocabulary.
inline corpus::RunLanguage random_language(std::int32_t words, std::int64_t sentences) {
  Random random(1, Purpose::kTest);
  std::vector<std::vector<std::int32_t>> text;
  for (std::int64_t s = 0; s < sentences; ++s) {
    std::vector<std::int32_t> sentence(1 + random.below(12));
    for (std::int32_t& id : sentence) {
      const double u = random.uniform();
      id = static_cast<std::int32_t>(u * u * (words + 1));
    }
    text.push_back(std::move(sentence));
  }
  corpus::RunLanguage language = language_of(words, text);
  std::vector<std::int32_t> id_of(static_cast<std::size_t>(words) + 1);
  for (std::int32_t id = 1; id <= words; ++id) {
    id_of[static_cast<std::size_t>(id)] = language.vocabulary.id_or_unknown("w" + std::to_string(id));
  }
  for (std::int32_t& id : language.corpus.tokens) id = id_of[static_cast<std::size_t>(id)];
  return language;
}

inline Matrix<double> dense(const SparseRows& a) {
  Matrix<double> result(a.rows(), a.cols);
  for (std::int64_t i = 0; i < a.rows(); ++i) {
    for (std::size_t at = a.first(i); at < a.end(i); ++at) {
      result(i, a.columns[at]) += static_cast<double>(a.values[at]);
    }
  }
  return result;
}

// Numbers in [-1, 1], of which a share is there, each column a bit smaller than the one before.
inline SparseRows random_rows(std::int64_t rows, std::int64_t cols, double share, double shrink = 1) {
  Random random(2, Purpose::kTest);
  SparseRows result;
  result.cols = cols;
  for (std::int64_t i = 0; i < rows; ++i) {
    std::vector<std::pair<std::int32_t, float>> row;
    double scale = 1;
    for (std::int32_t j = 0; j < cols; ++j) {
      const double value = random.uniform(-1, 1) * scale;
      if (random.uniform() < share) row.emplace_back(j, static_cast<float>(value));
      scale *= shrink;
    }
    result.add_row(row);
  }
  return result;
}

}  // namespace koine::counting
