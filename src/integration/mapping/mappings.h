#pragma once

#include <optional>
#include <string>
#include <vector>

#include "integration/connection/connections.h"
#include "integration/mapping/mapping.h"
#include "organization/variables.h"

namespace wharf::mapping {

enum class RowState { unmapped, mapped, suggested, ambiguous, gone, conflict };
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
};

enum class TableOrder { organization, value, updated, score, state };

struct TableFilter {
  std::optional<OrganizationId> organization = std::nullopt;
  std::string variable = {};  ///< empty: the main one
  std::string search = {};    ///< part of the organization's name
  std::string value = {};     ///< part of the option's name or its id
  std::optional<RowState> state = std::nullopt;
  TableOrder order = TableOrder::organization;
  bool descending = false;
};

struct TablePage {
  std::vector<TableRow> rows;
  std::size_t total = 0;
};

struct Summary {
  std::size_t all = 0;
  std::size_t mapped = 0;
  std::size_t suggested = 0;
  std::size_t ambiguous = 0;
  std::size_t unmatched = 0;  ///< neither mapped nor anything proposed
  std::size_t gone = 0;
  std::size_t conflict = 0;
  std::size_t included = 0;
  Pull pull;
  struct LastSave {
    std::string id;
    Time at;
    std::string by;
    std::int64_t changed = 0;
  };
  std::optional<LastSave> last_save;
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
};

struct Saved {
  std::string save_id;
  std::int64_t saved = 0;
  std::int64_t cleared = 0;
};

struct IncludeRule {
  bool included = true;
  std::optional<std::vector<OrganizationId>> organizations = std::nullopt;  ///< nullopt: all
  std::optional<int> above = std::nullopt;  ///< include those with at least this score, leave out the others
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

  /// One page of organizations with their mapping. Without a filter by state or value and in order of name, only the
  /// rows of the page are read from the database.
  Result<TablePage> Table(const organization::Access& access, ConnectionId connection, const TableFilter& filter,
                          int page, int page_size);
  Result<Summary> Summarize(const organization::Access& access, ConnectionId connection,
                            std::optional<OrganizationId> organization, std::string_view variable = {});

  /// Proposes matches for the organizations that have none and stores them; what is mapped is not touched. Returns the
  /// summary's figures.
  Result<Summary> Suggest(const organization::Access& access, ConnectionId connection,
                          std::optional<OrganizationId> organization);
  Result<void> Include(const organization::Access& access, ConnectionId connection, const IncludeRule& rule);
  Result<void> DiscardSuggestions(const organization::Access& access, ConnectionId connection);

  /// All edits and included suggestions in one transaction, or none. Each sets its organization variable; clearing
  /// clears it. `conflict`: `mapping_changed` with a pointer for each edit that somebody was faster with,
  /// `option_shared` where an option would belong to two organizations without being meant to.
  Result<Saved> Save(const organization::Access& access, const SaveRequest& request);
  /// Takes the last save back, unless something of it was changed since.
  Result<std::int64_t> Undo(const organization::Access& access, std::string_view save_id);

  /// Which organizations an option belongs to, of those the caller sees.
  Result<std::vector<OrganizationId>> Lookup(const organization::Access& access, ConnectionId connection,
                                             std::string_view value);
  /// variable → value of one organization, own or inherited; "" is the main one. For `from: mapping`.
  Result<boost::json::object> MappedValues(const organization::Access& access, ConnectionId connection,
                                           OrganizationId organization);

 private:
  struct Place;
  Result<Place> Look(const organization::Access& access, ConnectionId connection, organization::Right right,
                     std::string_view variable);
  Result<void> Apply(storage::Session& session, const organization::Access& access, const Place& place,
                     const MappingEdit& edit, const std::string& save_id, Saved& saved);

  storage::Database& database_;
  connection::Connections& connections_;
  organization::Variables& variables_;
  organization::AuditLog& audit_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace wharf::mapping
