#include <algorithm>
#include <map>

#include "api/connection_view.h"
#include "api/integration_view.h"
#include "api/resource.h"
#include "integration/call/input.h"
#include "integration/definition/writer.h"

namespace wharf::api {
namespace {

using connection::HealthState;
using organization::Right;
using Connections = std::vector<const connection::Connection*>;

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
const connection::Health& Worst(const Connections& connections) {
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

Result<TileMapping> MappingOf(const Asked& asked, const definition::Definition& definition, ConnectionId id,
                              OrganizationId here) {
  TileMapping mapping{!definition.organizations.variables.empty(), TextOrNull(definition.organizations.none)};
  if (mapping.has) {
    WHARF_ASSIGN(const auto summary, asked.services.mappings.Summarize(asked.access, id, here));
    mapping.mapped = summary.mapped;
    mapping.total = summary.all;
  }
  return mapping;
}

Result<InstalledTile> InstalledHere(const Asked& asked, const definition::CatalogEntry& entry,
                                    const Connections& connections, OrganizationId here) {
  InstalledTile tile;
  static_cast<Tile&>(tile) = TileView(entry);
  for (const auto* connection : connections) tile.connections.push_back(TileConnectionView(*connection));
  tile.health = HealthView(Worst(connections));
  WHARF_ASSIGN(tile.mapping, MappingOf(asked, *entry.definition, connections.front()->id, here));
  return tile;
}

InstalledTile ProvidedFromAbove(const Asked& asked, const definition::CatalogEntry& entry,
                                const connection::Connection& connection) {
  const auto* owner =
      asked.access.Sees(connection.organization) ? asked.access.directory().Find(connection.organization) : nullptr;
  InstalledTile tile;
  static_cast<Tile&>(tile) = TileView(entry);
  // Whoever may see where it is can look at it; others only learn that there is one.
  if (owner != nullptr) tile.connections.push_back(TileConnectionView(connection));
  tile.health = HealthView(connection.health);
  tile.provided_by = owner == nullptr ? "an organization above" : owner->name;
  return tile;
}

void Count(HealthState state, HealthCounts& counts) {
  switch (state) {
    case HealthState::healthy:
      ++counts.healthy;
      return;
    case HealthState::not_configured:
      ++counts.not_configured;
      return;
    case HealthState::incomplete:
    case HealthState::failing:
      ++counts.attention;
      return;
  }
}

std::string CategoryName(std::string id) {
  if (id == "psa" || id == "rmm" || id == "crm") {
    std::transform(id.begin(), id.end(), id.begin(), [](unsigned char c) { return std::toupper(c); });
  } else if (!id.empty()) {
    id[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(id[0])));
    std::replace(id.begin(), id.end(), '_', ' ');
  }
  return id;
}

Result<Integrations> List(const Asked& asked) {
  WHARF_ASSIGN(const OrganizationId here, Here(asked));
  WHARF_TRY(asked.access.Require(Right::read, here));
  WHARF_ASSIGN(const auto all, asked.services.connections.List(asked.access, std::nullopt));
  WHARF_ASSIGN(const auto shared, asked.services.connections.SharedWith(asked.access, here));
  std::map<std::string, Connections, std::less<>> own;
  for (const auto& connection : all) {
    if (connection.organization == here) own[connection.integration].push_back(&connection);
  }
  Integrations view;
  std::map<std::string, std::int64_t> categories;
  for (const auto& [id, entry] : asked.services.catalog.entries()) {
    if (const auto found = own.find(id); found != own.end()) {
      WHARF_ASSIGN(auto tile, InstalledHere(asked, entry, found->second, here));
      Count(Worst(found->second).state, view.health);
      view.installed.push_back(std::move(tile));
      continue;
    }
    const auto from_above = std::find_if(shared.begin(), shared.end(),
                                         [&, &wanted = id](const auto& c) { return c.integration == wanted; });
    if (from_above != shared.end()) view.provided.push_back(ProvidedFromAbove(asked, entry, *from_above));
    view.available.push_back(TileView(entry));
    for (const auto& category : entry.definition->categories) ++categories[category];
  }
  for (const auto& [id, count] : categories) view.categories.push_back({id, CategoryName(id), count});
  return view;
}

std::vector<Field> FieldViews(const definition::Named<definition::Field>& fields) {
  std::vector<Field> views;
  for (const auto& [name, field] : fields) {
    if (!field.hidden) views.push_back(FieldView(name, field));
  }
  return views;
}

Integration DefinitionView(const definition::CatalogEntry& entry) {
  const auto& definition = *entry.definition;
  Integration view;
  static_cast<Tile&>(view) = TileView(entry);
  view.version = definition.version;
  view.guide_markdown = entry.guide;
  view.sources = definition.sources;
  for (const auto& [place, why] : definition.unconfirmed) view.unconfirmed.push_back(place + ": " + why);
  for (const auto& [id, way] : definition.connection.sign_in) {
    view.sign_in.push_back({id, way.label, TextOrNull(way.help), way.auth->kind,
                            way.auth->kind == "oauth2_authorization_code", FieldViews(way.fields)});
  }
  view.fields = FieldViews(definition.connection.fields);
  view.has_organizations = !definition.organizations.variables.empty();
  view.no_organizations_reason = TextOrNull(definition.organizations.none);
  view.variables = MappingVariablesView(definition);
  for (const auto& [id, action] : definition.actions) {
    if (!action.hidden) view.actions.push_back(ActionSummaryView(id, action));
  }
  if (!definition.connection.base_url.empty()) view.base_url_template = definition.connection.base_url.front().source;
  view.definition_yaml_url = "/api/v1/integrations/" + definition.id + "/definition.yaml";
  return view;
}

Result<Integration> Show(const Asked& asked) {
  WHARF_ASSIGN(const auto* entry, EntryOf(asked));
  WHARF_ASSIGN(const OrganizationId here, Here(asked));
  WHARF_TRY(asked.access.Require(Right::read, here));
  Integration view = DefinitionView(*entry);
  WHARF_ASSIGN(const auto connections, asked.services.connections.List(asked.access, here));
  for (const auto& connection : connections) {
    if (connection.integration != entry->definition->id || connection.organization != here) continue;
    view.connections.push_back({TileConnectionView(connection), connection.organization});
  }
  view.redirect_uri = asked.services.calling.redirect_uri();
  return view;
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

Result<Action> ShowAction(const Asked& asked) {
  WHARF_ASSIGN(const auto* entry, EntryOf(asked));
  const std::string& id = asked.request.segments[1];
  const auto* action = entry->definition->FindAction(id);
  if (action == nullptr) return Error{ErrorKind::not_found, "no_such_action", "There is no such action."};
  Action view{ActionSummaryView(id, *action), call::InputSchema(*action), std::nullopt};
  if (!action->output.schema.is_null()) view.output_schema = action->output.schema;
  return view;
}

Result<With<Installed, 200, 201>> Install(const Asked& asked, const InstallWanted& wanted) {
  WHARF_ASSIGN(const auto installed,
               asked.services.connections.Install(asked.access, asked.request.segments[0], wanted.organization_id));
  WHARF_ASSIGN(auto view, ConnectionView(asked, installed.connection));
  return With<Installed, 200, 201>{{std::move(view), installed.created}, installed.created ? 201 : 200};
}

/// What depends on the connections of an integration in one organization, and what the vendor still knows of them.
struct Attached {
  std::int64_t organizations_below = 0;  ///< that may use one of them
  bool configured = false;
};

Result<Attached> AttachedTo(const Asked& asked, const std::string& integration, OrganizationId organization) {
  Attached attached;
  WHARF_ASSIGN(const auto connections, asked.services.connections.List(asked.access, organization));
  for (const auto& connection : connections) {
    if (connection.integration != integration || connection.organization != organization) continue;
    attached.configured = attached.configured || connection.configured;
    const auto position = asked.access.directory().PositionOf(organization);
    if (!connection.shared || !position) continue;
    attached.organizations_below = static_cast<std::int64_t>(asked.access.directory().Subtree(*position).size()) - 1;
  }
  return attached;
}

std::vector<std::string> DependentsText(const connection::Dependents& dependents, const Attached& attached) {
  const auto count = [](std::int64_t n, const std::string& one, const std::string& many) {
    return std::to_string(n) + " " + (n == 1 ? one : many);
  };
  std::vector<std::string> text;
  if (dependents.mapped_organizations > 0) {
    text.push_back(count(dependents.mapped_organizations, "mapped organization", "mapped organizations"));
  }
  if (attached.organizations_below > 0) {
    text.push_back(count(attached.organizations_below, "organization below that may use it",
                         "organizations below that may use it"));
  }
  if (dependents.connections > 1) {
    text.push_back(std::to_string(dependents.connections) + " connections with their settings");
  }
  return text;
}

/// What Wharf forgets, the vendor does not.
std::optional<std::string> LeftoverNotice(const Asked& asked, const std::string& integration, const Attached& before) {
  const auto* entry = asked.services.catalog.Find(integration);
  if (!before.configured || entry == nullptr) return std::nullopt;
  return "Wharf has deleted the key it had. In " + entry->definition->name +
         " that key still works: delete or revoke it there, unless something else uses it.";
}

Result<Uninstalled> Uninstall(const Asked& asked, const UninstallWanted& wanted) {
  const bool forget = wanted.forget_mappings.value_or(false);
  const std::string& integration = asked.request.segments[0];
  WHARF_ASSIGN(const Attached attached, AttachedTo(asked, integration, wanted.organization_id));
  WHARF_ASSIGN(const auto dependents, asked.services.connections.Uninstall(
                                          asked.access, integration, wanted.organization_id,
                                          {wanted.confirm_name.value_or(""), wanted.undo.value_or(false), forget}));
  return Uninstalled{forget ? 0 : dependents.mapped_organizations, DependentsText(dependents, attached),
                     LeftoverNotice(asked, integration, attached)};
}

Result<Dependents> ShowDependents(const Asked& asked) {
  WHARF_ASSIGN(const OrganizationId here, Here(asked));
  WHARF_ASSIGN(const auto dependents,
               asked.services.connections.DependentsOf(asked.access, asked.request.segments[0], here));
  WHARF_ASSIGN(const Attached attached, AttachedTo(asked, asked.request.segments[0], here));
  return Dependents{dependents.mapped_organizations, dependents.connections, dependents.mapped_organizations,
                    attached.organizations_below, DependentsText(dependents, attached)};
}

}  // namespace

std::vector<Route> IntegrationRoutes() {
  return {
      Get<List>("/api/v1/integrations", "Integrations: installed, provided from above, available")
          .Asks({{"organization"}}),
      Get<Show>("/api/v1/integrations/{id}", "Show an integration").Asks({{"organization"}}),
      Get<Icon>("/api/v1/integrations/{id}/icon.svg", "Its icon").Here().GivesFile("image/svg+xml"),
      Get<Definition>("/api/v1/integrations/{id}/definition.yaml", "Its definition").GivesFile("application/yaml"),
      Get<ShowAction>("/api/v1/integrations/{id}/actions/{action}", "Show an action with its schemas"),
      Post<Install>("/api/v1/integrations/{id}/install", "Install an integration"),
      Post<Uninstall>("/api/v1/integrations/{id}/uninstall", "Uninstall an integration"),
      Get<ShowDependents>("/api/v1/integrations/{id}/dependents", "What depends on an integration")
          .Asks({{"organization"}}),
  };
}

}  // namespace wharf::api
