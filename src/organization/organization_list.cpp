#include "organization/organization_list.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/fold.h"
#include "organization/organization_rules.h"
#include "organization/paging.h"

namespace wharf::organization {
namespace {

using Position = Directory::Position;

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// The filter with its texts folded once.
class Matcher {
 public:
  explicit Matcher(const OrganizationFilter& filter)
      : filter_(filter), search_(FoldForSearch(filter.search)), name_(FoldForSearch(filter.name)) {
    if (filter.tag) tag_ = NameKey(*filter.tag);
  }

  /// Those that hold the texts, ordered by name; the rest of the filter is still to be asked.
  [[nodiscard]] std::vector<Position> Candidates(const Directory& directory) const {
    return search_.empty() ? directory.NamesHolding(name_) : directory.Holding(search_);
  }
  [[nodiscard]] bool MatchesCandidate(const Organization& organization) const {
    if (filter_.parent && organization.parent != *filter_.parent) return false;
    if (filter_.enabled && organization.enabled != *filter_.enabled) return false;
    if (!search_.empty() && !name_.empty() && !Contains(organization.folded_name, name_)) return false;
    return !tag_ || HasTag(organization);
  }
  [[nodiscard]] bool Matches(const Organization& organization) const {
    if (filter_.parent && organization.parent != *filter_.parent) return false;
    if (filter_.enabled && organization.enabled != *filter_.enabled) return false;
    if (!name_.empty() && !Contains(organization.folded_name, name_)) return false;
    if (tag_ && !HasTag(organization)) return false;
    return search_.empty() || IsFound(organization);
  }

 private:
  [[nodiscard]] bool HasTag(const Organization& organization) const {
    return std::any_of(organization.tags.begin(), organization.tags.end(),
                       [this](const std::string& tag) { return NameKey(tag) == *tag_; });
  }
  [[nodiscard]] bool IsFound(const Organization& organization) const {
    if (Contains(organization.folded_name, search_) || Contains(organization.slug, search_)) return true;
    const auto folded = [this](const std::string& text) { return Contains(FoldForSearch(text), search_); };
    return std::any_of(organization.domains.begin(), organization.domains.end(), folded) ||
           std::any_of(organization.tags.begin(), organization.tags.end(), folded);
  }

  const OrganizationFilter& filter_;
  std::string search_;
  std::string name_;
  std::optional<std::string> tag_;
};

std::vector<Position> InTreeOrder(const Directory& directory, const std::vector<Directory::Interval>& scope,
                                  const Matcher& matcher) {
  std::vector<Position> found;
  for (const Directory::Interval& interval : scope) {
    for (Position at = interval.enter; at < interval.leave; ++at) {
      if (matcher.Matches(directory.At(at))) found.push_back(at);
    }
  }
  return found;
}

bool Holds(const std::vector<Directory::Interval>& scope, Position position) {
  return std::any_of(scope.begin(), scope.end(),
                     [position](const Directory::Interval& interval) { return interval.Holds(position); });
}

/// The directory keeps an order by name, so nothing is sorted here.
std::vector<Position> InNameOrder(const Directory& directory, const std::vector<Directory::Interval>& scope,
                                  const Matcher& matcher) {
  std::vector<Position> found;
  for (const Position at : matcher.Candidates(directory)) {
    if (Holds(scope, at) && matcher.MatchesCandidate(directory.At(at))) found.push_back(at);
  }
  return found;
}

}  // namespace

Result<std::vector<Position>> SelectOrganizations(const Access& access, const OrganizationFilter& filter) {
  WHARF_ASSIGN(const auto scope, access.Scope(filter.below));
  if (filter.parent) WHARF_TRY(access.Require(Right::read, *filter.parent));
  const Directory& directory = access.directory();
  const Matcher matcher(filter);
  std::vector<Position> found = filter.order == OrganizationOrder::name ? InNameOrder(directory, scope, matcher)
                                                                        : InTreeOrder(directory, scope, matcher);
  if (filter.order == OrganizationOrder::created || filter.order == OrganizationOrder::updated) {
    const bool created = filter.order == OrganizationOrder::created;
    const auto when = [&](Position at) { return created ? directory.At(at).created : directory.At(at).updated; };
    std::stable_sort(found.begin(), found.end(), [&](Position a, Position b) { return when(a) < when(b); });
  }
  if (filter.descending) std::reverse(found.begin(), found.end());
  return found;
}

Result<OrganizationPage> ListOrganizations(const Access& access, const OrganizationFilter& filter, int page,
                                           int page_size) {
  WHARF_ASSIGN(std::vector<Position> found, SelectOrganizations(access, filter));
  const std::size_t total = found.size();
  return OrganizationPage{PageOf(std::move(found), page, page_size), total};
}

std::vector<TagCount> CountTags(const Access& access) {
  std::map<std::string, TagCount> counts;
  for (const Directory::Interval& interval : access.Intervals(Right::read)) {
    for (Position at = interval.enter; at < interval.leave; ++at) {
      for (const std::string& tag : access.directory().At(at).tags) {
        TagCount& count = counts[NameKey(tag)];
        if (count.count++ == 0) count.tag = tag;
      }
    }
  }
  std::vector<TagCount> tags;
  tags.reserve(counts.size());
  for (auto& [key, count] : counts) tags.push_back(std::move(count));
  return tags;
}

Result<OrganizationPage> SwitcherChildren(const Access& access, std::optional<OrganizationId> parent) {
  const Directory& directory = access.directory();
  std::vector<Position> found;
  if (parent) {
    WHARF_ASSIGN(const Position position, access.Require(Right::read, *parent));
    const auto children = directory.ChildrenOf(position);
    found.assign(children.begin(), children.end());
  } else {
    WHARF_ASSIGN(const auto scope, access.Scope(std::nullopt));
    // The tops: what is seen although its parent is not.
    for (const Directory::Interval& interval : scope) {
      for (Position at = interval.enter; at < interval.leave; at = directory.Subtree(at).leave) found.push_back(at);
    }
    std::sort(found.begin(), found.end(),
              [&](Position a, Position b) { return directory.At(a).folded_name < directory.At(b).folded_name; });
  }
  OrganizationPage page{.items = {}, .total = found.size()};
  if (found.size() > kSwitcherSize) found.resize(kSwitcherSize);
  page.items = std::move(found);
  return page;
}

Result<OrganizationPage> SwitcherSearch(const Access& access, const std::string& search) {
  WHARF_ASSIGN(std::vector<Position> found, SelectOrganizations(access, {.search = search}));
  const std::string folded = FoldForSearch(search);
  std::stable_partition(found.begin(), found.end(), [&](Position at) {
    return std::string_view(access.directory().At(at).folded_name).starts_with(folded);
  });
  OrganizationPage page{.items = {}, .total = found.size()};
  if (found.size() > kSwitcherSize) found.resize(kSwitcherSize);
  page.items = std::move(found);
  return page;
}

}  // namespace wharf::organization
