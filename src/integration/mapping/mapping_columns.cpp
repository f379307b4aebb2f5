#include "integration/mapping/mapping_columns.h"

#include <algorithm>
#include <set>

#include "base/fold.h"
#include "integration/mapping/mapping_rows.h"

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

MappingColumns::MappingColumns(const Facts& facts, std::int64_t revision) : revision_(revision), pull_(facts.pull) {
  std::set<OrganizationId> organizations;
  for (const auto& [organization, mapping] : facts.mappings) organizations.insert(organization);
  for (const auto& [organization, suggestion] : facts.suggestions) organizations.insert(organization);
  for (const auto& [organization, lock] : facts.locks) organizations.insert(organization);
  std::vector<std::string> names;
  std::vector<Time> updated;
  for (const OrganizationId organization : organizations) {
    const TableRow row = MakeRow(organization, facts);
    Entry entry;
    entry.organization = organization;
    entry.state = row.state;
    entry.mapped = row.mapping.has_value();
    entry.included = row.suggestion && row.suggestion->included;
    entry.score_rank = row.suggestion ? static_cast<std::uint32_t>(row.suggestion->score) + 1 : 0;
    entries_.push_back(entry);
    names.push_back(FoldForSearch(ValueNameOf(row)));
    updated.push_back(row.mapping ? row.mapping->updated : Time());
    names_.Add(names.back());
    ids_.Add(row.mapping ? row.mapping->value : row.suggested ? row.suggested->id : std::string());
  }
  Rank(entries_, names, std::string(), &Entry::value_rank);
  Rank(entries_, updated, Time(), &Entry::updated_rank);
}

std::vector<std::uint8_t> MappingColumns::Holding(std::string_view folded, std::string_view text) const {
  std::vector<std::uint8_t> holding(entries_.size(), 0);
  for (const std::uint32_t number : names_.Find(folded)) holding[number] = 1;
  for (const std::uint32_t number : ids_.Find(text)) holding[number] = 1;
  return holding;
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
