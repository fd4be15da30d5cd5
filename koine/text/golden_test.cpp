#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "koine/text/pipeline.h"

// The whole pipeline against what Moses made of the same lines. Runs where KOINE_SHARED_DIR names a folder with
// moses/golden and moses/nonbreaking_prefixes, which do not belong to koine.
namespace koine::text {
namespace {

class GoldenTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const char* shared = std::getenv("KOINE_SHARED_DIR");
    if (shared == nullptr) GTEST_SKIP() << "KOINE_SHARED_DIR is not set";
    moses_ = std::filesystem::path(shared) / "moses";
    language_ = GetParam();
    raw_ = lines(moses_ / "golden" / (language_ + ".raw"));
    ASSERT_GT(raw_.size(), 100u);
  }

  static std::vector<std::string> lines(const std::filesystem::path& path) {
    std::ifstream file(path);
    EXPECT_TRUE(file.is_open()) << path;
    std::vector<std::string> result;
    for (std::string line; std::getline(file, line);) result.push_back(line);
    return result;
  }

  NonbreakingPrefixes moses_prefixes() const {
    const auto path = moses_ / "nonbreaking_prefixes" / ("nonbreaking_prefix." + language_);
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return NonbreakingPrefixes::parse(text.str(), path.string());
  }

  // The numbers of the lines that differ from Moses' output.
  std::vector<std::size_t> differing_lines(const std::string& mode, TokenizerOptions options,
                                           const NonbreakingPrefixes& prefixes) const {
    const auto golden = lines(moses_ / "golden" / (language_ + "." + mode + ".tok"));
    EXPECT_EQ(golden.size(), raw_.size());
    const Pipeline pipeline(language_, {.tokenizer = options, .lowercase = false}, prefixes);
    std::vector<std::size_t> differing;
    for (std::size_t i = 0; i < golden.size(); ++i) {
      if (pipeline.line(raw_[i], language_, static_cast<std::int64_t>(i) + 1) != golden[i]) differing.push_back(i + 1);
    }
    return differing;
  }

  std::filesystem::path moses_;
  std::string language_;
  std::vector<std::string> raw_;
};

TEST_P(GoldenTest, EveryLineIsEqualWithTheSamePrefixes) {
  const auto prefixes = moses_prefixes();
  const std::vector<std::size_t> none;
  EXPECT_EQ(differing_lines("noescape", {}, prefixes), none);
  EXPECT_EQ(differing_lines("escape", {.escape = true}, prefixes), none);
  EXPECT_EQ(differing_lines("aggressive", {.aggressive = true}, prefixes), none);
}

TEST_P(GoldenTest, BuiltInPrefixesHalveTheDifferences) {
  const auto built_in = differing_lines("noescape", {}, NonbreakingPrefixes::built_in(language_));
  const auto empty = differing_lines("noescape", {}, {});
  EXPECT_LE(2 * built_in.size(), empty.size());
}

INSTANTIATE_TEST_SUITE_P(Languages, GoldenTest, testing::Values("en", "fr", "de", "es", "fi", "ru", "cs"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace koine::text
