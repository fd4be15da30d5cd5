#include "koine/spelling/edit_model.h"

#include <algorithm>
#include <cmath>

namespace koine::spelling {
namespace {

constexpr double kLeast = 1e-300;  // ln is -690.8

bool is_mark(int letter) {
  return letter == kBegin || letter == kEnd;
}

double log_of(double probability) {
  return probability < kLeast ? EditModel::kUnlike : std::log(probability);
}

// Where cell (i, j) of the alignment of n by m letters lies: i letters are read, j written.
std::size_t cell(std::size_t i, std::size_t j, std::size_t m) {
  return i * (m + 1) + j;
}

}  // namespace

struct EditModel::Counts {
  std::vector<double> replaced = std::vector<double>(kAlphabet * kWidth);
  std::vector<double> inserted = std::vector<double>(kAlphabet * kWidth);
};

EditModel::EditModel() : replaced_(kAlphabet * kWidth), inserted_(kAlphabet * kWidth) {
  // Chances of each letter, up to their sum: they only have to be of the right order, as each letter learns its own.
  constexpr double kKept = 0.85, kReplaced = 0.05, kDeleted = 0.04, kInserted = 0.04;
  constexpr double kOthers = kAlphabet - 2;  // letters that are no marks
  for (int from = 0; from < kAlphabet; ++from) {
    if (is_mark(from)) {
      replaced_[at(from, from)] = from == kBegin ? 1 : 1 / (1 + kInserted);
    } else {
      constexpr double kSum = kKept + kReplaced + kDeleted + kInserted;
      for (int to = 2; to < kAlphabet; ++to) {
        replaced_[at(from, to)] = (to == from ? kKept : kReplaced / (kOthers - 1)) / kSum;
      }
      replaced_[at(from, kNothing)] = kDeleted / kSum;
    }
    for (int to = 2; to < kAlphabet && from != kBegin; ++to) {
      inserted_[at(from, to)] =
          kInserted / kOthers / (is_mark(from) ? 1 + kInserted : kKept + kReplaced + kDeleted + kInserted);
    }
  }
  prior_replaced_ = replaced_;
  prior_inserted_ = inserted_;
}

double EditModel::forward(const Letters& from, const Letters& to, std::vector<double>& table) const {
  const std::size_t n = from.size(), m = to.size();
  table.resize((n + 1) * (m + 1));
  for (std::size_t i = 0; i <= n; ++i) {
    double* row = &table[cell(i, 0, m)];
    const double* above = i > 0 ? row - (m + 1) : nullptr;
    const double* replaced = i > 0 ? &replaced_[at(from[i - 1], 0)] : nullptr;
    const double* inserted = i < n ? &inserted_[at(from[i], 0)] : nullptr;
    row[0] = i > 0 ? above[0] * replaced[kNothing] : 1;
    for (std::size_t j = 1; j <= m; ++j) {
      double sum = inserted != nullptr ? row[j - 1] * inserted[to[j - 1]] : 0;
      if (above != nullptr) sum += above[j] * replaced[kNothing] + above[j - 1] * replaced[to[j - 1]];
      row[j] = sum;
    }
  }
  return table.back();
}

double EditModel::log_probability(const Letters& from, const Letters& to) const {
  thread_local std::vector<double> table;
  return log_of(forward(from, to, table));
}

// The expected number of each edit, given that `to` was made of `from`: forward times chance times backward.
void EditModel::count(const WordPair& pair, double weight, const std::vector<double>& forward,
                      std::vector<double>& backward, Counts& counts) const {
  const Letters &from = *pair.from, &to = *pair.to;
  const std::size_t n = from.size(), m = to.size();
  const double whole = forward.back();
  if (whole < kLeast) return;
  backward.assign((n + 1) * (m + 1), 0);
  backward.back() = 1;
  for (std::size_t i = n + 1; i-- > 0;) {
    for (std::size_t j = m + 1; j-- > 0;) {
      double& here = backward[cell(i, j, m)];
      const auto follow = [&](std::size_t next, const std::vector<double>& chances, std::vector<double>& sums,
                              std::size_t edit) {
        const double onward = chances[edit] * backward[next];
        here += onward;
        sums[edit] += weight * forward[cell(i, j, m)] * onward / whole;
      };
      if (i < n && j < m) follow(cell(i, j + 1, m), inserted_, counts.inserted, at(from[i], to[j]));
      if (i < n) follow(cell(i + 1, j, m), replaced_, counts.replaced, at(from[i], kNothing));
      if (i < n && j < m) follow(cell(i + 1, j + 1, m), replaced_, counts.replaced, at(from[i], to[j]));
    }
  }
}

double EditModel::learn(const std::vector<WordPair>& pairs) {
  Counts counts;
  std::vector<double> table, backward;
  double objective = 0, related = 0;
  for (const WordPair& pair : pairs) {
    const double log_edited = log_of(forward(*pair.from, *pair.to, table)) + std::log(share_);
    const double log_noise = pair.log_noise + std::log1p(-share_);
    const double highest = std::max(log_edited, log_noise);
    const double log_sum = highest + std::log(std::exp(log_edited - highest) + std::exp(log_noise - highest));
    const double posterior = std::exp(log_edited - log_sum);
    objective += log_sum;
    related += posterior;
    count(pair, posterior, table, backward, counts);
  }
  for (std::size_t e = 0; e < replaced_.size(); ++e) {
    if (prior_replaced_[e] > 0) objective += kPriorStrength * prior_replaced_[e] * std::log(replaced_[e]);
    if (prior_inserted_[e] > 0) objective += kPriorStrength * prior_inserted_[e] * std::log(inserted_[e]);
  }
  for (int from = 0; from < kAlphabet; ++from) {
    double sum = kPriorStrength;
    for (int to = 0; to <= kNothing; ++to) sum += counts.replaced[at(from, to)] + counts.inserted[at(from, to)];
    for (int to = 0; to <= kNothing; ++to) {
      const std::size_t e = at(from, to);
      replaced_[e] = (counts.replaced[e] + kPriorStrength * prior_replaced_[e]) / sum;
      inserted_[e] = (counts.inserted[e] + kPriorStrength * prior_inserted_[e]) / sum;
    }
  }
  // Never quite 0 or 1, where a share would stay for ever.
  if (!pairs.empty()) share_ = std::clamp(related / static_cast<double>(pairs.size()), 1e-6, 1 - 1e-6);
  return objective;
}

}  // namespace koine::spelling
