#include "cli/config_file.h"

#include <algorithm>
#include <iterator>
#include <sstream>

#include "koine/core/error.h"

namespace koine::cli {

std::vector<CLI::ConfigItem> ConfigFile::from_config(std::istream& input) const {
  const std::string text(std::istreambuf_iterator<char>(input), {});
  const auto is_odd_control = [](char c) { return (c >= 0 && c < '\t') || c == '\x7f'; };
  if (std::ranges::any_of(text, is_odd_control)) {
    throw Error(ErrorKind::kInput, "this is a binary file").where("--config").expected("lines `option = value`");
  }
  std::vector<std::string> subcommands;   // the command line has been read by now
  for (const CLI::App* app = &app_; !app->get_subcommands().empty();) {
    app = app->get_subcommands().front();
    subcommands.push_back(app->get_name());
  }
  std::istringstream lines(text);
  auto items = CLI::ConfigTOML::from_config(lines);
  for (auto& item : items) {
    const bool of_program = app_.get_option_no_throw("--" + item.name) != nullptr;
    if (item.parents.empty() && !of_program) item.parents = subcommands;
  }
  return items;
}

}  // namespace koine::cli
