#pragma once

#include <zlib.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "storage/durable_file.h"

namespace wharf::storage {

/// A new file that is compressed as it is written (RFC 1952).
class GzipWriter {
 public:
  static Result<std::unique_ptr<GzipWriter>> Create(const std::string& path);
  ~GzipWriter();
  GzipWriter(const GzipWriter&) = delete;
  GzipWriter& operator=(const GzipWriter&) = delete;

  Result<void> Write(std::string_view bytes) { return Deflate(bytes, Z_NO_FLUSH); }
  /// Ends the stream and returns when it is on disk.
  Result<void> Close();

 private:
  GzipWriter(std::string path, int descriptor);
  Result<void> Deflate(std::string_view bytes, int flush);

  const std::string path_;
  const FileHandle file_;
  z_stream stream_{};
  std::array<char, std::size_t{1} << 16U> out_{};
};

/// Reads a compressed file line by line.
class GzipLines {
 public:
  static Result<std::unique_ptr<GzipLines>> Open(const std::string& path);
  ~GzipLines();
  GzipLines(const GzipLines&) = delete;
  GzipLines& operator=(const GzipLines&) = delete;

  /// Puts the next line, without its end, into `line`. False at the end of a whole stream with nothing behind it; fails
  /// with `backup_damaged` for anything else, and for a line over 1 GB.
  Result<bool> Next(std::string& line);

 private:
  GzipLines(std::string path, int descriptor);
  /// Unpacks more into buffer_.
  Result<void> Fill();

  const std::string path_;
  const FileHandle file_;
  z_stream stream_{};
  std::array<char, std::size_t{1} << 16U> in_{};
  std::string buffer_;
  std::size_t begin_ = 0;
  bool ended_ = false;
};

}  // namespace wharf::storage
