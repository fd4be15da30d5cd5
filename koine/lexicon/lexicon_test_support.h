#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "koine/core/core_test_support.h"

// What the tests of this room and of those above it share.
namespace koine::lexicon {

// Remembers what was said.
struct Listener : Reporter {
  void info(const std::string& line) override { infos += line + '\n'; }
  void warning(const std::string& line) override { warnings += line + '\n'; }

  std::string infos, warnings;
};

// A file with this content that goes when the test is over.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content) {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    static int number = 0;
    path_ = std::filesystem::temp_directory_path() / (std::string("koine-lexicon-") + test->name() + "-" +
                                                      std::to_string(getpid()) + "-" + std::to_string(number++));
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace koine::lexicon
