#include "koine/train/evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "koine/core/error.h"
#include "koine/core/random.h"
#include "koine/kernels/elementwise.h"
#include "koine/retrieval/random_cosine.h"
#include "koine/retrieval/selection_criterion.h"

namespace koine::train {
namespace {

constexpr std::int64_t kRandomPairs = 10'000;
constexpr double kCollapsedCosine = 0.9;

// The words in order of frequency, and `<unk>`, which is row 0, only where asked for.
ConstView words_of(model::Parameters& parameters, int language, bool with_unknown = false) {
  const View all = parameters.embedding(language);
  return with_unknown ? all : all.row_block(1, all.rows - 1);
}

std::vector<std::pair<int, int>> pairs_of(int languages, CriterionPairs which) {
  std::vector<std::pair<int, int>> pairs;
  for (int source = 0; source < (which == CriterionPairs::kAll ? languages : 1); ++source) {
    for (int target = 0; target < languages; ++target) {
      if (source != target) pairs.emplace_back(source, target);
    }
  }
  return pairs;
}

}  // namespace

bool looks_collapsed(const std::vector<double>& mean_random_cosine) {
  return std::ranges::any_of(mean_random_cosine, [](double cosine) { return cosine > kCollapsedCosine; });
}

Evaluation evaluate(model::Parameters& parameters, int languages, const TrainOptions& options, std::int64_t epoch,
                    Workers& workers) {
  Evaluation result;
  for (int l = 0; l < languages; ++l) {
    const ConstView words = words_of(parameters, l);
    if (!std::isfinite(kernels::sum_of_squares(words.data, words.rows * words.cols))) {
      throw Error(ErrorKind::kCollapsed, "the embeddings of a language are too large, or no longer finite numbers")
          .where(fmt::format("epoch {}, language {} of {}", epoch + 1, l + 1, languages));
    }
    Random random(options.seed, Purpose::kRandomPairs, static_cast<std::uint64_t>(epoch),
                  static_cast<std::uint32_t>(l));
    result.mean_random_cosine.push_back(retrieval::mean_random_cosine(words, kRandomPairs, random));
  }
  if (languages < 2) return result;
  const retrieval::SelectionOptions selection{.frequent = options.criterion_words,
                                              .neighbours = options.criterion_neighbours,
                                              .source_limit = options.criterion_source_limit,
                                              .target_limit = options.criterion_target_limit};
  double sum = 0, sum_with_r_target = 0, sum_of_margins = 0;
  const auto pairs = pairs_of(languages, options.criterion_pairs);
  for (const auto& [source, target] : pairs) {
    const auto pair =
        retrieval::selection_criterion(words_of(parameters, source, options.criterion_unknown),
                                       words_of(parameters, target, options.criterion_unknown), selection, workers);
    sum += pair.without_r_target;
    sum_with_r_target += pair.with_r_target;
    sum_of_margins += pair.margin;
  }
  result.criterion = sum / static_cast<double>(pairs.size());
  result.criterion_with_r_target = sum_with_r_target / static_cast<double>(pairs.size());
  result.criterion_margin = sum_of_margins / static_cast<double>(pairs.size());
  return result;
}

std::int64_t evaluation_bytes(const model::ModelConfig& config, int threads) {
  std::vector<std::int64_t> sizes = config.vocabulary_sizes;
  if (sizes.size() < 2) return 0;
  std::partial_sort(sizes.begin(), sizes.begin() + 2, sizes.end(), std::greater<>());
  constexpr std::int64_t kTileBytes = 8'000'000;  // a tile of cosines and what its product takes
  return (sizes[0] + sizes[1]) * config.dimension * static_cast<std::int64_t>(sizeof(float)) + threads * kTileBytes;
}

}  // namespace koine::train
