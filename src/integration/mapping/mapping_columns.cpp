#include "integration/mapping/mapping_columns.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/fold.h"
#include "integration/mapping/mapping_store.h"
#include "integration/mapping/mappings.h"

namespace wharf::mapping {
namespace {

constexpr std::size_t kMostEntries = 2'000'000;

/// Gives every entry the place of its key among all keys, from 1; equal keys get the same, empty ones keep 0.
template <class Key>
void Rank(std::vector<MappingColumns::Entry>& entries, const std::vector<Key>& keys, const Key& nothing,
          std::uint32_t MappingColumns::Entry::*rank) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    if (keys[i] != nothing) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
  std::uint32_t place = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || keys[order[i]] != keys[order[i - 1]]) ++place;
    entries[order[i]].*rank = place;
  }
}

}  // namespace

/// What is read of one organization.
struct MappingColumns::Reading {
  Entry entry;
  std::string name;  ///< folded
  std::string value;
  std::string updated;
  std::string saver;  ///< as it is stored
};

Result<std::shared_ptr<const MappingColumns>> MappingColumns::Load(storage::Session& session, ConnectionId connection,
                                                                   std::string_view variable, std::int64_t revision) {
  const std::shared_ptr<MappingColumns> made(new MappingColumns(revision));
  WHARF_ASSIGN(made->pull_, LoadPull(session, connection, variable));
  WHARF_ASSIGN(const LocksByOrganization locks, LoadLocks(session, connection, variable, std::nullopt));
  std::unordered_map<OrganizationId, Reading> readings;
  std::unordered_map<std::string, std::uint32_t> uses;
  const std::array<storage::Value, 2> parameters{storage::Value(connection), storage::Value(variable)};
  WHARF_TRY(session.ForEach(
      "SELECT m.organization_id, m.value, m.option_name, m.updated_at, o.folded_name, o.gone_since, m.updated_by FROM "
      "mapping m LEFT "
      "JOIN mapping_option o ON o.connection_id = m.connection_id AND o.variable = m.variable AND o.option_id = "
      "m.value WHERE m.connection_id = ? AND m.variable = ?",
      parameters, [&](const storage::Row& row) -> Result<void> {
        Reading one;
        one.entry.state = row.IsNull(5) ? RowState::mapped : RowState::gone;
        one.entry.mapped = true;
        one.value = row.Text(1);
        const std::string remembered = row.Text(2);
        one.name = row.IsNull(4) ? FoldForSearch(remembered.empty() ? one.value : remembered) : row.Text(4);
        one.updated = row.Text(3);
        one.saver = row.Text(6);
        ++uses[one.value];
        readings.emplace(row.As<OrganizationId>(0), std::move(one));
        return {};
      }));
  WHARF_TRY(session.ForEach(
      "SELECT s.organization_id, s.kind, s.option_id, s.score, s.included, o.folded_name, s.made_at FROM "
      "mapping_suggestion s LEFT "
      "JOIN mapping_option o ON o.connection_id = s.connection_id AND o.variable = s.variable AND o.option_id = "
      "s.option_id WHERE s.connection_id = ? AND s.variable = ?",
      parameters, [&](const storage::Row& row) -> Result<void> {
        made->suggested_at_ = std::max(made->suggested_at_, row.OptionalWhen(6));
        Reading& one = readings[row.As<OrganizationId>(0)];
        if (one.entry.mapped) return {};
        one.entry.proposed = true;
        one.entry.included = row.Bool(4);
        one.entry.score_rank = static_cast<std::uint32_t>(row.Int(3)) + 1;
        if (row.Text(1) == "ambiguous") one.entry.state = RowState::ambiguous;
        if (row.Text(1) != "confident" || row.IsNull(5)) return {};
        one.entry.state = RowState::suggested;
        one.value = row.Text(2);
        one.name = row.Text(5);
        return {};
      }));
  for (const auto& [organization, lock] : locks) readings[organization].entry.state = RowState::locked;

  std::vector<std::string> names;
  std::vector<std::string> updated;
  std::unordered_map<std::string, std::uint32_t> savers;
  made->entries_.reserve(readings.size());
  for (auto& [organization, one] : readings) {
    one.entry.organization = organization;
    one.entry.shared = one.entry.mapped && uses[one.value] > 1;
    if (one.entry.shared && one.entry.state == RowState::mapped) one.entry.state = RowState::conflict;
    if (one.entry.mapped) {
      const auto [saver, is_new] = savers.emplace(one.saver, made->savers_.size() + 1);
      if (is_new) made->savers_.push_back(FoldForSearch(one.saver));
      one.entry.saver = saver->second;
    }
    made->entries_.push_back(one.entry);
    made->names_.Add(one.name);
    made->ids_.Add(one.value);
    names.push_back(std::move(one.name));
    updated.push_back(std::move(one.updated));
  }
  Rank(made->entries_, names, std::string(), &Entry::value_rank);
  Rank(made->entries_, updated, std::string(), &Entry::updated_rank);
  return std::shared_ptr<const MappingColumns>(made);
}

std::vector<std::uint8_t> MappingColumns::Holding(std::string_view folded, std::string_view text) const {
  std::vector<std::uint8_t> holding(entries_.size(), 0);
  for (const std::uint32_t number : names_.Find(folded)) holding[number] = 1;
  for (const std::uint32_t number : ids_.Find(text)) holding[number] = 1;
  return holding;
}

std::vector<std::uint8_t> MappingColumns::SavedBy(std::string_view folded) const {
  std::vector<std::uint8_t> wanted(savers_.size() + 1, 0);
  for (std::size_t i = 0; i < savers_.size(); ++i) wanted[i + 1] = savers_[i].find(folded) != std::string::npos ? 1 : 0;
  std::vector<std::uint8_t> saved(entries_.size(), 0);
  for (std::size_t i = 0; i < entries_.size(); ++i) saved[i] = wanted[entries_[i].saver];
  return saved;
}

std::shared_ptr<const std::vector<std::uint32_t>> MappingColumns::PlacedIn(
    const organization::Directory& directory) const {
  const std::lock_guard lock(mutex_);
  if (placed_ && placed_for_ == directory.revision() && placed_->size() == directory.size()) return placed_;
  auto placed = std::make_shared<std::vector<std::uint32_t>>(directory.size(), kNone);
  for (std::uint32_t number = 0; number < entries_.size(); ++number) {
    if (const auto at = directory.PositionOf(entries_[number].organization)) (*placed)[*at] = number;
  }
  placed_ = std::move(placed);
  placed_for_ = directory.revision();
  return placed_;
}

std::shared_ptr<const MappingColumns> MappingColumnsCache::Find(ConnectionId connection, const std::string& variable,
                                                                std::int64_t revision) {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(connection.ToString() + variable);
  if (found == kept_.end() || found->second.columns->revision() != revision) return nullptr;
  found->second.used = ++clock_;
  return found->second.columns;
}

void MappingColumnsCache::Put(ConnectionId connection, const std::string& variable,
                              std::shared_ptr<const MappingColumns> columns) {
  const std::lock_guard lock(mutex_);
  kept_[connection.ToString() + variable] = {std::move(columns), ++clock_};
  std::size_t entries = 0;
  for (const auto& [key, kept] : kept_) entries += kept.columns->size();
  while (entries > kMostEntries && kept_.size() > 1) {
    const auto oldest = std::min_element(kept_.begin(), kept_.end(),
                                         [](const auto& a, const auto& b) { return a.second.used < b.second.used; });
    entries -= oldest->second.columns->size();
    kept_.erase(oldest);
  }
}

std::string MappingTopic(std::string_view integration) { return "mapping:" + std::string(integration); }

}  // namespace wharf::mapping
