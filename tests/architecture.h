#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

// The rules that hold koine's source together, as a function of text, so that the test can also
// hand it text that breaks them. See CONTRIBUTING.md for what the rules are for.
namespace koine::architecture {

// Room → the rooms that its files may include, beside its own.
using RoomTable = std::map<std::string, std::set<std::string>>;

// Reads lines "text: core io", which CMake writes from every koine_room().
RoomTable read_room_table(const std::string& lines);

// The rules that `source`, the text of koine/<room>/…, breaks: "koine/text/a.cpp:12: text may not
// include eval". Layout is checked apart, since it holds for the program and the tests too.
std::vector<std::string> check_source(const RoomTable& table, const std::string& path,
                                      const std::string& source);

// Lines that are too long, a file that is too long.
std::vector<std::string> check_layout(const std::string& path, const std::string& source);

// The rules that a build file breaks.
std::vector<std::string> check_build_file(const std::string& path, const std::string& text);

}  // namespace koine::architecture
