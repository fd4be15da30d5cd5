#include "koine/map/transport_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "koine/core/random.h"
#include "koine/core/stopwatch.h"
#include "koine/kernels/elementwise.h"
#include "koine/map/linear_algebra.h"
#include "koine/map/procrustes.h"
#include "koine/map/product.h"
#include "koine/map/transport.h"

namespace koine::map {
namespace {

constexpr std::int64_t kStartWords = 1'000;  // of the search; the last rounds have more
constexpr std::int64_t kAxes = 64, kSweeps = 3;
constexpr std::int64_t kAxisRounds = 6;   // after an axis has been turned round, from kMild on
constexpr double kWarm = 1, kMild = 0.1;  // first temperatures
constexpr double kCoolFactor = 3;         // that of the last rounds, times the last temperature
constexpr std::int64_t kBalances = 50;
constexpr double kTolerance = 0.02, kGain = 1e-4;

class Search {
 public:
  Search(Spaces spaces, const GameOptions& options, MethodContext& context)
      : spaces_(spaces), options_(options), context_(context) {}

  Transported run(const Matrix<float>& start, bool solved) {
    Transported best{start, 0};
    if (options_.transport_rounds == 0) return best;
    if (!solved) {
      best = from_starts(start);
      best = with_axes_turned(std::move(best));
    }
    if (context_.stop_requested()) return best;
    const std::int64_t rounds = options_.transport_rounds;
    best = descend(std::move(best.map), options_.transport_words, kCoolFactor * options_.transport_entropy, rounds,
                   [&](std::int64_t done, double cost) { report("transport", done, rounds, cost); });
    if (std::isfinite(best.cost)) context_.record({"transport", 0, {{"cost", best.cost}}});
    return best;
  }

 private:
  // Rounds of plan and map from w on; the temperature falls by one factor from `first` to the last one.
  // `after` each: how many are done, and the cost.
  Transported descend(
      Matrix<float> w, std::int64_t words, double first, std::int64_t rounds,
      const std::function<void(std::int64_t, double)>& after = [](std::int64_t, double) {}) {
    const auto some = [&](ConstView x) { return x.row_block(0, std::min(words, x.rows)); };
    const ConstView source = some(spaces_.source), target = some(spaces_.target);
    double length = 0;
    for (std::int64_t i = 0; i < target.rows; ++i) length += kernels::sum_of_squares(target.row(i), target.cols);
    length /= static_cast<double>(target.rows);
    const auto rows = same_rows(source.rows);
    EntropicTransport transport(target, source.rows, context_.workers);
    Transported result{std::move(w), std::numeric_limits<double>::infinity()};  // before any round
    for (std::int64_t round = 0; round < rounds && !context_.stop_requested(); ++round) {
      const double done = rounds > 1 ? static_cast<double>(round) / static_cast<double>(rounds - 1) : 1;
      const double temperature = first * std::pow(options_.transport_entropy / first, done);
      const auto plan = transport.plan(mapped(source, result.map, context_.workers).view(), temperature * length,
                                       kBalances, kTolerance);
      result.cost = plan.cost / length;
      result.map = procrustes({source, plan.moved.view()}, rows, context_.workers, Arithmetic::kFast);
      after(round + 1, result.cost);
    }
    return result;
  }

  Transported from_starts(const Matrix<float>& start) {
    Transported best;
    const std::int64_t starts = options_.transport_starts + 1;
    for (std::int64_t number = 0; number < starts && !(number > 0 && context_.stop_requested()); ++number) {
      // Neighbouring seeds may be those of other runs.
      const auto index = static_cast<std::uint64_t>(number);
      const std::uint64_t seed = Random(context_.seed, Purpose::kTransportStart, index).next_u64();
      Transported found =
          descend(number == 0 ? start : random_map(start.rows(), seed), kStartWords, kWarm, options_.transport_rounds);
      const bool better = number == 0 || found.cost < best.cost;
      if (!std::isfinite(found.cost)) return number == 0 ? found : best;  // stopped
      context_.record({"transport-start", number, {{"cost", found.cost}, {"best", better ? 1 : 0}}});
      if (better) best = std::move(found);
      report("transport, starts", number + 1, starts, best.cost);
    }
    return best;
  }

  Transported with_axes_turned(Transported best) {
    const ConstView target = spaces_.target.row_block(0, std::min(kStartWords, spaces_.target.rows));
    const auto axes =
        symmetric_eigen(cross_product(target, target, same_rows(target.rows), Arithmetic::kFast, context_.workers));
    const std::int64_t count = std::min(kAxes, target.cols);
    std::int64_t since_gain = 0;
    for (std::int64_t trial = 0; trial < kSweeps * count && since_gain < count; ++trial) {
      if (context_.stop_requested()) break;
      const std::int64_t axis = trial % count;
      Transported found = descend(turned(best.map, axes.vectors, axis), kStartWords, kMild, kAxisRounds);
      ++since_gain;
      if (found.cost < best.cost * (1 - kGain)) {
        best = std::move(found);
        since_gain = 0;
        context_.record({"transport-axis", axis, {{"cost", best.cost}}});
      }
      report("transport, axes", trial + 1, kSweeps * count, best.cost);
    }
    return best;
  }

  // W - 2 (W a) aᵀ: mapped words have the other sign along the axis a.
  static Matrix<float> turned(const Matrix<float>& w, const Matrix<double>& axes, std::int64_t axis) {
    Matrix<float> result = w;
    for (std::int64_t i = 0; i < w.rows(); ++i) {
      double along = 0;
      for (std::int64_t j = 0; j < w.cols(); ++j) along += w(i, j) * axes(j, axis);
      for (std::int64_t j = 0; j < w.cols(); ++j) result(i, j) -= static_cast<float>(2 * along * axes(j, axis));
    }
    return result;
  }

  void report(const std::string& what, std::int64_t done, std::int64_t total, double cost) {
    const double seconds = began_.seconds();
    if (done == 1) began_.restart();
    context_.reporter.progress(
        {.what = what,
         .done = done,
         .total = total,
         .seconds_left = done == total ? 0
                         : done == 1   ? -1
                                       : seconds / static_cast<double>(done - 1) * static_cast<double>(total - done),
         .status = fmt::format("cost {:.4f}", cost)});
  }

  Spaces spaces_;
  const GameOptions& options_;
  MethodContext& context_;
  Stopwatch began_;
};

}  // namespace

Transported search_transport(Spaces spaces, const Matrix<float>& start, bool solved, const GameOptions& options,
                             MethodContext& context) {
  return Search(spaces, options, context).run(start, solved);
}

}  // namespace koine::map
