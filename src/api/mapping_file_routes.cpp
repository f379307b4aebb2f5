#include "api/mapping_view.h"
#include "api/resource.h"
#include "base/csv.h"

namespace wharf::api {
namespace {

constexpr std::size_t kShownRows = 1000;

Result<Reply> ExportOne(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto filter, ReadTableFilter(asked));
  WHARF_ASSIGN(std::string csv, asked.services.mapping_csv.Export(asked.access, id, filter));
  return Reply::File("text/csv; charset=utf-8", "mapping.csv", std::move(csv));
}

/// All connections under each other, to look at: one is read back by its own import.
Result<Reply> ExportAll(const Asked& asked) {
  WHARF_ASSIGN(const auto filter, ReadTableFilter(asked));
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

MappingImportEdit EditView(const Asked& asked, const mapping::MappingImport& import, const mapping::MappingEdit& edit) {
  const auto name = edit.value ? import.names.find(*edit.value) : import.names.end();
  const auto* organization = asked.access.directory().Find(edit.organization);
  return {edit.organization,
          organization == nullptr ? std::string() : organization->name,
          TextOrNull(edit.variable),
          edit.value,
          name == import.names.end() ? std::nullopt : std::optional(name->second),
          edit.value,
          edit.version,
          edit.allow_shared};
}

MappingImport ImportView(const Asked& asked, const mapping::MappingImport& import) {
  MappingImport view;
  for (const auto& edit : import.edits) view.edits.push_back(EditView(asked, import, edit));
  for (const auto& row : import.report) {
    const JobReportRow shown{row.line, row.name, row.outcome, TextOrNull(row.code), TextOrNull(row.message)};
    if (row.outcome == organization::ImportOutcome::failed && view.problems.size() < kShownRows) {
      view.problems.push_back(shown);
    }
    if (view.rows.size() < kShownRows) view.rows.push_back(shown);
  }
  view.imported = import.counts.imported;
  view.skipped = import.counts.skipped;
  view.failed = import.counts.failed;
  view.notices = import.notices;
  return view;
}

/// What the file would do; with `preview=false` it is done: all rows that nothing speaks against, as one save.
Result<MappingImport> Import(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(auto import,
               asked.services.mapping_csv.Judge(asked.access, id, asked.Text("variable"), asked.request.body));
  MappingImport view = ImportView(asked, import);
  if (!asked.Flag("preview", true) && !import.edits.empty()) {
    mapping::SaveRequest request;
    request.edits = std::move(import.edits);
    WHARF_ASSIGN(const auto saved, asked.services.mappings.Save(asked.access, request));
    view.save_id = saved.save_id;
  }
  return view;
}

Result<With<Job, 202>> ImportOrganizations(const Asked& asked, const CustomerImportWanted& wanted) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto job,
               asked.services.customer_import.Start(
                   asked.access, {id, wanted.parent_id, wanted.option_ids, wanted.search.value_or("")}));
  return With<Job, 202>{JobView(job, asked.access)};
}

}  // namespace

std::vector<Route> MappingFileRoutes() {
  const std::vector<Parameter> filter{{"organization"}, {"variable"},   {"search"}, {"value"},
                                      {"status"},       {"updated_by"}, {"sort"}};
  return {
      Get<ExportOne>("/api/v1/connections/{id}/mapping.csv", "The mapping as CSV").Asks(filter).GivesFile("text/csv"),
      Post<Import>("/api/v1/connections/{id}/mapping/import", "Judge or take in mappings from CSV")
          .Asks({{"variable"}, {"preview", Parameter::Kind::flag}})
          .TakesFile("text/csv"),
      Post<ImportOrganizations>("/api/v1/connections/{id}/import-organizations",
                                "Make organizations of the tool's customers"),
      Get<ExportAll>("/api/v1/mapping.csv", "All mappings as CSV").Asks(filter).GivesFile("text/csv"),
  };
}

}  // namespace wharf::api
