#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "storage/backup.h"
#include "storage/backup_format.h"
#include "storage/engine.h"
#include "storage/migrations.h"
#include "storage/schema.h"

namespace wharf::storage {
namespace {

/// Rows are inserted together, up to so many parameters or so many bytes.
constexpr std::size_t kParametersAtOnce = 2000;
constexpr std::size_t kBytesAtOnce = std::size_t{4} << 20U;

using RowCounts = std::map<std::string, std::int64_t>;

Result<RowCounts> CountAll(Session& session) {
  RowCounts counts;
  WHARF_ASSIGN(const auto tables, TableNames(session));
  for (const std::string& table : tables) {
    WHARF_ASSIGN(counts[table], CountRows(session, table));
  }
  // The mark of a master key that has sealed nothing yet is no content: a first start leaves it.
  if (counts["vault_key"] == 0) counts.erase("vault_mark");
  return counts;
}

/// What the tables of a new database hold: what the migrations put there.
Result<RowCounts> CountNew() {
  WHARF_ASSIGN(const auto fresh, OpenSqliteInMemory());
  WHARF_TRY(Migrate(*fresh, Migrations()));
  return fresh->ReadValue<RowCounts>(CountAll);
}

Result<void> RequireEmpty(Session& session, const RowCounts& fresh) {
  WHARF_ASSIGN(const RowCounts counts, CountAll(session));
  for (const auto& [table, rows] : counts) {
    const auto known = fresh.find(table);
    if (known != fresh.end() && known->second == rows) continue;
    return Error{ErrorKind::conflict, "database_not_empty",
                 "The database is in use already (there is something in the table " + table +
                     "). Restore into a new data folder or a new database."};
  }
  return {};
}

Result<std::vector<const Migration*>> FindMigrations(std::span<const std::int64_t> numbers) {
  std::vector<const Migration*> found;
  for (const std::int64_t number : numbers) {
    const auto migrations = Migrations();
    const auto at = std::ranges::find(migrations, number, &Migration::number);
    if (at == migrations.end()) {
      return Error{ErrorKind::conflict, "backup_too_new",
                   "The backup was made by a newer Wharf (migration " + std::to_string(number) +
                       "). Install that version and restore again."};
    }
    found.push_back(&*at);
  }
  return found;
}

/// Brings an empty database to the schema of the backup.
Result<void> PrepareSchema(Session& session, std::span<const std::int64_t> numbers) {
  WHARF_ASSIGN(const auto wanted, FindMigrations(numbers));
  WHARF_ASSIGN(const auto applied, AppliedMigrations(session));
  if (!std::ranges::equal(applied, numbers)) {
    WHARF_TRY(DropEverything(session));
    for (const Migration* migration : wanted) WHARF_TRY(ApplyMigration(session, *migration));
  }
  WHARF_ASSIGN(const auto tables, TableNames(session));
  for (const std::string& table : tables) WHARF_TRY(session.RunScript("DELETE FROM " + QuoteName(table)));
  return {};
}

/// Puts the rows of a backup into an empty database.
class Loader final : public BackupVisitor {
 public:
  explicit Loader(Session& session) : session_(session) {}

  Result<void> Begin(const BackupSummary& summary) override {
    WHARF_TRY(PrepareSchema(session_, summary.migrations));
    WHARF_ASSIGN(foreign_keys_, TakeOffForeignKeys(session_));
    WHARF_ASSIGN(const auto tables, TableNames(session_));
    tables_ = {tables.begin(), tables.end()};
    return {};
  }

  Result<void> Table(const std::string& name, const std::vector<std::string>& columns) override {
    WHARF_TRY(Flush());
    if (!tables_.contains(name)) {
      return Error{ErrorKind::invalid_argument, "backup_damaged",
                   "The backup has a table that its schema does not have: " + name + "."};
    }
    into_ = "INSERT INTO " + QuoteName(name) + " (";
    for (const std::string& column : columns) into_ += (&column == &columns.front() ? "" : ", ") + QuoteName(column);
    into_ += ") VALUES ";
    return {};
  }

  Result<void> Add(std::vector<Value> row) override {
    if (row.empty()) return {};
    std::string marks;
    for (Value& value : row) {
      marks += marks.empty() ? "(?" : ", ?";
      if (const auto* text = std::get_if<std::string>(&value.cell())) bytes_ += text->size();
      pending_.push_back(std::move(value));
    }
    rows_ += (rows_.empty() ? "" : ", ") + marks + ")";
    const bool full = pending_.size() + row.size() > kParametersAtOnce || bytes_ > kBytesAtOnce;
    return full ? Flush() : Result<void>();
  }

  /// Writes what is left, checks every reference, and goes on to the newest schema.
  Result<void> End() {
    WHARF_TRY(Flush());
    for (const std::string& statement : foreign_keys_) WHARF_TRY(session_.RunScript(statement));
    WHARF_ASSIGN(const auto applied, AppliedMigrations(session_));
    for (const Migration& migration : Migrations()) {
      if (std::ranges::find(applied, migration.number) == applied.end()) {
        WHARF_TRY(ApplyMigration(session_, migration));
      }
    }
    return {};
  }

 private:
  Result<void> Flush() {
    if (pending_.empty()) return {};
    WHARF_TRY(session_.Execute(into_ + rows_, std::span<const Value>(pending_)));
    pending_.clear();
    rows_.clear();
    bytes_ = 0;
    return {};
  }

  Session& session_;
  std::set<std::string, std::less<>> tables_;
  std::vector<std::string> foreign_keys_;
  std::string into_;
  std::string rows_;
  std::vector<Value> pending_;
  std::size_t bytes_ = 0;
};

}  // namespace

Result<BackupSummary> Restore(Database& empty, const std::string& file) {
  auto* engine = dynamic_cast<Engine*>(&empty);
  if (engine == nullptr) return Error{ErrorKind::internal, "no_engine", "The database was not made by Open."};
  // Before a long transaction begins; it is checked once more while it is loaded.
  WHARF_TRY(CheckBackup(file));
  WHARF_ASSIGN(const RowCounts fresh, CountNew());
  BackupSummary summary;
  WHARF_TRY(engine->Upgrade([&](Session& session) -> Result<void> {
    WHARF_TRY(RequireEmpty(session, fresh));
    Loader loader(session);
    WHARF_ASSIGN(summary, ReadBackup(file, loader));
    return loader.End();
  }));
  return summary;
}

}  // namespace wharf::storage
