#pragma once

#include <boost/json.hpp>
#include <vector>

#include "integration/definition/request.h"

namespace wharf::auth {

/// One value put into a call.
struct Put {
  definition::Place place;
  boost::json::value value;
  bool secret = true;
};

/// Everything that signing in adds to a call.
using Attachment = std::vector<Put>;

}  // namespace wharf::auth
