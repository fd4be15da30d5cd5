#pragma once

#include <cstddef>
#include <string>

namespace koine::plot {

// A figure of panels side by side, with a title above them and the key below, a line an entry: names of methods and of
// runs are long, and a key beside the panels would take their room.
struct PanelLayout {
  int height = 0;        // of the figure, in pixels
  double left = 0;       // where the first panel begins, as a share of the width
  std::string settings;  // where the panels begin and end, above and below, and the place of the key
};
PanelLayout panel_layout(int width, std::size_t key_entries, bool has_title);

}  // namespace koine::plot
