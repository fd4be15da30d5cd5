#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/metrics_lines.h"
#include "koine/core/error.h"
#include "koine/core/option_list.h"
#include "koine/corpus/text_options.h"
#include "koine/io/byte_reader.h"
#include "koine/skipgram/metrics.h"
#include "koine/skipgram/run_record.h"
#include "koine/train/metrics.h"
#include "koine/train/run_record.h"

namespace koine::cli {
namespace {

// What both kinds of runs have to say of themselves.
template <typename Record>
void show_beginning(const std::string& path, const std::string& method, const Record& record, Console& console) {
  console.out(fmt::format("{}  {}{}, started {}, {} on {} threads, seed {}\n\n", path, method, record.status,
                          record.started, record.isa, record.threads, record.training.seed));
  for (const auto& input : record.inputs) {
    for (const auto& file : input.files) {
      console.out(fmt::format("{}  {}  sha256 {}\n", input.language, file.path, file.sha256));
    }
  }
  const char* defaults = "the defaults";
  if constexpr (requires { record.dictionaries; }) {   // of 'koine train' alone
    defaults = "those of --preset paper";
    for (const auto& dictionary : record.dictionaries) {
      console.out(fmt::format("{}-{}  {}  sha256 {}\n", dictionary.source, dictionary.target, dictionary.file.path,
                              dictionary.file.sha256));
    }
  }
  console.out("\n" + corpus::diagnosis_table(record.diagnoses) + "\n");
  // What differs from the defaults says most about a run.
  const std::string changed = options_beside_defaults(record.text) + options_beside_defaults(record.training);
  console.out(fmt::format("options that are not {}:{}\n\n", defaults, changed.empty() ? " none" : changed));
}

bool has_epochs(const io::RunFolder& folder, Console& console) {
  std::error_code ignored;
  if (std::filesystem::exists(folder.metrics(), ignored)) return true;
  console.out("no epoch is done yet\n");
  return false;
}

void show_training(const io::RunFolder& folder, const std::string& path, Console& console) {
  const train::RunRecord record = train::read_run_record(folder);
  show_beginning(path, "", record, console);
  if (!has_epochs(folder, console)) return;
  console.out("epoch    loss  criterion   with r_T   margin   words/s\n");
  std::int64_t best = 0;
  for_each_metrics_line(folder, [&](const std::string& line) {
    const auto m = train::metrics_from_json(line, record.languages());
    const auto shown = [](const std::optional<double>& value) { return value ? fmt::format("{:.4f}", *value) : "-"; };
    console.out(fmt::format("{:5}  {:6.3f}  {:>9}  {:>9}  {:>7}  {:8.0f}\n", m.epoch, m.loss_nats(), shown(m.criterion),
                            shown(m.criterion_with_r_target), shown(m.criterion_margin), m.words_per_second));
    if (m.best) best = m.epoch;
  });
  if (best == 0) {
    console.out("\nno epoch was fit to be kept: there are no vectors\n");
    return;
  }
  std::error_code ignored;
  const bool joined = record.status == "finished" && !std::filesystem::exists(folder.special_vectors(), ignored);
  console.out(fmt::format("\nthe vectors are those of epoch {}{}\n", best,
                          joined ? ", joined with others"
                          : record.training.join && record.status != "finished"
                              ? "; the joining with others is still to come"
                              : ""));
}

void show_skipgram(const io::RunFolder& folder, const std::string& path, Console& console) {
  const skipgram::RunRecord record = skipgram::read_run_record(folder);
  show_beginning(path, record.training.hogwild ? "skip-gram (hogwild), " : "skip-gram, ", record, console);
  if (!has_epochs(folder, console)) return;
  console.out("language  epoch    loss   words/s\n");
  for_each_metrics_line(folder, [&](const std::string& line) {
    const auto m = skipgram::metrics_from_json(line);
    console.out(fmt::format("{:8}  {:5}  {:6.3f}  {:8.0f}\n", m.language, m.epoch, m.loss_nats, m.words_per_second));
  });
}

void show_map(const io::RunFolder& folder, const std::string& path, Console& console) {
  const std::string file = folder.run_json().string();
  try {
    const auto json = nlohmann::ordered_json::parse(io::read_file(folder.run_json()));
    console.out(fmt::format("{}  map by {}, {}, started {}, {} on {} threads, seed {}\n\n", path,
                            json.at("method").get<std::string>(), json.at("status").get<std::string>(),
                            json.at("started").get<std::string>(), json.at("machine").at("isa").get<std::string>(),
                            json.at("machine").at("threads").get<int>(), json.at("seed").get<std::uint64_t>()));
    for (const auto& input : json.at("inputs")) {
      console.out(fmt::format("{}  {}  sha256 {}\n", input.at("option").get<std::string>(),
                              input.at("file").get<std::string>(), input.at("sha256").get<std::string>()));
    }
    console.out(fmt::format("\n{} words to {}, {} dimensions\n", json.at("source_words").get<std::int64_t>(),
                            json.at("target_words").get<std::int64_t>(), json.at("dimension").get<std::int64_t>()));
    for (const auto& attempt : json.at("attempts")) {
      console.out(fmt::format("seed {}: criterion {:.4f}\n", attempt.at("seed").get<std::uint64_t>(),
                              attempt.at("criterion").get<double>()));
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::kInput, "the record of the map cannot be read").where(file).found(error.what());
  }
}

void show(const std::string& path, Console& console) {
  const io::RunFolder folder(path);
  if (folder.command() == io::RunFolder::kMap) {
    show_map(folder, path, console);
  } else if (folder.method() == io::RunFolder::kSkipgram) {
    show_skipgram(folder, path, console);
  } else {
    show_training(folder, path, console);
  }
}

}  // namespace

void add_info(CLI::App& app, Console& console) {
  auto path = std::make_shared<std::string>();
  CLI::App* sub = app.add_subcommand("info", "Show what a run, or a map, was made of and how it went");
  sub->add_option("RUN", *path, "Folder of a run")->required()->type_name("FOLDER");
  sub->callback([path, &console] { show(*path, console); });
}

}  // namespace koine::cli
