#include "integration/connection/activity.h"

#include <algorithm>

#include "organization/scope_condition.h"

namespace wharf::connection {
namespace {

constexpr std::size_t kMostWaiting = 100;
constexpr int kMostKept = 2000;  // of one connection

}  // namespace

Activity::~Activity() { Flush(); }

void Activity::Record(const call::CallRecord& record) {
  waiting_.push_back({Uuid::Make(clock_, random_).ToString(), record});
  if (waiting_.size() >= kMostWaiting) Flush();
}

void Activity::Flush() {
  if (waiting_.empty()) return;
  static_cast<void>(database_.Write([&](storage::Session& session) -> Result<void> {
    for (const auto& [id, r] : waiting_) {
      const std::optional<std::int64_t> status = r.status ? std::optional<std::int64_t>(*r.status) : std::nullopt;
      WHARF_TRY(session.Execute(
          "INSERT INTO connection_call (id, connection_id, at, source, action, what, organization_id, method, url, "
          "status, "
          "duration_ms, waited_ms, attempts, request_bytes, response_bytes, error, request_id, why) VALUES (?, ?, ?, "
          "?, "
          "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          id, connection_, r.at, source_, r.action, r.what, organization_, r.method, r.url, status,
          static_cast<std::int64_t>(r.duration.count()), static_cast<std::int64_t>(r.waited.count()), r.attempts,
          r.request_bytes, r.response_bytes, r.error, r.request_id, why_));
    }
    WHARF_TRY(
        session.Execute("DELETE FROM connection_call WHERE connection_id = ? AND id < (SELECT MIN(id) FROM (SELECT id "
                        "FROM connection_call "
                        "WHERE connection_id = ? ORDER BY id DESC LIMIT ?) AS kept)",
                        connection_, connection_, kMostKept));
    return {};
  }));
  waiting_.clear();
}

Result<CallPage> ListCalls(storage::Session& session, ConnectionId connection, const CallFilter& filter, int page,
                           int page_size) {
  const int size = page_size <= 0 ? kMostKept : page_size;
  organization::SqlCondition where{"connection_id = ?", {connection}};
  if (filter.failed) where.And(*filter.failed ? "error <> ''" : "error = ''");
  if (!filter.action.empty()) where.And("action = ?", {filter.action});
  if (!filter.until.empty()) {
    // Ids grow as calls are written down. A call that took long is written after some that began later.
    if (Uuid::Parse(filter.until)) {
      where.And("id <= ?", {filter.until});
    } else {
      where.And("1 = 0");
    }
  }
  WHARF_ASSIGN(const storage::Rows count,
               session.Query("SELECT COUNT(*), MAX(id) FROM connection_call WHERE " + where.sql,
                             std::span<const storage::Value>(where.parameters)));
  where.parameters.emplace_back(size);
  where.parameters.emplace_back((std::max(page, 1) - 1) * size);
  WHARF_ASSIGN(
      const storage::Rows rows,
      session.Query("SELECT id, source, organization_id, at, action, what, method, url, status, duration_ms, "
                    "waited_ms, attempts, request_bytes, response_bytes, error, request_id, why FROM connection_call "
                    "WHERE " +
                        where.sql + " ORDER BY at DESC, id DESC LIMIT ? OFFSET ?",
                    std::span<const storage::Value>(where.parameters)));
  CallPage calls;
  calls.total = count.front().Int(0);
  for (const storage::Row& row : rows) {
    Call call;
    call.id = row.Text(0);
    call.source = row.Text(1);
    if (!row.IsNull(2)) call.organization = row.As<OrganizationId>(2);
    call::CallRecord& r = call.record;
    r.at = row.When(3);
    r.action = row.Text(4);
    r.what = row.Text(5);
    r.method = row.Text(6);
    r.url = row.Text(7);
    if (!row.IsNull(8)) r.status = static_cast<int>(row.Int(8));
    r.duration = std::chrono::milliseconds(row.Int(9));
    r.waited = std::chrono::milliseconds(row.Int(10));
    r.attempts = static_cast<int>(row.Int(11));
    r.request_bytes = row.Int(12);
    r.response_bytes = row.Int(13);
    r.error = row.Text(14);
    r.request_id = row.Text(15);
    call.why = row.Text(16);
    calls.items.push_back(std::move(call));
  }
  calls.until = filter.until;
  if (calls.until.empty()) calls.until = count.front().OptionalText(1).value_or("");
  return calls;
}

}  // namespace wharf::connection
