#include <algorithm>
#include <string>

#include "base/clock.h"
#include "storage/engine.h"
#include "storage/migrations.h"

namespace wharf::storage {
namespace {

Result<bool> HasVersionTable(Session& session) {
  const std::string_view sql = session.dialect() == Dialect::sqlite
                                   ? "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'"
                                   : "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND "
                                     "tablename = 'schema_version'";
  WHARF_ASSIGN(const Rows rows, session.Query(sql));
  return !rows.empty();
}

/// The first migration that is missing; nullptr if none is. Fails if the database knows one that we do not.
Result<const Migration*> NextMissing(std::span<const std::int64_t> applied, std::span<const Migration> migrations) {
  for (const std::int64_t number : applied) {
    if (std::ranges::find(migrations, number, &Migration::number) == migrations.end()) {
      return Error{ErrorKind::conflict, "database_too_new",
                   "The database has migration " + std::to_string(number) +
                       ", which this program does not know. Start the newer Wharf that made it, or restore a backup."};
    }
  }
  for (const Migration& migration : migrations) {
    if (std::ranges::find(applied, migration.number) == applied.end()) return &migration;
  }
  return nullptr;
}

}  // namespace

Result<std::vector<std::int64_t>> AppliedMigrations(Session& session) {
  WHARF_ASSIGN(const bool exists, HasVersionTable(session));
  std::vector<std::int64_t> numbers;
  if (!exists) return numbers;
  WHARF_ASSIGN(const Rows rows, session.Query("SELECT number FROM schema_version ORDER BY number"));
  for (const Row& row : rows) numbers.push_back(row.Int(0));
  return numbers;
}

Result<void> ApplyMigration(Session& session, const Migration& migration) {
  WHARF_TRY(
      session.RunScript("CREATE TABLE IF NOT EXISTS schema_version (number BIGINT PRIMARY KEY, name TEXT NOT NULL, "
                        "applied TEXT NOT NULL)"));
  const auto applied =
      session.RunScript(session.dialect() == Dialect::sqlite ? migration.sqlite : migration.postgresql);
  if (!applied) {
    Error error = applied.error();
    error.message = "Migration " + std::to_string(migration.number) + " (" + std::string(migration.name) +
                    ") cannot be applied: " + error.message;
    return error;
  }
  WHARF_TRY(session.Execute("INSERT INTO schema_version (number, name, applied) VALUES (?, ?, ?)", migration.number,
                            migration.name, SystemClock().Now()));
  return {};
}

Result<void> Migrate(Engine& engine, std::span<const Migration> migrations) {
  // A look without the lock keeps an ordinary start cheap, and lets it work beside a long backup.
  const Migration* next = nullptr;
  WHARF_TRY(engine.Read([&](Session& session) -> Result<void> {
    WHARF_ASSIGN(const auto applied, AppliedMigrations(session));
    WHARF_ASSIGN(next, NextMissing(applied, migrations));
    return {};
  }));
  while (next != nullptr) {
    WHARF_TRY(engine.Upgrade([&](Session& session) -> Result<void> {
      WHARF_ASSIGN(const auto applied, AppliedMigrations(session));
      WHARF_ASSIGN(next, NextMissing(applied, migrations));
      return next == nullptr ? Result<void>() : ApplyMigration(session, *next);
    }));
  }
  return {};
}

}  // namespace wharf::storage
