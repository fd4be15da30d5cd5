#include "koine/plot/learning.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "koine/core/error.h"
#include "koine/plot/palette.h"
#include "koine/plot/panel_layout.h"
#include "koine/text/unicode.h"

namespace koine::plot {
namespace {

constexpr int kLoss = 2, kCriterion = 3;  // columns of the table

// One clause of `plot` a curve.
std::string panel(const std::vector<LearningCurve>& curves, int column, bool with_key) {
  std::string clauses;
  std::size_t row = 0;
  for (std::size_t c = 0; c < curves.size(); ++c) {
    const Look look = look_of(c);
    const std::size_t count = curves[c].epochs.size();
    const auto& epochs = curves[c].epochs;
    const bool shown = std::ranges::any_of(epochs, [&](const auto& e) { return column == kLoss || e.criterion; });
    const std::size_t first = row;
    row += count;
    if (!shown) continue;
    const std::string rows = fmt::format("table skip 1 every ::{}::{}", first, row - 1);
    const std::string title = with_key ? fmt::format("title {}", gnuplot_text(curves[c].name)) : "notitle";
    clauses += fmt::format(
        "{}{} using 1:{} with linespoints linewidth 1.8 dashtype {} pointtype {} pointsize 0.7 "
        "linecolor rgb '{}' {}",
        clauses.empty() ? "" : ", \\\n    ", rows, column, look.dash, look.point, look.colour, title);
    if (column == kCriterion && std::ranges::any_of(epochs, &LearningEpoch::chosen)) {
      clauses += fmt::format(
          ", \\\n    {} using 1:($4 == 1 ? $3 : NaN) with points pointtype 6 pointsize 2 linewidth 1.5 "
          "linecolor rgb '{}' notitle",
          rows, look.colour);
    }
  }
  return "  plot " + clauses + "\n";
}

}  // namespace

Drawing learning_drawing(const std::vector<LearningCurve>& curves, const std::string& criterion_name,
                         const std::string& title) {
  Drawing drawing;
  // The text comes last: gnuplot takes a quote at the start of a field for one that goes on over tabs.
  drawing.table = "epoch\tloss_nats\tcriterion\tchosen\tloss_over\tname\n";
  std::int64_t last = 1;
  bool criterion = false, sampled = false, trained = false;
  for (const LearningCurve& curve : curves) {
    (curve.loss_over == "training" ? trained : sampled) = true;
    for (const LearningEpoch& e : curve.epochs) {
      drawing.table += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", e.epoch, e.loss_nats,
                                   e.criterion ? fmt::format("{}", *e.criterion) : "", e.chosen ? 1 : 0,
                                   text::table_field(curve.loss_over), text::table_field(curve.name));
      last = std::max(last, e.epoch);
      criterion = criterion || e.criterion;
    }
  }
  drawing.width = criterion ? 980 : 640;
  const PanelLayout layout = panel_layout(drawing.width, curves.size(), !title.empty());
  drawing.height = layout.height;
  drawing.settings = layout.settings;
  drawing.settings += fmt::format(
      "set border 3 linecolor rgb '#606060'\nset tics nomirror textcolor rgb '#202020'\nset xlabel 'epoch'\n"
      "set grid ytics linecolor rgb '#D0D0D0' linewidth 0.7 dashtype 1\nset xrange [{}:{}]\nset xtics {}\n"
      "set offsets 0, 0, graph 0.05, graph 0.05\ntitle = {}\n",
      last == 1 ? 0 : 1, last == 1 ? 2 : last, std::max<std::int64_t>(1, (last + 9) / 10), gnuplot_text(title));
  const std::string loss_name = fmt::format("loss of {} (nats a word)",
                                            trained ? (sampled ? "training or of a sample" : "training") : "a sample");
  drawing.plot = fmt::format(
      "  set multiplot{}\n  set lmargin at screen {:.4f}\n  set rmargin at screen {}\n  set ylabel '{}'\n{}",
      title.empty() ? "" : " title title", layout.left, criterion ? 0.48 : 0.97, loss_name, panel(curves, kLoss, true));
  if (criterion) {
    drawing.plot += fmt::format("  set lmargin at screen 0.58\n  set rmargin at screen 0.975\n  set ylabel {}\n",
                                gnuplot_text(criterion_name + "; ring: chosen epoch")) +
                    panel(curves, kCriterion, false);
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
