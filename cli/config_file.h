#pragma once

#include <CLI/CLI.hpp>

namespace koine::cli {

// A configuration file in CLI11's TOML-like form. Lines that stand under no [section] belong to the subcommand of this
// call, so that a file of plain `option = value` lines serves `koine train RUN --config FILE`.
class ConfigFile : public CLI::ConfigTOML {
 public:
  ConfigFile(int argc, char** argv);
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

 private:
  std::vector<std::string> arguments_;
};

}  // namespace koine::cli
