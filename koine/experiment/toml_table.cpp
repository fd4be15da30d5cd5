#include "koine/experiment/toml_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>

#include "koine/core/error.h"
#include "koine/core/option_text.h"

namespace koine::experiment {

struct TomlTable::Node {
  std::shared_ptr<const toml::table> root;  // what `table` lies in
  const toml::table* table;
  std::string file;
};

namespace {

std::string at(const std::string& file, const toml::source_region& source) {
  return source.begin.line > 0 ? fmt::format("{}:{}", file, source.begin.line) : file;
}

std::string kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return "text";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::table:
      return "a table";
    default:
      return "a date or time";
  }
}

[[noreturn]] void refuse_kind(const std::string& place, const std::string& key, const toml::node& node,
                              const char* expected) {
  throw Error(ErrorKind::kInput, fmt::format("{} has a value of another kind", quoted(key)))
      .where(place)
      .found(kind_of(node))
      .expected(expected);
}

}  // namespace

TomlTable TomlTable::parse(std::string_view text, const std::string& place) {
  try {
    auto root = std::make_shared<const toml::table>(toml::parse(text, std::string_view(place)));
    return TomlTable(std::make_shared<const Node>(Node{root, root.get(), place}));
  } catch (const toml::parse_error& error) {
    throw Error(ErrorKind::kInput, "this is no TOML")
        .where(at(place, error.source()))
        .found(error.description())
        .hint("toml.io describes the format; the files in experiments/ are examples");
  }
}

bool TomlTable::has(const std::string& key) const {
  return node_->table->contains(key);
}

std::vector<std::string> TomlTable::keys() const {
  std::vector<std::pair<std::uint32_t, std::string>> found;  // toml++ sorts by name: back to the order of the file
  for (const auto& [key, node] : *node_->table) {
    const auto& place = key.source().begin;
    found.emplace_back(place.line * 1000 + place.column, std::string(key.str()));
  }
  std::ranges::stable_sort(found, {}, &std::pair<std::uint32_t, std::string>::first);
  std::vector<std::string> names;
  for (auto& [line, name] : found) names.push_back(std::move(name));
  return names;
}

void TomlTable::require_known(const std::vector<std::string>& known) const {
  for (const std::string& key : keys()) {
    if (std::ranges::find(known, key) != known.end()) continue;
    throw Error(ErrorKind::kInput, "there is no such key here")
        .where(place_of(key))
        .found(quoted(key))
        .expected(fmt::format("{}", fmt::join(known, ", ")));
  }
}

std::string TomlTable::text(const std::string& key) const {
  const toml::node& node = *node_->table->get(key);
  if (!node.is_string()) refuse_kind(place_of(key), key, node, "text in quotes");
  return node.as_string()->get();
}

std::int64_t TomlTable::whole(const std::string& key, std::int64_t least) const {
  const toml::node& node = *node_->table->get(key);
  if (!node.is_integer()) refuse_kind(place_of(key), key, node, "a whole number");
  const std::int64_t value = node.as_integer()->get();
  if (value >= least) return value;
  throw Error(ErrorKind::kInput, fmt::format("{} is too small", quoted(key)))
      .where(place_of(key))
      .found(std::to_string(value))
      .expected(fmt::format("{} or more", least));
}

bool TomlTable::yes_or_no(const std::string& key) const {
  const toml::node& node = *node_->table->get(key);
  if (!node.is_boolean()) refuse_kind(place_of(key), key, node, "true or false");
  return node.as_boolean()->get();
}

bool TomlTable::is_list(const std::string& key) const {
  return node_->table->get(key)->is_array();
}

namespace {

template <typename T>
void require_distinct(const std::vector<T>& values, const std::string& key, const std::string& place) {
  if (values.empty()) throw Error(ErrorKind::kInput, fmt::format("{} is empty", quoted(key))).where(place);
  auto sorted = values;
  std::ranges::sort(sorted);
  const auto twice = std::ranges::adjacent_find(sorted);
  if (twice == sorted.end()) return;
  throw Error(ErrorKind::kInput, fmt::format("a value comes twice in {}", quoted(key)))
      .where(place)
      .found(fmt::format("{}", *twice));
}

}  // namespace

std::vector<std::string> TomlTable::texts(const std::string& key) const {
  const toml::node& node = *node_->table->get(key);
  if (!node.is_array()) refuse_kind(place_of(key), key, node, "a list of texts");
  std::vector<std::string> values;
  for (const toml::node& item : *node.as_array()) {
    if (!item.is_string()) refuse_kind(at(node_->file, item.source()), key, item, "a list of texts");
    values.push_back(item.as_string()->get());
    if (!values.back().empty()) continue;
    throw Error(ErrorKind::kInput, fmt::format("a text of {} is empty", quoted(key)))
        .where(at(node_->file, item.source()));
  }
  require_distinct(values, key, place_of(key));
  return values;
}

std::vector<std::int64_t> TomlTable::wholes(const std::string& key, std::int64_t least, std::int64_t most) const {
  const toml::node& node = *node_->table->get(key);
  if (!node.is_array()) refuse_kind(place_of(key), key, node, "a list of whole numbers");
  std::vector<std::int64_t> values;
  for (const toml::node& item : *node.as_array()) {
    if (!item.is_integer()) refuse_kind(at(node_->file, item.source()), key, item, "a list of whole numbers");
    values.push_back(item.as_integer()->get());
    const bool is_small = values.back() < least;
    if (!is_small && values.back() <= most) continue;
    throw Error(ErrorKind::kInput, fmt::format("a number of {} is too {}", quoted(key), is_small ? "small" : "large"))
        .where(at(node_->file, item.source()))
        .found(std::to_string(values.back()))
        .expected(is_small ? fmt::format("{} or more", least) : fmt::format("{} or less", most));
  }
  require_distinct(values, key, place_of(key));
  return values;
}

TomlTable TomlTable::table(const std::string& key) const {
  const toml::node& node = *node_->table->get(key);
  if (!node.is_table()) refuse_kind(place_of(key), key, node, "a table");
  return TomlTable(std::make_shared<const Node>(Node{node_->root, node.as_table(), node_->file}));
}

std::vector<TomlTable> TomlTable::tables(const std::string& key) const {
  const toml::node& node = *node_->table->get(key);
  if (!node.is_array_of_tables()) refuse_kind(place_of(key), key, node, "tables, each begun by [[…]]");
  std::vector<TomlTable> tables;
  for (const toml::node& item : *node.as_array()) {
    tables.push_back(TomlTable(std::make_shared<const Node>(Node{node_->root, item.as_table(), node_->file})));
  }
  return tables;
}

std::vector<std::pair<std::string, std::string>> TomlTable::options() const {
  std::vector<std::pair<std::string, std::string>> options;
  for (const std::string& key : keys()) {
    const toml::node& node = *node_->table->get(key);
    if (node.is_string()) {
      options.emplace_back(key, node.as_string()->get());
    } else if (node.is_integer()) {
      options.emplace_back(key, option_text(node.as_integer()->get()));
    } else if (node.is_floating_point()) {
      options.emplace_back(key, option_text(node.as_floating_point()->get()));
    } else if (node.is_boolean()) {
      options.emplace_back(key, option_text(node.as_boolean()->get()));
    } else {
      refuse_kind(place_of(key), key, node, "text, a number, true or false");
    }
  }
  return options;
}

std::string TomlTable::place() const {
  return at(node_->file, node_->table->source());
}

std::string TomlTable::place_of(const std::string& key) const {
  const auto found = node_->table->find(key);
  return found == node_->table->end() ? place() : at(node_->file, found->first.source());
}

}  // namespace koine::experiment
