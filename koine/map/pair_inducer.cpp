#include "koine/map/pair_inducer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <mutex>
#include <span>

#include "koine/core/random.h"
#include "koine/kernels/elementwise.h"
#include "koine/retrieval/candidate_lists.h"
#include "koine/retrieval/cosine_tiles.h"
#include "koine/retrieval/top_k.h"

namespace koine::map {
namespace {

using retrieval::kCandidatesInTile;

constexpr float kLowest = -std::numeric_limits<float>::infinity();

double mean_of_best(const std::vector<retrieval::TopK>& tops) {
  double sum = 0;
  for (const auto& top : tops) sum += top.best().front().score;
  return sum / static_cast<double>(tops.size());
}

std::vector<float> means(const std::vector<retrieval::TopK>& tops) {
  std::vector<float> result;
  result.reserve(tops.size());
  for (const auto& top : tops) {
    double sum = 0;
    for (const auto& neighbour : top.best()) sum += neighbour.score;
    result.push_back(static_cast<float>(sum / static_cast<double>(top.best().size())));
  }
  return result;
}

std::vector<retrieval::TopK> lists(std::int64_t rows, std::int64_t k) {
  return std::vector<retrieval::TopK>(static_cast<std::size_t>(rows), retrieval::TopK(k));
}

// The highest score of each word of one side, and whose it is.
struct Best {
  Best(std::int64_t words, float start)
      : score(static_cast<std::size_t>(words), start), row(static_cast<std::size_t>(words), -1) {}

  std::vector<float> score;
  std::vector<std::int64_t> row;
};

// Means and objective.
class FirstLook {
 public:
  FirstLook(std::int64_t n, std::int64_t m, std::int64_t k)
      : rows_(lists(n, std::max<std::int64_t>(k, 1))), columns_(m, std::max<std::int64_t>(k, 1)) {}

  void operator()(std::int64_t first_row, std::int64_t first_column, View tile) {
    const auto lock = columns_.lock(first_column);
    for (std::int64_t i = 0; i < tile.rows; ++i) {
      const std::span<const float> cosines(tile.row(i), static_cast<std::size_t>(tile.cols));
      rows_[static_cast<std::size_t>(first_row + i)].offer(first_column, cosines);
      columns_.offer(first_row + i, first_column, cosines);
    }
  }

  void finish(bool both_directions) {
    const auto columns = columns_.take();
    objective = mean_of_best(rows_);
    if (both_directions) objective = (objective + mean_of_best(columns)) / 2;
    r_target = means(rows_);
    r_source = means(columns);
  }

  double objective = 0;
  std::vector<float> r_target, r_source;  // of each row, of each column

 private:
  std::vector<retrieval::TopK> rows_;
  retrieval::CandidateLists columns_;
};

// Which similarities of a part of a row are kept: those of kernels::dropout_factors(). Asked for the few that may be
// the best so far, which costs less than to draw all.
class Kept {
 public:
  Kept(const Random& stream, std::uint32_t dropped)
      : key_(stream.key()), counter_(stream.counter()), dropped_(dropped) {}

  bool operator()(std::int64_t j) const {
    if (dropped_ == 0) return true;
    auto counter = counter_;
    counter[0] += static_cast<std::uint32_t>(j / 8);  // eight units a block
    const std::uint32_t word = philox(counter, key_)[static_cast<std::size_t>(j % 8 / 2)];
    return (j % 2 == 0 ? word & 0xFFFFu : word >> 16) >= dropped_;
  }

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::uint32_t dropped_;  // of 65,536
};

// The best of what is kept.
class SecondLook {
 public:
  SecondLook(std::int64_t n, std::int64_t m, const InductionOptions& options, FirstLook& first)
      : options_(options),
        dropped_(static_cast<std::uint32_t>(std::lround((1 - options.keep) * 65536))),
        tiles_(retrieval::cosine_tiles(m)),
        r_target_(first.r_target),
        r_source_(first.r_source),
        forward_(n, dropped_ > 0 ? 0 : kLowest),
        backward_(m, dropped_ > 0 ? 0 : kLowest),
        locks_(static_cast<std::size_t>(tiles_)) {
    if (options.neighbours == 0) {
      std::fill(r_target_.begin(), r_target_.end(), 0.0f);
      std::fill(r_source_.begin(), r_source_.end(), 0.0f);
    }
  }

  // Does not change the tile.
  void operator()(std::int64_t first_row, std::int64_t first_column, ConstView tile) {
    std::vector<float> scores(static_cast<std::size_t>(tile.cols)), zeros(scores.size(), 0.0f);
    for (std::int64_t i = 0; i < tile.rows; ++i) {
      std::copy_n(tile.row(i), tile.cols, scores.data());
      kernels::twice_minus(scores.data(), 0, r_source_.data() + first_column, tile.cols);
      choose_forward(scores, kept(0, first_row + i, first_column), first_row + i, first_column);
    }
    if (!options_.both_directions) return;
    const std::lock_guard lock(locks_[static_cast<std::size_t>(first_column / kCandidatesInTile)]);
    for (std::int64_t i = 0; i < tile.rows; ++i) {
      std::copy_n(tile.row(i), tile.cols, scores.data());
      kernels::twice_minus(scores.data(), r_target_[static_cast<std::size_t>(first_row + i)], zeros.data(), tile.cols);
      choose_backward(scores, kept(1, first_row + i, first_column), first_row + i, first_column);
    }
  }

  std::vector<Pair> pairs() const {
    std::vector<Pair> result;
    const auto add = [&](const Best& best, auto pair_of) {
      for (std::size_t i = 0; i < best.row.size(); ++i) {
        if (best.row[i] >= 0) result.push_back(pair_of(static_cast<std::int64_t>(i), best.row[i]));
      }
    };
    add(forward_, [](std::int64_t i, std::int64_t best) { return Pair{i, best}; });
    if (options_.both_directions) add(backward_, [](std::int64_t i, std::int64_t best) { return Pair{best, i}; });
    return result;
  }

 private:
  // One stream of random bits for each direction and part of a row.
  Kept kept(std::uint64_t direction, std::int64_t row, std::int64_t first_column) const {
    const auto part = static_cast<std::uint32_t>(row * tiles_ + first_column / kCandidatesInTile);
    return {Random(options_.seed, Purpose::kMapDropout, 2 * options_.round + direction, part), dropped_};
  }

  // The tiles of one row come from the left to the right, one after the other.
  void choose_forward(const std::vector<float>& scores, const Kept& kept, std::int64_t row, std::int64_t first_column) {
    float& best = forward_.score[static_cast<std::size_t>(row)];
    const auto n = static_cast<std::int64_t>(scores.size());
    for (std::int64_t j = 0; j < n; ++j) {
      j += kernels::first_above(scores.data() + j, best, n - j);
      if (j == n) return;
      if (!kept(j)) continue;
      best = scores[static_cast<std::size_t>(j)];
      forward_.row[static_cast<std::size_t>(row)] = first_column + j;
    }
  }

  // The tiles of one column come in whatever order.
  void choose_backward(const std::vector<float>& scores, const Kept& kept, std::int64_t row,
                       std::int64_t first_column) {
    float* best = backward_.score.data() + first_column;
    std::int64_t* best_row = backward_.row.data() + first_column;
    const auto n = static_cast<std::int64_t>(scores.size());
    for (std::int64_t j = 0; j < n; ++j) {
      j += kernels::first_reaching(scores.data() + j, best + j, n - j);
      if (j == n) return;
      const float score = scores[static_cast<std::size_t>(j)];
      if ((score == best[j] && best_row[j] < row) || !kept(j)) continue;
      best[j] = score;
      best_row[j] = row;
    }
  }

  const InductionOptions& options_;
  std::uint32_t dropped_;  // of 65,536
  std::int64_t tiles_;
  std::vector<float> r_target_, r_source_;
  Best forward_, backward_;
  std::vector<std::mutex> locks_;
};

}  // namespace

Induction PairInducer::induce(ConstView x, ConstView y, const InductionOptions& options, Workers& workers) {
  require(x.rows > 0 && y.rows > 0, "pairs are induced between words");
  require(options.keep > 0 && options.keep <= 1, "a share that is kept is above 0 and at most 1");
  const bool keeps = x.rows * y.rows * static_cast<std::int64_t>(sizeof(float)) <= kept_bytes_;
  if (!keeps) {
    cosines_ = {};
  } else if (cosines_.rows() != x.rows || cosines_.cols() != y.rows) {
    cosines_ = {};  // one at a time
    cosines_ = Matrix<float>(x.rows, y.rows);
  }

  FirstLook first(x.rows, y.rows, options.neighbours);
  retrieval::for_each_cosine_tile(x, y, workers, [&](std::int64_t row, std::int64_t column, View tile) {
    first(row, column, tile);
    if (!keeps) return;
    for (std::int64_t i = 0; i < tile.rows; ++i) std::copy_n(tile.row(i), tile.cols, &cosines_(row + i, column));
  });
  first.finish(options.both_directions);

  SecondLook second(x.rows, y.rows, options, first);
  if (keeps) {
    constexpr std::int64_t kRows = 128;
    const ConstView all = cosines_.view();
    workers.run((x.rows + kRows - 1) / kRows, [&](std::int64_t block) {
      const std::int64_t row = block * kRows, rows = std::min(kRows, x.rows - row);
      for (std::int64_t column = 0; column < y.rows; column += kCandidatesInTile) {
        second(row, column, all.row_block(row, rows).col_block(column, std::min(kCandidatesInTile, y.rows - column)));
      }
    });
  } else {
    retrieval::for_each_cosine_tile(
        x, y, workers, [&](std::int64_t row, std::int64_t column, View tile) { second(row, column, tile); });
  }
  return {second.pairs(), first.objective};
}

}  // namespace koine::map
