#include "cli/config_file.h"

namespace koine::cli {

ConfigFile::ConfigFile(int argc, char** argv) : arguments_(argv + 1, argv + argc) {}

std::vector<CLI::ConfigItem> ConfigFile::from_config(std::istream& input) const {
  std::vector<std::string> subcommands;
  for (const auto& argument : arguments_) {
    if (!argument.empty() && argument[0] != '-') subcommands.push_back(argument);
    if (argument != "evaluate" && !subcommands.empty()) break;
  }
  auto items = CLI::ConfigTOML::from_config(input);
  for (auto& item : items) {
    if (item.parents.empty()) item.parents = subcommands;
  }
  return items;
}

}  // namespace koine::cli
