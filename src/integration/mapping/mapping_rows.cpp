#include "integration/mapping/mapping_rows.h"

#include <algorithm>

namespace wharf::mapping {
namespace {

using organization::Access;
using Position = organization::Directory::Position;

const Option* FindOption(const Facts& facts, const std::string& id) {
  const auto found = facts.options.find(id);
  return found == facts.options.end() ? nullptr : &found->second;
}

void AddMapping(TableRow& row, OrganizationId id, const Mapping& mapping, const Facts& facts) {
  row.mapping = mapping;
  row.state = RowState::mapped;
  if (const Option* option = FindOption(facts, mapping.value)) row.option = *option;
  if (row.option && row.option->state == OptionState::gone) row.state = RowState::gone;
  const auto others = facts.mapped_to.find(mapping.value);
  if (others == facts.mapped_to.end()) return;
  for (const OrganizationId other : others->second) {
    if (other != id) row.conflict_with.push_back(other);
  }
  if (!row.conflict_with.empty() && row.state == RowState::mapped) row.state = RowState::conflict;
}

void AddSuggestion(TableRow& row, const StoredSuggestion& suggestion, const Facts& facts) {
  row.suggestion = suggestion;
  for (const Candidate& candidate : suggestion.candidates) {
    if (const Option* option = FindOption(facts, candidate.option_id)) row.candidates.emplace_back(candidate, *option);
  }
  if (suggestion.kind == "confident") {
    if (const Option* option = FindOption(facts, suggestion.option_id)) row.suggested = *option;
    row.state = row.suggested ? RowState::suggested : RowState::unmapped;
  } else if (suggestion.kind == "ambiguous") {
    row.state = RowState::ambiguous;
  }
}

}  // namespace

Result<Facts> LoadFacts(storage::Session& session, ConnectionId connection, std::string_view variable,
                        const std::optional<std::vector<OrganizationId>>& only, const KnownFacts& known) {
  Facts facts;
  std::optional<std::span<const OrganizationId>> some;
  if (only) some = std::span<const OrganizationId>(*only);
  if (known.pull) {
    facts.pull = *known.pull;
  } else {
    WHARF_ASSIGN(facts.pull, LoadPull(session, connection, variable));
  }
  if (known.mapped) {
    WHARF_ASSIGN(facts.mappings, LoadMappings(session, connection, variable, some));
  }
  if (known.proposed) {
    WHARF_ASSIGN(facts.suggestions, LoadSuggestions(session, connection, variable, some));
  }
  if (known.locked) {
    WHARF_ASSIGN(facts.locks, LoadLocks(session, connection, variable, some));
  }
  if (!only) {
    WHARF_ASSIGN(facts.options, LoadOptions(session, connection, variable, std::nullopt, facts.pull.generation));
    for (const auto& [organization, mapping] : facts.mappings) facts.mapped_to[mapping.value].push_back(organization);
    return facts;
  }
  std::vector<std::string> values;
  for (const auto& [organization, mapping] : facts.mappings) values.push_back(mapping.value);
  std::vector<std::string> wanted = values;
  for (const auto& [organization, suggestion] : facts.suggestions) {
    for (const auto& candidate : suggestion.candidates) wanted.push_back(candidate.option_id);
  }
  if (!wanted.empty()) {
    WHARF_ASSIGN(facts.options, LoadOptions(session, connection, variable, std::span<const std::string>(wanted),
                                            facts.pull.generation));
  }
  if (!values.empty() && known.shared) {
    WHARF_ASSIGN(facts.mapped_to, LoadMappedTo(session, connection, variable, values));
  }
  return facts;
}

TableRow MakeRow(OrganizationId organization, const Facts& facts) {
  TableRow row;
  const auto mapping = facts.mappings.find(organization);
  if (mapping != facts.mappings.end()) {
    AddMapping(row, organization, mapping->second, facts);
  } else if (const auto suggestion = facts.suggestions.find(organization); suggestion != facts.suggestions.end()) {
    AddSuggestion(row, suggestion->second, facts);
  }
  if (const auto lock = facts.locks.find(organization); lock != facts.locks.end()) {
    row.locked_by = lock->second;
    row.state = RowState::locked;
  }
  return row;
}

std::string ValueNameOf(const TableRow& row) {
  if (row.option) return row.option->name;
  if (row.mapping) return row.mapping->option_name.empty() ? row.mapping->value : row.mapping->option_name;
  return row.suggested ? row.suggested->name : std::string();
}

Result<void> AddInherited(storage::Session& session, const Access& access, ConnectionId connection,
                          std::string_view variable, std::vector<TableRow>& rows) {
  std::vector<OrganizationId> ancestors;
  for (const TableRow& row : rows) {
    if (row.mapping) continue;
    for (const Position above : access.directory().AncestorsOf(row.position)) {
      // The root is the MSP itself: its own record in the tool is nobody else's.
      if (!access.directory().ParentOf(above)) continue;
      if (access.May(organization::Right::read, above)) ancestors.push_back(access.directory().At(above).id);
    }
  }
  std::sort(ancestors.begin(), ancestors.end());
  ancestors.erase(std::unique(ancestors.begin(), ancestors.end()), ancestors.end());
  if (ancestors.empty()) return {};
  WHARF_ASSIGN(const auto above,
               LoadMappings(session, connection, variable, std::span<const OrganizationId>(ancestors)));
  for (TableRow& row : rows) {
    if (row.mapping) continue;
    for (const Position position : access.directory().AncestorsOf(row.position)) {
      const auto found = above.find(access.directory().At(position).id);
      if (found == above.end()) continue;
      row.inherited = Inherited{found->first, found->second.value, found->second.option_name};
      break;
    }
  }
  return {};
}

}  // namespace wharf::mapping
