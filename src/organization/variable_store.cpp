#include "organization/variable_store.h"

#include <unordered_map>
#include <utility>

#include "organization/variable_rules.h"

namespace wharf::organization {

std::string VaultPurpose(std::string_view name) { return "variable:" + std::string(name); }

std::vector<OrganizationId> IdsUpwards(const Directory& directory, Directory::Position position) {
  std::vector<OrganizationId> ids{directory.At(position).id};
  for (const Directory::Position above : directory.AncestorsOf(position)) ids.push_back(directory.At(above).id);
  return ids;
}

std::vector<std::vector<Variable>> WithoutSealed(const std::vector<std::vector<StoredVariable>>& levels) {
  std::vector<std::vector<Variable>> variables(levels.size());
  for (std::size_t level = 0; level < levels.size(); ++level) {
    for (const StoredVariable& stored : levels[level]) variables[level].push_back(stored.variable);
  }
  return variables;
}

StoredVariable ReadVariable(const storage::Row& row) {
  StoredVariable stored;
  Variable& variable = stored.variable;
  variable.organization = row.As<OrganizationId>(0);
  variable.name = row.Text(1);
  variable.kind = ParseVariableKind(row.Text(2)).value_or(VariableKind::secret);
  variable.type = ParseVariableType(row.Text(3)).value_or(VariableType::text);
  variable.value = row.OptionalText(4);
  variable.cascade = row.Bool(5);
  if (!row.IsNull(6)) variable.connection = row.As<ConnectionId>(6);
  variable.version = row.Int(7);
  variable.created = row.When(8);
  variable.created_by = row.Text(9);
  variable.updated = row.When(10);
  variable.updated_by = row.Text(11);
  stored.sealed = row.OptionalText(12);
  return stored;
}

Result<std::optional<StoredVariable>> FindVariable(storage::Session& session, OrganizationId organization,
                                                   std::string_view name) {
  const std::string sql =
      "SELECT " + std::string(kVariableColumns) + " FROM variable v WHERE v.organization_id = ? AND v.name = ?";
  WHARF_ASSIGN(const storage::Rows rows, session.Query(sql, organization, name));
  if (rows.empty()) return std::optional<StoredVariable>();
  return std::optional(ReadVariable(rows.front()));
}

Result<std::vector<std::vector<StoredVariable>>> LoadLevels(storage::Session& session,
                                                            std::span<const OrganizationId> nearest_first) {
  const SqlCondition where = OneOf("v.organization_id", nearest_first, session.dialect());
  const std::string sql =
      "SELECT " + std::string(kVariableColumns) + " FROM variable v WHERE " + where.sql + " ORDER BY v.name";
  WHARF_ASSIGN(const storage::Rows rows, session.Query(sql, std::span<const storage::Value>(where.parameters)));
  std::unordered_map<OrganizationId, std::size_t> level_of;
  for (std::size_t level = 0; level < nearest_first.size(); ++level) level_of.emplace(nearest_first[level], level);
  std::vector<std::vector<StoredVariable>> levels(nearest_first.size());
  for (const storage::Row& row : rows) {
    StoredVariable stored = ReadVariable(row);
    levels[level_of.at(stored.variable.organization)].push_back(std::move(stored));
  }
  return levels;
}

Result<bool> InsertVariable(storage::Session& session, const StoredVariable& stored) {
  const Variable& variable = stored.variable;
  WHARF_ASSIGN(const std::int64_t inserted,
               session.Execute(
                   "INSERT INTO variable (organization_id, name, kind, type, value, sealed, cascade, connection_id, "
                   "version, created_at, created_by, updated_at, updated_by, search) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                   variable.organization, variable.name, NameOf(variable.kind), NameOf(variable.type), variable.value,
                   stored.sealed, variable.cascade, variable.connection, variable.created, variable.created_by,
                   variable.updated, variable.updated_by, VariableSearchText(variable.name, variable.value)));
  return inserted == 1;
}

Result<bool> UpdateVariable(storage::Session& session, const StoredVariable& stored) {
  const Variable& variable = stored.variable;
  WHARF_ASSIGN(
      const std::int64_t updated,
      session.Execute("UPDATE variable SET kind = ?, type = ?, value = ?, sealed = ?, cascade = ?, connection_id = ?, "
                      "version = version + 1, updated_at = ?, updated_by = ?, search = ? "
                      "WHERE organization_id = ? AND name = ? AND version = ?",
                      NameOf(variable.kind), NameOf(variable.type), variable.value, stored.sealed, variable.cascade,
                      variable.connection, variable.updated, variable.updated_by,
                      VariableSearchText(variable.name, variable.value), variable.organization, variable.name,
                      variable.version));
  return updated == 1;
}

Result<bool> DeleteVariable(storage::Session& session, OrganizationId organization, std::string_view name,
                            std::int64_t version) {
  WHARF_ASSIGN(const std::int64_t deleted,
               session.Execute("DELETE FROM variable WHERE organization_id = ? AND name = ? AND version = ?",
                               organization, name, version));
  return deleted == 1;
}

}  // namespace wharf::organization
