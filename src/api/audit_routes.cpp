#include "api/route.h"

namespace wharf::api {
namespace {

Result<organization::AuditFilter> ReadFilter(const Asked& asked) {
  organization::AuditFilter filter;
  WHARF_ASSIGN(filter.organization, asked.Organization());
  if (const auto action = asked.Text("action"); !action.empty()) filter.action = action;
  if (const auto actor = asked.Text("actor"); !actor.empty()) filter.actor = actor;
  filter.from = ParseTime(asked.Text("from"));
  filter.to = ParseTime(asked.Text("to"));
  filter.search = asked.Text("search");
  return filter;
}

boost::json::object View(const organization::AuditRecord& r) {
  boost::json::array changes;
  for (const auto& change : r.changes) {
    changes.push_back(boost::json::object{{"field", change.field()},
                                          {"before", change.before() ? boost::json::value(*change.before()) : nullptr},
                                          {"after", change.after() ? boost::json::value(*change.after()) : nullptr},
                                          {"secret", change.secret()}});
  }
  return {{"id", r.id},
          {"at", FormatTime(r.at)},
          {"actor", r.actor},
          {"actor_kind", NameOf(r.actor_kind)},
          {"organization_id", r.organization.ToString()},
          {"organization_name", r.organization_name},
          {"action", r.action},
          {"subject_kind", r.subject_kind},
          {"subject_id", OrNull(r.subject_id)},
          {"subject_name", OrNull(r.subject_name)},
          {"summary", r.summary},
          {"outcome", NameOf(r.outcome)},
          {"changes", std::move(changes)},
          {"peer", OrNull(r.peer)},
          {"request_id", OrNull(r.request_id)}};
}

Result<Reply> List(const Asked& asked) {
  WHARF_ASSIGN(const auto filter, ReadFilter(asked));
  WHARF_ASSIGN(const auto page, asked.services.audit.List(asked.access, filter, asked.page(), asked.page_size()));
  boost::json::array items;
  for (const auto& record : page.items) items.push_back(View(record));
  return Reply{200, Page(std::move(items), page.total, asked)};
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

Result<Reply> Facets(const Asked& asked) {
  WHARF_ASSIGN(const auto organization, asked.Organization());
  WHARF_ASSIGN(const auto facets, asked.services.audit.Facets(asked.access, organization));
  return Reply{200, boost::json::object{{"actions", boost::json::array(facets.actions.begin(), facets.actions.end())},
                                        {"actors", boost::json::array(facets.actors.begin(), facets.actors.end())}}};
}

}  // namespace

std::vector<Route> AuditRoutes() {
  return {
      {"GET", "/api/v1/audit", "Who did what, when", List},
      {"GET", "/api/v1/audit.csv", "The audit log as CSV", Csv},
      {"GET", "/api/v1/audit/facets", "What the audit log can be filtered by", Facets},
  };
}

}  // namespace wharf::api
