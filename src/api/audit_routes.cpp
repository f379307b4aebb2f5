#include "api/audit_view.h"
#include "api/resource.h"

namespace wharf::api {
namespace {

Result<organization::AuditFilter> ReadFilter(const Asked& asked) {
  organization::AuditFilter filter;
  WHARF_ASSIGN(filter.organization, asked.Organization());
  filter.action = TextOrNull(asked.Text("action"));
  filter.actor = TextOrNull(asked.Text("actor"));
  filter.from = ParseTime(asked.Text("from"));
  filter.to = ParseTime(asked.Text("to"));
  filter.search = asked.Text("search");
  return filter;
}

AuditEntry EntryView(const organization::AuditRecord& record) {
  std::vector<AuditChange> changes;
  for (const auto& change : record.changes) {
    changes.push_back({change.field(), change.before(), change.after(), change.secret()});
  }
  return {record.id,
          record.at,
          record.actor,
          record.actor_kind,
          record.organization,
          record.organization_name,
          record.action,
          record.subject_kind,
          TextOrNull(record.subject_id),
          TextOrNull(record.subject_name),
          record.summary,
          record.outcome,
          std::move(changes),
          TextOrNull(record.peer),
          TextOrNull(record.request_id)};
}

Result<PageOf<AuditEntry>> List(const Asked& asked) {
  WHARF_ASSIGN(const auto filter, ReadFilter(asked));
  WHARF_ASSIGN(const auto page, asked.services.audit.List(asked.access, filter, asked.page(), asked.page_size()));
  std::vector<AuditEntry> items;
  for (const auto& record : page.items) items.push_back(EntryView(record));
  return PageOf<AuditEntry>(std::move(items), page.total, asked);
}

Result<Reply> Csv(const Asked& asked) {
  WHARF_ASSIGN(const auto filter, ReadFilter(asked));
  std::string csv;
  WHARF_TRY(asked.services.audit.WriteCsv(asked.access, filter, [&](std::string_view piece) -> Result<void> {
    csv += piece;
    return {};
  }));
  return Reply::File("text/csv; charset=utf-8", "audit.csv", std::move(csv));
}

Result<AuditFacets> Facets(const Asked& asked) {
  WHARF_ASSIGN(const auto organization, asked.Organization());
  WHARF_ASSIGN(auto facets, asked.services.audit.Facets(asked.access, organization));
  return AuditFacets{std::move(facets.actions), std::move(facets.actors)};
}

}  // namespace

std::vector<Route> AuditRoutes() {
  const std::vector<Parameter> filter{{"organization"}, {"action"}, {"actor"}, {"from"}, {"to"}, {"search"}};
  return {
      Get<List>("/api/v1/audit", "Who did what, when").Asks(filter).Pages(),
      Get<Csv>("/api/v1/audit.csv", "The audit log as CSV").Asks(filter).GivesFile("text/csv"),
      Get<Facets>("/api/v1/audit/facets", "What the audit log can be filtered by").Asks({{"organization"}}),
  };
}

}  // namespace wharf::api
