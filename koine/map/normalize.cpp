#include "koine/map/normalize.h"

#include <algorithm>
#include <cmath>

#include "koine/core/error.h"

namespace koine::map {
namespace {

double length_of(const float* row, std::int64_t size) {
  double squares = 0;
  for (std::int64_t d = 0; d < size; ++d) squares += double{row[d]} * row[d];
  return std::sqrt(squares);
}

void unit(View x) {
  for (std::int64_t i = 0; i < x.rows; ++i) {
    float* row = x.row(i);
    const double length = length_of(row, x.cols);
    if (length == 0) continue;
    for (std::int64_t d = 0; d < x.cols; ++d) row[d] = static_cast<float>(row[d] / length);
  }
}

// What is left of a row that is the mean is the rounding of float32, a direction without meaning.
constexpr double kNothingLeft = 1e-6;

void centre(View x) {
  std::vector<double> mean(static_cast<std::size_t>(x.cols), 0.0);
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < x.rows; ++i) {
    if (is_zero_row(x, i)) continue;
    ++count;
    for (std::int64_t d = 0; d < x.cols; ++d) mean[static_cast<std::size_t>(d)] += x(i, d);
  }
  if (count == 0) return;
  for (double& value : mean) value /= static_cast<double>(count);
  for (std::int64_t i = 0; i < x.rows; ++i) {
    float* row = x.row(i);
    if (is_zero_row(x, i)) continue;
    const double before = length_of(row, x.cols);
    for (std::int64_t d = 0; d < x.cols; ++d) {
      row[d] = static_cast<float>(row[d] - mean[static_cast<std::size_t>(d)]);
    }
    if (length_of(row, x.cols) <= kNothingLeft * before) std::fill_n(row, x.cols, 0.0f);
  }
}

}  // namespace

std::vector<NormalizeStep> parse_normalization(std::string_view text) {
  std::vector<NormalizeStep> steps;
  if (text == "none") return steps;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view step = text.substr(begin, end - begin);
    if (step != "unit" && step != "centre") {
      throw Error(ErrorKind::kUsage, "there is no such normalisation")
          .where("--normalize")
          .found(quoted(text))
          .expected("none, or unit and centre with commas between them, for example unit,centre,unit");
    }
    steps.push_back(step == "unit" ? NormalizeStep::kUnit : NormalizeStep::kCentre);
    begin = end + 1;
  }
  return steps;
}

void normalize(View x, const std::vector<NormalizeStep>& steps) {
  for (const NormalizeStep step : steps) {
    if (step == NormalizeStep::kUnit) {
      unit(x);
    } else {
      centre(x);
    }
  }
}

bool is_zero_row(ConstView x, std::int64_t i) {
  return std::all_of(x.row(i), x.row(i) + x.cols, [](float value) { return value == 0; });
}

std::int64_t zero_rows(ConstView x) {
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < x.rows; ++i) count += is_zero_row(x, i) ? 1 : 0;
  return count;
}

bool has_one_vector(ConstView x) {
  std::int64_t first = -1;
  for (std::int64_t i = 0; i < x.rows; ++i) {
    if (is_zero_row(x, i)) continue;
    if (first < 0) first = i;
    if (!std::equal(x.row(i), x.row(i) + x.cols, x.row(first))) return false;
  }
  return first >= 0;
}

}  // namespace koine::map
