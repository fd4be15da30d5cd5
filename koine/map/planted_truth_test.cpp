#include <gtest/gtest.h>

#include <string>

#include "koine/map/map_test_support.h"
#include "koine/map/null_check.h"
#include "koine/map/procrustes.h"
#include "koine/map/refine.h"
#include "koine/map/self_learning.h"

// Spaces whose map is known: every method that claims to find it does.
namespace koine::map {
namespace {

class PlantedTruthTest : public ::testing::Test {
 protected:
  MethodContext context() {
    return {.workers = workers_, .reporter = silent_reporter(), .record = [this](const StepRecord& r) {
              records_.push_back(r);
            }};
  }

  Workers workers_{2};
  std::vector<StepRecord> records_;
};

constexpr double kOrthogonal = 1e-5;

TEST_F(PlantedTruthTest, ProcrustesRecoversTheRotation) {
  const Planted p = planted(1000, 50, 0, 1);
  const Matrix<float> w = procrustes(p.spaces(), p.pairs(1000), workers_);
  EXPECT_LT(relative_error(w, p.rotation), 1e-5);
  EXPECT_LT(orthogonality_error(w.view()), kOrthogonal);
  const auto fast = procrustes(p.spaces(), p.pairs(1000), workers_, Arithmetic::kFast);
  EXPECT_LT(relative_error(fast, p.rotation), 1e-4);
}

// With X = U S Vᵀ and noise of deviation σ in every number of Y, W is off by an antisymmetric matrix whose entries
// have, in the axes V, variance σ² / (s_i² + s_j²): to first order the expectation of its squared norm is their sum
// over i ≠ j.
TEST_F(PlantedTruthTest, WithNoiseTheErrorIsThatOfTheTheory) {
  constexpr std::int64_t kRows = 1000, kCols = 30;
  constexpr double kNoise = 0.1;
  const Planted p = planted(kRows, kCols, kNoise, 2);
  const Matrix<float> w = procrustes(p.spaces(), p.pairs(kRows), workers_);
  const Matrix<double> x = to_double(p.source.view());
  double squares = 0;
  for (std::int64_t i = 0; i < x.size(); ++i) squares += x.data()[i] * x.data()[i];
  const double variance = kNoise * kNoise * squares / static_cast<double>(x.size());
  const auto s = symmetric_eigen(multiply(transposed(x), x)).values;  // squares of the singular values
  double expected = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    for (std::size_t j = 0; j < s.size(); ++j) expected += i == j ? 0 : variance / (s[i] + s[j]);
  }
  const double found = relative_error(w, p.rotation) * std::sqrt(double{kCols});
  EXPECT_LT(found, 3 * std::sqrt(expected));
  EXPECT_GT(found, std::sqrt(expected) / 3);
}

TEST_F(PlantedTruthTest, SelfLearningFindsTheWordsFromNothing) {
  const Planted p = normalised(planted(1000, 30, 0.05, 3));
  auto context = this->context();
  const auto steps = parse_normalization("unit,centre,unit");
  auto start = distribution_dictionary(p.spaces(), 1000, steps, 10, true, workers_);
  const MethodResult result = self_learning(p.spaces(), std::move(start), {.patience = 10}, context);
  EXPECT_GT(precision_at_1(p, result.mapping, workers_), 0.99);
  EXPECT_LT(orthogonality_error(result.rotation.view()), kOrthogonal);
  EXPECT_LT(relative_error(result.rotation, p.rotation), 0.05);

  // It is above what shuffled columns allow.
  const NullCheck check = null_check(p.spaces(), result.rotation, {}, context);
  EXPECT_TRUE(check.passed()) << check.failed;
}

// What self-learning finds between spaces that have nothing to do with each other does not pass.
TEST_F(PlantedTruthTest, UnrelatedSpacesDoNotPass) {
  const auto steps = parse_normalization("unit,centre,unit");
  const auto gaussian = [](std::uint64_t seed) {
    Random random(seed, Purpose::kTest, 2);
    Matrix<double> x(1000, 30);
    for (std::int64_t i = 0; i < x.size(); ++i) x.data()[i] = random.normal();
    return x;
  };
  const auto check = [&](const Matrix<double>& a, const Matrix<double>& b, std::uint64_t seed) {
    Matrix<float> source = to_float(a), target = to_float(b);
    normalize(source.view(), steps);
    normalize(target.view(), steps);
    const Spaces spaces{source.view(), target.view()};
    auto context = this->context();
    context.seed = seed;
    auto start = distribution_dictionary(spaces, 1000, steps, 10, true, workers_);
    const MethodResult result = self_learning(spaces, std::move(start), {.patience = 10}, context);
    const NullCheck found = null_check(spaces, result.rotation, {}, context);
    std::string said = "criterion " + std::to_string(found.learned_criterion) + " null";
    for (const double value : found.null_learned_criteria) said += " " + std::to_string(value);
    EXPECT_FALSE(found.passed()) << said << " found again " << found.found_again;
  };
  check(gaussian(1), clusters(1000, 30, 11), 1);             // no shape against clusters
  check(clusters(1000, 30, 21), clusters(1000, 30, 31), 1);  // alike shapes
  check(gaussian(41), gaussian(51), 1);
}

// A map that is wrong for one word in three is still more than chance. (Where it is right for one in three, in 50
// dimensions, chance reaches a higher criterion than the truth has.)
TEST_F(PlantedTruthTest, AWeakMapPasses) {
  for (double noise = 1; noise < 4; noise += 0.125) {
    const Planted p = normalised(planted(2000, 50, noise, 6));
    Mapping mapping;
    mapping.source = procrustes(p.spaces(), p.pairs(2000), workers_);
    const double right = precision_at_1(p, mapping, workers_);
    if (right > 0.75) continue;
    ASSERT_GT(right, 0.55);
    auto context = this->context();
    const NullCheck check = null_check(p.spaces(), mapping.source, {}, context);
    EXPECT_TRUE(check.passed()) << check.failed << ", noise " << noise << ", p@1 " << right << " kept " << check.kept;
    return;
  }
  FAIL() << "no noise makes the map weak";
}

// The map that is handed out has to be good, not the one that self-learning would make of it.
TEST_F(PlantedTruthTest, ARandomMapOfSpacesThatAreEasyDoesNotPass) {
  const Planted p = normalised(planted(800, 10, 0.01, 7));
  auto context = this->context();
  EXPECT_FALSE(null_check(p.spaces(), random_map(10, 1), {}, context).passed());
}

// Of two columns there is one other order; the same again would be a perfect map that chance reaches.
TEST_F(PlantedTruthTest, ShuffledColumnsAreInAnotherOrder) {
  const Planted p = planted(200, 2, 0, 11);
  auto context = this->context();
  const NullCheck check = null_check(p.spaces(), to_float(p.rotation), {.runs = 5}, context);
  EXPECT_GT(check.criterion, 0.999);
  ASSERT_EQ(check.null_criteria.size(), 5u);
  for (const double null : check.null_criteria) EXPECT_EQ(null, check.null_criteria[0]);
  EXPECT_LT(check.null_criteria[0], check.criterion - 0.0001);
}

// The map of a game is orthogonal only in the end: how long it makes words is nothing to the check.
TEST_F(PlantedTruthTest, TheCheckLooksAtDirectionsAlone) {
  const Planted p = normalised(planted(400, 10, 0.05, 10));
  Matrix<float> w = to_float(p.rotation), longer = w;
  for (std::int64_t i = 0; i < w.size(); ++i) longer.data()[i] *= 3;
  auto context = this->context();
  const NullCheck check = null_check(p.spaces(), w, {.runs = 2}, context);
  const NullCheck of_longer = null_check(p.spaces(), longer, {.runs = 2}, context);
  EXPECT_LE(check.criterion, 1);
  EXPECT_NEAR(of_longer.criterion, check.criterion, 1e-6);
  EXPECT_NEAR(of_longer.null_criteria[0], check.null_criteria[0], 1e-6);
  EXPECT_TRUE(of_longer.passed()) << of_longer.failed;
}

// Between the truth and another map: better than shuffled columns, and yet what self-learning makes of it has other
// translations.
TEST_F(PlantedTruthTest, AMapThatSelfLearningLeadsAwayFromDoesNotPass) {
  const Planted p = normalised(planted(1000, 20, 0.02, 11));
  Random random(11, Purpose::kTest, 3);
  const Matrix<double> other = random_orthogonal(20, random);
  Matrix<double> between = p.rotation;
  for (std::int64_t i = 0; i < between.size(); ++i) {
    between.data()[i] = 0.34 * p.rotation.data()[i] + 0.66 * other.data()[i];
  }
  auto context = this->context();
  const NullCheck check = null_check(p.spaces(), to_float(nearest_orthogonal(between)), {.runs = 2}, context);
  EXPECT_NE(check.failed.find("leads away"), std::string::npos) << check.failed;
  EXPECT_GT(check.criterion, check.null_criteria[0] + 0.01);
  EXPECT_LT(check.kept, 0.1);
  EXPECT_GT(check.distinct, 0.9);
}

// Twenty clusters, whose words all go to the first word of the cluster.
TEST_F(PlantedTruthTest, TranslationsThatAreTheSameFewWordsDoNotPass) {
  Planted p = normalised(planted(1000, 20, 0, 9));
  for (std::int64_t i = 20; i < 1000; ++i) {
    std::copy_n(p.source.row(i % 20), 20, p.source.row(i));
    std::copy_n(p.target.row(p.answers[static_cast<std::size_t>(i % 20)]), 20,
                p.target.row(p.answers[static_cast<std::size_t>(i)]));
  }
  auto context = this->context();
  const NullCheck check = null_check(p.spaces(), to_float(p.rotation), {}, context);
  EXPECT_NE(check.failed.find("the same few words"), std::string::npos) << check.failed;
  EXPECT_LT(check.distinct, 0.03);
}

TEST_F(PlantedTruthTest, AFewTargetWordsAreNoCollapse) {
  const Planted p = normalised(planted(1500, 20, 0.05, 8));
  const Spaces spaces{p.source.view(), p.target.view().row_block(0, 100)};
  auto context = this->context();
  const NullCheck check = null_check(spaces, to_float(p.rotation), {}, context);
  EXPECT_GT(check.distinct, 0.5);
}

TEST_F(PlantedTruthTest, RefinementReturnsFromTenDegreesOff) {
  Planted p = normalised(planted(1000, 30, 0.05, 4));
  // Turn every plane of two axes by ten degrees.
  Matrix<double> off = identity(30);
  const double cosine = std::cos(10 * M_PI / 180), sine = std::sin(10 * M_PI / 180);
  for (std::int64_t d = 0; d < 30; d += 2) {
    off(d, d) = off(d + 1, d + 1) = cosine;
    off(d, d + 1) = sine;
    off(d + 1, d) = -sine;
  }
  p.source = mapped(p.source.view(), to_float(multiply(p.rotation, off)), workers_);
  auto context = this->context();
  const MethodResult result =
      refine(p.spaces(), {}, {.iterations = 50, .while_rising = true, .max_rank = 1000}, context);
  EXPECT_GT(precision_at_1(p, result.mapping, workers_), 0.99);
  EXPECT_LT(orthogonality_error(result.mapping.source.view()), kOrthogonal);
  ASSERT_GE(records_.size(), 2u);
  EXPECT_GT(result.criterion, records_.front().values.front().second);
}

TEST_F(PlantedTruthTest, FiftySharedStringsAreEnough) {
  const Planted p = normalised(planted(1000, 20, 0.05, 5));
  auto context = this->context();
  const MethodResult numerals =
      self_learning(p.spaces(), p.pairs(50),
                    {.neighbours = 0, .both_directions = false, .keep = 1, .patience = 1, .whiten = false}, context);
  EXPECT_GT(precision_at_1(p, numerals.mapping, workers_), 0.99);
  EXPECT_LT(orthogonality_error(numerals.mapping.source.view()), kOrthogonal);
  const MethodResult identical = self_learning(p.spaces(), p.pairs(50), {.patience = 10}, context);
  EXPECT_GT(precision_at_1(p, identical.mapping, workers_), 0.99);
}

}  // namespace
}  // namespace koine::map
