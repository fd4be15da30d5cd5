#include "koine/plot/label_placement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace koine::plot {
namespace {

// The points by squares of the area, so that those within a box are found at once.
class PointGrid {
 public:
  PointGrid(const std::vector<Place>& points, const Box& area) : points_(points), area_(area) {
    columns_ = static_cast<std::int64_t>((area.right - area.left) / kCell) + 1;
    rows_ = static_cast<std::int64_t>((area.top - area.bottom) / kCell) + 1;
    cells_.resize(static_cast<std::size_t>(columns_ * rows_));
    for (std::size_t i = 0; i < points.size(); ++i) cells_[cell(column(points[i].x), row(points[i].y))].push_back(i);
  }

  std::size_t within(const Box& box) const {
    std::size_t count = 0;
    for (std::int64_t r = row(box.bottom); r <= row(box.top); ++r) {
      for (std::int64_t c = column(box.left); c <= column(box.right); ++c) {
        for (const std::size_t i : cells_[cell(c, r)]) count += box.holds(points_[i]);
      }
    }
    return count;
  }

 private:
  static constexpr double kCell = 16;

  std::int64_t column(double x) const { return index(x - area_.left, columns_); }
  std::int64_t row(double y) const { return index(y - area_.bottom, rows_); }
  std::size_t cell(std::int64_t c, std::int64_t r) const { return static_cast<std::size_t>(r * columns_ + c); }
  static std::int64_t index(double offset, std::int64_t count) {
    return std::clamp(static_cast<std::int64_t>(offset / kCell), std::int64_t{0}, count - 1);
  }

  const std::vector<Place>& points_;
  Box area_;
  std::int64_t columns_ = 0, rows_ = 0;
  std::vector<std::vector<std::size_t>> cells_;
};

// The directions that a label may lie in, the best to read first, and how its box hangs on its near end.
struct Side {
  double dx, dy;
};
constexpr double kSlant = 0.7071;
constexpr std::array<Side, 8> kSides = {
    {{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {kSlant, kSlant}, {kSlant, -kSlant}, {-kSlant, kSlant}, {-kSlant, -kSlant}}};

Box box_beside(Place point, Side side, double distance, double width, double height) {
  // -1 … 1 becomes the whole size to the left … none of it.
  const double left = point.x + side.dx * distance - width * (1 - std::clamp(side.dx * 2, -1.0, 1.0)) / 2;
  const double bottom = point.y + side.dy * distance - height * (1 - std::clamp(side.dy * 2, -1.0, 1.0)) / 2;
  return {left, bottom, left + width, bottom + height};
}

}  // namespace

double text_width(std::string_view utf8, double font_size) {
  constexpr std::string_view kNarrow = "fijlrtI.,:;!|'`()[] ";
  constexpr std::string_view kWide = "mwMW@%<>";
  double width = 0;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if ((byte & 0xC0) == 0x80) continue;  // goes on with a character
    if (byte >= 0xE1) {
      width += 1;  // from U+1000 on: most scripts there are wide
    } else if (kNarrow.find(utf8[i]) != std::string_view::npos) {
      width += 0.38;
    } else if (kWide.find(utf8[i]) != std::string_view::npos) {
      width += 0.9;
    } else {
      width += 0.62;
    }
  }
  return width * font_size;
}

std::vector<PlacedLabel> place_labels(const std::vector<Place>& points, const std::vector<LabelWish>& wishes,
                                      const Box& area, double point_radius) {
  constexpr double kLineHeight = 1.05, kStep = 6, kFarthest = 120, kBold = 1.14;
  const PointGrid grid(points, area);
  std::vector<PlacedLabel> placed;
  for (std::size_t w = 0; w < wishes.size(); ++w) {
    const LabelWish& wish = wishes[w];
    const double bold = wish.must ? kBold : 1;
    const double width = bold * text_width(wish.text, wish.font_size), height = kLineHeight * wish.font_size;
    std::optional<PlacedLabel> best;
    std::size_t fewest = 0;
    const double farthest = wish.must ? kFarthest : wish.gap;
    for (double distance = wish.gap; distance <= farthest; distance += kStep) {
      for (const Side& side : kSides) {
        const Box box = box_beside(points[wish.point], side, distance, width, height);
        const auto in_the_way = [&](const PlacedLabel& other) { return box.overlaps(other.box); };
        if (!area.holds(box) || std::ranges::any_of(placed, in_the_way)) continue;
        const Box around = {box.left - point_radius, box.bottom - point_radius, box.right + point_radius,
                            box.top + point_radius};
        const std::size_t covered = grid.within(around);
        if (best && covered >= fewest) continue;
        if (covered > 0 && !wish.must) continue;
        best = PlacedLabel{w, box, distance > wish.gap};
        fewest = covered;
      }
      if (best && fewest == 0) break;
    }
    if (best) placed.push_back(*best);
  }
  return placed;
}

}  // namespace koine::plot
