#include <spdlog/spdlog.h>

#include <algorithm>

#include "storage/job_workers.h"

namespace wharf::storage {
namespace {

constexpr std::chrono::hours kBetweenTidying{1};
constexpr int kRemovedAtOnce = 500;

}  // namespace

void JobWorkers::Keep() {
  using Clock = std::chrono::steady_clock;
  std::uint64_t heard = 0;
  auto renewed = Clock::now();
  auto tidy_at = Clock::now() + times_.poll;
  bool away = false;
  while (!keeper_stopping_) {
    // Spread, so that many processes do not ask in the same instant.
    const auto poll = static_cast<std::uint64_t>(std::max<std::int64_t>(times_.poll.count(), 4));
    keeper_bell_.Wait(heard, std::chrono::milliseconds(poll * 3 / 4 + random_.Below(poll / 2)));
    const bool renew = Clock::now() - renewed >= times_.lease / 3;
    const auto kept = KeepOnce(renew);
    if (renew && kept) renewed = Clock::now();
    if (!kept) {
      // Whoever holds a lease could not renew it either: give everybody the time for it when the database is back.
      const std::lock_guard lock(mutex_);
      take_over_from_ = Clock::now() + times_.lease;
    }
    if (kept.ok() == away) {
      away = !kept.ok();
      away ? spdlog::warn("Jobs wait: {}", kept.error().message) : spdlog::info("Jobs go on.");
    }
    if (kept && Clock::now() >= tidy_at) {
      tidy_at = Clock::now() + (Tidy() ? std::chrono::milliseconds(kBetweenTidying) : times_.lease);
    }
  }
}

Result<void> JobWorkers::KeepOnce(bool renew) {
  const auto runs = Running();
  std::optional<Error> failure;
  for (const auto& run : runs) {
    if (run->lost()) continue;
    const auto kept = renew ? run->Renew() : run->Flush();
    if (!kept && !run->lost()) failure = kept.error();
  }
  const JobClaim claim = WhatToClaim();
  bool any = false;
  WHARF_TRY(database_.Read([&](Session& session) -> Result<void> {
    WHARF_ASSIGN(const Time now, LeaseTime(session, clock_));
    WHARF_ASSIGN(any, AnyClaimable(session, claim, now));
    if (runs.empty()) return {};
    WHARF_ASSIGN(const auto cancelled, CancelRequested(session));
    for (const auto& run : runs) {
      if (std::ranges::find(cancelled, run->job().id) != cancelled.end()) run->RequestCancel();
    }
    return {};
  }));
  if (any) bell_->Ring();
  if (failure) return *failure;
  return {};
}

Result<void> JobWorkers::Tidy() {
  const Time before = clock_.Now() - times_.keep;
  std::int64_t removed = 0;
  do {
    WHARF_ASSIGN(removed, database_.WriteValue<std::int64_t>(
                              [&](Session& session) { return RemoveEndedJobs(session, before, kRemovedAtOnce); }));
  } while (removed == kRemovedAtOnce && !keeper_stopping_);
  return database_.GiveBackSpace();
}

}  // namespace wharf::storage
