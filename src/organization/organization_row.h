#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "organization/directory.h"
#include "storage/database.h"

namespace wharf::organization {

/// The columns that ReadOrganization expects, in order, of table `organization`.
inline constexpr std::string_view kOrganizationColumns =
    "id, parent_id, name, folded_name, slug, domains, tags, enabled, version, created_at, updated_at, updated_by";

std::shared_ptr<const Organization> ReadOrganization(const storage::Row& row);

/// Stores a new organization, made by `updated_by` at `created`.
Result<void> InsertOrganization(storage::Session& session, const Organization& organization, std::int64_t revision);

/// Lists of texts are stored as JSON arrays.
std::string FormatTexts(const std::vector<std::string>& texts);
std::vector<std::string> ParseTexts(std::string_view json);

}  // namespace wharf::organization
