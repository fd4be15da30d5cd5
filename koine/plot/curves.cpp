#include "koine/plot/curves.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>

#include "koine/core/error.h"
#include "koine/io/text_input.h"
#include "koine/plot/palette.h"
#include "koine/plot/panel_layout.h"
#include "koine/text/unicode.h"

namespace koine::plot {
namespace {

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find('\t', begin), line.size());
    fields.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return fields;
}

// The squares of differences that are larger have no sum.
constexpr double kLargest = 1e150;

double number_of(std::string_view field, const char* column, const io::LineReader& lines) {
  double value = 0;
  const auto [stopped, problem] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (problem != std::errc() || stopped != field.data() + field.size() || !(std::abs(value) <= kLargest)) {
    throw Error(ErrorKind::kInput, fmt::format("column {} holds no number", column))
        .where(lines.place())
        .found(koine::quoted(field))
        .expected("a finite number such as 0.25");
  }
  return value;
}

// Clauses of `plot`: a band over each run of neighbouring points with several seeds, for one over all points would
// bridge those without a deviation; a bar at a point that has no such neighbour. The first point is in row `first`.
std::string spread_clauses(const std::vector<CurvePoint>& points, std::size_t first, const char* times,
                           std::string_view colour) {
  std::string clauses;
  for (std::size_t begin = 0; begin < points.size(); ++begin) {
    if (points[begin].seeds < 2) continue;
    std::size_t end = begin + 1;
    while (end < points.size() && points[end].seeds > 1) ++end;
    clauses += fmt::format("table skip 1 every ::{}::{} using 1:", first + begin, first + end - 1);
    if (end - begin > 1) {
      clauses += fmt::format(
          "({}($3-$4)):({}($3+$4)) with filledcurves fillcolor rgb '{}' fillstyle transparent solid 0.18 noborder",
          times, times, colour);
    } else {
      clauses += fmt::format("({}$3):({}$4) with yerrorbars pointsize 0 linewidth 1.2 linecolor rgb '{}'", times, times,
                             colour);
    }
    clauses += " notitle, \\\n    ";
    begin = end;
  }
  return clauses;
}

}  // namespace

std::vector<Measurement> read_measurements(const std::filesystem::path& path) {
  constexpr std::array<std::string_view, 4> kColumns = {"method", "x", "seed", "y"};
  io::LineReader lines(path);
  std::string line;
  lines.next(line);
  const auto header = fields_of(line);
  std::array<std::size_t, 4> column{};
  for (std::size_t c = 0; c < 4; ++c) {
    const auto found = std::ranges::find(header, kColumns[c]);
    if (found == header.end()) {
      throw Error(ErrorKind::kInput, fmt::format("there is no column {}", kColumns[c]))
          .where(lines.place())
          .found(koine::quoted(line))
          .expected("a header line with method, x, seed and y, separated by tabs");
    }
    column[c] = static_cast<std::size_t>(found - header.begin());
  }
  const std::size_t fewest = std::ranges::max(column) + 1;
  std::vector<Measurement> rows;
  std::set<std::tuple<std::string, double, std::string>> seen;
  while (lines.next(line)) {
    if (line.empty()) continue;
    const auto fields = fields_of(line);
    if (fields.size() < fewest) {
      throw Error(ErrorKind::kInput, "a row has too few fields")
          .where(lines.place())
          .found(std::to_string(fields.size()))
          .expected(fmt::format("at least {}, separated by tabs", fewest));
    }
    const Measurement row{std::string(fields[column[0]]), number_of(fields[column[1]], "x", lines),
                          std::string(fields[column[2]]), number_of(fields[column[3]], "y", lines)};
    if (!seen.emplace(row.method, row.x, row.seed).second) {
      throw Error(ErrorKind::kInput, "the same method, x and seed come twice")
          .where(lines.place())
          .found(koine::quoted(line));
    }
    rows.push_back(row);
  }
  if (rows.empty()) throw Error(ErrorKind::kInput, "there is no row to draw").where(path.string());
  return rows;
}

std::vector<Curve> curves_of(const std::vector<Measurement>& measurements) {
  std::vector<std::string> methods;
  std::map<std::string, std::map<double, std::vector<double>>> values;
  for (const Measurement& m : measurements) {
    if (!values.contains(m.method)) methods.push_back(m.method);
    values[m.method][m.x].push_back(m.y);
  }
  std::vector<Curve> curves;
  for (const std::string& method : methods) {
    Curve curve{method, {}};
    for (const auto& [x, ys] : values[method]) {
      const auto n = static_cast<double>(ys.size());
      double sum = 0, squares = 0;
      for (const double y : ys) sum += y;
      for (const double y : ys) squares += (y - sum / n) * (y - sum / n);
      curve.points.push_back(
          {x, static_cast<std::int64_t>(ys.size()), sum / n, n > 1 ? std::sqrt(squares / (n - 1)) : 0});
    }
    curves.push_back(curve);
  }
  return curves;
}

Drawing curves_drawing(const std::vector<Curve>& curves, const CurveOptions& options) {
  const char* times = options.percent ? "100*" : "";
  Drawing drawing;
  drawing.width = 860;
  // The text comes last: gnuplot takes a quote at the start of a field for one that goes on over tabs.
  drawing.table = "x\tseeds\tmean\tdeviation\tmethod\n";
  std::string spreads, lines;
  std::size_t row = 0;
  double low = curves.front().points.front().x, high = low;
  for (std::size_t c = 0; c < curves.size(); ++c) {
    const auto& points = curves[c].points;
    for (const CurvePoint& p : points) {
      drawing.table +=
          fmt::format("{}\t{}\t{}\t{}\t{}\n", p.x, p.seeds, p.mean, p.seeds > 1 ? fmt::format("{}", p.deviation) : "",
                      text::table_field(curves[c].method));
      low = std::min(low, p.x);
      high = std::max(high, p.x);
    }
    const Look look = look_of(c);
    spreads += spread_clauses(points, row, times, look.colour);
    lines += fmt::format(
        "{}table skip 1 every ::{}::{} using 1:({}$3) with linespoints linewidth 1.8 dashtype {} pointtype {} "
        "pointsize 0.8 linecolor rgb '{}' title {}",
        c == 0 ? "" : ", \\\n    ", row, row + points.size() - 1, times, look.dash, look.point, look.colour,
        gnuplot_text(curves[c].method));
    row += points.size();
  }
  const PanelLayout layout =
      panel_layout(drawing.width, curves.size() + (spreads.empty() ? 0 : 1), !options.title.empty());
  drawing.height = layout.height;
  // Gnuplot would round the range up to a tick.
  const double pad = high > low ? 0.02 * (high - low) : 1;
  drawing.settings =
      fmt::format("set xlabel {}\nset ylabel {}\nset xrange [{}:{}]\nset offsets 0, 0, graph 0.05, 0\n",
                  gnuplot_text(options.x_name),
                  gnuplot_text(options.percent ? options.y_name + " (%)" : options.y_name), low - pad, high + pad);
  drawing.settings += layout.settings +
                      fmt::format("set lmargin at screen {:.4f}\nset rmargin at screen 0.97\n", layout.left) +
                      "set border 3 linecolor rgb '#606060'\nset tics nomirror textcolor rgb '#202020'\n"
                      "set grid ytics linecolor rgb '#D0D0D0' linewidth 0.7 dashtype 1\n";
  // A band may go below 0, where no share is.
  if (options.percent) drawing.settings += "set yrange [0:*]\n";
  if (!options.title.empty()) drawing.settings += fmt::format("set title {}\n", gnuplot_text(options.title));
  drawing.plot = "  plot " + spreads + lines;
  if (!spreads.empty()) {
    drawing.plot +=
        ", \\\n    keyentry with filledcurves fillcolor rgb '#606060' fillstyle solid 0.18 noborder "
        "title 'band, bar: one standard deviation over seeds'";
  }
  drawing.plot += "\n";
  return drawing;
}

}  // namespace koine::plot
