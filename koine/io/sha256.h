#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace koine::io {

// The SHA-256 (FIPS 180-4) of bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);
  void update(const void* bytes, std::size_t count);
  std::string hex() const;   // 64 lower-case digits, of all bytes so far

 private:
  struct Free {
    void operator()(void* context) const;
  };
  std::unique_ptr<void, Free> context_;
};

std::string sha256_hex(std::string_view bytes);

// Of the bytes as they lie on the disk, compressed or not. Errors: kInput as of ByteReader.
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace koine::io
