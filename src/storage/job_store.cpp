#include "storage/job_store.h"

#include <algorithm>
#include <array>

namespace wharf::storage {
namespace {

constexpr int kMostListed = 500;

constexpr std::string_view kColumns =
    "id, kind, organization, subject, title, input, state, progress, checkpoint, result, created_by, created, started, "
    "ended, attempt, cancel_requested";

constexpr std::array<std::string_view, 5> kStates = {"waiting", "running", "done", "failed", "cancelled"};

JobState StateOf(std::string_view name) {
  const auto found = std::ranges::find(kStates, name);
  return found == kStates.end() ? JobState::failed : static_cast<JobState>(found - kStates.begin());
}

boost::json::object ParseObject(const std::string& text) {
  boost::system::error_code failure;
  const boost::json::value parsed = boost::json::parse(text, failure);
  return !failure && parsed.is_object() ? parsed.get_object() : boost::json::object();
}

std::string Text(const boost::json::object& object) { return boost::json::serialize(object); }

Job ReadJob(const Row& row) {
  Job job;
  job.id = row.As<JobId>(0);
  job.kind = row.Text(1);
  job.organization = row.As<OrganizationId>(2);
  job.subject = row.Text(3);
  job.title = row.Text(4);
  job.input = ParseObject(row.Text(5));
  job.state = StateOf(row.Text(6));
  job.progress = ParseObject(row.Text(7));
  job.checkpoint = ParseObject(row.Text(8));
  job.result = ParseObject(row.Text(9));
  job.created_by = row.Text(10);
  job.created = row.When(11);
  job.started = row.OptionalWhen(12);
  job.ended = row.OptionalWhen(13);
  job.attempt = static_cast<int>(row.Int(14));
  job.cancel_requested = row.Bool(15);
  return job;
}

Result<std::optional<Job>> FirstJob(Result<Rows> rows) {
  WHARF_TRY(rows);
  return rows->empty() ? std::nullopt : std::optional(ReadJob(rows->front()));
}

std::string OnlyKey(const Job& job) { return job.kind + "\n" + job.organization.ToString() + "\n" + job.subject; }

Result<std::optional<Job>> FindOpen(Session& session, const Job& like) {
  return FirstJob(session.Query("SELECT " + std::string(kColumns) +
                                    " FROM job WHERE kind = ? AND organization = ? AND subject = ? AND state IN "
                                    "('waiting', 'running') ORDER BY created, id LIMIT 1",
                                like.kind, like.organization, like.subject));
}

/// The jobs that a worker may take, and the parameters of that condition.
std::string Claimable(const JobClaim& claim, Time now, std::vector<Value>& parameters) {
  std::string marks;
  for (const std::string& kind : claim.kinds) {
    marks += marks.empty() ? "?" : ", ?";
    parameters.emplace_back(kind);
  }
  std::string condition = "kind IN (" + marks + ") AND (state = 'waiting'";
  if (claim.take_over) {
    condition += " OR (state = 'running' AND lease_until < ?)";
    parameters.emplace_back(now);
  }
  return condition + ")";
}

/// An SQL condition for "the column's id is one of these", with one parameter however many there are.
std::string OneOf(Dialect dialect, std::string_view column) {
  return std::string(column) +
         (dialect == Dialect::sqlite ? " IN (SELECT value FROM json_each(?))" : " = ANY (string_to_array(?, ','))");
}

std::string ListParameter(Dialect dialect, const std::vector<OrganizationId>& ids) {
  const std::string quote = dialect == Dialect::sqlite ? "\"" : "";
  std::string list;
  for (const OrganizationId& id : ids) {
    if (!list.empty()) list += ',';
    list += quote;
    list += id.ToString();
    list += quote;
  }
  return dialect == Dialect::sqlite ? "[" + list + "]" : list;
}

}  // namespace

std::string_view NameOf(JobState state) { return kStates.at(static_cast<std::size_t>(state)); }

Result<Time> LeaseTime(Session& session, const Clock& clock) {
  if (session.dialect() == Dialect::sqlite) return clock.Now();
  WHARF_ASSIGN(
      const Rows rows,
      session.Query("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"));
  return rows.at(0).When(0);
}

Result<Job> InsertJob(Session& session, const Job& job, bool only_one) {
  if (only_one) {
    WHARF_ASSIGN(auto open, FindOpen(session, job));
    if (open) return *std::move(open);
  }
  // The unique key decides between two that found nothing at the same time.
  WHARF_ASSIGN(
      const std::int64_t added,
      session.Execute("INSERT INTO job (id, kind, organization, subject, title, input, state, progress, checkpoint, "
                      "result, created_by, created, attempt, crashes, cancel_requested, only_key) VALUES (?, ?, ?, ?, "
                      "?, ?, 'waiting', '{}', '{}', '{}', ?, ?, 0, 0, 0, ?) ON CONFLICT (only_key) WHERE only_key IS "
                      "NOT NULL DO NOTHING",
                      job.id, job.kind, job.organization, job.subject, job.title, Text(job.input), job.created_by,
                      job.created, only_one ? std::optional(OnlyKey(job)) : std::nullopt));
  if (added == 1) return job;
  WHARF_ASSIGN(auto open, FindOpen(session, job));
  if (open) return *std::move(open);
  return Error{ErrorKind::conflict, "database_busy", "A job of this kind ended just now. Try again."};
}

Result<std::optional<Job>> FindJob(Session& session, JobId id) {
  return FirstJob(session.Query("SELECT " + std::string(kColumns) + " FROM job WHERE id = ?", id));
}

Result<std::vector<Job>> ListJobs(Session& session, const JobFilter& filter) {
  std::string sql = "SELECT " + std::string(kColumns) + " FROM job WHERE 1 = 1";
  std::vector<Value> parameters;
  if (filter.organizations) {
    sql += " AND " + OneOf(session.dialect(), "organization");
    parameters.emplace_back(ListParameter(session.dialect(), *filter.organizations));
  }
  if (filter.kind) {
    sql += " AND kind = ?";
    parameters.emplace_back(*filter.kind);
  }
  if (filter.subject) {
    sql += " AND subject = ?";
    parameters.emplace_back(*filter.subject);
  }
  if (filter.open_only) sql += " AND state IN ('waiting', 'running')";
  sql += " ORDER BY id DESC LIMIT " + std::to_string(std::clamp(filter.limit, 1, kMostListed));
  WHARF_ASSIGN(const Rows rows, session.Query(sql, std::span<const Value>(parameters)));
  std::vector<Job> jobs;
  jobs.reserve(rows.size());
  for (const Row& row : rows) jobs.push_back(ReadJob(row));
  return jobs;
}

Result<bool> RequestCancel(Session& session, JobId id, Time now) {
  WHARF_ASSIGN(const std::int64_t open,
               session.Execute("UPDATE job SET cancel_requested = 1, "
                               "ended = CASE WHEN state = 'waiting' THEN ? ELSE ended END, "
                               "only_key = CASE WHEN state = 'waiting' THEN NULL ELSE only_key END, "
                               "state = CASE WHEN state = 'waiting' THEN 'cancelled' ELSE state END "
                               "WHERE id = ? AND state IN ('waiting', 'running')",
                               now, id));
  if (open == 1) return true;
  WHARF_ASSIGN(const Rows ended, session.Query("SELECT 1 FROM job WHERE id = ?", id));
  return !ended.empty();
}

Result<bool> AnyClaimable(Session& session, const JobClaim& claim, Time now) {
  if (claim.kinds.empty()) return false;
  std::vector<Value> parameters;
  const std::string sql = "SELECT 1 FROM job WHERE " + Claimable(claim, now, parameters) + " LIMIT 1";
  WHARF_ASSIGN(const Rows rows, session.Query(sql, std::span<const Value>(parameters)));
  return !rows.empty();
}

Result<std::optional<Job>> ClaimJob(Session& session, const JobClaim& claim, Time now, Time until) {
  if (claim.kinds.empty()) return std::optional<Job>();
  std::vector<Value> parameters = {Value(until), Value(now)};
  const std::string skip = session.dialect() == Dialect::postgresql ? " FOR UPDATE SKIP LOCKED" : "";
  const std::string sql =
      "UPDATE job SET crashes = CASE WHEN state = 'running' THEN crashes + 1 ELSE crashes END, state = 'running', "
      "attempt = attempt + 1, lease_until = ?, started = COALESCE(started, ?) WHERE id = (SELECT id FROM job WHERE " +
      Claimable(claim, now, parameters) + " ORDER BY created, id LIMIT 1" + skip + ") RETURNING " +
      std::string(kColumns);
  return FirstJob(session.Query(sql, std::span<const Value>(parameters)));
}

}  // namespace wharf::storage
