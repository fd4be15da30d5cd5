#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "koine/train/metrics.h"
#include "koine/train/options.h"

namespace koine::train {

// What chooses the epoch, the higher the better; nothing where each is better than the one before.
std::optional<double> score_of(const EpochMetrics& epoch, Select select);

// The number of the epoch that is kept of these, 0 where there is none: the first of the highest score, or the last.
// One that looks_collapsed() is never kept: the paper's criterion is at its highest there.
std::int64_t chosen_epoch(const std::vector<EpochMetrics>& epochs, Select select);

}  // namespace koine::train
