#include <algorithm>
#include <map>
#include <span>

#include "api/mapping_view.h"
#include "api/resource.h"
#include "integration/mapping/mapping_store.h"

namespace wharf::api {
namespace {

Result<std::optional<JobId>> OpenRefresh(const Asked& asked, ConnectionId id) {
  storage::JobFilter filter;
  filter.kind = std::string(mapping::kRefreshOptions);
  filter.subject = id.ToString();
  filter.open_only = true;
  WHARF_ASSIGN(const auto jobs, asked.services.jobs.List(filter));
  return jobs.empty() ? std::optional<JobId>() : std::optional(jobs.front().id);
}

Result<MappingSummary> SummaryView(const Asked& asked, ConnectionId id) {
  WHARF_ASSIGN(const auto organization, asked.Organization());
  WHARF_ASSIGN(const auto summary,
               asked.services.mappings.Summarize(asked.access, id, organization, asked.Text("variable")));
  WHARF_ASSIGN(const auto job, OpenRefresh(asked, id));
  WHARF_ASSIGN(const auto connection, asked.services.connections.Find(asked.access, id));
  MappingSummary view;
  view.all = summary.all;
  view.mapped = summary.mapped;
  view.suggested = summary.suggested;
  view.ambiguous = summary.ambiguous;
  view.unmatched = summary.unmatched;
  view.gone = summary.gone;
  view.conflict = summary.conflict;
  view.locked = summary.locked;
  view.included = summary.included;
  view.options = {OptionsStateOf(summary.pull, job.has_value(), asked.services.clock.Now()), summary.pull.count,
                  summary.pull.fetched, TextOrNull(summary.pull.error), job};
  if (const auto* entry = asked.services.catalog.Find(connection.integration)) {
    view.variables = MappingVariablesView(*entry->definition);
  }
  view.suggested_at = summary.suggested_at;
  if (const auto& save = summary.last_save) view.last_save = LastSave{save->id, save->at, save->by, save->changed};
  return view;
}

Result<With<Job, 202>> Refresh(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto job, asked.services.option_refresh.Start(asked.access, id));
  return With<Job, 202>{JobView(job, asked.access)};
}

Result<const definition::MappingVariable*> VariableOf(const Asked& asked, const connection::Connection& connection) {
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

using CandidatesById = std::map<std::string, mapping::Candidate, std::less<>>;

/// What fits the organization that the caller names, as it was suggested last; nothing where none is named.
Result<CandidatesById> CandidatesFor(const Asked& asked, storage::Session& session, ConnectionId id,
                                     std::string_view variable) {
  CandidatesById candidates;
  const auto organization = OrganizationId::Parse(asked.Text("for_organization"));
  if (!organization || !asked.access.Sees(*organization)) return candidates;
  WHARF_ASSIGN(const auto suggestions,
               mapping::LoadSuggestions(session, id, variable, std::span<const OrganizationId>(&*organization, 1)));
  for (const auto& [who, suggestion] : suggestions) {
    for (const mapping::Candidate& candidate : suggestion.candidates) {
      candidates.emplace(candidate.option_id, candidate);
    }
  }
  return candidates;
}

/// The likeliest first, then the others as they were found.
Result<std::vector<mapping::Option>> InOrder(storage::Session& session, ConnectionId id, std::string_view variable,
                                             std::vector<mapping::Option> found, const CandidatesById& candidates,
                                             bool searching) {
  if (candidates.empty()) return found;
  if (!searching) {
    std::erase_if(found, [&](const mapping::Option& option) { return candidates.contains(option.id); });
    std::vector<std::string> ids;
    for (const auto& [option, candidate] : candidates) ids.push_back(option);
    WHARF_ASSIGN(const auto likely, mapping::LoadOptions(session, id, variable, std::span<const std::string>(ids)));
    for (const auto& [option_id, option] : likely) found.push_back(option);
  }
  const auto score = [&](const mapping::Option& option) {
    const auto candidate = candidates.find(option.id);
    return candidate == candidates.end() ? -1 : candidate->second.score;
  };
  std::stable_sort(found.begin(), found.end(),
                   [&](const mapping::Option& one, const mapping::Option& other) { return score(one) > score(other); });
  return found;
}

Result<OptionChoices> Options(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto connection, asked.services.connections.Find(asked.access, id));
  WHARF_ASSIGN(const auto* variable, VariableOf(asked, connection));
  const int limit = std::min(asked.Number("limit", 20), 200);
  return asked.services.database.ReadValue<OptionChoices>([&](storage::Session& session) -> Result<OptionChoices> {
    WHARF_ASSIGN(const auto pull, mapping::LoadPull(session, id, variable->variable));
    WHARF_ASSIGN(const auto found,
                 mapping::SearchOptions(session, id, variable->variable, asked.Text("search"), limit));
    WHARF_ASSIGN(const auto candidates, CandidatesFor(asked, session, id, variable->variable));
    WHARF_ASSIGN(const auto options,
                 InOrder(session, id, variable->variable, found.items, candidates, !asked.Text("search").empty()));
    std::vector<std::string> ids;
    for (const auto& option : options) ids.push_back(option.id);
    WHARF_ASSIGN(const auto mapped, mapping::LoadMappedTo(session, id, variable->variable, ids));
    OptionChoices choices{{}, found.total, pull.fetched};
    for (const auto& option : options) {
      OptionChoice choice{OptionOf(option), {}, std::nullopt, std::nullopt};
      if (const auto candidate = candidates.find(option.id); candidate != candidates.end()) {
        choice.score = candidate->second.score;
        choice.reason = candidate->second.reason;
      }
      if (const auto organizations = mapped.find(option.id); organizations != mapped.end()) {
        for (const OrganizationId one : organizations->second) {
          if (asked.access.Sees(one)) choice.mapped_to.push_back(RefTo(asked, one));
        }
      }
      choices.items.push_back(std::move(choice));
    }
    return choices;
  });
}

Result<MappingSummary> ShowSummary(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  return SummaryView(asked, id);
}

Result<PageOf<MappingRow>> Table(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto connection, asked.services.connections.Find(asked.access, id));
  WHARF_ASSIGN(const auto* variable, VariableOf(asked, connection));
  WHARF_ASSIGN(const auto filter, ReadTableFilter(asked));
  WHARF_ASSIGN(const auto table,
               asked.services.mappings.Table(asked.access, id, filter, asked.page(), asked.page_size()));
  std::vector<MappingRow> items;
  items.reserve(table.rows.size());
  for (const auto& row : table.rows) items.push_back(MappingRowView(asked, row, *variable));
  return PageOf<MappingRow>(std::move(items), static_cast<std::int64_t>(table.total), asked);
}

Result<With<Job, 202>> Suggest(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto job, asked.services.suggest_job.Start(asked.access, id));
  return With<Job, 202>{JobView(job, asked.access)};
}

Result<MappingSummary> Include(const Asked& asked, const SuggestionsPatch& patch) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  mapping::IncludeRule rule = RuleOf(patch);
  WHARF_ASSIGN(rule.within, asked.Organization());
  WHARF_TRY(asked.services.mappings.Include(asked.access, id, rule));
  return SummaryView(asked, id);
}

Result<void> Discard(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  WHARF_ASSIGN(const auto organization, asked.Organization());
  return asked.services.mappings.DiscardSuggestions(asked.access, id, organization);
}

Result<MappingSaved> Save(const Asked& asked, const MappingSave& wanted) {
  WHARF_ASSIGN(const auto id, asked.Id<ConnectionId>(0));
  mapping::SaveRequest request;
  for (const MappingEdit& edit : wanted.edits) request.edits.push_back(EditOf(edit, id));
  if (wanted.include_suggestions.value_or(false)) request.include_suggestions_of.push_back(id);
  WHARF_ASSIGN(request.suggestions_within, asked.Organization());
  WHARF_ASSIGN(const auto saved, asked.services.mappings.Save(asked.access, request));
  return MappingSaved{saved.save_id, saved.saved, saved.cleared};
}

Result<RestoredCount> Undo(const Asked& asked, const MappingUndo& wanted) {
  WHARF_ASSIGN(const std::int64_t restored, asked.services.mappings.Undo(asked.access, wanted.save_id));
  return RestoredCount{restored};
}

}  // namespace

std::vector<Route> MappingRoutes() {
  const std::vector<Parameter> filter{{"organization"}, {"variable"},   {"search"}, {"value"},
                                      {"status"},       {"updated_by"}, {"sort"}};
  return {
      Post<Refresh>("/api/v1/connections/{id}/options/refresh", "Pull the tool's customers"),
      Get<Options>("/api/v1/connections/{id}/options", "Search the tool's customers")
          .Asks({{"search"}, {"variable"}, {"for_organization"}, {"limit", Parameter::Kind::number}})
          .Here(),
      Get<ShowSummary>("/api/v1/connections/{id}/mapping/summary", "The mapping in figures")
          .Asks({{"organization"}, {"variable"}}),
      Get<Table>("/api/v1/connections/{id}/mapping", "Organizations and their mapping").Asks(filter).Pages().Here(),
      Post<Suggest>("/api/v1/connections/{id}/mapping/suggest", "Propose matches"),
      Patch<Include>("/api/v1/connections/{id}/mapping/suggestions", "Say which suggestions are saved")
          .Asks({{"organization"}, {"variable"}}),
      Delete<Discard>("/api/v1/connections/{id}/mapping/suggestions", "Discard suggestions").Asks({{"organization"}}),
      Post<Save>("/api/v1/connections/{id}/mapping/save", "Save mappings").Asks({{"organization"}}),
      Post<Undo>("/api/v1/connections/{id}/mapping/undo", "Take the last save back"),
  };
}

}  // namespace wharf::api
