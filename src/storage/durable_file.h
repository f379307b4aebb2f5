#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace wharf::storage {

/// A file descriptor that is closed at the end. Holds -1 if opening failed; errno says why.
class FileHandle {
 public:
  explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
  ~FileHandle();
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Writes all of `bytes`. Fails with `storage_full` if there is no room, else `file_unusable`; `path` is for the
/// message.
Result<void> WriteAll(int descriptor, std::string_view bytes, const std::string& path);

/// A new file (0600) with `content`, on disk when this returns. Fails with `already_exists` if there is one.
Result<void> WriteDurably(const std::string& path, std::string_view content);

/// Makes the names in the folder of `path` durable, as after a rename.
Result<void> SyncFolderOf(const std::string& path);

/// Our error for errno `reason` on `path`.
Error FileError(const std::string& path, int reason);

}  // namespace wharf::storage
