#pragma once

#include <chrono>
#include <functional>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "integration/connection/connection.h"
#include "organization/directory.h"
#include "storage/database.h"

namespace wharf::connection {

/// What is done from time to time for every connection that is configured and whose organization is enabled.
///
/// The times are rows: they survive a restart, and any number of processes may run the same schedule at once, of which
/// one does the work. Each connection has its own moment within the period, made from its id, so that a hundred of them
/// do not come at once; after a long stop only a few are made up for at each run.
class Schedule {
 public:
  Schedule(storage::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// In the transaction that moves the connection's time on. False: not now, ask again in ten minutes.
  using StartOne = std::function<Result<bool>(storage::Session&, const Connection&)>;
  /// About every half minute. Starts what is due, at most five at once, the longest overdue first. A connection that is
  /// new gets its first time within one period.
  Result<void> Run(std::string_view kind, std::chrono::hours period, const organization::Directory& directory,
                   const StartOne& start);

 private:
  storage::Database& database_;
  const Clock& clock_;
};

/// The next moment of a connection after `now`: the same moment of every period.
Time NextMoment(ConnectionId connection, std::string_view kind, std::chrono::hours period, Time now);

}  // namespace wharf::connection
