#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace koine::io {

// The bytes of a file, or of standard input for the path "-", with gzip, xz and zstd decompressed. The format is told
// by the first bytes, not by the name; members that were joined end to end are read one after the other.
//
// Errors: kInput: missing, a folder, no permission, a read that fails, compressed data that is damaged or cut short.
class ByteReader {
 public:
  // With `hash`, the SHA-256 of the raw (compressed) bytes is computed along the way.
  explicit ByteReader(const std::filesystem::path& path, bool hash = false);
  ~ByteReader();
  ByteReader(ByteReader&&) noexcept;
  ByteReader& operator=(ByteReader&&) noexcept;

  const std::string& name() const;                 // for messages: the path, or "standard input"
  std::string_view peek(std::size_t count);        // the next bytes, without taking them; valid until the next call
  std::size_t read(char* to, std::size_t count);   // both give fewer than `count` only at the end
  std::string sha256();                            // of all raw bytes; reads what is left of them

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Whether a path is neither standard input ("-") nor a pipe or a terminal, which give what they hold once.
bool can_be_read_again(const std::filesystem::path& path);

// Error: kUsage where more than one of the files is "-".
void require_one_standard_input(const std::vector<std::string>& files);

// The whole of a file, decompressed. Error: kInput as of ByteReader; also if it is longer than `limit_bytes`.
std::string read_file(const std::filesystem::path& path, std::size_t limit_bytes = std::size_t{1} << 30);
std::string read_rest(ByteReader& reader, std::size_t limit_bytes = std::size_t{1} << 30);   // what is not yet read

}  // namespace koine::io
