#include "storage/job_store.h"

namespace wharf::storage {
namespace {

/// How many workers may die with a job, one after the other, before it is given up.
constexpr int kMostCrashes = 5;

Result<bool> ChangedOne(const Result<std::int64_t>& changed) {
  WHARF_TRY(changed);
  return *changed == 1;
}

}  // namespace

Result<bool> RenewLease(Session& session, const JobLease& lease, Time until) {
  return ChangedOne(session.Execute("UPDATE job SET lease_until = ? WHERE id = ? AND attempt = ? AND state = 'running'",
                                    until, lease.id, lease.attempt));
}

Result<bool> SaveProgress(Session& session, const JobLease& lease, const boost::json::object& progress, Time until) {
  return ChangedOne(
      session.Execute("UPDATE job SET progress = ?, lease_until = ? WHERE id = ? AND attempt = ? AND state = 'running'",
                      boost::json::serialize(progress), until, lease.id, lease.attempt));
}

Result<bool> SaveCheckpoint(Session& session, const JobLease& lease, const boost::json::object& checkpoint,
                            Time until) {
  return ChangedOne(
      session.Execute("UPDATE job SET checkpoint = ?, crashes = 0, lease_until = ? WHERE id = ? AND "
                      "attempt = ? AND state = 'running'",
                      boost::json::serialize(checkpoint), until, lease.id, lease.attempt));
}

Result<bool> FinishJob(Session& session, const JobLease& lease, JobState state, const boost::json::object& result,
                       Time now) {
  return ChangedOne(
      session.Execute("UPDATE job SET state = ?, result = ?, ended = ?, lease_until = NULL, only_key = "
                      "NULL WHERE id = ? AND attempt = ? AND state = 'running'",
                      NameOf(state), boost::json::serialize(result), now, lease.id, lease.attempt));
}

Result<bool> HandOnJob(Session& session, const JobLease& lease, Time now) {
  return ChangedOne(
      session.Execute("UPDATE job SET lease_until = NULL, "
                      "ended = CASE WHEN cancel_requested = 1 THEN ? ELSE NULL END, "
                      "only_key = CASE WHEN cancel_requested = 1 THEN NULL ELSE only_key END, "
                      "state = CASE WHEN cancel_requested = 1 THEN 'cancelled' ELSE 'waiting' END "
                      "WHERE id = ? AND attempt = ? AND state = 'running'",
                      now, lease.id, lease.attempt));
}

Result<std::vector<JobId>> CancelRequested(Session& session) {
  WHARF_ASSIGN(const Rows rows, session.Query("SELECT id FROM job WHERE state = 'running' AND cancel_requested = 1"));
  std::vector<JobId> ids;
  for (const Row& row : rows) ids.push_back(row.As<JobId>(0));
  return ids;
}

Result<void> EndAbandonedJobs(Session& session, Time lease_now, Time now) {
  WHARF_TRY(
      session.Execute("UPDATE job SET state = 'cancelled', ended = ?, lease_until = NULL, only_key = NULL WHERE "
                      "state = 'running' AND cancel_requested = 1 AND lease_until < ?",
                      now, lease_now));
  const boost::json::object reason{
      {"code", "job_crashes"},
      {"message", "The program ended " + std::to_string(kMostCrashes) +
                      " times while it worked on this. Look at its log before you start it again."}};
  WHARF_TRY(
      session.Execute("UPDATE job SET state = 'failed', ended = ?, lease_until = NULL, only_key = NULL, result = "
                      "? WHERE state = 'running' AND crashes >= ? AND lease_until < ?",
                      now, boost::json::serialize(reason), kMostCrashes - 1, lease_now));
  return {};
}

Result<std::int64_t> RemoveEndedJobs(Session& session, Time before, int most) {
  return session.Execute("DELETE FROM job WHERE id IN (SELECT id FROM job WHERE ended < ? LIMIT ?)", before, most);
}

}  // namespace wharf::storage
