#include "storage/job_workers.h"

#include <algorithm>
#include <exception>

namespace wharf::storage {
namespace {

/// How often the end of a run is tried to be stored while the process is stopping.
constexpr int kTriesWhenStopping = 3;

bool IsPassing(const Error& error) {
  return error.kind == ErrorKind::unavailable || error.kind == ErrorKind::conflict ||
         error.kind == ErrorKind::interrupted || error.kind == ErrorKind::deadline_exceeded ||
         error.kind == ErrorKind::resource_exhausted;
}

Result<boost::json::object> RunGuarded(const JobKind& kind, JobContext& context) {
  // What a kind throws is a mistake in it and must not end the other jobs of this process. The text of the exception
  // may hold anything, so it is not shown.
  const Error crashed{ErrorKind::internal, "job_crashed",
                      "The job stopped by a mistake in the program. Report it with the log of that time."};
  try {
    return kind(context);
  } catch (const std::exception&) {
    return crashed;
  } catch (...) {
    return crashed;
  }
}

}  // namespace

void Bell::Ring() {
  {
    const std::lock_guard lock(mutex_);
    ++rings_;
  }
  rang_.notify_one();
}

void Bell::RingForAll() {
  {
    const std::lock_guard lock(mutex_);
    ++rings_;
  }
  rang_.notify_all();
}

void Bell::Wait(std::uint64_t& heard, std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  rang_.wait_for(lock, longest, [&] { return rings_ != heard; });
  heard = rings_;
}

JobWorkers::JobWorkers(Database& database, const Clock& clock, Random& random, const JobTimes& times)
    : database_(database), clock_(clock), random_(random), times_(times) {}

JobWorkers::~JobWorkers() { Stop(); }

void JobWorkers::Register(std::string kind, JobKind run) {
  const std::lock_guard lock(mutex_);
  kinds_.insert_or_assign(std::move(kind), std::move(run));
}

void JobWorkers::Start(int workers) {
  stopping_ = false;
  keeper_stopping_ = false;
  for (int i = 0; i < workers; ++i) threads_.emplace_back([this] { Work(); });
  keeper_ = std::thread([this] { Keep(); });
}

void JobWorkers::Stop() {
  stopping_ = true;
  bell_->RingForAll();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  // The leases are kept until the last run is over.
  keeper_stopping_ = true;
  keeper_bell_.RingForAll();
  if (keeper_.joinable()) keeper_.join();
}

void JobWorkers::Cancel(JobId id) {
  const std::lock_guard lock(mutex_);
  if (const auto found = running_.find(id); found != running_.end()) found->second->RequestCancel();
}

std::vector<std::shared_ptr<JobRun>> JobWorkers::Running() {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<JobRun>> runs;
  for (const auto& [id, run] : running_) runs.push_back(run);
  return runs;
}

JobClaim JobWorkers::WhatToClaim() {
  const std::lock_guard lock(mutex_);
  JobClaim claim;
  for (const auto& [kind, run] : kinds_) claim.kinds.push_back(kind);
  claim.take_over = std::chrono::steady_clock::now() >= take_over_from_;
  return claim;
}

void JobWorkers::Work() {
  // Longer than the keeper's poll, which rings when there is work: this is for the case that the ring was missed.
  const auto longest = 10 * times_.poll;
  std::uint64_t heard = 0;
  while (!stopping_) {
    if (!WorkOnce() && !stopping_) bell_->Wait(heard, longest);
  }
}

bool JobWorkers::WorkOnce() {
  auto claimed = Claim();
  if (!claimed || !*claimed) return false;
  // Perhaps there is one more, for a neighbour.
  bell_->Ring();
  Execute(**std::move(claimed));
  return true;
}

Result<std::optional<Job>> JobWorkers::Claim() {
  const JobClaim claim = WhatToClaim();
  WHARF_ASSIGN(const bool any, database_.ReadValue<bool>([&](Session& session) -> Result<bool> {
    WHARF_ASSIGN(const Time now, LeaseTime(session, clock_));
    return AnyClaimable(session, claim, now);
  }));
  if (!any) return std::optional<Job>();
  return database_.WriteValue<std::optional<Job>>([&](Session& session) -> Result<std::optional<Job>> {
    WHARF_ASSIGN(const Time now, LeaseTime(session, clock_));
    if (claim.take_over) WHARF_TRY(EndAbandonedJobs(session, now, clock_.Now()));
    return ClaimJob(session, claim, now, now + times_.lease);
  });
}

void JobWorkers::Execute(Job job) {
  JobKind kind;
  const auto run = std::make_shared<JobRun>(database_, clock_, times_, stopping_, std::move(job));
  {
    const std::lock_guard lock(mutex_);
    kind = kinds_.at(run->job().kind);
    running_[run->job().id] = run;
  }
  Settle(*run, RunGuarded(kind, *run));
  const std::lock_guard lock(mutex_);
  // Another attempt of the same job may have begun here after this one lost its lease.
  if (const auto found = running_.find(run->job().id); found != running_.end() && found->second == run) {
    running_.erase(found);
  }
}

void JobWorkers::Settle(JobRun& run, const Result<boost::json::object>& result) {
  for (int tries_when_stopping = 0; tries_when_stopping < kTriesWhenStopping && !run.lost();) {
    const auto settled = TrySettle(run, result);
    if (settled || !IsPassing(settled.error())) return;
    if (stopping_) ++tries_when_stopping;
    std::this_thread::sleep_for(times_.poll);
  }
}

Result<bool> JobWorkers::TrySettle(JobRun& run, const Result<boost::json::object>& result) {
  WHARF_TRY(run.Flush());
  const Time now = clock_.Now();
  return database_.WriteValue<bool>([&](Session& session) -> Result<bool> {
    if (result) return FinishJob(session, run.lease(), JobState::done, *result, now);
    const Error& error = result.error();
    const bool hand_on = error.code == "job_handed_on" || error.code == "database_unavailable" ||
                         error.code == "commit_unknown" || error.code == "lease_lost" ||
                         (error.kind == ErrorKind::cancelled && stopping_ && !run.cancelled());
    if (hand_on) return HandOnJob(session, run.lease(), now);
    const boost::json::object reason{{"code", error.code}, {"message", error.message}};
    return FinishJob(session, run.lease(), run.cancelled() ? JobState::cancelled : JobState::failed, reason, now);
  });
}

}  // namespace wharf::storage
