#include "koine/plot/figure_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sstream>
#include <system_error>

#include "koine/core/error.h"
#include "koine/io/atomic_file.h"
#include "koine/io/byte_reader.h"
#include "koine/plot/child_process.h"
#include "koine/plot/missing_glyphs.h"
#include "koine/text/unicode.h"

namespace koine::plot {
namespace {

namespace fs = std::filesystem;

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

constexpr std::string_view kSvgEnd = "</svg>", kPngEnd = "IEND\xAE\x42\x60\x82";

// A folder that goes away with what is in it.
class DrawingFolder {
 public:
  DrawingFolder() {
    std::error_code error;
    std::string name = fs::temp_directory_path(error) / "koine-plot-XXXXXX";
    if (error || mkdtemp(name.data()) == nullptr) {
      throw Error(ErrorKind::kOutput, "cannot make a temporary folder").where(name).hint("set TMPDIR to another place");
    }
    path_ = name;
  }
  ~DrawingFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  DrawingFolder(const DrawingFolder&) = delete;
  DrawingFolder& operator=(const DrawingFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string script_of(const FigureFiles& files, const Drawing& drawing) {
  const auto name = [](const fs::path& file) { return gnuplot_text(file.filename().string()); };
  const auto [w, h] = std::pair(drawing.width, drawing.height);
  // In the PNG everything is twice as large, and so is its resolution: it shows what the SVG shows.
  return fmt::format(
      "# Draws the two pictures out of the table. In the folder of this file: gnuplot FILE.gp\n"
      "set encoding utf8\n"
      "set datafile separator \"\\t\"\n"
      "set datafile commentschars ''\n"
      "table = {}\n"
      "{}"
      "do for [format in 'svg png'] {{\n"
      "  if (format eq 'svg') {{\n"
      "    set terminal svg noenhanced size {},{} font 'sans-serif,13' background 'white'\n"
      "    set output {}\n"
      "  }} else {{\n"
      "    set terminal pngcairo noenhanced size {},{} font 'sans-serif,13' fontscale 1.5 linewidth 2 pointscale 2 "
      "background 'white'\n"
      "    set output {}\n"
      "  }}\n"
      "{}"
      "}}\n"
      "set output\n",
      name(files.tsv), drawing.settings, w, h, name(files.svg), 2 * w, 2 * h, name(files.png), drawing.plot);
}

// The first lines of what gnuplot said, but for those of a curve that is one point or flat: it then takes a range
// around it, which is what is wanted.
std::string beginning_of(const std::string& text) {
  constexpr std::size_t kMost = 500;
  std::string line;
  std::istringstream lines(text);
  for (std::string part; std::getline(lines, part);) {
    if (!part.starts_with("Warning: empty y range")) line += part + "\n";
  }
  line = line.substr(0, kMost);
  std::ranges::replace(line, '\n', ' ');
  const auto last = line.find_last_not_of(' '), first = line.find_first_not_of(' ');
  return first == std::string::npos ? "" : line.substr(first, last - first + 1);
}

void run_gnuplot(const DrawingFolder& folder, const FigureFiles& files, Reporter& reporter) {
  const std::string script = files.gp.filename().string();
  // Without the settings a user has for pictures of his own.
  const ProcessResult result = run_process({"gnuplot", "--default-settings", "./" + script}, folder.path());
  if (result.not_found) {
    throw Error(ErrorKind::kOutput, "the pictures cannot be drawn: there is no gnuplot")
        .where(files.svg.string())
        .hint(fmt::format("install Debian's package gnuplot-nox, then call koine again, or 'gnuplot {}' in the folder "
                          "of the figure; its numbers and the script are there",
                          script));
  }
  if (result.interrupted) throw Error(ErrorKind::kInterrupted, "stopped while gnuplot drew").where(files.svg.string());
  const std::string said = beginning_of(result.said);
  if (result.code != 0) {
    throw Error(ErrorKind::kOutput, "gnuplot could not draw the pictures")
        .where(files.gp.string())
        .found(said.empty() ? fmt::format("exit code {}", result.code) : said);
  }
  if (!said.empty()) reporter.warning("gnuplot says: " + said);
}

// Gnuplot may end well although it could not write: the disk is full. What is whole has the end of its format, and no
// more than line breaks behind it.
std::string whole_picture(const DrawingFolder& folder, const fs::path& picture, std::string_view end) {
  const fs::path drawn = folder.path() / picture.filename();
  std::error_code ignored;
  std::string bytes = fs::exists(drawn, ignored) ? io::read_file(drawn) : "";
  if (bytes.find(end, bytes.size() - std::min(bytes.size(), end.size() + 2)) != std::string::npos) return bytes;
  throw Error(ErrorKind::kOutput, "gnuplot left the picture out or unfinished")
      .where(picture.string())
      .hint(fmt::format("it draws in {}: is there room? TMPDIR names another place",
                        folder.path().parent_path().string()));
}

// Gnuplot writes a word's "]]>" as it is, which XML does not allow in text.
std::string well_formed(std::string svg) {
  constexpr std::string_view kEnd = "]]>";
  for (auto place = svg.find(kEnd); place != std::string::npos; place = svg.find(kEnd, place)) {
    svg.replace(place, kEnd.size(), "]]&gt;");
  }
  return svg;
}

void draw(const DrawingFolder& folder, const FigureFiles& files, const std::string& table, const std::string& script,
          Reporter& reporter) {
  io::write_file(folder.path() / files.tsv.filename(), table);
  io::write_file(folder.path() / files.gp.filename(), script);
  run_gnuplot(folder, files, reporter);
}

}  // namespace

FigureFiles::FigureFiles(const fs::path& figure) {
  constexpr std::array<std::string_view, 4> kEndings = {".svg", ".png", ".tsv", ".gp"};
  const bool has_ending = std::ranges::find(kEndings, figure.extension().string()) != kEndings.end();
  const fs::path name = has_ending ? figure.stem() : figure.filename();
  if (name.empty() || name == "." || name == ".." || std::ranges::any_of(name.string(), is_control)) {
    throw Error(ErrorKind::kUsage, "a figure needs a name for its files")
        .found(koine::quoted(figure.string()))
        .expected("a path such as figures/words");
  }
  const auto with = [&](const char* ending) { return figure.parent_path() / fs::path(name.string() + ending); };
  svg = with(".svg");
  png = with(".png");
  tsv = with(".tsv");
  gp = with(".gp");
}

std::string gnuplot_text(std::string_view text) {
  std::string in_quotes = "'";
  for (const char c : text::table_field(text)) {
    // The one character that means something between single quotes. Gnuplot reads it doubled, but not at the start; and
    // where it looks for macros, @x, it counts the quotes without those around them, so that none may be left over.
    if (c == '\'') {
      in_quotes += R"('."\047".')";
    } else {
      in_quotes += c;
    }
  }
  return in_quotes + "'";
}

void write_figure(const FigureFiles& files, const Drawing& drawing, Reporter& reporter) {
  const std::string script = script_of(files, drawing);
  io::write_file(files.tsv, drawing.table);
  io::write_file(files.gp, script);
  const DrawingFolder folder;
  const auto missing = missing_glyphs(drawing.table + script, folder.path());
  draw(folder, files, drawing.table, script, reporter);
  const std::string svg = well_formed(whole_picture(folder, files.svg, kSvgEnd));
  if (!missing.empty()) {
    reporter.warning(
        fmt::format("no font of this machine has {} of the characters: in {} they are squares, until a font is there "
                    "(Debian: fonts-noto-core, fonts-noto-cjk); the SVG shows them where there is one",
                    missing.size(), files.png.filename().string()));
    draw(folder, files, with_squares(drawing.table, missing), with_squares(script, missing), reporter);
  }
  const std::string png = whole_picture(folder, files.png, kPngEnd);
  io::write_file(files.svg, svg);
  io::write_file(files.png, png);
}

}  // namespace koine::plot
