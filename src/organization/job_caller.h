#pragma once

#include <boost/json.hpp>

#include "base/result.h"
#include "organization/access.h"
#include "organization/directory.h"
#include "organization/users.h"

namespace wharf::organization {

// A job goes on when whoever started it has left. It works with that person's rights as they are while it runs: the job
// keeps who it was and what limited the token, never the roles.

/// For the job's input.
boost::json::object SaveCaller(const Caller& caller);

/// The access of the saved caller now. `permission_denied` (`starter_gone`) once the person is disabled or removed.
Result<Access> RestoreAccess(Users& users, DirectoryCache& directories, const boost::json::object& saved);

}  // namespace wharf::organization
