#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <vector>

#include "koine/core/core_test_support.h"
#include "koine/io/word_vectors.h"

// What the tests of this room share.
namespace koine::eval {

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
    path_ = std::filesystem::temp_directory_path() / (std::string("koine-eval-") + test->name() + "-" +
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

struct WordRow {
  std::string word;
  std::vector<float> vector;
};

inline io::WordVectors word_vectors(std::initializer_list<WordRow> rows) {
  io::WordVectors result;
  result.vectors = Matrix<float>(static_cast<std::int64_t>(rows.size()),
                                 static_cast<std::int64_t>(rows.begin()->vector.size()));
  for (const WordRow& row : rows) {
    std::copy(row.vector.begin(), row.vector.end(),
              result.vectors.row(static_cast<std::int64_t>(result.words.size())));
    result.words.push_back(row.word);
  }
  return result;
}

}  // namespace koine::eval
