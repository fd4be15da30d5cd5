#include "cli/config_file.h"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string_view>

#include "koine/core/error.h"

namespace koine::cli {
namespace {

bool has_option(const CLI::App& app, const std::string& name) {
  return app.get_option_no_throw("--" + name) != nullptr || app.get_option_no_throw(name) != nullptr ||
         (name.size() == 1 && app.get_option_no_throw("-" + name) != nullptr);
}

}  // namespace

std::vector<CLI::ConfigItem> ConfigFile::from_config(std::istream& input) const {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::string text(std::istreambuf_iterator<char>(input), {});
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  const auto is_odd_control = [](char c) { return (c >= 0 && c < '\t') || c == '\x7f'; };
  if (std::ranges::any_of(text, is_odd_control)) {
    throw Error(ErrorKind::kInput, "this is a binary file").where("--config").expected("lines `option = value`");
  }
  std::vector<std::string> subcommands;   // the command line has been read by now
  const CLI::App* command = &app_;
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    subcommands.push_back(command->get_name());
  }
  std::istringstream lines(text);
  auto items = CLI::ConfigTOML::from_config(lines);
  for (auto& item : items) {
    if (!item.parents.empty() || has_option(app_, item.name)) continue;
    if (!has_option(*command, item.name)) {
      throw Error(ErrorKind::kUsage, "there is no such option")
          .where("--config")
          .found(koine::quoted(item.name))
          .hint("the command's --help has their names");
    }
    item.parents = subcommands;
  }
  return items;
}

}  // namespace koine::cli
