#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/fold.h"
#include "integration/mapping/mapping_place.h"
#include "integration/mapping/mapping_rows.h"
#include "organization/paging.h"
#include "organization/scope_condition.h"

namespace wharf::mapping {
namespace {

using organization::Access;
using organization::Directory;
using Position = Directory::Position;

using CellKey = std::pair<ConnectionId, OrganizationId>;
using Cells = std::map<CellKey, TableRow>;

/// Which connections and variables a page is about, as conditions of a query.
struct Places {
  std::map<ConnectionId, std::string> variables;
  std::vector<std::string> ids;
};

organization::SqlCondition Where(const Places& places, std::string_view table,
                                 const std::vector<OrganizationId>& organizations, storage::Dialect dialect) {
  auto where = organization::OneOf(std::string(table) + ".organization_id", organizations, dialect);
  where.And(organization::OneOf(std::string(table) + ".connection_id", places.ids, dialect));
  return where;
}

/// A mapped customer that once had another name.
struct Renamed {
  TableRow* cell;
  ConnectionId connection;
  std::int64_t in;  ///< the pull that brought the new name
  std::string before;
};

/// A new name is news until the next pull. Few customers are ever renamed: mostly there is nothing to ask.
Result<void> MarkRenamed(storage::Session& session, const Places& places, const std::vector<Renamed>& renamed) {
  if (renamed.empty()) return {};
  const auto where = organization::OneOf("connection_id", places.ids, session.dialect());
  WHARF_ASSIGN(const storage::Rows rows,
               session.Query("SELECT connection_id, variable, generation FROM option_pull WHERE " + where.sql,
                             std::span<const storage::Value>(where.parameters)));
  std::map<ConnectionId, std::int64_t> newest;
  for (const storage::Row& row : rows) {
    const auto connection = row.As<ConnectionId>(0);
    if (places.variables.at(connection) == row.Text(1)) newest[connection] = row.Int(2);
  }
  for (const Renamed& one : renamed) {
    const std::int64_t generation = newest[one.connection];
    if (one.in != generation || generation <= 1) continue;
    one.cell->option->state = OptionState::renamed;
    one.cell->option->previous_name = one.before;
  }
  return {};
}

/// The mappings of these organizations in all connections at once, with their options.
Result<void> LoadMapped(storage::Session& session, const Places& places,
                        const std::vector<OrganizationId>& organizations, Cells& cells) {
  const auto where = Where(places, "m", organizations, session.dialect());
  WHARF_ASSIGN(
      const storage::Rows rows,
      session.Query("SELECT m.connection_id, m.organization_id, m.variable, m.value, m.option_name, m.version, "
                    "m.updated_at, m.updated_by, o.name, o.gone_since, o.renamed_in, o.previous_name, CASE WHEN EXISTS "
                    "(SELECT 1 FROM mapping s WHERE "
                    "s.connection_id = m.connection_id AND s.variable = m.variable AND s.value = m.value AND "
                    "s.organization_id <> m.organization_id) THEN 1 ELSE 0 END FROM mapping "
                    "m LEFT JOIN mapping_option o ON o.connection_id = m.connection_id AND o.variable = m.variable "
                    "AND o.option_id = m.value WHERE " +
                        where.sql,
                    std::span<const storage::Value>(where.parameters)));
  std::vector<Renamed> renamed;
  for (const storage::Row& row : rows) {
    const CellKey key{row.As<ConnectionId>(0), row.As<OrganizationId>(1)};
    if (places.variables.at(key.first) != row.Text(2)) continue;
    TableRow& cell = cells[key];
    cell.mapping = Mapping{key.second, row.Text(2), row.Text(3), row.Text(4), row.Int(5), row.When(6), row.Text(7)};
    cell.state = row.Bool(12) ? RowState::conflict : RowState::mapped;
    if (row.IsNull(8)) continue;
    cell.option.emplace();
    cell.option->id = cell.mapping->value;
    cell.option->name = row.Text(8);
    cell.option->gone_since = row.OptionalWhen(9);
    if (!cell.option->gone_since) {
      if (row.Int(10) > 0) renamed.push_back({&cell, key.first, row.Int(10), row.OptionalText(11).value_or("")});
      continue;
    }
    cell.option->state = OptionState::gone;
    cell.state = RowState::gone;
  }
  return MarkRenamed(session, places, renamed);
}

Result<void> LoadSuggested(storage::Session& session, const Places& places,
                           const std::vector<OrganizationId>& organizations, Cells& cells) {
  const auto where = Where(places, "m", organizations, session.dialect());
  WHARF_ASSIGN(const storage::Rows rows,
               session.Query("SELECT m.connection_id, m.organization_id, m.variable, m.kind, m.option_id, m.score, "
                             "m.reason, m.included, m.candidates, o.name FROM mapping_suggestion m LEFT JOIN "
                             "mapping_option o ON o.connection_id = m.connection_id AND o.variable = m.variable AND "
                             "o.option_id = m.option_id WHERE " +
                                 where.sql,
                             std::span<const storage::Value>(where.parameters)));
  for (const storage::Row& row : rows) {
    const CellKey key{row.As<ConnectionId>(0), row.As<OrganizationId>(1)};
    if (places.variables.at(key.first) != row.Text(2)) continue;
    TableRow& cell = cells[key];
    if (cell.mapping) continue;
    cell.suggestion = StoredSuggestion{key.second,
                                       row.Text(2),
                                       row.Text(3),
                                       row.Text(4),
                                       static_cast<int>(row.Int(5)),
                                       row.Text(6),
                                       row.Bool(7),
                                       ReadCandidates(row.Text(8))};
    if (cell.suggestion->kind == "ambiguous") cell.state = RowState::ambiguous;
    if (cell.suggestion->kind != "confident" || row.IsNull(9)) continue;
    cell.state = RowState::suggested;
    cell.suggested.emplace();
    cell.suggested->id = cell.suggestion->option_id;
    cell.suggested->name = row.Text(9);
  }
  return {};
}

/// Marks where a connection has the wanted state, and where its value holds the text, below the connection's own
/// organization.
void Mark(const Directory& directory, OrganizationId top, const MappingColumns& columns, const TableFilter& filter,
          std::vector<std::uint8_t>& in_state, std::vector<std::uint8_t>& holds) {
  const auto where = directory.PositionOf(top);
  if (!where) return;
  const auto placed = columns.PlacedIn(directory);
  std::vector<std::uint8_t> holding;
  if (!filter.any.empty()) holding = columns.Holding(FoldForSearch(filter.any), filter.any);
  const auto below = directory.Subtree(*where);
  for (Position at = below.enter; at < below.leave; ++at) {
    const std::uint32_t number = (*placed)[at];
    const bool none = number == MappingColumns::kNone;
    if (filter.state && (none ? RowState::unmapped : columns.At(number).state) == *filter.state) in_state[at] = 1;
    if (!holding.empty() && !none && holding[number] != 0) holds[at] = 1;
  }
}

}  // namespace

Result<Matrix> Mappings::Grid(const Access& access, const std::vector<connection::Connection>& connections,
                              const TableFilter& filter, int page, int page_size) {
  Matrix matrix;
  std::vector<Place> places;
  Places asked;
  for (const auto& connection : connections) {
    WHARF_ASSIGN(Place place, PlaceOf(connection, ""));
    asked.variables.emplace(connection.id, place.variable->variable);
    asked.ids.push_back(connection.id.ToString());
    places.push_back(std::move(place));
  }
  WHARF_ASSIGN(std::vector<Position> positions, SelectPositions(access, filter.organization, filter.search));
  std::vector<Position> named;
  if (!filter.any.empty()) {
    WHARF_ASSIGN(named, SelectPositions(access, filter.organization, filter.any));
  }
  WHARF_TRY(database_.Read([&](storage::Session& session) -> Result<void> {
    std::vector<std::uint8_t> in_state(access.directory().size(), filter.state ? 0 : 1);
    std::vector<std::uint8_t> holds(access.directory().size(), filter.any.empty() ? 1 : 0);
    for (const Position at : named) holds[at] = 1;
    if (filter.state || !filter.any.empty()) {
      for (const Place& place : places) {
        WHARF_ASSIGN(const auto columns, Columns(session, place));
        Mark(access.directory(), place.connection.organization, *columns, filter, in_state, holds);
      }
      std::erase_if(positions, [&](Position at) { return in_state[at] == 0 || holds[at] == 0; });
    }
    if (filter.descending) std::reverse(positions.begin(), positions.end());
    matrix.total = positions.size();
    matrix.positions = organization::PageOf(std::move(positions), page, page_size);
    return FillMatrix(session, access, places, matrix);
  }));
  return matrix;
}

Result<void> Mappings::FillMatrix(storage::Session& session, const Access& access, const std::vector<Place>& places,
                                  Matrix& matrix) {
  const Directory& directory = access.directory();
  Places asked;
  std::set<OrganizationId> wanted;
  for (const Place& place : places) {
    asked.variables.emplace(place.connection.id, place.variable->variable);
    asked.ids.push_back(place.connection.id.ToString());
  }
  std::vector<OrganizationId> shown;
  for (const Position at : matrix.positions) {
    shown.push_back(directory.At(at).id);
    wanted.insert(shown.back());
    for (const Position above : directory.AncestorsOf(at)) {
      if (directory.ParentOf(above) && access.May(organization::Right::read, above))
        wanted.insert(directory.At(above).id);
    }
  }
  if (shown.empty() || places.empty()) return {};
  Cells cells;
  WHARF_TRY(LoadMapped(session, asked, {wanted.begin(), wanted.end()}, cells));
  WHARF_TRY(LoadSuggested(session, asked, shown, cells));
  std::vector<std::string> variables;
  variables.reserve(places.size());
  for (const Place& place : places) variables.push_back(place.variable->variable);
  std::sort(variables.begin(), variables.end());
  variables.erase(std::unique(variables.begin(), variables.end()), variables.end());
  WHARF_ASSIGN(auto locks, LoadOwnersOf(session, variables, shown));
  for (const Position at : matrix.positions) {
    std::vector<std::optional<TableRow>>& line = matrix.cells.emplace_back();
    for (const Place& place : places) {
      const auto top = directory.PositionOf(place.connection.organization);
      if (!top || !directory.Subtree(*top).Holds(at)) {
        line.emplace_back(std::nullopt);
        continue;
      }
      const auto found = cells.find({place.connection.id, directory.At(at).id});
      TableRow row = found == cells.end() ? TableRow{} : found->second;
      row.position = at;
      const auto& owners = locks[place.variable->variable];
      const auto owner = owners.find(directory.At(at).id);
      if (owner != owners.end() && owner->second.connection != place.connection.id) {
        row.locked_by = owner->second;
        row.state = RowState::locked;
      }
      for (const Position above : row.mapping ? std::vector<Position>() : directory.AncestorsOf(at)) {
        const auto from = cells.find({place.connection.id, directory.At(above).id});
        if (from == cells.end() || !from->second.mapping || !directory.ParentOf(above)) continue;
        row.inherited = Inherited{from->first.second, from->second.mapping->value, from->second.mapping->option_name};
        break;
      }
      line.emplace_back(std::move(row));
    }
  }
  return {};
}

}  // namespace wharf::mapping
