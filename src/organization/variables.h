#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "organization/access.h"
#include "organization/audit.h"
#include "organization/variable_resolution.h"
#include "storage/database.h"
#include "storage/vault.h"

namespace wharf::organization {

/// Where a value comes from, as a table shows it.
enum class VariableSource { own, inherited, mapping };
std::string_view NameOf(VariableSource source);
std::optional<VariableSource> ParseVariableSource(std::string_view name);

enum class VariableOrder { name, organization, kind, value, created, updated };

struct VariableFilter {
  /// Unset: of all organizations the caller sees.
  std::optional<OrganizationId> organization = std::nullopt;
  bool include_descendants = false;
  /// With one organization and without descendants: its effective values and not only its own.
  bool show_inherited = true;
  /// In names and values (not of secrets) and, across organizations, in the organization's name; whatever the case.
  std::string search = {};
  std::optional<VariableKind> kind = std::nullopt;
  std::optional<VariableSource> source = std::nullopt;
  std::string made_by = {};  ///< in the name of who made it, whatever the case
  VariableOrder order = VariableOrder::name;
  bool descending = false;
};

struct VariableItem {
  Variable variable;
  VariableSource source = VariableSource::own;
  /// The organization whose value it is; unset where it is above what the caller may see.
  std::optional<OrganizationId> source_organization;
  bool can_edit = false;  ///< this caller, where it is
};

struct VariablePage {
  std::vector<VariableItem> items;
  std::int64_t total = 0;
};

/// How a value comes about, from the organization up to the topmost one that the caller sees. Values above that are
/// summed up in one step without id and name.
struct ResolutionStep {
  std::optional<OrganizationId> organization;
  StepState state = StepState::not_set;
  std::optional<std::string> value;  ///< never of a secret
};
struct Resolution {
  std::string name;
  std::optional<VariableKind> kind;  ///< unset if there is no value
  std::optional<VariableType> type;
  std::optional<std::string> value;  ///< never of a secret
  std::vector<ResolutionStep> steps;
};

/// What to do to one variable. Parts that are not set stay as they are; a new variable is `general`, `text` and
/// cascades unless it is a secret.
struct VariableEdit {
  OrganizationId organization;
  std::string name;
  std::optional<Secret> value = std::nullopt;  ///< of any kind; typed so because it may be a secret
  std::optional<VariableKind> kind = std::nullopt;
  std::optional<VariableType> type = std::nullopt;
  std::optional<bool> cascade = std::nullopt;
  bool remove = false;
  /// That the person saw; 0: it must not exist yet; unset: whatever is there.
  std::optional<std::int64_t> version = std::nullopt;
};

/// A value as a call or a template uses it.
struct UsableValue {
  Variable variable;
  Secret value;  ///< in clear also for a secret
  [[nodiscard]] bool secret() const { return variable.kind == VariableKind::secret; }
};

/// What moving an organization would change.
struct MovePreview {
  std::vector<VariableChange> changes;  ///< at most 500, in tree order
  std::size_t affected = 0;             ///< how many organizations get other values, exact
};

/// The named values of organizations. Reading needs the right to read, changing to write, revealing a secret to
/// administer. Safe from any thread.
class Variables {
 public:
  Variables(storage::Database& database, storage::Vault& vault, AuditLog& audit, const Clock& clock)
      : database_(database), vault_(vault), audit_(audit), clock_(clock) {}

  Result<VariablePage> List(const Access& access, const VariableFilter& filter, int page, int page_size);
  /// The effective values of one organization, ordered by name.
  Result<std::vector<VariableItem>> Effective(const Access& access, OrganizationId organization);
  Result<Resolution> Resolve(const Access& access, OrganizationId organization, std::string_view name);
  Result<std::optional<Variable>> Find(const Access& access, OrganizationId organization, std::string_view name);

  /// Makes or changes one variable. Fails with `invalid_argument` and a field error for each wrong part, with
  /// `conflict`
  /// (`changed_meanwhile`) for another version, with `permission_denied` (`system_variable`) for one that a mapping
  /// writes, and with `invalid_argument` (`secret_stays_secret`) when a secret should become another kind.
  Result<Variable> Put(const Access& access, const VariableEdit& edit);
  Result<void> Remove(const Access& access, OrganizationId organization, std::string_view name,
                      std::optional<std::int64_t> version);
  /// All edits or none; the pointer of a field error begins with its place: "/changes/3/value". Returns how many
  /// variables really changed. At most 10,000 edits.
  Result<std::int64_t> ChangeAll(const Access& access, std::span<const VariableEdit> edits);

  /// The secret in clear, for a person who may administer; recorded in the audit log before it is given.
  Result<Secret> Reveal(const Access& access, OrganizationId organization, std::string_view name);

  /// Which values moving `organization` below `parent` would change, there and in all below it. Needs what the move
  /// needs (Organizations::Move).
  Result<MovePreview> PreviewMove(const Access& access, OrganizationId organization, OrganizationId parent);

  /// The effective value for a call on behalf of `organization`; nullopt if there is none. The caller of this function
  /// is the engine, with an Access that may read the organization; secrets are opened.
  Result<std::optional<UsableValue>> Use(const Access& access, OrganizationId organization, std::string_view name);
  /// All effective values for a call, secrets opened.
  Result<std::vector<UsableValue>> UseAll(const Access& access, OrganizationId organization);

  /// Writes down which secrets a call used; `purpose` ends the sentence (" for List users of Example").
  Result<void> RecordUse(const Access& access, OrganizationId organization, std::span<const std::string> names,
                         std::string_view purpose);

  /// Writes the variable that belongs to a saved mapping, in the mapping's own transaction. Takes over a general or
  /// contact variable of that name; fails with `conflict` (`variable_locked`) if another connection or a secret has it.
  /// Rights are the mapping's business, and its own audit entry tells of this too.
  Result<void> SetSystem(storage::Session& session, const Caller& caller, OrganizationId organization,
                         std::string_view name, std::string_view value, ConnectionId connection, bool cascade);
  /// Removes it if this connection wrote it; anything else stays.
  Result<void> ClearSystem(storage::Session& session, OrganizationId organization, std::string_view name,
                           ConnectionId connection);

 private:
  storage::Database& database_;
  storage::Vault& vault_;
  AuditLog& audit_;
  const Clock& clock_;
};

}  // namespace wharf::organization
