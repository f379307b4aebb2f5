#include "storage/job_run.h"

#include <ctime>

namespace wharf::storage {
namespace {

constexpr std::chrono::milliseconds kBetweenReports{300};

Error LeaseLost() {
  return {ErrorKind::conflict, "lease_lost",
          "Another worker went on with this job, because this one was not heard of."};
}

}  // namespace

JobRun::JobRun(Database& database, const Clock& clock, const JobTimes& times, const std::atomic<bool>& stopping,
               Job job)
    : database_(database),
      clock_(clock),
      times_(times),
      stopping_(stopping),
      job_(std::move(job)),
      valid_until_(Now() + times.lease) {
  cancelled_ = job_.cancel_requested;
}

JobRun::Ticks JobRun::Now() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::duration_cast<Ticks>(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

bool JobRun::ShouldStop() const { return cancelled_ || stopping_ || lost_ || Now() > valid_until_.load(); }

Result<void> JobRun::Write(const std::optional<boost::json::object>& progress) {
  const Ticks asked = Now();
  WHARF_ASSIGN(const bool ours, database_.WriteValue<bool>([&](Session& session) -> Result<bool> {
    WHARF_ASSIGN(const Time now, LeaseTime(session, clock_));
    return progress ? SaveProgress(session, lease(), *progress, now + times_.lease)
                    : RenewLease(session, lease(), now + times_.lease);
  }));
  if (!ours) {
    lost_ = true;
    return LeaseLost();
  }
  valid_until_ = asked + times_.lease;
  return {};
}

Result<void> JobRun::Renew() {
  if (lost_) return LeaseLost();
  const std::lock_guard writing(writing_);
  std::optional<boost::json::object> progress;
  {
    const std::lock_guard lock(mutex_);
    progress = std::exchange(unwritten_, std::nullopt);
    written_at_ = Now();
  }
  auto written = Write(progress);
  if (!written && progress) {
    const std::lock_guard lock(mutex_);
    if (!unwritten_) unwritten_ = std::move(progress);
  }
  return written;
}

Result<void> JobRun::Flush() {
  {
    const std::lock_guard lock(mutex_);
    if (!unwritten_) return {};
  }
  return Renew();
}

Result<void> JobRun::Report(boost::json::object progress) {
  if (lost_) return LeaseLost();
  {
    const std::lock_guard lock(mutex_);
    unwritten_ = std::move(progress);
    if (Now() - written_at_ < kBetweenReports) return {};
  }
  auto renewed = Renew();
  if (!renewed && lost_) return renewed;
  return {};
}

Result<void> JobRun::Checkpoint(Session& session, const boost::json::object& checkpoint) {
  if (lost_) return LeaseLost();
  WHARF_ASSIGN(const Time now, LeaseTime(session, clock_));
  WHARF_ASSIGN(const bool ours, SaveCheckpoint(session, lease(), checkpoint, now + times_.lease));
  if (ours) return {};
  lost_ = true;
  return LeaseLost();
}

}  // namespace wharf::storage
