#include "api/connection_view.h"
#include "api/resource.h"
#include "api/samples.h"

namespace wharf::api {
namespace {

using organization::Right;

/// A vendor's refusal is not the caller's own missing sign-in.
Error AsVendorError(Error error) {
  if (error.kind == ErrorKind::unauthenticated) error.kind = ErrorKind::vendor_error;
  return error;
}

Result<connection::Connection> Find(const Asked& asked, Right right = Right::read) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  return asked.services.connections.Find(asked.access, id, right);
}

Result<PageOf<Connection>> List(const Asked& asked) {
  WHARF_ASSIGN(const auto organization, asked.Organization());
  WHARF_ASSIGN(const auto connections, asked.services.connections.List(asked.access, organization));
  std::vector<Connection> items;
  for (const auto& connection : connections) {
    WHARF_ASSIGN(auto view, ConnectionView(asked, connection));
    items.push_back(std::move(view));
  }
  return PageOf<Connection>(std::move(items), static_cast<std::int64_t>(connections.size()), asked);
}

Result<With<Connection, 201>> Create(const Asked& asked, const ConnectionWanted& wanted) {
  WHARF_ASSIGN(const auto made, asked.services.connections.Create(asked.access, wanted.integration_id,
                                                                  wanted.organization_id, wanted.name));
  WHARF_ASSIGN(auto view, ConnectionView(asked, made));
  return With<Connection, 201>{std::move(view)};
}

Result<Connection> Show(const Asked& asked) {
  WHARF_ASSIGN(const auto connection, Find(asked));
  return ConnectionView(asked, connection);
}

Result<Connection> Edit(const Asked& asked, ConnectionPatch patch) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  connection::ConnectionEdit edit;
  edit.name = std::move(patch.name);
  edit.description = std::move(patch.description);
  edit.is_default = patch.is_default;
  edit.shared = patch.share_with_descendants;
  edit.verify_tls = patch.verify_tls;
  edit.send_to = std::move(patch.send_to);
  edit.expires_on = std::move(patch.expires_on);
  edit.sign_in = std::move(patch.sign_in);
  if (patch.fields) {
    WHARF_ASSIGN(const auto before, asked.services.connections.Find(asked.access, id));
    edit.fields = std::move(patch.fields);
    if (const auto* entry = asked.services.catalog.Find(before.integration)) {
      edit.filters = TakeFilters(*entry->definition, edit.sign_in.value_or(before.sign_in), *edit.fields);
      // A filter says nothing about signing in: tokens and health stay.
      if (before.configured && !edit.filters->empty() && (edit.fields->empty() || *edit.fields == before.fields)) {
        edit.fields.reset();
      }
    }
  }
  for (auto& [name, secret] : patch.secrets) edit.secrets.emplace(name, std::move(secret));
  edit.version = patch.version;
  WHARF_ASSIGN(const auto changed, asked.services.connections.Edit(asked.access, id, edit));
  return ConnectionView(asked, changed);
}

Result<Connection> UseSample(const Asked& asked) {
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
  return ConnectionView(asked, changed);
}

Result<void> Remove(const Asked& asked, const ConnectionRemoval& removal) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  return asked.services.connections.Remove(asked.access, id, removal.confirm_name.value_or(""));
}

Result<TestResult> Test(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto test, asked.services.calling.Test(asked.access, id, "test"));
  TestResult view{test.ok, HealthView(test.health), {}};
  if (!test.health.request.empty()) {
    view.steps.push_back({test.health.request, test.ok, test.health.duration_ms});
  }
  return view;
}

Result<AuthorizationPage> Authorize(const Asked& asked, const AuthorizationWanted& wanted) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  auto url = asked.services.calling.StartAuthorization(asked.access, id, wanted.return_to.value_or("/"));
  if (!url) return AsVendorError(std::move(url).error());
  return AuthorizationPage{*std::move(url)};
}

Result<void> ClearTokens(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  return asked.services.calling.ClearTokens(asked.access, id);
}

Result<Activity> ListActivity(const Asked& asked) {
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
  std::vector<Call> items;
  for (const auto& call : calls.items) {
    Call view{CallView(call.record, entry == nullptr ? nullptr : entry->definition.get()), call.id};
    view.source = shape::EnumeratorNamed<CallSource>(call.source).value_or(CallSource::try_);
    view.why = TextOrNull(call.why);
    if (call.organization && asked.access.Sees(*call.organization)) {
      view.organization_id = call.organization;
      view.organization_name = asked.access.directory().Find(*call.organization)->name;
    }
    items.push_back(std::move(view));
  }
  return Activity(PageOf<Call>(std::move(items), calls.total, asked), TextOrNull(calls.until));
}

Result<UsedBy> ShowUsedBy(const Asked& asked) {
  WHARF_ASSIGN(const auto connection, Find(asked));
  UsedBy view;
  if (const auto* entry = asked.services.catalog.Find(connection.integration);
      entry != nullptr && !entry->definition->organizations.variables.empty()) {
    WHARF_ASSIGN(const auto summary, asked.services.mappings.Summarize(asked.access, connection.id, std::nullopt));
    view.mapped_organizations = summary.mapped;
  }
  if (connection.shared) {
    if (const auto position = asked.access.directory().PositionOf(connection.organization)) {
      view.organizations_sharing = asked.access.directory().Subtree(*position).size() - 1;
    }
  }
  return view;
}

Result<RunResult> RunAction(const Asked& asked, RunWanted wanted) {
  WHARF_ASSIGN(const auto connection, Find(asked, Right::write));
  connection::TryRequest request;
  request.action = asked.request.segments[1];
  if (wanted.input) request.input = *std::move(wanted.input);
  if (wanted.organization_id) {
    request.organization = wanted.organization_id;
    WHARF_ASSIGN(request.mapped,
                 asked.services.mappings.MappedValues(asked.access, connection.id, *wanted.organization_id));
  }
  request.variables = &asked.services.variables;
  request.max_pages = wanted.max_pages.value_or(5);
  auto tried = asked.services.calling.Try(asked.access, connection.id, request);
  if (!tried) return AsVendorError(std::move(tried).error());
  const auto* entry = asked.services.catalog.Find(connection.integration);
  RunResult view;
  view.ok = !tried->error.has_value();
  if (tried->last_call) {
    view.call = CallView(*tried->last_call, entry == nullptr ? nullptr : entry->definition.get());
  }
  if (tried->result.lists) {
    view.output = std::move(tried->result.rows);
    view.row_count = tried->result.row_count;
  } else {
    view.output = std::move(tried->result.value);
  }
  view.pages = tried->result.pages;
  view.truncated = tried->result.truncated;
  view.warnings = std::move(tried->result.warnings);
  if (tried->error) view.error = tried->error->message;
  return view;
}

Result<ListOf<OptionFilter>> Filters(const Asked& asked) {
  WHARF_ASSIGN(const auto connection, Find(asked));
  return ListOf<OptionFilter>{OptionFiltersView(asked, connection)};
}

}  // namespace

std::vector<Route> ConnectionRoutes() {
  return {
      Get<List>("/api/v1/connections", "List connections").Asks({{"organization"}}).Pages(),
      Post<Create>("/api/v1/connections", "Add a connection"),
      Get<Show>("/api/v1/connections/{id}", "Show a connection"),
      Patch<Edit>("/api/v1/connections/{id}", "Change a connection's settings"),
      Delete<Remove>("/api/v1/connections/{id}", "Remove a connection"),
      Post<UseSample>("/api/v1/connections/{id}/use-sample", "Fill in the settings of the sample tool"),
      Post<Test>("/api/v1/connections/{id}/test", "Test a connection"),
      Post<Authorize>("/api/v1/connections/{id}/authorize", "Begin an authorization in the vendor's page"),
      Post<ClearTokens>("/api/v1/connections/{id}/clear-tokens", "Forget the tokens"),
      Get<ListActivity>("/api/v1/connections/{id}/activity", "Recent calls")
          .Asks({{"status"}, {"action"}, {"until"}})
          .Pages(),
      Get<ShowUsedBy>("/api/v1/connections/{id}/used-by", "What depends on a connection"),
      Post<RunAction>("/api/v1/connections/{id}/actions/{action}/run", "Try an action"),
      Get<Filters>("/api/v1/connections/{id}/filters", "Filters the tool offers for its customers"),
  };
}

}  // namespace wharf::api
