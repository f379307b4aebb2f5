#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "storage/database.h"
#include "storage/job_queue.h"

namespace wharf::storage {

/// As it is stored: "waiting", "running", "done", "failed", "cancelled".
std::string_view NameOf(JobState state);

/// Who holds a job: the attempt is the fence. Every write of a worker says both, and changes nothing once another
/// attempt began.
struct JobLease {
  JobId id;
  std::int64_t attempt = 0;
};

/// The time that leases go by: the server's on PostgreSQL, whose clients may disagree, else `clock`'s.
Result<Time> LeaseTime(Session& session, const Clock& clock);

/// Stores the job, or returns the open one if `only_one` and there is one.
Result<Job> InsertJob(Session& session, const Job& job, bool only_one);
Result<std::optional<Job>> FindJob(Session& session, JobId id);
Result<std::vector<Job>> ListJobs(Session& session, const JobFilter& filter);
/// False if there is no such job.
Result<bool> RequestCancel(Session& session, JobId id, Time now);

struct JobClaim {
  std::vector<std::string> kinds;
  /// Whether jobs whose lease ran out may be taken.
  bool take_over = true;
};
/// A look without a lock: is there something to claim?
Result<bool> AnyClaimable(Session& session, const JobClaim& claim, Time now);
/// Takes the oldest job, if there is one, and leases it until `until`.
Result<std::optional<Job>> ClaimJob(Session& session, const JobClaim& claim, Time now, Time until);

/// These return false if the lease is lost.
Result<bool> RenewLease(Session& session, const JobLease& lease, Time until);
Result<bool> SaveProgress(Session& session, const JobLease& lease, const boost::json::object& progress, Time until);
Result<bool> SaveCheckpoint(Session& session, const JobLease& lease, const boost::json::object& checkpoint, Time until);
Result<bool> FinishJob(Session& session, const JobLease& lease, JobState state, const boost::json::object& result,
                       Time now);
/// Back to waiting, or cancelled if that was asked for.
Result<bool> HandOnJob(Session& session, const JobLease& lease, Time now);

/// The running jobs that somebody wants cancelled.
Result<std::vector<JobId>> CancelRequested(Session& session);
/// Ends the jobs of dead workers that nobody will take: cancelled ones, and those that killed too many workers.
Result<void> EndAbandonedJobs(Session& session, Time lease_now, Time now);
/// Removes at most `most` jobs that ended before `before`; returns how many.
Result<std::int64_t> RemoveEndedJobs(Session& session, Time before, int most);

}  // namespace wharf::storage
