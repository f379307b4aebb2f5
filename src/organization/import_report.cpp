#include "organization/import_report.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/csv.h"
#include "organization/scope_condition.h"

namespace wharf::organization {
namespace {

constexpr std::array<std::string_view, 3> kOutcomes = {"imported", "skipped", "failed"};
constexpr int kPiece = 1000;

ImportRow ReadRow(const storage::Row& row) {
  return {row.Int(0), row.Text(1), ParseImportOutcome(row.Text(2)).value_or(ImportOutcome::failed), row.Text(3),
          row.Text(4)};
}

SqlCondition RowsOf(JobId job, std::optional<ImportOutcome> outcome) {
  SqlCondition where{"job_id = ?", {storage::Value(job)}};
  if (outcome) where.And("outcome = ?", {storage::Value(NameOf(*outcome))});
  return where;
}

Result<std::vector<ImportRow>> Load(storage::Session& session, SqlCondition where, std::int64_t limit,
                                    std::int64_t offset) {
  where.parameters.emplace_back(limit);
  where.parameters.emplace_back(offset);
  WHARF_ASSIGN(const storage::Rows rows,
               session.Query("SELECT line, name, outcome, code, message FROM import_report WHERE " + where.sql +
                                 " ORDER BY line LIMIT ? OFFSET ?",
                             std::span<const storage::Value>(where.parameters)));
  std::vector<ImportRow> items;
  items.reserve(rows.size());
  for (const storage::Row& row : rows) items.push_back(ReadRow(row));
  return items;
}

}  // namespace

std::string_view NameOf(ImportOutcome outcome) { return kOutcomes[static_cast<std::size_t>(outcome)]; }

std::optional<ImportOutcome> ParseImportOutcome(std::string_view name) {
  const auto found = std::find(kOutcomes.begin(), kOutcomes.end(), name);
  return found == kOutcomes.end() ? std::nullopt : std::optional(static_cast<ImportOutcome>(found - kOutcomes.begin()));
}

Result<void> ImportReport::Add(storage::Session& session, JobId job, std::span<const ImportRow> rows) {
  for (const ImportRow& row : rows) {
    WHARF_TRY(
        session.Execute("INSERT INTO import_report (job_id, line, name, outcome, code, message) "
                        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        job, row.line, row.name, NameOf(row.outcome), row.code, row.message));
  }
  return {};
}

Result<ImportReport::Outcomes> ImportReport::LoadOutcomes(storage::Session& session, JobId job) {
  Outcomes outcomes;
  const storage::Value id(job);
  WHARF_TRY(session.ForEach("SELECT line, outcome FROM import_report WHERE job_id = ?", std::span(&id, 1),
                            [&](const storage::Row& row) -> Result<void> {
                              outcomes.emplace(row.Int(0),
                                               ParseImportOutcome(row.Text(1)).value_or(ImportOutcome::failed));
                              return {};
                            }));
  return outcomes;
}

Result<ImportRowPage> ImportReport::List(const Access& access, const storage::Job& job,
                                         std::optional<ImportOutcome> outcome, int page, int page_size) {
  WHARF_TRY(access.Require(Right::read, job.organization));
  const SqlCondition where = RowsOf(job.id, outcome);
  const std::int64_t size = page_size <= 0 ? std::int64_t{1} << 40U : page_size;
  const std::int64_t offset = page_size <= 0 ? 0 : std::int64_t{std::max(page, 1) - 1} * size;
  return database_.ReadValue<ImportRowPage>([&](storage::Session& session) -> Result<ImportRowPage> {
    ImportRowPage result;
    WHARF_ASSIGN(const storage::Rows count, session.Query("SELECT COUNT(*) FROM import_report WHERE " + where.sql,
                                                          std::span<const storage::Value>(where.parameters)));
    result.total = count.front().Int(0);
    WHARF_ASSIGN(result.items, Load(session, where, size, offset));
    return result;
  });
}

Result<ImportCounts> ImportReport::Count(const Access& access, const storage::Job& job) {
  WHARF_TRY(access.Require(Right::read, job.organization));
  return database_.ReadValue<ImportCounts>([&](storage::Session& session) -> Result<ImportCounts> {
    WHARF_ASSIGN(
        const storage::Rows rows,
        session.Query("SELECT outcome, COUNT(*) FROM import_report WHERE job_id = ? GROUP BY outcome", job.id));
    ImportCounts counts;
    for (const storage::Row& row : rows) {
      switch (ParseImportOutcome(row.Text(0)).value_or(ImportOutcome::failed)) {
        case ImportOutcome::imported:
          counts.imported += row.Int(1);
          break;
        case ImportOutcome::skipped:
          counts.skipped += row.Int(1);
          break;
        case ImportOutcome::failed:
          counts.failed += row.Int(1);
          break;
      }
    }
    return counts;
  });
}

Result<void> ImportReport::WriteCsv(const Access& access, const storage::Job& job, std::optional<ImportOutcome> outcome,
                                    const std::function<Result<void>(std::string_view)>& write) {
  WHARF_TRY(access.Require(Right::read, job.organization));
  CsvWriter csv({.guard_formulas = true});
  csv.Row({"line", "name", "outcome", "code", "message"});
  std::int64_t after = -1;
  for (;;) {
    SqlCondition where = RowsOf(job.id, outcome);
    where.And("line > ?", {storage::Value(after)});
    WHARF_ASSIGN(const auto rows, database_.ReadValue<std::vector<ImportRow>>(
                                      [&](storage::Session& session) { return Load(session, where, kPiece, 0); }));
    for (const ImportRow& row : rows) {
      csv.Row({std::to_string(row.line), row.name, NameOf(row.outcome), row.code, row.message});
    }
    WHARF_TRY(write(csv.Take()));
    if (rows.size() < kPiece) return {};
    after = rows.back().line;
  }
}

}  // namespace wharf::organization
