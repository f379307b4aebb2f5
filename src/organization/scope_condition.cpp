#include "organization/scope_condition.h"

#include <iterator>
#include <utility>

#include "organization/organization_row.h"

namespace wharf::organization {
namespace {

/// PostgreSQL plans and runs an array several times faster than a subquery; but it goes through an array from front to
/// back where there is no index, so only short lists are one.
constexpr std::size_t kShortList = 500;

SqlCondition Listed(std::string_view column, std::string json, std::size_t size, storage::Dialect dialect) {
  std::string_view list = " IN (SELECT value FROM json_each(?))";
  if (dialect == storage::Dialect::postgresql) {
    list = size <= kShortList ? " = ANY (ARRAY(SELECT json_array_elements_text(CAST(? AS json))))"
                              : " IN (SELECT json_array_elements_text(CAST(? AS json)))";
  }
  return {std::string(column) + std::string(list), {storage::Value(std::move(json))}};
}

/// Ids need no escaping, and a list can be 50,000 long.
class IdList {
 public:
  void Add(OrganizationId id) {
    json_ += json_.size() == 1 ? "\"" : ",\"";
    json_ += id.ToString();
    json_ += '"';
  }
  std::string Take() { return std::move(json_) + "]"; }

 private:
  std::string json_ = "[";
};

}  // namespace

void SqlCondition::And(std::string_view more_sql, std::vector<storage::Value> more) {
  sql += sql.empty() ? "" : " AND ";
  sql += more_sql;
  parameters.insert(parameters.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

SqlCondition OneOf(std::string_view column, std::span<const OrganizationId> organizations, storage::Dialect dialect) {
  IdList ids;
  for (const OrganizationId organization : organizations) ids.Add(organization);
  return Listed(column, ids.Take(), organizations.size(), dialect);
}

SqlCondition OneOf(std::string_view column, std::span<const std::string> texts, storage::Dialect dialect) {
  return Listed(column, FormatTexts({texts.begin(), texts.end()}), texts.size(), dialect);
}

SqlCondition Within(std::string_view column, const Directory& directory, std::span<const Directory::Interval> intervals,
                    storage::Dialect dialect) {
  if (intervals.size() == 1 && intervals.front().size() == directory.size()) return {"1 = 1"};
  IdList ids;
  std::size_t size = 0;
  for (const Directory::Interval& interval : intervals) {
    size += interval.size();
    for (Directory::Position at = interval.enter; at < interval.leave; ++at) ids.Add(directory.At(at).id);
  }
  return Listed(column, ids.Take(), size, dialect);
}

std::string LikeAnywhere(std::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

}  // namespace wharf::organization
