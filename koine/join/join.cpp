#include "koine/join/join.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "koine/core/error.h"
#include "koine/core/option_check.h"
#include "koine/map/linear_algebra.h"
#include "koine/map/normalize.h"
#include "koine/map/procrustes.h"
#include "koine/map/product.h"
#include "koine/map/refine.h"

namespace koine::join {
namespace {

const std::vector<map::NormalizeStep> kNormalization = {map::NormalizeStep::kUnit, map::NormalizeStep::kCentre,
                                                        map::NormalizeStep::kUnit};

// One part of the joined vectors: a matrix for each language, of unit rows.
struct Part {
  std::vector<Matrix<float>> languages;
  float weight = 1;
};

void leave_if_asked_to(const map::MethodContext& context) {
  if (!context.stop_requested()) return;
  throw Error(ErrorKind::kInterrupted, "stopped while the vectors were joined")
      .hint("the same command with --resume joins them anew");
}

std::vector<Part> make_parts(const std::vector<JoinLanguage>& languages, const std::vector<JoinView>& views,
                             const JoinOptions& options, map::MethodContext& context) {
  const auto total = static_cast<std::int64_t>(views.size() * languages.size());
  std::vector<LetterSequences> letters;
  for (const JoinLanguage& language : languages) {
    if (options.letters) letters.emplace_back(language.words);
  }
  std::vector<Part> parts;
  for (const JoinView& view : views) {
    Part own{{}, static_cast<float>(view.weight)}, told{{}, static_cast<float>(view.weight)};
    for (std::size_t l = 0; l < languages.size(); ++l) {
      require(view.languages[l].rows() == static_cast<std::int64_t>(languages[l].words.size()),
              "join: a view has a row for each word");
      own.languages.push_back(view.languages[l]);
      map::normalize(own.languages.back().view(), kNormalization);
    }
    parts.push_back(std::move(own));
    if (!options.letters) continue;
    for (std::size_t l = 0; l < languages.size(); ++l) {
      leave_if_asked_to(context);
      context.reporter.progress({.what = "letters",
                                 .done = static_cast<std::int64_t>(parts.size() / 2 * languages.size() + l),
                                 .total = total,
                                 .seconds_left = -1,
                                 .status = languages[l].name});
      told.languages.push_back(
          predict_from_letters(parts.back().languages[l].view(), languages[l].counts, letters[l], {}, context.workers));
      map::normalize(told.languages.back().view(), kNormalization);
    }
    parts.push_back(std::move(told));
  }
  return parts;
}

// The parts of the first `rows` words of a language side by side.
Matrix<float> side_by_side(std::span<const Part> parts, std::size_t language, std::int64_t rows) {
  std::int64_t columns = 0;
  for (const Part& part : parts) columns += part.languages[language].cols();
  Matrix<float> joined(std::min(rows, parts.front().languages[language].rows()), columns);
  std::int64_t first = 0;
  for (const Part& part : parts) {
    const Matrix<float>& x = part.languages[language];
    for (std::int64_t w = 0; w < joined.rows(); ++w) {
      for (std::int64_t d = 0; d < x.cols(); ++d) joined(w, first + d) = part.weight * x(w, d);
    }
    first += x.cols();
  }
  return joined;
}

// The first `dimension` principal axes of all languages together, [columns, dimension].
Matrix<float> principal_axes(const std::vector<Matrix<float>>& joined, std::int64_t dimension, Workers& workers) {
  Matrix<double> covariance(joined.front().cols(), joined.front().cols());
  for (const auto& x : joined) {
    const auto of_language =
        map::cross_product(x.view(), x.view(), map::same_rows(x.rows()), map::Arithmetic::kFast, workers);
    for (std::int64_t i = 0; i < covariance.size(); ++i) {
      covariance.data()[i] += of_language.data()[i] / static_cast<double>(x.rows());
    }
  }
  const auto eigen = map::symmetric_eigen(covariance);
  Matrix<float> axes(covariance.rows(), dimension);
  for (std::int64_t i = 0; i < axes.rows(); ++i) {
    for (std::int64_t d = 0; d < dimension; ++d) axes(i, d) = static_cast<float>(eigen.vectors(i, d));
  }
  return axes;
}

}  // namespace

void check_options(const JoinOptions& options) {
  check_whole("rounds", options.rounds, 0, 1000);
  check_whole("max-rank", options.max_rank, 1, 1'000'000'000);
  check_whole("neighbours", options.neighbours, 1, 1'000'000);
  check_whole("dimension", options.dimension, 0, 1'000'000);
}

std::vector<Matrix<float>> join(const std::vector<JoinLanguage>& languages, const std::vector<JoinView>& views,
                                const JoinOptions& options, map::MethodContext& context) {
  require(!languages.empty() && !views.empty(), "join: there is something to join");
  check_options(options);
  std::vector<Part> parts = make_parts(languages, views, options, context);

  // The first dictionary is that of the first view alone, whose parts are the first ones.
  const std::size_t parts_a_view = options.letters ? 2 : 1;
  const auto frequent_words = [&](std::int64_t round, std::size_t language) {
    return side_by_side(std::span(parts).first(round > 0 ? parts.size() : parts_a_view), language, options.max_rank);
  };
  for (std::int64_t round = 0; round < options.rounds; ++round) {
    const Matrix<float> target = frequent_words(round, 0);
    for (std::size_t l = 1; l < languages.size(); ++l) {
      leave_if_asked_to(context);
      const Matrix<float> source = frequent_words(round, l);
      const auto pairs =
          map::mutual_dictionary(source.view(), target.view(), options.max_rank, options.neighbours, context.workers);
      if (pairs.empty()) {
        throw Error(ErrorKind::kInput, "no two words are each other's nearest")
            .where(fmt::format("languages {} and {}", languages[0].name, languages[l].name))
            .hint("the first vectors are to lie in one space, as those of 'koine train' do");
      }
      for (Part& part : parts) {
        Matrix<float>& x = part.languages[l];
        const auto turn =
            map::procrustes({x.view(), part.languages[0].view()}, pairs, context.workers, map::Arithmetic::kFast);
        x = map::mapped(x.view(), turn, context.workers);
      }
      context.record(
          {"join", round + 1, {{"language", static_cast<double>(l)}, {"pairs", static_cast<double>(pairs.size())}}});
      context.reporter.progress(
          {.what = "joining",
           .done = round * static_cast<std::int64_t>(languages.size() - 1) + static_cast<std::int64_t>(l),
           .total = options.rounds * static_cast<std::int64_t>(languages.size() - 1),
           .seconds_left = -1,
           .status = fmt::format("{} pairs", pairs.size())});
    }
  }

  std::vector<Matrix<float>> joined;
  for (std::size_t l = 0; l < languages.size(); ++l)
    joined.push_back(side_by_side(parts, l, parts.front().languages[l].rows()));
  if (options.dimension > 0 && options.dimension < joined.front().cols()) {
    const Matrix<float> axes = principal_axes(joined, options.dimension, context.workers);
    for (auto& x : joined) x = map::mapped(x.view(), axes, context.workers);
  }
  for (auto& x : joined) map::normalize(x.view(), {map::NormalizeStep::kUnit});
  return joined;
}

}  // namespace koine::join
