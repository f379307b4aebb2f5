#include "storage/sqlite_database.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "storage/sqlite_session.h"

namespace wharf::storage {
namespace {

constexpr std::string_view kFileName = "wharf.db";
constexpr std::string_view kInMemory = ":memory:";
/// How long a thread waits for its turn to write, or for a reader.
constexpr std::chrono::seconds kTurn{30};
constexpr std::chrono::hours kUpgradeStatement{1};
/// Pages moved and cut off in one turn: some milliseconds of work.
constexpr int kPagesAtOnce = 256;

Error FolderUnusable(const std::string& folder, int reason) {
  return {ErrorKind::unavailable, "database_unavailable",
          "The data folder " + folder + " cannot be used (" + std::strerror(reason) +
              "). Choose another with --data, or correct its owner."};
}

/// Makes the folder (0700) and an empty file (0600) before SQLite would make one that others can read. SQLite gives the
/// journals beside it the same rights.
Result<std::string> PrepareFile(const std::string& folder) {
  std::error_code failure;
  const std::filesystem::path path(folder.empty() ? "." : folder);
  if (!std::filesystem::exists(path, failure)) {
    std::filesystem::create_directories(path.parent_path().empty() ? "." : path.parent_path(), failure);
    if (mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST) return FolderUnusable(path.string(), errno);
  }
  const std::string file = (path / kFileName).string();
  const int made = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (made < 0) return FolderUnusable(path.string(), errno);
  struct stat status {};
  const bool readable_by_others = fstat(made, &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0;
  const int restricted = readable_by_others ? fchmod(made, S_IRUSR | S_IWUSR) : 0;
  const int reason = errno;
  close(made);
  if (restricted != 0) return FolderUnusable(path.string(), reason);
  return file;
}

/// Marks a new file as ours and refuses the file of another program.
Result<void> CheckOwner(SqliteConnection& connection, const std::string& path) {
  std::int64_t id = 0;
  std::int64_t tables = 0;
  WHARF_TRY(
      connection.Run("SELECT (SELECT application_id FROM pragma_application_id), (SELECT COUNT(*) FROM sqlite_master)",
                     {}, [&](const Row& row) -> Result<void> {
                       id = row.Int(0);
                       tables = row.Int(1);
                       return {};
                     }));
  if (id == kApplicationId) return {};
  if (id != 0 || tables != 0) {
    return Error{ErrorKind::conflict, "database_foreign",
                 path + " is the database of another program. Choose another data folder with --data."};
  }
  return connection.RunScript("PRAGMA application_id = " + std::to_string(kApplicationId));
}

}  // namespace

Result<std::unique_ptr<Engine>> OpenSqlite(const OpenOptions& options) {
  WHARF_ASSIGN(const std::string path, PrepareFile(options.folder));
  WHARF_ASSIGN(auto writer, SqliteConnection::Open(path, SqliteConnection::Use::write));
  WHARF_TRY(CheckOwner(*writer, path));
  return std::unique_ptr<Engine>(std::make_unique<SqliteDatabase>(path, std::move(writer), options));
}

Result<std::unique_ptr<Engine>> OpenSqliteInMemory() {
  const std::string path(kInMemory);
  WHARF_ASSIGN(auto writer, SqliteConnection::Open(path, SqliteConnection::Use::write));
  return std::unique_ptr<Engine>(std::make_unique<SqliteDatabase>(path, std::move(writer), OpenOptions{}));
}

SqliteDatabase::SqliteDatabase(std::string path, std::unique_ptr<SqliteConnection> writer, const OpenOptions& options)
    : path_(std::move(path)),
      pool_(std::max<std::size_t>(options.pool, 1)),
      statement_limit_(options.statement_limit),
      writer_(std::move(writer)) {
  writer_->SetStatementLimit(statement_limit_);
}

Result<void> SqliteDatabase::TakeWriter() {
  std::unique_lock lock(mutex_);
  if (writing_ == std::this_thread::get_id()) {
    return Error{ErrorKind::internal, "nested_write", "A Write was started inside a Write of the same thread."};
  }
  if (!writer_free_.wait_for(lock, kTurn, [&] { return writing_ == std::thread::id(); })) {
    return Error{ErrorKind::conflict, "database_busy", "Others are writing to the database. Try again."};
  }
  writing_ = std::this_thread::get_id();
  return {};
}

void SqliteDatabase::FreeWriter() {
  {
    const std::lock_guard lock(mutex_);
    writing_ = std::thread::id();
  }
  writer_free_.notify_one();
}

Result<std::unique_ptr<SqliteConnection>> SqliteDatabase::TakeReader() {
  {
    std::unique_lock lock(mutex_);
    const auto available = [&] { return !idle_.empty() || readers_ < pool_; };
    if (!reader_free_.wait_for(lock, kTurn, available)) {
      return Error{ErrorKind::conflict, "database_busy", "Too many others are reading from the database. Try again."};
    }
    if (!idle_.empty()) {
      auto reader = std::move(idle_.back());
      idle_.pop_back();
      return reader;
    }
    ++readers_;
  }
  auto opened = SqliteConnection::Open(path_, SqliteConnection::Use::read);
  if (opened) {
    (*opened)->SetStatementLimit(statement_limit_);
  } else {
    GiveBackReader(nullptr);
  }
  return opened;
}

void SqliteDatabase::GiveBackReader(std::unique_ptr<SqliteConnection> reader) {
  {
    const std::lock_guard lock(mutex_);
    if (reader == nullptr) {
      --readers_;
    } else {
      idle_.push_back(std::move(reader));
    }
  }
  reader_free_.notify_one();
}

Result<void> SqliteDatabase::WithReader(const std::function<Result<void>(SqliteConnection&)>& work) {
  struct Borrowed {
    SqliteDatabase& database;
    std::unique_ptr<SqliteConnection> reader;
    ~Borrowed() {
      if (reader != nullptr) database.GiveBackReader(std::move(reader));
    }
  };
  WHARF_ASSIGN(auto reader, TakeReader());
  const Borrowed borrowed{*this, std::move(reader)};
  return work(*borrowed.reader);
}

Result<void> SqliteDatabase::WithWriter(const std::function<Result<void>(SqliteConnection&)>& work) {
  struct Turn {
    SqliteDatabase& database;
    ~Turn() { database.FreeWriter(); }
  };
  WHARF_TRY(TakeWriter());
  const Turn turn{*this};
  return work(*writer_);
}

Result<void> SqliteDatabase::Read(const std::function<Result<void>(Session&)>& work) {
  const auto read = [&](SqliteConnection& connection) {
    SqliteSession session(connection, SqliteSession::Scope::statement);
    return work(session);
  };
  return path_ == kInMemory ? WithWriter(read) : WithReader(read);
}

Result<void> SqliteDatabase::Snapshot(const std::function<Result<void>(Session&)>& work) {
  return WithReader(
      [&](SqliteConnection& connection) { return RunTransaction(connection, "BEGIN DEFERRED", work, nullptr); });
}

Result<void> SqliteDatabase::Write(const std::function<Result<void>(Session&)>& work) {
  std::vector<std::function<void()>> then;
  WHARF_TRY(WithWriter(
      [&](SqliteConnection& connection) { return RunTransaction(connection, "BEGIN IMMEDIATE", work, &then); }));
  for (const auto& call : then) call();
  return {};
}

Result<void> SqliteDatabase::Upgrade(const std::function<Result<void>(Session&)>& work) {
  return WithWriter([&](SqliteConnection& connection) -> Result<void> {
    // Not possible inside a transaction, and without it DROP TABLE would delete what refers to the old table.
    WHARF_TRY(connection.RunScript("PRAGMA foreign_keys = OFF"));
    connection.SetStatementLimit(kUpgradeStatement);
    auto done = RunTransaction(
        connection, "BEGIN EXCLUSIVE",
        [&](Session& session) -> Result<void> {
          WHARF_TRY(work(session));
          WHARF_ASSIGN(const Rows broken, session.Query("SELECT DISTINCT \"table\" FROM pragma_foreign_key_check"));
          if (broken.empty()) return {};
          return Error{ErrorKind::internal, "foreign_key_violation",
                       "Rows of the table " + broken[0].Text(0) + " refer to rows that do not exist."};
        },
        nullptr);
    connection.SetStatementLimit(statement_limit_);
    WHARF_TRY(connection.RunScript("PRAGMA foreign_keys = ON"));
    return done;
  });
}

Result<Space> SqliteDatabase::UsedSpace() {
  return ReadValue<Space>([](Session& session) -> Result<Space> {
    WHARF_ASSIGN(const Rows rows,
                 session.Query("SELECT s.page_size, c.page_count, f.freelist_count FROM pragma_page_size s, "
                               "pragma_page_count c, pragma_freelist_count f"));
    const std::int64_t page = rows.at(0).Int(0);
    return Space{page * rows[0].Int(1), page * rows[0].Int(2)};
  });
}

Result<void> SqliteDatabase::GiveBackSpace() {
  for (;;) {
    WHARF_ASSIGN(const Space before, UsedSpace());
    if (before.free_bytes == 0) return {};
    WHARF_TRY(WithWriter([](SqliteConnection& connection) {
      return connection.RunScript("PRAGMA incremental_vacuum(" + std::to_string(kPagesAtOnce) + ")");
    }));
    WHARF_ASSIGN(const Space after, UsedSpace());
    if (after.free_bytes >= before.free_bytes) return {};
  }
}

}  // namespace wharf::storage
