#include "koine/io/archive.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "koine/core/random.h"
#include "koine/io/io_test_support.h"
#include "koine/io/sha256.h"

namespace koine::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Three tensors, one of each type, and some metadata.
std::string small_archive(const TestFolder& folder) {
  Matrix<float> matrix(2, 3);
  for (int i = 0; i < 6; ++i) matrix.data()[i] = 0.1f * static_cast<float>(i);
  const std::vector<std::int32_t> ids = {7, -8, 9};
  const std::vector<std::int64_t> cursor = {std::int64_t{1} << 40, -1};
  ArchiveWriter writer;
  writer.add("weights", matrix.view());
  writer.add("ids", ids);
  writer.add("cursor", cursor);
  writer.metadata("step", "12");
  writer.metadata("año", "\"x\"\n");
  writer.commit(folder.path() / "small");
  return folder.read("small");
}

std::string refusal_of(const TestFolder& folder, std::string_view content) {
  const auto path = folder.write("bad", content);
  return error_of(ErrorKind::kInput, [&] { Archive::read(path); });
}

// A file with this header and data, and a checksum that fits: what only a person could have made.
std::string with_header(std::string header, const std::string& data = "") {
  const std::string zeros(64, '0');
  header.resize((header.size() + 7) / 8 * 8, ' ');   // so that the data is aligned
  const auto at = header.find(zeros);
  const std::uint64_t length = header.size();
  std::string file(reinterpret_cast<const char*>(&length), 8);
  file += header + data;
  if (at != std::string::npos) file.replace(8 + at, 64, sha256_hex(file));
  return file;
}

std::string with_tensors(const std::string& entries, const std::string& data = "") {
  return with_header(R"({"__metadata__":{"sha256":")" + std::string(64, '0') + R"("},)" + entries + "}", data);
}

TEST(Archive, GivesBackWhatWasAdded) {
  const TestFolder folder;
  small_archive(folder);
  const Archive archive = Archive::read(folder.path() / "small");
  EXPECT_THAT(archive.names(), ElementsAre("cursor", "ids", "weights"));
  EXPECT_TRUE(archive.has("ids"));
  EXPECT_FALSE(archive.has("none"));
  const ConstView weights = archive.floats("weights");
  EXPECT_EQ(weights.rows, 2);
  EXPECT_EQ(weights.cols, 3);
  EXPECT_EQ(weights(1, 2), 0.1f * 5);
  EXPECT_THAT(archive.int32s("ids"), ElementsAre(7, -8, 9));
  EXPECT_THAT(archive.int64s("cursor"), ElementsAre(std::int64_t{1} << 40, -1));
  EXPECT_EQ(archive.metadata("step"), "12");
  EXPECT_EQ(archive.metadata("año"), "\"x\"\n");
  EXPECT_FALSE(archive.has_metadata("none"));
}

TEST(Archive, KeepsEveryBit) {
  const TestFolder folder;
  Matrix<float> matrix(5, 4);
  Random random(3, Purpose::kTest);
  for (std::int64_t i = 0; i < matrix.size(); ++i) {
    const std::uint32_t bits = random.next_u32();
    std::memcpy(matrix.data() + i, &bits, 4);
  }
  matrix(0, 0) = NAN;
  ArchiveWriter writer;
  writer.add("block", ConstView(matrix.data() + 1, 5, 2, 4));   // with a stride
  writer.add("none", ConstView(nullptr, 0, 300));
  writer.add("all", matrix.view());
  writer.commit(folder.path() / "a");
  const Archive archive = Archive::read(folder.path() / "a");
  EXPECT_EQ(std::memcmp(archive.floats("all").data, matrix.data(), 80), 0);
  EXPECT_EQ(archive.floats("none").cols, 300);
  Matrix<float> block(5, 2);
  archive.copy_floats("block", block.view());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(std::memcmp(block.row(i), matrix.row(i) + 1, 8), 0);
}

// The layout that https://github.com/huggingface/safetensors documents.
TEST(Archive, IsAPlainSafetensorsFile) {
  const TestFolder folder;
  const std::string file = small_archive(folder);
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), 8);
  EXPECT_EQ((8 + length) % 64, 0u);
  const std::string header = file.substr(8, length);
  EXPECT_THAT(header, HasSubstr(R"("cursor":{"dtype":"I64","shape":[2],"data_offsets":[0,16]})"));
  EXPECT_THAT(header, HasSubstr(R"("weights":{"dtype":"F32","shape":[2,3],"data_offsets":[28,52]})"));
  EXPECT_THAT(header, HasSubstr(R"("ids":{"dtype":"I32","shape":[3],"data_offsets":[16,28]})"));
  EXPECT_EQ(file.size(), 8 + length + 52);

  std::string zeroed = file;
  const auto digest = header.substr(header.find("\"sha256\":\"") + 10, 64);
  zeroed.replace(zeroed.find(digest), 64, std::string(64, '0'));
  EXPECT_EQ(sha256_hex(zeroed), digest);
}

TEST(Archive, IsRefusedWhenCutAnywhere) {
  const TestFolder folder;
  const std::string whole = small_archive(folder);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_THAT(refusal_of(folder, whole.substr(0, size)), HasSubstr("bad: the archive is damaged, cut short")) << size;
  }
  refusal_of(folder, whole + '\0');
}

TEST(Archive, IsRefusedWithAnyBitFlipped) {
  const TestFolder folder;
  const std::string whole = small_archive(folder);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    ASSERT_THAT(refusal_of(folder, damaged), HasSubstr("bad: the archive is damaged")) << i;
  }
}

TEST(Archive, RefusesHeadersMadeByHand) {
  const TestFolder folder;
  const std::string data(16, 'x');
  const auto entry = [&](const std::string& type, const std::string& shape, const std::string& offsets) {
    return with_tensors(fmt::format(R"("t":{{"dtype":{},"shape":{},"data_offsets":{}}})", type, shape, offsets), data);
  };
  EXPECT_NO_THROW(Archive::read(folder.write("good", entry("\"F32\"", "[2,2]", "[0,16]"))));
  for (const auto& [type, shape, offsets] : std::vector<std::array<std::string, 3>>{
           {"\"F64\"", "[2]", "[0,16]"},                                        // a type that is not known
           {"3", "[4]", "[0,16]"},
           {"\"F32\"", "[3]", "[0,16]"},                                        // a shape that does not fit
           {"\"F32\"", "[4611686018427387905,1]", "[0,4]"},                     // 4 after overflow
           {"\"F32\"", "[18446744073709551615,0]", "[0,0]"},
           {"\"F32\"", "[99999999999999]", "[0,399999999999996]"},              // past the end
           {"\"F32\"", "[-4]", "[0,16]"},
           {"\"F32\"", "[4.5]", "[0,16]"},
           {"\"F32\"", "4", "[0,16]"},
           {"\"F32\"", "[4]", "[16,0]"},
           {"\"F32\"", "[4]", "[0]"},
           {"\"F32\"", "[4]", "[0,16,16]"},
           {"\"F32\"", "[4]", "\"0,16\""},
           {"\"I64\"", "[1]", "[1,9]"},                                         // not aligned
       }) {
    EXPECT_THAT(refusal_of(folder, entry(type, shape, offsets)), HasSubstr("tensor 't'")) << type << shape << offsets;
  }
  EXPECT_THAT(refusal_of(folder, with_tensors(R"("t":1)")), HasSubstr("a wrong entry"));
  EXPECT_THAT(refusal_of(folder, with_tensors("")), HasSubstr("not JSON"));
  EXPECT_THAT(refusal_of(folder, with_header(R"({"__metadata__":{"sha256":")" + std::string(64, '0') + R"(","k":1}})")),
              HasSubstr("metadata that is not text"));
  EXPECT_THAT(refusal_of(folder, with_header(R"({"weights":{}})")), HasSubstr("another header"));
  EXPECT_THAT(refusal_of(folder, std::string(8, '\xff')), HasSubstr("8 bytes"));
}

TEST(Archive, SaysWhatItDoesNotHold) {
  const TestFolder folder;
  small_archive(folder);
  const Archive archive = Archive::read(folder.path() / "small");
  const auto message = [](const auto& function) { return error_of(ErrorKind::kInput, function); };
  EXPECT_THAT(message([&] { archive.floats("none"); }), HasSubstr("small: tensor 'none': the archive lacks"));
  EXPECT_THAT(message([&] { archive.int32s("cursor"); }), HasSubstr("of another type: found I64, expected I32"));
  EXPECT_THAT(message([&] { archive.floats("ids"); }), HasSubstr("found I32, expected F32"));
  Matrix<float> other(3, 2);
  EXPECT_THAT(message([&] { archive.copy_floats("weights", other.view()); }),
              HasSubstr("of another shape: found [2, 3], expected [3, 2]"));
  EXPECT_THAT(message([&] { archive.metadata("none"); }), HasSubstr("says nothing about this: found 'none'"));
  EXPECT_THAT(message([&] { Archive::read(folder.path() / "none"); }), HasSubstr("No such file"));
  EXPECT_THAT(message([&] { Archive::read(folder.path()); }), HasSubstr("damaged"));
}

TEST(ArchiveWriter, RefusesWhatItCannotWrite) {
  const TestFolder folder;
  ArchiveWriter writer;
  writer.metadata("path", "\xff");
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { writer.commit(folder.path() / "a"); }), HasSubstr("not UTF-8"));
  EXPECT_EQ(folder.file_count(), 0);
  writer.add("a", std::span<const std::int32_t>());
  EXPECT_THROW(writer.add("a", std::span<const std::int32_t>()), Error);
  EXPECT_THROW(writer.metadata("sha256", ""), Error);
  EXPECT_THAT(error_of(ErrorKind::kOutput, [] { ArchiveWriter().commit("/dev/full"); }), HasSubstr("No space left"));
}

// Random changes of the header with a checksum made to fit: only koine::Error may come of it.
TEST(Archive, NothingButErrorsComesOfNoise) {
  const TestFolder folder;
  Random random(5, Purpose::kTest);
  const std::string header = R"({"__metadata__":{"sha256":")" + std::string(64, '0') +
                             R"("},"t":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}})";
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string changed = header;
    for (auto n = 1 + random.below(3); n > 0; --n) {
      const auto at = 92 + random.below(changed.size() - 92);
      changed[at] = random.below(2) == 0 ? "0189[]{},:\""[random.below(11)] : static_cast<char>(random.below(256));
    }
    const auto path = folder.write("noise", with_header(changed, std::string(16, 'x')));
    try {
      Archive::read(path);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kInput);
      ++refused;
    }
  }
  EXPECT_GT(refused, 1500);
}

}  // namespace
}  // namespace koine::io
