#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"
#include "base/result.h"

namespace wharf::organization {

/// What a column of an import file says of an organization.
enum class ImportField { name, parent, domains, enabled, tags, slug };
std::string_view NameOf(ImportField field);

/// Which column is which. Columns are known by their name ("name", "parent", "domains", "enabled", "tags", "slug") and
/// by those that other products write ("organizationName", "managingOrgId", "domain", "isEnabled", "tagNames",
/// "orgSlug"), whatever their case, blanks and underscores. Unknown columns are left alone; of two for one field the
/// first counts.
class ImportColumns {
 public:
  /// `invalid_argument` (`column_missing`) if no column holds the name, with the columns that are there.
  static Result<ImportColumns> Recognize(const std::vector<std::string>& headers);
  [[nodiscard]] std::optional<ImportField> FieldOf(std::size_t column) const;
  /// Trimmed; empty if there is no such column.
  [[nodiscard]] std::string_view Text(const CsvRow& row, ImportField field) const;
  /// One sentence for each column that is left alone.
  [[nodiscard]] const std::vector<std::string>& notices() const { return notices_; }

 private:
  std::array<std::optional<std::size_t>, 6> columns_;
  std::vector<std::string> notices_;
};

/// A row that says an organization, each part checked by itself.
struct ImportRecord {
  std::int64_t line = 0;
  std::string name;
  std::string parent;  ///< an id, a slug or a name; empty: the place of the import
  std::vector<std::string> domains;
  bool enabled = true;
  std::vector<std::string> tags;
  std::optional<std::string> slug;
};

/// The codes of an import report that organization_rules.h does not have.
inline constexpr std::string_view kNotFound = "NOT_FOUND";
inline constexpr std::string_view kUnauthorized = "UNAUTHORIZED";
inline constexpr std::string_view kDuplicateInFile = "DUPLICATE_IN_FILE";
inline constexpr std::string_view kDuplicateInDatabase = "DUPLICATE_IN_DATABASE";
inline constexpr std::string_view kDuplicateDomainInFile = "DUPLICATE_DOMAIN_IN_FILE";
inline constexpr std::string_view kDuplicateDomainInDatabase = "DUPLICATE_DOMAIN_IN_DATABASE";
inline constexpr std::string_view kInvalidSlug = "INVALID_SLUG";
inline constexpr std::string_view kInvalidFormat = "INVALID_FORMAT";

/// Reads one row. The error is what a report says of it: an upper case code and a sentence. Lists are separated by
/// commas, semicolons or bars; enabled is yes/no, true/false, 1/0, enabled/disabled, or empty for yes.
Result<ImportRecord> ReadImportRecord(const CsvRow& row, const ImportColumns& columns);

}  // namespace wharf::organization
