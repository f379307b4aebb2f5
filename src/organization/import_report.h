#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "organization/access.h"
#include "storage/database.h"
#include "storage/job_queue.h"

namespace wharf::organization {

enum class ImportOutcome { imported, skipped, failed };
std::string_view NameOf(ImportOutcome outcome);
std::optional<ImportOutcome> ParseImportOutcome(std::string_view name);

/// What became of one row of an import.
struct ImportRow {
  std::int64_t line = 0;  ///< of the file, from 1; of a list, its place
  std::string name;
  ImportOutcome outcome = ImportOutcome::imported;
  std::string code = {};  ///< empty where nothing is to be said
  std::string message = {};
};

struct ImportCounts {
  std::int64_t imported = 0;
  std::int64_t skipped = 0;
  std::int64_t failed = 0;
  [[nodiscard]] std::int64_t total() const { return imported + skipped + failed; }
};

struct ImportRowPage {
  std::vector<ImportRow> items;
  std::int64_t total = 0;
};

/// The report of an import, row by row, kept as long as its job. Whoever may read the job's organization may read it.
class ImportReport {
 public:
  explicit ImportReport(storage::Database& database) : database_(database) {}

  /// In the transaction that does what it tells. A line that is in the report already keeps its first entry.
  static Result<void> Add(storage::Session& session, JobId job, std::span<const ImportRow> rows);

  using Outcomes = std::unordered_map<std::int64_t, ImportOutcome>;
  /// What became of each line so far: for a job that goes on after a crash.
  static Result<Outcomes> LoadOutcomes(storage::Session& session, JobId job);

  /// In order of lines.
  Result<ImportRowPage> List(const Access& access, const storage::Job& job, std::optional<ImportOutcome> outcome,
                             int page, int page_size);
  Result<ImportCounts> Count(const Access& access, const storage::Job& job);
  /// All rows as CSV: line, name, outcome, code, message. In pieces.
  Result<void> WriteCsv(const Access& access, const storage::Job& job, std::optional<ImportOutcome> outcome,
                        const std::function<Result<void>(std::string_view)>& write);

 private:
  storage::Database& database_;
};

}  // namespace wharf::organization
