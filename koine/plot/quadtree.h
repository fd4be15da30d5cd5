#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "koine/core/matrix.h"

namespace koine::plot {

// What all points push one point of the plane with, before the division by the sum of all weights.
struct Repulsion {
  double x = 0, y = 0;  // Σ w² (point - other), where w = 1 / (1 + distance²)
  double weights = 0;   // Σ w
};

// The points of a plane in cells that are halved along both axes until few points are left, so that what lies far away
// can be taken as one point. Source: Barnes and Hut 1986, as in van der Maaten 2014, section 4.2.
class Quadtree {
 public:
  // y [N, 2], finite. Cost: N log N.
  explicit Quadtree(MatrixView<const double> y);

  // The sums over all points, with the point itself where it is one of them (it adds 1 to the weights alone). A cell
  // whose width is less than theta times its distance counts as its mean. theta 0 is exact; up to 0.7, the point's own
  // cell never counts as a whole.
  Repulsion repulsion(double x, double y, double theta) const;

  // The points in the order of their cells: who works through them in it finds the same cells in the caches.
  std::span<const std::int32_t> order() const { return order_; }

 private:
  struct Cell {
    double x = 0, y = 0;  // the mean of its points
    double squared_width = 0;
    std::int32_t begin = 0, end = 0;  // its points, in order_
    std::int32_t next = 0;            // the cell after all that lie within this one
  };

  void add_cell(std::int32_t begin, std::int32_t end);

  std::vector<std::uint64_t> keys_;  // the places as Morton codes, sorted
  std::vector<std::int32_t> order_;
  std::vector<double> xs_, ys_;  // in that order
  std::vector<Cell> cells_;      // a cell stands before those within it
  double width_ = 0;             // of the square around all points
};

}  // namespace koine::plot
