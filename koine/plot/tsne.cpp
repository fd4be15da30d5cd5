#include "koine/plot/tsne.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "koine/core/stopwatch.h"
#include "koine/plot/affinities.h"
#include "koine/plot/descent.h"
#include "koine/plot/tsne_gradient.h"
#include "koine/retrieval/unit_rows.h"

namespace koine::plot {
namespace {

void check(const TsneOptions& o) {
  const auto expect = [](bool holds, const char* option, double found, const char* expected) {
    if (holds) return;
    throw Error(ErrorKind::kUsage, "t-SNE has no such setting")
        .where(option)
        .found(fmt::format("{}", found))
        .expected(expected);
  };
  // Said so that NaN does not hold.
  expect(o.perplexity >= 2 && std::isfinite(o.perplexity), "--perplexity", o.perplexity, "a number from 2 on");
  expect(o.iterations >= 1, "--iterations", static_cast<double>(o.iterations), "a whole number from 1 on");
  expect(o.exaggerated >= 0, "exaggerated", static_cast<double>(o.exaggerated), "a whole number from 0 on");
  expect(o.exaggeration >= 1 && std::isfinite(o.exaggeration), "exaggeration", o.exaggeration, "a number from 1 on");
  expect(o.learning_rate >= 0 && std::isfinite(o.learning_rate), "learning rate", o.learning_rate,
         "a number from 0 on");
  expect(o.theta >= 0 && o.theta <= 0.7, "theta", o.theta, "0 to 0.7");
}

double fitting_perplexity(double asked, std::int64_t points, Reporter& reporter) {
  if (points < kFewestTsnePoints) {
    throw Error(ErrorKind::kInput, "too few points for t-SNE")
        .found(std::to_string(points))
        .expected(fmt::format("at least {}", kFewestTsnePoints));
  }
  const double most = static_cast<double>(points - 1) / 3;
  if (asked <= most) return asked;
  reporter.warning(
      fmt::format("a perplexity of {:.4g} needs {:.0f} neighbours, and there are {} points: it is lowered "
                  "to {:.4g}",
                  asked, std::floor(3 * asked), points, most));
  return most;
}

}  // namespace

Matrix<float> tsne(ConstView points, const TsneOptions& options, Workers& workers, Reporter& reporter) {
  check(options);
  const double perplexity = fitting_perplexity(options.perplexity, points.rows, reporter);
  const retrieval::UnitRows unit = retrieval::unit_rows(points);
  if (unit.zero_rows > 0) {
    reporter.warning(fmt::format("{} points are zero: they are as far from all others, and where they end says nothing",
                                 unit.zero_rows));
  }
  const Affinities p = affinities(unit.view(), perplexity, workers, reporter);
  TsneGradient gradient(p, options.theta, workers);
  Matrix<double> y = tsne_start(points.rows, options.seed);

  const Stopwatch stopwatch;
  descend(
      y, options, [&](auto places, double exaggeration, auto d_y) { gradient.gradient(places, exaggeration, d_y); },
      [&](std::int64_t iteration) {
        const auto done = static_cast<double>(iteration), total = static_cast<double>(options.iterations);
        reporter.progress({"t-SNE", iteration, options.iterations, stopwatch.seconds() * (total - done) / done, ""});
      });
  // The gradient of the last places is for their Z alone.
  Matrix<double> d_y(y.rows(), y.cols());
  gradient.gradient(y.view(), 1, d_y.view());
  reporter.info(fmt::format("t-SNE of {} points: divergence {:.3f} nats after {} iterations", points.rows,
                            gradient.divergence_nats(y.view()), options.iterations));

  Matrix<float> result(y.rows(), y.cols());
  for (std::int64_t i = 0; i < y.size(); ++i) result.data()[i] = static_cast<float>(y.data()[i]);
  return result;
}

}  // namespace koine::plot
