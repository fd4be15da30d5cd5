#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "koine/plot/figure_files.h"

namespace koine::plot {

struct Measurement {
  std::string method;
  double x = 0;
  std::string seed;
  double y = 0;
};

// The rows of a tab-separated file with the columns method, x, seed and y, named in its header line, in any order and
// among others. Errors, kInput with file:line: a column that is missing; a row with fewer fields; an x or y that is no
// finite number up to 1e150; a method, x and seed that come twice; no row.
std::vector<Measurement> read_measurements(const std::filesystem::path& path);

struct CurvePoint {
  double x = 0;
  std::int64_t seeds = 0;
  double mean = 0;
  double deviation = 0;  // of the seeds, with seeds - 1 below; 0 for a single one
};
struct Curve {
  std::string method;
  std::vector<CurvePoint> points;  // by rising x
};

// Mean and deviation over the seeds; the methods in the order of their first rows.
std::vector<Curve> curves_of(const std::vector<Measurement>& measurements);

struct CurveOptions {
  std::string x_name = "x", y_name = "y", title;
  bool percent = false;  // y are fractions and shown in percent
};

// A line a method through the means, within a band of one standard deviation to either side where there are several
// seeds; a bar where neither neighbour has several. table: `x`, `seeds`, `mean`, `deviation` (empty for a single seed),
// `method`, the fractions as they are.
Drawing curves_drawing(const std::vector<Curve>& curves, const CurveOptions& options);

}  // namespace koine::plot
