#include "koine/io/sha256.h"

#include <gtest/gtest.h>

#include "koine/io/io_test_support.h"

namespace koine::io {
namespace {

// FIPS 180-4, the examples of NIST.
constexpr const char* kOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* kOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(sha256_hex(""), kOfNothing);
  EXPECT_EQ(sha256_hex("abc"), kOfAbc);
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, TakesPieces) {
  Sha256 sha;
  EXPECT_EQ(sha.hex(), kOfNothing);
  sha.update("a");
  sha.hex();
  sha.update("bc", 2);
  EXPECT_EQ(sha.hex(), kOfAbc);
}

TEST(Sha256, OfAFileIsThatOfItsRawBytes) {
  const TestFolder folder;
  EXPECT_EQ(sha256_of_file(folder.write("a", "abc")), kOfAbc);
  const std::string not_really_gzip("\x1f\x8b broken", 9);
  EXPECT_EQ(sha256_of_file(folder.write("b", not_really_gzip)), sha256_hex(not_really_gzip));
}

}  // namespace
}  // namespace koine::io
