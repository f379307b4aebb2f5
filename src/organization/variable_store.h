#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "organization/directory.h"
#include "organization/scope_condition.h"
#include "organization/variable_resolution.h"
#include "storage/database.h"

namespace wharf::organization {

// The SQL of table `variable`.

/// What a secret variable is sealed for.
std::string VaultPurpose(std::string_view name);

/// The organization itself, then its parent, up to the root.
std::vector<OrganizationId> IdsUpwards(const Directory& directory, Directory::Position position);

/// A row: of a secret the sealed text, which goes to nobody but the vault.
struct StoredVariable {
  Variable variable;
  std::optional<std::string> sealed;
};

/// The columns that ReadVariable expects, of a table that is called `v`.
inline constexpr std::string_view kVariableColumns =
    "v.organization_id, v.name, v.kind, v.type, v.value, v.cascade, v.connection_id, v.version, v.created_at, "
    "v.created_by, v.updated_at, v.updated_by, v.sealed";

StoredVariable ReadVariable(const storage::Row& row);

Result<std::optional<StoredVariable>> FindVariable(storage::Session& session, OrganizationId organization,
                                                   std::string_view name);
/// The variables of each organization of `nearest_first`, in that order, each ordered by name.
Result<std::vector<std::vector<StoredVariable>>> LoadLevels(storage::Session& session,
                                                            std::span<const OrganizationId> nearest_first);
/// The same without what is sealed.
std::vector<std::vector<Variable>> WithoutSealed(const std::vector<std::vector<StoredVariable>>& levels);
/// False if another transaction made the same variable meanwhile.
Result<bool> InsertVariable(storage::Session& session, const StoredVariable& stored);
/// Stores all parts and raises the version by one. False if the stored version is not `stored.variable.version`.
Result<bool> UpdateVariable(storage::Session& session, const StoredVariable& stored);
/// False if the version is another.
Result<bool> DeleteVariable(storage::Session& session, OrganizationId organization, std::string_view name,
                            std::int64_t version);

}  // namespace wharf::organization
