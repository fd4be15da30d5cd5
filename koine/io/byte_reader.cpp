#include "koine/io/byte_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <lzma.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <boost/iostreams/categories.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <optional>
#include <vector>

#include "koine/core/error.h"
#include "koine/io/sha256.h"

namespace koine::io {
namespace {

namespace bio = boost::iostreams;
using namespace std::string_view_literals;

constexpr std::size_t kBlockBytes = 1 << 17;

// The bytes as they lie on the disk.
class RawFile {
 public:
  RawFile(const std::filesystem::path& path, bool hash) {
    if (hash) sha_.emplace();
    if (path == "-") {
      name_ = "standard input";
      fd_ = STDIN_FILENO;
    } else {
      name_ = path.string();
      fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
      if (fd_ < 0) fail("cannot open the file", std::strerror(errno));
    }
    struct stat status {};
    if (::fstat(fd_, &status) == 0 && S_ISDIR(status.st_mode)) fail("cannot read the file", "a folder");
    head_.resize(8);
    head_.resize(fetch(head_.data(), head_.size()));
  }
  ~RawFile() {
    if (fd_ > STDIN_FILENO) ::close(fd_);
  }
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;

  const std::string& name() const { return name_; }
  std::string_view magic() const { return head_; }   // the first bytes of the file, before anything is read

  // Fewer than `count` only at the end.
  std::size_t read(char* to, std::size_t count) {
    const std::size_t from_head = std::min(count, head_.size());
    head_.copy(to, from_head);
    head_.erase(0, from_head);
    return from_head + fetch(to + from_head, count - from_head);
  }

  std::string sha256() {
    require(sha_.has_value(), "the digest of a file that was opened without one");
    std::vector<char> rest(kBlockBytes);
    while (read(rest.data(), rest.size()) == rest.size()) {}
    return sha_->hex();
  }

  [[noreturn]] void fail(const char* what, std::string_view found) const {
    throw Error(ErrorKind::kInput, what).where(name_).found(found);
  }

 private:
  std::size_t fetch(char* to, std::size_t count) {
    std::size_t done = 0;
    while (done < count) {
      const ssize_t got = ::read(fd_, to + done, count - done);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail("cannot read the file", std::strerror(errno));
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    if (sha_) sha_->update(to, done);
    return done;
  }

  std::string name_;
  int fd_ = -1;
  std::string head_;
  std::optional<Sha256> sha_;
};

// What turns raw bytes into those that were meant. read() gives fewer than `count` bytes only at the end.
class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual std::size_t read(char* to, std::size_t count) = 0;
};

class PlainDecoder : public Decoder {
 public:
  explicit PlainDecoder(RawFile& raw) : raw_(raw) {}
  std::size_t read(char* to, std::size_t count) override { return raw_.read(to, count); }

 private:
  RawFile& raw_;
};

// gzip, by Boost.Iostreams, which throws where the data is damaged or ends too early.
class GzipDecoder : public Decoder {
 public:
  explicit GzipDecoder(RawFile& raw) {
    chain_.push(bio::gzip_decompressor(bio::gzip::default_window_bits, kBlockBytes));
    chain_.push(Source{&raw});
  }
  std::size_t read(char* to, std::size_t count) override {
    return static_cast<std::size_t>(chain_.sgetn(to, static_cast<std::streamsize>(count)));
  }

 private:
  struct Source {
    using char_type = char;
    using category = bio::source_tag;
    RawFile* raw;
    std::streamsize read(char* to, std::streamsize count) {
      const auto got = static_cast<std::streamsize>(raw->read(to, static_cast<std::size_t>(count)));
      return got == 0 ? -1 : got;
    }
  };
  bio::filtering_istreambuf chain_;
};

// xz by its own library: Boost 1.74 refuses dictionaries of 128 MiB and more.
class XzDecoder : public Decoder {
 public:
  explicit XzDecoder(RawFile& raw) : raw_(raw), block_(kBlockBytes) {
    check(lzma_stream_decoder(&stream_, std::numeric_limits<std::uint64_t>::max(), LZMA_CONCATENATED));
  }
  ~XzDecoder() override { lzma_end(&stream_); }

  std::size_t read(char* to, std::size_t count) override {
    stream_.next_out = reinterpret_cast<std::uint8_t*>(to);
    stream_.avail_out = count;
    while (stream_.avail_out > 0 && !ended_) {
      if (stream_.avail_in == 0 && !raw_ended_) {
        stream_.avail_in = raw_.read(block_.data(), block_.size());
        stream_.next_in = reinterpret_cast<const std::uint8_t*>(block_.data());
        raw_ended_ = stream_.avail_in < block_.size();
      }
      check(lzma_code(&stream_, raw_ended_ ? LZMA_FINISH : LZMA_RUN));
    }
    return count - stream_.avail_out;
  }

 private:
  void check(lzma_ret result) {
    ended_ = result == LZMA_STREAM_END;
    if (result == LZMA_OK || ended_) return;
    if (result == LZMA_MEM_ERROR) throw std::bad_alloc();
    throw std::runtime_error(result == LZMA_BUF_ERROR ? "cut short" : fmt::format("lzma error {}", int{result}));
  }

  RawFile& raw_;
  std::vector<char> block_;
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool raw_ended_ = false, ended_ = false;
};

// zstd by its own library: Boost 1.74 takes a file that is cut short for one that ends.
class ZstdDecoder : public Decoder {
 public:
  explicit ZstdDecoder(RawFile& raw) : raw_(raw), block_(kBlockBytes) {}

  std::size_t read(char* to, std::size_t count) override {
    ZSTD_outBuffer out{to, count, 0};
    while (out.pos < out.size) {
      if (in_.pos == in_.size && !raw_ended_) {
        in_ = {block_.data(), raw_.read(block_.data(), block_.size()), 0};
        raw_ended_ = in_.size < block_.size();
      }
      const auto before = std::pair(in_.pos, out.pos);
      if (raw_ended_ && in_.pos == in_.size && frame_ended_) break;
      const std::size_t result = ZSTD_decompressStream(stream_.get(), &out, &in_);
      if (ZSTD_isError(result) != 0) throw std::runtime_error(ZSTD_getErrorName(result));
      frame_ended_ = result == 0;
      if (before == std::pair(in_.pos, out.pos)) throw std::runtime_error("cut short");
    }
    return out.pos;
  }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  RawFile& raw_;
  std::unique_ptr<ZSTD_DStream, Free> stream_{ZSTD_createDStream()};
  std::vector<char> block_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool raw_ended_ = false;
  bool frame_ended_ = true;
};

std::unique_ptr<Decoder> decoder_for(RawFile& raw) {
  const std::string_view magic = raw.magic();
  if (magic.starts_with("\x1f\x8b"sv)) {
    return std::make_unique<GzipDecoder>(raw);
  }
  if (magic.starts_with("\xfd"
                        "7zXZ\0"sv)) {
    return std::make_unique<XzDecoder>(raw);
  }
  // A zstd frame, or a skippable one, which pzstd puts in front.
  const bool skippable = magic.size() >= 4 && (magic[0] & 0xf0) == 0x50 && magic.substr(1, 3) == "\x2a\x4d\x18"sv;
  if (skippable || magic.starts_with("\x28\xb5\x2f\xfd"sv)) return std::make_unique<ZstdDecoder>(raw);
  return std::make_unique<PlainDecoder>(raw);
}

}  // namespace

struct ByteReader::State {
  State(const std::filesystem::path& path, bool hash) : raw(path, hash), decoder(decoder_for(raw)) {}

  std::size_t decode(char* to, std::size_t count) {
    try {
      return decoder->read(to, count);
    } catch (const Error&) {
      throw;
    } catch (const std::exception& error) {   // of Boost, zlib, liblzma, libzstd; out of memory by a damaged header
      throw Error(ErrorKind::kInput, "the compressed file is damaged or cut short")
          .where(raw.name())
          .found(error.what())
          .hint("get the file again, or compress it again");
    }
  }

  RawFile raw;
  std::unique_ptr<Decoder> decoder;
  std::string peeked;   // decoded, not yet read
};

ByteReader::ByteReader(const std::filesystem::path& path, bool hash) : state_(std::make_unique<State>(path, hash)) {}
ByteReader::~ByteReader() = default;
ByteReader::ByteReader(ByteReader&&) noexcept = default;
ByteReader& ByteReader::operator=(ByteReader&&) noexcept = default;

const std::string& ByteReader::name() const { return state_->raw.name(); }

std::string_view ByteReader::peek(std::size_t count) {
  std::string& peeked = state_->peeked;
  if (peeked.size() < count) {
    const std::size_t had = peeked.size();
    peeked.resize(count);
    peeked.resize(had + state_->decode(peeked.data() + had, count - had));
  }
  return std::string_view(peeked).substr(0, count);
}

std::size_t ByteReader::read(char* to, std::size_t count) {
  const std::size_t from_peeked = std::min(count, state_->peeked.size());
  state_->peeked.copy(to, from_peeked);
  state_->peeked.erase(0, from_peeked);
  return from_peeked == count ? count : from_peeked + state_->decode(to + from_peeked, count - from_peeked);
}

std::string ByteReader::sha256() { return state_->raw.sha256(); }

bool can_be_read_again(const std::filesystem::path& path) {
  struct stat status {};
  if (path == "-") return false;
  return ::stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode);
}

void require_one_standard_input(const std::vector<std::string>& files) {
  if (std::ranges::count(files, "-") <= 1) return;
  throw Error(ErrorKind::kUsage, "standard input can be read once: only one of the files can be -");
}

std::string read_file(const std::filesystem::path& path, std::size_t limit_bytes) {
  ByteReader reader(path);
  return read_rest(reader, limit_bytes);
}

std::string read_rest(ByteReader& reader, std::size_t limit_bytes) {
  std::string content;
  while (true) {
    const std::size_t had = content.size();
    content.resize(had + kBlockBytes);
    const std::size_t got = reader.read(content.data() + had, kBlockBytes);
    content.resize(had + got);
    if (content.size() > limit_bytes) {
      throw Error(ErrorKind::kInput, "the file is too large")
          .where(reader.name())
          .expected(fmt::format("at most {} bytes", limit_bytes));
    }
    if (got < kBlockBytes) return content;
  }
}

}  // namespace koine::io
