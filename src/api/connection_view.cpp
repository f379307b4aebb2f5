#include "api/connection_view.h"

#include "api/samples.h"
#include "integration/definition/settings.h"

namespace wharf::api {
namespace {

std::map<std::string, SecretState> SecretsOf(const definition::Definition& definition,
                                             const connection::Connection& connection) {
  std::map<std::string, SecretState> secrets;
  for (const auto& [name, field] : definition::FieldsOf(definition.connection, connection.sign_in)) {
    if (!field->secret) continue;
    SecretState state;
    if (const auto note = connection.secrets.find(name); note != connection.secrets.end()) {
      state = {true, note->second.updated, note->second.updated_by};
    }
    secrets.emplace(name, std::move(state));
  }
  return secrets;
}

Result<std::optional<OAuthState>> OAuthOf(const Asked& asked, const connection::Connection& connection) {
  if (!asked.services.calling.NeedsAuthorization(connection)) return std::optional<OAuthState>();
  WHARF_ASSIGN(auto authorization, asked.services.calling.AuthorizationOf(connection.id));
  OAuthState state;
  state.authorized = authorization.authorized;
  state.authorized_at = authorization.at;
  state.authorized_by = TextOrNull(std::move(authorization.by));
  state.expires_at = authorization.expires;
  state.expiry_known = authorization.expires.has_value();
  state.last_refresh_at = authorization.obtained;
  state.scopes = std::move(authorization.scopes);
  return std::optional(std::move(state));
}

}  // namespace

MadeCall CallView(const call::CallRecord& record, const definition::Definition* definition) {
  const auto* action = definition == nullptr ? nullptr : definition->FindAction(record.action);
  MadeCall view;
  view.at = record.at;
  view.action_id = TextOrNull(record.action);
  view.action_name = TextOrNull(action != nullptr ? action->name : record.what);
  view.method = record.method;
  view.url = record.url;
  view.status = record.status;
  view.duration_ms = record.duration.count();
  view.waited_ms = record.waited.count();
  view.attempts = record.attempts;
  view.request_bytes = record.request_bytes;
  view.response_bytes = record.response_bytes;
  view.error = TextOrNull(record.error);
  view.request_id = TextOrNull(record.request_id);
  return view;
}

Result<Connection> ConnectionView(const Asked& asked, const connection::Connection& connection) {
  const auto* entry = asked.services.catalog.Find(connection.integration);
  const auto* where =
      asked.access.Sees(connection.organization) ? asked.access.directory().Find(connection.organization) : nullptr;
  Connection view;
  view.id = connection.id;
  view.integration_id = connection.integration;
  view.integration_name = entry == nullptr ? connection.integration : entry->definition->name;
  view.organization_id = connection.organization;
  if (where != nullptr) view.organization_name = where->name;
  view.name = connection.name;
  view.description = connection.description;
  view.is_default = connection.is_default;
  view.share_with_descendants = connection.shared;
  view.verify_tls = connection.verify_tls;
  view.send_to = connection.send_to;
  view.expires_on = connection.expires_on;
  view.sign_in = TextOrNull(connection.sign_in);
  for (const auto& [name, value] :
       FieldsWithFilters(entry == nullptr ? nullptr : entry->definition.get(), connection)) {
    view.fields.emplace(name, FieldValue{value});
  }
  if (entry != nullptr) {
    view.secrets = SecretsOf(*entry->definition, connection);
    view.mapping = {!entry->definition->organizations.variables.empty(),
                    TextOrNull(entry->definition->organizations.none), MappingVariablesView(*entry->definition)};
  }
  view.health = HealthView(connection.health);
  WHARF_ASSIGN(view.oauth, OAuthOf(asked, connection));
  view.can_edit = asked.access.May(organization::Right::write, connection.organization);
  view.version = connection.version;
  view.created_at = connection.created;
  view.updated_at = connection.updated;
  if (asked.services.samples.tools.contains(connection.integration)) {
    view.sample = SampleState{!connection.send_to.empty()};
  }
  return view;
}

}  // namespace wharf::api
