#include "storage/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace wharf::storage {

FileHandle::~FileHandle() {
  if (descriptor_ >= 0) close(descriptor_);
}

Error FileError(const std::string& path, int reason) {
  if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG) {
    return {ErrorKind::resource_exhausted, "storage_full",
            "There is no room for " + path + ". Free some space and try again."};
  }
  if (reason == EEXIST) {
    return {ErrorKind::already_exists, "file_exists", path + " exists already. Choose another name."};
  }
  return {ErrorKind::invalid_argument, "file_unusable",
          path + " cannot be used (" + std::strerror(reason) + "). Choose another place or correct its owner."};
}

Result<void> WriteAll(int descriptor, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FileError(path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> WriteDurably(const std::string& path, std::string_view content) {
  const FileHandle file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (file.get() < 0) return FileError(path, errno);
  WHARF_TRY(WriteAll(file.get(), content, path));
  if (fsync(file.get()) != 0) return FileError(path, errno);
  return {};
}

Result<void> SyncFolderOf(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string folder = parent.empty() ? "." : parent.string();
  const FileHandle handle(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (handle.get() < 0 || fsync(handle.get()) != 0) return FileError(folder, errno);
  return {};
}

}  // namespace wharf::storage
