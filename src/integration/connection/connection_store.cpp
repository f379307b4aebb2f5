#include "integration/connection/connection_store.h"

#include "base/fold.h"

namespace wharf::connection {
namespace {

constexpr std::string_view kColumns =
    "id, integration_id, organization_id, name, description, is_default, shared, verify_tls, send_to, sign_in, fields, "
    "captured, configured, health, version, created_at, created_by, updated_at, updated_by, "
    "filters, expires_on";

boost::json::object Object(const std::string& text) {
  boost::json::error_code failure;
  boost::json::value value = boost::json::parse(text, failure);
  return !failure && value.is_object() ? std::move(value.get_object()) : boost::json::object();
}

Connection FromRow(const storage::Row& row) {
  Connection connection;
  connection.id = row.As<ConnectionId>(0);
  connection.integration = row.Text(1);
  connection.organization = row.As<OrganizationId>(2);
  connection.name = row.Text(3);
  connection.description = row.Text(4);
  connection.is_default = row.Bool(5);
  connection.shared = row.Bool(6);
  connection.verify_tls = row.Bool(7);
  connection.send_to = row.Text(8);
  connection.sign_in = row.Text(9);
  connection.fields = Object(row.Text(10));
  connection.captured = Object(row.Text(11));
  connection.configured = row.Bool(12);
  connection.health = HealthFromJson(Object(row.Text(13)));
  connection.version = row.Int(14);
  connection.created = row.When(15);
  connection.created_by = row.Text(16);
  connection.updated = row.When(17);
  connection.updated_by = row.Text(18);
  connection.filters = Object(row.Text(19));
  connection.expires_on = row.Text(20);
  return connection;
}

Result<void> AddSecrets(storage::Session& session, std::vector<Connection>& connections) {
  std::map<std::string, Connection*> by_id;
  for (Connection& connection : connections) by_id[connection.id.ToString()] = &connection;
  const bool one = connections.size() == 1;
  const std::string where = one ? " WHERE connection_id = ?" : "";
  const std::string sql = "SELECT connection_id, name, updated_at, updated_by FROM connection_secret" + where;
  WHARF_ASSIGN(const storage::Rows rows, one ? session.Query(sql, connections.front().id) : session.Query(sql));
  for (const storage::Row& row : rows) {
    const auto found = by_id.find(row.Text(0));
    if (found != by_id.end()) found->second->secrets[row.Text(1)] = {row.When(2), row.Text(3)};
  }
  return {};
}

Result<std::vector<Connection>> FromRows(storage::Session& session, const storage::Rows& rows) {
  std::vector<Connection> connections;
  connections.reserve(rows.size());
  for (const storage::Row& row : rows) connections.push_back(FromRow(row));
  if (!connections.empty()) WHARF_TRY(AddSecrets(session, connections));
  return connections;
}

}  // namespace

Result<std::optional<Connection>> LoadConnection(storage::Session& session, ConnectionId id) {
  // Asked for with nearly every request: one query, with a row for each secret.
  WHARF_ASSIGN(
      const storage::Rows rows,
      session.Query("SELECT c.*, s.name, s.updated_at, s.updated_by FROM (SELECT " + std::string(kColumns) +
                        " FROM connection WHERE id = ? AND removed_at IS NULL) c LEFT JOIN connection_secret s "
                        "ON s.connection_id = c.id",
                    id));
  if (rows.empty()) return std::optional<Connection>();
  Connection connection = FromRow(rows.front());
  const std::size_t name = rows.front().size() - 3;
  for (const storage::Row& row : rows) {
    if (!row.IsNull(name)) connection.secrets[row.Text(name)] = {row.When(name + 1), row.Text(name + 2)};
  }
  return std::optional(std::move(connection));
}

Result<std::vector<Connection>> LoadConnections(storage::Session& session) {
  WHARF_ASSIGN(
      const storage::Rows rows,
      session.Query("SELECT " + std::string(kColumns) +
                    " FROM connection WHERE removed_at IS NULL ORDER BY integration_id, is_default DESC, folded_name"));
  return FromRows(session, rows);
}

Result<std::vector<Connection>> LoadConnectionsOf(storage::Session& session, std::string_view integration,
                                                  OrganizationId organization, bool removed) {
  const std::string state = removed ? "removed_at IS NOT NULL ORDER BY removed_at DESC"
                                    : "removed_at IS NULL ORDER BY is_default DESC, folded_name";
  WHARF_ASSIGN(const storage::Rows rows,
               session.Query("SELECT " + std::string(kColumns) +
                                 " FROM connection WHERE integration_id = ? AND organization_id = ? AND " + state,
                             integration, organization));
  return FromRows(session, rows);
}

Result<void> InsertConnection(storage::Session& session, const Connection& c) {
  WHARF_TRY(session.Execute(
      "INSERT INTO connection (id, integration_id, organization_id, name, folded_name, description, "
      "is_default, shared, "
      "verify_tls, send_to, sign_in, fields, captured, configured, health, version, created_at, "
      "created_by, updated_at, "
      "updated_by, filters, expires_on) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?)",
      c.id, c.integration, c.organization, c.name, FoldForSearch(c.name), c.description, c.is_default, c.shared,
      c.verify_tls, c.send_to, c.sign_in, boost::json::serialize(c.fields), boost::json::serialize(c.captured),
      c.configured, boost::json::serialize(ToJson(c.health)), c.version, c.created, c.created_by, c.updated,
      c.updated_by, boost::json::serialize(c.filters), c.expires_on));
  return {};
}

Result<bool> UpdateConnection(storage::Session& session, const Connection& c, std::int64_t version) {
  WHARF_ASSIGN(
      const std::int64_t changed,
      session.Execute(
          "UPDATE connection SET name = ?, folded_name = ?, description = ?, is_default = ?, shared = ?, verify_tls = "
          "?, "
          "send_to = ?, sign_in = ?, fields = ?, captured = ?, configured = ?, health = ?, version = version + 1, "
          "filters = ?, expires_on = ?, updated_at = ?, updated_by = ? WHERE id = ? AND version = ? AND removed_at IS "
          "NULL",
          c.name, FoldForSearch(c.name), c.description, c.is_default, c.shared, c.verify_tls, c.send_to, c.sign_in,
          boost::json::serialize(c.fields), boost::json::serialize(c.captured), c.configured,
          boost::json::serialize(ToJson(c.health)), boost::json::serialize(c.filters), c.expires_on, c.updated,
          c.updated_by, c.id, version));
  return changed == 1;
}

Result<void> UpdateHealth(storage::Session& session, ConnectionId id, const Health& health) {
  WHARF_TRY(
      session.Execute("UPDATE connection SET health = ? WHERE id = ?", boost::json::serialize(ToJson(health)), id));
  return {};
}

}  // namespace wharf::connection
