#include "koine/plot/learning.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "koine/core/error.h"
#include "koine/plot/palette.h"

namespace koine::plot {
namespace {

// One clause of `plot` a curve: column 3 is the loss, 4 the criterion.
std::string panel(const std::vector<LearningCurve>& curves, int column, bool with_key) {
  std::string clauses;
  std::size_t row = 0;
  for (std::size_t c = 0; c < curves.size(); ++c) {
    const Look look = look_of(c);
    const std::size_t count = curves[c].epochs.size();
    const auto& epochs = curves[c].epochs;
    const bool shown = std::ranges::any_of(epochs, [&](const auto& e) { return column == 3 || e.criterion; });
    const std::size_t first = row;
    row += count;
    if (!shown) continue;
    const std::string rows = fmt::format("table skip 1 every ::{}::{}", first, row - 1);
    const std::string title = with_key ? fmt::format("title {}", gnuplot_text(curves[c].name)) : "notitle";
    clauses += fmt::format(
        "{}{} using 2:{} with linespoints linewidth 1.8 dashtype {} pointtype {} pointsize 0.7 "
        "linecolor rgb '{}' {}",
        clauses.empty() ? "" : ", \\\n    ", rows, column, look.dash, look.point, look.colour, title);
    if (column == 4 && std::ranges::any_of(epochs, &LearningEpoch::chosen)) {
      clauses += fmt::format(
          ", \\\n    {} using 2:($5 == 1 ? $4 : NaN) with points pointtype 6 pointsize 2 linewidth 1.5 "
          "linecolor rgb '{}' notitle",
          rows, look.colour);
    }
  }
  return "  plot " + clauses + "\n";
}

}  // namespace

Drawing learning_drawing(const std::vector<LearningCurve>& curves, const std::string& title) {
  Drawing drawing;
  drawing.table = "name\tepoch\tloss_nats\tcriterion\tchosen\tloss_over\n";
  std::int64_t last = 1;
  bool criterion = false, sampled = false;
  std::size_t longest = 0;
  for (const LearningCurve& curve : curves) {
    longest = std::max(longest, curve.name.size());
    sampled = sampled || curve.loss_over != "training";
    for (const LearningEpoch& e : curve.epochs) {
      drawing.table += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", table_field(curve.name), e.epoch, e.loss_nats,
                                   e.criterion ? fmt::format("{}", *e.criterion) : "", e.chosen ? 1 : 0,
                                   table_field(curve.loss_over));
      last = std::max(last, e.epoch);
      criterion = criterion || e.criterion;
    }
  }
  drawing.width = criterion ? 980 : 640;
  constexpr int kPanel = 400, kKeyLine = 20;
  const int above = title.empty() ? 10 : 34;                          // pixels over the panels
  const int below = static_cast<int>(curves.size()) * kKeyLine + 14;  // for the key, a line a curve
  drawing.height = above + kPanel + below;
  const double height = drawing.height;
  drawing.settings = fmt::format(
      "set border 3 linecolor rgb '#606060'\nset tics nomirror textcolor rgb '#202020'\nset xlabel 'epoch'\n"
      "set grid ytics linecolor rgb '#D0D0D0' linewidth 0.7 dashtype 1\nset xrange [{}:{}]\nset xtics {}\n"
      "set offsets 0, 0, graph 0.05, graph 0.05\nset tmargin at screen {:.4f}\nset bmargin at screen {:.4f}\n"
      "title = {}\n",
      last == 1 ? 0 : 1, last == 1 ? 2 : last, std::max<std::int64_t>(1, (last + 9) / 10), 1 - (above + 12) / height,
      (below + 52) / height, gnuplot_text(title));
  const std::string key = fmt::format("  set key at screen {:.4f},{:.4f} left top vertical maxcols 1 reverse Left\n",
                                      84.0 / drawing.width, (below - 4) / height);
  const std::string loss_name =
      sampled ? "loss of training or of a sample (nats a word)" : "loss of training (nats a word)";
  drawing.plot = fmt::format(
      "  set multiplot{}\n  set lmargin at screen {:.4f}\n  set rmargin at screen {}\n  set ylabel '{}'\n{}{}",
      title.empty() ? "" : " title title", 84.0 / drawing.width, criterion ? 0.48 : 0.97, loss_name, key,
      panel(curves, 3, true));
  if (criterion) {
    drawing.plot +=
        "  set lmargin at screen 0.58\n  set rmargin at screen 0.975\n"
        "  set ylabel 'criterion (mean CSLS; ring: chosen epoch)'\n" +
        panel(curves, 4, false);
  }
  drawing.plot += "  unset multiplot\n";
  return drawing;
}

std::vector<std::string> short_names(const std::vector<std::string>& paths) {
  std::vector<std::vector<std::string>> parts;
  for (const std::string& path : paths) {
    parts.emplace_back();
    for (const auto& part : std::filesystem::path(path).lexically_normal()) {
      if (!part.empty()) parts.back().push_back(part.string());
    }
  }
  // Cuts what all share at one end, and leaves one part at least.
  const auto cut_common = [&](bool at_end) {
    for (;;) {
      const auto end_of = [&](const auto& list) { return at_end ? list.back() : list.front(); };
      if (std::ranges::any_of(
              parts, [&](const auto& list) { return list.size() < 2 || end_of(list) != end_of(parts.front()); })) {
        return;
      }
      for (auto& list : parts) list.erase(at_end ? list.end() - 1 : list.begin());
    }
  };
  cut_common(false);
  if (parts.size() > 1) cut_common(true);
  std::vector<std::string> names;
  for (const auto& list : parts) {
    std::string name;
    for (const auto& part : list) name += (name.empty() || name == "/" ? "" : "/") + part;
    names.push_back(name);
  }
  return names;
}

}  // namespace koine::plot
