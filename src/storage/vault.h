#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "storage/database.h"

namespace wharf::storage {

/// The key that seals the organizations' data keys. Read from `WHARF_MASTER_KEY` (base64 of 32 bytes), else from the
/// file `master.key` in the data folder (0600). A new one is made only when the database holds no sealed data key.
class MasterKey {
 public:
  static Result<MasterKey> FromBase64(std::string_view text);
  static MasterKey Make(Random& random);
  [[nodiscard]] const Secret& bytes() const { return bytes_; }
  [[nodiscard]] Secret ToBase64() const;

 private:
  explicit MasterKey(Secret bytes) : bytes_(std::move(bytes)) {}
  Secret bytes_;
};

/// Seals secrets before they reach storage: XChaCha20-Poly1305 with one data key per organization, which is itself
/// sealed by the master key. The associated data binds a sealed value to its organization and its purpose, so a value
/// copied to another row does not open. Safe from any thread.
class Vault {
 public:
  /// Checks the master key against the mark in the database; fails with `master_key_wrong` and changes nothing if they
  /// do not belong together. On an empty database it stores the mark.
  static Result<std::unique_ptr<Vault>> Open(Database& database, MasterKey key, Random& random);

  /// Text (base64) to store. `purpose` says what it is for: "connection:<id>:client_secret".
  Result<std::string> Seal(Session& session, OrganizationId organization, std::string_view purpose,
                           const Secret& value);
  /// Fails with `secret_unreadable` if the text is damaged, from elsewhere, or sealed with another key.
  Result<Secret> Unseal(Session& session, OrganizationId organization, std::string_view purpose,
                        std::string_view sealed);

  /// Seals every data key again with `next`. One transaction per key; a stopped rotation is continued by calling it
  /// again with the same two keys. The mark changes last.
  static Result<int> Rotate(Database& database, const MasterKey& current, const MasterKey& next, Random& random);

  ~Vault();

 private:
  struct State;
  explicit Vault(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace wharf::storage
