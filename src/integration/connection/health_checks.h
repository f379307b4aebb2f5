#pragma once

#include <chrono>

#include "integration/connection/calling.h"
#include "integration/connection/schedule.h"
#include "storage/job_queue.h"

namespace wharf::connection {

inline constexpr std::string_view kCheckConnection = "check_connection";

/// Tests every configured connection again and again, so that a key that ran out is seen before somebody needs it. Each
/// check is a job of its own; one that a crash interrupted is done again.
class HealthChecks {
 public:
  /// `busy_kind`: jobs of that kind on a connection keep its check waiting, so that the tool is not called twice at
  /// once; they say themselves how the tool is.
  HealthChecks(storage::Database& database, storage::JobQueue& jobs, Connections& connections, Calling& calling,
               organization::DirectoryCache& directories, const Clock& clock, std::string busy_kind)
      : jobs_(jobs),
        connections_(connections),
        calling_(calling),
        directories_(directories),
        schedule_(database, clock),
        busy_kind_(std::move(busy_kind)) {}

  /// Before JobQueue::Start.
  void Register();
  /// About every half minute, by any number of processes: starts what is due.
  Result<void> StartDue(std::chrono::hours period);

 private:
  Result<boost::json::object> Run(storage::JobContext& context);

  storage::JobQueue& jobs_;
  Connections& connections_;
  Calling& calling_;
  organization::DirectoryCache& directories_;
  Schedule schedule_;
  std::string busy_kind_;
};

}  // namespace wharf::connection
