#include "api/integration_view.h"
#include "api/job_view.h"
#include "api/route.h"
#include "base/csv.h"

namespace wharf::api {
namespace {

constexpr std::size_t kShownRows = 1000;

Result<mapping::TableFilter> FilterOf(const Asked& asked) {
  mapping::TableFilter filter;
  WHARF_ASSIGN(filter.organization, asked.Organization());
  filter.variable = asked.Text("variable");
  filter.search = asked.Text("search");
  filter.value = asked.Text("value");
  const std::string state = asked.Text("status");
  filter.state = mapping::ParseRowState(state == "unmatched" ? "unmapped" : state);
  return filter;
}

Result<Reply> ExportOne(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto filter, FilterOf(asked));
  WHARF_ASSIGN(std::string csv, asked.services.mapping_csv.Export(asked.access, id, filter));
  return Reply::File("text/csv; charset=utf-8", "mapping.csv", std::move(csv));
}

/// All connections under each other, to look at: one is read back by its own import.
Result<Reply> ExportAll(const Asked& asked) {
  WHARF_ASSIGN(const auto filter, FilterOf(asked));
  WHARF_ASSIGN(const auto connections, asked.services.connections.List(asked.access, std::nullopt));
  CsvWriter writer({.guard_formulas = true});
  writer.Row({"integration", "connection", "organization_id", "organization", "option_id", "option", "state"});
  for (const auto& connection : connections) {
    const auto* entry = asked.services.catalog.Find(connection.integration);
    if (entry == nullptr || entry->definition->organizations.variables.empty()) continue;
    WHARF_ASSIGN(const auto table, asked.services.mappings.Table(asked.access, connection.id, filter, 1, 0));
    for (const auto& row : table.rows) {
      const auto& organization = asked.access.directory().At(row.position);
      writer.Row({entry->definition->name, connection.name, organization.id.ToString(), organization.name,
                  row.mapping ? row.mapping->value : "",
                  row.option    ? row.option->name
                  : row.mapping ? row.mapping->option_name
                                : "",
                  NameOf(row.state)});
    }
  }
  return Reply::File("text/csv; charset=utf-8", "mapping.csv", writer.Take());
}

boost::json::object EditView(const Asked& asked, const mapping::MappingEdit& edit) {
  const auto* organization = asked.access.directory().Find(edit.organization);
  const auto value = edit.value ? boost::json::value(*edit.value) : boost::json::value(nullptr);
  return {{"organization_id", edit.organization.ToString()},
          {"organization_name", organization == nullptr ? "" : organization->name},
          {"variable", OrNull(edit.variable)},
          {"option_id", value},
          {"value", value},
          {"version", edit.version},
          {"allow_shared", edit.allow_shared}};
}

/// What the file would do; with `preview=false` it is done: all rows that nothing speaks against, as one save.
Result<Reply> Import(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(auto import,
               asked.services.mapping_csv.Judge(asked.access, id, asked.Text("variable"), asked.request.body));
  boost::json::array edits;
  for (const auto& edit : import.edits) edits.push_back(EditView(asked, edit));
  boost::json::array problems;
  boost::json::array rows;
  for (const auto& row : import.report) {
    boost::json::object view{{"line", row.line},
                             {"name", row.name},
                             {"outcome", NameOf(row.outcome)},
                             {"code", OrNull(row.code)},
                             {"message", OrNull(row.message)}};
    if (row.outcome == organization::ImportOutcome::failed && problems.size() < kShownRows) problems.push_back(view);
    if (rows.size() < kShownRows) rows.push_back(std::move(view));
  }
  boost::json::object answer{{"edits", std::move(edits)},
                             {"problems", std::move(problems)},
                             {"rows", std::move(rows)},
                             {"imported", import.counts.imported},
                             {"skipped", import.counts.skipped},
                             {"failed", import.counts.failed},
                             {"notices", boost::json::array(import.notices.begin(), import.notices.end())},
                             {"save_id", nullptr}};
  if (!asked.Flag("preview", true) && !import.edits.empty()) {
    mapping::SaveRequest request;
    request.edits = std::move(import.edits);
    WHARF_ASSIGN(const auto saved, asked.services.mappings.Save(asked.access, request));
    answer["save_id"] = saved.save_id;
  }
  return Reply{200, std::move(answer)};
}

Result<Reply> ImportOrganizations(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto body, asked.Body());
  mapping::CustomerImportRequest request;
  request.connection = id;
  WHARF_ASSIGN(request.parent, OrganizationOf(body, "parent_id"));
  request.options = TextsOf(body, "option_ids");
  request.search = TextOf(body, "search").value_or("");
  WHARF_ASSIGN(const auto job, asked.services.customer_import.Start(asked.access, request));
  return Reply{202, Write(JobView(job, asked.access))};
}

}  // namespace

std::vector<Route> MappingFileRoutes() {
  constexpr auto kWorker = net::RunOn::worker;
  return {
      {"GET", "/api/v1/connections/{id}/mapping.csv", "The mapping as CSV", ExportOne},
      {"POST", "/api/v1/connections/{id}/mapping/import", "Judge or take in mappings from CSV", Import, kWorker, true},
      {"POST", "/api/v1/connections/{id}/import-organizations", "Make organizations of the tool's customers",
       ImportOrganizations},
      {"GET", "/api/v1/mapping.csv", "All mappings as CSV", ExportAll},
  };
}

}  // namespace wharf::api
