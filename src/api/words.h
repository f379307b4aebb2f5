#pragma once

#include <boost/describe.hpp>

#include "organization/access.h"
#include "organization/import_report.h"
#include "organization/users.h"
#include "storage/job_queue.h"

// The words of the rooms below, as the API writes them: the names of the enumerators.

namespace wharf::storage {
BOOST_DESCRIBE_ENUM(JobState, waiting, running, done, failed, cancelled)
}

namespace wharf::organization {
BOOST_DESCRIBE_ENUM(Role, viewer, editor, administrator)
BOOST_DESCRIBE_ENUM(Right, read, write, administer)
BOOST_DESCRIBE_ENUM(UserStatus, active, invited, disabled)
BOOST_DESCRIBE_ENUM(ImportOutcome, imported, skipped, failed)
}  // namespace wharf::organization
