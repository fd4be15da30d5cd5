#pragma once

#include <span>

namespace koine::plot {

// Probabilities p_j ∝ exp(-β d²_j) over neighbours, with the β for which their entropy is ln(perplexity) nats, to one
// part in a million. Source: van der Maaten and Hinton 2008, section 2.
//
// squared_distances [K], p [K], perplexity of at least 1 and at most K. Returns false where no β reaches the entropy:
// more neighbours than `perplexity` share the smallest distance, and p is then even over these.
// Cost: some 30 K exponentials.
bool calibrate(std::span<const double> squared_distances, double perplexity, std::span<double> p);

}  // namespace koine::plot
