#include "organization/directory.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "base/fold.h"
#include "organization/organization_rules.h"

namespace wharf::organization {
namespace {

constexpr Directory::Position kNone = std::numeric_limits<Directory::Position>::max();

bool NameBefore(const std::shared_ptr<const Organization>& a, const std::shared_ptr<const Organization>& b) {
  return std::tie(a->folded_name, a->id) < std::tie(b->folded_name, b->id);
}

/// Where `id` stands, or would stand, in a table with open addressing: one array, no allocation for each organization.
std::size_t SlotOf(const Directory::Rows& rows, std::span<const Directory::Position> slots, OrganizationId id) {
  const std::size_t mask = slots.size() - 1;
  // The high bits of the hash are the well mixed ones.
  std::size_t slot = (std::hash<OrganizationId>{}(id) >> 24U) & mask;
  while (slots[slot] != kNone && rows[slots[slot]]->id != id) slot = (slot + 1) & mask;
  return slot;
}

std::vector<Directory::Position> SlotsOf(const Directory::Rows& rows) {
  std::size_t size = 16;
  while (size < rows.size() * 2) size *= 2;
  std::vector<Directory::Position> slots(size, kNone);
  for (Directory::Position i = 0; i < rows.size(); ++i) slots[SlotOf(rows, slots, rows[i]->id)] = i;
  return slots;
}

/// Children of each row as one array: those of row i stand at [start[i], start[i + 1]), in the order of the rows.
struct Children {
  std::vector<Directory::Position> start;
  std::vector<Directory::Position> list;
};

Children GroupByParent(std::span<const Directory::Position> parents) {
  Children children;
  children.start.assign(parents.size() + 1, 0);
  for (const Directory::Position parent : parents) {
    if (parent != kNone) ++children.start[parent + 1];
  }
  for (std::size_t i = 1; i < children.start.size(); ++i) children.start[i] += children.start[i - 1];
  children.list.resize(children.start.back());
  std::vector<Directory::Position> next(children.start.begin(), children.start.end() - 1);
  for (Directory::Position i = 0; i < parents.size(); ++i) {
    if (parents[i] != kNone) children.list[next[parents[i]]++] = i;
  }
  return children;
}

/// The rows below `root` in preorder. Rows in a circle hang on nothing and are therefore not reached.
std::vector<Directory::Position> Preorder(const Children& children, Directory::Position root) {
  std::vector<Directory::Position> order;
  std::vector<Directory::Position> waiting{root};
  while (!waiting.empty()) {
    const Directory::Position row = waiting.back();
    waiting.pop_back();
    order.push_back(row);
    for (Directory::Position i = children.start[row + 1]; i > children.start[row]; --i) {
      waiting.push_back(children.list[i - 1]);
    }
  }
  return order;
}

}  // namespace

Directory::Directory(Rows organizations, std::int64_t revision) : revision_(revision) {
  std::sort(organizations.begin(), organizations.end(), NameBefore);
  Arrange(std::move(organizations));
}

Directory::Directory(Rows organizations, std::int64_t revision, SortedByName /*sorted*/) : revision_(revision) {
  Arrange(std::move(organizations));
}

void Directory::Arrange(Rows by_name) {
  const std::vector<Position> slots = SlotsOf(by_name);
  std::vector<Position> parents(by_name.size(), kNone);
  Position root = kNone;
  for (Position i = 0; i < by_name.size(); ++i) {
    if (by_name[i]->parent.IsNil()) {
      root = i;
    } else {
      parents[i] = slots[SlotOf(by_name, slots, by_name[i]->parent)];
    }
  }
  const Children by_name_children = GroupByParent(parents);
  const std::vector<Position> order = root == kNone ? std::vector<Position>{} : Preorder(by_name_children, root);

  const std::size_t count = order.size();
  std::vector<Position> place(by_name.size(), kNone);
  for (Position i = 0; i < count; ++i) place[order[i]] = i;
  organizations_.resize(count);
  parent_.assign(count, kNone);
  depth_.assign(count, 0);
  active_.assign(count, 0);
  leave_.resize(count);
  for (Position i = 0; i < count; ++i) {
    const Position parent = parents[order[i]];
    if (parent != kNone) {
      parent_[i] = place[parent];
      depth_[i] = static_cast<std::uint16_t>(depth_[parent_[i]] + 1);
    }
    organizations_[i] = by_name[order[i]];
    active_[i] = organizations_[i]->enabled && (parent == kNone || active_[parent_[i]] != 0) ? 1 : 0;
    leave_[i] = i + 1;
  }
  // Backwards every child comes before its parent, and the last child's end is the parent's end.
  for (Position i = static_cast<Position>(count); i-- > 1;) {
    leave_[parent_[i]] = std::max(leave_[parent_[i]], leave_[i]);
  }
  by_name_.reserve(count);
  for (Position i = 0; i < by_name.size(); ++i) {
    if (place[i] != kNone) by_name_.push_back(place[i]);
  }
  IndexIds();
}

void Directory::IndexIds() {
  Children children = GroupByParent(parent_);
  child_start_ = std::move(children.start);
  children_ = std::move(children.list);
  slots_ = SlotsOf(organizations_);
}

std::shared_ptr<const Directory> Directory::With(const Rows& changed, std::span<const OrganizationId> removed,
                                                 std::int64_t revision) const {
  std::unordered_set<OrganizationId> gone(removed.begin(), removed.end());
  for (const auto& organization : changed) gone.insert(organization->id);
  Rows kept;
  kept.reserve(size() + changed.size());
  for (const Position position : by_name_) {
    if (!gone.contains(organizations_[position]->id)) kept.push_back(organizations_[position]);
  }
  Rows sorted = changed;
  std::sort(sorted.begin(), sorted.end(), NameBefore);
  const auto middle = static_cast<Rows::difference_type>(kept.size());
  kept.insert(kept.end(), sorted.begin(), sorted.end());
  std::inplace_merge(kept.begin(), kept.begin() + middle, kept.end(), NameBefore);
  return std::shared_ptr<const Directory>(new Directory(std::move(kept), revision, SortedByName{}));
}

std::optional<Directory::Position> Directory::PositionOf(OrganizationId id) const {
  const Position position = slots_[SlotOf(organizations_, slots_, id)];
  return position == kNone ? std::nullopt : std::optional(position);
}

const Organization* Directory::Find(OrganizationId id) const {
  const auto position = PositionOf(id);
  return position ? organizations_[*position].get() : nullptr;
}

std::optional<Directory::Position> Directory::ParentOf(Position position) const {
  return parent_[position] == kNone ? std::nullopt : std::optional(parent_[position]);
}

std::span<const Directory::Position> Directory::ChildrenOf(Position position) const {
  return std::span(children_).subspan(child_start_[position], child_start_[position + 1] - child_start_[position]);
}

std::vector<Directory::Position> Directory::AncestorsOf(Position position) const {
  std::vector<Position> ancestors;
  ancestors.reserve(depth_[position]);
  for (Position at = parent_[position]; at != kNone; at = parent_[at]) ancestors.push_back(at);
  return ancestors;
}

std::size_t Directory::HeightOf(Position position) const {
  std::uint16_t deepest = depth_[position];
  for (Position at = position; at < leave_[position]; ++at) deepest = std::max(deepest, depth_[at]);
  return deepest - depth_[position];
}

std::vector<Directory::Position> Directory::PathOf(Position position) const {
  std::vector<Position> path = AncestorsOf(position);
  std::reverse(path.begin(), path.end());
  path.push_back(position);
  return path;
}

std::vector<Directory::Position> Directory::NamedAmong(std::span<const Position> by_name, std::string_view name) const {
  // Names with the same key have the same folded form, not the other way round: "Muller" and "Müller" are two names.
  const std::string folded = FoldForSearch(name);
  const std::string key = NameKey(name);
  std::vector<Position> named;
  auto at = std::lower_bound(by_name.begin(), by_name.end(), folded, [this](Position position, std::string_view text) {
    return organizations_[position]->folded_name < text;
  });
  for (; at != by_name.end() && organizations_[*at]->folded_name == folded; ++at) {
    if (NameKey(organizations_[*at]->name) == key) named.push_back(*at);
  }
  return named;
}

std::optional<Directory::Position> Directory::ChildNamed(Position parent, std::string_view name) const {
  const auto named = NamedAmong(ChildrenOf(parent), name);
  return named.empty() ? std::nullopt : std::optional(named.front());
}

std::vector<Directory::Position> Directory::Named(std::string_view name) const { return NamedAmong(by_name_, name); }

std::vector<Directory::Position> Directory::Translate(const std::vector<std::uint32_t>& by_name) const {
  std::vector<Position> positions;
  positions.reserve(by_name.size());
  for (const std::uint32_t place : by_name) positions.push_back(by_name_[place]);
  return positions;
}

std::vector<Directory::Position> Directory::NamesHolding(std::string_view folded) const {
  std::call_once(names_made_, [this] {
    names_.Reserve(size(), size() * 24);
    for (const Position at : by_name_) names_.Add(organizations_[at]->folded_name);
  });
  return Translate(names_.Find(folded));
}

std::vector<Directory::Position> Directory::Holding(std::string_view folded) const {
  std::call_once(texts_made_, [this] {
    texts_.Reserve(size(), size() * 64);
    for (const Position at : by_name_) {
      const Organization& one = *organizations_[at];
      // A control character between the parts, which no search holds.
      std::string text = one.folded_name + '\x01' + one.slug;
      for (const std::string& domain : one.domains) text += '\x01' + FoldForSearch(domain);
      for (const std::string& tag : one.tags) text += '\x01' + FoldForSearch(tag);
      texts_.Add(text);
    }
  });
  return Translate(texts_.Find(folded));
}

const Directory::Keys& Directory::keys() const {
  // Only changes of the tree ask for these, so most snapshots never pay for them.
  std::call_once(keys_made_, [this] {
    keys_.slugs.reserve(size());
    for (Position i = 0; i < size(); ++i) {
      keys_.slugs.emplace(organizations_[i]->slug, i);
      for (const std::string& domain : organizations_[i]->domains) keys_.domains.emplace(domain, i);
    }
  });
  return keys_;
}

std::optional<Directory::Position> Directory::WithSlug(std::string_view slug) const {
  const auto found = keys().slugs.find(slug);
  return found == keys().slugs.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Directory::Position> Directory::WithDomain(std::string_view domain) const {
  const auto found = keys().domains.find(domain);
  return found == keys().domains.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace wharf::organization
