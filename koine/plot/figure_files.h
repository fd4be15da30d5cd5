#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "koine/core/reporter.h"

namespace koine::plot {

// The four files of a figure: two pictures, the numbers they show, and the gnuplot script that makes the first two out
// of the third. All lie in one folder, and the script knows them by their names alone, so that they can be moved.
struct FigureFiles {
  // `figure` is the path without an ending; .svg, .png, .tsv or .gp at its end is left out.
  // Error: kUsage where no name is left, or it holds a control character.
  explicit FigureFiles(const std::filesystem::path& figure);

  std::filesystem::path svg, png, tsv, gp;

  std::vector<std::filesystem::path> all() const { return {svg, png, tsv, gp}; }
};

// What is drawn, in gnuplot's language. The table's name is in its variable `table`; `enhanced` text is off.
struct Drawing {
  int width = 0, height = 0;  // of the SVG, in pixels; the PNG has twice as many
  std::string table;          // tab-separated, with a header line, which the script has to skip
  std::string settings;       // commands that come once
  std::string plot;           // commands that come for each picture
};

// Text in quotes that gnuplot reads as it stands, whatever it holds. What text::table_field() replaces becomes U+FFFD,
// for no SVG may hold it.
std::string gnuplot_text(std::string_view text);

// The numbers and the script are written first, then gnuplot draws in a folder of its own, and the pictures are taken
// from there: each file is whole or absent. What gnuplot has to say becomes a warning.
//
// Errors: kOutput: a file that cannot be written; gnuplot is missing (with the name of Debian's package), failed or
// left a picture unfinished; kInterrupted: Ctrl-C while it drew. But for the first, the numbers and the script are
// there.
void write_figure(const FigureFiles& files, const Drawing& drawing, Reporter& reporter);

}  // namespace koine::plot
