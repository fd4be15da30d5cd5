#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>

#include "koine/core/error.h"

namespace koine {

// A window on a row-major matrix that somebody else owns. `stride` is the distance between rows, in elements.
template <typename T>
struct MatrixView {
  T* data = nullptr;
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  std::int64_t stride = 0;

  MatrixView() = default;
  MatrixView(T* data, std::int64_t rows, std::int64_t cols, std::int64_t stride)
      : data(data), rows(rows), cols(cols), stride(stride) {}
  MatrixView(T* data, std::int64_t rows, std::int64_t cols) : MatrixView(data, rows, cols, cols) {}
  // A view that may write is also one that may only read.
  template <typename U = T>
    requires std::is_const_v<U>
  MatrixView(const MatrixView<std::remove_const_t<T>>& other)  // NOLINT(google-explicit-constructor)
      : MatrixView(other.data, other.rows, other.cols, other.stride) {}

  T* row(std::int64_t i) const { return data + i * stride; }
  T& operator()(std::int64_t i, std::int64_t j) const { return data[i * stride + j]; }
  // Rows [begin, begin + count).
  MatrixView row_block(std::int64_t begin, std::int64_t count) const { return {row(begin), count, cols, stride}; }
  // Columns [begin, begin + count).
  MatrixView col_block(std::int64_t begin, std::int64_t count) const { return {data + begin, rows, count, stride}; }
};

using View = MatrixView<float>;
using ConstView = MatrixView<const float>;

// A row-major matrix that owns its elements: contiguous, zero at the start, aligned to 64 bytes.
template <typename T>
class Matrix {
 public:
  Matrix() = default;
  Matrix(std::int64_t rows, std::int64_t cols) : rows_(rows), cols_(cols) {
    require(rows >= 0 && cols >= 0, "a matrix needs sizes that are not negative");
    const auto bytes = static_cast<std::size_t>(size()) * sizeof(T);
    data_.reset(static_cast<T*>(::operator new(bytes, std::align_val_t{64})));
    std::fill_n(data_.get(), size(), T{});
  }
  Matrix(const Matrix& other) : Matrix(other.rows_, other.cols_) {
    std::copy_n(other.data(), size(), data());
  }
  Matrix(Matrix&& other) noexcept { swap(other); }
  Matrix& operator=(Matrix other) noexcept {
    swap(other);
    return *this;
  }

  // Forgets the rows from `rows` on; their memory stays with the matrix.
  void keep_rows(std::int64_t rows) {
    require(rows >= 0 && rows <= rows_, "a matrix keeps no more rows than it has");
    rows_ = rows;
  }

  std::int64_t rows() const { return rows_; }
  std::int64_t cols() const { return cols_; }
  std::int64_t size() const { return rows_ * cols_; }
  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  T* row(std::int64_t i) { return data() + i * cols_; }
  const T* row(std::int64_t i) const { return data() + i * cols_; }
  T& operator()(std::int64_t i, std::int64_t j) { return data()[i * cols_ + j]; }
  const T& operator()(std::int64_t i, std::int64_t j) const { return data()[i * cols_ + j]; }
  MatrixView<T> view() { return {data(), rows_, cols_}; }
  MatrixView<const T> view() const { return {data(), rows_, cols_}; }

 private:
  struct Free {
    void operator()(T* p) const { ::operator delete(p, std::align_val_t{64}); }
  };
  static_assert(std::is_trivially_copyable_v<T>);

  void swap(Matrix& other) noexcept {
    std::swap(rows_, other.rows_);
    std::swap(cols_, other.cols_);
    std::swap(data_, other.data_);
  }

  std::int64_t rows_ = 0;
  std::int64_t cols_ = 0;
  std::unique_ptr<T[], Free> data_;
};

}  // namespace koine
