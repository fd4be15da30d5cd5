#include "koine/plot/quadtree.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace koine::plot {
namespace {

constexpr std::int32_t kPointsInLeaf = 8;
constexpr int kLevels = 32;

// Every bit of x moves to twice its place.
std::uint64_t spread_bits(std::uint32_t x) {
  std::uint64_t bits = x;
  bits = (bits | (bits << 16)) & 0x0000FFFF0000FFFF;
  bits = (bits | (bits << 8)) & 0x00FF00FF00FF00FF;
  bits = (bits | (bits << 4)) & 0x0F0F0F0F0F0F0F0F;
  bits = (bits | (bits << 2)) & 0x3333333333333333;
  return (bits | (bits << 1)) & 0x5555555555555555;
}

std::uint32_t step_of(double offset, double width) {
  if (width <= 0) return 0;
  return static_cast<std::uint32_t>(std::clamp(offset / width * 0x1p32, 0.0, 0x1p32 - 1));
}

}  // namespace

Quadtree::Quadtree(MatrixView<const double> y) {
  const std::int64_t n = y.rows;
  if (n == 0) return;
  double low[2] = {y(0, 0), y(0, 1)}, high[2] = {y(0, 0), y(0, 1)};
  for (std::int64_t i = 1; i < n; ++i) {
    for (int axis = 0; axis < 2; ++axis) {
      low[axis] = std::min(low[axis], y(i, axis));
      high[axis] = std::max(high[axis], y(i, axis));
    }
  }
  width_ = std::max(high[0] - low[0], high[1] - low[1]);
  // The points of one cell of any level are neighbours in the order of the Morton codes.
  std::vector<std::pair<std::uint64_t, std::int32_t>> sorted;
  sorted.reserve(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < n; ++i) {
    const std::uint64_t key =
        spread_bits(step_of(y(i, 0) - low[0], width_)) << 1 | spread_bits(step_of(y(i, 1) - low[1], width_));
    sorted.emplace_back(key, static_cast<std::int32_t>(i));
  }
  std::ranges::sort(sorted);
  for (const auto& [key, point] : sorted) {
    keys_.push_back(key);
    order_.push_back(point);
    xs_.push_back(y(point, 0));
    ys_.push_back(y(point, 1));
  }
  add_cell(0, static_cast<std::int32_t>(n));
}

// The smallest cell around the points [begin, end), and those within it.
void Quadtree::add_cell(std::int32_t begin, std::int32_t end) {
  const auto at = [](std::int32_t i) { return static_cast<std::size_t>(i); };
  const std::uint64_t differing = keys_[at(begin)] ^ keys_[at(end - 1)];
  const int level = std::countl_zero(differing) / 2;
  const std::size_t index = cells_.size();
  cells_.emplace_back();
  Cell cell{.begin = begin, .end = end};
  for (std::int32_t i = begin; i < end; ++i) {
    cell.x += xs_[at(i)];
    cell.y += ys_[at(i)];
  }
  cell.x /= end - begin;
  cell.y /= end - begin;
  const double width = std::ldexp(width_, -level);
  cell.squared_width = width * width;
  if (end - begin > kPointsInLeaf && level < kLevels) {
    const int shift = 2 * (kLevels - 1 - level);  // of the two bits that tell its four quarters apart
    for (std::int32_t first = begin; first < end;) {
      const std::uint64_t last_key = keys_[at(first)] | ((std::uint64_t{1} << shift) - 1);
      const auto after = std::upper_bound(keys_.begin() + first, keys_.begin() + end, last_key);
      const auto last = static_cast<std::int32_t>(after - keys_.begin());
      add_cell(first, last);
      first = last;
    }
  }
  cell.next = static_cast<std::int32_t>(cells_.size());
  cells_[index] = cell;
}

Repulsion Quadtree::repulsion(double x, double y, double theta) const {
  const double squared_theta = theta * theta;
  Repulsion sum;
  const auto push = [&](double dx, double dy, double squared, double count) {
    const double w = 1 / (1 + squared);
    sum.weights += count * w;
    sum.x += count * w * w * dx;
    sum.y += count * w * w * dy;
  };
  for (std::size_t c = 0; c < cells_.size();) {
    const Cell& cell = cells_[c];
    const double dx = x - cell.x, dy = y - cell.y;
    const double squared = dx * dx + dy * dy;
    if (cell.squared_width < squared_theta * squared) {
      push(dx, dy, squared, cell.end - cell.begin);
    } else if (static_cast<std::size_t>(cell.next) > c + 1) {
      ++c;  // the first cell within it
      continue;
    } else {
      for (auto i = static_cast<std::size_t>(cell.begin); i < static_cast<std::size_t>(cell.end); ++i) {
        const double px = x - xs_[i], py = y - ys_[i];
        push(px, py, px * px + py * py, 1);
      }
    }
    c = static_cast<std::size_t>(cell.next);
  }
  return sum;
}

}  // namespace koine::plot
