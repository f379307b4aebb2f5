#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "integration/auth/tokens.h"
#include "integration/connection/connection.h"
#include "storage/database.h"
#include "storage/vault.h"

namespace wharf::connection {

/// The tokens of one connection in the database: sealed, and renewed by one at a time over all processes by a lease in
/// a row (no advisory lock, which a pooler in transaction mode would break). A holder that dies is waited for 30 s.
class TokenRows final : public auth::TokenStore {
 public:
  TokenRows(storage::Database& database, storage::Vault& vault, const Clock& clock, Random& random,
            const Connection& connection, std::string by)
      : database_(database),
        vault_(vault),
        clock_(clock),
        random_(random),
        id_(connection.id),
        organization_(connection.organization),
        by_(std::move(by)) {}

  Result<std::optional<auth::TokenSet>> Load(std::string_view name) override;
  Result<void> Save(std::string_view name, const auth::TokenSet& tokens) override;
  Result<void> Forget(std::string_view name) override;
  Result<void> Capture(const boost::json::object& values) override;
  Result<void> Alone(std::string_view name, const std::function<Result<void>()>& work) override;

 private:
  Result<bool> TakeLock(std::string_view name, const std::string& owner);

  storage::Database& database_;
  storage::Vault& vault_;
  const Clock& clock_;
  Random& random_;
  ConnectionId id_;
  OrganizationId organization_;
  std::string by_;
};

/// What people may know of a connection's token.
struct Authorization {
  bool authorized = false;
  std::string by;
  std::optional<Time> at;
  std::optional<Time> expires;
  std::optional<Time> obtained;
  std::vector<std::string> scopes;
};
Result<Authorization> LoadAuthorization(storage::Session& session, ConnectionId id);

}  // namespace wharf::connection
