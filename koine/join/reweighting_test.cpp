#include "koine/join/reweighting.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "koine/core/random.h"
#include "koine/map/linear_algebra.h"
#include "koine/map/normalize.h"
#include "koine/map/product.h"

namespace koine::join {
namespace {

using Languages = std::vector<Matrix<float>>;
using Pairs = std::vector<LanguagePairs>;

// Two languages of the same 4 vectors, nearly along 3 axes, of which the first has most.
Languages near_axes() {
  Languages languages = {Matrix<float>(4, 3), Matrix<float>(4, 3)};
  for (Matrix<float>& x : languages) {
    x(0, 0) = 3;
    x(1, 0) = -1;
    x(2, 1) = 1;
    x(3, 2) = 1;
    x(0, 1) = 1;
    x(1, 2) = -1;
  }
  return languages;
}

double row_product(const Matrix<float>& a, std::int64_t i, const Matrix<float>& b, std::int64_t j) {
  double sum = 0;
  for (std::int64_t d = 0; d < a.cols(); ++d) sum += static_cast<double>(a(i, d)) * b(j, d);
  return sum;
}

// By the formula of the header in its plain form, from sums over words and pairs: T Tᵀ, which neither the order nor the
// sign of the axes touches.
Matrix<double> plain(const Languages& languages, const Pairs& pairs, double shrinkage, double power) {
  const std::int64_t dimension = languages[0].cols();
  Matrix<double> w(dimension, dimension), c(dimension, dimension);
  double count = 0, trace_w = 0, trace_c = 0;
  for (std::int64_t a = 0; a < dimension; ++a) {
    for (std::int64_t b = 0; b < dimension; ++b) {
      for (const Matrix<float>& x : languages) {
        for (std::int64_t i = 0; i < x.rows(); ++i) {
          w(a, b) += x(i, a) * x(i, b) / static_cast<double>(x.rows()) / static_cast<double>(languages.size());
        }
      }
      for (const LanguagePairs& two : pairs) {
        const Matrix<float>&x = languages[two.language], &y = languages[two.other];
        for (const map::Pair& pair : two.pairs) {
          c(a, b) += pair.weight * (x(pair.source, a) * y(pair.target, b) + x(pair.source, b) * y(pair.target, a)) / 2;
        }
      }
    }
  }
  for (const LanguagePairs& two : pairs) {
    for (const map::Pair& pair : two.pairs) count += pair.weight;
  }
  for (std::int64_t a = 0; a < dimension; ++a) trace_w += w(a, a), trace_c += c(a, a) / count;
  const auto more = static_cast<double>(dimension);
  for (std::int64_t i = 0; i < c.size(); ++i) {
    c.data()[i] = (c.data()[i] + more * trace_c / trace_w * w.data()[i]) / (count + more);
  }
  for (std::int64_t a = 0; a < dimension; ++a) {
    for (std::int64_t b = 0; b < dimension; ++b) w(a, b) *= 1 - shrinkage;
    w(a, a) += shrinkage * trace_w / more;
  }
  const auto of_words = map::symmetric_eigen(w);
  Matrix<double> h(dimension, dimension);
  for (std::int64_t a = 0; a < dimension; ++a) {
    for (std::int64_t b = 0; b < dimension; ++b) {
      for (std::int64_t k = 0; k < dimension; ++k) {
        h(a, b) +=
            of_words.vectors(a, k) * of_words.vectors(b, k) / std::sqrt(of_words.values[static_cast<std::size_t>(k)]);
      }
    }
  }
  const auto e = map::symmetric_eigen(map::multiply(map::multiply(h, c), h));
  const Matrix<double> axes = map::multiply(h, e.vectors);
  Matrix<double> result(dimension, dimension);
  for (std::int64_t a = 0; a < dimension; ++a) {
    for (std::int64_t b = 0; b < dimension; ++b) {
      for (std::int64_t k = 0; k < dimension; ++k) {
        const double lambda = std::max(e.values[static_cast<std::size_t>(k)], 0.0);
        result(a, b) += axes(a, k) * axes(b, k) * std::pow(lambda, 2 * power);
      }
    }
  }
  return result;
}

void expect_squared(const Matrix<float>& map, const Matrix<double>& expected) {
  ASSERT_EQ(map.rows(), expected.rows());
  for (std::int64_t a = 0; a < map.rows(); ++a) {
    for (std::int64_t b = 0; b < map.rows(); ++b) EXPECT_NEAR(row_product(map, a, map, b), expected(a, b), 1e-4);
  }
}

TEST(Reweighting, OfOneAxisIsWhatTheFormulaSays) {
  // W = 2.5, two pairs with the products 9 and -3: C of them 3, of both and one more of 3 as well; s changes nothing.
  Languages languages = {Matrix<float>(4, 1), Matrix<float>(4, 1)};
  for (Matrix<float>& x : languages) x(0, 0) = 3, x(1, 0) = -1;
  const Pairs pairs = {{1, 0, {{0, 0}, {0, 1}}}};
  Workers workers(1);
  EXPECT_NEAR(std::abs(reweighting(languages, pairs, {.power = 0.5}, workers)(0, 0)),
              std::pow(2.5, -0.5) * std::pow(3 / 2.5, 0.5), 1e-6);
  EXPECT_NEAR(std::abs(reweighting(languages, pairs, {.power = 0}, workers)(0, 0)), std::pow(2.5, -0.5), 1e-6);
}

TEST(Reweighting, IsThePlainFormula) {
  Workers workers(2);
  const Pairs few = {{1, 0, {{0, 0}, {0, 0, 0.5f}, {2, 2, 2}, {3, 1}}}};
  for (const double shrinkage : {0.0, 0.5, 0.9}) {
    for (const double power : {0.0, 0.4, 1.0}) {
      SCOPED_TRACE(testing::Message() << shrinkage << " " << power);
      expect_squared(reweighting(near_axes(), few, {shrinkage, power}, workers),
                     plain(near_axes(), few, shrinkage, power));
    }
  }
  Random random(3, Purpose::kTest, 1);
  Languages three;
  for (const std::int64_t rows : {40, 30, 50}) {
    three.emplace_back(rows, 6);
    for (std::int64_t i = 0; i < three.back().size(); ++i) {
      three.back().data()[i] = static_cast<float>(random.normal() * (i % 6 < 2 ? 3 : 1));
    }
  }
  Pairs pairs = {{1, 0, {}}, {2, 0, {}}, {2, 1, {}}};
  for (LanguagePairs& two : pairs) {
    Matrix<float>&x = three[two.language], &y = three[two.other];
    for (std::int64_t i = 0; i < x.rows(); i += 3) {
      two.pairs.push_back({i, i % y.rows()});
      for (std::int64_t d = 0; d < 4; ++d) x(i, d) += y(i % y.rows(), d);
    }
  }
  expect_squared(reweighting(three, pairs, {}, workers), plain(three, pairs, 0.5, 0.4));
}

// Words of two languages, row i of both of one meaning, which 10 of 40 directions hold; the others are of each language
// alone, and larger.
Languages with_much_of_their_own() {
  constexpr std::int64_t kWords = 400, kShared = 10, kAll = 40;
  Random random(4, Purpose::kTest, 2);
  Languages languages = {Matrix<float>(kWords, kAll), Matrix<float>(kWords, kAll)};
  for (std::int64_t i = 0; i < kWords; ++i) {
    for (std::int64_t d = 0; d < kAll; ++d) {
      const double meaning = d < kShared ? random.normal() : 0;
      for (Matrix<float>& x : languages) {
        x(i, d) = static_cast<float>(meaning + (d < kShared ? 0.3 : 1.2) * random.normal());
      }
    }
  }
  return languages;
}

// The share of the rows from `first` on whose nearest by cosine, of those, is the one of the same number.
double precision(const Languages& languages, const Matrix<float>& map, std::int64_t first) {
  Workers workers(1);
  Languages mapped;
  for (const Matrix<float>& x : languages) {
    mapped.push_back(map::mapped(x.view(), map, workers));
    map::normalize(mapped.back().view(), {map::NormalizeStep::kUnit});
  }
  double right = 0;
  for (std::int64_t i = first; i < mapped[0].rows(); ++i) {
    double best = -2;
    std::int64_t nearest = -1;
    for (std::int64_t j = first; j < mapped[0].rows(); ++j) {
      const double cosine = row_product(mapped[1], i, mapped[0], j);
      if (cosine > best) best = cosine, nearest = j;
    }
    right += nearest == i;
  }
  return right / static_cast<double>(mapped[0].rows() - first);
}

TEST(Reweighting, HelpsWordsThatAreInNoPair) {
  const Languages languages = with_much_of_their_own();
  Pairs pairs = {{1, 0, {}}};
  for (std::int64_t i = 0; i < 200; ++i) pairs[0].pairs.push_back({i, i});
  Workers workers(2);
  const double before = precision(languages, {}, 200);
  EXPECT_LT(before, 0.4);
  EXPECT_GT(precision(languages, reweighting(languages, pairs, {}, workers), 200), before + 0.3);
}

TEST(Reweighting, OfAFewPairsLeavesTheOthersWhatTheyHad) {
  const Languages languages = with_much_of_their_own();
  Workers workers(1);
  const double before = precision(languages, {}, 200);
  const Pairs two = {{1, 0, {{0, 0}, {1, 1}}}};
  EXPECT_GT(precision(languages, reweighting(languages, two, {}, workers), 200), before - 0.1);
}

TEST(Reweighting, IsTheIdentityWherePairsDoNotAgree) {
  Languages languages = near_axes();
  for (std::int64_t i = 0; i < languages[1].size(); ++i) languages[1].data()[i] *= -1;
  Workers workers(1);
  const Pairs two = {{1, 0, {{0, 0}, {1, 1}}}};
  EXPECT_EQ(reweighting(languages, two, {}, workers).size(), 0);
  EXPECT_EQ(reweighting(languages, {}, {}, workers).size(), 0);
}

TEST(Reweighting, HasTheSameBitsAtAnyNumberOfThreads) {
  const Languages languages = with_much_of_their_own();
  Pairs pairs = {{1, 0, {}}};
  for (std::int64_t i = 0; i < 300; ++i) pairs[0].pairs.push_back({i, i});
  Workers one(1), three(3);
  const auto a = reweighting(languages, pairs, {}, one), b = reweighting(languages, pairs, {}, three);
  EXPECT_TRUE(std::equal(a.data(), a.data() + a.size(), b.data()));
}

}  // namespace
}  // namespace koine::join
