#pragma once

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <vector>

#include "integration/definition/definition.h"

namespace wharf::call {

/// What is called: a definition with the settings of one connection. Secrets stand in `fields` in clear: a Target lives
/// as long as the work it is for, and is never logged or serialized.
struct Target {
  std::shared_ptr<const definition::Definition> definition;
  std::string way;                         ///< the sign-in way that was picked
  boost::json::object fields;              ///< settings, defaults filled in; invisible ones left out
  std::vector<std::string> secret_fields;  ///< which of them are secret
  boost::json::object captured;            ///< what connecting found out
  std::string send_to;                     ///< an origin that every call goes to instead; empty: none
  bool verify_tls = true;
  std::string budget;        ///< whose limits count: the connection's id, or what the definition shares them by
  std::string redirect_uri;  ///< of this installation, for the code flow
};

}  // namespace wharf::call
