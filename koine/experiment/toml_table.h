#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// TOML (toml.io, 1.0), read by toml++, which only toml_table.cpp knows.
namespace koine::experiment {

// A table of a TOML file. What is wrong in it is told with file and line. It lives on its own.
class TomlTable {
 public:
  // Errors: kInput: text that is no TOML (file:line), or no UTF-8.
  static TomlTable parse(std::string_view text, const std::string& place);

  bool has(const std::string& key) const;
  std::vector<std::string> keys() const;

  // Error: kInput for a key that is not among these, with its line and those that are known.
  void require_known(const std::vector<std::string>& known) const;

  // The value of a key that is there. Errors: kInput with file:line where it is of another kind.
  std::string text(const std::string& key) const;
  std::int64_t whole(const std::string& key, std::int64_t least) const;
  bool yes_or_no(const std::string& key) const;
  bool is_list(const std::string& key) const;
  std::vector<std::string> texts(const std::string& key) const;  // a list, not empty, nothing twice, no empty text
  std::vector<std::int64_t> wholes(const std::string& key, std::int64_t least,
                                   std::int64_t most = std::numeric_limits<std::int64_t>::max()) const;  // likewise
  TomlTable table(const std::string& key) const;
  std::vector<TomlTable> tables(const std::string& key) const;  // of [[key]]
  // Every key of the table with its value as text: "true", "0.05", "sampled".
  std::vector<std::pair<std::string, std::string>> options() const;

  std::string place() const;  // "file:line", of the table
  std::string place_of(const std::string& key) const;

 private:
  struct Node;
  explicit TomlTable(std::shared_ptr<const Node> node) : node_(std::move(node)) {}

  std::shared_ptr<const Node> node_;
};

}  // namespace koine::experiment
