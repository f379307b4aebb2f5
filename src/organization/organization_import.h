#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/text_encoding.h"
#include "organization/access.h"
#include "organization/audit.h"
#include "organization/directory.h"
#include "organization/import_report.h"
#include "organization/organization_csv.h"
#include "organization/users.h"
#include "storage/database.h"
#include "storage/job_queue.h"

namespace wharf::organization {

inline constexpr std::size_t kMostImportBytes = std::size_t{100} << 20U;
inline constexpr std::string_view kImportOrganizations = "import_organizations";

/// What a file would do, before anything is done.
struct ImportPreview {
  struct Column {
    std::string header;
    std::optional<ImportField> field;
  };
  std::vector<Column> columns;
  char delimiter = ',';
  TextEncoding encoding = TextEncoding::utf8;
  std::vector<std::string> notices;
  std::vector<std::vector<std::string>> rows;  ///< the first ten, as they stand
  ImportCounts counts;
  std::vector<ImportRow> problems;  ///< the first thousand
};

/// Creates organizations from a CSV file, as a job that survives a closed tab, a restart and kill -9.
///
/// Each row is judged by itself; what is wrong with it stands in the report (import_report.h) with one of the codes
/// REQUIRED_FIELD, MAX_LENGTH_EXCEEDED, INVALID_FORMAT, NOT_FOUND, UNAUTHORIZED, DUPLICATE_IN_FILE,
/// DUPLICATE_IN_DATABASE (skipped, not failed), RESERVED_NAME, INVALID_SLUG, INVALID_TAGS, DUPLICATE_DOMAIN_IN_FILE and
/// DUPLICATE_DOMAIN_IN_DATABASE. Rows are written 200 at a time with the report and the place in the file, in one
/// transaction: whenever the process dies, the next goes on behind the last group, and no row is done twice or lost.
class OrganizationImport {
 public:
  OrganizationImport(storage::Database& database, storage::JobQueue& jobs, DirectoryCache& directories, AuditLog& audit,
                     Users& users, const Clock& clock, Random& random)
      : database_(database),
        jobs_(jobs),
        directories_(directories),
        audit_(audit),
        users_(users),
        clock_(clock),
        random_(random) {}

  /// Lets this process work on such jobs. Before JobQueue::Start; the object must outlive the queue's workers.
  void Register();

  /// Needs the right to write at `place`. Fails with `invalid_argument` on a file without a name column or that is no
  /// CSV from its beginning; a fault further down (an unclosed quote) is a problem with its line.
  Result<ImportPreview> Preview(const Access& access, OrganizationId place, std::string bytes);
  /// Adds the job; its result is {"imported","skipped","failed","total"}. Fails as Preview, and with
  /// `resource_exhausted` (`file_too_large`) over 100 MB.
  Result<storage::Job> Start(const Access& access, OrganizationId place, std::string_view bytes,
                             std::string_view file_name);
  /// A file with the columns and two examples.
  static std::string Template();

 private:
  Result<boost::json::object> Run(storage::JobContext& context);

  storage::Database& database_;
  storage::JobQueue& jobs_;
  DirectoryCache& directories_;
  AuditLog& audit_;
  Users& users_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace wharf::organization
