#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "koine/core/error.h"
#include "koine/core/reporter.h"

// What the tests of several rooms need.
namespace koine {

// A folder of a test's own that goes away with it.
class TestFolder {
 public:
  TestFolder() {
    std::string name = std::filesystem::temp_directory_path() / "koine-test-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no folder for the test";
    path_ = name;
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

  // Plain streams, so that the code under test does not test itself.
  std::filesystem::path write(std::string_view name, std::string_view content) const {
    std::filesystem::remove(path_ / name);   // ext4 makes cutting a file to nothing and writing it anew slow
    std::ofstream(path_ / name, std::ios::binary) << content;
    return path_ / name;
  }
  std::string read(std::string_view name) const {
    std::ifstream file(path_ / name, std::ios::binary);
    EXPECT_TRUE(file.is_open()) << name;
    return {std::istreambuf_iterator<char>(file), {}};
  }
  int file_count() const {
    return static_cast<int>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }

 private:
  std::filesystem::path path_;
};

// The message of the koine::Error that `function` throws, which must be of `kind`.
template <typename Function>
std::string error_of(ErrorKind kind, const Function& function) {
  try {
    function();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return "";
}

template <typename Function>
std::string input_error(const Function& function) {
  return error_of(ErrorKind::kInput, function);
}

// Keeps what is said.
class RecordingReporter : public Reporter {
 public:
  void info(const std::string& line) override { said += line + "\n"; }
  void warning(const std::string& line) override { said += line + "\n"; }
  void progress(const Progress& progress) override {
    shown.push_back(progress);
    if (at_progress) at_progress();
  }
  std::string said;
  std::vector<Progress> shown;
  std::function<void()> at_progress;
};

}  // namespace koine
