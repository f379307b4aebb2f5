#pragma once

#include "api/mapping_view.h"
#include "api/resource.h"

namespace wharf::api {

struct MatrixConnection {
  ConnectionId id;
  std::string name;
  std::string integration_id;
  std::string integration_name;
  IntegrationMark mark;
  std::optional<std::string> icon_url;
};
BOOST_DESCRIBE_STRUCT(MatrixConnection, (), (id, name, integration_id, integration_name, mark, icon_url))

struct MatrixConnectionCount : MatrixConnection {
  std::size_t mapped = 0;
  std::size_t total = 0;
  OptionsState options_state{};
};
BOOST_DESCRIBE_STRUCT(MatrixConnectionCount, (MatrixConnection), (mapped, total, options_state))

/// The mappings of all connections in figures.
struct MatrixSummary {
  std::size_t all = 0;
  std::size_t suggested = 0;
  std::size_t ambiguous = 0;
  std::size_t drifted = 0;
  std::size_t unmatched = 0;
  std::size_t filled = 0;
  std::size_t places = 0;
  std::size_t included = 0;
  std::vector<MatrixConnectionCount> connections;
};
BOOST_DESCRIBE_STRUCT(MatrixSummary, (),
                      (all, suggested, ambiguous, drifted, unmatched, filled, places, included, connections))

struct MatrixCell {
  ConnectionId connection_id;
  mapping::RowState state{};
  std::optional<std::string> option_name;
  std::optional<std::string> value;
  std::optional<InheritedValue> inherited;
  std::optional<int> score;
  std::optional<std::string> reason;
  bool included = false;
  std::size_t candidates_count = 0;
  std::optional<Time> gone_since;
  std::optional<std::string> previous_name;  ///< before the last pull
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(MatrixCell, (),
                      (connection_id, state, option_name, value, inherited, score, reason, included, candidates_count,
                       gone_since, previous_name, version))

struct MatrixRow {
  MappedOrganization organization;
  std::vector<MatrixCell> cells;
};
BOOST_DESCRIBE_STRUCT(MatrixRow, (), (organization, cells))

/// A page of organizations by all connections.
struct Matrix : PageOf<MatrixRow> {
  std::vector<MatrixConnection> connections;
  BOOST_DESCRIBE_CLASS(Matrix, (PageOf<MatrixRow>), (connections), (), ())

  Matrix(PageOf<MatrixRow> rows, std::vector<MatrixConnection> columns)
      : PageOf(std::move(rows)), connections(std::move(columns)) {}
};

struct JobsStarted {
  std::vector<Job> jobs;
};
BOOST_DESCRIBE_STRUCT(JobsStarted, (), (jobs))

struct LookedUp {
  std::vector<OrganizationRef> organizations;
};
BOOST_DESCRIBE_STRUCT(LookedUp, (), (organizations))

// What is taken.

struct CellPlace {
  ConnectionId connection_id;
  OrganizationId organization_id;
};
BOOST_DESCRIBE_STRUCT(CellPlace, (), (connection_id, organization_id))

/// As SuggestionsPatch, for these places or those of all connections.
struct MatrixSuggestionsPatch : SuggestionsPatch {
  std::optional<std::vector<CellPlace>> cells;
};
BOOST_DESCRIBE_STRUCT(MatrixSuggestionsPatch, (SuggestionsPatch), (cells))

struct MatrixEdit : MappingEdit {
  ConnectionId connection_id;
};
BOOST_DESCRIBE_STRUCT(MatrixEdit, (MappingEdit), (connection_id))

struct MatrixSave {
  std::vector<MatrixEdit> edits;
  std::optional<bool> include_suggestions;
};
BOOST_DESCRIBE_STRUCT(MatrixSave, (), (edits, include_suggestions))

}  // namespace wharf::api
