#include "koine/spelling/edit_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "koine/core/random.h"
#include "koine/spelling/letter_model.h"
#include "koine/spelling/spelling_test_support.h"

namespace koine::spelling {
namespace {

int number(char c) {
  return c - 'a' + 2;
}

// Every alignment, one by one.
double all_alignments(const EditModel& model, const Letters& from, const Letters& to) {
  const std::function<double(std::size_t, std::size_t)> rest = [&](std::size_t i, std::size_t j) -> double {
    if (i == from.size()) return j == to.size() ? 1 : 0;
    double sum = model.replaced(from[i], EditModel::kNothing) * rest(i + 1, j);
    if (j < to.size()) {
      sum += model.replaced(from[i], to[j]) * rest(i + 1, j + 1) + model.inserted(to[j], from[i]) * rest(i, j + 1);
    }
    return sum;
  };
  return rest(0, 0);
}

TEST(EditModelTest, TheChancesOfEachLetterSumToOne) {
  const EditModel model;
  for (int from = 0; from < kAlphabet; ++from) {
    double sum = 0;
    for (int to = 0; to <= EditModel::kNothing; ++to) sum += model.replaced(from, to) + model.inserted(to, from);
    EXPECT_NEAR(sum, 1, 1e-12) << from;
  }
}

// Kept 85, replaced 5 by one of 36 others, deleted 4, inserted 4 by one of 37, out of 98; before the end inserted 4 out
// of 104.
TEST(EditModelTest, ShortWordsByHand) {
  const EditModel model;
  const double kept = 85 / 98.0, other = 5 / 98.0 / 36, deleted = 4 / 98.0, inserted = 4 / 98.0 / 37;
  const double end = 100 / 104.0, inserted_last = 4 / 104.0 / 37;
  const auto p = [&](const char* from, const char* to) {
    return std::exp(model.log_probability(letters_of(from), letters_of(to)));
  };
  EXPECT_NEAR(p("", ""), end, 1e-12);
  EXPECT_NEAR(p("", "a"), inserted_last * end, 1e-12);
  EXPECT_NEAR(p("a", ""), deleted * end, 1e-12);
  // Kept, or another a inserted before or behind while this one goes.
  EXPECT_NEAR(p("a", "a"), (kept + deleted * inserted + deleted * inserted_last) * end, 1e-12);
  EXPECT_NEAR(p("a", "b"), (other + deleted * inserted + deleted * inserted_last) * end, 1e-12);
}

TEST(EditModelTest, AgreesWithASumOverAllAlignments) {
  EditModel model;
  const Letters a = letters_of("banda"), b = letters_of("vanta"), c = letters_of("ab");
  model.learn({{&a, &b, -20}, {&c, &b, -20}});
  for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a), std::pair(c, a), std::pair(a, Letters{0, 1})}) {
    EXPECT_NEAR(std::exp(model.log_probability(from, to)) / all_alignments(model, from, to), 1, 1e-9);
  }
}

TEST(EditModelTest, WordsThatAreTooFarApartForADoubleAreUnlikeAndTeachNothing) {
  EditModel model;
  const Letters from(400, 5), to(300, 9);
  EXPECT_EQ(model.log_probability(from, to), EditModel::kUnlike);
  EXPECT_LT(EditModel::kUnlike, -690);
  const double before = model.replaced(5, 9);
  model.learn({{&from, &to, -1000}});  // the noise explains them better, though it is below what a double holds, too
  EXPECT_DOUBLE_EQ(model.replaced(5, 9), before);
  EXPECT_LT(model.share(), 0.01);
}

// Words of one language with p written f in the other, and pairs that have nothing to do with each other.
struct Planted {
  std::vector<Letters> from, to;
  std::vector<WordPair> pairs;
};

Planted planted(int related, int strangers) {
  Planted result;
  Random random(1, Purpose::kTest);
  for (int n = 0; n < related + strangers; ++n) {
    const auto random_word = [&] { return spelling::random_word(random, 3, 8, "abdeiklmnoprstu"); };
    const std::string word = random_word();
    std::string other = n < related ? word : random_word();
    for (char& c : other) c = c == 'p' ? 'f' : c;
    result.from.push_back(letters_of(word));
    result.to.push_back(letters_of(other));
  }
  const LetterModel noise(result.to);
  for (std::size_t n = 0; n < result.from.size(); ++n) {
    result.pairs.push_back({&result.from[n], &result.to[n], noise.log_probability(result.to[n])});
  }
  return result;
}

TEST(EditModelTest, NoStepLowersTheObjective) {
  const Planted data = planted(200, 100);
  EditModel model;
  double before = model.learn(data.pairs);
  const double start = before;
  for (int step = 0; step < 12; ++step) {
    const double now = model.learn(data.pairs);
    EXPECT_GE(now, before - 1e-7 * std::abs(before)) << step;
    before = now;
  }
  EXPECT_GT(before, start + 10);
}

TEST(EditModelTest, APlantedChangeOfALetterIsLearnedAndSoIsTheShareOfRelatedPairs) {
  const Planted data = planted(300, 100);
  EditModel model;
  for (int step = 0; step < 10; ++step) model.learn(data.pairs);
  EXPECT_GT(model.replaced(number('p'), number('f')), 0.7);
  EXPECT_LT(model.replaced(number('p'), number('p')), 0.3);
  EXPECT_GT(model.replaced(number('t'), number('t')), 0.9);
  EXPECT_NEAR(model.share(), 0.75, 0.03);
  const auto p = [&](const char* from, const char* to) {
    return model.log_probability(letters_of(from), letters_of(to));
  };
  EXPECT_GT(p("papel", "fafel"), p("papel", "papel"));
}

TEST(EditModelTest, ALetterThatWasNeverSeenStaysAsItWas) {
  const Planted data = planted(50, 0);
  EditModel model;
  const EditModel before = model;
  model.learn(data.pairs);
  EXPECT_DOUBLE_EQ(model.replaced(number('w'), number('w')), before.replaced(number('w'), number('w')));
}

}  // namespace
}  // namespace koine::spelling
