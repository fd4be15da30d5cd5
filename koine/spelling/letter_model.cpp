#include "koine/spelling/letter_model.h"

#include <cmath>

namespace koine::spelling {
namespace {

constexpr std::size_t kLetters = kAlphabet, kNone = kAlphabet, kHistories = kAlphabet + 1;

// Smooths the counts behind one history with the distribution of the next shorter one.
void smooth(const double* counts, const double* shorter, double* result) {
  double tokens = 0, types = 0;
  for (std::size_t c = 0; c < kLetters; ++c) {
    tokens += counts[c];
    types += counts[c] > 0;
  }
  for (std::size_t c = 0; c < kLetters; ++c) {
    result[c] = types > 0 ? (counts[c] + types * shorter[c]) / (tokens + types) : shorter[c];
  }
}

}  // namespace

LetterModel::LetterModel(const std::vector<Letters>& words) : log_p_(kHistories * kLetters * kLetters) {
  std::vector<double> one(kLetters), two(kLetters * kLetters), three(log_p_.size());
  for (const Letters& word : words) {
    std::size_t before = kNone;
    for (std::size_t i = 1; i < word.size(); ++i) {
      const std::size_t last = word[i - 1], c = word[i];
      ++one[c];
      ++two[last * kLetters + c];
      ++three[(before * kLetters + last) * kLetters + c];
      before = last;
    }
  }
  const std::vector<double> uniform(kLetters, 1.0 / static_cast<double>(kLetters));
  std::vector<double> p_one(kLetters), p_two(kLetters);
  smooth(one.data(), uniform.data(), p_one.data());
  for (std::size_t last = 0; last < kLetters; ++last) {
    smooth(&two[last * kLetters], p_one.data(), p_two.data());
    for (std::size_t before = 0; before < kHistories; ++before) {
      const std::size_t row = (before * kLetters + last) * kLetters;
      smooth(&three[row], p_two.data(), &log_p_[row]);
    }
  }
  for (double& p : log_p_) p = std::log(p);
}

double LetterModel::log_probability(const Letters& letters) const {
  double sum = 0;
  std::size_t before = kNone;
  for (std::size_t i = 1; i < letters.size(); ++i) {
    const std::size_t last = letters[i - 1];
    sum += log_p_[(before * kLetters + last) * kLetters + letters[i]];
    before = last;
  }
  return sum;
}

}  // namespace koine::spelling
