#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "organization/access.h"
#include "organization/directory.h"

namespace wharf::organization {

enum class OrganizationOrder { tree, name, created, updated };

/// Which organizations; every part that is set must hold.
struct OrganizationFilter {
  std::optional<OrganizationId> below = std::nullopt;   ///< this one and its subtree
  std::optional<OrganizationId> parent = std::nullopt;  ///< direct children of this one
  std::string search = {};  ///< part of the name, slug, a domain or a tag, whatever the case
  std::string name = {};    ///< part of the name, whatever the case
  std::optional<bool> enabled = std::nullopt;
  std::optional<std::string> tag = std::nullopt;  ///< exactly, whatever the case
  OrganizationOrder order = OrganizationOrder::name;
  bool descending = false;
};

/// All organizations of the filter that the caller sees, in order. Fails like Access::Scope. A millisecond or two for
/// 50,000 organizations.
Result<std::vector<Directory::Position>> SelectOrganizations(const Access& access, const OrganizationFilter& filter);

struct OrganizationPage {
  std::vector<Directory::Position> items;
  std::size_t total = 0;  ///< of all pages, exact
};

/// One page of SelectOrganizations; `page` from 1, a `page_size` of 0 is everything.
Result<OrganizationPage> ListOrganizations(const Access& access, const OrganizationFilter& filter, int page,
                                           int page_size);

struct TagCount {
  std::string tag;
  std::size_t count = 0;
};

/// The tags of all organizations the caller sees, ordered by folded text.
std::vector<TagCount> CountTags(const Access& access);

/// What the switcher shows at most.
inline constexpr std::size_t kSwitcherSize = 50;

/// For the switcher: the children of `parent`, or without it the topmost organizations the caller sees.
Result<OrganizationPage> SwitcherChildren(const Access& access, std::optional<OrganizationId> parent);
/// For the switcher: what matches, names that begin with the text first.
Result<OrganizationPage> SwitcherSearch(const Access& access, const std::string& search);

}  // namespace wharf::organization
