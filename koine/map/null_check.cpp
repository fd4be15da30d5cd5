#include "koine/map/null_check.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <unordered_set>
#include <utility>

#include "koine/core/error.h"
#include "koine/core/random.h"
#include "koine/map/linear_algebra.h"
#include "koine/map/pair_inducer.h"
#include "koine/map/procrustes.h"
#include "koine/retrieval/unit_rows.h"

namespace koine::map {
namespace {

constexpr double kLostToBegin = 0.9;  // share of the words that a turn must make lose their translation
constexpr double kReturnOfTheRest = 0.25, kReturnThatIsEnough = 0.75;
constexpr double kDistinctAtLeast = 0.1;
constexpr double kGain = 1e-4;    // less is no gain of self-learning's objective
constexpr double kSameMap = 0.5;  // share of equal translations that makes two maps one

// A map with what it makes of the words.
struct Learned {
  Matrix<float> w;
  std::vector<std::int64_t> translations;
  double criterion = 0;
};

double agreement(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
  std::int64_t same = 0;
  for (std::size_t i = 0; i < a.size(); ++i) same += a[i] == b[i] ? 1 : 0;
  return a.empty() ? 0 : static_cast<double>(same) / static_cast<double>(a.size());
}

class Check {
 public:
  Check(Spaces spaces, const NullCheckOptions& options, MethodContext& context)
      : options_(options),
        context_(context),
        source_(retrieval::unit_rows(first_rows(spaces.source, options.words)).rows),
        target_(retrieval::unit_rows(first_rows(spaces.target, options.words)).rows) {}

  NullCheck run(const Matrix<float>& w) {
    NullCheck result;
    const Learned map = learn(w, target_.view());
    result.criterion = map.criterion;
    const std::unordered_set<std::int64_t> targets(map.translations.begin(), map.translations.end());
    result.distinct = static_cast<double>(targets.size()) / static_cast<double>(map.translations.size());
    result.returning = returning(map, target_.view(), 0);
    for (std::int64_t run = 1; run <= options_.runs && !context_.stop_requested(); ++run) {
      const Matrix<float> shuffled = with_shuffled_columns(run);
      const Learned null = learn(w, shuffled.view());
      if (agreement(null.translations, map.translations) > kSameMap) {
        ++result.found_again;
      } else {
        result.null_criteria.push_back(null.criterion);
        result.null_returning.push_back(returning(null, shuffled.view(), run));
      }
      context_.reporter.progress(
          {.what = "null check", .done = run, .total = options_.runs, .seconds_left = -1, .status = ""});
    }
    result.passed = passed(result);
    return result;
  }

 private:
  static ConstView first_rows(ConstView x, std::int64_t rows) { return x.row_block(0, std::min(rows, x.rows)); }

  static bool passed(const NullCheck& check) {
    if (check.distinct < kDistinctAtLeast) return false;
    if (check.null_criteria.empty()) return check.found_again > 0;
    const auto [low, high] = std::minmax_element(check.null_criteria.begin(), check.null_criteria.end());
    const double null = *std::max_element(check.null_returning.begin(), check.null_returning.end());
    return check.criterion > *high + (*high - *low) &&
           check.returning >= std::min(null + kReturnOfTheRest * (1 - null), kReturnThatIsEnough);
  }

  InductionOptions induction(bool both_directions) const {
    return {.neighbours = options_.neighbours, .both_directions = both_directions};
  }

  // Plain self-learning from w on.
  Learned learn(Matrix<float> w, ConstView target) {
    const Spaces spaces{source_.view(), target};
    double best = -1;
    for (std::int64_t round = 0; round < options_.rounds && !context_.stop_requested(); ++round) {
      const Matrix<float> x = mapped(source_.view(), w, context_.workers);
      const Induction found = inducer_.induce(x.view(), target, induction(true), context_.workers);
      if (found.objective < best + kGain) break;
      best = found.objective;
      w = procrustes(spaces, found.pairs, context_.workers, Arithmetic::kFast);
    }
    Learned result;
    const Matrix<float> x = mapped(source_.view(), w, context_.workers);
    result.translations = translations(x.view(), target);
    double sum = 0;
    for (std::int64_t i = 0; i < x.rows(); ++i) {
      const float* y = target.row(result.translations[static_cast<std::size_t>(i)]);
      sum += std::inner_product(x.row(i), x.row(i) + x.cols(), y, 0.0);
    }
    result.criterion = sum / static_cast<double>(x.rows());
    result.w = std::move(w);
    return result;
  }

  std::vector<std::int64_t> translations(ConstView x, ConstView target) {
    std::vector<std::int64_t> result;
    for (const Pair& pair : inducer_.induce(x, target, induction(false), context_.workers).pairs) {
      result.push_back(pair.target);
    }
    return result;
  }

  // Turns the map until most words have another translation, learns it again, and tells how many have the first one.
  double returning(const Learned& map, ConstView target, std::int64_t run) {
    Random random(context_.seed, Purpose::kNullCheck, static_cast<std::uint64_t>(run), 1);
    const Matrix<double> w = to_double(map.w.view());
    const Matrix<double> elsewhere = multiply(w, random_orthogonal(w.rows(), random));
    Matrix<float> turned;
    for (int tenths = 1; tenths <= 10; ++tenths) {
      Matrix<double> between = w;
      for (std::int64_t i = 0; i < w.size(); ++i) {
        between.data()[i] += tenths / 10.0 * (elsewhere.data()[i] - between.data()[i]);
      }
      turned = to_float(nearest_orthogonal(between));
      const Matrix<float> x = mapped(source_.view(), turned, context_.workers);
      if (agreement(translations(x.view(), target), map.translations) <= 1 - kLostToBegin) break;
    }
    return agreement(learn(std::move(turned), target).translations, map.translations);
  }

  Matrix<float> with_shuffled_columns(std::int64_t run) const {
    Random random(context_.seed, Purpose::kNullCheck, static_cast<std::uint64_t>(run));
    std::vector<std::int64_t> order(static_cast<std::size_t>(target_.cols()));
    std::iota(order.begin(), order.end(), 0);
    random.shuffle(order);
    Matrix<float> result(target_.rows(), target_.cols());
    for (std::int64_t i = 0; i < result.rows(); ++i) {
      for (std::size_t d = 0; d < order.size(); ++d) {
        result(i, static_cast<std::int64_t>(d)) = target_(i, order[d]);
      }
    }
    return result;
  }

  const NullCheckOptions& options_;
  MethodContext& context_;
  PairInducer inducer_;
  Matrix<float> source_, target_;
};

}  // namespace

NullCheck null_check(Spaces spaces, const Matrix<float>& w, const NullCheckOptions& options, MethodContext& context) {
  require(options.runs >= 1 && options.rounds >= 1 && options.words >= 1, "the null check has runs, rounds and words");
  const NullCheck result = Check(spaces, options, context).run(w);
  StepRecord record{"null-check",
                    0,
                    {{"criterion", result.criterion}, {"returning", result.returning}, {"distinct", result.distinct}}};
  for (std::size_t i = 0; i < result.null_criteria.size(); ++i) {
    record.values.emplace_back("null_criterion_" + std::to_string(i + 1), result.null_criteria[i]);
    record.values.emplace_back("null_returning_" + std::to_string(i + 1), result.null_returning[i]);
  }
  record.values.emplace_back("found_again", static_cast<double>(result.found_again));
  record.values.emplace_back("passed", result.passed ? 1 : 0);
  context.record(record);
  return result;
}

}  // namespace koine::map
