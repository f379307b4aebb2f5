#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "integration/call/caller.h"
#include "storage/job_queue.h"

namespace wharf::mapping {

/// What whoever watches a refresh reads while it pulls: how far it is, and what it waits for. Used by the job's thread.
class RefreshProgress {
 public:
  RefreshProgress(storage::JobContext& job, std::string tool) : job_(job), tool_(std::move(tool)) {}

  /// Through whom the tool is called from now on; nullptr: nobody.
  void Calls(const call::Caller* caller) { caller_ = caller; }
  [[nodiscard]] bool ShouldStop() const { return job_.ShouldStop(); }

  /// A page came; there are so many customers now.
  Result<void> Came(std::int64_t page, std::size_t customers);
  /// Sleeps until the tool is called again, and says so every five seconds; false if the work should stop.
  bool Wait(std::chrono::milliseconds time);

 private:
  Result<void> Say(std::string text);
  [[nodiscard]] std::string Why() const;

  storage::JobContext& job_;
  std::string tool_;
  const call::Caller* caller_ = nullptr;
  std::string text_;
  std::int64_t done_ = 0;
};

}  // namespace wharf::mapping
