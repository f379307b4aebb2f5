#include <algorithm>

#include "api/matrix_view.h"

namespace wharf::api {
namespace {

using mapping::TableRow;
using Connections = std::vector<connection::Connection>;

/// Whether one of two organizations is, or is below, the other.
bool InOneLine(const organization::Directory& directory, OrganizationId one, OrganizationId other) {
  const auto a = directory.PositionOf(one);
  const auto b = directory.PositionOf(other);
  return a && b && (directory.Subtree(*a).Holds(*b) || directory.Subtree(*b).Holds(*a));
}

/// The connections to tools with customers that reach something of the organization the caller looks at.
Result<Connections> Mappable(const Asked& asked) {
  WHARF_ASSIGN(const auto organization, asked.Organization());
  WHARF_ASSIGN(auto connections, asked.services.connections.List(asked.access, std::nullopt));
  std::erase_if(connections, [&](const auto& connection) {
    const auto* entry = asked.services.catalog.Find(connection.integration);
    if (entry == nullptr || entry->definition->organizations.variables.empty()) return true;
    return organization && !InOneLine(asked.access.directory(), *organization, connection.organization);
  });
  return connections;
}

/// Those of them whose mappings the caller may change.
Result<Connections> Changeable(const Asked& asked) {
  WHARF_ASSIGN(auto connections, Mappable(asked));
  std::erase_if(connections, [&](const auto& connection) {
    return !asked.access.May(organization::Right::write, connection.organization);
  });
  return connections;
}

MatrixConnection ColumnView(const Asked& asked, const connection::Connection& connection) {
  const auto* entry = asked.services.catalog.Find(connection.integration);
  Tile tile = TileView(*entry);
  return {connection.id,        connection.name,      connection.integration,
          std::move(tile.name), std::move(tile.mark), std::move(tile.icon_url)};
}

Result<MatrixSummary> Summary(const Asked& asked) {
  WHARF_ASSIGN(const auto organization, asked.Organization());
  WHARF_ASSIGN(const auto connections, Mappable(asked));
  MatrixSummary view;
  for (const auto& connection : connections) {
    WHARF_ASSIGN(const auto s, asked.services.mappings.Summarize(asked.access, connection.id, organization));
    view.connections.push_back(
        {ColumnView(asked, connection), s.mapped, s.all, OptionsStateOf(s.pull, false, asked.services.clock.Now())});
    view.all = std::max(view.all, s.all);
    view.suggested += s.suggested;
    view.ambiguous += s.ambiguous;
    view.drifted += s.gone;
    view.unmatched += s.unmatched;
    view.filled += s.mapped;
    view.places += s.all;
    view.included += s.included;
  }
  return view;
}

MatrixCell CellView(const Asked& asked, ConnectionId connection, const TableRow& row) {
  MatrixCell cell;
  cell.connection_id = connection;
  cell.state = row.state;
  cell.option_name = TextOrNull(row.option      ? row.option->name
                                : row.mapping   ? row.mapping->option_name
                                : row.suggested ? row.suggested->name
                                                : std::string());
  if (row.mapping) {
    cell.value = row.mapping->value;
    cell.version = row.mapping->version;
  } else if (row.suggested) {
    cell.value = row.suggested->id;
  }
  cell.inherited = InheritedView(asked, row);
  if (row.suggestion) {
    if (row.suggested) cell.score = row.suggestion->score;
    cell.reason = row.suggestion->reason;
    cell.included = row.suggestion->included;
    cell.candidates_count = row.suggestion->candidates.size();
  }
  if (row.option) {
    cell.gone_since = row.option->gone_since;
    cell.previous_name = row.option->previous_name;
  }
  return cell;
}

Result<Matrix> Show(const Asked& asked) {
  WHARF_ASSIGN(const auto connections, Mappable(asked));
  WHARF_ASSIGN(const auto filter, ReadMatrixFilter(asked));
  WHARF_ASSIGN(const auto grid,
               asked.services.mappings.Grid(asked.access, connections, filter, asked.page(), asked.page_size()));
  std::vector<MatrixConnection> columns;
  for (const auto& connection : connections) columns.push_back(ColumnView(asked, connection));
  std::vector<MatrixRow> rows;
  for (std::size_t i = 0; i < grid.positions.size(); ++i) {
    MatrixRow view{MappedOrganizationView(asked, grid.positions[i]), {}};
    for (std::size_t c = 0; c < connections.size(); ++c) {
      if (const auto& row = grid.cells[i][c]) view.cells.push_back(CellView(asked, connections[c].id, *row));
    }
    rows.push_back(std::move(view));
  }
  return Matrix(PageOf<MatrixRow>(std::move(rows), static_cast<std::int64_t>(grid.total), asked), std::move(columns));
}

/// Starts a job for each connection that has settings and that the caller may change.
template <class Work>
Result<With<JobsStarted, 202>> StartAll(const Asked& asked, Work& work) {
  WHARF_ASSIGN(const auto connections, Changeable(asked));
  JobsStarted started;
  for (const auto& connection : connections) {
    if (!connection.configured) continue;
    WHARF_ASSIGN(const auto job, work.Start(asked.access, connection.id));
    started.jobs.push_back(JobView(job, asked.access));
  }
  return With<JobsStarted, 202>{std::move(started)};
}

Result<With<JobsStarted, 202>> RefreshAll(const Asked& asked) { return StartAll(asked, asked.services.option_refresh); }

Result<With<JobsStarted, 202>> SuggestAll(const Asked& asked) { return StartAll(asked, asked.services.suggest_job); }

Result<MatrixSummary> IncludeAll(const Asked& asked, const MatrixSuggestionsPatch& patch) {
  mapping::IncludeRule rule = RuleOf(patch);
  WHARF_ASSIGN(rule.within, asked.Organization());
  if (patch.cells) {
    for (const CellPlace& cell : *patch.cells) {
      mapping::IncludeRule single;
      single.included = rule.included;
      single.organizations = std::vector<OrganizationId>{cell.organization_id};
      WHARF_TRY(asked.services.mappings.Include(asked.access, cell.connection_id, single));
    }
    return Summary(asked);
  }
  WHARF_ASSIGN(const auto connections, Changeable(asked));
  for (const auto& connection : connections) {
    WHARF_TRY(asked.services.mappings.Include(asked.access, connection.id, rule));
  }
  return Summary(asked);
}

Result<void> DiscardAll(const Asked& asked) {
  WHARF_ASSIGN(const auto organization, asked.Organization());
  WHARF_ASSIGN(const auto connections, Changeable(asked));
  for (const auto& connection : connections) {
    WHARF_TRY(asked.services.mappings.DiscardSuggestions(asked.access, connection.id, organization));
  }
  return {};
}

Result<MappingSaved> SaveAll(const Asked& asked, const MatrixSave& wanted) {
  mapping::SaveRequest request;
  for (const MatrixEdit& edit : wanted.edits) request.edits.push_back(EditOf(edit, edit.connection_id));
  if (wanted.include_suggestions.value_or(false)) {
    WHARF_ASSIGN(request.suggestions_within, asked.Organization());
    WHARF_ASSIGN(const auto connections, Changeable(asked));
    for (const auto& connection : connections) request.include_suggestions_of.push_back(connection.id);
  }
  WHARF_ASSIGN(const auto saved, asked.services.mappings.Save(asked.access, request));
  return MappingSaved{saved.save_id, saved.saved, saved.cleared};
}

Result<LookedUp> Lookup(const Asked& asked) {
  const auto id = ConnectionId::Parse(asked.Text("connection_id"));
  if (!id) return Error{ErrorKind::not_found, "connection_not_found", "There is no such connection."};
  WHARF_ASSIGN(const auto organizations, asked.services.mappings.Lookup(asked.access, *id, asked.Text("value")));
  LookedUp view;
  for (const OrganizationId one : organizations) view.organizations.push_back(RefTo(asked, one));
  return view;
}

}  // namespace

std::vector<Route> MatrixRoutes() {
  const std::vector<Parameter> filter{{"organization"}, {"search"}, {"any"}, {"status"}, {"sort"}};
  return {
      Get<Summary>("/api/v1/mapping/summary", "All mappings in figures").Asks({{"organization"}}),
      Get<Show>("/api/v1/mapping", "All tools by all organizations").Asks(filter).Pages(),
      Post<RefreshAll>("/api/v1/mapping/refresh", "Pull the customers of all tools").Asks({{"organization"}}),
      Post<SuggestAll>("/api/v1/mapping/suggest", "Propose matches in all tools").Asks({{"organization"}}),
      Patch<IncludeAll>("/api/v1/mapping/suggestions", "Say which suggestions are saved").Asks({{"organization"}}),
      Delete<DiscardAll>("/api/v1/mapping/suggestions", "Discard all suggestions").Asks({{"organization"}}),
      Post<SaveAll>("/api/v1/mapping/save", "Save mappings of several tools").Asks({{"organization"}}),
      Get<Lookup>("/api/v1/mapping/lookup", "Which organization an option is").Asks({{"connection_id"}, {"value"}}),
  };
}

}  // namespace wharf::api
