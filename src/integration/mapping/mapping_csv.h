#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "integration/mapping/mappings.h"
#include "organization/import_report.h"

namespace wharf::mapping {

/// What a file of mappings would do, row by row, before anything is done.
struct MappingImport {
  std::vector<MappingEdit> edits;               ///< for Mappings::Save, with the versions as they are
  std::map<std::string, std::string> names;     ///< of the options that the edits set, as far as the tool told them
  std::vector<organization::ImportRow> report;  ///< every row, in order of lines
  organization::ImportCounts counts;
  std::vector<std::string> notices;  ///< about the file as a whole
};

/// Mappings as a file that a spreadsheet opens: taken out, corrected by a person, read in again.
///
/// Columns that are read, whatever their case: `organization_id` or `organization` (an id, a slug, a name, or a path
/// "Parent / Child"), `option_id` (or `external_id`, `value`), `version` and `allow_shared`. Others are left alone.
/// Safe from any thread.
class MappingCsv {
 public:
  MappingCsv(storage::Database& database, connection::Connections& connections, Mappings& mappings)
      : database_(database), connections_(connections), mappings_(mappings) {}

  /// One row for each organization of the filter, mapped or not.
  Result<std::string> Export(const organization::Access& access, ConnectionId connection, const TableFilter& filter);

  /// Judges each row by itself; changes nothing. `invalid_argument` on a file without the columns or that is no CSV
  /// from its beginning, `resource_exhausted` (`file_too_large`) over 20 MB or 200,000 rows.
  ///
  /// An empty `option_id` clears a mapping where the row's `version` says that the person saw it; without a version it
  /// says nothing. Codes of the report: REQUIRED_FIELD, NOT_FOUND (organization or option), AMBIGUOUS_NAME,
  /// UNAUTHORIZED, MAX_LENGTH_EXCEEDED, DUPLICATE_IN_FILE (told for every row of that organization), OPTION_SHARED,
  /// LOCKED (another connection maps it), CHANGED_MEANWHILE (another version), INVALID_FORMAT (the file ends being
  /// CSV), and of skipped rows UNCHANGED and NOTHING_GIVEN.
  Result<MappingImport> Judge(const organization::Access& access, ConnectionId connection, std::string_view variable,
                              std::string bytes);

 private:
  storage::Database& database_;
  connection::Connections& connections_;
  Mappings& mappings_;
};

}  // namespace wharf::mapping
