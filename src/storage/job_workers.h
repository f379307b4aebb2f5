#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "storage/job_queue.h"
#include "storage/job_run.h"
#include "storage/job_store.h"

namespace wharf::storage {

/// Wakes threads that wait for something to do. Outlives the queue where a transaction still holds it.
class Bell {
 public:
  void Ring();
  void RingForAll();
  /// Returns when the bell rang since `heard` (which is brought up to date), or after `longest`.
  void Wait(std::uint64_t& heard, std::chrono::milliseconds longest);

 private:
  std::mutex mutex_;
  std::condition_variable rang_;
  std::uint64_t rings_ = 0;
};

/// The threads that run jobs, and one that keeps their leases.
class JobWorkers {
 public:
  JobWorkers(Database& database, const Clock& clock, Random& random, const JobTimes& times);
  ~JobWorkers();
  JobWorkers(const JobWorkers&) = delete;
  JobWorkers& operator=(const JobWorkers&) = delete;

  void Register(std::string kind, JobKind run);
  void Start(int workers);
  void Stop();
  /// Tells the run of this job, if it is in this process, without waiting for the next poll.
  void Cancel(JobId id);
  /// Rings when there may be a job to claim.
  [[nodiscard]] std::shared_ptr<Bell> bell() const { return bell_; }

 private:
  using Ticks = std::chrono::steady_clock::time_point;

  void Work();
  /// Claims one job and runs it to its end. False if there is none.
  bool WorkOnce();
  Result<std::optional<Job>> Claim();
  void Execute(Job job);
  /// Stores how the run ended. While the database is away it tries again and again, since this is all that is missing.
  void Settle(JobRun& run, const Result<boost::json::object>& result);
  Result<bool> TrySettle(JobRun& run, const Result<boost::json::object>& result);

  void Keep();
  Result<void> KeepOnce(bool renew);
  /// Removes jobs that ended long ago and gives their room back.
  Result<void> Tidy();
  [[nodiscard]] JobClaim WhatToClaim();
  [[nodiscard]] std::vector<std::shared_ptr<JobRun>> Running();

  Database& database_;
  const Clock& clock_;
  Random& random_;
  const JobTimes times_;
  const std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
  /// Rings only to stop the keeper.
  Bell keeper_bell_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> keeper_stopping_ = false;
  std::vector<std::thread> threads_;
  std::thread keeper_;

  std::mutex mutex_;
  std::map<std::string, JobKind, std::less<>> kinds_;  ///< guarded by mutex_
  std::map<JobId, std::shared_ptr<JobRun>> running_;   ///< guarded by mutex_
  Ticks take_over_from_ = Ticks::min();                ///< guarded by mutex_
};

}  // namespace wharf::storage
