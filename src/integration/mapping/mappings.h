#pragma once

#include <optional>
#include <string>
#include <vector>

#include "integration/connection/connections.h"
#include "integration/mapping/mapping.h"
#include "integration/mapping/mapping_columns.h"
#include "organization/variables.h"

namespace wharf::mapping {

enum class RowState { unmapped, mapped, suggested, ambiguous, gone, conflict, locked };
std::string_view NameOf(RowState state);
std::optional<RowState> ParseRowState(std::string_view name);

/// A value that an organization has from above, because it has none of its own.
struct Inherited {
  OrganizationId organization;
  std::string value;
  std::string option_name;
};

/// One organization in the table of a connection.
struct TableRow {
  organization::Directory::Position position = 0;
  RowState state = RowState::unmapped;
  std::optional<Mapping> mapping;
  std::optional<Option> option;  ///< of the mapping
  std::optional<StoredSuggestion> suggestion;
  std::optional<Option> suggested;  ///< of a confident suggestion
  std::vector<std::pair<Candidate, Option>> candidates;
  std::vector<OrganizationId> conflict_with;  ///< others with the same option; only those the caller sees
  std::optional<Inherited> inherited;
  std::optional<LockedBy> locked_by;  ///< another connection maps it; this one cannot
};

enum class TableOrder { organization, value, updated, score, state };

struct TableFilter {
  std::optional<OrganizationId> organization = std::nullopt;
  std::string variable = {};  ///< empty: the main one
  std::string search = {};    ///< part of the organization's name
  std::string value = {};     ///< part of the option's name or its id
  std::string saved_by = {};  ///< part of the name of who saved the mapping
  std::string any = {};       ///< of a matrix: what `search` finds, or what `value` finds in any connection
  std::optional<RowState> state = std::nullopt;
  TableOrder order = TableOrder::organization;
  bool descending = false;
};

struct TablePage {
  std::vector<TableRow> rows;
  std::size_t total = 0;
};

/// One page of organizations by connections; a cell is unset where the connection does not reach the organization.
struct Matrix {
  std::vector<organization::Directory::Position> positions;
  std::vector<std::vector<std::optional<TableRow>>> cells;  ///< [organization][connection]
  std::size_t total = 0;
};

struct LastSave {
  std::string id;
  Time at;
  std::string by;
  std::int64_t changed = 0;
};

struct Summary {
  std::size_t all = 0;
  std::size_t mapped = 0;
  std::size_t suggested = 0;
  std::size_t ambiguous = 0;
  std::size_t unmatched = 0;  ///< neither mapped nor anything proposed
  std::size_t gone = 0;
  std::size_t conflict = 0;
  std::size_t locked = 0;
  std::size_t included = 0;
  Pull pull;
  std::optional<LastSave> last_save;
  std::optional<Time> suggested_at;  ///< when what is proposed was proposed; unset: nothing is
};

struct MappingEdit {
  ConnectionId connection;
  OrganizationId organization;
  std::string variable = {};         ///< empty: the main one
  std::optional<std::string> value;  ///< nullopt clears
  std::int64_t version = 0;          ///< that the person saw; 0: unmapped
  bool allow_shared = false;         ///< the option may belong to another organization too
};

struct SaveRequest {
  std::vector<MappingEdit> edits;
  /// The included suggestions of these connections are saved too, where nobody has mapped meanwhile.
  std::vector<ConnectionId> include_suggestions_of;
  /// Only those of this organization and what is below it: what somebody sees who looks at a part.
  std::optional<OrganizationId> suggestions_within = std::nullopt;
};

struct Saved {
  std::string save_id;
  std::int64_t saved = 0;
  std::int64_t cleared = 0;
};

/// A mapping that is made together with its organization.
struct NewMapping {
  OrganizationId organization;
  std::string organization_name;
  std::string option_id;
  std::string option_name;
};

struct IncludeRule {
  bool included = true;
  std::optional<std::vector<OrganizationId>> organizations = std::nullopt;  ///< nullopt: all
  std::optional<int> above = std::nullopt;  ///< include those with at least this score, leave out the others
  std::optional<OrganizationId> within = std::nullopt;  ///< of all: those of this one and what is below it
};

/// Which customer of each tool is which organization. Reading needs the right to read at the connection and at each
/// organization shown; changing needs to write at both. Safe from any thread.
class Mappings {
 public:
  Mappings(storage::Database& database, connection::Connections& connections, organization::Variables& variables,
           organization::AuditLog& audit, const Clock& clock, Random& random)
      : database_(database),
        connections_(connections),
        variables_(variables),
        audit_(audit),
        clock_(clock),
        random_(random) {}

  /// One page of organizations with their mapping. Only the rows of the page are read from the database; what other
  /// filters and orders than the name need is kept in memory and made anew after a change of the integration's
  /// mappings.
  Result<TablePage> Table(const organization::Access& access, ConnectionId connection, const TableFilter& filter,
                          int page, int page_size);
  /// One page of organizations by all of these connections (which the caller has listed), by name; with a state, the
  /// organizations where any of them has it. Costs a handful of queries however many connections there are. Cells have
  /// no candidates and no `conflict_with`.
  Result<Matrix> Grid(const organization::Access& access, const std::vector<connection::Connection>& connections,
                      const TableFilter& filter, int page, int page_size);
  /// The name behind "" or a variable of that connection; `no_mapping` or `no_such_variable` if there is none.
  Result<std::string> VariableName(const organization::Access& access, ConnectionId connection,
                                   std::string_view variable);
  Result<Summary> Summarize(const organization::Access& access, ConnectionId connection,
                            std::optional<OrganizationId> organization, std::string_view variable = {});

  /// Proposes matches for the organizations that have none and stores them; what is mapped is not touched. Returns the
  /// summary's figures.
  Result<Summary> Suggest(const organization::Access& access, ConnectionId connection,
                          std::optional<OrganizationId> organization);
  Result<void> Include(const organization::Access& access, ConnectionId connection, const IncludeRule& rule);
  /// Those of `organization` and what is below it; of all that the caller may write to if it is unset.
  Result<void> DiscardSuggestions(const organization::Access& access, ConnectionId connection,
                                  std::optional<OrganizationId> organization = std::nullopt);

  /// All edits and included suggestions in one transaction, or none. Each sets its organization variable; clearing
  /// clears it. Each edit that cannot be is told with a pointer, and then none is written: `not_found`
  /// (`organization_not_found`) where the organization was deleted or is not below the connection's; `conflict` with
  /// `mapping_changed` where somebody was faster, `mapping_locked` where another connection maps it, `option_shared`
  /// where an option would belong to two organizations without being meant to.
  Result<Saved> Save(const organization::Access& access, const SaveRequest& request);
  /// Takes a save back, unless something of it was changed since. Organizations that were deleted meanwhile are passed
  /// over. Returns how many mappings were restored.
  Result<std::int64_t> Undo(const organization::Access& access, std::string_view save_id);

  /// Maps organizations that the transaction of `session` has just made, as part of the save `save_id`, which may grow
  /// over several transactions. The caller has checked the rights, and that nobody has these options.
  Result<void> MapNew(storage::Session& session, const organization::Access& access,
                      const connection::Connection& connection, const std::string& save_id,
                      std::span<const NewMapping> made);

  /// Which organizations an option belongs to, of those the caller sees.
  Result<std::vector<OrganizationId>> Lookup(const organization::Access& access, ConnectionId connection,
                                             std::string_view value);
  /// variable → value of one organization, own or inherited; "" is the main one. For `from: mapping`.
  Result<boost::json::object> MappedValues(const organization::Access& access, ConnectionId connection,
                                           OrganizationId organization);

 private:
  struct Place;
  struct Change;
  class SaveRun;
  Result<Place> PlaceOf(connection::Connection connection, std::string_view variable);
  Result<std::shared_ptr<const MappingColumns>> Columns(storage::Session& session, const Place& place);
  /// Those that are in memory already, or nullptr.
  Result<std::shared_ptr<const MappingColumns>> KnownColumns(storage::Session& session, const Place& place);
  Result<void> FillRows(storage::Session& session, const organization::Access& access, const Place& place,
                        const std::vector<organization::Directory::Position>& shown,
                        const std::shared_ptr<const MappingColumns>& columns, std::vector<TableRow>& rows);
  Result<void> FillMatrix(storage::Session& session, const organization::Access& access,
                          const std::vector<Place>& places, Matrix& matrix);
  Result<Place> Look(const organization::Access& access, ConnectionId connection, organization::Right right,
                     std::string_view variable);
  Result<void> Apply(storage::Session& session, const organization::Access& access, const Place& place,
                     const Change& change, const std::string& save_id, Saved& saved);

  static Result<void> FreeVariable(storage::Session& session, OrganizationId organization, std::string_view variable,
                                   ConnectionId connection);

  storage::Database& database_;
  connection::Connections& connections_;
  organization::Variables& variables_;
  organization::AuditLog& audit_;
  const Clock& clock_;
  Random& random_;
  MappingColumnsCache columns_;
};

/// The organizations of a list in order of name, before anything of the mapping is known.
Result<std::vector<organization::Directory::Position>> SelectPositions(const organization::Access& access,
                                                                       std::optional<OrganizationId> organization,
                                                                       std::string_view search);
/// The newest save of a connection that was not taken back.
Result<std::optional<LastSave>> LoadLastSave(storage::Session& session, ConnectionId connection);

}  // namespace wharf::mapping
