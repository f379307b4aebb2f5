#include <algorithm>

#include "integration/connection/connection_store.h"
#include "integration/connection/connections.h"

namespace wharf::connection {
namespace {

using organization::Access;
using organization::Directory;
using organization::Right;

/// The organization itself, then those above, the nearest first.
std::vector<OrganizationId> Upwards(const Directory& directory, Directory::Position position) {
  std::vector<OrganizationId> path{directory.At(position).id};
  for (const auto above : directory.AncestorsOf(position)) path.push_back(directory.At(above).id);
  return path;
}

bool Reaches(const Access& access, const Connection& connection, const std::vector<OrganizationId>& path) {
  if (connection.organization == path.front() || access.Sees(connection.organization)) return true;
  return connection.shared && std::find(path.begin(), path.end(), connection.organization) != path.end();
}

std::string NameOf(const Access& access, OrganizationId organization) {
  const auto* found = access.Sees(organization) ? access.directory().Find(organization) : nullptr;
  return found == nullptr ? "an organization above" : found->name;
}

}  // namespace

Result<Choice> Connections::Choose(const Access& access, std::string_view integration, OrganizationId organization,
                                   const ChoiceOverrides& overrides) {
  WHARF_ASSIGN(const auto position, access.Require(Right::read, organization));
  WHARF_ASSIGN(const auto* entry, Entry(integration));
  const std::vector<OrganizationId> path = Upwards(access.directory(), position);
  WHARF_ASSIGN(auto all, database_.ReadValue<std::vector<Connection>>(
                             [](storage::Session& session) { return LoadConnections(session); }));
  std::erase_if(all, [&](const Connection& one) { return one.integration != integration; });
  for (const auto& [chosen, by] : {std::pair(overrides.task, "task"), std::pair(overrides.trigger, "trigger")}) {
    if (!chosen) continue;
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.id == *chosen; });
    if (found == all.end() || !Reaches(access, *found, path)) {
      return Error{ErrorKind::not_found, "connection_not_found",
                   "The connection that the " + std::string(by) + " names is gone, or is not for " +
                       access.directory().At(position).name + ". Choose another there."};
    }
    return Choice{*found, "Chosen by the " + std::string(by)};
  }
  for (const OrganizationId owner : path) {
    const bool own = owner == organization;
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) {
      return one.organization == owner && one.is_default && (own || one.shared);
    });
    if (found == all.end()) continue;
    if (own) return Choice{*found, "The default connection of " + NameOf(access, owner)};
    return Choice{*found, "The default connection of " + NameOf(access, owner) +
                              ", which organizations below may use; there is no nearer one"};
  }
  return Error{ErrorKind::not_found, "no_connection",
               access.directory().At(position).name + " has no connection of " + entry->definition->name +
                   ", and none above it is shared. Install it there, or share the one above."};
}

}  // namespace wharf::connection
