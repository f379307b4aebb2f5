#pragma once

#include "integration/mapping/mappings.h"
#include "storage/job_queue.h"

namespace wharf::mapping {

inline constexpr std::string_view kSuggestMappings = "suggest_mappings";

/// Suggest values, as a job: with tens of thousands of organizations it takes seconds. Started anew after a crash.
class SuggestJob {
 public:
  SuggestJob(storage::Database& database, storage::JobQueue& jobs, connection::Connections& connections,
             Mappings& mappings, organization::DirectoryCache& directories)
      : database_(database), jobs_(jobs), connections_(connections), mappings_(mappings), directories_(directories) {}

  void Register();
  /// Needs the right to write at the connection.
  Result<storage::Job> Start(const organization::Access& access, ConnectionId id);

 private:
  Result<boost::json::object> Run(storage::JobContext& context);

  storage::Database& database_;
  storage::JobQueue& jobs_;
  connection::Connections& connections_;
  Mappings& mappings_;
  organization::DirectoryCache& directories_;
};

}  // namespace wharf::mapping
