#pragma once

#include <string_view>
#include <vector>

#include "koine/core/matrix.h"

namespace koine::map {

enum class NormalizeStep { kUnit, kCentre };

// "none", or steps with commas between them: "unit", "centre", "unit,centre", "unit,centre,unit" and so on.
// Error: kUsage for another text.
std::vector<NormalizeStep> parse_normalization(std::string_view text);

// Unit: each row divided by its length. Centre: the mean of the rows is taken off each row. Rows of zeros (words
// without a vector) stay zero and have no part in the mean. Source: Artetxe, Labaka, Agirre 2016 (EMNLP D16-1250),
// section 2; rows that centring makes zero up to rounding are zero.
// x [N, D] in place. Sums in double, in the order of the rows. Cost: N D a step.
void normalize(View x, const std::vector<NormalizeStep>& steps);

// Whether row i of x is zero, and how many are.
bool is_zero_row(ConstView x, std::int64_t i);
std::int64_t zero_rows(ConstView x);

// Whether the rows that are not zero are all the same: no map can tell their words apart.
bool has_one_vector(ConstView x);

}  // namespace koine::map
