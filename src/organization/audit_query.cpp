#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "base/csv.h"
#include "base/fold.h"
#include "organization/audit.h"
#include "organization/scope_condition.h"

namespace wharf::organization {
namespace {

constexpr std::string_view kColumns =
    "id, at, actor_kind, actor_id, actor, organization_id, organization_name, action, subject_kind, subject_id, "
    "subject_name, summary, changes, outcome, peer, request_id";
constexpr int kMostPageSize = 1000;
constexpr int kMostCsvRows = 100'000;
/// What only administrators read: it tells of people and of attempts.
constexpr std::string_view kAboutWork =
    "outcome = 'done' AND subject_kind NOT IN ('user', 'token', 'session', 'invitation', 'access')";

std::vector<FieldChange> ParseChanges(const std::string& text) {
  std::vector<FieldChange> changes;
  boost::system::error_code failed;
  const boost::json::value value = boost::json::parse(text, failed);
  if (failed || !value.is_array()) return changes;
  const auto optional = [](const boost::json::object& object, std::string_view key) -> std::optional<std::string> {
    const auto* found = object.if_contains(key);
    if (found == nullptr || !found->is_string()) return std::nullopt;
    return std::string(found->get_string());
  };
  for (const boost::json::value& one : value.get_array()) {
    const boost::json::object& object = one.as_object();
    std::string field = optional(object, "field").value_or("");
    if (object.contains("secret")) {
      changes.push_back(FieldChange::OfSecret(std::move(field)));
    } else {
      changes.emplace_back(std::move(field), optional(object, "before"), optional(object, "after"));
    }
  }
  return changes;
}

template <class Enum>
Enum ParseEnum(const std::string& name, int last, Enum otherwise) {
  for (int i = 0; i <= last; ++i) {
    if (NameOf(static_cast<Enum>(i)) == name) return static_cast<Enum>(i);
  }
  return otherwise;
}

AuditRecord ReadRecord(const storage::Row& row) {
  AuditRecord record;
  record.id = row.Text(0);
  record.at = row.When(1);
  record.actor_kind = ParseEnum(row.Text(2), 3, CallerKind::user);
  record.actor_id = row.Text(3);
  record.actor = row.Text(4);
  record.organization = row.As<OrganizationId>(5);
  record.organization_name = row.Text(6);
  record.action = row.Text(7);
  record.subject_kind = row.Text(8);
  record.subject_id = row.Text(9);
  record.subject_name = row.Text(10);
  record.summary = row.Text(11);
  record.changes = ParseChanges(row.Text(12));
  record.outcome = ParseEnum(row.Text(13), 2, AuditOutcome::done);
  record.peer = row.Text(14);
  record.request_id = row.Text(15);
  return record;
}

/// The entries that this caller may read at all, below `organization` or everywhere.
Result<SqlCondition> Visible(const Access& access, std::optional<OrganizationId> organization,
                             storage::Dialect dialect) {
  WHARF_ASSIGN(const auto readable, access.Scope(organization));
  const Directory& directory = access.directory();
  const SqlCondition read = Within("organization_id", directory, readable, dialect);
  std::vector<Directory::Interval> all;
  for (const Directory::Interval& area : access.Intervals(Right::administer)) {
    for (const Directory::Interval& asked : readable) {
      const Directory::Interval both{std::max(area.enter, asked.enter), std::min(area.leave, asked.leave)};
      if (both.enter < both.leave) all.push_back(both);
    }
  }
  if (all == readable) return read;
  SqlCondition visible = read;
  if (all.empty()) {
    visible.And(kAboutWork);
    return visible;
  }
  SqlCondition administered = Within("organization_id", directory, all, dialect);
  visible.And("(" + std::string(kAboutWork) + " OR " + administered.sql + ")", std::move(administered.parameters));
  return visible;
}

Result<SqlCondition> Condition(const Access& access, const AuditFilter& filter, storage::Dialect dialect) {
  WHARF_ASSIGN(SqlCondition where, Visible(access, filter.organization, dialect));
  if (filter.action && filter.action->ends_with('.')) {
    std::string pattern = LikeAnywhere(*filter.action).substr(1);
    where.And("action LIKE ? ESCAPE '\\'", {storage::Value(std::move(pattern))});
  } else if (filter.action) {
    where.And("action = ?", {storage::Value(*filter.action)});
  }
  if (filter.actor) where.And("actor = ?", {storage::Value(*filter.actor)});
  if (filter.subject_kind) where.And("subject_kind = ?", {storage::Value(*filter.subject_kind)});
  if (filter.subject_id) where.And("subject_id = ?", {storage::Value(*filter.subject_id)});
  if (filter.outcome) where.And("outcome = ?", {storage::Value(NameOf(*filter.outcome))});
  if (filter.from) where.And("at >= ?", {storage::Value(*filter.from)});
  if (filter.to) where.And("at < ?", {storage::Value(*filter.to)});
  if (!filter.search.empty()) {
    where.And("search LIKE ? ESCAPE '\\'", {storage::Value(LikeAnywhere(FoldForSearch(filter.search)))});
  }
  return where;
}

Result<std::vector<AuditRecord>> ReadRecords(storage::Session& session, SqlCondition where, std::int64_t limit,
                                             std::int64_t offset) {
  const std::string sql = "SELECT " + std::string(kColumns) + " FROM audit_entry WHERE " + where.sql +
                          " ORDER BY at DESC, id DESC LIMIT ? OFFSET ?";
  where.parameters.emplace_back(limit);
  where.parameters.emplace_back(offset);
  WHARF_ASSIGN(const storage::Rows rows, session.Query(sql, std::span<const storage::Value>(where.parameters)));
  std::vector<AuditRecord> records;
  records.reserve(rows.size());
  for (const storage::Row& row : rows) records.push_back(ReadRecord(row));
  return records;
}

std::string DescribeChanges(const std::vector<FieldChange>& changes) {
  std::string text;
  for (const FieldChange& change : changes) {
    if (!text.empty()) text += "; ";
    text += change.field() + ": ";
    text +=
        change.secret() ? "changed" : change.before().value_or("(none)") + " -> " + change.after().value_or("(none)");
  }
  return text;
}

std::string CsvOf(const std::vector<AuditRecord>& records, bool with_header) {
  CsvWriter csv({.guard_formulas = true});
  if (with_header) {
    csv.Row({"at", "actor", "actor_kind", "organization", "action", "outcome", "subject_kind", "subject", "summary",
             "changes", "peer", "request_id", "organization_id", "subject_id", "id"});
  }
  for (const AuditRecord& record : records) {
    csv.Row({FormatTime(record.at), record.actor, NameOf(record.actor_kind), record.organization_name, record.action,
             NameOf(record.outcome), record.subject_kind, record.subject_name, record.summary,
             DescribeChanges(record.changes), record.peer, record.request_id, record.organization.ToString(),
             record.subject_id, record.id});
  }
  return csv.Take();
}

}  // namespace

Result<AuditPage> AuditLog::List(const Access& access, const AuditFilter& filter, int page, int page_size) {
  WHARF_ASSIGN(const SqlCondition where, Condition(access, filter, database_.dialect()));
  const std::int64_t size = std::clamp(page_size, 1, kMostPageSize);
  const std::int64_t offset = (std::max<std::int64_t>(page, 1) - 1) * size;
  return database_.ReadValue<AuditPage>([&](storage::Session& session) -> Result<AuditPage> {
    AuditPage result;
    WHARF_ASSIGN(const storage::Rows count, session.Query("SELECT COUNT(*) FROM audit_entry WHERE " + where.sql,
                                                          std::span<const storage::Value>(where.parameters)));
    result.total = count.front().Int(0);
    WHARF_ASSIGN(result.items, ReadRecords(session, where, size, offset));
    return result;
  });
}

Result<AuditFacets> AuditLog::Facets(const Access& access, std::optional<OrganizationId> organization) {
  WHARF_ASSIGN(const SqlCondition where, Visible(access, organization, database_.dialect()));
  return database_.ReadValue<AuditFacets>([&](storage::Session& session) -> Result<AuditFacets> {
    AuditFacets facets;
    const auto distinct = [&](std::string_view column, std::vector<std::string>& values) -> Result<void> {
      const std::string sql = "SELECT DISTINCT " + std::string(column) + " FROM audit_entry WHERE " + where.sql;
      WHARF_ASSIGN(const storage::Rows rows, session.Query(sql, std::span<const storage::Value>(where.parameters)));
      for (const storage::Row& row : rows) values.push_back(row.Text(0));
      std::sort(values.begin(), values.end());
      return {};
    };
    WHARF_TRY(distinct("action", facets.actions));
    WHARF_TRY(distinct("actor", facets.actors));
    return facets;
  });
}

Result<void> AuditLog::WriteCsv(const Access& access, const AuditFilter& filter,
                                const std::function<Result<void>(std::string_view)>& write) {
  WHARF_ASSIGN(const SqlCondition where, Condition(access, filter, database_.dialect()));
  // Pages are cut by the last entry seen, not by counting, so that entries that come meanwhile double none.
  SqlCondition rest = where;
  for (int written = 0; written < kMostCsvRows;) {
    WHARF_ASSIGN(const auto records, database_.ReadValue<std::vector<AuditRecord>>([&](storage::Session& session) {
      return ReadRecords(session, rest, kMostPageSize, 0);
    }));
    if (written == 0 || !records.empty()) WHARF_TRY(write(CsvOf(records, written == 0)));
    if (records.size() < kMostPageSize) break;
    written += kMostPageSize;
    rest = where;
    rest.And("(at < ? OR (at = ? AND id < ?))",
             {storage::Value(records.back().at), storage::Value(records.back().at), storage::Value(records.back().id)});
  }
  return {};
}

}  // namespace wharf::organization
