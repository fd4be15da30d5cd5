#pragma once

#include <cstdint>
#include <functional>

#include "koine/core/matrix.h"
#include "koine/plot/tsne.h"

namespace koine::plot {

// Sets d_y for the places y at an exaggeration.
using GradientFunction = std::function<void(MatrixView<const double> y, double exaggeration, MatrixView<double> d_y)>;

// Where the descent starts: normal, with standard deviation 10⁻⁴. [N, 2].
Matrix<double> tsne_start(std::int64_t points, std::uint64_t seed);

// Moves y [N, 2] down the gradient: momentum 0.5 under exaggeration and 0.8 after it, and a gain for each coordinate
// that grows by 0.2 while the gradient keeps its sign against the step and shrinks by a fifth where it turns. Source:
// van der Maaten and Hinton 2008, section 3.4 and their programs. The learning rate is Belkina et al.'s (Nature
// Communications 10:5415, 2019), max(N / exaggeration / 4, 50) unless the options say another: a fixed one of 200
// leaves large maps unfinished. The 4 is that of the gradient, which they leave out.
//
// after(iteration) is called after each, from 1 on.
void descend(Matrix<double>& y, const TsneOptions& options, const GradientFunction& gradient,
             const std::function<void(std::int64_t iteration)>& after);

}  // namespace koine::plot
