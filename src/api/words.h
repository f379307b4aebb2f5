#pragma once

#include <boost/describe.hpp>

#include "integration/connection/connection.h"
#include "integration/mapping/mappings.h"
#include "organization/access.h"
#include "organization/audit.h"
#include "organization/import_report.h"
#include "organization/organization_csv.h"
#include "organization/users.h"
#include "organization/variable_csv.h"
#include "organization/variables.h"
#include "storage/job_queue.h"

// The words of the rooms below, as the API writes them: the names of the enumerators.

namespace wharf::storage {
BOOST_DESCRIBE_ENUM(JobState, waiting, running, done, failed, cancelled)
}

namespace wharf::connection {
BOOST_DESCRIBE_ENUM(HealthState, not_configured, incomplete, failing, healthy)
}

namespace wharf::mapping {
BOOST_DESCRIBE_ENUM(RowState, unmapped, mapped, suggested, ambiguous, gone, conflict, locked)
}

namespace wharf::organization {
BOOST_DESCRIBE_ENUM(Role, viewer, editor, administrator)
BOOST_DESCRIBE_ENUM(Right, read, write, administer)
BOOST_DESCRIBE_ENUM(CallerKind, user, token, system, cli)
BOOST_DESCRIBE_ENUM(AuditOutcome, done, denied, failed)
BOOST_DESCRIBE_ENUM(UserStatus, active, invited, disabled)
BOOST_DESCRIBE_ENUM(ImportOutcome, imported, skipped, failed)
BOOST_DESCRIBE_ENUM(ImportField, name, parent, domains, enabled, tags, slug)
BOOST_DESCRIBE_ENUM(VariableKind, general, secret, contact, system)
BOOST_DESCRIBE_ENUM(VariableType, text, number, boolean, json)
BOOST_DESCRIBE_ENUM(VariableSource, own, inherited, mapping)
BOOST_DESCRIBE_ENUM(StepState, not_set, used, hidden, not_cascading)
BOOST_DESCRIBE_ENUM(VariableRowAction, create, change, keep)
}  // namespace wharf::organization
