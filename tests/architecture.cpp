#include "tests/architecture.h"

#include <regex>
#include <sstream>

namespace koine::architecture {
namespace {

constexpr int kMaxLines = 600;
constexpr std::size_t kMaxColumns = 120;

// Number of characters, not bytes: UTF-8 continuation bytes do not count.
std::size_t columns(const std::string& line) {
  std::size_t n = 0;
  for (const char c : line) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return n;
}

// The line without comments of the // kind and without the content of string literals.
std::string code_of(const std::string& line) {
  static const std::regex literal(R"re("(\\.|[^"\\])*")re");
  const std::string blank = std::regex_replace(line, literal, "\"\"");
  return blank.substr(0, blank.find("//"));
}

std::string room_of(const std::string& path) {
  static const std::regex in_room(R"re(^koine/([a-z_]+)/.+)re");
  std::smatch match;
  return std::regex_match(path, match, in_room) ? match[1].str() : "";
}

}  // namespace

RoomTable read_room_table(const std::string& lines) {
  RoomTable table;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    std::istringstream below(line.substr(colon + 1));
    auto& uses = table[line.substr(0, colon)];
    for (std::string room; below >> room;) uses.insert(room);
  }
  return table;
}

std::vector<std::string> check_source(const RoomTable& table, const std::string& path,
                                      const std::string& source) {
  static const std::regex include(R"re(^\s*#\s*include\s*[<"]([^>"]+)[>"])re");
  static const std::regex only_in_kernels(R"re(^(dnnl|oneapi/|omp\.h|.*intrin\.h).*)re");
  static const std::regex prints_or_exits(
      R"re(std::(cout|cerr|clog)\b|\bfmt::print\b|\bfprintf\s*\(\s*(stdout|stderr)\b)re"
      R"re(|(^|[^\w.>])(std::)?(printf|puts|putchar|exit|_Exit|quick_exit|abort|terminate)\s*\()re");

  std::vector<std::string> broken;
  const std::string room = room_of(path);
  if (!table.contains(room)) return {path + ": lies in no room"};

  std::istringstream in(source);
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const auto report = [&](const std::string& rule) {
      broken.push_back(path + ":" + std::to_string(number) + ": " + rule);
    };
    std::smatch match;
    if (std::regex_search(line, match, include)) {
      const std::string file = match[1].str();
      const std::string other = room_of(file);
      if (file.starts_with("cli/")) report(room + " may not include cli");
      if (!other.empty() && other != room && !table.at(room).contains(other))
        report(room + " may not include " + other);
      if (room != "kernels" && std::regex_match(file, only_in_kernels))
        report("only kernels may include " + file);
    } else if (std::regex_search(code_of(line), prints_or_exits)) {
      report("the library neither prints nor exits");
    }
  }
  return broken;
}

std::vector<std::string> check_layout(const std::string& path, const std::string& source) {
  std::vector<std::string> broken;
  std::istringstream in(source);
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (columns(line) > kMaxColumns) {
      broken.push_back(path + ":" + std::to_string(number) + ": longer than 120 columns");
    }
  }
  if (number > kMaxLines) broken.push_back(path + ": more than 600 lines");
  return broken;
}

std::vector<std::string> check_build_file(const std::string& path, const std::string& text) {
  std::vector<std::string> broken;
  for (const char* flag : {"-march=native", "-mtune=native", "-ffast-math", "-Ofast"}) {
    if (text.find(flag) != std::string::npos) broken.push_back(path + ": " + flag);
  }
  return broken;
}

}  // namespace koine::architecture
