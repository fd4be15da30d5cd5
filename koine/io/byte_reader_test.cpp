// g++ 12 sees an overlap that is none in Boost's gzip_compressor.
#pragma GCC diagnostic ignored "-Wrestrict"

#include "koine/io/byte_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <lzma.h>

#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/device/array.hpp>
#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <boost/iostreams/filtering_stream.hpp>

#include "koine/core/random.h"
#include "koine/io/io_test_support.h"
#include "koine/io/sha256.h"

namespace koine::io {
namespace {

namespace bio = boost::iostreams;
using testing::HasSubstr;

template <typename Filter>
std::string compressed(const Filter& filter, std::string_view text) {
  std::string result;
  bio::filtering_ostream stream;
  stream.push(filter);
  stream.push(bio::back_inserter(result));
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.reset();
  return result;
}

std::string compressed(const std::string& format, std::string_view text) {
  if (format == "gzip") return compressed(bio::gzip_compressor(), text);
  if (format == "xz") return compressed(bio::lzma_compressor(), text);
  return compressed(bio::zstd_compressor(), text);
}

std::string some_text(int lines) {
  Random random(1, Purpose::kTest);
  std::string text;
  for (int i = 0; i < lines; ++i) text += "línea " + std::to_string(random.below(1'000'000)) + "\n";
  return text;
}

TEST(ByteReader, ReadsPlainBytes) {
  const TestFolder folder;
  const std::string content("\x00\xff\r\n text", 9);
  const auto path = folder.write("a", content);
  EXPECT_EQ(read_file(path), content);
  EXPECT_EQ(read_file(folder.write("empty", "")), "");
  EXPECT_EQ(read_file(folder.write("one", "x")), "x");
}

TEST(ByteReader, PeeksWithoutTaking) {
  const TestFolder folder;
  ByteReader reader(folder.write("a", "0123456789abcdef"));
  EXPECT_EQ(reader.peek(3), "012");
  EXPECT_EQ(reader.peek(12), "0123456789ab");
  std::string got(5, ' ');
  EXPECT_EQ(reader.read(got.data(), 5), 5u);
  EXPECT_EQ(got, "01234");
  EXPECT_EQ(reader.peek(100), "56789abcdef");
  got.resize(100);
  EXPECT_EQ(reader.read(got.data(), 100), 11u);
  EXPECT_EQ(reader.read(got.data(), 100), 0u);
}

TEST(ByteReader, RefusesWhatIsNoFile) {
  const TestFolder folder;
  const auto message = [](const std::filesystem::path& path) {
    return error_of(ErrorKind::kInput, [&] { read_file(path); });
  };
  EXPECT_THAT(message(folder.path() / "none"), HasSubstr("none: cannot open the file: found No such file"));
  EXPECT_THAT(message(folder.path()), HasSubstr("cannot read the file: found a folder"));
  EXPECT_THAT(message("/proc/self/mem"), HasSubstr("Input/output error"));
  const auto secret = folder.write("secret", "x");
  std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
  std::filesystem::permissions(secret, std::filesystem::perms::none);
  const WithoutPrivileges nobody;
  EXPECT_THAT(message(secret), HasSubstr("Permission denied"));
}

TEST(ByteReader, HoldsToTheLimit) {
  const TestFolder folder;
  const auto path = folder.write("a", "12345");
  EXPECT_EQ(read_file(path, 5), "12345");
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { read_file(path, 4); }), HasSubstr("at most 4 bytes"));
}

class Compressed : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Formats, Compressed, testing::Values("gzip", "xz", "zstd"),
                         [](const auto& info) { return info.param; });

TEST_P(Compressed, IsToldByItsContentAndRead) {
  const TestFolder folder;
  const std::string text = some_text(100'000);
  const std::string raw = compressed(GetParam(), text);
  ASSERT_LT(raw.size(), text.size());
  const auto path = folder.write("a.txt", raw);
  EXPECT_EQ(read_file(path), text);

  ByteReader reader(path, true);
  EXPECT_EQ(reader.peek(7), text.substr(0, 7));
  EXPECT_EQ(reader.sha256(), sha256_hex(raw));
}

TEST(ByteReader, ReadsXzOfALargeDictionary) {
  lzma_options_lzma options;
  ASSERT_FALSE(lzma_lzma_preset(&options, 0));
  options.dict_size = 256 << 20;
  lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
  const std::string text = some_text(10);
  std::vector<std::uint8_t> raw(10'000);
  std::size_t size = 0;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const lzma_ret result =
      lzma_stream_buffer_encode(filters, LZMA_CHECK_CRC64, nullptr, bytes, text.size(), raw.data(), &size, raw.size());
  ASSERT_EQ(result, LZMA_OK);
  const TestFolder folder;
  EXPECT_EQ(read_file(folder.write("a", std::string(raw.begin(), raw.begin() + static_cast<std::ptrdiff_t>(size)))),
            text);
}

TEST_P(Compressed, MembersAreReadOneAfterTheOther) {
  const TestFolder folder;
  const std::string first = some_text(3000), second = "end\n", nothing;
  const auto path = folder.write("a", compressed(GetParam(), first) + compressed(GetParam(), nothing) +
                                          compressed(GetParam(), second));
  EXPECT_EQ(read_file(path), first + second);
}

// pzstd puts such frames in front, with the size of what follows; 0x184D2A50 to 0x184D2A5F, a length, that many bytes.
TEST(ByteReader, PassesOverFramesOfZstdThatHoldNoText) {
  const TestFolder folder;
  for (const char first : {'\x50', '\x57', '\x5f'}) {
    const std::string skipped = first + std::string("\x2a\x4d\x18\x03\0\0\0abc", 10);
    EXPECT_EQ(read_file(folder.write("a", skipped + compressed(bio::zstd_compressor(), "uno\n") + skipped)), "uno\n");
  }
  const std::string text = "\x60\x2a\x4d\x18 is none";
  EXPECT_EQ(read_file(folder.write("a", text)), text);
}

TEST_P(Compressed, MayHoldNothing) {
  const TestFolder folder;
  EXPECT_EQ(read_file(folder.write("a", compressed(GetParam(), std::string_view()))), "");
}

// Cut anywhere behind the bytes that tell the format, in the first member or in the second.
TEST_P(Compressed, IsRefusedWhenCut) {
  const TestFolder folder;
  const std::string one = compressed(GetParam(), some_text(50));
  for (const std::string& whole : {one, one + one}) {
    for (std::size_t size = 6; size < whole.size(); ++size) {
      if (size == one.size()) continue;
      const auto path = folder.write("a", whole.substr(0, size));
      ASSERT_THAT(error_of(ErrorKind::kInput, [&] { read_file(path); }), HasSubstr("damaged or cut short")) << size;
    }
  }
}

TEST_P(Compressed, IsRefusedWithSomethingBehindIt) {
  const TestFolder folder;
  const auto path = folder.write("a", compressed(GetParam(), some_text(20)) + "something else");
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { read_file(path); }), HasSubstr("damaged or cut short"));
}

// Damage may go unseen where the format has no checksum (zstd's is optional); nothing but koine::Error may come of it.
TEST_P(Compressed, DamageNeverEndsInAnythingButAnError) {
  const TestFolder folder;
  const std::string text = some_text(50);
  const std::string whole = compressed(GetParam(), text);
  int refused = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    const auto path = folder.write("a", damaged);
    try {
      const std::string read = read_file(path);
      if (GetParam() != "zstd" && i >= 10) {
        EXPECT_EQ(read, text) << i;
      }
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kInput);
      ++refused;
    }
  }
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace koine::io
