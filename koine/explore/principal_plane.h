#pragma once

#include "koine/core/matrix.h"

namespace koine::explore {

// The places [N, 2] of points [N, D] on the plane of their two principal components: the directions through their mean
// in which they vary most. Axes point to where their largest coefficient is positive. With D = 1 the second is 0.
// Cost: N D² multiplications, and the eigenvectors of a [D, D] matrix.
Matrix<float> principal_plane(ConstView points);

}  // namespace koine::explore
