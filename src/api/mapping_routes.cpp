#include <algorithm>
#include <map>

#include "api/integration_view.h"
#include "api/job_view.h"
#include "api/organization_view.h"
#include "api/route.h"
#include "integration/mapping/mapping_store.h"

namespace wharf::api {
namespace {

using connection::Connection;
using mapping::Option;
using mapping::TableRow;
using organization::Right;

boost::json::object OptionJson(const Option& option) {
  return {{"id", option.id},
          {"name", option.name},
          {"domain", option.domains.empty() ? boost::json::value(nullptr) : boost::json::value(option.domains.front())},
          {"detail", OrNull(option.detail)},
          {"state", NameOf(option.state)},
          {"previous_name", option.previous_name ? boost::json::value(*option.previous_name) : nullptr},
          {"gone_since", When(option.gone_since)}};
}

std::string NameIn(const Asked& asked, OrganizationId id) {
  const auto* organization = asked.access.Sees(id) ? asked.access.directory().Find(id) : nullptr;
  return organization == nullptr ? "an organization above" : organization->name;
}

boost::json::object OrganizationRow(const Asked& asked, organization::Directory::Position position) {
  const auto& organization = asked.access.directory().At(position);
  return {{"id", organization.id.ToString()},
          {"name", organization.name},
          {"path", PathView(asked.access, position)},
          {"depth", asked.access.directory().DepthOf(position)},
          {"enabled", organization.enabled}};
}

boost::json::value InheritedJson(const Asked& asked, const TableRow& row) {
  if (!row.inherited) return nullptr;
  return boost::json::object{{"organization_id", row.inherited->organization.ToString()},
                             {"organization_name", NameIn(asked, row.inherited->organization)},
                             {"option_name", OrNull(row.inherited->option_name)},
                             {"value", row.inherited->value}};
}

boost::json::object RowJson(const Asked& asked, const TableRow& row, const definition::MappingVariable& variable) {
  boost::json::object view{{"organization", OrganizationRow(asked, row.position)},
                           {"variable", variable.variable},
                           {"kind", variable.source ? "option" : "text"},
                           {"state", NameOf(row.state)},
                           {"option", nullptr},
                           {"value", nullptr},
                           {"inherited", InheritedJson(asked, row)},
                           {"updated_at", nullptr},
                           {"updated_by", nullptr},
                           {"version", 0},
                           {"suggestion", nullptr}};
  if (row.option) view["option"] = OptionJson(*row.option);
  if (row.mapping) {
    view["value"] = row.mapping->value;
    if (!row.option && !row.mapping->option_name.empty()) {
      Option remembered;
      remembered.id = row.mapping->value;
      remembered.name = row.mapping->option_name;
      view["option"] = OptionJson(remembered);
    }
    view["updated_at"] = FormatTime(row.mapping->updated);
    view["updated_by"] = row.mapping->updated_by;
    view["version"] = row.mapping->version;
  }
  if (row.suggested && row.suggestion) {
    view["suggestion"] = boost::json::object{{"option", OptionJson(*row.suggested)},
                                             {"score", row.suggestion->score},
                                             {"reason", row.suggestion->reason},
                                             {"included", row.suggestion->included}};
  }
  boost::json::array candidates;
  for (const auto& [candidate, option] : row.candidates) {
    candidates.push_back(
        boost::json::object{{"option", OptionJson(option)}, {"score", candidate.score}, {"reason", candidate.reason}});
  }
  view["candidates"] = std::move(candidates);
  boost::json::array conflicts;
  for (const OrganizationId other : row.conflict_with) {
    conflicts.push_back(boost::json::object{{"id", other.ToString()}, {"name", NameIn(asked, other)}});
  }
  view["conflict_with"] = std::move(conflicts);
  view["locked_by"] = nullptr;
  if (row.locked_by) {
    const bool seen = asked.access.Sees(row.locked_by->organization);
    view["locked_by"] = boost::json::object{
        {"connection_id", seen ? boost::json::value(row.locked_by->connection.ToString()) : nullptr},
        {"connection_name", seen ? row.locked_by->name : "another connection"}};
  }
  return view;
}

std::string OptionsState(const mapping::Pull& pull, bool loading, Time now) {
  if (loading) return "loading";
  if (!pull.error.empty()) return "failed";
  if (!pull.ever) return "none";
  if (pull.count == 0) return "empty";
  return now - *pull.fetched > std::chrono::hours(24) ? "stale" : "ready";
}

Result<std::string> OpenRefresh(const Asked& asked, ConnectionId id) {
  storage::JobFilter filter;
  filter.kind = std::string(mapping::kRefreshOptions);
  filter.subject = id.ToString();
  filter.open_only = true;
  WHARF_ASSIGN(const auto jobs, asked.services.jobs.List(filter));
  return jobs.empty() ? std::string() : jobs.front().id.ToString();
}

Result<boost::json::object> SummaryJson(const Asked& asked, ConnectionId id) {
  WHARF_ASSIGN(const auto organization, asked.Organization());
  WHARF_ASSIGN(const auto s, asked.services.mappings.Summarize(asked.access, id, organization, asked.Text("variable")));
  WHARF_ASSIGN(const std::string job, OpenRefresh(asked, id));
  WHARF_ASSIGN(const Connection connection, asked.services.connections.Find(asked.access, id));
  boost::json::object view{{"all", s.all},
                           {"mapped", s.mapped},
                           {"suggested", s.suggested},
                           {"ambiguous", s.ambiguous},
                           {"unmatched", s.unmatched},
                           {"gone", s.gone},
                           {"conflict", s.conflict},
                           {"locked", s.locked},
                           {"included", s.included}};
  view["options"] = boost::json::object{{"state", OptionsState(s.pull, !job.empty(), asked.services.clock.Now())},
                                        {"count", s.pull.count},
                                        {"fetched_at", When(s.pull.fetched)},
                                        {"error", OrNull(s.pull.error)},
                                        {"job_id", OrNull(job)}};
  const auto* entry = asked.services.catalog.Find(connection.integration);
  view["variables"] = entry == nullptr ? boost::json::array() : MappingVariablesView(*entry->definition);
  view["last_save"] = nullptr;
  if (s.last_save) {
    view["last_save"] = boost::json::object{{"id", s.last_save->id},
                                            {"at", FormatTime(s.last_save->at)},
                                            {"by", s.last_save->by},
                                            {"count", s.last_save->changed}};
  }
  view["suggested_at"] = nullptr;
  return view;
}

Result<Reply> Refresh(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto job, asked.services.option_refresh.Start(asked.access, id));
  return Reply{202, Write(JobView(job, asked.access))};
}

Result<const definition::MappingVariable*> VariableOf(const Asked& asked, const Connection& connection) {
  const auto* entry = asked.services.catalog.Find(connection.integration);
  if (entry == nullptr || entry->definition->organizations.variables.empty()) {
    return Error{ErrorKind::invalid_argument, "no_mapping", "This tool has no customers to map."};
  }
  const std::string wanted = asked.Text("variable");
  for (const auto& variable : entry->definition->organizations.variables) {
    if (wanted.empty() || variable.variable == wanted) return &variable;
  }
  return Error{ErrorKind::not_found, "no_such_variable", "This tool has no such mapping variable."};
}

Result<Reply> Options(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const Connection connection, asked.services.connections.Find(asked.access, id));
  WHARF_ASSIGN(const auto* variable, VariableOf(asked, connection));
  const int limit = std::min(asked.Number("limit", 20), 200);
  boost::json::array items;
  std::int64_t total = 0;
  boost::json::value fetched;
  WHARF_TRY(asked.services.database.Read([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(const auto pull, mapping::LoadPull(session, id, variable->variable));
    fetched = When(pull.fetched);
    WHARF_ASSIGN(const auto found,
                 mapping::SearchOptions(session, id, variable->variable, asked.Text("search"), limit));
    total = found.total;
    std::vector<std::string> ids;
    for (const auto& option : found.items) ids.push_back(option.id);
    WHARF_ASSIGN(const auto mapped, mapping::LoadMappedTo(session, id, variable->variable, ids));
    for (const auto& option : found.items) {
      boost::json::object view = OptionJson(option);
      boost::json::array mapped_to;
      if (const auto organizations = mapped.find(option.id); organizations != mapped.end()) {
        for (const OrganizationId one : organizations->second) {
          if (asked.access.Sees(one)) {
            mapped_to.push_back(boost::json::object{{"id", one.ToString()}, {"name", NameIn(asked, one)}});
          }
        }
      }
      view["mapped_to"] = std::move(mapped_to);
      view["score"] = nullptr;
      items.push_back(std::move(view));
    }
    return {};
  }));
  return Reply{200, boost::json::object{{"items", std::move(items)}, {"total", total}, {"fetched_at", fetched}}};
}

Result<Reply> ShowSummary(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(auto view, SummaryJson(asked, id));
  return Reply{200, std::move(view)};
}

Result<mapping::TableFilter> ReadFilter(const Asked& asked) {
  mapping::TableFilter filter;
  WHARF_ASSIGN(filter.organization, asked.Organization());
  filter.variable = asked.Text("variable");
  filter.search = asked.Text("search");
  filter.value = asked.Text("value");
  const std::string state = asked.Text("status");
  filter.state = mapping::ParseRowState(state == "unmatched" ? "unmapped" : state);
  const auto [sort, descending] = asked.Sort();
  filter.descending = descending;
  static const std::map<std::string, mapping::TableOrder> kOrders{{"value", mapping::TableOrder::value},
                                                                  {"updated_at", mapping::TableOrder::updated},
                                                                  {"score", mapping::TableOrder::score},
                                                                  {"status", mapping::TableOrder::state}};
  if (const auto order = kOrders.find(sort); order != kOrders.end()) filter.order = order->second;
  return filter;
}

Result<Reply> Table(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const Connection connection, asked.services.connections.Find(asked.access, id));
  WHARF_ASSIGN(const auto* variable, VariableOf(asked, connection));
  WHARF_ASSIGN(const auto filter, ReadFilter(asked));
  WHARF_ASSIGN(const auto table,
               asked.services.mappings.Table(asked.access, id, filter, asked.page(), asked.page_size()));
  boost::json::array items;
  for (const TableRow& row : table.rows) items.push_back(RowJson(asked, row, *variable));
  return Reply{200, Page(std::move(items), static_cast<std::int64_t>(table.total), asked)};
}

Result<Reply> Suggest(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto job, asked.services.suggest_job.Start(asked.access, id));
  return Reply{202, Write(JobView(job, asked.access))};
}

Result<mapping::IncludeRule> ReadRule(const boost::json::object& body) {
  mapping::IncludeRule rule;
  rule.included = FlagOf(body, "included").value_or(true);
  if (const auto ids = TextsOf(body, "organizations")) {
    rule.organizations.emplace();
    for (const auto& text : *ids) {
      const auto id = OrganizationId::Parse(text);
      if (!id) return organization::OrganizationNotFound();
      rule.organizations->push_back(*id);
    }
  }
  if (const auto above = NumberOf(body, "above")) rule.above = static_cast<int>(*above);
  return rule;
}

Result<Reply> Include(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto body, asked.Body());
  WHARF_ASSIGN(const auto rule, ReadRule(body));
  WHARF_TRY(asked.services.mappings.Include(asked.access, id, rule));
  return ShowSummary(asked);
}

Result<Reply> Discard(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_TRY(asked.services.mappings.DiscardSuggestions(asked.access, id));
  return Reply::Nothing();
}

Result<std::vector<mapping::MappingEdit>> ReadEdits(const boost::json::object& body,
                                                    std::optional<ConnectionId> connection) {
  std::vector<mapping::MappingEdit> edits;
  const auto* given = body.if_contains("edits");
  if (given == nullptr || !given->is_array()) return edits;
  for (std::size_t i = 0; i < given->get_array().size(); ++i) {
    const auto* one = given->get_array()[i].if_object();
    const std::string pointer = "/edits/" + std::to_string(i);
    const auto organization =
        one == nullptr ? std::nullopt : OrganizationId::Parse(TextOf(*one, "organization_id").value_or(""));
    const auto own = one == nullptr ? std::nullopt : ConnectionId::Parse(TextOf(*one, "connection_id").value_or(""));
    if (!organization || (!connection && !own)) {
      return Error{ErrorKind::invalid_argument,
                   "invalid_input",
                   "An edit names its organization and connection.",
                   {{pointer, "required", "Name organization_id and, for several connections, connection_id."}}};
    }
    mapping::MappingEdit edit;
    edit.connection = connection ? *connection : *own;
    edit.organization = *organization;
    edit.variable = TextOf(*one, "variable").value_or("");
    edit.value = TextOf(*one, "option_id");
    if (!edit.value) edit.value = TextOf(*one, "value");
    if (edit.value && edit.value->empty()) edit.value.reset();
    edit.version = NumberOf(*one, "version").value_or(0);
    edit.allow_shared = FlagOf(*one, "allow_shared").value_or(false);
    edits.push_back(std::move(edit));
  }
  return edits;
}

boost::json::object SavedJson(const mapping::Saved& saved) {
  return {{"save_id", saved.save_id}, {"saved", saved.saved}, {"cleared", saved.cleared}};
}

Result<Reply> Save(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto body, asked.Body());
  mapping::SaveRequest request;
  WHARF_ASSIGN(request.edits, ReadEdits(body, id));
  if (FlagOf(body, "include_suggestions").value_or(false)) request.include_suggestions_of.push_back(id);
  WHARF_ASSIGN(const auto saved, asked.services.mappings.Save(asked.access, request));
  return Reply{200, SavedJson(saved)};
}

Result<Reply> Undo(const Asked& asked) {
  WHARF_ASSIGN(const auto body, asked.Body());
  WHARF_ASSIGN(const std::int64_t restored,
               asked.services.mappings.Undo(asked.access, TextOf(body, "save_id").value_or("")));
  return Reply{200, boost::json::object{{"restored", restored}}};
}

Result<std::vector<Connection>> Mappable(const Asked& asked) {
  WHARF_ASSIGN(auto connections, asked.services.connections.List(asked.access, std::nullopt));
  std::erase_if(connections, [&](const Connection& connection) {
    const auto* entry = asked.services.catalog.Find(connection.integration);
    return entry == nullptr || entry->definition->organizations.variables.empty();
  });
  return connections;
}

boost::json::object MatrixConnection(const Asked& asked, const Connection& connection) {
  const auto* entry = asked.services.catalog.Find(connection.integration);
  boost::json::object view = TileView(*entry);
  return {{"id", connection.id.ToString()},
          {"name", connection.name},
          {"integration_id", connection.integration},
          {"integration_name", entry->definition->name},
          {"mark", view["mark"]},
          {"icon_url", view["icon_url"]}};
}

Result<Reply> MatrixSummary(const Asked& asked) {
  WHARF_ASSIGN(const auto organization, asked.Organization());
  WHARF_ASSIGN(const auto connections, Mappable(asked));
  boost::json::array views;
  std::size_t all = 0;
  std::size_t suggested = 0;
  std::size_t ambiguous = 0;
  std::size_t drifted = 0;
  std::size_t unmatched = 0;
  std::size_t filled = 0;
  std::size_t places = 0;
  std::size_t included = 0;
  for (const Connection& connection : connections) {
    WHARF_ASSIGN(const auto s, asked.services.mappings.Summarize(asked.access, connection.id, organization));
    boost::json::object view = MatrixConnection(asked, connection);
    view["mapped"] = s.mapped;
    view["total"] = s.all;
    view["options_state"] = OptionsState(s.pull, false, asked.services.clock.Now());
    views.push_back(std::move(view));
    all = std::max(all, s.all);
    suggested += s.suggested;
    ambiguous += s.ambiguous;
    drifted += s.gone;
    unmatched += s.unmatched;
    filled += s.mapped;
    places += s.all;
    included += s.included;
  }
  return Reply{200, boost::json::object{{"all", all},
                                        {"suggested", suggested},
                                        {"ambiguous", ambiguous},
                                        {"drifted", drifted},
                                        {"unmatched", unmatched},
                                        {"filled", filled},
                                        {"places", places},
                                        {"included", included},
                                        {"connections", std::move(views)}}};
}

boost::json::object Cell(const Asked& asked, const Connection& connection, const TableRow& row) {
  boost::json::object cell{{"connection_id", connection.id.ToString()}, {"state", NameOf(row.state)}};
  const std::string name = row.option      ? row.option->name
                           : row.mapping   ? row.mapping->option_name
                           : row.suggested ? row.suggested->name
                                           : std::string();
  cell["option_name"] = OrNull(name);
  cell["value"] = row.mapping     ? boost::json::value(row.mapping->value)
                  : row.suggested ? boost::json::value(row.suggested->id)
                                  : boost::json::value(nullptr);
  cell["inherited"] = InheritedJson(asked, row);
  cell["score"] = row.suggested ? boost::json::value(row.suggestion->score) : boost::json::value(nullptr);
  cell["reason"] = row.suggestion ? boost::json::value(row.suggestion->reason) : boost::json::value(nullptr);
  cell["included"] = row.suggestion && row.suggestion->included;
  cell["candidates_count"] = row.suggestion ? row.suggestion->candidates.size() : 0;
  cell["gone_since"] = row.option ? When(row.option->gone_since) : boost::json::value(nullptr);
  cell["version"] = row.mapping ? row.mapping->version : 0;
  return cell;
}

Result<Reply> Matrix(const Asked& asked) {
  WHARF_ASSIGN(const auto connections, Mappable(asked));
  WHARF_ASSIGN(mapping::TableFilter filter, ReadFilter(asked));
  if (asked.Text("status") == "drifted") filter.state = mapping::RowState::gone;
  WHARF_ASSIGN(const auto matrix,
               asked.services.mappings.Grid(asked.access, connections, filter, asked.page(), asked.page_size()));
  boost::json::array views;
  for (const Connection& connection : connections) views.push_back(MatrixConnection(asked, connection));
  boost::json::array items;
  for (std::size_t i = 0; i < matrix.positions.size(); ++i) {
    boost::json::array cells;
    for (std::size_t c = 0; c < connections.size(); ++c) {
      const auto& row = matrix.cells[i][c];
      if (row) cells.push_back(Cell(asked, connections[c], *row));
    }
    items.push_back(boost::json::object{{"organization", OrganizationRow(asked, matrix.positions[i])},
                                        {"cells", std::move(cells)}});
  }
  boost::json::object page = Page(std::move(items), static_cast<std::int64_t>(matrix.total), asked);
  page["connections"] = std::move(views);
  return Reply{200, std::move(page)};
}

Result<Reply> RefreshAll(const Asked& asked) {
  WHARF_ASSIGN(const auto connections, Mappable(asked));
  boost::json::array jobs;
  for (const Connection& connection : connections) {
    if (!connection.configured || !asked.access.May(Right::write, connection.organization)) continue;
    WHARF_ASSIGN(const auto job, asked.services.option_refresh.Start(asked.access, connection.id));
    jobs.push_back(Write(JobView(job, asked.access)));
  }
  return Reply{202, boost::json::object{{"jobs", std::move(jobs)}}};
}

Result<Reply> SuggestAll(const Asked& asked) {
  WHARF_ASSIGN(const auto connections, Mappable(asked));
  boost::json::array jobs;
  for (const Connection& connection : connections) {
    if (!connection.configured || !asked.access.May(Right::write, connection.organization)) continue;
    WHARF_ASSIGN(const auto job, asked.services.suggest_job.Start(asked.access, connection.id));
    jobs.push_back(Write(JobView(job, asked.access)));
  }
  return Reply{202, boost::json::object{{"jobs", std::move(jobs)}}};
}

Result<Reply> IncludeAll(const Asked& asked) {
  WHARF_ASSIGN(const auto body, asked.Body());
  WHARF_ASSIGN(mapping::IncludeRule rule, ReadRule(body));
  if (const auto* cells = body.if_contains("cells"); cells != nullptr && cells->is_array()) {
    for (const auto& cell : cells->get_array()) {
      const auto* one = cell.if_object();
      if (one == nullptr) continue;
      const auto connection = ConnectionId::Parse(TextOf(*one, "connection_id").value_or(""));
      WHARF_ASSIGN(const auto organization, OrganizationOf(*one, "organization_id"));
      if (!connection) continue;
      mapping::IncludeRule single;
      single.included = rule.included;
      single.organizations = std::vector<OrganizationId>{organization};
      WHARF_TRY(asked.services.mappings.Include(asked.access, *connection, single));
    }
    return MatrixSummary(asked);
  }
  WHARF_ASSIGN(const auto connections, Mappable(asked));
  for (const Connection& connection : connections)
    WHARF_TRY(asked.services.mappings.Include(asked.access, connection.id, rule));
  return MatrixSummary(asked);
}

Result<Reply> DiscardAll(const Asked& asked) {
  WHARF_ASSIGN(const auto connections, Mappable(asked));
  for (const Connection& connection : connections) {
    WHARF_TRY(asked.services.mappings.DiscardSuggestions(asked.access, connection.id));
  }
  return Reply::Nothing();
}

Result<Reply> SaveAll(const Asked& asked) {
  WHARF_ASSIGN(const auto body, asked.Body());
  mapping::SaveRequest request;
  WHARF_ASSIGN(request.edits, ReadEdits(body, std::nullopt));
  if (FlagOf(body, "include_suggestions").value_or(false)) {
    WHARF_ASSIGN(const auto connections, Mappable(asked));
    for (const Connection& connection : connections) request.include_suggestions_of.push_back(connection.id);
  }
  WHARF_ASSIGN(const auto saved, asked.services.mappings.Save(asked.access, request));
  return Reply{200, SavedJson(saved)};
}

Result<Reply> Lookup(const Asked& asked) {
  const auto id = ConnectionId::Parse(asked.Text("connection_id"));
  if (!id) return Error{ErrorKind::not_found, "connection_not_found", "There is no such connection."};
  WHARF_ASSIGN(const auto organizations, asked.services.mappings.Lookup(asked.access, *id, asked.Text("value")));
  boost::json::array items;
  for (const OrganizationId one : organizations) {
    items.push_back(boost::json::object{{"id", one.ToString()}, {"name", NameIn(asked, one)}});
  }
  return Reply{200, boost::json::object{{"organizations", std::move(items)}}};
}

}  // namespace

std::vector<Route> MappingRoutes() {
  constexpr auto kHere = net::RunOn::socket_thread;
  return {
      {"POST", "/api/v1/connections/{id}/options/refresh", "Pull the tool's customers", Refresh},
      {"GET", "/api/v1/connections/{id}/options", "Search the tool's customers", Options, kHere},
      {"GET", "/api/v1/connections/{id}/mapping/summary", "The mapping in figures", ShowSummary},
      {"GET", "/api/v1/connections/{id}/mapping", "Organizations and their mapping", Table, kHere},
      {"POST", "/api/v1/connections/{id}/mapping/suggest", "Propose matches", Suggest},
      {"PATCH", "/api/v1/connections/{id}/mapping/suggestions", "Say which suggestions are saved", Include},
      {"DELETE", "/api/v1/connections/{id}/mapping/suggestions", "Discard suggestions", Discard},
      {"POST", "/api/v1/connections/{id}/mapping/save", "Save mappings", Save},
      {"POST", "/api/v1/connections/{id}/mapping/undo", "Take the last save back", Undo},
      {"GET", "/api/v1/mapping/summary", "All mappings in figures", MatrixSummary},
      {"GET", "/api/v1/mapping", "All tools by all organizations", Matrix},
      {"POST", "/api/v1/mapping/refresh", "Pull the customers of all tools", RefreshAll},
      {"POST", "/api/v1/mapping/suggest", "Propose matches in all tools", SuggestAll},
      {"PATCH", "/api/v1/mapping/suggestions", "Say which suggestions are saved", IncludeAll},
      {"DELETE", "/api/v1/mapping/suggestions", "Discard all suggestions", DiscardAll},
      {"POST", "/api/v1/mapping/save", "Save mappings of several tools", SaveAll},
      {"GET", "/api/v1/mapping/lookup", "Which organization an option is", Lookup},
  };
}

}  // namespace wharf::api
