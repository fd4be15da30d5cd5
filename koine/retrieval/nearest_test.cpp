#include "koine/retrieval/nearest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "koine/retrieval/retrieval_test_matrices.h"
#include "koine/retrieval/unit_rows.h"

namespace koine::retrieval {
namespace {

using ::testing::ElementsAre;

// Cosines of unit rows in float32, K = D terms, against the same in double.
double bound(std::int64_t dimension) {
  return static_cast<double>(dimension + 4) * std::numeric_limits<float>::epsilon();
}

std::vector<double> sorted_row(const Matrix<double>& scores, std::int64_t row) {
  std::vector<double> values(scores.row(row), scores.row(row) + scores.cols());
  std::sort(values.begin(), values.end(), std::greater<>());
  return values;
}

std::vector<double> mean_top_k_reference(const Matrix<double>& cosines, std::int64_t k) {
  std::vector<double> means;
  for (std::int64_t i = 0; i < cosines.rows(); ++i) {
    const auto values = sorted_row(cosines, i);
    const auto n = std::min<std::int64_t>(k, cosines.cols());
    means.push_back(std::accumulate(values.begin(), values.begin() + n, 0.0) / static_cast<double>(n));
  }
  return means;
}

Matrix<double> transposed(const Matrix<double>& m) {
  Matrix<double> t(m.cols(), m.rows());
  for (std::int64_t i = 0; i < m.rows(); ++i) {
    for (std::int64_t j = 0; j < m.cols(); ++j) t(j, i) = m(i, j);
  }
  return t;
}

// Each list holds the k highest of `scores`, in falling order, with scores that agree.
void expect_nearest(const Neighbours& found, const Matrix<double>& scores, std::int64_t k, double tolerance) {
  ASSERT_EQ(static_cast<std::int64_t>(found.size()), scores.rows());
  for (std::int64_t i = 0; i < scores.rows(); ++i) {
    const auto& row = found[static_cast<std::size_t>(i)];
    const auto expected = sorted_row(scores, i);
    ASSERT_EQ(static_cast<std::int64_t>(row.size()), std::min<std::int64_t>(k, scores.cols()));
    for (std::size_t n = 0; n < row.size(); ++n) {
      ASSERT_NEAR(row[n].score, expected[n], tolerance);
      ASSERT_NEAR(scores(i, row[n].index), expected[n], 2 * tolerance);
    }
  }
}

TEST(NearestTest, AgreesWithPlainLoopsOnRandomShapes) {
  Random random(1, Purpose::kTest);
  Workers workers(2);
  for (int trial = 0; trial < 30; ++trial) {
    const auto size = [&](std::uint64_t most) { return static_cast<std::int64_t>(1 + random.below(most)); };
    // Now and then more rows than one tile holds.
    const bool large = trial % 10 == 0;
    const std::int64_t n = size(large ? 600 : 40), v = size(large ? 2500 : 60), d = size(40), k = size(15);
    const auto x = random_matrix(random, n, d), y = random_matrix(random, v, d);
    const UnitRows s = unit_rows(x.view()), t = unit_rows(y.view());
    const auto cosines = cosines_reference(x.view(), y.view());
    expect_nearest(nearest_by_cosine(s.view(), t.view(), k, workers), cosines, k, bound(d));

    const auto r_target = mean_top_k_cosine(s.view(), t.view(), k, workers);
    const auto r_source = mean_top_k_cosine(t.view(), s.view(), k, workers);
    const auto r_target_plain = mean_top_k_reference(cosines, k);
    const auto r_source_plain = mean_top_k_reference(transposed(cosines), k);
    Matrix<double> csls(n, v);
    for (std::int64_t i = 0; i < n; ++i) {
      ASSERT_NEAR(r_target[static_cast<std::size_t>(i)], r_target_plain[static_cast<std::size_t>(i)], bound(d));
      for (std::int64_t j = 0; j < v; ++j) {
        csls(i, j) = 2 * cosines(i, j) - r_target_plain[static_cast<std::size_t>(i)] -
                     r_source_plain[static_cast<std::size_t>(j)];
      }
    }
    expect_nearest(nearest_by_csls(s.view(), t.view(), r_target, r_source, k, workers), csls, k, 5 * bound(d));
  }
}

// The k best of each row of `scores`, of equal ones the lower index: a whole sort.
Neighbours best_of_rows(const Matrix<float>& scores, std::int64_t k) {
  Neighbours result;
  for (std::int64_t i = 0; i < scores.rows(); ++i) {
    std::vector<Neighbour> row;
    for (std::int64_t j = 0; j < scores.cols(); ++j) row.push_back({j, scores(i, j)});
    std::stable_sort(row.begin(), row.end(),
                     [](const Neighbour& a, const Neighbour& b) { return a.score > b.score; });
    row.resize(static_cast<std::size_t>(std::min(k, scores.cols())));
    result.push_back(row);
  }
  return result;
}

// Small integers, whose products and sums are exact in float32: no tolerance, and many ties.
TEST(NearestTest, OnSmallIntegersTheBitsAreThoseOfBruteForce) {
  Random random(3, Purpose::kTest);
  Workers workers(3);
  for (const auto& [n, v, d] : {std::tuple{1, 1, 1}, {70, 90, 5}, {40, 3000, 3}, {2500, 700, 4}}) {
    const auto integers = [&](std::int64_t rows, std::int64_t cols) {
      Matrix<float> m(rows, cols);
      for (std::int64_t i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(random.below(7)) - 3;
      return m;
    };
    const auto x = integers(n, d), y = integers(v, d), r_x = integers(1, n), r_y = integers(1, v);
    Matrix<float> products(n, v), csls(n, v), products_back(v, n), csls_back(v, n);
    for (std::int64_t i = 0; i < n; ++i) {
      for (std::int64_t j = 0; j < v; ++j) {
        for (std::int64_t c = 0; c < d; ++c) products(i, j) += x(i, c) * y(j, c);
        csls(i, j) = 2 * products(i, j) - r_x(0, i) - r_y(0, j);
        products_back(j, i) = products(i, j);
        csls_back(j, i) = csls(i, j);
      }
    }
    const std::int64_t k = 8;  // a power of two, so that the means of whole lists are exact too
    const auto means = [&](const Matrix<float>& scores) {
      std::vector<float> result;
      for (const auto& row : best_of_rows(scores, k)) {
        double sum = 0;
        for (const Neighbour& neighbour : row) sum += neighbour.score;
        result.push_back(static_cast<float>(sum / static_cast<double>(row.size())));
      }
      return result;
    };
    EXPECT_EQ(nearest_by_cosine(x.view(), y.view(), k, workers), best_of_rows(products, k));
    const auto both_means = mean_top_k_cosines_both_ways(x.view(), y.view(), k, workers);
    EXPECT_EQ(both_means.of_x, means(products));
    EXPECT_EQ(both_means.of_y, means(products_back));
    EXPECT_EQ(mean_top_k_cosine(y.view(), x.view(), k, workers), means(products_back));

    const std::span of_x(r_x.data(), static_cast<std::size_t>(n)), of_y(r_y.data(), static_cast<std::size_t>(v));
    EXPECT_EQ(nearest_by_csls(x.view(), y.view(), of_x, of_y, k, workers), best_of_rows(csls, k));
    const auto both = nearest_by_csls_both_ways(x.view(), y.view(), of_x, of_y, k, workers);
    EXPECT_EQ(both.of_queries, best_of_rows(csls, k));
    EXPECT_EQ(both.of_candidates, best_of_rows(csls_back, k));
  }
}

TEST(NearestTest, BothWaysAgreeWithOneWayAfterTheOther) {
  Random random(5, Purpose::kTest);
  Workers workers(2);
  const UnitRows s = unit_rows(random_matrix(random, 1100, 30).view());
  const UnitRows t = unit_rows(random_matrix(random, 600, 30).view());
  const auto r_target = mean_top_k_cosine(s.view(), t.view(), 10, workers);
  const auto r_source = mean_top_k_cosine(t.view(), s.view(), 10, workers);
  const auto means = mean_top_k_cosines_both_ways(s.view(), t.view(), 10, workers);
  for (std::size_t i = 0; i < r_target.size(); ++i) ASSERT_NEAR(means.of_x[i], r_target[i], bound(30));
  for (std::size_t j = 0; j < r_source.size(); ++j) ASSERT_NEAR(means.of_y[j], r_source[j], bound(30));
  const auto both = nearest_by_csls_both_ways(s.view(), t.view(), r_target, r_source, 3, workers);
  EXPECT_EQ(both.of_queries, nearest_by_csls(s.view(), t.view(), r_target, r_source, 3, workers));
  const auto back = nearest_by_csls(t.view(), s.view(), r_source, r_target, 3, workers);
  ASSERT_EQ(both.of_candidates.size(), back.size());
  for (std::size_t j = 0; j < back.size(); ++j) {
    ASSERT_EQ(both.of_candidates[j].size(), back[j].size());
    for (std::size_t n = 0; n < back[j].size(); ++n) {
      ASSERT_NEAR(both.of_candidates[j][n].score, back[j][n].score, 5 * bound(30));
    }
  }
}

TEST(NearestTest, CslsByHand) {
  // Three targets at 0, 60 and 90 degrees, two sources at 0 and 90. K = 1, so that each r is the highest cosine.
  const float half = 0.5f, root = std::sqrt(0.75f);
  const auto source = matrix_of({{1, 0}, {0, 1}}), target = matrix_of({{1, 0}, {half, root}, {0, 1}});
  Workers workers(1);
  const auto r_target = mean_top_k_cosine(source.view(), target.view(), 1, workers);
  const auto r_source = mean_top_k_cosine(target.view(), source.view(), 1, workers);
  EXPECT_THAT(r_target, ElementsAre(1.0f, 1.0f));
  EXPECT_THAT(r_source, ElementsAre(1.0f, root, 1.0f));
  const auto found = nearest_by_csls(source.view(), target.view(), r_target, r_source, 3, workers);
  // Source 0: 2 - 1 - 1 = 0; 2 * 0.5 - 1 - 0.866 = -0.866; 0 - 1 - 1 = -2.
  EXPECT_THAT(found[0], ElementsAre(Neighbour{0, 0.0f}, Neighbour{1, 2 * half - 1 - root}, Neighbour{2, -2.0f}));
  // Source 1: 2 - 1 - 1 = 0; 2 * 0.866 - 1 - 0.866 = -0.134; -2.
  EXPECT_THAT(found[1], ElementsAre(Neighbour{2, 0.0f}, Neighbour{1, 2 * root - 1 - root}, Neighbour{0, -2.0f}));
}

TEST(NearestTest, TakesAMeanOverTheRowsThereAre) {
  const auto x = matrix_of({{1, 0}}), y = matrix_of({{1, 0}, {0, 1}});
  Workers workers(1);
  EXPECT_THAT(mean_top_k_cosine(x.view(), y.view(), 10, workers), ElementsAre(0.5f));
  EXPECT_THAT(mean_top_k_cosine(x.view(), y.view().row_block(0, 0), 10, workers), ElementsAre(0.0f));
  EXPECT_TRUE(mean_top_k_cosine(x.view().row_block(0, 0), y.view(), 10, workers).empty());
}

TEST(NearestTest, ZeroRowsHaveCosineZeroWithEverything) {
  const auto x = matrix_of({{0, 0}, {1, 0}}), y = matrix_of({{-1, 0}, {0, 0}});
  Workers workers(1);
  const auto found = nearest_by_cosine(x.view(), y.view(), 2, workers);
  EXPECT_THAT(found[0], ElementsAre(Neighbour{0, 0.0f}, Neighbour{1, 0.0f}));
  EXPECT_THAT(found[1], ElementsAre(Neighbour{1, 0.0f}, Neighbour{0, -1.0f}));
}

TEST(NearestTest, RefusesSizesThatDoNotAgree) {
  const auto x = matrix_of({{1, 0}, {0, 1}}), y = matrix_of({{1, 0}, {0, 1}, {1, 0}}), wide = matrix_of({{1, 0, 0}});
  const std::vector<float> two{0, 0}, three{0, 0, 0};
  Workers workers(1);
  EXPECT_THROW(nearest_by_cosine(x.view(), wide.view(), 1, workers), Error);
  EXPECT_THROW(nearest_by_cosine(x.view(), y.view(), 0, workers), Error);
  EXPECT_THROW(mean_top_k_cosines_both_ways(x.view(), y.view(), 0, workers), Error);
  EXPECT_NO_THROW(nearest_by_csls(x.view(), y.view(), two, three, 1, workers));
  EXPECT_THROW(nearest_by_csls(x.view(), y.view(), three, three, 1, workers), Error);
  EXPECT_THROW(nearest_by_csls(x.view(), y.view(), two, two, 1, workers), Error);
  const SparseScores of_one({{{1, 0.5f}}});
  EXPECT_THROW(nearest_by_csls_both_ways(x.view(), y.view(), two, three, 1, workers, {&of_one, two}), Error);
}

TEST(NearestTest, HasTheSameBitsAtAnyNumberOfThreads) {
  Random random(2, Purpose::kTest);
  const UnitRows s = unit_rows(random_matrix(random, 700, 33).view());
  const UnitRows t = unit_rows(random_matrix(random, 1500, 33).view());
  const auto results = [&](int threads) {
    Workers workers(threads);
    const auto r_target = mean_top_k_cosine(s.view(), t.view(), 10, workers);
    const auto r_source = mean_top_k_cosine(t.view(), s.view(), 10, workers);
    const auto means = mean_top_k_cosines_both_ways(s.view(), t.view(), 10, workers);
    const auto both = nearest_by_csls_both_ways(s.view(), t.view(), r_target, r_source, 5, workers);
    return std::tuple(r_target, r_source, nearest_by_csls(s.view(), t.view(), r_target, r_source, 5, workers),
                      means.of_x, means.of_y, both.of_queries, both.of_candidates);
  };
  const auto one = results(1);
  EXPECT_EQ(one, results(2));
  EXPECT_EQ(one, results(4));
}

TEST(MutualPairsTest, KeepsPairsThatChooseEachOther) {
  const Neighbours forward{{{1, 0.9f}, {0, 0.5f}}, {{1, 0.8f}, {2, 0.7f}}, {}};
  const Neighbours backward{{{2, 0.9f}}, {{0, 0.9f}}, {{1, 0.7f}}};
  EXPECT_THAT(mutual_pairs(forward, backward),
              ElementsAre(MutualPair{0, {1, 0.9f}, 1}, MutualPair{1, {2, 0.7f}, 2}));
}

}  // namespace
}  // namespace koine::retrieval
