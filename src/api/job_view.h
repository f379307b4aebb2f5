#pragma once

#include <boost/json.hpp>

#include "organization/access.h"
#include "storage/job_queue.h"

namespace wharf::api {

boost::json::object JobView(const storage::Job& job, const organization::Access& access);

}  // namespace wharf::api
