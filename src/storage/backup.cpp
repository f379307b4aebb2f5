#include "storage/backup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "storage/backup_format.h"
#include "storage/durable_file.h"
#include "storage/migrations.h"
#include "storage/schema.h"

namespace wharf::storage {
namespace {

/// Checks a backup without using it.
class Nobody final : public BackupVisitor {
 public:
  Result<void> Begin(const BackupSummary&) override { return {}; }
  Result<void> Table(const std::string&, const std::vector<std::string>&) override { return {}; }
  Result<void> Add(std::vector<Value>) override { return {}; }
};

Result<void> WriteTable(Session& session, const std::string& table, BackupWriter& writer, BackupSummary& summary) {
  WHARF_ASSIGN(const auto columns, ColumnNames(session, table));
  WHARF_TRY(writer.Table(table, columns));
  ++summary.tables;
  std::string sql = "SELECT ";
  for (const std::string& column : columns) sql += (&column == &columns.front() ? "" : ", ") + QuoteName(column);
  sql += " FROM " + QuoteName(table);
  return session.ForEach(sql, {}, [&](const Row& row) {
    ++summary.rows;
    return writer.Add(row);
  });
}

Result<BackupSummary> WriteBackup(Database& database, const std::string& path) {
  BackupSummary summary;
  summary.made = SystemClock().Now();
  WHARF_ASSIGN(BackupWriter writer, BackupWriter::Create(path));
  WHARF_TRY(database.Snapshot([&](Session& session) -> Result<void> {
    WHARF_ASSIGN(summary.migrations, AppliedMigrations(session));
    WHARF_TRY(writer.Begin(summary));
    WHARF_ASSIGN(const auto tables, TableNames(session));
    for (const std::string& table : tables) WHARF_TRY(WriteTable(session, table, writer, summary));
    return {};
  }));
  WHARF_TRY(writer.End(summary));
  return summary;
}

}  // namespace

Result<BackupSummary> CheckBackup(const std::string& file) {
  Nobody nobody;
  return ReadBackup(file, nobody);
}

Result<BackupSummary> Backup(Database& database, const std::string& file) {
  if (access(file.c_str(), F_OK) == 0) return FileError(file, EEXIST);
  struct RemovedUnlessRenamed {
    std::string path;
    ~RemovedUnlessRenamed() { unlink(path.c_str()); }
  };
  const RemovedUnlessRenamed partial{file + ".partial-" + std::to_string(getpid())};
  // One that an earlier process of this number left when it was killed.
  unlink(partial.path.c_str());
  WHARF_TRY(WriteBackup(database, partial.path));
  WHARF_ASSIGN(BackupSummary summary, CheckBackup(partial.path));
  if (rename(partial.path.c_str(), file.c_str()) != 0) return FileError(file, errno);
  WHARF_TRY(SyncFolderOf(file));
  return summary;
}

}  // namespace wharf::storage
