#include "koine/train/benchmark.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "cli/commands.h"
#include "cli/output_check.h"
#include "cli/shared_options.h"
#include "koine/core/error.h"
#include "koine/core/workers.h"
#include "koine/io/atomic_file.h"
#include "koine/kernels/isa.h"

namespace koine::cli {
namespace {

struct Options {
  train::BenchmarkOptions benchmark;
  std::int64_t source_vocabulary = 20'000, target_vocabulary = 15'000;
  int threads = available_cores();
  std::int64_t steps = 20;
  std::string isa = "auto", json, record;
};

void require_new_folder(const std::string& folder) {
  std::error_code absent;
  if (!std::filesystem::exists(folder, absent) || std::filesystem::is_empty(folder, absent)) return;
  throw Error(ErrorKind::kUsage, "the record needs a folder of its own, and this holds something already")
      .where("--record")
      .found(folder)
      .hint("choose another folder");
}

void benchmark(Options& options, Console& console) {
  train::check_options(options.benchmark.training);
  if (!options.json.empty()) check_output(options.json, {});
  options.benchmark.vocabulary_sizes = {options.source_vocabulary, options.target_vocabulary};
  train::choose_isa(options.isa == "auto" ? "" : options.isa, options.benchmark.training.precision);
  Workers workers(options.threads);
  if (!options.record.empty()) {
    require_new_folder(options.record);
    train::record_training(options.benchmark, options.steps, options.record, workers, console);
    return;
  }
  const train::BenchmarkResult result = train::benchmark_training(options.benchmark, workers, console);
  const std::string json = to_json(options.benchmark, result, options.threads);
  if (options.json == "-") {
    console.out(json);
    return;
  }
  if (!options.json.empty()) io::write_file(options.json, json);

  std::string table =
      fmt::format("{:18} {:>8} {:>7} {:>7} {:>7} {:>8} {:>9}\n", "product", "V", "m", "n", "k", "GFLOP/s", "ms a step");
  for (const auto& p : result.products) {
    table +=
        fmt::format("{:18} {:8} {:7} {:7} {:7} {:8.1f} {:9.2f}\n", p.name, p.vocabulary, p.m, p.n, p.k,
                    p.operations_per_second / 1e9, 1000 * p.times_a_step * p.operations() / p.operations_per_second);
  }
  table += fmt::format("\n{:18} {:.0f} words/s with {} threads, {}\n", "training", result.words_per_second,
                       options.threads, kernels::name_of(kernels::active_isa()));
  table += fmt::format("{:18} {:.1f} million operations\n", "a word", result.operations_per_word / 1e6);
  table += fmt::format("{:18} {:.1f} GFLOP/s\n", "output layer", result.output_operations_per_second / 1e9);
  table += fmt::format("{:18} {:.1f} GFLOP/s\n", "LSTM", result.lstm_operations_per_second / 1e9);
  table += fmt::format("{:18} {:.1f} ms of {:.0f} words; its products alone {:.1f} ms\n", "a step",
                       1000 * result.step_seconds, result.words_per_step, 1000 * result.ceiling_seconds);
  table += fmt::format("{:18} {:.3f}\n", "efficiency", result.efficiency());
  table += fmt::format("{:18} {:.0f} MB\n", "memory", static_cast<double>(result.peak_bytes) / 1e6);
  console.out(table);
}

}  // namespace

void add_benchmark(CLI::App& app, Console& console) {
  auto options = std::make_shared<Options>();
  CLI::App* sub = app.add_subcommand(
      "benchmark", "Time the training step on random text, and how near it comes to the machine's matrix products");
  sub->footer(
      "The step is that of 'koine train --preset paper'; --tied --softmax sampled --precision bf16 make it that of the "
      "default preset. Options of what comes after the steps (--epochs, --select, --join, --criterion-...) are taken, "
      "and change nothing.\n\n" +
      kExitCodes);
  sub->add_option("--source-vocabulary", options->source_vocabulary, "Words of the first language")
      ->transform(whole_number_from(1));
  sub->add_option("--target-vocabulary", options->target_vocabulary, "Words of the second language")
      ->transform(whole_number_from(1));
  sub->add_option("--mean-length", options->benchmark.mean_length, "Words of a sentence, on average")
      ->transform(whole_number_from(1));
  train::for_each_option(options->benchmark.training, [&](const char* name, auto& value, const char* help) {
    add_value_option(*sub, name, value, help);
  });
  add_threads(*sub, options->threads);
  sub->add_option("--isa", options->isa, "Instruction set")->type_name("auto|" + kernels::isa_names());
  auto* json = sub->add_option("--json", options->json,
                               "Also write the figures here; - is standard output, instead of the table");
  json->type_name("FILE");
  sub->add_option(
         "--record", options->record,
         "Instead, write parameters, mini-batches, losses and times of some steps here, to repeat them elsewhere")
      ->type_name("FOLDER")
      ->excludes(json);
  sub->add_option("--steps", options->steps, "Steps for --record")->transform(whole_number_from(1));
  sub->callback([options, &console] { benchmark(*options, console); });
}

}  // namespace koine::cli
