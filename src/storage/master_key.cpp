#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/encoding.h"
#include "storage/durable_file.h"
#include "storage/sealing.h"
#include "storage/vault.h"

namespace wharf::storage {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kLongestKeyFile = 4096;

Error Missing(const std::string& path) {
  return {
      ErrorKind::invalid_argument, "master_key_missing",
      "The database holds sealed secrets, but there is no master key: set WHARF_MASTER_KEY or put the key back into " +
          path + "."};
}

Error Unusable(const std::string& path) {
  return {ErrorKind::unavailable, "master_key_unreadable",
          path + " cannot be used (" + std::strerror(errno) + "). Correct its owner or its folder."};
}

/// Nothing if the file does not exist.
Result<std::optional<MasterKey>> ReadKeyFile(const std::string& path) {
  const FileHandle file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0 && errno == ENOENT) return std::optional<MasterKey>();
  struct stat status {};
  if (file.get() < 0 || fstat(file.get(), &status) != 0) return Unusable(path);
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Error{ErrorKind::invalid_argument, "master_key_exposed",
                 path + " can be read by others. Run: chmod 600 " + path};
  }
  std::string text(kLongestKeyFile, '\0');
  const ssize_t size = read(file.get(), text.data(), text.size());
  if (size < 0) return Unusable(path);
  const Secret content(text.substr(0, static_cast<std::size_t>(size)));
  const Secret wiped_with_its_scope(std::move(text));
  auto key = MasterKey::FromBase64(content.Reveal());
  if (key) return std::optional(*std::move(key));
  Error error = std::move(key).error();
  error.message = path + ": " + error.message;
  return error;
}

/// The file appears with its whole content or not at all; if another process was first, its file stays.
Result<void> WriteKeyFile(const std::string& path, const MasterKey& key) {
  const std::string partial = path + ".partial-" + std::to_string(getpid());
  WHARF_TRY(WriteDurably(partial, std::string(key.ToBase64().Reveal()) + "\n"));
  const int linked = link(partial.c_str(), path.c_str());
  const int reason = errno;
  unlink(partial.c_str());
  if (linked != 0 && reason != EEXIST) {
    errno = reason;
    return Unusable(path);
  }
  return SyncFolderOf(path);
}

}  // namespace

Result<MasterKey> MasterKey::FromBase64(std::string_view text) {
  auto bytes = Base64Decode(text);
  if (bytes && bytes->size() == kKeyBytes) return MasterKey(Secret(*std::move(bytes)));
  return Error{ErrorKind::invalid_argument, "master_key_malformed",
               "The master key is not base64 of 32 bytes. Make one with: head -c 32 /dev/urandom | base64"};
}

MasterKey MasterKey::Make(Random& random) { return MasterKey(MakeKey(random)); }

Secret MasterKey::ToBase64() const { return Secret(Base64Encode(bytes_.Reveal())); }

Result<MasterKey> LoadMasterKey(const std::string& folder, std::string_view environment_value, bool may_make,
                                Random& random) {
  if (!environment_value.empty()) {
    auto key = MasterKey::FromBase64(environment_value);
    if (key) return key;
    Error error = std::move(key).error();
    error.message = "WHARF_MASTER_KEY: " + error.message;
    return error;
  }
  const std::string path = (std::filesystem::path(folder) / "master.key").string();
  WHARF_ASSIGN(auto kept, ReadKeyFile(path));
  if (kept) return *std::move(kept);
  if (!may_make) return Missing(path);
  WHARF_TRY(WriteKeyFile(path, MasterKey::Make(random)));
  WHARF_ASSIGN(auto made, ReadKeyFile(path));
  if (made) return *std::move(made);
  return Missing(path);
}

}  // namespace wharf::storage
