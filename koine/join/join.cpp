#include "koine/join/join.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "koine/core/error.h"
#include "koine/core/option_check.h"
#include "koine/join/reweighting.h"
#include "koine/join/soft_dictionary.h"
#include "koine/map/linear_algebra.h"
#include "koine/map/normalize.h"
#include "koine/map/product.h"
#include "koine/map/refine.h"

namespace koine::join {

// One part of the joined vectors: a matrix for each language.
struct Joiner::Part {
  std::vector<Matrix<float>> languages;
  float weight = 1;
};

namespace {

const std::vector<map::NormalizeStep> kNormalization = {map::NormalizeStep::kUnit, map::NormalizeStep::kCentre,
                                                        map::NormalizeStep::kUnit};

void leave_if_asked_to(const map::MethodContext& context) {
  if (!context.stop_requested()) return;
  throw Error(ErrorKind::kInterrupted, "stopped while the vectors were joined")
      .hint("the same command with --resume joins them anew");
}

// Rows of unit length, shorter the more rare their words are.
void believe_by_count(View x, const std::vector<double>& counts, double own_count) {
  if (own_count == 0) return;
  for (std::int64_t w = 0; w < x.rows; ++w) {
    const double count = counts[static_cast<std::size_t>(w)];
    const auto length = static_cast<float>(std::sqrt(count / (count + own_count)));
    for (std::int64_t d = 0; d < x.cols; ++d) x(w, d) *= length;
  }
}

// Of a covariance matrix, for map::cross_product() takes the memory of its result many times.
constexpr std::int64_t kColumnsAtOnce = 512;

void add_pairs(std::span<const LanguagePairs> known, float weight, std::vector<LanguagePairs>& dictionaries) {
  for (const LanguagePairs& more : known) {
    for (LanguagePairs& two : dictionaries) {
      if (two.language != more.language || two.other != more.other) continue;
      for (const map::Pair& pair : more.pairs) two.pairs.push_back({pair.source, pair.target, weight * pair.weight});
    }
  }
}

// The first `dimension` principal axes of all languages together, [columns, dimension].
Matrix<float> principal_axes(const std::vector<Matrix<float>>& joined, std::int64_t dimension, Workers& workers) {
  const std::int64_t columns = joined.front().cols();
  Matrix<double> covariance(columns, columns);
  for (std::int64_t first = 0; first < columns; first += kColumnsAtOnce) {
    for (const auto& x : joined) {
      const ConstView some = x.view().col_block(first, std::min(kColumnsAtOnce, columns - first));
      const auto of_language =
          map::cross_product(x.view(), some, map::same_rows(x.rows()), map::Arithmetic::kFast, workers);
      for (std::int64_t i = 0; i < columns; ++i) {
        for (std::int64_t d = 0; d < some.cols; ++d) {
          covariance(i, first + d) += of_language(i, d) / static_cast<double>(x.rows());
        }
      }
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
  check_range("known-weight", options.known_weight, 0, 1000);
  check_range("own-count", options.own_count, 0, 1e9);
  check_whole("dimension", options.dimension, 0, 1'000'000);
}

Joiner::Joiner(const std::vector<JoinLanguage>& languages, const std::vector<JoinView>& views,
               const JoinOptions& options, map::MethodContext& context)
    : languages_(languages), options_(options), context_(context) {
  require(!languages.empty() && !views.empty(), "join: there is something to join");
  check_options(options);
  for (const JoinLanguage& language : languages) {
    if (language.words.size() >= 2) continue;
    throw Error(ErrorKind::kInput, "too few words to be joined")
        .where(fmt::format("language {}", language.name))
        .found(std::to_string(language.words.size()))
        .expected("2 or more, for the mean of all words is taken away")
        .hint("more text, or words that are more rare");
  }
  const auto total = static_cast<std::int64_t>(views.size() * languages.size());
  std::vector<text::LetterSequences> letters;
  for (const JoinLanguage& language : languages) {
    if (options.letters) letters.emplace_back(language.words);
  }
  for (const JoinView& view : views) {
    require(view.languages.size() == languages.size(), "join: a view has each language");
    Part own{{}, static_cast<float>(view.weight)}, told{{}, static_cast<float>(view.weight)};
    for (std::size_t l = 0; l < languages.size(); ++l) {
      require(view.languages[l].rows() == static_cast<std::int64_t>(languages[l].words.size()),
              "join: a view has a row for each word");
      own.languages.push_back(view.languages[l]);
      map::normalize(own.languages.back().view(), kNormalization);
    }
    if (!options.letters) {
      parts_.push_back(std::move(own));
      continue;
    }
    for (std::size_t l = 0; l < languages.size(); ++l) {
      leave_if_asked_to(context);
      context.reporter.progress({.what = "letters",
                                 .done = static_cast<std::int64_t>(parts_.size() / 2 * languages.size() + l),
                                 .total = total,
                                 .seconds_left = -1,
                                 .status = languages[l].name});
      told.languages.push_back(
          predict_from_letters(own.languages[l].view(), languages[l].counts, letters[l], {}, context.workers));
      map::normalize(told.languages.back().view(), kNormalization);
    }
    for (std::size_t l = 0; l < languages.size(); ++l) {
      believe_by_count(own.languages[l].view(), languages[l].counts, options.own_count);
    }
    parts_.push_back(std::move(own));
    parts_.push_back(std::move(told));
  }
}

Joiner::~Joiner() = default;

// The parts of the first `rows` words of a language side by side; of the first `parts` of them.
Matrix<float> Joiner::side_by_side(std::size_t language, std::int64_t rows, std::size_t parts) const {
  std::int64_t columns = 0;
  for (std::size_t p = 0; p < parts; ++p) columns += parts_[p].languages[language].cols();
  Matrix<float> joined(std::min(rows, parts_.front().languages[language].rows()), columns);
  std::int64_t first = 0;
  for (std::size_t p = 0; p < parts; ++p) {
    const Matrix<float>& x = parts_[p].languages[language];
    for (std::int64_t w = 0; w < joined.rows(); ++w) {
      for (std::int64_t d = 0; d < x.cols(); ++d) joined(w, first + d) = parts_[p].weight * x(w, d);
    }
    first += x.cols();
  }
  return joined;
}

// What the first dictionary is made of: the parts of the first view, which are the first ones.
std::vector<Matrix<float>> Joiner::first_view() const {
  std::vector<Matrix<float>> words;
  for (std::size_t l = 0; l < languages_.size(); ++l) {
    words.push_back(side_by_side(l, options_.max_rank, options_.letters ? 2 : 1));
  }
  return words;
}

// Of each two languages, by the most frequent words of either.
std::vector<LanguagePairs> Joiner::soft_dictionaries(const std::vector<Matrix<float>>& words) const {
  std::vector<LanguagePairs> result;
  for (std::size_t l = 1; l < words.size(); ++l) {
    for (std::size_t other = 0; other < l; ++other) {
      leave_if_asked_to(context_);
      SoftDictionary found = soft_dictionary(map::first_rows(words[l].view(), options_.max_rank),
                                             map::first_rows(words[other].view(), options_.max_rank),
                                             {.neighbours = options_.neighbours}, context_.workers);
      context_.record({"join",
                       rounds_ + 1,
                       {{"language", static_cast<double>(l)},
                        {"other", static_cast<double>(other)},
                        {"pairs", static_cast<double>(found.mutual)}}});
      result.push_back({l, other, std::move(found.pairs)});
    }
  }
  return result;
}

// To the other languages, as they lie.
Matrix<float> Joiner::turn_of(std::size_t language, const Part& part,
                              const std::vector<LanguagePairs>& dictionaries) const {
  const std::int64_t columns = part.languages[language].cols();
  Matrix<double> sum(columns, columns);
  const auto add = [&](std::size_t other, const std::vector<map::Pair>& pairs) {
    const auto product = map::cross_product(part.languages[language].view(), part.languages[other].view(), pairs,
                                            map::Arithmetic::kFast, context_.workers);
    for (std::int64_t i = 0; i < sum.size(); ++i) sum.data()[i] += product.data()[i];
  };
  for (const LanguagePairs& two : dictionaries) {
    if (two.language == language) {
      add(two.other, two.pairs);
    } else if (two.other == language && rounds_ > 0) {
      std::vector<map::Pair> pairs;
      for (const map::Pair& pair : two.pairs) pairs.push_back({pair.target, pair.source, pair.weight});
      add(two.language, pairs);
    }
  }
  return map::to_float(map::nearest_orthogonal(sum));
}

void Joiner::round(std::span<const LanguagePairs> known) {
  for (const LanguagePairs& two : known) {
    require(two.other < two.language && two.language < languages_.size(), "join: known pairs are of two languages");
  }
  auto found = soft_dictionaries(rounds_ > 0 ? vectors_ : first_view());
  add_pairs(known, static_cast<float>(options_.known_weight), found);
  const auto others = static_cast<std::int64_t>(languages_.size() - 1);
  for (std::size_t l = 1; l < languages_.size(); ++l) {
    leave_if_asked_to(context_);
    if (std::ranges::none_of(found, [&](const auto& two) { return two.language == l && !two.pairs.empty(); })) {
      throw Error(ErrorKind::kInput, "no two words are each other's nearest")
          .where(fmt::format("languages {} and {}", languages_[0].name, languages_[l].name))
          .hint("the first vectors are to lie in one space, as those of 'koine train' do");
    }
    for (Part& part : parts_) {
      Matrix<float>& x = part.languages[l];
      x = map::mapped(x.view(), turn_of(l, part, found), context_.workers);
    }
    context_.reporter.progress({.what = "joining",
                                .done = rounds_ * others + static_cast<std::int64_t>(l),
                                .total = std::max(options_.rounds, rounds_ + 1) * others,
                                .seconds_left = -1,
                                .status = languages_[l].name});
  }
  vectors_ = options_.reweight ? reweighted(principal_components(), known) : principal_components();
  ++rounds_;
}

std::vector<Matrix<float>> Joiner::principal_components() const {
  std::vector<Matrix<float>> joined;
  for (std::size_t l = 0; l < languages_.size(); ++l) {
    joined.push_back(side_by_side(l, parts_.front().languages[l].rows(), parts_.size()));
  }
  if (options_.dimension > 0 && options_.dimension < joined.front().cols()) {
    const Matrix<float> axes = principal_axes(joined, options_.dimension, context_.workers);
    leave_if_asked_to(context_);
    for (auto& x : joined) x = map::mapped(x.view(), axes, context_.workers);
  }
  for (auto& x : joined) map::normalize(x.view(), {map::NormalizeStep::kUnit});
  return joined;
}

std::vector<Matrix<float>> Joiner::reweighted(std::vector<Matrix<float>> joined,
                                              std::span<const LanguagePairs> known) const {
  std::vector<LanguagePairs> pairs;
  for (std::size_t l = 1; l < joined.size(); ++l) {
    for (std::size_t other = 0; other < l; ++other) {
      leave_if_asked_to(context_);
      const std::int64_t all = std::max(joined[l].rows(), joined[other].rows());
      pairs.push_back(
          {l, other,
           map::mutual_dictionary(joined[l].view(), joined[other].view(), all, options_.neighbours, context_.workers)});
    }
  }
  add_pairs(known, 1, pairs);
  const Matrix<float> weighting = reweighting(joined, pairs, {}, context_.workers);
  for (auto& x : joined) {
    x = map::mapped(x.view(), weighting, context_.workers);
    map::normalize(x.view(), {map::NormalizeStep::kUnit});
  }
  return joined;
}

std::int64_t Joiner::memory_bytes(const std::vector<JoinLanguage>& languages, std::int64_t columns,
                                  const JoinOptions& options, int threads) {
  const std::int64_t all_columns = options.letters ? 2 * columns : columns;
  const std::int64_t kept_columns = options.dimension > 0 ? std::min(options.dimension, all_columns) : all_columns;
  // Of each letter, for some four sequences, while they are numbered; memory in such small pieces is not given back.
  constexpr std::int64_t kNumberingBytes = 400;
  std::int64_t words = 0, most_words = 0, letters = 0, numbering = 0, most_predicting = 0;
  for (const JoinLanguage& language : languages) {
    const auto count = static_cast<std::int64_t>(language.words.size());
    words += count;
    most_words = std::max(most_words, count);
    if (!options.letters) continue;
    const text::LetterSequences sequences(language.words);
    for (std::int64_t w = 0; w < count; ++w) {
      letters += static_cast<std::int64_t>(sequences.of(w).size() * sizeof(std::int32_t));
    }
    for (const std::string& word : language.words)
      numbering += kNumberingBytes * static_cast<std::int64_t>(word.size());
    most_predicting = std::max(most_predicting, prediction_bytes(sequences, threads));
  }
  constexpr std::int64_t kFloat = sizeof(float), kDouble = sizeof(double);
  const std::int64_t parts = kFloat * words * all_columns;
  // While the principal axes are looked for: the sums of a covariance; then its decomposition; then one language
  // mapped.
  const std::int64_t sums = 17 * kDouble * all_columns * std::min(all_columns, kColumnsAtOnce);
  const std::int64_t axes = kept_columns < all_columns ? std::max(sums, 3 * kDouble * all_columns * all_columns) : 0;
  const std::int64_t mapped = kFloat * most_words * kept_columns;
  const std::int64_t vectors = kFloat * words * kept_columns;  // of the round before
  return parts + numbering + std::max(letters + most_predicting, vectors + parts + std::max(axes, mapped));
}

std::vector<Matrix<float>> join(const std::vector<JoinLanguage>& languages, const std::vector<JoinView>& views,
                                const JoinOptions& options, map::MethodContext& context) {
  Joiner joiner(languages, views, options, context);
  for (std::int64_t round = 0; round < options.rounds; ++round) joiner.round();
  return joiner.vectors();
}

}  // namespace koine::join
