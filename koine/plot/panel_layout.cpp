#include "koine/plot/panel_layout.h"

#include <fmt/format.h>

namespace koine::plot {

PanelLayout panel_layout(int width, std::size_t key_entries, bool has_title) {
  constexpr int kPanel = 400, kKeyLine = 20, kLeft = 84;
  const int above = has_title ? 34 : 10;
  const int below = static_cast<int>(key_entries) * kKeyLine + 14;
  PanelLayout layout;
  layout.height = above + kPanel + below;
  const double height = layout.height;
  layout.left = static_cast<double>(kLeft) / width;
  layout.settings = fmt::format(
      "set tmargin at screen {:.4f}\nset bmargin at screen {:.4f}\n"
      "set key at screen {:.4f},{:.4f} left top vertical maxcols 1 reverse Left\n",
      1 - (above + 12) / height, (below + 52) / height, layout.left, (below - 4) / height);
  return layout;
}

}  // namespace koine::plot
