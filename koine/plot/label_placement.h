#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace koine::plot {

// Places and sizes in pixels, y upwards.
struct Place {
  double x = 0, y = 0;
};
struct Box {
  double left = 0, bottom = 0, right = 0, top = 0;

  bool overlaps(const Box& other) const {
    return left < other.right && other.left < right && bottom < other.top && other.bottom < top;
  }
  bool holds(const Box& inner) const {
    return left <= inner.left && inner.right <= right && bottom <= inner.bottom && inner.top <= top;
  }
  bool holds(Place p) const { return left < p.x && p.x < right && bottom < p.y && p.y < top; }
};

struct LabelWish {
  std::string text;
  std::size_t point = 0;  // which of the points it belongs to
  double font_size = 10;  // in pixels
  double gap = 3;         // from the middle of the point to the label, at least
  bool must = false;      // bold; gets a place, if a worse one, wherever there is any near it
};

struct PlacedLabel {
  std::size_t wish = 0;  // which of the wishes
  Box box;
  bool away = false;  // so far from its point that a line should lead there
};

// How wide text is in a common sans-serif font, about: 0.6 of its size for most letters, and 1 for East Asian ones.
double text_width(std::string_view utf8, double font_size);

// Places labels one after another beside their points: none overlaps another, leaves the area, or covers a point, but
// for those that must be there, which may cover points. One that finds no room is left out. What stands first has the
// choice, so that the order of the wishes is their importance. Cost: the wishes times the labels placed.
std::vector<PlacedLabel> place_labels(const std::vector<Place>& points, const std::vector<LabelWish>& wishes,
                                      const Box& area, double point_radius);

}  // namespace koine::plot
