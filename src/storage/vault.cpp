#include "storage/vault.h"

#include "storage/data_key_cache.h"
#include "storage/sealing.h"
#include "storage/vault_mark.h"

namespace wharf::storage {
namespace {

constexpr std::size_t kMostKeysInMemory = 256;

std::string ValueContext(OrganizationId organization, std::string_view purpose) {
  return "wharf value 1 " + organization.ToString() + " " + std::string(purpose);
}

Error Unreadable() {
  return {ErrorKind::internal, "secret_unreadable",
          "A stored secret cannot be read: it is damaged, or was sealed with another key. Enter it again."};
}

Error Rotated() {
  return {ErrorKind::unavailable, "master_key_rotated",
          "The master key was changed while Wharf was running. Start Wharf again with the new key."};
}

Result<std::optional<std::string>> ReadSealedKey(Session& session, OrganizationId organization) {
  WHARF_ASSIGN(const Rows rows, session.Query("SELECT sealed FROM vault_key WHERE organization = ?", organization));
  return rows.empty() ? std::nullopt : std::optional(rows[0].Text(0));
}

}  // namespace

struct Vault::State {
  State(MasterKey key, std::string mark_text, Random& source)
      : master(std::move(key)), mark(std::move(mark_text)), random(source) {}

  const MasterKey master;
  /// The mark as it was when the vault was opened.
  const std::string mark;
  Random& random;
  DataKeyCache keys{kMostKeysInMemory};

  /// The error for a data key that this master key does not open: either a rotation, or damage.
  Error WhyUnreadable(Session& session) const {
    const auto marks = ReadMarks(session);
    if (!marks) return marks.error();
    return marks->current != mark || marks->next ? Rotated() : Unreadable();
  }

  Result<Secret> ReadKey(Session& session, OrganizationId organization) {
    WHARF_ASSIGN(const auto sealed, ReadSealedKey(session, organization));
    if (!sealed) return Unreadable();
    if (auto key = OpenDataKey(master, organization, *sealed)) return *std::move(key);
    return WhyUnreadable(session);
  }

  /// The key to seal with is always read from the table: one in memory may be from a transaction that was rolled back,
  /// and what is sealed with a key that is stored nowhere is lost.
  Result<Secret> ReadOrMakeKey(Session& session, OrganizationId organization) {
    WHARF_ASSIGN(const auto sealed, ReadSealedKey(session, organization));
    if (!sealed) {
      // Changing the row's lock, not the row: a rotation that begins now waits until this key is stored and then sees
      // it.
      WHARF_ASSIGN(
          const std::int64_t ours,
          session.Execute("UPDATE vault_mark SET sealed = sealed WHERE name = 'current' AND sealed = ?", mark));
      WHARF_ASSIGN(const VaultMarks marks, ReadMarks(session));
      if (ours == 0 || marks.next) return Rotated();
      // Another process may do the same: the first one's key is the one that both then read.
      WHARF_TRY(session.Execute("INSERT INTO vault_key (organization, sealed) VALUES (?, ?) ON CONFLICT DO NOTHING",
                                organization, SealDataKey(master, organization, MakeKey(random), random)));
    }
    return ReadKey(session, organization);
  }
};

Vault::Vault(std::unique_ptr<State> state) : state_(std::move(state)) {}
Vault::~Vault() = default;

Result<bool> Vault::MayMakeKey(Database& database) {
  return database.ReadValue<bool>([](Session& session) -> Result<bool> {
    WHARF_ASSIGN(const VaultMarks marks, ReadMarks(session));
    WHARF_ASSIGN(const Rows keys, session.Query("SELECT 1 FROM vault_key LIMIT 1"));
    return !marks.current && !marks.next && keys.empty();
  });
}

Result<std::unique_ptr<Vault>> Vault::Open(Database& database, MasterKey key, Random& random) {
  WHARF_ASSIGN(const bool is_new, MayMakeKey(database));
  if (is_new) {
    WHARF_TRY(database.Write([&](Session& session) -> Result<void> {
      WHARF_TRY(session.Execute("INSERT INTO vault_mark (name, sealed) VALUES ('current', ?) ON CONFLICT DO NOTHING",
                                MakeMark(key, random)));
      return {};
    }));
  }
  WHARF_ASSIGN(const VaultMarks marks, database.ReadValue<VaultMarks>(ReadMarks));
  if (marks.next && (Fits(key, marks.current) || Fits(key, marks.next))) {
    return Error{ErrorKind::conflict, "rotation_unfinished",
                 "A change of the master key was stopped half way. Run it again with the same two keys, then start."};
  }
  if (!Fits(key, marks.current)) return WrongMasterKey();
  return std::unique_ptr<Vault>(new Vault(std::make_unique<State>(std::move(key), *marks.current, random)));
}

Result<std::string> Vault::Seal(Session& session, OrganizationId organization, std::string_view purpose,
                                const Secret& value) {
  WHARF_ASSIGN(const Secret key, state_->ReadOrMakeKey(session, organization));
  return SealWithKey(key, ValueContext(organization, purpose), value.Reveal(), state_->random);
}

Result<Secret> Vault::Unseal(Session& session, OrganizationId organization, std::string_view purpose,
                             std::string_view sealed) {
  const std::string context = ValueContext(organization, purpose);
  if (const auto known = state_->keys.Find(organization)) {
    if (auto value = OpenWithKey(*known, context, sealed)) return *std::move(value);
  }
  WHARF_ASSIGN(const Secret key, state_->ReadKey(session, organization));
  auto value = OpenWithKey(key, context, sealed);
  if (!value) return Unreadable();
  state_->keys.Put(organization, key);
  return *std::move(value);
}

}  // namespace wharf::storage
