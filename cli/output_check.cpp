#include "cli/output_check.h"

#include <system_error>

#include "cli/map_folder.h"
#include "koine/core/error.h"
#include "koine/io/atomic_file.h"

namespace koine::cli {

namespace fs = std::filesystem;

void check_output(const fs::path& output, const std::vector<fs::path>& inputs) {
  if (output == "-") return;
  for (const fs::path& input : inputs) {
    std::error_code absent;
    if (!fs::equivalent(output, input, absent)) continue;
    throw Error(ErrorKind::kUsage, "the output would be written over what it, or its run, is made from")
        .where(input.string())
        .hint("give it another name");
  }
  // The reader of a pipe leaves with its first writer.
  std::error_code absent;
  if (!fs::is_other(output, absent)) io::AtomicFile probe(output);
}

std::vector<fs::path> files_of(const io::RunFolder& run) {
  std::vector<fs::path> files = MapFolder(run.path().string()).files();
  const auto languages = run.languages();
  const auto [words, subwords] = run.skipgrams();
  for (const io::RunFolder& of : {run, io::RunFolder(words), io::RunFolder(subwords)}) {
    for (const auto& file :
         {of.run_json(), of.metrics(), of.checkpoint(), of.best(), of.translations(), of.special_vectors()}) {
      files.push_back(file);
    }
    for (const auto& language : languages) {
      for (const auto& file :
           {of.vectors(language), of.vocabulary(language), of.corpus(language), of.without_spelling(language)}) {
        files.push_back(file);
      }
      for (const auto& other : languages) files.push_back(of.known_pairs(other, language));
    }
  }
  return files;
}

}  // namespace koine::cli
