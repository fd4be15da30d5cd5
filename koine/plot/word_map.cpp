#include "koine/plot/word_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "koine/plot/label_placement.h"
#include "koine/plot/palette.h"
#include "koine/text/unicode.h"

namespace koine::plot {
namespace {

// In pixels of the SVG. The margins are fixed, so that the place of every point is known and labels can be laid out.
constexpr int kWidth = 1000, kHeight = 960;
constexpr Box kArea = {30, 40, kWidth - 14, kHeight - 46};
constexpr double kPointRadius = 2.2, kWordSize = 10, kSpecialSize = 13, kWordGap = 3, kSpecialGap = 7;

// From places to pixels, with the same scale along both axes.
struct Frame {
  double scale = 1, x = 0, y = 0;  // pixels a unit; the middle of the places

  explicit Frame(ConstView places) {
    double low[2] = {0, 0}, high[2] = {0, 0};
    for (std::int64_t i = 0; i < places.rows; ++i) {
      for (int axis = 0; axis < 2; ++axis) {
        const double value = places(i, axis);
        low[axis] = i == 0 ? value : std::min(low[axis], value);
        high[axis] = i == 0 ? value : std::max(high[axis], value);
      }
    }
    constexpr double kFilled = 0.96, kSmallest = 1e-9;
    scale = kFilled * std::min((kArea.right - kArea.left) / std::max(high[0] - low[0], kSmallest),
                               (kArea.top - kArea.bottom) / std::max(high[1] - low[1], kSmallest));
    x = (low[0] + high[0]) / 2;
    y = (low[1] + high[1]) / 2;
  }

  Place pixels(double at_x, double at_y) const {
    return {(kArea.left + kArea.right) / 2 + (at_x - x) * scale, (kArea.bottom + kArea.top) / 2 + (at_y - y) * scale};
  }
  double x_of(double pixel) const { return x + (pixel - (kArea.left + kArea.right) / 2) / scale; }
  double y_of(double pixel) const { return y + (pixel - (kArea.bottom + kArea.top) / 2) / scale; }
};

// What cannot do without a label first, then by rank, the languages in turn.
std::vector<LabelWish> wishes_of(const std::vector<MapWord>& words) {
  std::vector<std::size_t> order(words.size());
  std::iota(order.begin(), order.end(), 0);
  const auto importance = [&](std::size_t i) {
    const MapWord& word = words[i];
    return std::tuple(!word.special, !word.wanted, word.rank, word.language);
  };
  std::ranges::stable_sort(order, {}, importance);
  std::vector<LabelWish> wishes;
  for (const std::size_t i : order) {
    const bool must = words[i].special || words[i].wanted;
    wishes.push_back({.text = words[i].word,
                      .point = i,
                      .font_size = must ? kSpecialSize : kWordSize,
                      .gap = must ? kSpecialGap : kWordGap,
                      .must = must});
  }
  return wishes;
}

std::string label_commands(const PlacedLabel& label, const LabelWish& wish, const MapWord& word, Place point,
                           const Frame& frame) {
  const std::string_view ink = word.language < 0 ? "#000000" : look_of(static_cast<std::size_t>(word.language)).ink;
  const Box& box = label.box;
  std::string commands;
  if (label.away) {
    const Place end = {std::clamp(point.x, box.left, box.right), std::clamp(point.y, box.bottom, box.top)};
    commands += fmt::format(
        "set arrow from {:.6g},{:.6g} to {:.6g},{:.6g} nohead front linewidth 0.7 linecolor rgb "
        "'{}'\n",
        frame.x_of(point.x), frame.y_of(point.y), frame.x_of(end.x), frame.y_of(end.y), ink);
  }
  return commands + fmt::format("set label {} at {:.6g},{:.6g} left front font '{},{:.4g}' textcolor rgb '{}'\n",
                                gnuplot_text(wish.text), frame.x_of(box.left), frame.y_of((box.bottom + box.top) / 2),
                                wish.must ? "sans-serif:Bold" : "sans-serif", wish.font_size, ink);
}

std::string axes(const Frame& frame, const std::string& title) {
  std::string text = fmt::format(
      "set lmargin at screen {:.6f}\nset rmargin at screen {:.6f}\nset bmargin at screen {:.6f}\n"
      "set tmargin at screen {:.6f}\n",
      kArea.left / kWidth, kArea.right / kWidth, kArea.bottom / kHeight, kArea.top / kHeight);
  text += fmt::format("set xrange [{:.8g}:{:.8g}]\nset yrange [{:.8g}:{:.8g}]\n", frame.x_of(kArea.left),
                      frame.x_of(kArea.right), frame.y_of(kArea.bottom), frame.y_of(kArea.top));
  text +=
      "unset xtics\nunset ytics\nset border linecolor rgb '#B0B0B0'\n"
      "set xlabel 't-SNE, first axis (no unit)' offset 0,0.6\nset ylabel 't-SNE, second axis (no unit)' offset 1\n";
  text += fmt::format("set key at screen 0.5,{:.4f} center top horizontal maxrows 1 samplen 1 width 1\n",
                      1 - (title.empty() ? 8.0 : 24.0) / kHeight);
  if (!title.empty()) text += fmt::format("set title {} offset 0,1\n", gnuplot_text(title));
  return text;
}

// One clause of `plot` a language, then one for all special words, which lie in the last rows.
std::string plot_command(const std::vector<std::string>& languages, const std::vector<MapWord>& words) {
  std::string clauses, key;
  const auto add = [&](std::size_t begin, std::size_t end, const std::string& look) {
    if (begin == end) return;
    clauses += fmt::format("{}table skip 1 every ::{}::{} using 3:4 with points {}",
                           clauses.empty() ? "" : ", \\\n    ", begin, end - 1, look);
  };
  std::size_t row = 0;
  for (std::size_t l = 0; l < languages.size(); ++l) {
    const std::size_t begin = row;
    while (row < words.size() && !words[row].special && words[row].language == static_cast<std::int64_t>(l)) ++row;
    const Look look = look_of(l);
    const std::string shape = fmt::format("pointtype {} linecolor rgb '{}'", look.point, look.colour);
    add(begin, row, shape + " pointsize 0.45 notitle");
    // In the key they are larger than in the crowd.
    key += fmt::format(", \\\n    keyentry with points {} pointsize 1.1 title {}", shape, gnuplot_text(languages[l]));
  }
  for (; row < words.size(); ++row) {
    const auto& word = words[row];
    const std::string_view ink = word.language < 0 ? "#000000" : look_of(static_cast<std::size_t>(word.language)).ink;
    const int point = word.language < 0 ? 15 : look_of(static_cast<std::size_t>(word.language)).point;
    add(row, row + 1, fmt::format("pointtype {} pointsize 1.4 linecolor rgb '{}' notitle", point, ink));
  }
  return "  plot " + clauses + key + "\n";
}

}  // namespace

Drawing word_map(const std::vector<std::string>& languages, const std::vector<MapWord>& words, ConstView places,
                 const std::string& title) {
  require(places.rows == static_cast<std::int64_t>(words.size()) && places.cols == 2,
          "word map: a place for each word");
  const Frame frame(places);
  std::vector<Place> points;
  for (std::int64_t i = 0; i < places.rows; ++i) points.push_back(frame.pixels(places(i, 0), places(i, 1)));
  const std::vector<LabelWish> wishes = wishes_of(words);
  Drawing drawing;
  drawing.width = kWidth;
  drawing.height = kHeight;
  drawing.table = "language\trank\tx\ty\tlabelled\tword\n";
  drawing.settings = axes(frame, title);
  std::vector<char> labelled(words.size());
  for (const PlacedLabel& label : place_labels(points, wishes, kArea, kPointRadius)) {
    const LabelWish& wish = wishes[label.wish];
    labelled[wish.point] = 1;
    drawing.settings += label_commands(label, wish, words[wish.point], points[wish.point], frame);
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    const MapWord& word = words[i];
    const auto row = static_cast<std::int64_t>(i);
    drawing.table += fmt::format(
        "{}\t{}\t{}\t{}\t{}\t{}\n",
        word.language < 0 ? "*" : text::table_field(languages[static_cast<std::size_t>(word.language)]), word.rank,
        places(row, 0), places(row, 1), static_cast<int>(labelled[i]), text::table_field(word.word));
  }
  drawing.plot = plot_command(languages, words);
  return drawing;
}

}  // namespace koine::plot
