#include "cli/output_check.h"

#include <system_error>

#include "koine/core/error.h"
#include "koine/io/atomic_file.h"

namespace koine::cli {

namespace fs = std::filesystem;

void check_output(const fs::path& output, const std::vector<fs::path>& inputs) {
  if (output == "-") return;
  if (output.empty()) throw Error(ErrorKind::kUsage, "the output needs a name, and this is empty");
  for (const fs::path& input : inputs) {
    std::error_code absent;
    if (!fs::equivalent(output, input, absent)) continue;
    throw Error(ErrorKind::kUsage, "the output would be written over what it is made from")
        .where(input.string())
        .hint("give it another name");
  }
  // The reader of a pipe leaves with its first writer.
  std::error_code absent;
  if (!fs::is_other(output, absent)) io::AtomicFile probe(output);
}

std::vector<fs::path> files_of(const io::RunFolder& run) {
  std::vector<fs::path> files = {run.run_json(), run.metrics(), run.special_vectors()};
  for (const auto& language : run.languages()) {
    for (const auto& file : {run.vectors(language), run.vocabulary(language), run.without_spelling(language)}) {
      files.push_back(file);
    }
  }
  return files;
}

}  // namespace koine::cli
