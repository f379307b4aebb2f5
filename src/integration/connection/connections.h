#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "integration/connection/connection.h"
#include "integration/definition/catalog.h"
#include "organization/access.h"
#include "organization/audit.h"
#include "storage/database.h"
#include "storage/vault.h"

namespace wharf::connection {

struct Installed {
  Connection connection;
  bool created = false;  ///< false: it was there already
};

/// Which connection a call uses, and the reason for people: recorded with the call.
struct Choice {
  Connection connection;
  std::string why;
};

/// What a task, or else the trigger that started it, says about the connection.
struct ChoiceOverrides {
  std::optional<ConnectionId> task = std::nullopt;
  std::optional<ConnectionId> trigger = std::nullopt;
};

struct UninstallRequest {
  std::string confirm_name;  ///< the integration's name, typed, where something depends on it
  bool undo = false;         ///< take back an installation that nobody has used yet, without a trace
  bool forget_mappings = false;
};

/// What would stop working without a connection.
struct Dependents {
  std::int64_t mapped_organizations = 0;
  std::int64_t connections = 0;
};

/// The integrations that organizations have installed, and their settings. Reading needs the right to read at the
/// connection's organization, everything else to write. Whoever may not see the organization gets `not_found`.
///
/// Mappings hang on the connection's id, and the id of an uninstalled connection is kept: installing again brings the
/// connection back with them, without secrets. Safe from any thread.
class Connections {
 public:
  Connections(storage::Database& database, storage::Vault& vault, organization::AuditLog& audit,
              const definition::Catalog& catalog, const Clock& clock, Random& random)
      : database_(database), vault_(vault), audit_(audit), catalog_(catalog), clock_(clock), random_(random) {}

  /// Makes the connection "Main", or returns the default one that is there (idempotent).
  Result<Installed> Install(const organization::Access& access, std::string_view integration,
                            OrganizationId organization);
  /// A further connection; `already_exists` (`connection_name_taken`).
  Result<Connection> Create(const organization::Access& access, std::string_view integration,
                            OrganizationId organization, std::string_view name);
  /// `conflict` (`confirmation_needed`) when something depends on it and the name was not typed.
  Result<Dependents> Uninstall(const organization::Access& access, std::string_view integration,
                               OrganizationId organization, const UninstallRequest& request);
  Result<Dependents> DependentsOf(const organization::Access& access, std::string_view integration,
                                  OrganizationId organization);

  Result<Connection> Find(const organization::Access& access, ConnectionId id,
                          organization::Right right = organization::Right::read);
  /// Live connections in the organizations the caller sees, below `organization` if given.
  Result<std::vector<Connection>> List(const organization::Access& access, std::optional<OrganizationId> organization);
  /// Connections of organizations above `organization` that share them with it. Whoever uses one need not see where it
  /// is: only what is needed to show it is told.
  Result<std::vector<Connection>> SharedWith(const organization::Access& access, OrganizationId organization);

  /// The connection that a call for `organization` uses: the task's, else the trigger's, else the organization's own
  /// default, else the nearest default above that is shared with descendants. Overrides must be of that integration and
  /// reach the organization: its own, or one above that is shared, or one that the caller may see; else `not_found`
  /// (`connection_not_found`). Without any: `not_found` (`no_connection`).
  Result<Choice> Choose(const organization::Access& access, std::string_view integration, OrganizationId organization,
                        const ChoiceOverrides& overrides = {});

  /// Settings are tidied and checked by the definition; what is missing is no error here, but makes the connection
  /// `incomplete`. `invalid_argument` with a pointer for each wrong field, `conflict` for another version.
  Result<Connection> Edit(const organization::Access& access, ConnectionId id, const ConnectionEdit& edit);
  Result<void> Remove(const organization::Access& access, ConnectionId id, std::string_view confirm_name);
  /// Stores what a test found.
  Result<void> SetHealth(ConnectionId id, const Health& health);

  /// All secrets of a connection in clear, for calling.
  Result<boost::json::object> Secrets(const Connection& connection);
  [[nodiscard]] const definition::Catalog& catalog() const { return catalog_; }

 private:
  Result<const definition::CatalogEntry*> Entry(std::string_view integration) const;
  Result<void> WriteSecrets(storage::Session& session, const Connection& connection, const ConnectionEdit& edit,
                            std::string_view by);
  Result<void> RemoveIn(storage::Session& session, const organization::Access& access, const Connection& connection,
                        bool undo, bool forget);

  storage::Database& database_;
  storage::Vault& vault_;
  organization::AuditLog& audit_;
  const definition::Catalog& catalog_;
  const Clock& clock_;
  Random& random_;
};

/// The purpose under which a secret of a connection is sealed.
std::string SecretPurpose(ConnectionId id, std::string_view name);
/// The topic whose revision grows with each change of a connection.
inline constexpr std::string_view kConnectionsTopic = "connections";

}  // namespace wharf::connection
