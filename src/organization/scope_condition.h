#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "organization/access.h"
#include "storage/database.h"

namespace wharf::organization {

/// A condition of SQL and what stands for its question marks.
struct SqlCondition {
  std::string sql;
  std::vector<storage::Value> parameters = {};

  /// Adds " AND <sql>" with its parameters.
  void And(std::string_view sql, std::vector<storage::Value> more = {});
  void And(SqlCondition other) { And(other.sql, std::move(other.parameters)); }
};

/// Whether the organization in `column` is one of these: "column IN (…)". Takes one parameter however many there are.
SqlCondition OneOf(std::string_view column, std::span<const OrganizationId> organizations, storage::Dialect dialect);

/// The same for texts.
SqlCondition OneOf(std::string_view column, std::span<const std::string> texts, storage::Dialect dialect);

/// Whether the organization in `column` lies in `intervals` of the directory. True for all rows ("1 = 1") where the
/// intervals are the whole tree: then rows of deleted organizations count as well.
SqlCondition Within(std::string_view column, const Directory& directory, std::span<const Directory::Interval> intervals,
                    storage::Dialect dialect);

/// The text as a pattern for LIKE … ESCAPE '\' that finds it anywhere.
std::string LikeAnywhere(std::string_view text);

}  // namespace wharf::organization
