#include "koine/train/dictionary_term.h"

#include <algorithm>
#include <map>
#include <utility>

#include "koine/kernels/elementwise.h"

namespace koine::train {
namespace {

constexpr std::int64_t kTaskWords = 128;

}  // namespace

DictionaryTerm::DictionaryTerm(const std::vector<Translation>& translations, double weight, std::int64_t dimension)
    : translations_(translations), weight_(weight) {
  require(!translations.empty(), "the term of a dictionary needs a translation");
  std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t> numbers;
  const auto number_of = [&](std::int32_t language, std::int32_t id) {
    const auto [at, is_new] = numbers.emplace(std::pair(language, id), static_cast<std::int32_t>(words_.size()));
    if (is_new) words_.push_back({language, id, {}});
    return at->second;
  };
  for (const Translation& t : translations_) {
    const std::int32_t source = number_of(t.source_language, t.source);
    const std::int32_t target = number_of(t.target_language, t.target);
    words_[static_cast<std::size_t>(source)].partners.push_back(target);
    words_[static_cast<std::size_t>(target)].partners.push_back(source);
  }
  gradient_ = Matrix<float>(static_cast<std::int64_t>(words_.size()), dimension);
}

void DictionaryTerm::step(model::Parameters& parameters, double rate, Workers& workers) {
  const std::int64_t words = gradient_.rows(), d = gradient_.cols();
  const auto row_of = [&](const Word& word) { return parameters.embedding(word.language).row(word.id); };
  const auto for_words = [&](const auto& body) {
    workers.run((words + kTaskWords - 1) / kTaskWords, [&](std::int64_t task) {
      for (std::int64_t i = task * kTaskWords; i < std::min(words, (task + 1) * kTaskWords); ++i) {
        body(i, words_[static_cast<std::size_t>(i)]);
      }
    });
  };
  // All gradients first, since each reads the embeddings of other words.
  for_words([&](std::int64_t i, const Word& word) {
    kernels::scaled(row_of(word), static_cast<float>(word.partners.size()), gradient_.row(i), d);
    for (const std::int32_t partner : word.partners) {
      kernels::add_scaled(gradient_.row(i), -1, row_of(words_[static_cast<std::size_t>(partner)]), d);
    }
  });
  const auto factor = static_cast<float>(-rate * 2 * weight_ / static_cast<double>(translations_.size()));
  for_words([&](std::int64_t i, const Word& word) { kernels::add_scaled(row_of(word), factor, gradient_.row(i), d); });
}

double DictionaryTerm::mean_squared_distance(model::Parameters& parameters) const {
  double sum = 0;
  for (const Translation& t : translations_) {
    const float* const a = parameters.embedding(t.source_language).row(t.source);
    const float* const b = parameters.embedding(t.target_language).row(t.target);
    for (std::int64_t j = 0; j < gradient_.cols(); ++j) {
      const double difference = static_cast<double>(a[j]) - b[j];
      sum += difference * difference;
    }
  }
  return sum / static_cast<double>(translations_.size());
}

double DictionaryTerm::largest_weight(double rate) const {
  std::size_t most = 0;
  for (const Word& word : words_) {
    for (const std::int32_t partner : word.partners) {
      most = std::max(most, word.partners.size() + words_[static_cast<std::size_t>(partner)].partners.size());
    }
  }
  return static_cast<double>(translations_.size()) / (rate * static_cast<double>(most));
}

}  // namespace koine::train
