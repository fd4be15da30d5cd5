#include "koine/io/vector_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "koine/io/archive.h"
#include "koine/io/io_test_support.h"

namespace koine::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

WordVectors two_words() {
  WordVectors v{{"casa", "año"}, Matrix<float>(2, 3)};
  for (int i = 0; i < 6; ++i) v.vectors.data()[i] = static_cast<float>(i) / 10;
  return v;
}

// numpy.lib.format, version 1.0: what numpy.save of a float32 array of this shape writes.
TEST(WriteNpy, WritesNumPysBytes) {
  const TestFolder folder;
  const WordVectors v = two_words();
  write_npy(folder.path() / "v.npy", v.vectors.view());
  std::string expected("\x93NUMPY\x01\x00\x76\x00", 10);
  expected += "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  expected.resize(127, ' ');
  expected += '\n';
  expected.append(reinterpret_cast<const char*>(v.vectors.data()), 24);
  EXPECT_EQ(folder.read("v.npy"), expected);
}

TEST(WriteNpy, TakesAViewWithAStride) {
  const TestFolder folder;
  const WordVectors v = two_words();
  write_npy(folder.path() / "v.npy", ConstView(v.vectors.data() + 1, 2, 2, 3));
  const std::string content = folder.read("v.npy");
  float numbers[4];
  ASSERT_EQ(content.size(), 128 + sizeof numbers);
  std::memcpy(numbers, content.data() + 128, sizeof numbers);
  EXPECT_THAT(numbers, ElementsAre(0.1f, 0.2f, 0.4f, 0.5f));
}

TEST(WriteWordList, OneWordALine) {
  const TestFolder folder;
  write_word_list(folder.path() / "w", {"casa", "un año", "\u3000"});
  EXPECT_EQ(folder.read("w"), "casa\nun año\n\u3000\n");
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { write_word_list(folder.path() / "x", {"a\nb"}); }),
              HasSubstr("x: this format cannot hold the word: found 'a\\x0Ab'"));
}

TEST(WriteVectorsSafetensors, HoldsOneTensor) {
  const TestFolder folder;
  const WordVectors v = two_words();
  write_vectors_safetensors(folder.path() / "v", v);
  const Archive archive = Archive::read(folder.path() / "v");
  EXPECT_THAT(archive.names(), ElementsAre("vectors"));
  const ConstView view = archive.floats("vectors");
  EXPECT_EQ(view.rows, 2);
  EXPECT_EQ(view.cols, 3);
  EXPECT_EQ(std::memcmp(view.data, v.vectors.data(), 24), 0);
}

TEST(WriteProjector, PutsLanguagesOneAfterTheOther) {
  const TestFolder folder;
  const WordVectors es = two_words();
  WordVectors en{{"house", "year"}, Matrix<float>(2, 3)};
  en.vectors(0, 0) = 1e-7f;
  write_projector(folder.path() / "v", folder.path() / "m", {{"es", &es, {9, 5}}, {"en", &en, {8, 7}}});
  EXPECT_EQ(folder.read("v"), "0\t0.1\t0.2\n0.3\t0.4\t0.5\n1e-07\t0\t0\n0\t0\t0\n");
  EXPECT_EQ(folder.read("m"),
            "word\tlanguage\trank\tcount\ncasa\tes\t1\t9\naño\tes\t2\t5\nhouse\ten\t1\t8\nyear\ten\t2\t7\n");
  write_projector(folder.path() / "v", folder.path() / "m", {{"es", &es, {}}, {"en", &en, {8, 7}}});
  EXPECT_EQ(folder.read("m"), "word\tlanguage\trank\ncasa\tes\t1\naño\tes\t2\nhouse\ten\t1\nyear\ten\t2\n");
}

TEST(WriteProjector, RefusesATabInAWord) {
  const TestFolder folder;
  const WordVectors v{{"a\tb"}, Matrix<float>(1, 1)};
  EXPECT_THAT(error_of(ErrorKind::kOutput,
                       [&] { write_projector(folder.path() / "v", folder.path() / "m", {{"es", &v, {}}}); }),
              HasSubstr("cannot hold the word"));
  EXPECT_EQ(folder.file_count(), 0);
}

}  // namespace
}  // namespace koine::io
