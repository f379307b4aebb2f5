#pragma once

#include "integration/connection/calling.h"
#include "integration/connection/schedule.h"
#include "storage/job_queue.h"

namespace wharf::mapping {

inline constexpr std::string_view kRefreshOptions = "refresh_options";

/// Refresh options: pulls the tool's customers through the definition, all pages, as a job.
///
/// What was pulled before stays in use until the whole list has come; then one transaction replaces it and marks what
/// is new, renamed and gone. A pull that breaks off changes nothing but the error that is shown. Started anew after a
/// crash: a list is only right as a whole.
class OptionRefresh {
 public:
  OptionRefresh(storage::Database& database, storage::JobQueue& jobs, connection::Connections& connections,
                connection::Calling& calling, organization::DirectoryCache& directories, const Clock& clock)
      : database_(database),
        jobs_(jobs),
        connections_(connections),
        calling_(calling),
        directories_(directories),
        clock_(clock),
        schedule_(database, clock) {}

  void Register();
  /// Needs the right to write. An open job of the same connection is returned instead of a second.
  Result<storage::Job> Start(const organization::Access& access, ConnectionId id);
  /// About every half minute, by any number of processes: refreshes by itself what was pulled once, every `period`.
  /// Waits while the connection is checked, and leaves out tools that refuse us until they are healthy again.
  Result<void> StartDue(std::chrono::hours period);

 private:
  Result<boost::json::object> Run(storage::JobContext& context);

  storage::Database& database_;
  storage::JobQueue& jobs_;
  connection::Connections& connections_;
  connection::Calling& calling_;
  organization::DirectoryCache& directories_;
  const Clock& clock_;
  connection::Schedule schedule_;
};

}  // namespace wharf::mapping
