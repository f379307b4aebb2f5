#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/integration_view.h"
#include "api/job_view.h"
#include "api/organization_view.h"
#include "api/route.h"
#include "integration/mapping/mappings.h"

namespace wharf::api {

/// Whether a customer of the tool is as it was at the last pull.
enum class OptionState { current, new_, renamed, gone };
BOOST_DESCRIBE_ENUM(OptionState, current, new_, renamed, gone)

/// A customer of the tool.
struct OptionView {
  std::string id;
  std::string name;
  std::optional<std::string> domain;
  std::optional<std::string> detail;  ///< what tells it from others of the same name
  OptionState state{};
  std::optional<std::string> previous_name;
  std::optional<Time> gone_since;
};
BOOST_DESCRIBE_STRUCT(OptionView, (), (id, name, domain, detail, state, previous_name, gone_since))

struct OptionChoice : OptionView {
  std::vector<OrganizationRef> mapped_to;
  std::optional<int> score;           ///< how well it fits the organization that was named; null: nobody said
  std::optional<std::string> reason;  ///< why it has that score
};
BOOST_DESCRIBE_STRUCT(OptionChoice, (OptionView), (mapped_to, score, reason))

struct OptionChoices {
  std::vector<OptionChoice> items;
  std::int64_t total = 0;
  std::optional<Time> fetched_at;
};
BOOST_DESCRIBE_STRUCT(OptionChoices, (), (items, total, fetched_at))

/// How the pull of the tool's customers stands.
enum class OptionsState { none, loading, ready, empty, failed, stale };
BOOST_DESCRIBE_ENUM(OptionsState, none, loading, ready, empty, failed, stale)

struct OptionsPull {
  OptionsState state{};
  std::int64_t count = 0;
  std::optional<Time> fetched_at;
  std::optional<std::string> error;
  std::optional<JobId> job_id;  ///< of the pull that runs
};
BOOST_DESCRIBE_STRUCT(OptionsPull, (), (state, count, fetched_at, error, job_id))

struct LastSave {
  std::string id;
  Time at;
  std::string by;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(LastSave, (), (id, at, by, count))

/// The mapping of a connection in figures.
struct MappingSummary {
  std::size_t all = 0;
  std::size_t mapped = 0;
  std::size_t suggested = 0;
  std::size_t ambiguous = 0;
  std::size_t unmatched = 0;
  std::size_t gone = 0;
  std::size_t conflict = 0;
  std::size_t locked = 0;    ///< another connection maps it
  std::size_t included = 0;  ///< suggestions that a save writes
  OptionsPull options;
  std::vector<MappingVariable> variables;
  std::optional<LastSave> last_save;
  std::optional<Time> suggested_at;
};
BOOST_DESCRIBE_STRUCT(MappingSummary, (),
                      (all, mapped, suggested, ambiguous, unmatched, gone, conflict, locked, included, options,
                       variables, last_save, suggested_at))

struct InheritedValue {
  OrganizationId organization_id;
  std::string organization_name;
  std::optional<std::string> option_name;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(InheritedValue, (), (organization_id, organization_name, option_name, value))

struct Candidate {
  OptionView option;
  int score = 0;  ///< 0 to 100
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(Candidate, (), (option, score, reason))

struct Suggestion : Candidate {
  bool included = false;  ///< a save writes it
};
BOOST_DESCRIBE_STRUCT(Suggestion, (Candidate), (included))

struct MappedOrganization {
  OrganizationId id;
  std::string name;
  std::vector<OrganizationRef> path;
  std::size_t depth = 0;
  bool enabled = true;
};
BOOST_DESCRIBE_STRUCT(MappedOrganization, (), (id, name, path, depth, enabled))

struct MappingLock {
  std::optional<ConnectionId> connection_id;  ///< null where the caller may not see it
  std::string connection_name;
};
BOOST_DESCRIBE_STRUCT(MappingLock, (), (connection_id, connection_name))

/// One organization in the table of a connection.
struct MappingRow {
  MappedOrganization organization;
  std::string variable;
  MappingKind kind{};
  mapping::RowState state{};
  std::optional<OptionView> option;
  std::optional<std::string> value;
  std::optional<InheritedValue> inherited;
  std::optional<Time> updated_at;
  std::optional<std::string> updated_by;
  std::int64_t version = 0;  ///< 0: unmapped
  std::optional<Suggestion> suggestion;
  std::vector<Candidate> candidates;
  std::vector<OrganizationRef> conflict_with;  ///< others with the same option
  std::optional<MappingLock> locked_by;        ///< another connection maps it; this one cannot
};
BOOST_DESCRIBE_STRUCT(MappingRow, (),
                      (organization, variable, kind, state, option, value, inherited, updated_at, updated_by, version,
                       suggestion, candidates, conflict_with, locked_by))

struct MappingSaved {
  std::string save_id;
  std::int64_t saved = 0;
  std::int64_t cleared = 0;
};
BOOST_DESCRIBE_STRUCT(MappingSaved, (), (save_id, saved, cleared))

struct RestoredCount {
  std::int64_t restored = 0;
};
BOOST_DESCRIBE_STRUCT(RestoredCount, (), (restored))

struct MappingImportEdit {
  OrganizationId organization_id;
  std::string organization_name;
  std::optional<std::string> variable;
  std::optional<std::string> option_id;
  std::optional<std::string> option_name;
  std::optional<std::string> value;
  std::int64_t version = 0;
  bool allow_shared = false;
};
BOOST_DESCRIBE_STRUCT(MappingImportEdit, (),
                      (organization_id, organization_name, variable, option_id, option_name, value, version,
                       allow_shared))

/// What a file of mappings would do, or did; at most the first 1,000 rows of each kind.
struct MappingImport {
  std::vector<MappingImportEdit> edits;
  std::vector<JobReportRow> problems;  ///< of the rows, those that cannot be taken
  std::vector<JobReportRow> rows;
  std::int64_t imported = 0;
  std::int64_t skipped = 0;
  std::int64_t failed = 0;
  std::vector<std::string> notices;
  std::optional<std::string> save_id;  ///< of the save, if it was done
};
BOOST_DESCRIBE_STRUCT(MappingImport, (), (edits, problems, rows, imported, skipped, failed, notices, save_id))

// What is taken.

/// Which suggestions a save writes: these organizations', or with `above` those with at least this score and no others.
struct SuggestionsPatch {
  std::optional<bool> included;
  std::optional<std::vector<OrganizationId>> organizations;
  std::optional<int> above;
};
BOOST_DESCRIBE_STRUCT(SuggestionsPatch, (), (included, organizations, above))

struct MappingEdit {
  OrganizationId organization_id;
  std::optional<std::string> variable;
  std::optional<std::string> option_id;  ///< or `value`; neither clears
  std::optional<std::string> value;
  std::optional<std::int64_t> version;  ///< that the person saw; left out or 0: unmapped
  std::optional<bool> allow_shared;     ///< the option may belong to another organization too
};
BOOST_DESCRIBE_STRUCT(MappingEdit, (), (organization_id, variable, option_id, value, version, allow_shared))

struct MappingSave {
  std::vector<MappingEdit> edits;
  std::optional<bool> include_suggestions;
};
BOOST_DESCRIBE_STRUCT(MappingSave, (), (edits, include_suggestions))

/// Which customers become organizations: these, or all that nobody is mapped to and whose name holds `search`.
struct CustomerImportWanted {
  OrganizationId parent_id;
  std::optional<std::vector<std::string>> option_ids;
  std::optional<std::string> search;
};
BOOST_DESCRIBE_STRUCT(CustomerImportWanted, (), (parent_id, option_ids, search))

struct MappingUndo {
  std::string save_id;
};
BOOST_DESCRIBE_STRUCT(MappingUndo, (), (save_id))

OptionView OptionOf(const mapping::Option& option);
MappingRow MappingRowView(const Asked& asked, const mapping::TableRow& row,
                          const definition::MappingVariable& variable);
MappedOrganization MappedOrganizationView(const Asked& asked, organization::Directory::Position position);
std::optional<InheritedValue> InheritedView(const Asked& asked, const mapping::TableRow& row);
/// "an organization above" where the caller may not see it.
OrganizationRef RefTo(const Asked& asked, OrganizationId id);
OptionsState OptionsStateOf(const mapping::Pull& pull, bool loading, Time now);

/// What the parameters of the query pick; `drifted` and `unmatched` are other words for `gone` and `unmapped`.
Result<mapping::TableFilter> ReadTableFilter(const Asked& asked);
Result<mapping::TableFilter> ReadMatrixFilter(const Asked& asked);
mapping::IncludeRule RuleOf(const SuggestionsPatch& patch);
mapping::MappingEdit EditOf(const MappingEdit& edit, ConnectionId connection);

}  // namespace wharf::api
