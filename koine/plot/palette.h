#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace koine::plot {

// How one of several things looks in a figure.
struct Look {
  std::string_view colour;  // of lines and points
  std::string_view ink;     // the same, dark enough for text on white
  int point;                // gnuplot's filled shapes: told apart in print without colour, too
  int dash;
};

// The palette of Okabe and Ito ("Color universal design", 2008), which people with any colour vision can tell apart;
// yellow last, for it is pale on white. After the last it starts again, with other points and dashes.
inline Look look_of(std::size_t number) {
  constexpr std::array<std::array<std::string_view, 2>, 8> kColours = {{{"#0072B2", "#005687"},
                                                                        {"#D55E00", "#A84A00"},
                                                                        {"#009E73", "#00704F"},
                                                                        {"#CC79A7", "#9C4A77"},
                                                                        {"#E69F00", "#8F6300"},
                                                                        {"#56B4E9", "#2A7FAF"},
                                                                        {"#000000", "#000000"},
                                                                        {"#F0E442", "#857C00"}}};
  constexpr std::array<int, 5> kPoints = {7, 9, 5, 13, 11};  // circle, triangle, square, diamond, triangle upside down
  constexpr int kDashes = 5;
  const auto& [colour, ink] = kColours[number % kColours.size()];
  return {colour, ink, kPoints[number % kPoints.size()], static_cast<int>(number) % kDashes + 1};
}

}  // namespace koine::plot
