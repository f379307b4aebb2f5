#pragma once

#include <string>
#include <string_view>

#include "base/id.h"
#include "base/result.h"
#include "storage/database.h"

namespace wharf::organization {

// The file that a job works on, kept in the database so that another process can go on after a crash. Stored compressed
// (zlib) in parts of 1 MB; it goes with its job at the latest.

/// In the transaction that adds the job.
Result<void> StoreJobInput(storage::Session& session, JobId job, std::string_view bytes);
/// The whole file; `not_found` (`job_input_gone`) if it was dropped, `internal` (`job_input_damaged`) if parts are
/// missing or broken.
Result<std::string> LoadJobInput(storage::Session& session, JobId job);
Result<void> DropJobInput(storage::Session& session, JobId job);

}  // namespace wharf::organization
