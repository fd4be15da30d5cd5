#include "koine/io/archive.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

#include "koine/core/error.h"
#include "koine/io/atomic_file.h"
#include "koine/io/sha256.h"

namespace koine::io {
namespace {

static_assert(std::endian::native == std::endian::little, "the bytes of the tensors are written as they lie in memory");

constexpr std::size_t kLengthBytes = 8;    // of the header's length, in front of the header
constexpr std::size_t kDigestDigits = 64;
constexpr std::size_t kAlignment = 64;     // of the data's begin
// The header begins with this, so that the digest's place is known before anything is parsed.
constexpr std::string_view kHeaderStart = R"({"__metadata__":{"sha256":")";

// What the three kinds of data have in common: type, shape, and the bytes in pieces.
struct DataInfo {
  const char* type;
  std::vector<std::int64_t> shape;
  std::size_t bytes;
};

DataInfo info(const std::span<const std::int64_t>& data) {
  return {"I64", {static_cast<std::int64_t>(data.size())}, data.size_bytes()};
}
DataInfo info(const std::span<const std::int32_t>& data) {
  return {"I32", {static_cast<std::int64_t>(data.size())}, data.size_bytes()};
}
DataInfo info(const ConstView& data) {
  return {"F32", {data.rows, data.cols}, static_cast<std::size_t>(data.rows * data.cols) * sizeof(float)};
}

template <typename T, typename Function>
void for_each_piece(const std::span<const T>& data, const Function& function) {
  function(std::string_view(reinterpret_cast<const char*>(data.data()), data.size_bytes()));
}
template <typename Function>
void for_each_piece(const ConstView& data, const Function& function) {
  const auto row_bytes = static_cast<std::size_t>(data.cols) * sizeof(float);
  for (std::int64_t i = 0; i < data.rows; ++i) {
    function(std::string_view(reinterpret_cast<const char*>(data.row(i)), row_bytes));
  }
}

[[noreturn]] void refuse(const std::string& place, const std::string& found) {
  throw Error(ErrorKind::kInput, "the archive is damaged, cut short, or not one of koine's")
      .where(place)
      .found(found)
      .hint("the file cannot be used: take another copy, or begin anew");
}

std::string shape_text(const std::vector<std::int64_t>& shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

}  // namespace

void ArchiveWriter::add(std::string name, ConstView matrix) { add_tensor(std::move(name), matrix); }
void ArchiveWriter::add(std::string name, std::span<const std::int32_t> data) { add_tensor(std::move(name), data); }
void ArchiveWriter::add(std::string name, std::span<const std::int64_t> data) { add_tensor(std::move(name), data); }

void ArchiveWriter::add_tensor(std::string name, Data data) {
  require(name != "__metadata__" && std::ranges::none_of(tensors_, [&](const Tensor& t) { return t.name == name; }),
          "tensors of an archive have names of their own");
  tensors_.push_back({std::move(name), data});
}

void ArchiveWriter::metadata(std::string key, std::string value) {
  require(key != "sha256", "the metadata 'sha256' is the archive's own");
  metadata_.insert_or_assign(std::move(key), std::move(value));
}

void ArchiveWriter::commit(const std::filesystem::path& path) const {
  // Eight-byte numbers first, so that every tensor is aligned without gaps, which the format does not allow.
  auto tensors = tensors_;
  std::ranges::stable_sort(tensors, {}, [](const Tensor& t) { return t.data.index(); });

  nlohmann::ordered_json header;
  header["__metadata__"]["sha256"] = std::string(kDigestDigits, '0');
  for (const auto& [key, value] : metadata_) header["__metadata__"][key] = value;
  std::size_t offset = 0;
  for (const auto& tensor : tensors) {
    const DataInfo data = std::visit([](const auto& d) { return info(d); }, tensor.data);
    header[tensor.name] = {
        {"dtype", data.type}, {"shape", data.shape}, {"data_offsets", {offset, offset + data.bytes}}};
    offset += data.bytes;
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::kOutput, "a name or text for the archive is not UTF-8")
        .where(path.string())
        .found(error.what());
  }
  text.resize((kLengthBytes + text.size() + kAlignment - 1) / kAlignment * kAlignment - kLengthBytes, ' ');
  const auto length = static_cast<std::uint64_t>(text.size());
  const std::string_view length_bytes(reinterpret_cast<const char*>(&length), kLengthBytes);

  const auto for_each_data_piece = [&](const auto& function) {
    for (const auto& tensor : tensors) {
      std::visit([&](const auto& data) { for_each_piece(data, function); }, tensor.data);
    }
  };
  Sha256 sha;
  sha.update(length_bytes);
  sha.update(text);
  for_each_data_piece([&](std::string_view bytes) { sha.update(bytes); });
  text.replace(kHeaderStart.size(), kDigestDigits, sha.hex());

  AtomicFile file(path);
  file.write(length_bytes);
  file.write(text);
  for_each_data_piece([&](std::string_view bytes) { file.write(bytes); });
  file.commit();
}

Archive Archive::read(const std::filesystem::path& path) {
  Archive archive;
  archive.path_ = path.string();
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), &std::fclose);
  struct stat status {};
  if (!file || ::fstat(::fileno(file.get()), &status) != 0) {
    throw Error(ErrorKind::kInput, "cannot open the file").where(archive.path_).found(std::strerror(errno));
  }
  const auto size = static_cast<std::size_t>(S_ISREG(status.st_mode) ? status.st_size : 0);
  archive.bytes_ = Matrix<unsigned char>(1, static_cast<std::int64_t>(size));
  unsigned char* bytes = archive.bytes_.data();
  if (std::fread(bytes, 1, size, file.get()) != size) {
    throw Error(ErrorKind::kInput, "cannot read the file").where(archive.path_).found(std::strerror(errno));
  }

  std::uint64_t length = 0;
  if (size >= kLengthBytes) std::memcpy(&length, bytes, kLengthBytes);
  if (size < kLengthBytes || length > size - kLengthBytes) refuse(archive.path_, fmt::format("{} bytes", size));
  const std::string_view header(reinterpret_cast<const char*>(bytes) + kLengthBytes, static_cast<std::size_t>(length));
  if (header.size() < kHeaderStart.size() + kDigestDigits || !header.starts_with(kHeaderStart)) {
    refuse(archive.path_, "another header");
  }
  unsigned char* digest_place = bytes + kLengthBytes + kHeaderStart.size();
  const std::string digest(digest_place, digest_place + kDigestDigits);
  std::fill_n(digest_place, kDigestDigits, '0');
  Sha256 sha;
  sha.update(bytes, size);
  if (sha.hex() != digest) refuse(archive.path_, "a checksum that does not fit");
  archive.parse(header, kLengthBytes + header.size());
  return archive;
}

void Archive::parse(std::string_view header, std::size_t data_begin) {
  // The checksum fits, so this is what was once written; what follows only guards against a header made by hand.
  const auto json = nlohmann::json::parse(header, nullptr, false);
  if (!json.is_object() || !json.contains("__metadata__") || !json["__metadata__"].is_object()) {
    refuse(path_, "a header that is not JSON");
  }
  const auto data_bytes = static_cast<std::size_t>(bytes_.size()) - data_begin;
  for (const auto& [key, value] : json["__metadata__"].items()) {
    if (!value.is_string()) refuse(path_, "metadata that is not text");
    metadata_[key] = value.get<std::string>();
  }
  for (const auto& [name, entry] : json.items()) {
    if (name == "__metadata__") continue;
    const auto refuse_entry = [&] { refuse(place(name), "a wrong entry"); };
    const auto is_number = [](const nlohmann::json& item) { return item.is_number_unsigned(); };
    if (!entry.is_object() || !entry.contains("dtype") || !entry["dtype"].is_string() || !entry.contains("shape") ||
        !entry["shape"].is_array() || !std::ranges::all_of(entry["shape"], is_number) ||
        !entry.contains("data_offsets") || !entry["data_offsets"].is_array() || entry["data_offsets"].size() != 2 ||
        !std::ranges::all_of(entry["data_offsets"], is_number)) {
      refuse_entry();
    }
    Tensor tensor;
    tensor.type = entry["dtype"].get<std::string>();
    if (tensor.type != "F32" && tensor.type != "I32" && tensor.type != "I64") refuse_entry();
    std::size_t bytes = tensor.type == "I64" ? 8 : 4;
    const auto begin = entry["data_offsets"][0].get<std::size_t>();
    const auto end = entry["data_offsets"][1].get<std::size_t>();
    if (begin > end || end > data_bytes || (data_begin + begin) % bytes != 0) refuse_entry();
    for (const auto& item : entry["shape"]) {
      const auto extent = item.get<std::size_t>();
      if (extent > std::size_t{INT64_MAX} || __builtin_mul_overflow(bytes, extent, &bytes)) refuse_entry();
      tensor.shape.push_back(static_cast<std::int64_t>(extent));
    }
    if (bytes != end - begin) refuse_entry();
    tensor.offset = data_begin + begin;
    tensors_.emplace(name, std::move(tensor));
  }
}

std::string Archive::place(std::string_view name) const {
  return fmt::format("{}: tensor {}", path_, koine::quoted(name));
}

bool Archive::has(std::string_view name) const { return tensors_.contains(name); }

std::vector<std::string> Archive::names() const {
  std::vector<std::string> result;
  for (const auto& [name, tensor] : tensors_) result.push_back(name);
  return result;
}

const Archive::Tensor& Archive::tensor(std::string_view name, std::string_view type) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) throw Error(ErrorKind::kInput, "the archive lacks this tensor").where(place(name));
  if (found->second.type != type) {
    throw Error(ErrorKind::kInput, "the tensor is of another type")
        .where(place(name))
        .found(found->second.type)
        .expected(type);
  }
  return found->second;
}

ConstView Archive::floats(std::string_view name) const {
  const Tensor& t = tensor(name, "F32");
  if (t.shape.size() != 2) {
    throw Error(ErrorKind::kInput, "the tensor is not a matrix")
        .where(place(name))
        .found(shape_text(t.shape));
  }
  return {reinterpret_cast<const float*>(bytes_.data() + t.offset), t.shape[0], t.shape[1]};
}

template <typename T>
std::span<const T> Archive::numbers(std::string_view name, std::string_view type) const {
  const Tensor& t = tensor(name, type);
  std::size_t count = 1;
  for (const auto extent : t.shape) count *= static_cast<std::size_t>(extent);
  return {reinterpret_cast<const T*>(bytes_.data() + t.offset), count};
}

std::span<const std::int32_t> Archive::int32s(std::string_view name) const {
  return numbers<std::int32_t>(name, "I32");
}

std::span<const std::int64_t> Archive::int64s(std::string_view name) const {
  return numbers<std::int64_t>(name, "I64");
}

void Archive::copy_floats(std::string_view name, View to) const {
  const ConstView from = floats(name);
  if (from.rows != to.rows || from.cols != to.cols) {
    throw Error(ErrorKind::kInput, "the tensor is of another shape")
        .where(place(name))
        .found(shape_text({from.rows, from.cols}))
        .expected(shape_text({to.rows, to.cols}));
  }
  for (std::int64_t i = 0; i < from.rows; ++i) std::copy_n(from.row(i), from.cols, to.row(i));
}

const std::string& Archive::metadata(const std::string& key) const {
  const auto found = metadata_.find(key);
  if (found != metadata_.end()) return found->second;
  throw Error(ErrorKind::kInput, "the archive says nothing about this").where(path_).found(koine::quoted(key));
}

}  // namespace koine::io
