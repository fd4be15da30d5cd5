#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "koine/core/matrix.h"

namespace koine::io {

// Named tensors in one file: the safetensors layout (u64 little-endian header length, JSON header, raw little-endian
// data), so that Python's `safetensors` opens it. The header's `__metadata__` holds a SHA-256 of the whole file,
// computed with its own 64 digits taken as zeros: a flipped bit anywhere, or a cut, is refused when read.

// Collects tensors and writes them. It keeps views, not copies: what was added must live until commit().
class ArchiveWriter {
 public:
  void add(std::string name, ConstView matrix);                        // F32 [rows, cols]
  void add(std::string name, std::span<const std::int32_t> data);   // I32 [n]
  void add(std::string name, std::span<const std::int64_t> data);   // I64 [n]
  void metadata(std::string key, std::string value);                   // UTF-8; the key "sha256" is the archive's own

  // Whole or absent. Cost: two passes over the data, no copy. Errors: kOutput as of AtomicFile.
  void commit(const std::filesystem::path& path) const;

 private:
  using Data = std::variant<std::span<const std::int64_t>, std::span<const std::int32_t>, ConstView>;
  struct Tensor {
    std::string name;
    Data data;
  };
  void add_tensor(std::string name, Data data);

  std::vector<Tensor> tensors_;
  std::map<std::string, std::string> metadata_;
};

// An archive in memory. Views point into it and live as long as it does (moving it keeps them valid). Errors of all
// functions: kInput with the path (and the tensor): not an archive, cut short, damaged; a name that it does not hold;
// another type or shape than asked for. Numbers that are not finite are read as they are.
class Archive {
 public:
  static Archive read(const std::filesystem::path& path);

  bool has(std::string_view name) const;
  std::vector<std::string> names() const;
  ConstView floats(std::string_view name) const;
  std::span<const std::int32_t> int32s(std::string_view name) const;
  std::span<const std::int64_t> int64s(std::string_view name) const;
  void copy_floats(std::string_view name, View to) const;   // the shape must be that of `to`
  const std::string& metadata(const std::string& key) const;
  bool has_metadata(const std::string& key) const { return metadata_.contains(key); }

 private:
  struct Tensor {
    std::string type;                  // F32, I32, I64
    std::vector<std::int64_t> shape;
    std::size_t offset = 0;            // in bytes, within bytes_
  };
  void parse(std::string_view header, std::size_t data_begin);
  std::string place(std::string_view name) const;   // for messages
  const Tensor& tensor(std::string_view name, std::string_view type) const;
  template <typename T>
  std::span<const T> numbers(std::string_view name, std::string_view type) const;

  std::string path_;
  Matrix<unsigned char> bytes_;        // the whole file, aligned to 64 bytes
  std::map<std::string, Tensor, std::less<>> tensors_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace koine::io
