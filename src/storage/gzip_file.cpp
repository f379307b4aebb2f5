#include "storage/gzip_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "storage/backup_format.h"

namespace wharf::storage {
namespace {

/// Asks zlib for the gzip format with its largest window.
constexpr int kGzipWindow = 15 + 16;
/// Where zlib's effort still pays off: our rows compress to about a fifth, at some 100 MB/s.
constexpr int kLevel = 3;
constexpr int kMemoryLevel = 8;
constexpr std::size_t kLongestLine = std::size_t{1} << 30U;

Bytef* Bytes(char* text) { return reinterpret_cast<Bytef*>(text); }

}  // namespace

Result<std::unique_ptr<GzipWriter>> GzipWriter::Create(const std::string& path) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return FileError(path, errno);
  return std::unique_ptr<GzipWriter>(new GzipWriter(path, descriptor));
}

GzipWriter::GzipWriter(std::string path, int descriptor) : path_(std::move(path)), file_(descriptor) {
  deflateInit2(&stream_, kLevel, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY);
}

GzipWriter::~GzipWriter() { deflateEnd(&stream_); }

Result<void> GzipWriter::Deflate(std::string_view bytes, int flush) {
  stream_.next_in = Bytes(const_cast<char*>(bytes.data()));
  stream_.avail_in = static_cast<uInt>(bytes.size());
  for (;;) {
    stream_.next_out = Bytes(out_.data());
    stream_.avail_out = static_cast<uInt>(out_.size());
    const int state = deflate(&stream_, flush);
    if (state == Z_STREAM_ERROR) return Error{ErrorKind::internal, "backup_failed", "The backup cannot be compressed."};
    WHARF_TRY(WriteAll(file_.get(), {out_.data(), out_.size() - stream_.avail_out}, path_));
    const bool finished = flush == Z_FINISH ? state == Z_STREAM_END : stream_.avail_out != 0;
    if (finished) return {};
  }
}

Result<void> GzipWriter::Close() {
  WHARF_TRY(Deflate({}, Z_FINISH));
  if (fsync(file_.get()) != 0) return FileError(path_, errno);
  return {};
}

Result<std::unique_ptr<GzipLines>> GzipLines::Open(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return FileError(path, errno);
  return std::unique_ptr<GzipLines>(new GzipLines(path, descriptor));
}

GzipLines::GzipLines(std::string path, int descriptor) : path_(std::move(path)), file_(descriptor) {
  inflateInit2(&stream_, kGzipWindow);
}

GzipLines::~GzipLines() { inflateEnd(&stream_); }

Result<void> GzipLines::Fill() {
  if (stream_.avail_in == 0) {
    const ssize_t size = read(file_.get(), in_.data(), in_.size());
    if (size < 0) return FileError(path_, errno);
    if (size == 0) return BackupDamaged(path_, "it ends in the middle");
    stream_.next_in = Bytes(in_.data());
    stream_.avail_in = static_cast<uInt>(size);
  }
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t had = buffer_.size();
  buffer_.resize(had + in_.size());
  stream_.next_out = Bytes(buffer_.data() + had);
  stream_.avail_out = static_cast<uInt>(in_.size());
  const int state = inflate(&stream_, Z_NO_FLUSH);
  buffer_.resize(buffer_.size() - stream_.avail_out);
  if (state == Z_STREAM_END) {
    ended_ = true;
    char more = 0;
    if (stream_.avail_in != 0 || read(file_.get(), &more, 1) != 0)
      return BackupDamaged(path_, "something follows its end");
  } else if (state != Z_OK && state != Z_BUF_ERROR) {
    return BackupDamaged(path_, "it cannot be unpacked");
  }
  return {};
}

Result<bool> GzipLines::Next(std::string& line) {
  std::size_t searched = begin_;
  for (;;) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos) {
      line.assign(buffer_, begin_, end - begin_);
      begin_ = end + 1;
      return true;
    }
    searched = buffer_.size() - begin_;
    if (ended_) {
      if (searched == 0) return false;
      return BackupDamaged(path_, "its last line is not complete");
    }
    if (searched > kLongestLine) return BackupDamaged(path_, "a line is too long");
    WHARF_TRY(Fill());
  }
}

}  // namespace wharf::storage
