#include "integration/connection/connections.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/fold.h"
#include "integration/connection/connection_rules.h"
#include "integration/connection/connection_store.h"
#include "integration/connection/option_filters.h"
#include "integration/definition/settings.h"
#include "organization/changed_meanwhile.h"
#include "storage/revision.h"

namespace wharf::connection {
namespace {

using organization::Access;
using organization::FieldChange;
using organization::Right;

Error ConnectionNotFound() { return {ErrorKind::not_found, "connection_not_found", "There is no such connection."}; }

std::vector<FieldChange> FilterChanges(const boost::json::object& before, const boost::json::object& after) {
  std::vector<FieldChange> changes;
  for (const auto& [name, value] : after) {
    const auto* old = before.if_contains(name);
    if (old != nullptr && *old == value) continue;
    changes.emplace_back(std::string(name), old == nullptr ? std::nullopt : std::optional(boost::json::serialize(*old)),
                         boost::json::serialize(value));
  }
  return changes;
}

Result<std::int64_t> CountMapped(storage::Session& session, ConnectionId id) {
  WHARF_ASSIGN(const storage::Rows rows, session.Query("SELECT COUNT(*) FROM mapping WHERE connection_id = ?", id));
  return rows.front().Int(0);
}

}  // namespace

std::string SecretPurpose(ConnectionId id, std::string_view name) {
  return "connection:" + id.ToString() + ":" + std::string(name);
}

Result<const definition::CatalogEntry*> Connections::Entry(std::string_view integration) const {
  const auto* entry = catalog_.Find(integration);
  if (entry == nullptr) {
    return Error{ErrorKind::not_found, "integration_not_found",
                 "There is no integration “" + std::string(integration) + "” in the catalogue."};
  }
  return entry;
}

Result<Installed> Connections::Install(const Access& access, std::string_view integration,
                                       OrganizationId organization) {
  WHARF_ASSIGN(const auto* entry, Entry(integration));
  WHARF_TRY(access.Require(Right::write, organization));
  const Time now = clock_.Now();
  return database_.WriteValue<Installed>([&](storage::Session& session) -> Result<Installed> {
    WHARF_ASSIGN(auto live, LoadConnectionsOf(session, integration, organization, false));
    if (!live.empty()) return Installed{std::move(live.front()), false};
    WHARF_ASSIGN(auto removed, LoadConnectionsOf(session, integration, organization, true));
    Connection connection;
    if (!removed.empty()) {
      // The latest that was uninstalled comes back, and its mappings with it.
      const auto was_default = std::find_if(removed.begin(), removed.end(), [](const auto& c) { return c.is_default; });
      connection = was_default != removed.end() ? *was_default : removed.front();
      connection.is_default = true;
      WHARF_TRY(
          session.Execute("UPDATE connection SET removed_at = NULL, is_default = 1, version = version + 1 WHERE id = ?",
                          connection.id));
      connection.version += 1;
    } else {
      connection.id = ConnectionId::Make(clock_, random_);
      connection.integration = std::string(integration);
      connection.organization = organization;
      connection.name = "Main";
      connection.is_default = true;
      const auto& ways = entry->definition->connection.sign_in;
      connection.sign_in = ways.empty() ? std::string() : ways.front().first;
      connection.created = connection.updated = now;
      connection.created_by = connection.updated_by = access.caller().name;
      WHARF_TRY(InsertConnection(session, connection));
    }
    const std::string where = access.directory().Find(organization)->name;
    WHARF_TRY(audit_.Record(session, access.caller(),
                            {organization, "connection.installed", "connection", connection.id.ToString(),
                             connection.name, "Installed " + entry->definition->name + " in " + where}));
    WHARF_TRY(storage::BumpRevision(session, "mapping:" + connection.integration));
    WHARF_TRY(storage::BumpRevision(session, kConnectionsTopic));
    return Installed{std::move(connection), true};
  });
}

Result<Connection> Connections::Create(const Access& access, std::string_view integration, OrganizationId organization,
                                       std::string_view given_name) {
  WHARF_ASSIGN(const auto* entry, Entry(integration));
  WHARF_TRY(access.Require(Right::write, organization));
  WHARF_ASSIGN(const std::string name, CheckName(given_name));
  const Time now = clock_.Now();
  return database_.WriteValue<Connection>([&](storage::Session& session) -> Result<Connection> {
    WHARF_ASSIGN(const auto live, LoadConnectionsOf(session, integration, organization, false));
    const std::string folded = FoldForSearch(name);
    for (const auto& other : live) {
      if (FoldForSearch(other.name) == folded) return NameTaken(name);
    }
    Connection connection;
    connection.id = ConnectionId::Make(clock_, random_);
    connection.integration = std::string(integration);
    connection.organization = organization;
    connection.name = name;
    connection.is_default = live.empty();
    const auto& ways = entry->definition->connection.sign_in;
    connection.sign_in = ways.empty() ? std::string() : ways.front().first;
    connection.created = connection.updated = now;
    connection.created_by = connection.updated_by = access.caller().name;
    WHARF_TRY(InsertConnection(session, connection));
    WHARF_TRY(audit_.Record(session, access.caller(),
                            {organization, "connection.created", "connection", connection.id.ToString(), name,
                             "Added the connection “" + name + "” of " + entry->definition->name}));
    WHARF_TRY(storage::BumpRevision(session, kConnectionsTopic));
    return connection;
  });
}

Result<Dependents> Connections::DependentsOf(const Access& access, std::string_view integration,
                                             OrganizationId organization) {
  WHARF_TRY(access.Require(Right::read, organization));
  return database_.ReadValue<Dependents>([&](storage::Session& session) -> Result<Dependents> {
    Dependents dependents;
    WHARF_ASSIGN(const auto live, LoadConnectionsOf(session, integration, organization, false));
    dependents.connections = static_cast<std::int64_t>(live.size());
    for (const auto& connection : live) {
      WHARF_ASSIGN(const std::int64_t mapped, CountMapped(session, connection.id));
      dependents.mapped_organizations += mapped;
    }
    return dependents;
  });
}

Result<void> Connections::RemoveIn(storage::Session& session, const Access& access, const Connection& connection,
                                   bool undo, bool forget) {
  WHARF_ASSIGN(const std::int64_t mapped, CountMapped(session, connection.id));
  if (undo && mapped == 0 && !connection.configured) {
    WHARF_TRY(session.Execute("DELETE FROM connection WHERE id = ?", connection.id));
  } else {
    // Secrets and tokens go at once; the row stays so that its mappings can come back.
    WHARF_TRY(session.Execute("DELETE FROM connection_secret WHERE connection_id = ?", connection.id));
    WHARF_TRY(session.Execute("DELETE FROM connection_token WHERE connection_id = ?", connection.id));
    WHARF_TRY(session.Execute("DELETE FROM connection_schedule WHERE connection_id = ?", connection.id));
    if (forget) {
      WHARF_TRY(session.Execute("DELETE FROM mapping WHERE connection_id = ?", connection.id));
      WHARF_TRY(session.Execute("DELETE FROM variable WHERE kind = 'system' AND connection_id = ?", connection.id));
    }
    WHARF_TRY(session.Execute(
        "UPDATE connection SET removed_at = ?, health = ?, captured = '{}', version = version + 1 WHERE id = ?",
        clock_.Now(), boost::json::serialize(ToJson(Health{})), connection.id));
  }
  const auto* entry = catalog_.Find(connection.integration);
  const std::string what = entry == nullptr ? connection.integration : entry->definition->name;
  WHARF_TRY(audit_.Record(session, access.caller(),
                          {connection.organization, "connection.uninstalled", "connection", connection.id.ToString(),
                           connection.name, "Uninstalled " + what + " (" + connection.name + ")"}));
  // What its mappings locked for the other connections of the integration is free now.
  WHARF_TRY(storage::BumpRevision(session, "mapping:" + connection.integration));
  WHARF_TRY(storage::BumpRevision(session, kConnectionsTopic));
  return {};
}

Result<Dependents> Connections::Uninstall(const Access& access, std::string_view integration,
                                          OrganizationId organization, const UninstallRequest& request) {
  WHARF_TRY(access.Require(Right::write, organization));
  WHARF_ASSIGN(const Dependents dependents, DependentsOf(access, integration, organization));
  const auto* entry = catalog_.Find(integration);
  const std::string name = entry == nullptr ? std::string(integration) : entry->definition->name;
  if (dependents.mapped_organizations > 0 && FoldForSearch(request.confirm_name) != FoldForSearch(name)) {
    return Error{ErrorKind::conflict, "confirmation_needed",
                 std::to_string(dependents.mapped_organizations) + " mapped organizations depend on " + name +
                     ". Type its name to uninstall it; the mappings are kept and come back with it."};
  }
  WHARF_TRY(database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(const auto live, LoadConnectionsOf(session, integration, organization, false));
    for (const auto& connection : live) {
      WHARF_TRY(RemoveIn(session, access, connection, request.undo, request.forget_mappings));
    }
    return {};
  }));
  return dependents;
}

Result<void> Connections::Remove(const Access& access, ConnectionId id, std::string_view confirm_name) {
  WHARF_ASSIGN(const Connection connection, Find(access, id, Right::write));
  return database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(const std::int64_t mapped, CountMapped(session, id));
    if (mapped > 0 && FoldForSearch(confirm_name) != FoldForSearch(connection.name)) {
      return Error{ErrorKind::conflict, "confirmation_needed",
                   std::to_string(mapped) + " mapped organizations depend on “" + connection.name +
                       "”. Type its name to remove it."};
    }
    return RemoveIn(session, access, connection, false, false);
  });
}

Result<Connection> Connections::Find(const Access& access, ConnectionId id, Right right) {
  auto found = database_.ReadValue<std::optional<Connection>>(
      [&](storage::Session& session) { return LoadConnection(session, id); });
  if (!found) return std::move(found).error();
  // Not there and not to be seen are the same answer.
  if (!*found || !access.Sees((*found)->organization)) return ConnectionNotFound();
  WHARF_TRY(access.Require(right, (*found)->organization));
  return **std::move(found);
}

Result<std::vector<Connection>> Connections::List(const Access& access, std::optional<OrganizationId> organization) {
  std::optional<organization::Directory::Interval> within;
  if (organization) {
    WHARF_ASSIGN(const auto position, access.Require(Right::read, *organization));
    within = access.directory().Subtree(position);
  }
  WHARF_ASSIGN(auto all, database_.ReadValue<std::vector<Connection>>(
                             [](storage::Session& session) { return LoadConnections(session); }));
  std::erase_if(all, [&](const Connection& connection) {
    const auto position = access.directory().PositionOf(connection.organization);
    return !position || !access.May(Right::read, *position) || (within && !within->Holds(*position));
  });
  return all;
}

Result<std::vector<Connection>> Connections::SharedWith(const Access& access, OrganizationId organization) {
  WHARF_ASSIGN(const auto position, access.Require(Right::read, organization));
  const auto ancestors = access.directory().AncestorsOf(position);
  WHARF_ASSIGN(auto all, database_.ReadValue<std::vector<Connection>>(
                             [](storage::Session& session) { return LoadConnections(session); }));
  std::erase_if(all, [&](const Connection& connection) {
    const auto at = access.directory().PositionOf(connection.organization);
    return !connection.shared || !at || std::find(ancestors.begin(), ancestors.end(), *at) == ancestors.end();
  });
  return all;
}

Result<void> Connections::WriteSecrets(storage::Session& session, const Connection& connection,
                                       const ConnectionEdit& edit, std::string_view by) {
  for (const auto& [name, value] : edit.secrets) {
    if (!value || value->empty()) {
      WHARF_TRY(
          session.Execute("DELETE FROM connection_secret WHERE connection_id = ? AND name = ?", connection.id, name));
      continue;
    }
    WHARF_ASSIGN(const std::string sealed,
                 vault_.Seal(session, connection.organization, SecretPurpose(connection.id, name), *value));
    WHARF_TRY(
        session.Execute("DELETE FROM connection_secret WHERE connection_id = ? AND name = ?", connection.id, name));
    WHARF_TRY(session.Execute(
        "INSERT INTO connection_secret (connection_id, name, sealed, updated_at, updated_by) VALUES (?, ?, ?, ?, ?)",
        connection.id, name, sealed, clock_.Now(), by));
  }
  return {};
}

Result<Connection> Connections::Edit(const Access& access, ConnectionId id, const ConnectionEdit& edit) {
  WHARF_ASSIGN(const Connection before, Find(access, id, Right::write));
  WHARF_ASSIGN(const auto* entry, Entry(before.integration));
  const auto& format = entry->definition->connection;
  Connection after = before;
  if (edit.name) {
    WHARF_ASSIGN(after.name, CheckName(*edit.name));
  }
  if (edit.description) after.description = edit.description->substr(0, 2000);
  if (edit.shared) after.shared = *edit.shared;
  if (edit.verify_tls) after.verify_tls = *edit.verify_tls;
  if (before.verify_tls && !after.verify_tls) WHARF_TRY(CheckMayTrustAnybody(access, before));
  if (edit.send_to) {
    WHARF_ASSIGN(after.send_to, CheckSendTo(*edit.send_to));
  }
  if (edit.expires_on) {
    WHARF_ASSIGN(after.expires_on, CheckDay(*edit.expires_on));
  }
  if (edit.sign_in) after.sign_in = *edit.sign_in;
  if (edit.filters) {
    WHARF_ASSIGN(after.filters, TidyFilters(entry->definition->organizations, before.filters, *edit.filters));
  }

  // Secrets that come now count as given, those that are stored as kept; the others are missing.
  boost::json::object given = edit.fields ? *edit.fields : before.fields;
  std::set<std::string> kept;
  for (const auto& [name, note] : before.secrets) {
    if (!edit.secrets.contains(name)) kept.insert(name);
  }
  ConnectionEdit tidy = edit;
  for (const auto& [name, value] : edit.secrets) {
    if (value && !value->empty()) given[name] = value->Reveal();
  }
  definition::TidiedSettings tidied = definition::TidySettings(format, after.sign_in, given, kept);
  Error wrong{ErrorKind::invalid_argument, "invalid_input", "Some settings are not right."};
  std::vector<FieldChange> changes = FilterChanges(before.filters, after.filters);
  after.fields = boost::json::object();
  for (const auto& [name, field] : definition::FieldsOf(format, after.sign_in)) {
    const auto* value = tidied.values.if_contains(name);
    if (!field->secret) {
      if (value != nullptr && !field->hidden) after.fields[name] = *value;
      const auto text = [&wanted = name](const boost::json::object& fields) -> std::optional<std::string> {
        const auto* found = fields.if_contains(wanted);
        return found == nullptr ? std::nullopt : std::optional(boost::json::serialize(*found));
      };
      if (text(before.fields) != text(after.fields))
        changes.emplace_back(name, text(before.fields), text(after.fields));
      continue;
    }
    if (tidy.secrets.contains(name)) changes.push_back(FieldChange::OfSecret(name));
    if (value != nullptr && value->is_string() && tidy.secrets.contains(name)) {
      tidy.secrets[name] = Secret(std::string(value->get_string()));
    }
  }
  const bool touches_settings = edit.fields || edit.sign_in || !edit.secrets.empty();
  for (const FieldError& mistake : tidied.errors) {
    // What is only missing is saved as it is: the person may go on later.
    if (touches_settings && mistake.code != "required" && mistake.code != "missing") wrong.fields.push_back(mistake);
  }
  if (!wrong.fields.empty()) return wrong;
  WHARF_TRY(CheckKeptSecrets(access, before, after, format, kept));
  const bool moved = before.send_to != after.send_to || before.verify_tls != after.verify_tls;
  if (touches_settings || moved) {
    after.configured = true;
    // What connecting found out belonged to the old settings.
    after.captured = boost::json::object();
    after.health = HealthAfterEdit(after, tidied, clock_.Now());
  }
  after.updated = clock_.Now();
  after.updated_by = access.caller().name;

  return database_.WriteValue<Connection>([&](storage::Session& session) -> Result<Connection> {
    WHARF_ASSIGN(const auto others, LoadConnectionsOf(session, before.integration, before.organization, false));
    for (const auto& other : others) {
      if (other.id != id && FoldForSearch(other.name) == FoldForSearch(after.name)) return NameTaken(after.name);
    }
    if (edit.is_default) {
      after.is_default = *edit.is_default;
      if (*edit.is_default) {
        WHARF_TRY(session.Execute(
            "UPDATE connection SET is_default = 0 WHERE organization_id = ? AND integration_id = ? AND id <> ?",
            before.organization, before.integration, id));
      }
    }
    WHARF_ASSIGN(const bool written,
                 UpdateConnection(session, after, edit.version == 0 ? before.version : edit.version));
    if (!written) {
      return organization::ChangedMeanwhile(before.name, before.updated_by, before.updated, clock_.Now());
    }
    WHARF_TRY(WriteSecrets(session, before, tidy, access.caller().name));
    // Tokens were bought with the old settings, and must not go to another address either.
    if (touches_settings || before.send_to != after.send_to) {
      WHARF_TRY(session.Execute("DELETE FROM connection_token WHERE connection_id = ?", id));
    }
    if (before.name != after.name) changes.emplace_back("name", before.name, after.name);
    if (before.description != after.description)
      changes.emplace_back("description", before.description, after.description);
    const auto note = [&](const char* name, bool was, bool is) {
      const auto text = [](bool flag) { return std::string(flag ? "true" : "false"); };
      if (was != is) changes.emplace_back(name, text(was), text(is));
    };
    note("is_default", before.is_default, after.is_default);
    note("share_with_descendants", before.shared, after.shared);
    note("verify_tls", before.verify_tls, after.verify_tls);
    if (before.send_to != after.send_to) changes.emplace_back("send_to", before.send_to, after.send_to);
    if (before.expires_on != after.expires_on) changes.emplace_back("expires_on", before.expires_on, after.expires_on);
    WHARF_TRY(audit_.Record(session, access.caller(),
                            {before.organization, "connection.changed", "connection", id.ToString(), after.name,
                             "Changed the settings of " + entry->definition->name + " (" + after.name + ")", changes}));
    WHARF_TRY(storage::BumpRevision(session, kConnectionsTopic));
    WHARF_ASSIGN(auto stored, LoadConnection(session, id));
    return *std::move(stored);
  });
}

Result<void> Connections::SetHealth(ConnectionId id, const Health& health) {
  return database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_TRY(UpdateHealth(session, id, health));
    WHARF_TRY(storage::BumpRevision(session, kConnectionsTopic));
    return {};
  });
}

Result<boost::json::object> Connections::Secrets(const Connection& connection) {
  return database_.ReadValue<boost::json::object>([&](storage::Session& session) -> Result<boost::json::object> {
    boost::json::object secrets;
    WHARF_ASSIGN(const storage::Rows rows,
                 session.Query("SELECT name, sealed FROM connection_secret WHERE connection_id = ?", connection.id));
    for (const storage::Row& row : rows) {
      auto opened =
          vault_.Unseal(session, connection.organization, SecretPurpose(connection.id, row.Text(0)), row.Text(1));
      if (!opened) {
        return Error{ErrorKind::unauthenticated, "secret_unreadable",
                     "The stored secret “" + row.Text(0) + "” cannot be opened any more. Enter it again."};
      }
      secrets[row.Text(0)] = opened->Reveal();
    }
    return secrets;
  });
}

}  // namespace wharf::connection
