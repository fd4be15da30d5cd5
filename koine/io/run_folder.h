#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace koine::io {

// The folder of one training: what its files are called, in one place. Making one touches nothing on the disk.
class RunFolder {
 public:
  explicit RunFolder(std::filesystem::path path) : path_(std::move(path)) {}

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path run_json() const { return path_ / "run.json"; }
  std::filesystem::path metrics() const { return path_ / "metrics.jsonl"; }
  std::filesystem::path checkpoint() const { return path_ / "checkpoint.safetensors"; }
  std::filesystem::path translations() const { return path_ / "translations.tsv"; }   // of semi-supervised training
  std::filesystem::path best() const { return path_ / "best.safetensors"; }
  std::filesystem::path vocabulary(std::string_view language) const { return file("vocabulary", language, ".tsv"); }
  std::filesystem::path vectors(std::string_view language) const { return file("vectors", language, ".vec"); }
  std::filesystem::path special_vectors() const { return vectors("special"); }
  std::filesystem::path corpus(std::string_view language) const { return file("corpus", language, ".safetensors"); }

  // What 'koine train --spelling-rounds' had before these rounds: vectors that have seen no spelling.
  std::filesystem::path without_spelling(std::string_view language) const {
    return file("without-spelling", language, ".vec");
  }

  // All pairs of words, two a line, that these rounds made the maps with.
  std::filesystem::path known_pairs(std::string_view source, std::string_view target) const {
    return file("without-spelling", std::string(source) + "-" + std::string(target), ".pairs");
  }

  // The run of 'koine train --join' holds two of skip-gram vectors: of whole words, and with subwords.
  std::array<std::filesystem::path, 2> skipgrams() const {
    return {path_ / "skip-gram", path_ / "skip-gram-subwords"};
  }

  // What 'koine train --keep-epochs' keeps of each epoch, from 1, to be used like the folder of a run.
  std::filesystem::path epochs() const { return path_ / "epochs"; }
  RunFolder epoch(std::int64_t number) const { return RunFolder(epochs() / std::to_string(number)); }
  void link_epoch(std::string_view name, std::int64_t number) const;  // epochs()/name leads to it. Errors: kOutput

  std::filesystem::path lock() const { return path_ / ".lock"; }   // see FileLock; held by the process that trains

  bool exists() const;   // is there a run.json? Error: kInput for a folder that may not be looked into
  void create() const;   // the folder and those within it. Errors: kOutput
  void create_without_spelling() const;   // the folder of these files. Errors: kOutput
  void create_vectors() const;            // the folder, and that of the vectors alone. Errors: kOutput

  // In the order of run.json's "languages"; without those, the names of vectors/*.vec in the order of their bytes.
  // Errors: kInput: no such folder, not a run of koine, a run.json that cannot be read, as of require_file_name.
  std::vector<std::string> languages() const;

  // What made the run, as its run.json says: empty for 'koine train', or kSkipgram, whose languages lie in spaces of
  // their own. Empty, too, without a run.json. Error: kInput for one that cannot be read.
  static constexpr std::string_view kSkipgram = "skip-gram";
  std::string method() const;
  static constexpr std::string_view kMap = "map";
  std::string command() const;  // likewise: kMap of a folder that 'koine map' made, else empty
  std::string status() const;   // likewise: "finished", or how far it is

  // The vectors file of one language, or of "special" where the run has these. Errors: kInput: as of languages(); no
  // vectors yet; kUsage: a language that the run does not have (says which it has).
  std::filesystem::path require_vectors(std::string_view language) const;

  // Error: kInput where a language has no vectors, as it must in a run that is finished.
  void require_all_vectors() const;

 private:
  std::string recorded(const char* key) const;
  std::filesystem::path file(std::string_view folder, std::string_view name, std::string_view ending) const;

  std::filesystem::path path_;
};

// Of a language in the "languages" of `file`, which is to be the name of files. Error: kInput for one that would lead
// elsewhere.
void require_file_name(std::string_view language, const std::string& file);

}  // namespace koine::io
