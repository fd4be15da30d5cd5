#include "koine/map/null_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <unordered_set>
#include <utility>

#include "koine/core/error.h"
#include "koine/core/random.h"
#include "koine/core/stopwatch.h"
#include "koine/map/pair_inducer.h"
#include "koine/map/product.h"
#include "koine/map/self_learning.h"
#include "koine/retrieval/unit_rows.h"

namespace koine::map {
namespace {

constexpr double kDistinctAtLeast = 0.1;
constexpr double kKeptAtLeast = 0.2;
constexpr double kMargin = 1e-3;  // above the highest of the shuffled runs
constexpr double kGain = 1e-4;    // less is no gain of self-learning's objective
constexpr double kSameMap = 0.5;  // share of equal translations that makes two maps one

double highest(const std::vector<double>& values) {
  return *std::max_element(values.begin(), values.end());
}

// What chance does not reach.
double beyond(const std::vector<double>& values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return *high + std::max(*high - *low, kMargin);
}

// The fewer words, the more what is learned is luck, which a long search has more of: a shuffled run is to have as much
// as the map had (unrelated texts of 173 words passed 6 times in 24 with 10, once with 50). It costs little there.
std::int64_t patience_of(std::int64_t words, std::int64_t least) {
  constexpr std::int64_t kWords = 1000;
  const std::int64_t most = SelfLearningOptions{}.patience;
  return std::max(least, std::min(most, least * kWords / std::max<std::int64_t>(words, 1)));
}

// What a map makes of the words.
struct Judged {
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
    const Judged given = judged(w, target_.view());
    const Judged map = judged(learned(w, target_.view(), kPlain, 0), target_.view());
    result.criterion = given.criterion;
    result.learned_criterion = map.criterion;
    result.kept = agreement(given.translations, map.translations);
    const std::unordered_set<std::int64_t> targets(map.translations.begin(), map.translations.end());
    result.distinct =
        static_cast<double>(targets.size()) / static_cast<double>(std::min(source_.rows(), target_.rows()));
    for (std::int64_t run = 1; run <= options_.runs && !context_.stop_requested(); ++run) {
      const Matrix<float> shuffled = with_shuffled_columns(run);
      result.null_criteria.push_back(judged(w, shuffled.view()).criterion);
      const Judged null = judged(learned(w, shuffled.view(), kStochastic, run), shuffled.view());
      if (agreement(null.translations, map.translations) > kSameMap) {
        ++result.found_again;
      } else {
        result.null_learned_criteria.push_back(null.criterion);
      }
      const double seconds_a_run = began_.seconds() / static_cast<double>(run + 1);
      context_.reporter.progress({.what = "null check",
                                  .done = run,
                                  .total = options_.runs,
                                  .seconds_left = seconds_a_run * static_cast<double>(options_.runs - run),
                                  .status = ""});
    }
    if (!context_.stop_requested()) result.failed = what_it_falls_short_of(result);
    return result;
  }

 private:
  InductionOptions induction(bool both_directions) const {
    return {.neighbours = options_.neighbours, .both_directions = both_directions};
  }

  // Of length 1 again: the W of a game is orthogonal only in the end.
  Matrix<float> mapped_source(const Matrix<float>& w) {
    return retrieval::unit_rows(mapped(source_.view(), w, context_.workers)).rows;
  }

  // Self-learning from w on.
  enum Learning { kPlain, kStochastic };
  Matrix<float> learned(const Matrix<float>& w, ConstView target, Learning learning, std::int64_t run) {
    const Spaces spaces{source_.view(), target};
    std::vector<Pair> start = inducer_.induce(mapped_source(w).view(), target, induction(true), context_.workers).pairs;
    SelfLearningOptions options{.cutoff = options_.words, .neighbours = options_.neighbours, .gain = kGain};
    options.keep = learning == kPlain ? 1 : options.keep;
    options.patience =
        learning == kPlain ? 1 : patience_of(std::min(source_.rows(), target_.rows()), options_.patience);
    options.whiten = false;
    options.criterion.words = 1;  // is not looked at
    MethodContext context{.workers = context_.workers, .reporter = silent_reporter(), .stop = context_.stop};
    context.seed = Random(context_.seed, Purpose::kNullCheck, static_cast<std::uint64_t>(run), 1).next_u64();
    return self_learning(spaces, std::move(start), options, context).rotation;
  }

  Judged judged(const Matrix<float>& w, ConstView target) {
    Judged result;
    const Matrix<float> x = mapped_source(w);
    result.translations = translations(x.view(), target);
    double sum = 0;
    for (std::int64_t i = 0; i < x.rows(); ++i) {
      const float* y = target.row(result.translations[static_cast<std::size_t>(i)]);
      sum += std::inner_product(x.row(i), x.row(i) + x.cols(), y, 0.0);
    }
    result.criterion = sum / static_cast<double>(x.rows());
    return result;
  }

  std::vector<std::int64_t> translations(ConstView x, ConstView target) {
    std::vector<std::int64_t> result;
    for (const Pair& pair : inducer_.induce(x, target, induction(false), context_.workers).pairs) {
      result.push_back(pair.target);
    }
    return result;
  }

  Matrix<float> with_shuffled_columns(std::int64_t run) const {
    Random random(context_.seed, Purpose::kNullCheck, static_cast<std::uint64_t>(run));
    std::vector<std::int64_t> order(static_cast<std::size_t>(target_.cols()));
    std::iota(order.begin(), order.end(), 0);
    do random.shuffle(order);
    while (std::ranges::is_sorted(order) && order.size() > 1);  // the same columns are no chance
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
  Stopwatch began_;
};

}  // namespace

std::string what_it_falls_short_of(const NullCheck& check) {
  if (const double least = highest(check.null_criteria); check.criterion <= least) {
    return fmt::format("its criterion is {:.4f}, and {:.4f} where the target's columns are shuffled", check.criterion,
                       least);
  }
  if (check.kept < kKeptAtLeast) {
    return fmt::format("self-learning leads away from it: {:.0f} % of the words keep their translation, not {:.0f} %",
                       100 * check.kept, 100 * kKeptAtLeast);
  }
  if (check.distinct < kDistinctAtLeast) {
    return fmt::format("the translations are the same few words: {:.0f} % of those that could be, not {:.0f} %",
                       100 * check.distinct, 100 * kDistinctAtLeast);
  }
  if (check.null_learned_criteria.empty()) return "";
  if (const double least = beyond(check.null_learned_criteria); check.learned_criterion <= least) {
    return fmt::format("learned on, its criterion is {:.4f}, which spaces with shuffled columns may reach ({:.4f})",
                       check.learned_criterion, least);
  }
  return "";
}

NullCheck null_check(Spaces spaces, const Matrix<float>& w, const NullCheckOptions& options, MethodContext& context) {
  require(options.runs >= 1 && options.patience >= 1 && options.words >= 1, "the null check has runs and words");
  const NullCheck result = Check(spaces, options, context).run(w);
  if (context.stop_requested()) return result;
  StepRecord record{"null-check",
                    0,
                    {{"criterion", result.criterion},
                     {"learned_criterion", result.learned_criterion},
                     {"kept", result.kept},
                     {"distinct", result.distinct}}};
  const auto add = [&](const char* name, const std::vector<double>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      record.values.emplace_back(fmt::format("{}_{}", name, i + 1), values[i]);
    }
  };
  add("null_criterion", result.null_criteria);
  add("null_learned_criterion", result.null_learned_criteria);
  record.values.emplace_back("found_again", static_cast<double>(result.found_again));
  record.values.emplace_back("passed", result.passed() ? 1 : 0);
  context.record(record);
  return result;
}

}  // namespace koine::map
