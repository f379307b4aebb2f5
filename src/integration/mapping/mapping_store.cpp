#include "integration/mapping/mapping_store.h"

#include <boost/json.hpp>

#include "base/fold.h"
#include "organization/scope_condition.h"

namespace wharf::mapping {
namespace {

using organization::SqlCondition;

boost::json::array List(const std::string& text) {
  boost::json::error_code failure;
  boost::json::value value = boost::json::parse(text, failure);
  return !failure && value.is_array() ? std::move(value.get_array()) : boost::json::array();
}

SqlCondition Of(ConnectionId connection, std::string_view variable) {
  return {"connection_id = ? AND variable = ?", {connection, variable}};
}

Option OptionFromRow(const storage::Row& row, std::int64_t generation) {
  Option option;
  option.id = row.Text(0);
  option.name = row.Text(1);
  for (const auto& domain : List(row.Text(2))) {
    if (domain.is_string()) option.domains.emplace_back(domain.get_string());
  }
  option.detail = row.Text(3);
  option.gone_since = row.OptionalWhen(7);
  if (option.gone_since) {
    option.state = OptionState::gone;
  } else if (row.Int(6) == generation && generation > 1) {
    option.state = OptionState::renamed;
    option.previous_name = row.OptionalText(4);
  } else if (row.Int(5) == generation && generation > 1) {
    option.state = OptionState::fresh;
  }
  return option;
}

constexpr std::string_view kOptionColumns =
    "option_id, name, domains, detail, previous_name, first_seen, renamed_in, gone_since";

}  // namespace

std::string_view NameOf(OptionState state) {
  switch (state) {
    case OptionState::fresh:
      return "new";
    case OptionState::renamed:
      return "renamed";
    case OptionState::gone:
      return "gone";
    case OptionState::current:
      break;
  }
  return "current";
}

std::vector<Candidate> ReadCandidates(const std::string& json) {
  std::vector<Candidate> candidates;
  for (const auto& candidate : List(json)) {
    const auto* parts = candidate.if_array();
    if (parts == nullptr || parts->size() != 3) continue;
    candidates.push_back({std::string((*parts)[0].as_string()), static_cast<int>((*parts)[1].as_int64()),
                          std::string((*parts)[2].as_string())});
  }
  return candidates;
}

Result<std::unordered_map<std::string, LocksByOrganization>> LoadOwnersOf(storage::Session& session,
                                                                          std::span<const std::string> variables,
                                                                          std::span<const OrganizationId> only) {
  SqlCondition where = organization::OneOf("v.organization_id", only, session.dialect());
  where.And(organization::OneOf("v.name", variables, session.dialect()));
  WHARF_ASSIGN(const storage::Rows rows,
               session.Query("SELECT v.name, v.organization_id, c.id, c.name, c.organization_id FROM variable v JOIN "
                             "connection c ON c.id = v.connection_id WHERE v.kind = 'system' AND c.removed_at IS NULL "
                             "AND " +
                                 where.sql,
                             std::span<const storage::Value>(where.parameters)));
  std::unordered_map<std::string, LocksByOrganization> owners;
  for (const storage::Row& row : rows) {
    owners[row.Text(0)].emplace(row.As<OrganizationId>(1),
                                LockedBy{row.As<ConnectionId>(2), row.Text(3), row.As<OrganizationId>(4)});
  }
  return owners;
}

Result<LocksByOrganization> LoadOwners(storage::Session& session, std::string_view variable,
                                       std::optional<std::span<const OrganizationId>> only) {
  SqlCondition where{"v.name = ? AND v.kind = 'system' AND c.removed_at IS NULL", {variable}};
  if (only) where.And(organization::OneOf("v.organization_id", *only, session.dialect()));
  WHARF_ASSIGN(const storage::Rows rows,
               session.Query("SELECT v.organization_id, c.id, c.name, c.organization_id FROM variable v JOIN "
                             "connection c ON c.id = v.connection_id WHERE " +
                                 where.sql,
                             std::span<const storage::Value>(where.parameters)));
  LocksByOrganization owners;
  owners.reserve(rows.size());
  for (const storage::Row& row : rows) {
    owners.emplace(row.As<OrganizationId>(0),
                   LockedBy{row.As<ConnectionId>(1), row.Text(2), row.As<OrganizationId>(3)});
  }
  return owners;
}

Result<LocksByOrganization> LoadLocks(storage::Session& session, ConnectionId connection, std::string_view variable,
                                      std::optional<std::span<const OrganizationId>> only) {
  // Most tools have one connection: nothing can be locked then, however many organizations there are.
  WHARF_ASSIGN(const storage::Rows others,
               session.Query("SELECT 1 FROM connection WHERE removed_at IS NULL AND id <> ? AND integration_id = "
                             "(SELECT integration_id FROM connection WHERE id = ?) LIMIT 1",
                             connection, connection));
  if (others.empty()) return LocksByOrganization();
  WHARF_ASSIGN(LocksByOrganization locks, LoadOwners(session, variable, only));
  std::erase_if(locks, [&](const auto& lock) { return lock.second.connection == connection; });
  return locks;
}

Result<MappingsByOrganization> LoadMappings(storage::Session& session, ConnectionId connection,
                                            std::string_view variable,
                                            std::optional<std::span<const OrganizationId>> only) {
  SqlCondition where = Of(connection, variable);
  if (only) where.And(organization::OneOf("organization_id", *only, session.dialect()));
  WHARF_ASSIGN(
      const storage::Rows rows,
      session.Query(
          "SELECT organization_id, value, option_name, version, updated_at, updated_by FROM mapping WHERE " + where.sql,
          std::span<const storage::Value>(where.parameters)));
  MappingsByOrganization mappings;
  mappings.reserve(rows.size());
  for (const storage::Row& row : rows) {
    Mapping mapping{row.As<OrganizationId>(0),
                    std::string(variable),
                    row.Text(1),
                    row.Text(2),
                    row.Int(3),
                    row.When(4),
                    row.Text(5)};
    mappings.emplace(mapping.organization, std::move(mapping));
  }
  return mappings;
}

Result<SuggestionsByOrganization> LoadSuggestions(storage::Session& session, ConnectionId connection,
                                                  std::string_view variable,
                                                  std::optional<std::span<const OrganizationId>> only) {
  SqlCondition where = Of(connection, variable);
  if (only) where.And(organization::OneOf("organization_id", *only, session.dialect()));
  WHARF_ASSIGN(const storage::Rows rows, session.Query("SELECT organization_id, kind, option_id, score, reason, "
                                                       "included, candidates FROM mapping_suggestion WHERE " +
                                                           where.sql,
                                                       std::span<const storage::Value>(where.parameters)));
  SuggestionsByOrganization suggestions;
  for (const storage::Row& row : rows) {
    StoredSuggestion s{row.As<OrganizationId>(0),    std::string(variable), row.Text(1), row.Text(2),
                       static_cast<int>(row.Int(3)), row.Text(4),           row.Bool(5), ReadCandidates(row.Text(6))};
    suggestions.emplace(s.organization, std::move(s));
  }
  return suggestions;
}

Result<Pull> LoadPull(storage::Session& session, ConnectionId connection, std::string_view variable) {
  WHARF_ASSIGN(
      const storage::Rows rows,
      session.Query(
          "SELECT generation, fetched_at, count, error FROM option_pull WHERE connection_id = ? AND variable = ?",
          connection, variable));
  Pull pull;
  if (rows.empty()) return pull;
  const storage::Row& row = rows.front();
  pull.generation = row.Int(0);
  pull.fetched = row.OptionalWhen(1);
  pull.ever = pull.fetched.has_value();
  pull.count = row.Int(2);
  pull.error = row.Text(3);
  return pull;
}

Result<OptionsById> LoadOptions(storage::Session& session, ConnectionId connection, std::string_view variable,
                                std::optional<std::span<const std::string>> only,
                                std::optional<std::int64_t> generation) {
  if (!generation) {
    WHARF_ASSIGN(const Pull pull, LoadPull(session, connection, variable));
    generation = pull.generation;
  }
  SqlCondition where = Of(connection, variable);
  if (only) where.And(organization::OneOf("option_id", *only, session.dialect()));
  WHARF_ASSIGN(const storage::Rows rows,
               session.Query("SELECT " + std::string(kOptionColumns) + " FROM mapping_option WHERE " + where.sql,
                             std::span<const storage::Value>(where.parameters)));
  OptionsById options;
  options.reserve(rows.size());
  for (const storage::Row& row : rows) {
    Option option = OptionFromRow(row, *generation);
    options.emplace(option.id, std::move(option));
  }
  return options;
}

Result<OptionSearch> SearchOptions(storage::Session& session, ConnectionId connection, std::string_view variable,
                                   std::string_view search, int limit) {
  WHARF_ASSIGN(const Pull pull, LoadPull(session, connection, variable));
  SqlCondition where = Of(connection, variable);
  if (!search.empty()) {
    where.And("(folded_name LIKE ? ESCAPE '\\' OR option_id = ?)",
              {organization::LikeAnywhere(FoldForSearch(search)), search});
  }
  OptionSearch found;
  WHARF_ASSIGN(const storage::Rows count, session.Query("SELECT COUNT(*) FROM mapping_option WHERE " + where.sql,
                                                        std::span<const storage::Value>(where.parameters)));
  found.total = count.front().Int(0);
  where.parameters.emplace_back(limit);
  WHARF_ASSIGN(
      const storage::Rows rows,
      session.Query("SELECT " + std::string(kOptionColumns) + " FROM mapping_option WHERE " + where.sql +
                        " ORDER BY CASE WHEN gone_since IS NULL THEN 0 ELSE 1 END, folded_name, option_id LIMIT ?",
                    std::span<const storage::Value>(where.parameters)));
  for (const storage::Row& row : rows) found.items.push_back(OptionFromRow(row, pull.generation));
  return found;
}

Result<std::unordered_map<std::string, std::vector<OrganizationId>>> LoadMappedTo(storage::Session& session,
                                                                                  ConnectionId connection,
                                                                                  std::string_view variable,
                                                                                  std::span<const std::string> values) {
  SqlCondition where = Of(connection, variable);
  where.And(organization::OneOf("value", values, session.dialect()));
  WHARF_ASSIGN(const storage::Rows rows, session.Query("SELECT value, organization_id FROM mapping WHERE " + where.sql,
                                                       std::span<const storage::Value>(where.parameters)));
  std::unordered_map<std::string, std::vector<OrganizationId>> mapped;
  for (const storage::Row& row : rows) mapped[row.Text(0)].push_back(row.As<OrganizationId>(1));
  return mapped;
}

Result<void> PutMapping(storage::Session& session, ConnectionId connection, const Mapping& m) {
  WHARF_TRY(session.Execute(
      "INSERT INTO mapping (connection_id, organization_id, variable, value, option_name, version, updated_at, "
      "updated_by) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (connection_id, organization_id, variable) DO UPDATE SET "
      "value = excluded.value, option_name = excluded.option_name, version = excluded.version, "
      "updated_at = excluded.updated_at, updated_by = excluded.updated_by",
      connection, m.organization, m.variable, m.value, m.option_name, m.version, m.updated, m.updated_by));
  return {};
}

Result<void> RemoveMapping(storage::Session& session, ConnectionId connection, OrganizationId organization,
                           std::string_view variable) {
  WHARF_TRY(session.Execute("DELETE FROM mapping WHERE connection_id = ? AND organization_id = ? AND variable = ?",
                            connection, organization, variable));
  return {};
}

Result<void> PutSuggestion(storage::Session& session, ConnectionId connection, const StoredSuggestion& s, Time now) {
  boost::json::array candidates;
  for (const Candidate& candidate : s.candidates) {
    candidates.push_back(boost::json::array{candidate.option_id, candidate.score, candidate.reason});
  }
  WHARF_TRY(session.Execute(
      "INSERT INTO mapping_suggestion (connection_id, organization_id, variable, kind, option_id, score, reason, "
      "included, "
      "candidates, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (connection_id, organization_id, "
      "variable) "
      "DO UPDATE SET kind = excluded.kind, option_id = excluded.option_id, score = excluded.score, reason = "
      "excluded.reason, included = excluded.included, candidates = excluded.candidates, made_at = excluded.made_at",
      connection, s.organization, s.variable, s.kind, s.option_id, s.score, s.reason, s.included,
      boost::json::serialize(candidates), now));
  return {};
}

}  // namespace wharf::mapping
