#include "koine/train/evaluation.h"

#include <cmath>
#include <string>

#include "koine/core/error.h"
#include "koine/core/random.h"
#include "koine/kernels/elementwise.h"
#include "koine/retrieval/random_cosine.h"
#include "koine/retrieval/selection_criterion.h"

namespace koine::train {
namespace {

constexpr std::int64_t kRandomPairs = 10'000;
constexpr double kCollapsedCosine = 0.9;

// The words in order of frequency, <unk> left out.
ConstView words_of(model::Parameters& parameters, int language) {
  const View all = parameters.embedding(language);
  return all.row_block(1, all.rows - 1);
}

}  // namespace

Evaluation evaluate(model::Parameters& parameters, int languages, const TrainOptions& options, std::int64_t epoch,
                    Workers& workers) {
  Evaluation result;
  for (int l = 0; l < languages; ++l) {
    const ConstView words = words_of(parameters, l);
    if (!std::isfinite(kernels::sum_of_squares(words.data, words.rows * words.cols))) {
      throw Error(ErrorKind::kCollapsed, "the embeddings are no longer finite numbers")
          .where("epoch " + std::to_string(epoch + 1))
          .hint("try a smaller --learning-rate, or a smaller --clip; the last checkpoint is kept");
    }
    Random random(options.seed, Purpose::kRandomPairs, static_cast<std::uint64_t>(epoch),
                  static_cast<std::uint32_t>(l));
    result.mean_random_cosine.push_back(retrieval::mean_random_cosine(words, kRandomPairs, random));
    result.looks_collapsed = result.looks_collapsed || result.mean_random_cosine.back() > kCollapsedCosine;
  }
  if (languages < 2) return result;
  const retrieval::SelectionOptions selection{.frequent = options.criterion_words,
                                              .neighbours = options.criterion_neighbours,
                                              .source_limit = options.criterion_source_limit,
                                              .target_limit = options.criterion_target_limit};
  double sum = 0, sum_with_r_target = 0;
  for (int l = 1; l < languages; ++l) {
    const auto pair =
        retrieval::selection_criterion(words_of(parameters, 0), words_of(parameters, l), selection, workers);
    sum += pair.without_r_target;
    sum_with_r_target += pair.with_r_target;
  }
  result.criterion = sum / (languages - 1);
  result.criterion_with_r_target = sum_with_r_target / (languages - 1);
  return result;
}

}  // namespace koine::train
