#include "koine/map/self_learning.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>
#include <unordered_map>

#include "koine/core/error.h"
#include "koine/core/stopwatch.h"
#include "koine/map/linear_algebra.h"
#include "koine/map/pair_inducer.h"
#include "koine/map/procrustes.h"
#include "koine/retrieval/cosine_tiles.h"

namespace koine::map {
namespace {

// The rows of (X Xᵀ)^½ = X (Xᵀ X)^(-½) Xᵀ, each sorted.
Matrix<float> similarity_profiles(ConstView x, const std::vector<NormalizeStep>& steps, Workers& workers) {
  const Matrix<double> covariance = cross_product(x, x, same_rows(x.rows), Arithmetic::kExact, workers);
  const Matrix<float> whitened = mapped(x, to_float(whitening(covariance).whiten), workers);
  Matrix<float> profiles(x.rows, x.rows);
  retrieval::for_each_cosine_tile(whitened.view(), x, workers,
                                  [&](std::int64_t first_row, std::int64_t first, View tile) {
                                    for (std::int64_t i = 0; i < tile.rows; ++i)
                                      std::copy_n(tile.row(i), tile.cols, &profiles(first_row + i, first));
                                  });
  workers.run(x.rows, [&](std::int64_t i) {
    float* row = profiles.row(i);
    std::sort(row, row + profiles.cols(), std::greater<>());
  });
  normalize(profiles.view(), steps);
  return profiles;
}

bool is_numeral(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A M, with row i of M scaled by factors[i]: A diag(factors) M.
Matrix<double> multiply_scaled(const Matrix<double>& a, const std::vector<double>& factors, const Matrix<double>& m) {
  Matrix<double> scaled = m;
  for (std::int64_t i = 0; i < scaled.rows(); ++i) {
    for (std::int64_t j = 0; j < scaled.cols(); ++j) scaled(i, j) *= factors[static_cast<std::size_t>(i)];
  }
  return multiply(a, scaled);
}

// A U S^p, times Uᵀ A⁻¹ U to de-whiten.
Matrix<float> side_map(const Whitening& side, const Matrix<double>& u, const std::vector<double>& weights,
                       bool dewhiten) {
  const Matrix<double> whitened = multiply(side.whiten, u);
  if (!dewhiten) return to_float(multiply_scaled(whitened, weights, identity(u.cols())));
  return to_float(multiply_scaled(whitened, weights, multiply(transposed(u), multiply(side.dewhiten, u))));
}

// The rounds of self-learning: what is known from one to the next.
class Rounds {
 public:
  Rounds(const SelfLearningOptions& options, std::uint64_t seed)
      : options_(options), keep_(options.keep), seed_(seed) {}

  InductionOptions induction() const {
    return {.neighbours = options_.neighbours,
            .both_directions = options_.both_directions,
            .keep = keep_,
            .seed = seed_,
            .round = static_cast<std::uint64_t>(round_)};
  }

  // False when there is no round to come.
  bool take(double objective) {
    ++round_;
    // Nothing is no gain, even where any gain counts: the objective stands still in the end.
    if (round_ == 1 || (objective > best_ && objective - best_ >= options_.gain)) {
      best_ = objective;
      last_gain_ = round_;
    }
    if (round_ - last_gain_ < options_.patience) return true;
    if (keep_ >= 1) return false;
    keep_ = std::min(1.0, keep_ * options_.keep_factor);
    last_gain_ = round_;
    return true;
  }

  std::int64_t round() const { return round_; }
  double keep() const { return keep_; }

  // At least so many are to come: as if nothing were gained any more.
  std::int64_t fewest_left() const {
    const auto stages = static_cast<std::int64_t>(std::ceil(std::log(1 / keep_) / std::log(options_.keep_factor)));
    return (stages + 1) * options_.patience - (round_ - last_gain_);
  }

 private:
  const SelfLearningOptions& options_;
  double keep_, best_ = 0;
  std::uint64_t seed_;
  std::int64_t round_ = 0, last_gain_ = 0;
};

}  // namespace

std::vector<Pair> distribution_dictionary(Spaces spaces, std::int64_t words, const std::vector<NormalizeStep>& steps,
                                          std::int64_t neighbours, bool both_directions, Workers& workers) {
  require(words >= 1 && words <= std::min(spaces.source.rows, spaces.target.rows), "both sides have so many words");
  Matrix<float> x = similarity_profiles(spaces.source.row_block(0, words), steps, workers);
  Matrix<float> y = similarity_profiles(spaces.target.row_block(0, words), steps, workers);
  normalize(x.view(), {NormalizeStep::kUnit});  // as pair_inducer.h asks for, whatever the steps were
  normalize(y.view(), {NormalizeStep::kUnit});
  const InductionOptions options{.neighbours = neighbours, .both_directions = both_directions};
  return PairInducer().induce(x.view(), y.view(), options, workers).pairs;
}

std::vector<Pair> shared_strings(std::span<const std::string> source, std::span<const std::string> target,
                                 bool numerals) {
  std::unordered_map<std::string_view, std::int64_t> rows;
  for (std::size_t j = 0; j < target.size(); ++j) rows.emplace(target[j], static_cast<std::int64_t>(j));
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (numerals && !is_numeral(source[i])) continue;
    if (const auto found = rows.find(source[i]); found != rows.end()) {
      pairs.push_back({static_cast<std::int64_t>(i), found->second});
    }
  }
  return pairs;
}

Mapping reweighted_mapping(Spaces spaces, std::span<const Pair> pairs, double p, bool dewhiten, Workers& workers) {
  std::vector<Pair> sources, targets;
  for (const Pair& pair : pairs) {
    sources.push_back({pair.source, pair.source});
    targets.push_back({pair.target, pair.target});
  }
  constexpr auto kExact = Arithmetic::kExact;
  const Whitening x = whitening(cross_product(spaces.source, spaces.source, sources, kExact, workers));
  const Whitening y = whitening(cross_product(spaces.target, spaces.target, targets, kExact, workers));
  const Matrix<double> xy = cross_product(spaces.source, spaces.target, pairs, kExact, workers);
  const Svd parts = svd(multiply(x.whiten, multiply(xy, y.whiten)));
  std::vector<double> weights;
  for (const double s : parts.s) weights.push_back(std::pow(s, p));
  return {side_map(x, parts.u, weights, dewhiten), side_map(y, parts.v, weights, dewhiten)};
}

MethodResult self_learning(Spaces spaces, std::vector<Pair> start, const SelfLearningOptions& options,
                           MethodContext& context) {
  require(!start.empty(), "self-learning starts from a dictionary");
  const ConstView source = first_rows(spaces.source, options.cutoff),
                  target = first_rows(spaces.target, options.cutoff);
  std::vector<Pair> pairs = std::move(start);
  MethodResult result;
  PairInducer inducer;
  Rounds rounds(options, context.seed);
  Matrix<float> x(source.rows, source.cols);
  const Stopwatch stopwatch;
  for (bool more = true; more && !result.stopped;) {
    product(source, procrustes(spaces, pairs, context.workers, Arithmetic::kFast).view(), x.view(), context.workers);
    const double keep = rounds.keep();
    Induction induction = inducer.induce(x.view(), target, rounds.induction(), context.workers);
    // Of a handful of words, all that was kept may be nothing.
    if (!induction.pairs.empty()) pairs = std::move(induction.pairs);
    more = rounds.take(induction.objective);
    context.record(
        {"self-learning",
         rounds.round(),
         {{"objective", induction.objective}, {"keep", keep}, {"pairs", static_cast<double>(pairs.size())}}});
    const double seconds_a_round = stopwatch.seconds() / static_cast<double>(rounds.round());
    const std::int64_t left = more ? std::max<std::int64_t>(1, rounds.fewest_left()) : 0;
    context.reporter.progress(
        {.what = "self-learning",
         .done = rounds.round(),
         .total = rounds.round() + left,
         .seconds_left = seconds_a_round * static_cast<double>(left),
         .status = fmt::format("round {}  keep {:.1f}  objective {:.4f}", rounds.round(), keep, induction.objective)});
    result.stopped = more && context.stop_requested();
  }

  result.rotation = procrustes(spaces, pairs, context.workers);
  if (options.whiten) {
    result.mapping = reweighted_mapping(spaces, pairs, options.reweight, options.dewhiten, context.workers);
  } else {
    result.mapping.source = result.rotation;
  }
  const Matrix<float> s = mapped(spaces.source, result.mapping.source, context.workers);
  const Matrix<float> t = mapped(spaces.target, result.mapping.target, context.workers);
  result.criterion = criterion(s.view(), t.view(), options.criterion, context.workers);
  context.record({"result", 0, {{"criterion", result.criterion}, {"pairs", static_cast<double>(pairs.size())}}});
  return result;
}

}  // namespace koine::map
