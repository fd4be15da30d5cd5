#pragma once

#include <CLI/CLI.hpp>

namespace koine::cli {

// A configuration file in CLI11's TOML-like form. Lines that stand under no [section] name options of the program, such
// as quiet, or else of the subcommand of this call, so that a file of plain `option = value` lines serves `koine train
// RUN --config FILE`. Error: kInput for a binary file.
class ConfigFile : public CLI::ConfigTOML {
 public:
  explicit ConfigFile(const CLI::App& app) : app_(app) {}
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

 private:
  const CLI::App& app_;
};

}  // namespace koine::cli
