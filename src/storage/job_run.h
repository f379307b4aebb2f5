#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

#include "storage/job_queue.h"
#include "storage/job_store.h"

namespace wharf::storage {

/// One attempt at one job in this process: what the job's function sees, and what the keeper of leases needs.
/// Safe from the two threads of these.
class JobRun final : public JobContext {
 public:
  JobRun(Database& database, const Clock& clock, const JobTimes& times, const std::atomic<bool>& stopping, Job job);

  [[nodiscard]] const Job& job() const override { return job_; }
  Result<void> Report(boost::json::object progress) override;
  Result<void> Checkpoint(Session& session, const boost::json::object& checkpoint) override;
  [[nodiscard]] bool ShouldStop() const override;

  [[nodiscard]] JobLease lease() const { return {job_.id, job_.attempt}; }
  void RequestCancel() { cancelled_ = true; }
  [[nodiscard]] bool cancelled() const { return cancelled_; }
  [[nodiscard]] bool lost() const { return lost_; }

  /// Renews the lease, with the progress that was not written yet. A lost lease is remembered; other failures are
  /// returned and leave the lease to run out.
  Result<void> Renew();
  /// Like Renew, but only if there is progress that was not written.
  Result<void> Flush();

 private:
  using Ticks = std::chrono::milliseconds;
  /// Time since the machine started, asleep or not: a process that was frozen finds that its lease is over.
  static Ticks Now();
  Result<void> Write(const std::optional<boost::json::object>& progress);

  Database& database_;
  const Clock& clock_;
  const JobTimes times_;
  const std::atomic<bool>& stopping_;
  const Job job_;
  std::atomic<bool> cancelled_ = false;
  std::atomic<bool> lost_ = false;
  std::atomic<Ticks> valid_until_;

  /// Held while writing, so that an older progress is never written after a newer one.
  std::mutex writing_;
  std::mutex mutex_;
  std::optional<boost::json::object> unwritten_;  ///< guarded by mutex_
  Ticks written_at_{0};                           ///< guarded by mutex_
};

}  // namespace wharf::storage
