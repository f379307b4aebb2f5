#include "api/connection_view.h"
#include "api/integration_view.h"
#include "api/route.h"
#include "api/samples.h"
#include "integration/definition/settings.h"

namespace wharf::api {
namespace {

using connection::Connection;
using organization::Right;

/// A vendor's refusal is not the caller's own missing sign-in.
Error AsVendorError(Error error) {
  if (error.kind == ErrorKind::unauthenticated) error.kind = ErrorKind::vendor_error;
  return error;
}

Result<Connection> Find(const Asked& asked, Right right = Right::read) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  return asked.services.connections.Find(asked.access, id, right);
}

Result<Reply> Shown(const Asked& asked, const Connection& connection, int status = 200) {
  WHARF_ASSIGN(auto view, ConnectionView(asked, connection));
  return Reply{status, std::move(view)};
}

Result<Reply> List(const Asked& asked) {
  WHARF_ASSIGN(const auto organization, asked.Organization());
  WHARF_ASSIGN(const auto connections, asked.services.connections.List(asked.access, organization));
  boost::json::array items;
  for (const auto& connection : connections) {
    WHARF_ASSIGN(auto view, ConnectionView(asked, connection));
    items.push_back(std::move(view));
  }
  return Reply{200, Page(std::move(items), static_cast<std::int64_t>(connections.size()), asked)};
}

Result<Reply> Create(const Asked& asked) {
  WHARF_ASSIGN(const auto body, asked.Body());
  WHARF_ASSIGN(const auto organization, OrganizationOf(body, "organization_id"));
  WHARF_ASSIGN(const auto made,
               asked.services.connections.Create(asked.access, TextOf(body, "integration_id").value_or(""),
                                                 organization, TextOf(body, "name").value_or("")));
  return Shown(asked, made, 201);
}

Result<Reply> Show(const Asked& asked) {
  WHARF_ASSIGN(const auto connection, Find(asked));
  return Shown(asked, connection);
}

Result<Reply> Edit(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto body, asked.Body());
  connection::ConnectionEdit edit;
  edit.name = TextOf(body, "name");
  edit.description = TextOf(body, "description");
  edit.is_default = FlagOf(body, "is_default");
  edit.shared = FlagOf(body, "share_with_descendants");
  edit.verify_tls = FlagOf(body, "verify_tls");
  edit.send_to = TextOf(body, "send_to");
  edit.sign_in = TextOf(body, "sign_in");
  if (const auto* fields = body.if_contains("fields"); fields != nullptr && fields->is_object()) {
    WHARF_ASSIGN(const auto before, asked.services.connections.Find(asked.access, id));
    edit.fields = fields->get_object();
    if (const auto* entry = asked.services.catalog.Find(before.integration)) {
      edit.filters = TakeFilters(*entry->definition, edit.sign_in.value_or(before.sign_in), *edit.fields);
      // A filter says nothing about signing in: tokens and health stay.
      if (before.configured && !edit.filters->empty() && (edit.fields->empty() || *edit.fields == before.fields)) {
        edit.fields.reset();
      }
    }
  }
  if (const auto* secrets = body.if_contains("secrets"); secrets != nullptr && secrets->is_object()) {
    for (const auto& [name, value] : secrets->get_object()) {
      edit.secrets[std::string(name)] =
          value.is_string() ? std::optional(Secret(std::string(value.get_string()))) : std::nullopt;
    }
  }
  edit.version = NumberOf(body, "version").value_or(0);
  WHARF_ASSIGN(const auto changed, asked.services.connections.Edit(asked.access, id, edit));
  return Shown(asked, changed);
}

Result<Reply> UseSample(const Asked& asked) {
  WHARF_ASSIGN(const auto before, Find(asked, Right::write));
  const auto sample = asked.services.samples.tools.find(before.integration);
  if (sample == asked.services.samples.tools.end()) {
    return Error{ErrorKind::not_found, "no_sample", "There is no sample tool for this integration."};
  }
  connection::ConnectionEdit edit;
  edit.send_to = sample->second.send_to;
  edit.sign_in = sample->second.sign_in;
  edit.fields = sample->second.fields;
  for (const auto& [name, value] : sample->second.secrets) {
    if (value.is_string()) edit.secrets[std::string(name)] = Secret(std::string(value.get_string()));
  }
  WHARF_ASSIGN(const auto changed, asked.services.connections.Edit(asked.access, before.id, edit));
  return Shown(asked, changed);
}

Result<Reply> Remove(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto body, asked.Body());
  WHARF_TRY(asked.services.connections.Remove(asked.access, id, TextOf(body, "confirm_name").value_or("")));
  return Reply::Nothing();
}

Result<Reply> Test(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto test, asked.services.calling.Test(asked.access, id, "test"));
  boost::json::array steps;
  if (!test.health.request.empty()) {
    steps.push_back(
        boost::json::object{{"text", test.health.request},
                            {"ok", test.ok},
                            {"duration_ms", test.health.duration_ms ? boost::json::value(*test.health.duration_ms)
                                                                    : boost::json::value(nullptr)}});
  }
  return Reply{200,
               boost::json::object{{"ok", test.ok}, {"health", HealthView(test.health)}, {"steps", std::move(steps)}}};
}

Result<Reply> Authorize(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto body, asked.Body());
  auto url = asked.services.calling.StartAuthorization(asked.access, id, TextOf(body, "return_to").value_or("/"));
  if (!url) return AsVendorError(std::move(url).error());
  return Reply{200, boost::json::object{{"url", *url}}};
}

Result<Reply> ClearTokens(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_TRY(asked.services.calling.ClearTokens(asked.access, id));
  return Reply::Nothing();
}

Result<Reply> ListActivity(const Asked& asked) {
  WHARF_ASSIGN(const auto connection, Find(asked));
  connection::CallFilter filter;
  const std::string status = asked.Text("status");
  if (status == "ok" || status == "failed") filter.failed = status == "failed";
  filter.action = asked.Text("action");
  filter.until = asked.Text("until");
  WHARF_ASSIGN(const auto calls,
               asked.services.database.ReadValue<connection::CallPage>([&](storage::Session& session) {
                 return connection::ListCalls(session, connection.id, filter, asked.page(), asked.page_size());
               }));
  const auto* entry = asked.services.catalog.Find(connection.integration);
  boost::json::array items;
  for (const auto& call : calls.items) {
    boost::json::object view = CallView(call.record, entry == nullptr ? nullptr : entry->definition.get());
    view["id"] = call.id;
    view["source"] = call.source;
    view["why"] = OrNull(call.why);
    const bool seen = call.organization && asked.access.Sees(*call.organization);
    view["organization_id"] = seen ? boost::json::value(call.organization->ToString()) : nullptr;
    view["organization_name"] =
        seen ? boost::json::value(asked.access.directory().Find(*call.organization)->name) : nullptr;
    items.push_back(std::move(view));
  }
  boost::json::object page = Page(std::move(items), calls.total, asked);
  page["until"] = OrNull(calls.until);
  return Reply{200, std::move(page)};
}

Result<Reply> UsedBy(const Asked& asked) {
  WHARF_ASSIGN(const auto connection, Find(asked));
  std::size_t mapped = 0;
  if (const auto* entry = asked.services.catalog.Find(connection.integration);
      entry != nullptr && !entry->definition->organizations.variables.empty()) {
    WHARF_ASSIGN(const auto summary, asked.services.mappings.Summarize(asked.access, connection.id, std::nullopt));
    mapped = summary.mapped;
  }
  std::size_t sharing = 0;
  if (connection.shared) {
    if (const auto position = asked.access.directory().PositionOf(connection.organization)) {
      sharing = asked.access.directory().Subtree(*position).size() - 1;
    }
  }
  return Reply{
      200, boost::json::object{
               {"mapped_organizations", mapped}, {"organizations_sharing", sharing}, {"items", boost::json::array()}}};
}

Result<Reply> RunAction(const Asked& asked) {
  WHARF_ASSIGN(const auto connection, Find(asked, Right::write));
  WHARF_ASSIGN(const auto body, asked.Body());
  connection::TryRequest request;
  request.action = asked.request.segments[1];
  if (const auto* input = body.if_contains("input"); input != nullptr && input->is_object())
    request.input = input->get_object();
  if (TextOf(body, "organization_id")) {
    WHARF_ASSIGN(const auto organization, OrganizationOf(body, "organization_id"));
    request.organization = organization;
    WHARF_ASSIGN(request.mapped, asked.services.mappings.MappedValues(asked.access, connection.id, organization));
  }
  request.variables = &asked.services.variables;
  request.max_pages = NumberOf(body, "max_pages").value_or(5);
  auto tried = asked.services.calling.Try(asked.access, connection.id, request);
  if (!tried) return AsVendorError(std::move(tried).error());
  const auto* entry = asked.services.catalog.Find(connection.integration);
  boost::json::object view{
      {"ok", !tried->error.has_value()},
      {"call", tried->last_call ? boost::json::value(CallView(*tried->last_call, entry->definition.get()))
                                : boost::json::value(nullptr)},
      {"output", tried->result.lists ? boost::json::value(tried->result.rows) : tried->result.value},
      {"row_count", tried->result.lists ? boost::json::value(tried->result.row_count) : nullptr},
      {"pages", tried->result.pages},
      {"truncated", tried->result.truncated},
      {"warnings", boost::json::array(tried->result.warnings.begin(), tried->result.warnings.end())},
      {"error", tried->error ? boost::json::value(tried->error->message) : nullptr}};
  return Reply{200, std::move(view)};
}

Result<Reply> Filters(const Asked& asked) {
  WHARF_ASSIGN(const auto connection, Find(asked));
  WHARF_ASSIGN(auto view, OptionFiltersView(asked, connection));
  return Reply{200, std::move(view)};
}

}  // namespace

boost::json::object CallView(const call::CallRecord& r, const definition::Definition* definition) {
  const auto* action = definition == nullptr ? nullptr : definition->FindAction(r.action);
  return {{"id", ""},
          {"at", FormatTime(r.at)},
          {"action_id", OrNull(r.action)},
          {"action_name", action != nullptr ? boost::json::value(action->name) : OrNull(r.what)},
          {"organization_id", nullptr},
          {"organization_name", nullptr},
          {"source", "try"},
          {"method", r.method},
          {"url", r.url},
          {"status", r.status ? boost::json::value(*r.status) : boost::json::value(nullptr)},
          {"duration_ms", r.duration.count()},
          {"waited_ms", r.waited.count()},
          {"attempts", r.attempts},
          {"request_bytes", r.request_bytes},
          {"response_bytes", r.response_bytes},
          {"error", OrNull(r.error)},
          {"request_id", OrNull(r.request_id)},
          {"why", nullptr}};
}

Result<boost::json::object> ConnectionView(const Asked& asked, const Connection& c) {
  const auto* entry = asked.services.catalog.Find(c.integration);
  const auto* where = asked.access.Sees(c.organization) ? asked.access.directory().Find(c.organization) : nullptr;
  boost::json::object secrets;
  boost::json::object mapping{{"has", false}, {"reason", nullptr}, {"variables", boost::json::array()}};
  if (entry != nullptr) {
    for (const auto& [name, field] : definition::FieldsOf(entry->definition->connection, c.sign_in)) {
      if (!field->secret) continue;
      const auto note = c.secrets.find(name);
      const bool set = note != c.secrets.end();
      secrets[name] =
          boost::json::object{{"set", set},
                              {"updated_at", set ? boost::json::value(FormatTime(note->second.updated)) : nullptr},
                              {"updated_by", set ? boost::json::value(note->second.updated_by) : nullptr}};
    }
    const auto& organizations = entry->definition->organizations;
    mapping["has"] = !organizations.variables.empty();
    mapping["reason"] = OrNull(organizations.none);
    mapping["variables"] = MappingVariablesView(*entry->definition);
  }
  boost::json::value oauth;
  if (asked.services.calling.NeedsAuthorization(c)) {
    WHARF_ASSIGN(const auto authorization, asked.services.calling.AuthorizationOf(c.id));
    oauth =
        boost::json::object{{"needed", true},
                            {"authorized", authorization.authorized},
                            {"account", nullptr},
                            {"authorized_at", When(authorization.at)},
                            {"authorized_by", OrNull(authorization.by)},
                            {"expires_at", When(authorization.expires)},
                            {"expiry_known", authorization.expires.has_value()},
                            {"last_refresh_at", When(authorization.obtained)},
                            {"scopes", boost::json::array(authorization.scopes.begin(), authorization.scopes.end())}};
  }
  boost::json::object view{{"id", c.id.ToString()},
                           {"integration_id", c.integration},
                           {"integration_name", entry == nullptr ? c.integration : entry->definition->name},
                           {"organization_id", c.organization.ToString()},
                           {"organization_name", where == nullptr ? "" : where->name},
                           {"name", c.name},
                           {"description", c.description},
                           {"is_default", c.is_default},
                           {"share_with_descendants", c.shared},
                           {"verify_tls", c.verify_tls},
                           {"send_to", c.send_to},
                           {"sign_in", OrNull(c.sign_in)},
                           {"fields", FieldsWithFilters(entry == nullptr ? nullptr : entry->definition.get(), c)},
                           {"secrets", std::move(secrets)},
                           {"health", HealthView(c.health)},
                           {"oauth", std::move(oauth)},
                           {"mapping", std::move(mapping)},
                           {"can_edit", asked.access.May(Right::write, c.organization)},
                           {"version", c.version},
                           {"created_at", FormatTime(c.created)},
                           {"updated_at", FormatTime(c.updated)}};
  const bool has_sample = asked.services.samples.tools.contains(c.integration);
  view["sample"] = has_sample ? boost::json::value(boost::json::object{{"in_use", !c.send_to.empty()}}) : nullptr;
  return view;
}

std::vector<Route> ConnectionRoutes() {
  return {
      {"GET", "/api/v1/connections", "List connections", List},
      {"POST", "/api/v1/connections", "Add a connection", Create},
      {"GET", "/api/v1/connections/{id}", "Show a connection", Show},
      {"PATCH", "/api/v1/connections/{id}", "Change a connection's settings", Edit},
      {"DELETE", "/api/v1/connections/{id}", "Remove a connection", Remove},
      {"POST", "/api/v1/connections/{id}/use-sample", "Fill in the settings of the sample tool", UseSample},
      {"POST", "/api/v1/connections/{id}/test", "Test a connection", Test},
      {"POST", "/api/v1/connections/{id}/authorize", "Begin an authorization in the vendor's page", Authorize},
      {"POST", "/api/v1/connections/{id}/clear-tokens", "Forget the tokens", ClearTokens},
      {"GET", "/api/v1/connections/{id}/activity", "Recent calls", ListActivity},
      {"GET", "/api/v1/connections/{id}/used-by", "What depends on a connection", UsedBy},
      {"POST", "/api/v1/connections/{id}/actions/{action}/run", "Try an action", RunAction},
      {"GET", "/api/v1/connections/{id}/filters", "Filters the tool offers for its customers", Filters},
  };
}

}  // namespace wharf::api
