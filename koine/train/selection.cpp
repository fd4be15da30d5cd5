#include "koine/train/selection.h"

#include "koine/train/evaluation.h"

namespace koine::train {

std::optional<double> score_of(const EpochMetrics& epoch, Select select) {
  switch (select) {
    case Select::kCriterion:
      return epoch.criterion;
    case Select::kCriterionFull:
      return epoch.criterion_with_r_target;
    case Select::kMargin:
      return epoch.criterion_margin;
    case Select::kLast:
      break;
  }
  return std::nullopt;
}

std::int64_t chosen_epoch(const std::vector<EpochMetrics>& epochs, Select select) {
  const EpochMetrics* best = nullptr;
  for (const EpochMetrics& epoch : epochs) {
    if (looks_collapsed(epoch.mean_random_cosine)) continue;
    const std::optional<double> score = score_of(epoch, select);
    // An epoch of before a score came to be has none: a later one that has it goes before it.
    const std::optional<double> best_score = best == nullptr ? std::nullopt : score_of(*best, select);
    if (!score || !best_score || *score > *best_score) best = &epoch;
  }
  return best == nullptr ? 0 : best->epoch;
}

}  // namespace koine::train
