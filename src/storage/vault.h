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

/// The key that seals the organizations' data keys: 32 bytes.
class MasterKey {
 public:
  /// Fails with `master_key_malformed` if `text` is not base64 of 32 bytes. Blanks around it do not matter.
  static Result<MasterKey> FromBase64(std::string_view text);
  static MasterKey Make(Random& random);
  [[nodiscard]] const Secret& bytes() const { return bytes_; }
  [[nodiscard]] Secret ToBase64() const;

 private:
  explicit MasterKey(Secret bytes) : bytes_(std::move(bytes)) {}
  Secret bytes_;
};

/// The master key from `environment_value` (what WHARF_MASTER_KEY holds, base64; may be empty), else from the file
/// `master.key` in `folder`. If neither is there and `may_make` (see Vault::MayMakeKey), a new one is made and kept in
/// that file (0600), on disk before this returns. Two processes that do so at once get the same key.
///
/// Fails with `master_key_missing`, `master_key_malformed`, or `master_key_exposed` if others may read the file.
Result<MasterKey> LoadMasterKey(const std::string& folder, std::string_view environment_value, bool may_make,
                                Random& random);

/// Seals secrets before they reach storage: XChaCha20-Poly1305 with one data key per organization, which is itself
/// sealed by the master key. The associated data binds a sealed value to its organization and its purpose, so a value
/// copied to another row does not open. Safe from any thread.
///
/// Keeps the data keys of the 256 organizations used last in memory, which is wiped when they go.
class Vault {
 public:
  /// Whether a new master key may be made: the database knows of none yet.
  static Result<bool> MayMakeKey(Database& database);

  /// Checks the master key against the mark in the database; fails with `master_key_wrong` and changes nothing if they
  /// do not belong together, and with `rotation_unfinished` if a rotation was stopped half way. On an empty database it
  /// stores the mark.
  static Result<std::unique_ptr<Vault>> Open(Database& database, MasterKey key, Random& random);

  /// Text (base64) to store. `purpose` says what it is for: "connection:<id>:client_secret". The session must be one of
  /// a Write, since the first secret of an organization makes its data key. Fails with `master_key_rotated` if the
  /// master key was changed since this vault was opened, or is being changed.
  Result<std::string> Seal(Session& session, OrganizationId organization, std::string_view purpose,
                           const Secret& value);
  /// Fails with `secret_unreadable` if the text is damaged, from elsewhere, or sealed with another key.
  Result<Secret> Unseal(Session& session, OrganizationId organization, std::string_view purpose,
                        std::string_view sealed);

  /// Seals every data key again with `next`. One transaction per key; a stopped rotation is continued by calling it
  /// again with the same two keys. The mark changes last. Returns how many keys this call sealed; a data key that does
  /// not open is left as it is. Wharf must not run meanwhile: it could not read what is sealed anew.
  ///
  /// Fails with `master_key_wrong` if `current` does not fit, or if a stopped rotation was to another key than `next`.
  static Result<int> Rotate(Database& database, const MasterKey& current, const MasterKey& next, Random& random);

  ~Vault();

 private:
  struct State;
  explicit Vault(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace wharf::storage
