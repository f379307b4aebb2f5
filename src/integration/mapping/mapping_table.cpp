#include <algorithm>
#include <array>

#include "base/fold.h"
#include "integration/mapping/mapping_place.h"
#include "integration/mapping/mapping_store.h"
#include "integration/mapping/mappings.h"

namespace wharf::mapping {
namespace {

using organization::Access;
using organization::Directory;
using Position = Directory::Position;

constexpr std::array<std::pair<RowState, std::string_view>, 6> kStates{{{RowState::unmapped, "unmapped"},
                                                                        {RowState::mapped, "mapped"},
                                                                        {RowState::suggested, "suggested"},
                                                                        {RowState::ambiguous, "ambiguous"},
                                                                        {RowState::gone, "gone"},
                                                                        {RowState::conflict, "conflict"}}};

/// The organizations of a list, by name, before anything of the mapping is known.
Result<std::vector<Position>> SelectPositions(const Access& access, const TableFilter& filter, OrganizationId below) {
  WHARF_ASSIGN(const auto intervals, access.Scope(filter.organization ? filter.organization : std::optional(below)));
  const Directory& directory = access.directory();
  const std::string search = FoldForSearch(filter.search);
  std::vector<Position> positions;
  for (const Position position : directory.ByName()) {
    const bool inside =
        std::any_of(intervals.begin(), intervals.end(), [&](const auto& i) { return i.Holds(position); });
    if (!inside) continue;
    if (!search.empty() && directory.At(position).folded_name.find(search) == std::string::npos) continue;
    positions.push_back(position);
  }
  return positions;
}

/// Everything of a connection that rows are made from.
struct Facts {
  MappingsByOrganization mappings;
  SuggestionsByOrganization suggestions;
  OptionsById options;
  std::unordered_map<std::string, std::vector<OrganizationId>> mapped_to;
  Pull pull;
};

Result<Facts> LoadFacts(storage::Session& session, ConnectionId connection, const std::string& variable,
                        std::optional<std::vector<OrganizationId>> only) {
  Facts facts;
  std::optional<std::span<const OrganizationId>> some;
  if (only) some = std::span<const OrganizationId>(*only);
  WHARF_ASSIGN(facts.pull, LoadPull(session, connection, variable));
  WHARF_ASSIGN(facts.mappings, LoadMappings(session, connection, variable, some));
  WHARF_ASSIGN(facts.suggestions, LoadSuggestions(session, connection, variable, some));
  if (!only) {
    WHARF_ASSIGN(facts.options, LoadOptions(session, connection, variable, std::nullopt));
    for (const auto& [organization, mapping] : facts.mappings) facts.mapped_to[mapping.value].push_back(organization);
    return facts;
  }
  std::vector<std::string> wanted;
  std::vector<std::string> values;
  for (const auto& [organization, mapping] : facts.mappings) values.push_back(mapping.value);
  wanted = values;
  for (const auto& [organization, suggestion] : facts.suggestions) {
    for (const auto& candidate : suggestion.candidates) wanted.push_back(candidate.option_id);
  }
  if (!wanted.empty()) {
    WHARF_ASSIGN(facts.options, LoadOptions(session, connection, variable, std::span<const std::string>(wanted)));
  }
  if (!values.empty()) {
    WHARF_ASSIGN(facts.mapped_to, LoadMappedTo(session, connection, variable, values));
  }
  return facts;
}

const Option* FindOption(const Facts& facts, const std::string& id) {
  const auto found = facts.options.find(id);
  return found == facts.options.end() ? nullptr : &found->second;
}

TableRow MakeRow(const Access& access, Position position, const Facts& facts) {
  TableRow row;
  row.position = position;
  const OrganizationId id = access.directory().At(position).id;
  const auto mapping = facts.mappings.find(id);
  if (mapping != facts.mappings.end()) {
    row.mapping = mapping->second;
    row.state = RowState::mapped;
    if (const Option* option = FindOption(facts, row.mapping->value)) row.option = *option;
    if (row.option && row.option->state == OptionState::gone) row.state = RowState::gone;
    const auto others = facts.mapped_to.find(row.mapping->value);
    if (others != facts.mapped_to.end()) {
      for (const OrganizationId other : others->second) {
        if (other != id && access.Sees(other)) row.conflict_with.push_back(other);
      }
      if (others->second.size() > 1 && row.state == RowState::mapped) row.state = RowState::conflict;
    }
    return row;
  }
  const auto suggestion = facts.suggestions.find(id);
  if (suggestion == facts.suggestions.end()) return row;
  row.suggestion = suggestion->second;
  for (const Candidate& candidate : row.suggestion->candidates) {
    if (const Option* option = FindOption(facts, candidate.option_id)) row.candidates.emplace_back(candidate, *option);
  }
  if (row.suggestion->kind == "confident") {
    if (const Option* option = FindOption(facts, row.suggestion->option_id)) row.suggested = *option;
    row.state = row.suggested ? RowState::suggested : RowState::unmapped;
  } else if (row.suggestion->kind == "ambiguous") {
    row.state = RowState::ambiguous;
  }
  return row;
}

std::string ValueName(const TableRow& row) {
  if (row.option) return row.option->name;
  if (row.mapping) return row.mapping->option_name.empty() ? row.mapping->value : row.mapping->option_name;
  return row.suggested ? row.suggested->name : std::string();
}

bool MatchesValue(const TableRow& row, const std::string& folded, const std::string& plain) {
  if (folded.empty()) return true;
  const std::string id = row.mapping ? row.mapping->value : row.suggested ? row.suggested->id : std::string();
  return FoldForSearch(ValueName(row)).find(folded) != std::string::npos || id.find(plain) != std::string::npos;
}

void Order(std::vector<TableRow>& rows, const TableFilter& filter) {
  const auto before = [&](const TableRow& a, const TableRow& b) {
    switch (filter.order) {
      case TableOrder::value: {
        // Empty ones go last whatever the direction.
        const std::string left = FoldForSearch(ValueName(a));
        const std::string right = FoldForSearch(ValueName(b));
        if (left.empty() != right.empty()) return filter.descending ? left.empty() : right.empty();
        return left < right;
      }
      case TableOrder::updated: {
        const Time left = a.mapping ? a.mapping->updated : Time();
        const Time right = b.mapping ? b.mapping->updated : Time();
        return left < right;
      }
      case TableOrder::score:
        return (a.suggestion ? a.suggestion->score : -1) < (b.suggestion ? b.suggestion->score : -1);
      case TableOrder::state:
        return a.state < b.state;
      case TableOrder::organization:
        return false;
    }
    return false;
  };
  if (filter.order != TableOrder::organization) std::stable_sort(rows.begin(), rows.end(), before);
  if (filter.descending) std::reverse(rows.begin(), rows.end());
}

Result<void> AddInherited(storage::Session& session, const Access& access, ConnectionId connection,
                          const std::string& variable, std::vector<TableRow>& rows) {
  std::vector<OrganizationId> ancestors;
  for (const TableRow& row : rows) {
    if (row.mapping) continue;
    for (const Position above : access.directory().AncestorsOf(row.position)) {
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
      // The root is the MSP itself: its own record in the tool is nobody else's.
      if (found == above.end() || !access.directory().ParentOf(position)) continue;
      row.inherited = Inherited{found->first, found->second.value, found->second.option_name};
      break;
    }
  }
  return {};
}

}  // namespace

std::string_view NameOf(RowState state) {
  for (const auto& [known, name] : kStates) {
    if (known == state) return name;
  }
  return "unmapped";
}

std::optional<RowState> ParseRowState(std::string_view name) {
  for (const auto& [state, known] : kStates) {
    if (known == name) return state;
  }
  return std::nullopt;
}

Result<TablePage> Mappings::Table(const Access& access, ConnectionId id, const TableFilter& filter, int page,
                                  int page_size) {
  WHARF_ASSIGN(const Place place, Look(access, id, organization::Right::read, filter.variable));
  WHARF_ASSIGN(std::vector<Position> positions, SelectPositions(access, filter, place.connection.organization));
  const bool by_name_alone = !filter.state && filter.value.empty() && filter.order == TableOrder::organization;
  TablePage result;
  const auto slice = [&](std::size_t total) {
    const std::size_t size = page_size <= 0 ? total : static_cast<std::size_t>(page_size);
    const std::size_t first = std::min(total, static_cast<std::size_t>(std::max(page, 1) - 1) * size);
    return std::pair(first, std::min(total, first + size));
  };
  WHARF_TRY(database_.Read([&](storage::Session& session) -> Result<void> {
    if (by_name_alone) {
      if (filter.descending) std::reverse(positions.begin(), positions.end());
      result.total = positions.size();
      const auto [first, last] = slice(result.total);
      std::vector<OrganizationId> only;
      for (std::size_t i = first; i < last; ++i) only.push_back(access.directory().At(positions[i]).id);
      WHARF_ASSIGN(const Facts facts, LoadFacts(session, id, place.variable->variable, std::move(only)));
      for (std::size_t i = first; i < last; ++i) result.rows.push_back(MakeRow(access, positions[i], facts));
    } else {
      WHARF_ASSIGN(const Facts facts, LoadFacts(session, id, place.variable->variable, std::nullopt));
      const std::string value = FoldForSearch(filter.value);
      std::vector<TableRow> rows;
      for (const Position position : positions) {
        TableRow row = MakeRow(access, position, facts);
        if (filter.state && row.state != *filter.state) continue;
        if (!MatchesValue(row, value, filter.value)) continue;
        rows.push_back(std::move(row));
      }
      Order(rows, filter);
      result.total = rows.size();
      const auto [first, last] = slice(result.total);
      result.rows.assign(std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(first)),
                         std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(last)));
    }
    return AddInherited(session, access, id, place.variable->variable, result.rows);
  }));
  return result;
}

Result<Summary> Mappings::Summarize(const Access& access, ConnectionId id, std::optional<OrganizationId> organization,
                                    std::string_view variable) {
  WHARF_ASSIGN(const Place place, Look(access, id, organization::Right::read, variable));
  TableFilter filter;
  filter.organization = organization;
  WHARF_ASSIGN(const std::vector<Position> positions, SelectPositions(access, filter, place.connection.organization));
  Summary summary;
  summary.all = positions.size();
  WHARF_TRY(database_.Read([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(const Facts facts, LoadFacts(session, id, place.variable->variable, std::nullopt));
    summary.pull = facts.pull;
    for (const Position position : positions) {
      const TableRow row = MakeRow(access, position, facts);
      if (row.mapping) ++summary.mapped;
      switch (row.state) {
        case RowState::suggested:
          ++summary.suggested;
          if (row.suggestion->included) ++summary.included;
          break;
        case RowState::ambiguous:
          ++summary.ambiguous;
          break;
        case RowState::gone:
          ++summary.gone;
          break;
        case RowState::conflict:
          ++summary.conflict;
          break;
        case RowState::unmapped:
          ++summary.unmatched;
          break;
        case RowState::mapped:
          break;
      }
    }
    WHARF_ASSIGN(
        const storage::Rows saves,
        session.Query("SELECT s.id, s.at, s.by_name, s.changed FROM mapping_save s WHERE s.undone_at IS NULL AND "
                      "s.id IN (SELECT save_id FROM mapping_save_change WHERE connection_id = ?) ORDER BY s.id DESC "
                      "LIMIT 1",
                      id));
    if (!saves.empty()) {
      summary.last_save =
          Summary::LastSave{saves.front().Text(0), saves.front().When(1), saves.front().Text(2), saves.front().Int(3)};
    }
    return {};
  }));
  return summary;
}

}  // namespace wharf::mapping
