#include "large_installation.h"

#include <array>
#include <optional>

#include "base/fold.h"
#include "integration/connection/connection_store.h"
#include "organization/organization_row.h"
#include "storage/revision.h"

namespace wharf {
namespace {

constexpr std::array<const char*, 16> kWords{"Acme",   "Harbor", "North",  "Dental", "Clinic", "Legal",
                                             "Marine", "Summit", "Bright", "Copper", "River",  "Kitchen",
                                             "Motors", "Vision", "Garden", "Stone"};

Result<OrganizationId> AddOrganization(storage::Session& session, std::string name,
                                       std::optional<OrganizationId> parent, std::int64_t revision, const Clock& clock,
                                       Random& random) {
  organization::Organization one;
  one.id = OrganizationId::Make(clock, random);
  one.parent = parent;
  one.slug = "s" + one.id.ToString();
  one.folded_name = FoldForSearch(name);
  one.name = std::move(name);
  one.created = one.updated = clock.Now();
  one.updated_by = "bench";
  WHARF_TRY(organization::InsertOrganization(session, one, revision));
  return one.id;
}

Result<void> FillOrganizations(storage::Session& session, int count, const Clock& clock, Random& random) {
  WHARF_ASSIGN(const std::int64_t revision, storage::BumpRevision(session, "organizations"));
  WHARF_ASSIGN(const auto roots, session.Query("SELECT id FROM organization WHERE parent_id IS NULL"));
  OrganizationId root;
  if (roots.empty()) {
    WHARF_ASSIGN(root, AddOrganization(session, "Northwind MSP", std::nullopt, revision, clock, random));
  } else {
    root = roots.front().As<OrganizationId>(0);
  }
  for (int i = 1; i < count; ++i) {
    const std::string name =
        std::string(kWords[random.Below(16)]) + " " + kWords[random.Below(16)] + " " + std::to_string(i);
    WHARF_TRY(AddOrganization(session, name, root, revision, clock, random));
  }
  return {};
}

Result<void> FillConnection(storage::Session& session, const connection::Connection& connection, int customers,
                            const Clock& clock) {
  const std::string variable = connection.integration + "_id";
  WHARF_TRY(
      session.Execute("INSERT INTO option_pull (connection_id, variable, generation, fetched_at, count, error) "
                      "VALUES (?, ?, 1, ?, ?, '')",
                      connection.id, variable, clock.Now(), customers));
  WHARF_TRY(session.Execute(
      "INSERT INTO mapping_option (connection_id, variable, option_id, name, folded_name, domains, detail, "
      "previous_name, first_seen, last_seen, renamed_in, gone_since) SELECT CAST(? AS TEXT), CAST(? AS TEXT), o.id, "
      "o.name || ' Ltd', o.folded_name || ' ltd', '[]', '', NULL, 1, 1, 0, NULL FROM organization o",
      connection.id, variable));
  WHARF_TRY(session.Execute(
      "INSERT INTO mapping (connection_id, organization_id, variable, value, option_name, version, updated_at, "
      "updated_by) SELECT CAST(? AS TEXT), o.id, CAST(? AS TEXT), o.id, o.name || ' Ltd', 1, o.created_at, 'bench' "
      "FROM organization o WHERE o.name NOT LIKE '%7'",
      connection.id, variable));
  return {};
}

}  // namespace

std::string ToolDefinition(int number) {
  const std::string id = "tool_" + std::to_string(number);
  return "format: 1\nid: " + id + "\nname: Tool " + std::to_string(number) +
         "\ncategories: [other]\nconnection: {sign_in: {open: {label: Open, auth: none}}, base_url: "
         "https://api.example.com}\nactions: {list: {name: List, request: {get: /c}, output: {rows: "
         "$}}}\norganizations: "
         "{list: list, id: \"{{ item.id }}\", name: \"{{ item.name }}\", variable: " +
         id + "_id}\n";
}

Result<std::vector<ConnectionId>> Fill(storage::Session& session, const LargeInstallation& size, const Clock& clock,
                                       Random& random) {
  WHARF_TRY(FillOrganizations(session, size.organizations, clock, random));
  WHARF_ASSIGN(const auto roots, session.Query("SELECT id FROM organization WHERE parent_id IS NULL"));
  std::vector<ConnectionId> made;
  for (int i = 0; i < size.connections; ++i) {
    connection::Connection connection;
    connection.id = ConnectionId::Make(clock, random);
    connection.integration = "tool_" + std::to_string(i);
    connection.organization = roots.front().As<OrganizationId>(0);
    connection.name = "Main";
    connection.is_default = connection.configured = true;
    connection.created = connection.updated = clock.Now();
    WHARF_TRY(connection::InsertConnection(session, connection));
    WHARF_TRY(FillConnection(session, connection, size.organizations, clock));
    made.push_back(connection.id);
  }
  // What autovacuum does within minutes.
  WHARF_TRY(session.RunScript("ANALYZE"));
  return made;
}

}  // namespace wharf
