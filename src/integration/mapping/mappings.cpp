#include "integration/mapping/mappings.h"

#include <algorithm>
#include <map>
#include <set>

#include "integration/mapping/mapping_place.h"
#include "integration/mapping/mapping_store.h"
#include "integration/mapping/suggest.h"
#include "organization/scope_condition.h"
#include "storage/revision.h"

namespace wharf::mapping {
namespace {

using connection::Connection;
using organization::Access;
using organization::Right;
using organization::SqlCondition;

int Percent(double score) { return static_cast<int>(std::min(100.0, score * 100 + 0.5)); }

StoredSuggestion Store(const Suggestion& made, OrganizationId organization, const std::string& variable) {
  StoredSuggestion stored;
  stored.organization = organization;
  stored.variable = variable;
  stored.reason = made.reason;
  switch (made.kind) {
    case SuggestionKind::confident:
      stored.kind = "confident";
      break;
    case SuggestionKind::ambiguous:
      stored.kind = "ambiguous";
      break;
    case SuggestionKind::weak:
      stored.kind = "weak";
      break;
  }
  for (const SuggestCandidate& candidate : made.candidates) {
    stored.candidates.push_back({candidate.option_id, Percent(candidate.score), candidate.reason});
  }
  stored.score = stored.candidates.front().score;
  if (stored.kind == "confident") {
    stored.option_id = stored.candidates.front().option_id;
    stored.included = true;
  }
  return stored;
}

}  // namespace

Result<Mappings::Place> Mappings::PlaceOf(Connection connection, std::string_view variable) {
  Place place;
  place.connection = std::move(connection);
  place.entry = connections_.catalog().Find(place.connection.integration);
  if (place.entry == nullptr || place.entry->definition->organizations.variables.empty()) {
    return Error{ErrorKind::invalid_argument, "no_mapping", "This tool has no customers to map."};
  }
  for (const auto& known : place.entry->definition->organizations.variables) {
    if (variable.empty() || known.variable == variable) {
      place.variable = &known;
      return place;
    }
  }
  return Error{ErrorKind::not_found, "no_such_variable",
               "This tool has no mapping variable “" + std::string(variable) + "”."};
}

Result<Mappings::Place> Mappings::Look(const Access& access, ConnectionId id, Right right, std::string_view variable) {
  WHARF_ASSIGN(Connection connection, connections_.Find(access, id, right));
  return PlaceOf(std::move(connection), variable);
}

Result<std::string> Mappings::VariableName(const Access& access, ConnectionId id, std::string_view variable) {
  WHARF_ASSIGN(const Place place, Look(access, id, Right::read, variable));
  return place.variable->variable;
}

Result<Summary> Mappings::Suggest(const Access& access, ConnectionId id, std::optional<OrganizationId> organization) {
  WHARF_ASSIGN(const Place place, Look(access, id, Right::write, ""));
  const std::string& variable = place.variable->variable;
  const auto& directory = access.directory();
  WHARF_ASSIGN(const auto intervals,
               access.Scope(organization ? organization : std::optional(place.connection.organization), Right::write));
  std::vector<SuggestOrganization> organizations;
  std::vector<SuggestOption> options;
  WHARF_TRY(database_.Read([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(const auto mapped, LoadMappings(session, id, variable, std::nullopt));
    WHARF_ASSIGN(const auto locked, LoadLocks(session, id, variable, std::nullopt));
    WHARF_ASSIGN(const auto known, LoadOptions(session, id, variable, std::nullopt));
    std::set<std::string> taken;
    for (const auto& [who, mapping] : mapped) taken.insert(mapping.value);
    for (const auto& [option_id, option] : known) {
      if (option.state == OptionState::gone || taken.contains(option_id)) continue;
      options.push_back({option_id, option.name, option.domains});
    }
    // What other tools call the same organization.
    std::map<OrganizationId, std::vector<SuggestKnownAs>> known_as;
    WHARF_ASSIGN(
        const storage::Rows others,
        session.Query("SELECT m.organization_id, c.integration_id, m.option_name FROM mapping m JOIN connection c ON "
                      "c.id = m.connection_id WHERE m.connection_id <> ? AND m.option_name <> ''",
                      id));
    for (const storage::Row& row : others) {
      const auto* entry = connections_.catalog().Find(row.Text(1));
      known_as[row.As<OrganizationId>(0)].push_back(
          {entry == nullptr ? row.Text(1) : entry->definition->name, row.Text(2)});
    }
    for (const auto& interval : intervals) {
      for (auto position = interval.enter; position < interval.leave; ++position) {
        const auto& one = directory.At(position);
        // The MSP itself is no customer of its own tools.
        if (!directory.ParentOf(position) || !directory.IsActive(position)) continue;
        if (mapped.contains(one.id) || locked.contains(one.id)) continue;
        SuggestOrganization wanted{one.id.ToString(), one.name, one.domains};
        if (const auto found = known_as.find(one.id); found != known_as.end()) wanted.known_as = found->second;
        organizations.push_back(std::move(wanted));
      }
    }
    return {};
  }));
  WHARF_ASSIGN(const auto made, mapping::Suggest(organizations, options));
  WHARF_TRY(database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_TRY(session.Execute("DELETE FROM mapping_suggestion WHERE connection_id = ? AND variable = ?", id, variable));
    for (const Suggestion& suggestion : made) {
      const auto who = OrganizationId::Parse(suggestion.organization_id).value_or(OrganizationId{});
      WHARF_TRY(PutSuggestion(session, id, Store(suggestion, who, variable), clock_.Now()));
    }
    WHARF_TRY(storage::BumpRevision(session, MappingTopic(place.connection.integration)));
    return {};
  }));
  return Summarize(access, id, organization);
}

Result<void> Mappings::Include(const Access& access, ConnectionId id, const IncludeRule& rule) {
  WHARF_ASSIGN(const Place place, Look(access, id, Right::write, ""));
  WHARF_ASSIGN(const auto writable, access.Scope(rule.within, Right::write));
  return database_.Write([&](storage::Session& session) -> Result<void> {
    if (rule.organizations) {
      for (const OrganizationId organization : *rule.organizations) {
        WHARF_TRY(access.Require(Right::write, organization));
        WHARF_TRY(session.Execute(
            "UPDATE mapping_suggestion SET included = ? WHERE connection_id = ? AND organization_id = ? "
            "AND variable = ? AND kind = 'confident'",
            rule.included, id, organization, place.variable->variable));
      }
      WHARF_TRY(storage::BumpRevision(session, MappingTopic(place.connection.integration)));
      return {};
    }
    SqlCondition where{"connection_id = ? AND variable = ? AND kind = 'confident'", {id, place.variable->variable}};
    where.And(Within("organization_id", access.directory(), writable, session.dialect()));
    std::vector<storage::Value> parameters{rule.above.value_or(0), rule.included,
                                           rule.above ? !rule.included : rule.included};
    parameters.insert(parameters.end(), where.parameters.begin(), where.parameters.end());
    WHARF_TRY(session.Execute(
        "UPDATE mapping_suggestion SET included = CASE WHEN score >= CAST(? AS BIGINT) THEN CAST(? AS INTEGER) ELSE "
        "CAST(? AS INTEGER) END WHERE " +
            where.sql,
        std::span<const storage::Value>(parameters)));
    WHARF_TRY(storage::BumpRevision(session, MappingTopic(place.connection.integration)));
    return {};
  });
}

Result<void> Mappings::DiscardSuggestions(const Access& access, ConnectionId id,
                                          std::optional<OrganizationId> organization) {
  WHARF_ASSIGN(const Place place, Look(access, id, Right::write, ""));
  WHARF_ASSIGN(const auto writable, access.Scope(organization, Right::write));
  return database_.Write([&](storage::Session& session) -> Result<void> {
    SqlCondition where{"connection_id = ?", {id}};
    where.And(Within("organization_id", access.directory(), writable, session.dialect()));
    WHARF_TRY(session.Execute("DELETE FROM mapping_suggestion WHERE " + where.sql,
                              std::span<const storage::Value>(where.parameters)));
    WHARF_TRY(storage::BumpRevision(session, MappingTopic(place.connection.integration)));
    return {};
  });
}

Result<std::vector<OrganizationId>> Mappings::Lookup(const Access& access, ConnectionId id, std::string_view value) {
  WHARF_ASSIGN(const Place place, Look(access, id, Right::read, ""));
  const std::vector<std::string> values{std::string(value)};
  return database_.ReadValue<std::vector<OrganizationId>>(
      [&](storage::Session& session) -> Result<std::vector<OrganizationId>> {
        WHARF_ASSIGN(const auto mapped, LoadMappedTo(session, id, place.variable->variable, values));
        std::vector<OrganizationId> seen;
        for (const auto& [found, organizations] : mapped) {
          for (const OrganizationId organization : organizations) {
            if (access.Sees(organization)) seen.push_back(organization);
          }
        }
        return seen;
      });
}

Result<boost::json::object> Mappings::MappedValues(const Access& access, ConnectionId id, OrganizationId organization) {
  WHARF_ASSIGN(const auto position, access.Require(Right::read, organization));
  WHARF_ASSIGN(const Connection connection, connections_.Find(access, id));
  const auto* entry = connections_.catalog().Find(connection.integration);
  boost::json::object values;
  if (entry == nullptr) return values;
  std::vector<OrganizationId> path{organization};
  for (const auto above : access.directory().AncestorsOf(position)) {
    if (access.directory().ParentOf(above)) path.push_back(access.directory().At(above).id);
  }
  WHARF_TRY(database_.Read([&](storage::Session& session) -> Result<void> {
    for (const auto& variable : entry->definition->organizations.variables) {
      WHARF_ASSIGN(const auto mapped,
                   LoadMappings(session, id, variable.variable, std::span<const OrganizationId>(path)));
      for (const OrganizationId one : path) {
        const auto found = mapped.find(one);
        if (found == mapped.end()) continue;
        values[variable.variable] = found->second.value;
        if (&variable == &entry->definition->organizations.variables.front()) values[""] = found->second.value;
        break;
      }
    }
    return {};
  }));
  return values;
}

}  // namespace wharf::mapping
