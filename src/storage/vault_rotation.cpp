#include "storage/vault.h"
#include "storage/vault_mark.h"

namespace wharf::storage {
namespace {

/// Stores that a rotation to `next` is under way, or finds that it is. False if it is already over.
Result<bool> BeginRotation(Session& session, const MasterKey& current, const MasterKey& next, Random& random) {
  // Waits for whoever is storing a new data key (Vault::Seal).
  WHARF_TRY(session.Execute("UPDATE vault_mark SET sealed = sealed WHERE name = 'current'"));
  WHARF_ASSIGN(const VaultMarks marks, ReadMarks(session));
  if (!marks.next && Fits(next, marks.current)) return false;
  if (!Fits(current, marks.current)) return WrongMasterKey();
  if (marks.next) {
    if (Fits(next, marks.next)) return true;
    return Error{ErrorKind::invalid_argument, "master_key_wrong",
                 "A change of the master key to another new key was stopped half way. Give that new key to finish it."};
  }
  WHARF_TRY(session.Execute("INSERT INTO vault_mark (name, sealed) VALUES ('next', ?)", MakeMark(next, random)));
  return true;
}

/// Seals one data key with `next`. False if it was done before, or opens with neither key.
Result<bool> RotateKey(Session& session, OrganizationId organization, const MasterKey& current, const MasterKey& next,
                       Random& random) {
  WHARF_ASSIGN(const Rows rows, session.Query("SELECT sealed FROM vault_key WHERE organization = ?", organization));
  if (rows.empty()) return false;
  const auto key = OpenDataKey(current, organization, rows[0].Text(0));
  if (!key) return false;
  WHARF_TRY(session.Execute("UPDATE vault_key SET sealed = ? WHERE organization = ?",
                            SealDataKey(next, organization, *key, random), organization));
  return true;
}

Result<void> EndRotation(Session& session) {
  // Only if nobody else ended it meanwhile.
  WHARF_TRY(session.Execute(
      "DELETE FROM vault_mark WHERE name = 'current' AND EXISTS (SELECT 1 FROM vault_mark WHERE name = 'next')"));
  WHARF_TRY(session.Execute("UPDATE vault_mark SET name = 'current' WHERE name = 'next'"));
  return {};
}

}  // namespace

Result<int> Vault::Rotate(Database& database, const MasterKey& current, const MasterKey& next, Random& random) {
  WHARF_ASSIGN(const bool under_way, database.WriteValue<bool>([&](Session& session) {
    return BeginRotation(session, current, next, random);
  }));
  if (!under_way) return 0;
  // From here on no vault makes a new data key, so that this list is complete.
  WHARF_ASSIGN(const Rows rows, database.ReadValue<Rows>([](Session& session) {
    return session.Query("SELECT organization FROM vault_key ORDER BY organization");
  }));
  int rotated = 0;
  for (const Row& row : rows) {
    WHARF_ASSIGN(const bool sealed, database.WriteValue<bool>([&](Session& session) {
      return RotateKey(session, row.As<OrganizationId>(0), current, next, random);
    }));
    rotated += sealed ? 1 : 0;
  }
  WHARF_TRY(database.Write(EndRotation));
  return rotated;
}

}  // namespace wharf::storage
