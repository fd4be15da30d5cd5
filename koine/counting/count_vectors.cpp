#include "koine/counting/count_vectors.h"

#include <algorithm>
#include <cmath>

#include "koine/core/error.h"
#include "koine/map/linear_algebra.h"
#include "koine/map/product.h"

namespace koine::counting {
namespace {

constexpr std::int64_t kMoreColumns = 30;  // of the subspace, so that its last directions converge, too
constexpr int kSteps = 5;

Matrix<double> gram(const Matrix<float>& x, Workers& workers) {
  return map::cross_product(x.view(), x.view(), map::same_rows(x.rows()), map::Arithmetic::kFast, workers);
}

// The columns' span in directions of unit length, at right angles; zero where the columns depend on each other.
Matrix<float> orthonormal(const Matrix<float>& x, Workers& workers) {
  return map::mapped(x.view(), map::to_float(map::whitening(gram(x, workers)).whiten), workers);
}

Matrix<float> times(const SparseRows& a, const Matrix<float>& b, Workers& workers) {
  Matrix<float> c(a.rows(), b.cols());
  product(a, b.view(), c.view(), workers);
  return c;
}

void leave_if_asked_to(const map::MethodContext& context) {
  if (!context.stop_requested()) return;
  throw Error(ErrorKind::kInterrupted, "stopped while words beside words were counted")
      .hint("the same command with --resume counts them anew");
}

}  // namespace

Matrix<float> leading_directions(const SparseRows& a, std::int64_t dimension, double power, Random random,
                                 map::MethodContext& context) {
  Workers& workers = context.workers;
  Matrix<float> directions(a.cols, std::min({dimension + kMoreColumns, a.rows(), a.cols}));
  for (std::int64_t i = 0; i < directions.size(); ++i) directions.data()[i] = static_cast<float>(random.normal());
  const SparseRows across = transposed(a);
  directions = orthonormal(directions, workers);
  for (int step = 0; step < kSteps; ++step) {
    leave_if_asked_to(context);
    directions = orthonormal(times(across, times(a, directions, workers), workers), workers);
  }
  // A Q = U diag(s) Zᵀ, so that U diag(s)^p = A Q Z diag(s)^(p - 1), where Z and s² are of the Gram matrix of A Q.
  const Matrix<float> images = times(a, directions, workers);
  const auto eigen = map::symmetric_eigen(gram(images, workers));
  Matrix<float> turn(images.cols(), dimension);
  constexpr double kEmpty = 1e-6;  // of the largest; less is what products of float32 leave
  for (std::int64_t d = 0; d < std::min(dimension, images.cols()); ++d) {
    const double squared = eigen.values[static_cast<std::size_t>(d)];
    if (squared <= kEmpty * eigen.values.front()) break;
    const double factor = std::pow(squared, (power - 1) / 2);
    for (std::int64_t i = 0; i < turn.rows(); ++i) turn(i, d) = static_cast<float>(factor * eigen.vectors(i, d));
  }
  return map::mapped(images.view(), turn, workers);
}

Matrix<float> count_vectors(const corpus::RunLanguage& language, const CountOptions& options,
                            map::MethodContext& context) {
  leave_if_asked_to(context);
  const SparseRows information =
      positive_pmi(cooccurrences(language, options.cooccurrence, context.workers), options.context_power);
  return leading_directions(information, options.dimension, options.value_power,
                            Random(context.seed, Purpose::kCountStart), context);
}

std::int64_t memory_bytes(const corpus::RunLanguage& language, const CountOptions& options) {
  // Of the places where two words stand beside each other some are again of the same two.
  constexpr double kDifferent = 0.5;
  constexpr std::int64_t kBytesAnEntry = 32;  // counted, as one matrix, its information, and that transposed
  constexpr std::int64_t kBytesAToken = 16;
  const std::int64_t words = language.vocabulary.size() - 1, tokens = language.corpus.token_count();
  const std::int64_t contexts = std::min(words, options.cooccurrence.contexts);
  const auto entries = std::min(words * contexts, static_cast<std::int64_t>(kDifferent * static_cast<double>(tokens)) *
                                                      2 * options.cooccurrence.window);
  const std::int64_t columns = options.dimension + kMoreColumns;
  constexpr std::int64_t kFloat = sizeof(float), kDouble = sizeof(double);
  return kBytesAToken * tokens + kBytesAnEntry * entries + kFloat * columns * (words + 2 * contexts) +
         17 * kDouble * columns * columns;
}

}  // namespace koine::counting
