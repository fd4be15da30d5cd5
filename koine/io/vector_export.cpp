#include "koine/io/vector_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "koine/core/error.h"
#include "koine/io/archive.h"
#include "koine/io/atomic_file.h"
#include "koine/io/vector_rows.h"
#include "koine/io/word2vec_binary.h"

namespace koine::io {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie in memory");

std::string_view bytes_of_row(ConstView matrix, std::int64_t i) {
  return {reinterpret_cast<const char*>(matrix.row(i)), static_cast<std::size_t>(matrix.cols) * sizeof(float)};
}

}  // namespace

void write_word2vec_binary(const std::filesystem::path& path, const WordVectors& vectors) {
  AtomicFile file(path);
  file.write(fmt::format("{} {}\n", vectors.words.size(), vectors.vectors.cols()));
  for (std::size_t i = 0; i < vectors.words.size(); ++i) {
    if (!is_word2vec_word(vectors.words[i])) refuse_word(vectors.words[i], path);
    file.write(vectors.words[i]);
    file.write(" ");
    file.write(bytes_of_row(vectors.vectors.view(), static_cast<std::int64_t>(i)));
    file.write("\n");
  }
  file.commit();
}

void write_word_list(const std::filesystem::path& path, const std::vector<std::string>& words) {
  AtomicFile file(path);
  for (const auto& word : words) {
    require_writable(word, "\n\r", path);
    file.write(word);
    file.write("\n");
  }
  file.commit();
}

void write_npy(const std::filesystem::path& path, ConstView matrix) {
  constexpr std::size_t kAlignment = 64;
  constexpr std::size_t kPreambleBytes = 10;   // magic, version, length
  std::string header =
      fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", matrix.rows, matrix.cols);
  const std::size_t whole = (kPreambleBytes + header.size() + 1 + kAlignment - 1) / kAlignment * kAlignment;
  header.resize(whole - kPreambleBytes - 1, ' ');
  header += '\n';

  AtomicFile file(path);
  file.write(std::string_view("\x93NUMPY\x01\x00", 8));
  file.write(std::string{static_cast<char>(header.size() & 0xff), static_cast<char>(header.size() >> 8)});
  file.write(header);
  for (std::int64_t i = 0; i < matrix.rows; ++i) file.write(bytes_of_row(matrix, i));
  file.commit();
}

void write_vectors_safetensors(const std::filesystem::path& path, const WordVectors& vectors) {
  ArchiveWriter archive;
  archive.add("vectors", vectors.vectors.view());
  archive.commit(path);
}

void write_projector(const std::filesystem::path& vectors_path, const std::filesystem::path& metadata_path,
                     const std::vector<ProjectorPart>& parts) {
  const bool with_counts = std::ranges::none_of(parts, [](const ProjectorPart& part) { return part.counts.empty(); });
  AtomicFile vectors_file(vectors_path);
  AtomicFile metadata_file(metadata_path);
  metadata_file.write(with_counts ? "word\tlanguage\trank\tcount\n" : "word\tlanguage\trank\n");
  std::string text;
  for (const auto& part : parts) {
    const auto words = static_cast<std::int64_t>(part.vectors->words.size());
    for (std::int64_t i = 0; i < words; ++i) {
      const auto index = static_cast<std::size_t>(i);
      const std::string& word = part.vectors->words[index];
      require_writable(word, "\t\n\r", metadata_path);
      metadata_file.write(fmt::format("{}\t{}\t{}", word, part.language, i + 1));
      if (with_counts) metadata_file.write(fmt::format("\t{}", part.counts[index]));
      metadata_file.write("\n");

      text.clear();
      append_numbers(text, part.vectors->vectors.row(i), part.vectors->vectors.cols(), '\t');
      text += '\n';
      vectors_file.write(std::string_view(text).substr(1));   // without the first tab
    }
  }
  vectors_file.commit();
  metadata_file.commit();
}

}  // namespace koine::io
