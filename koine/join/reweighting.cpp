#include "koine/join/reweighting.h"

#include <algorithm>
#include <cmath>

#include "koine/core/error.h"
#include "koine/map/linear_algebra.h"
#include "koine/map/product.h"

namespace koine::join {
namespace {

void add_times(Matrix<double>& sum, double factor, const Matrix<double>& a) {
  for (std::int64_t i = 0; i < sum.size(); ++i) sum.data()[i] += factor * a.data()[i];
}

double trace(const Matrix<double>& a) {
  double sum = 0;
  for (std::int64_t i = 0; i < a.rows(); ++i) sum += a(i, i);
  return sum;
}

}  // namespace

Matrix<float> reweighting(const std::vector<Matrix<float>>& languages, std::span<const LanguagePairs> pairs,
                          const ReweightingOptions& options, Workers& workers) {
  require(!languages.empty(), "reweighting: there are languages");
  const std::int64_t dimension = languages.front().cols();
  const auto columns = static_cast<double>(dimension);
  Matrix<double> words(dimension, dimension), agreement(dimension, dimension);
  double count = 0;
  for (const auto& language : languages) {
    const ConstView x = language.view();
    add_times(words, 1 / (static_cast<double>(x.rows) * static_cast<double>(languages.size())),
              map::cross_product(x, x, map::same_rows(x.rows), map::Arithmetic::kFast, workers));
  }
  for (const LanguagePairs& two : pairs) {
    const Matrix<double> of_pairs = map::cross_product(languages[two.language].view(), languages[two.other].view(),
                                                       two.pairs, map::Arithmetic::kFast, workers);
    add_times(agreement, 0.5, of_pairs);
    add_times(agreement, 0.5, map::transposed(of_pairs));
    for (const map::Pair& pair : two.pairs) count += static_cast<double>(pair.weight);
  }
  if (trace(agreement) <= 0) return {};
  add_times(agreement, columns * trace(agreement) / (count * trace(words)), Matrix<double>(words));
  for (std::int64_t i = 0; i < agreement.size(); ++i) agreement.data()[i] /= count + columns;

  const double mean_variance = trace(words) / columns;
  for (std::int64_t i = 0; i < words.size(); ++i) words.data()[i] *= 1 - options.shrinkage;
  add_times(words, options.shrinkage * mean_variance, map::identity(dimension));

  const Matrix<double> whiten = map::whitening(words).whiten;
  const auto correlation = map::symmetric_eigen(map::multiply(map::multiply(whiten, agreement), whiten));
  Matrix<double> result = map::multiply(whiten, correlation.vectors);
  for (std::int64_t i = 0; i < dimension; ++i) {
    for (std::int64_t d = 0; d < dimension; ++d) {
      result(i, d) *= std::pow(std::max(correlation.values[static_cast<std::size_t>(d)], 0.0), options.power);
    }
  }
  return map::to_float(result);
}

}  // namespace koine::join
