#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "storage/database.h"

namespace wharf {

/// An installation of the size that the figures are promised for.
struct LargeInstallation {
  int organizations = 0;
  int connections = 0;  ///< of the integrations tool_0, tool_1, …; each with a customer for every organization
};

/// The definition of tool_<number>: a tool with customers, without a sign-in.
std::string ToolDefinition(int number);

/// Writes organizations below the root (which it makes if there is none) and connections, nine of ten organizations
/// mapped in each; brings the database's statistics up to date. Returns the connections.
Result<std::vector<ConnectionId>> Fill(storage::Session& session, const LargeInstallation& size, const Clock& clock,
                                       Random& random);

}  // namespace wharf
