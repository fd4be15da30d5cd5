#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <system_error>
#include <unordered_map>
#include <vector>

#include "cli/commands.h"
#include "cli/output_check.h"
#include "cli/run_access.h"
#include "cli/shared_options.h"
#include "koine/core/error.h"
#include "koine/io/byte_reader.h"
#include "koine/io/run_folder.h"
#include "koine/io/vector_export.h"
#include "koine/text/vocabulary.h"

namespace koine::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string run;
  std::string format;
  std::string output;
  std::vector<std::string> languages;
  std::int64_t top = 0;
  bool force = false;
};

// A format for which each language has files of its own: what their names end with, and how they are written.
struct Format {
  std::string name;
  std::vector<std::string> endings;
  void (*write)(const std::vector<fs::path>& files, const io::WordVectors& vectors);
};

const std::vector<Format>& formats() {
  static const std::vector<Format> all = {
      {"word2vec", {".vec"}, [](const auto& files, const auto& v) { io::write_word2vec_text(files[0], v); }},
      {"word2vec-binary", {".bin"}, [](const auto& files, const auto& v) { io::write_word2vec_binary(files[0], v); }},
      {"fasttext", {".vec"}, [](const auto& files, const auto& v) { io::write_word2vec_text(files[0], v); }},
      {"npy",
       {".npy", ".words.txt"},
       [](const auto& files, const auto& v) {
         io::write_npy(files[0], v.vectors.view());
         io::write_word_list(files[1], v.words);
       }},
      {"safetensors",
       {".safetensors", ".words.txt"},
       [](const auto& files, const auto& v) {
         io::write_vectors_safetensors(files[0], v);
         io::write_word_list(files[1], v.words);
       }},
  };
  return all;
}

constexpr const char* kProjector = "projector";  // the one format with the same files for all languages

std::vector<fs::path> files_to_write(const Format& format, const Options& options, const std::string& language) {
  std::vector<fs::path> files;
  for (const auto& ending : format.endings) files.push_back(fs::path(options.output) / (language + ending));
  return files;
}

// Looks at all files before the first is written. Errors: kOutput; kUsage for a file of the run.
void prepare_files(const io::RunFolder& run, const std::vector<fs::path>& files, const Options& options) {
  std::error_code failed;
  fs::create_directories(options.output, failed);
  if (failed) {
    throw Error(ErrorKind::kOutput, "cannot create the folder").where(options.output).found(failed.message());
  }
  for (const auto& file : files) {
    check_output(file, files_of(run));
    if (options.force || !fs::exists(file, failed)) continue;
    throw Error(ErrorKind::kOutput, "the file exists already")
        .where(file.string())
        .hint("give another folder with -o, or --force to overwrite it");
  }
}

// How often each word of `vectors` was seen; empty where the run does not tell.
std::vector<std::int64_t> counts_of(const fs::path& vocabulary_file, const io::WordVectors& vectors) {
  std::error_code ignored;
  if (!fs::exists(vocabulary_file, ignored)) return {};
  const auto vocabulary = text::parse_tsv(io::read_file(vocabulary_file), vocabulary_file.string());
  std::vector<std::int64_t> counts;
  for (const auto& word : vectors.words) {
    const auto id = vocabulary.find(word);
    if (!id) return {};
    counts.push_back(vocabulary.count(*id));
  }
  return counts;
}

void say_written(Console& console, const fs::path& file, std::int64_t words, std::int64_t dimension) {
  console.info(fmt::format("wrote {} ({} words, {} dimensions)", file.string(), words, dimension));
}

void write_projector(const io::RunFolder& run, const std::vector<std::string>& languages, const Options& options,
                     Console& console) {
  const fs::path vectors_file = fs::path(options.output) / "vectors.tsv";
  const fs::path metadata_file = fs::path(options.output) / "metadata.tsv";
  prepare_files(run, {vectors_file, metadata_file}, options);
  std::vector<io::WordVectors> vectors;
  for (const auto& language : languages) {
    vectors.push_back(read_vectors(run, language, console, options.top));
    require_same_dimension(run, language, vectors.back().vectors.cols(), languages.front(),
                           vectors.front().vectors.cols());
  }
  std::vector<io::ProjectorPart> parts;
  std::int64_t words = 0;
  for (std::size_t l = 0; l < languages.size(); ++l) {
    parts.push_back({languages[l], &vectors[l], counts_of(run.vocabulary(languages[l]), vectors[l])});
    words += vectors[l].vectors.rows();
  }
  io::write_projector(vectors_file, metadata_file, parts);
  say_written(console, vectors_file, words, vectors[0].vectors.cols());
  say_written(console, metadata_file, words, vectors[0].vectors.cols());
}

void write_languages(const io::RunFolder& run, const std::vector<std::string>& languages, const Options& options,
                     Console& console) {
  const auto format = std::ranges::find(formats(), options.format, &Format::name);
  std::vector<fs::path> all;
  for (const auto& language : languages) {
    std::ranges::copy(files_to_write(*format, options, language), std::back_inserter(all));
  }
  prepare_files(run, all, options);
  for (const auto& language : languages) {
    const auto vectors = read_vectors(run, language, console, options.top);
    const auto files = files_to_write(*format, options, language);
    format->write(files, vectors);
    for (const auto& file : files) say_written(console, file, vectors.vectors.rows(), vectors.vectors.cols());
  }
}

void export_vectors(const Options& options, Console& console) {
  const io::RunFolder run(options.run);
  const std::vector<std::string> languages = languages_of(run, options.languages);
  warn_of_unfinished(run, console);
  if (options.format == kProjector) {
    write_projector(run, languages, options, console);
  } else {
    write_languages(run, languages, options, console);
  }
}

}  // namespace

void add_export(CLI::App& app, Console& console) {
  auto* command = app.add_subcommand("export", "Write the vectors of a run in the formats of other programs");
  auto options = std::make_shared<Options>();
  std::vector<std::string> names;
  for (const auto& format : formats()) names.push_back(format.name);
  names.emplace_back(kProjector);

  command->add_option("run", options->run, "Folder that 'koine train' wrote")->type_name("RUN")->required();
  command->add_option("--format", options->format, "Format to write")->check(CLI::IsMember(names))->required();
  command->add_option("-o,--output", options->output, "Folder to write to; made if missing")
      ->type_name("DIR")
      ->required();
  command->add_option("--languages,--language", options->languages, "Languages of the run to write: es,en")
      ->type_name("CODE,…")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->default_str("all");
  command->add_option("--words,--top", options->top, "Write the N most frequent words of each language only; 0: all")
      ->type_name("N")
      ->transform(whole_number_from(0));
  command->add_flag("--force", options->force, "Overwrite files that exist");
  command->callback([options, &console] { export_vectors(*options, console); });
}

}  // namespace koine::cli
