#include "koine/io/sha256.h"

#include <openssl/evp.h>

#include <array>

#include "koine/core/error.h"
#include "koine/io/byte_reader.h"

namespace koine::io {
namespace {

EVP_MD_CTX* context_of(void* context) { return static_cast<EVP_MD_CTX*>(context); }

}  // namespace

void Sha256::Free::operator()(void* context) const { EVP_MD_CTX_free(context_of(context)); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  require(context_ != nullptr && EVP_DigestInit_ex(context_of(context_.get()), EVP_sha256(), nullptr) == 1,
          "OpenSSL has no SHA-256");
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) { update(bytes.data(), bytes.size()); }

void Sha256::update(const void* bytes, std::size_t count) {
  require(EVP_DigestUpdate(context_of(context_.get()), bytes, count) == 1, "SHA-256 failed");
}

std::string Sha256::hex() const {
  // On a copy, so that more bytes may follow.
  const std::unique_ptr<void, Free> copy(EVP_MD_CTX_new());
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  require(copy != nullptr && EVP_MD_CTX_copy_ex(context_of(copy.get()), context_of(context_.get())) == 1 &&
              EVP_DigestFinal_ex(context_of(copy.get()), digest.data(), &size) == 1,
          "SHA-256 failed");
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += "0123456789abcdef"[digest[i] >> 4];
    text += "0123456789abcdef"[digest[i] & 15];
  }
  return text;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 sha;
  sha.update(bytes);
  return sha.hex();
}

std::string sha256_of_file(const std::filesystem::path& path) { return ByteReader(path, true).sha256(); }

}  // namespace koine::io
