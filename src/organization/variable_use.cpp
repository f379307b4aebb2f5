#include <utility>

#include "organization/variable_rules.h"
#include "organization/variable_store.h"
#include "organization/variables.h"

namespace wharf::organization {
namespace {

Result<UsableValue> OpenValue(storage::Session& session, storage::Vault& vault, const StoredVariable& stored) {
  const Variable& variable = stored.variable;
  if (variable.kind != VariableKind::secret) return UsableValue{variable, Secret(variable.value.value_or(""))};
  WHARF_ASSIGN(Secret value, vault.Unseal(session, variable.organization, VaultPurpose(variable.name), *stored.sealed));
  return UsableValue{variable, std::move(value)};
}

}  // namespace

Result<Secret> Variables::Reveal(const Access& access, OrganizationId organization, std::string_view name) {
  WHARF_ASSIGN(const Directory::Position position, access.Require(Right::administer, organization));
  // Written down and opened in one transaction: what cannot be recorded is not revealed.
  return database_.WriteValue<Secret>([&](storage::Session& session) -> Result<Secret> {
    WHARF_ASSIGN(const auto stored, FindVariable(session, organization, name));
    const std::string& organization_name = access.directory().At(position).name;
    if (!stored) {
      return Error{ErrorKind::not_found, "variable_not_found",
                   organization_name + " has no variable " + std::string(name) + " of its own."};
    }
    WHARF_ASSIGN(UsableValue opened, OpenValue(session, vault_, *stored));
    WHARF_TRY(audit_.Record(session, access.caller(),
                            {.organization = organization,
                             .action = "variable.revealed",
                             .subject_kind = "variable",
                             .subject_id = organization.ToString() + "/" + std::string(name),
                             .subject_name = std::string(name),
                             .summary = "Revealed " + std::string(name) + " of " + organization_name}));
    return std::move(opened.value);
  });
}

Result<std::optional<UsableValue>> Variables::Use(const Access& access, OrganizationId organization,
                                                  std::string_view name) {
  WHARF_ASSIGN(const Directory::Position position, access.Require(Right::read, organization));
  const std::vector<OrganizationId> ids = IdsUpwards(access.directory(), position);
  return database_.ReadValue<std::optional<UsableValue>>(
      [&](storage::Session& session) -> Result<std::optional<UsableValue>> {
        for (std::size_t level = 0; level < ids.size(); ++level) {
          WHARF_ASSIGN(const auto stored, FindVariable(session, ids[level], name));
          if (!stored || (level > 0 && !stored->variable.cascade)) continue;
          WHARF_ASSIGN(UsableValue opened, OpenValue(session, vault_, *stored));
          return std::optional(std::move(opened));
        }
        return std::optional<UsableValue>();
      });
}

Result<std::vector<UsableValue>> Variables::UseAll(const Access& access, OrganizationId organization) {
  WHARF_ASSIGN(const Directory::Position position, access.Require(Right::read, organization));
  const std::vector<OrganizationId> ids = IdsUpwards(access.directory(), position);
  return database_.ReadValue<std::vector<UsableValue>>(
      [&](storage::Session& session) -> Result<std::vector<UsableValue>> {
        WHARF_ASSIGN(const auto stored, LoadLevels(session, ids));
        const std::vector<std::vector<Variable>> levels = WithoutSealed(stored);
        std::vector<UsableValue> values;
        for (const auto& [name, resolved] : ResolveAll(levels)) {
          WHARF_ASSIGN(UsableValue opened, OpenValue(session, vault_, stored[resolved.level][resolved.index]));
          values.push_back(std::move(opened));
        }
        return values;
      });
}

Result<void> Variables::RecordUse(const Access& access, OrganizationId organization, std::span<const std::string> names,
                                  std::string_view purpose) {
  WHARF_ASSIGN(const Directory::Position position, access.Require(Right::read, organization));
  const std::string& organization_name = access.directory().At(position).name;
  return database_.Write([&](storage::Session& session) -> Result<void> {
    for (const std::string& name : names) {
      WHARF_TRY(
          audit_.Record(session, access.caller(),
                        {.organization = organization,
                         .action = "variable.used",
                         .subject_kind = "variable",
                         .subject_id = organization.ToString() + "/" + name,
                         .subject_name = name,
                         .summary = "Used the secret " + name + " of " + organization_name + std::string(purpose)}));
    }
    return {};
  });
}

Result<void> Variables::SetSystem(storage::Session& session, const Caller& caller, OrganizationId organization,
                                  std::string_view name, std::string_view value, ConnectionId connection,
                                  bool cascade) {
  if (!IsVariableName(name)) {
    return Error{ErrorKind::invalid_argument, "name_invalid",
                 "\"" + std::string(name) + "\" is no name of a variable. Correct it in the integration's definition."};
  }
  WHARF_ASSIGN(std::string checked, CheckValue(name, VariableKind::system, VariableType::text, value));
  WHARF_ASSIGN(auto before, FindVariable(session, organization, name));
  const bool of_another =
      before && before->variable.kind == VariableKind::system && before->variable.connection != connection;
  if (before && (of_another || before->variable.kind == VariableKind::secret)) {
    return Error{
        ErrorKind::conflict, "variable_locked",
        std::string(name) + (of_another ? " is written by the mapping of another connection. Clear it there first."
                                        : " is a secret of this organization. Delete the secret first.")};
  }
  const Time now = clock_.Now();
  StoredVariable after;
  if (before) after = *std::move(before);
  Variable& variable = after.variable;
  const bool is_new = variable.version == 0;
  if (!is_new && variable.kind == VariableKind::system && variable.value == checked && variable.cascade == cascade) {
    return {};
  }
  variable.organization = organization;
  variable.name = std::string(name);
  variable.kind = VariableKind::system;
  variable.type = VariableType::text;
  variable.value = std::move(checked);
  variable.cascade = cascade;
  variable.connection = connection;
  variable.updated = now;
  variable.updated_by = caller.name;
  if (is_new) {
    variable.created = now;
    variable.created_by = caller.name;
  }
  WHARF_ASSIGN(const bool stored, is_new ? InsertVariable(session, after) : UpdateVariable(session, after));
  if (stored) return {};
  return Error{ErrorKind::conflict, "changed_meanwhile",
               std::string(name) + " was changed at the same moment. Save the mapping again."};
}

Result<void> Variables::ClearSystem(storage::Session& session, OrganizationId organization, std::string_view name,
                                    ConnectionId connection) {
  WHARF_TRY(session.Execute(
      "DELETE FROM variable WHERE organization_id = ? AND name = ? AND kind = 'system' AND connection_id = ?",
      organization, name, connection));
  return {};
}

}  // namespace wharf::organization
