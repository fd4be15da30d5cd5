#include <fmt/format.h>

#include <filesystem>

#include "cli/commands.h"
#include "koine/io/byte_reader.h"
#include "koine/train/metrics.h"
#include "koine/train/run_record.h"
#include "koine/corpus/text_options.h"

namespace koine::cli {
namespace {

void show(const std::string& path, Console& console) {
  const io::RunFolder folder(path);
  train::RunRecord record = train::read_run_record(folder);
  const auto languages = record.languages();
  console.out(fmt::format("{}  {}, started {}, {} on {} threads, seed {}\n\n", path, record.status, record.started,
                          record.isa, record.threads, record.training.seed));
  for (const auto& input : record.inputs) {
    for (const auto& file : input.files) {
      console.out(fmt::format("{}  {}  sha256 {}\n", input.language, file.path, file.sha256));
    }
  }
  for (const auto& dictionary : record.dictionaries) {
    console.out(fmt::format("{}-{}  {}  sha256 {}\n", dictionary.source, dictionary.target, dictionary.file.path,
                            dictionary.file.sha256));
  }
  console.out("\n" + corpus::diagnosis_table(record.diagnoses) + "\n");

  // What differs from the defaults says most about a run.
  train::RunRecord defaults;
  std::vector<std::string> usual;
  const auto note = [&usual](const char*, const auto& value, const char*) { usual.push_back(option_text(value)); };
  corpus::for_each_option(defaults.text, note);
  train::for_each_option(defaults.training, note);
  std::string changed;
  std::size_t i = 0;
  const auto compare = [&](const char* name, const auto& value, const char*) {
    if (option_text(value) != usual[i++]) changed += fmt::format(" --{}={}", name, option_text(value));
  };
  corpus::for_each_option(record.text, compare);
  train::for_each_option(record.training, compare);
  console.out("options that are not the defaults:" + (changed.empty() ? " none" : changed) + "\n\n");

  if (!std::filesystem::exists(folder.metrics())) {
    console.out("no epoch is done yet\n");
    return;
  }
  console.out("epoch    loss  criterion   with r_T   words/s\n");
  const std::string lines = io::read_file(folder.metrics());
  std::int64_t best = 0;
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    const auto m = train::metrics_from_json(lines.substr(begin, end - begin), languages);
    const auto shown = [](const std::optional<double>& value) { return value ? fmt::format("{:.4f}", *value) : "-"; };
    console.out(fmt::format("{:5}  {:6.3f}  {:>9}  {:>9}  {:8.0f}\n", m.epoch, m.loss_nats(), shown(m.criterion),
                            shown(m.criterion_with_r_target), m.words_per_second));
    if (m.best) best = m.epoch;
    begin = end + 1;
  }
  console.out(fmt::format("\nthe vectors are those of epoch {}\n", best));
}

}  // namespace

void add_info(CLI::App& app, Console& console) {
  auto path = std::make_shared<std::string>();
  CLI::App* sub = app.add_subcommand("info", "Show what a run was made of and how it went");
  sub->add_option("RUN", *path, "Folder of a run")->required()->type_name("FOLDER");
  sub->callback([path, &console] { show(*path, console); });
}

}  // namespace koine::cli
