#include <algorithm>
#include <array>

#include "base/fold.h"
#include "integration/mapping/mapping_place.h"
#include "integration/mapping/mapping_rows.h"
#include "storage/revision.h"

namespace wharf::mapping {
namespace {

using organization::Access;
using organization::Directory;
using Position = Directory::Position;

constexpr std::array<std::pair<RowState, std::string_view>, 7> kStates{{{RowState::unmapped, "unmapped"},
                                                                        {RowState::mapped, "mapped"},
                                                                        {RowState::suggested, "suggested"},
                                                                        {RowState::ambiguous, "ambiguous"},
                                                                        {RowState::gone, "gone"},
                                                                        {RowState::conflict, "conflict"},
                                                                        {RowState::locked, "locked"}}};

/// Where an organization stands in the chosen order: rank first, then the order by name. Nothing to order by is last,
/// whatever the direction.
std::uint64_t OrderKey(const TableFilter& filter, const MappingColumns& columns, std::uint32_t number,
                       std::uint32_t by_name) {
  constexpr std::uint64_t kLast = 0xFFFFFFFFU;
  std::uint64_t rank = 0;
  if (number != MappingColumns::kNone) {
    const auto& entry = columns.At(number);
    if (filter.order == TableOrder::value) rank = entry.value_rank;
    if (filter.order == TableOrder::updated) rank = entry.updated_rank;
    if (filter.order == TableOrder::score) rank = entry.score_rank;
  }
  if (filter.order == TableOrder::state) {
    rank = 1 + (number == MappingColumns::kNone ? 0U : static_cast<std::uint64_t>(columns.At(number).state));
  }
  if (rank == 0) {
    rank = kLast;
  } else if (filter.descending) {
    rank = kLast - rank;
  }
  return rank << 32U | by_name;
}

/// The positions [first, last) of the order; only these are sorted.
std::vector<Position> PageInOrder(const std::vector<Position>& positions, const TableFilter& filter,
                                  const MappingColumns& columns, const std::vector<std::uint32_t>& placed,
                                  std::size_t first, std::size_t last) {
  std::vector<std::uint64_t> keys;
  keys.reserve(positions.size());
  for (std::uint32_t i = 0; i < positions.size(); ++i)
    keys.push_back(OrderKey(filter, columns, placed[positions[i]], i));
  const auto begin = keys.begin() + static_cast<std::ptrdiff_t>(first);
  const auto end = keys.begin() + static_cast<std::ptrdiff_t>(last);
  if (end != keys.end()) std::nth_element(keys.begin(), end, keys.end());
  if (begin != keys.begin() && begin != end) std::nth_element(keys.begin(), begin, end);
  std::sort(begin, end);
  std::vector<Position> page;
  for (auto key = begin; key != end; ++key) page.push_back(positions[*key & 0xFFFFFFFFU]);
  return page;
}

/// What the columns, where they are known, say about the rows of a page.
KnownFacts Known(const Directory& directory, const std::shared_ptr<const MappingColumns>& columns,
                 const std::vector<Position>& shown) {
  if (!columns) return {};
  KnownFacts known{columns->pull(), false, false, false, false};
  const auto placed = columns->PlacedIn(directory);
  for (const Position position : shown) {
    const std::uint32_t number = (*placed)[position];
    if (number == MappingColumns::kNone) continue;
    const auto& entry = columns->At(number);
    known.mapped = known.mapped || entry.mapped;
    known.proposed = known.proposed || entry.proposed;
    known.shared = known.shared || entry.shared;
    known.locked = known.locked || entry.state == RowState::locked;
  }
  return known;
}

/// The organizations of a list that a connection of `top` reaches; those below `organization` only, if it is given.
Result<std::vector<Position>> Reached(const Access& access, OrganizationId top,
                                      std::optional<OrganizationId> organization, std::string_view search) {
  WHARF_ASSIGN(std::vector<Position> positions, SelectPositions(access, organization.value_or(top), search));
  if (!organization || *organization == top) return positions;
  const auto where = access.directory().PositionOf(top);
  std::erase_if(positions, [&](Position at) { return !where || !access.directory().Subtree(*where).Holds(at); });
  return positions;
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

Result<std::vector<Position>> SelectPositions(const Access& access, std::optional<OrganizationId> organization,
                                              std::string_view search) {
  WHARF_ASSIGN(const auto intervals, access.Scope(organization));
  const Directory& directory = access.directory();
  const bool all = intervals.size() == 1 && intervals.front().size() == directory.size();
  std::vector<Position> positions;
  const auto take = [&](std::span<const Position> from) {
    if (all) return positions.assign(from.begin(), from.end());
    for (const Position position : from) {
      if (std::any_of(intervals.begin(), intervals.end(), [&](const auto& i) { return i.Holds(position); })) {
        positions.push_back(position);
      }
    }
  };
  if (search.empty()) {
    take(directory.ByName());
  } else {
    take(directory.NamesHolding(FoldForSearch(search)));
  }
  return positions;
}

Result<std::shared_ptr<const MappingColumns>> Mappings::Columns(storage::Session& session, const Place& place) {
  // Read before the rows: what is written in between makes these old at once, never wrong for long.
  WHARF_ASSIGN(const std::int64_t revision, storage::ReadRevision(session, MappingTopic(place.connection.integration)));
  const std::string& variable = place.variable->variable;
  if (auto known = columns_.Find(place.connection.id, variable, revision)) return known;
  WHARF_ASSIGN(auto made, MappingColumns::Load(session, place.connection.id, variable, revision));
  columns_.Put(place.connection.id, variable, made);
  return made;
}

Result<std::shared_ptr<const MappingColumns>> Mappings::KnownColumns(storage::Session& session, const Place& place) {
  WHARF_ASSIGN(const std::int64_t revision, storage::ReadRevision(session, MappingTopic(place.connection.integration)));
  return columns_.Find(place.connection.id, place.variable->variable, revision);
}

Result<TablePage> Mappings::Table(const Access& access, ConnectionId id, const TableFilter& filter, int page,
                                  int page_size) {
  WHARF_ASSIGN(const Place place, Look(access, id, organization::Right::read, filter.variable));
  WHARF_ASSIGN(std::vector<Position> positions,
               Reached(access, place.connection.organization, filter.organization, filter.search));
  const bool by_name = filter.order == TableOrder::organization;
  TablePage result;
  WHARF_TRY(database_.Read([&](storage::Session& session) -> Result<void> {
    std::shared_ptr<const MappingColumns> columns;
    std::shared_ptr<const std::vector<std::uint32_t>> placed;
    if (filter.state || !filter.value.empty() || !filter.saved_by.empty() || !by_name) {
      WHARF_ASSIGN(columns, Columns(session, place));
      placed = columns->PlacedIn(access.directory());
      std::vector<std::uint8_t> holding;
      if (!filter.value.empty()) holding = columns->Holding(FoldForSearch(filter.value), filter.value);
      std::vector<std::uint8_t> saved;
      if (!filter.saved_by.empty()) saved = columns->SavedBy(FoldForSearch(filter.saved_by));
      std::erase_if(positions, [&](Position position) {
        const std::uint32_t number = (*placed)[position];
        const bool none = number == MappingColumns::kNone;
        if (filter.state && (none ? RowState::unmapped : columns->At(number).state) != *filter.state) return true;
        if (!filter.saved_by.empty() && (none || saved[number] == 0)) return true;
        return !filter.value.empty() && (none || holding[number] == 0);
      });
    }
    result.total = positions.size();
    const std::size_t size = page_size <= 0 ? result.total : static_cast<std::size_t>(page_size);
    const std::size_t first = std::min(result.total, static_cast<std::size_t>(std::max(page, 1) - 1) * size);
    const std::size_t last = std::min(result.total, first + size);
    std::vector<Position> shown;
    if (by_name) {
      if (filter.descending) std::reverse(positions.begin(), positions.end());
      shown.assign(positions.begin() + static_cast<std::ptrdiff_t>(first),
                   positions.begin() + static_cast<std::ptrdiff_t>(last));
    } else {
      shown = PageInOrder(positions, filter, *columns, *placed, first, last);
    }
    if (!columns) {
      WHARF_ASSIGN(columns, KnownColumns(session, place));
    }
    return FillRows(session, access, place, shown, columns, result.rows);
  }));
  return result;
}

Result<void> Mappings::FillRows(storage::Session& session, const Access& access, const Place& place,
                                const std::vector<Position>& shown,
                                const std::shared_ptr<const MappingColumns>& columns, std::vector<TableRow>& rows) {
  const ConnectionId id = place.connection.id;
  const std::string& variable = place.variable->variable;
  std::vector<OrganizationId> only;
  only.reserve(shown.size());
  for (const Position position : shown) only.push_back(access.directory().At(position).id);
  // For most of all organizations one read of everything is cheaper than naming each.
  const bool all = only.size() > 2000 && only.size() * 2 > access.directory().size();
  WHARF_ASSIGN(const Facts facts, LoadFacts(session, id, variable, all ? std::nullopt : std::optional(only),
                                            Known(access.directory(), columns, shown)));
  rows.reserve(shown.size());
  for (std::size_t i = 0; i < shown.size(); ++i) {
    TableRow row = MakeRow(only[i], facts);
    row.position = shown[i];
    std::erase_if(row.conflict_with, [&](OrganizationId other) { return !access.Sees(other); });
    rows.push_back(std::move(row));
  }
  return AddInherited(session, access, id, variable, rows);
}

Result<Summary> Mappings::Summarize(const Access& access, ConnectionId id, std::optional<OrganizationId> organization,
                                    std::string_view variable) {
  WHARF_ASSIGN(const Place place, Look(access, id, organization::Right::read, variable));
  WHARF_ASSIGN(const auto positions, Reached(access, place.connection.organization, organization, ""));
  Summary summary;
  summary.all = positions.size();
  WHARF_TRY(database_.Read([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(const auto columns, Columns(session, place));
    const auto placed = columns->PlacedIn(access.directory());
    summary.pull = columns->pull();
    std::array<std::size_t, kStates.size()> counts{};
    for (const Position position : positions) {
      const std::uint32_t number = (*placed)[position];
      if (number == MappingColumns::kNone) {
        ++counts[static_cast<std::size_t>(RowState::unmapped)];
        continue;
      }
      const auto& entry = columns->At(number);
      ++counts[static_cast<std::size_t>(entry.state)];
      if (entry.mapped) ++summary.mapped;
      if (entry.state == RowState::suggested && entry.included) ++summary.included;
    }
    summary.suggested = counts[static_cast<std::size_t>(RowState::suggested)];
    summary.ambiguous = counts[static_cast<std::size_t>(RowState::ambiguous)];
    summary.gone = counts[static_cast<std::size_t>(RowState::gone)];
    summary.conflict = counts[static_cast<std::size_t>(RowState::conflict)];
    summary.locked = counts[static_cast<std::size_t>(RowState::locked)];
    summary.unmatched = counts[static_cast<std::size_t>(RowState::unmapped)];
    summary.suggested_at = columns->suggested_at();
    WHARF_ASSIGN(summary.last_save, LoadLastSave(session, id));
    return {};
  }));
  return summary;
}

}  // namespace wharf::mapping
