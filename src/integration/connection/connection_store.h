#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "integration/connection/connection.h"
#include "storage/database.h"

namespace wharf::connection {

/// The SQL of connections. Rights are checked by whoever calls.
Result<std::optional<Connection>> LoadConnection(storage::Session& session, ConnectionId id);
/// All live connections, in order of integration and name.
Result<std::vector<Connection>> LoadConnections(storage::Session& session);
/// The connections of one integration in one organization; with `removed`, those that were uninstalled.
Result<std::vector<Connection>> LoadConnectionsOf(storage::Session& session, std::string_view integration,
                                                  OrganizationId organization, bool removed);
Result<void> InsertConnection(storage::Session& session, const Connection& connection);
/// Writes everything but secrets and raises the version. False if `version` is not the stored one.
Result<bool> UpdateConnection(storage::Session& session, const Connection& connection, std::int64_t version);
Result<void> UpdateHealth(storage::Session& session, ConnectionId id, const Health& health);

}  // namespace wharf::connection
