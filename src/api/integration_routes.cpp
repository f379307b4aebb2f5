#include <algorithm>
#include <map>

#include "api/connection_view.h"
#include "api/integration_view.h"
#include "api/route.h"
#include "base/fold.h"
#include "integration/call/input.h"
#include "integration/definition/writer.h"

namespace wharf::api {
namespace {

using connection::Connection;
using connection::HealthState;
using organization::Right;

Result<const definition::CatalogEntry*> EntryOf(const Asked& asked) {
  const auto* entry = asked.services.catalog.Find(asked.request.segments[0]);
  if (entry == nullptr) return Error{ErrorKind::not_found, "integration_not_found", "There is no such integration."};
  return entry;
}

/// Where the page looks: the organization that was chosen, else the topmost the caller sees.
Result<OrganizationId> Here(const Asked& asked) {
  WHARF_ASSIGN(const auto chosen, asked.Organization());
  if (chosen) return *chosen;
  WHARF_ASSIGN(const auto scope, asked.access.Scope(std::nullopt));
  return asked.access.directory().At(scope.front().enter).id;
}

/// The worst state first: what a person should see on the tile.
const connection::Health& Worst(const std::vector<const Connection*>& connections) {
  const auto rank = [](HealthState state) {
    switch (state) {
      case HealthState::failing:
        return 0;
      case HealthState::incomplete:
        return 1;
      case HealthState::not_configured:
        return 2;
      case HealthState::healthy:
        return 3;
    }
    return 3;
  };
  return (*std::min_element(
              connections.begin(), connections.end(),
              [&](const auto* a, const auto* b) { return rank(a->health.state) < rank(b->health.state); }))
      ->health;
}

Result<boost::json::object> InstalledTile(const Asked& asked, const definition::CatalogEntry& entry,
                                          const std::vector<const Connection*>& connections, OrganizationId here) {
  boost::json::object tile = TileView(entry);
  boost::json::array views;
  for (const Connection* connection : connections) {
    views.push_back(boost::json::object{{"id", connection->id.ToString()},
                                        {"name", connection->name},
                                        {"is_default", connection->is_default},
                                        {"health", HealthView(connection->health)}});
  }
  tile["connections"] = std::move(views);
  tile["health"] = HealthView(Worst(connections));
  const auto& organizations = entry.definition->organizations;
  boost::json::object mapping{
      {"has", !organizations.variables.empty()}, {"reason", OrNull(organizations.none)}, {"mapped", 0}, {"total", 0}};
  if (!organizations.variables.empty()) {
    WHARF_ASSIGN(const auto summary, asked.services.mappings.Summarize(asked.access, connections.front()->id, here));
    mapping["mapped"] = summary.mapped;
    mapping["total"] = summary.all;
  }
  tile["mapping"] = std::move(mapping);
  return tile;
}

Result<Reply> List(const Asked& asked) {
  WHARF_ASSIGN(const OrganizationId here, Here(asked));
  WHARF_TRY(asked.access.Require(Right::read, here));
  WHARF_ASSIGN(const auto all, asked.services.connections.List(asked.access, std::nullopt));
  WHARF_ASSIGN(const auto shared, asked.services.connections.SharedWith(asked.access, here));
  std::map<std::string, std::vector<const Connection*>, std::less<>> own;
  for (const Connection& connection : all) {
    if (connection.organization == here) own[connection.integration].push_back(&connection);
  }
  boost::json::array installed;
  boost::json::array provided;
  boost::json::array available;
  std::map<std::string, std::int64_t> categories;
  std::int64_t healthy = 0;
  std::int64_t attention = 0;
  std::int64_t unconfigured = 0;
  for (const auto& [id, entry] : asked.services.catalog.entries()) {
    const auto found = own.find(id);
    if (found != own.end()) {
      WHARF_ASSIGN(auto tile, InstalledTile(asked, entry, found->second, here));
      switch (Worst(found->second).state) {
        case HealthState::healthy:
          ++healthy;
          break;
        case HealthState::not_configured:
          ++unconfigured;
          break;
        default:
          ++attention;
          break;
      }
      installed.push_back(std::move(tile));
      continue;
    }
    const auto from_above =
        std::find_if(shared.begin(), shared.end(), [&](const auto& c) { return c.integration == id; });
    if (from_above != shared.end()) {
      boost::json::object tile = TileView(entry);
      const auto* owner = asked.access.Sees(from_above->organization)
                              ? asked.access.directory().Find(from_above->organization)
                              : nullptr;
      tile["connections"] = boost::json::array();
      tile["health"] = HealthView(from_above->health);
      tile["mapping"] = nullptr;
      tile["provided_by"] = owner == nullptr ? "an organization above" : owner->name;
      provided.push_back(std::move(tile));
    }
    available.push_back(TileView(entry));
    for (const auto& category : entry.definition->categories) ++categories[category];
  }
  boost::json::array category_views;
  for (const auto& [id, count] : categories) {
    std::string name = id;
    if (id == "psa" || id == "rmm" || id == "crm") {
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
    } else if (!name.empty()) {
      name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
      std::replace(name.begin(), name.end(), '_', ' ');
    }
    category_views.push_back(boost::json::object{{"id", id}, {"name", name}, {"count", count}});
  }
  return Reply{200, boost::json::object{{"installed", std::move(installed)},
                                        {"provided", std::move(provided)},
                                        {"available", std::move(available)},
                                        {"categories", std::move(category_views)},
                                        {"health", boost::json::object{{"healthy", healthy},
                                                                       {"attention", attention},
                                                                       {"not_configured", unconfigured}}}}};
}

boost::json::object ActionSummary(const std::string& id, const definition::Action& action) {
  return {{"id", id},
          {"name", action.name},
          {"description", OrNull(action.description)},
          {"category", OrNull(action.category)},
          {"method", action.request.method},
          {"path", action.request.address.source},
          {"read_only", action.safe},
          {"lists", action.output.rows != nullptr},
          {"deprecated", action.deprecated.has_value()}};
}

boost::json::array FieldViews(const definition::Named<definition::Field>& fields) {
  boost::json::array views;
  for (const auto& [name, field] : fields) {
    if (!field.hidden) views.push_back(FieldView(name, field));
  }
  return views;
}

Result<Reply> Show(const Asked& asked) {
  WHARF_ASSIGN(const auto* entry, EntryOf(asked));
  WHARF_ASSIGN(const OrganizationId here, Here(asked));
  WHARF_TRY(asked.access.Require(Right::read, here));
  const auto& definition = *entry->definition;
  boost::json::object view = TileView(*entry);
  view["version"] = definition.version;
  view["guide_markdown"] = entry->guide;
  view["sources"] = boost::json::array(definition.sources.begin(), definition.sources.end());
  boost::json::array unconfirmed;
  for (const auto& [place, why] : definition.unconfirmed) unconfirmed.emplace_back(place + ": " + why);
  view["unconfirmed"] = std::move(unconfirmed);
  boost::json::array ways;
  for (const auto& [id, way] : definition.connection.sign_in) {
    ways.push_back(boost::json::object{{"id", id},
                                       {"label", way.label},
                                       {"help", OrNull(way.help)},
                                       {"kind", way.auth->kind},
                                       {"is_oauth_code", way.auth->kind == "oauth2_authorization_code"},
                                       {"fields", FieldViews(way.fields)}});
  }
  view["sign_in"] = std::move(ways);
  view["fields"] = FieldViews(definition.connection.fields);
  view["has_organizations"] = !definition.organizations.variables.empty();
  view["no_organizations_reason"] = OrNull(definition.organizations.none);
  view["variables"] = MappingVariablesView(definition);
  boost::json::array actions;
  for (const auto& [id, action] : definition.actions) {
    if (!action.hidden) actions.push_back(ActionSummary(id, action));
  }
  view["actions"] = std::move(actions);
  view["base_url_template"] =
      definition.connection.base_url.empty() ? "" : definition.connection.base_url.front().source;
  WHARF_ASSIGN(const auto connections, asked.services.connections.List(asked.access, here));
  boost::json::array own;
  for (const Connection& connection : connections) {
    if (connection.integration != definition.id || connection.organization != here) continue;
    own.push_back(boost::json::object{{"id", connection.id.ToString()},
                                      {"name", connection.name},
                                      {"is_default", connection.is_default},
                                      {"health", HealthView(connection.health)},
                                      {"organization_id", connection.organization.ToString()}});
  }
  view["connections"] = std::move(own);
  view["redirect_uri"] = asked.services.calling.redirect_uri();
  view["definition_yaml_url"] = "/api/v1/integrations/" + definition.id + "/definition.yaml";
  return Reply{200, std::move(view)};
}

Result<Reply> Icon(const Asked& asked) {
  WHARF_ASSIGN(const auto* entry, EntryOf(asked));
  Reply reply = Reply::File("image/svg+xml", "", entry->icon);
  // A picture and nothing else, even if somebody opens it by itself.
  reply.whole->headers.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  reply.whole->headers.Set("Cache-Control", "private, max-age=3600");
  return reply;
}

Result<Reply> Definition(const Asked& asked) {
  WHARF_ASSIGN(const auto* entry, EntryOf(asked));
  return Reply::File("application/yaml", entry->definition->id + ".yaml", definition::ToYaml(*entry->definition));
}

Result<Reply> ShowAction(const Asked& asked) {
  WHARF_ASSIGN(const auto* entry, EntryOf(asked));
  const auto* action = entry->definition->FindAction(asked.request.segments[1]);
  if (action == nullptr) return Error{ErrorKind::not_found, "no_such_action", "There is no such action."};
  boost::json::object view = ActionSummary(asked.request.segments[1], *action);
  view["input_schema"] = call::InputSchema(*action);
  view["output_schema"] = action->output.schema;
  return Reply{200, std::move(view)};
}

Result<Reply> Install(const Asked& asked) {
  WHARF_ASSIGN(const auto body, asked.Body());
  WHARF_ASSIGN(const auto organization, OrganizationOf(body, "organization_id"));
  WHARF_ASSIGN(const auto installed,
               asked.services.connections.Install(asked.access, asked.request.segments[0], organization));
  WHARF_ASSIGN(auto view, ConnectionView(asked, installed.connection));
  return Reply{installed.created ? 201 : 200,
               boost::json::object{{"connection", std::move(view)}, {"created", installed.created}}};
}

boost::json::array DependentsText(const connection::Dependents& dependents) {
  boost::json::array text;
  if (dependents.mapped_organizations > 0) {
    text.emplace_back(std::to_string(dependents.mapped_organizations) +
                      " mapped organizations; their mappings are kept and "
                      "come back when it is installed again");
  }
  if (dependents.connections > 1)
    text.emplace_back(std::to_string(dependents.connections) + " connections with their settings");
  return text;
}

Result<Reply> Uninstall(const Asked& asked) {
  WHARF_ASSIGN(const auto body, asked.Body());
  WHARF_ASSIGN(const auto organization, OrganizationOf(body, "organization_id"));
  connection::UninstallRequest request;
  request.confirm_name = TextOf(body, "confirm_name").value_or("");
  request.undo = FlagOf(body, "undo").value_or(false);
  request.forget_mappings = FlagOf(body, "forget_mappings").value_or(false);
  WHARF_ASSIGN(const auto dependents,
               asked.services.connections.Uninstall(asked.access, asked.request.segments[0], organization, request));
  return Reply{200,
               boost::json::object{{"kept_mappings", request.forget_mappings ? 0 : dependents.mapped_organizations},
                                   {"dependents", DependentsText(dependents)},
                                   {"leftover_notice", nullptr}}};
}

Result<Reply> Dependents(const Asked& asked) {
  WHARF_ASSIGN(const OrganizationId here, Here(asked));
  WHARF_ASSIGN(const auto dependents,
               asked.services.connections.DependentsOf(asked.access, asked.request.segments[0], here));
  return Reply{200, boost::json::object{{"mapped_organizations", dependents.mapped_organizations},
                                        {"connections", dependents.connections},
                                        {"variables", dependents.mapped_organizations},
                                        {"child_organizations", 0},
                                        {"text", DependentsText(dependents)}}};
}

}  // namespace

std::vector<Route> IntegrationRoutes() {
  return {
      {"GET", "/api/v1/integrations", "Integrations: installed, provided from above, available", List},
      {"GET", "/api/v1/integrations/{id}", "Show an integration", Show},
      {"GET", "/api/v1/integrations/{id}/icon.svg", "Its icon", Icon, net::RunOn::socket_thread},
      {"GET", "/api/v1/integrations/{id}/definition.yaml", "Its definition", Definition},
      {"GET", "/api/v1/integrations/{id}/actions/{action}", "Show an action with its schemas", ShowAction},
      {"POST", "/api/v1/integrations/{id}/install", "Install an integration", Install},
      {"POST", "/api/v1/integrations/{id}/uninstall", "Uninstall an integration", Uninstall},
      {"GET", "/api/v1/integrations/{id}/dependents", "What depends on an integration", Dependents},
  };
}

}  // namespace wharf::api
