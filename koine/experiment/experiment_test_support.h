#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "koine/core/error.h"

// What the tests of this room share.
namespace koine::experiment {

// A folder that goes away with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "koine-experiment-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << content;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

// What an error says, or "" where there is none.
template <typename Work>
std::string error_of(const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

// Two methods, two pairs, two sizes, two seeds; the keys after `more` are added at the top.
inline std::string example_file(const std::string& more = "") {
  return "title = \"A\"\nshow = \"table\"\npairs = [\"es-en\", \"fi-en\"]\nsentences = [50000, 100000]\nseeds = [1, "
         "2]\n" +
         more +
         "[[method]]\nname = \"koine\"\ntrain = { softmax = \"sampled\", precision = \"bf16\", tied = true }\n"
         "[[method]]\nname = \"supervised\"\nmap = { method = \"procrustes\", iterations = 3 }\n"
         "skipgram = { window = 4 }\nseed-pairs = [0, 100]\n";
}

}  // namespace koine::experiment
