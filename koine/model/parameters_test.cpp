#include "koine/model/parameters.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace koine::model {
namespace {

ModelConfig config(bool tied) {
  return {.vocabulary_sizes = {50, 70}, .dimension = 8, .layers = 2, .tied = tied};
}

TEST(ParametersTest, InitialValuesAreUniformAndAFunctionOfTheSeed) {
  Parameters a(config(false)), b(config(false)), c(config(false));
  a.initialise(1);
  b.initialise(1);
  c.initialise(2);
  std::set<std::string> names;
  const auto a_all = a.named(), b_all = b.named(), c_all = c.named();
  double sum = 0, squares = 0;
  std::int64_t n = 0;
  for (std::size_t k = 0; k < a_all.size(); ++k) {
    EXPECT_TRUE(names.insert(a_all[k].name).second);
    for (std::size_t m = 0; m < k; ++m) EXPECT_NE(a_all[k].matrix(0, 0), a_all[m].matrix(0, 0));
    bool differs = false;
    for (std::int64_t i = 0; i < a_all[k].matrix.rows * a_all[k].matrix.cols; ++i) {
      const float x = a_all[k].matrix.data[i];
      ASSERT_LE(std::abs(x), 0.1f);
      ASSERT_EQ(x, b_all[k].matrix.data[i]);
      differs = differs || x != c_all[k].matrix.data[i];
      sum += x;
      squares += double{x} * x;
      ++n;
    }
    EXPECT_TRUE(differs) << a_all[k].name;
  }
  EXPECT_NEAR(sum / static_cast<double>(n), 0, 0.005);
  EXPECT_NEAR(squares / static_cast<double>(n), 0.01 / 3, 0.0002);
  EXPECT_TRUE(names.contains("output.1"));
  EXPECT_TRUE(names.contains("backward.1.w_h"));
}

TEST(ParametersTest, TiedLanguagesHaveOneMatrix) {
  Parameters tied(config(true));
  EXPECT_EQ(tied.embedding(1).data, tied.output(1).data);
  for (const auto& [name, matrix] : tied.named()) EXPECT_EQ(name.find("output"), std::string::npos) << name;
  Parameters untied(config(false));
  EXPECT_NE(untied.embedding(1).data, untied.output(1).data);
}

TEST(ParametersTest, TheRowOfEosIsShared) {
  Parameters p(config(false));
  p.initialise(3);
  for (const int language : {0, 1}) {
    const View rows = p.output_with_eos(language);
    EXPECT_EQ(rows.rows, p.output(language).rows + 1);
    for (std::int64_t j = 0; j < rows.cols; ++j) EXPECT_EQ(rows(rows.rows - 1, j), p.eos(0, j));
  }
}

}  // namespace
}  // namespace koine::model
