#include "storage/sqlite_connection.h"

#include <sqlite3.h>

#include <array>
#include <cstring>
#include <vector>

#include "storage/engine.h"
#include "storage/sqlite_error.h"

namespace wharf::storage {
namespace {

constexpr std::size_t kMostPrepared = 128;
/// How long a connection waits for a writer of another process.
constexpr int kBusyMilliseconds = 10'000;
/// How many steps of SQLite's machine lie between two looks at the clock.
constexpr int kStepsBetweenLooks = 20'000;

int CompareBytes(void* /*unused*/, int left_size, const void* left, int right_size, const void* right) {
  const int order = std::memcmp(left, right, static_cast<std::size_t>(std::min(left_size, right_size)));
  return order != 0 ? order : left_size - right_size;
}

int Bind(sqlite3_stmt* statement, int at, const Value& value) {
  struct Binder {
    sqlite3_stmt* statement;
    int at;
    bool is_bytes;
    int operator()(std::nullptr_t) const { return sqlite3_bind_null(statement, at); }
    int operator()(std::int64_t number) const { return sqlite3_bind_int64(statement, at, number); }
    int operator()(double number) const { return sqlite3_bind_double(statement, at, number); }
    // The parameters outlive the statement's run, and Run clears the bindings: no copy is needed.
    int operator()(const std::string& text) const {
      return is_bytes ? sqlite3_bind_blob64(statement, at, text.data(), text.size(), SQLITE_STATIC)
                      : sqlite3_bind_text64(statement, at, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
  };
  return std::visit(Binder{statement, at, value.is_bytes()}, value.cell());
}

Value ReadCell(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return Value(static_cast<std::int64_t>(sqlite3_column_int64(statement, column)));
    case SQLITE_FLOAT:
      return Value(sqlite3_column_double(statement, column));
    case SQLITE_NULL:
      return {};
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
      return Value::Bytes(size == 0 ? std::string() : std::string(bytes, size));
    }
    default: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      return Value(std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))));
    }
  }
}

Row ReadRow(sqlite3_stmt* statement) {
  const int columns = sqlite3_column_count(statement);
  std::vector<Value> cells;
  cells.reserve(static_cast<std::size_t>(columns));
  for (int i = 0; i < columns; ++i) cells.push_back(ReadCell(statement, i));
  return Row(std::move(cells));
}

/// What brings SQLite's habits near PostgreSQL's (LIKE tells upper from lower case, "x" is never a text) and makes a
/// commit durable. auto_vacuum counts only for a new file and must come before the journal mode, which writes it.
constexpr std::string_view kWriterSetup =
    "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
    "PRAGMA journal_size_limit = 67108864;";
constexpr std::string_view kSetup =
    "PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON; PRAGMA trusted_schema = OFF; "
    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096;";

}  // namespace

void SqliteConnection::Close::operator()(sqlite3* handle) const { sqlite3_close(handle); }
void SqliteConnection::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

SqliteConnection::~SqliteConnection() {
  by_sql_.clear();
  prepared_.clear();
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const std::string& path, Use use) {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | (use == Use::write ? SQLITE_OPEN_CREATE : 0);
  const int opened = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(handle));
  if (opened != SQLITE_OK) {
    Error error = connection->Failure(opened);
    error.message = path + ": " + error.message;
    return error;
  }
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // PostgreSQL's name for the order by bytes, so that both understand COLLATE "C".
  sqlite3_create_collation_v2(handle, "C", SQLITE_UTF8, nullptr, CompareBytes, nullptr);
  const auto look = [](void* self) {
    return std::chrono::steady_clock::now() > static_cast<SqliteConnection*>(self)->deadline_ ? 1 : 0;
  };
  sqlite3_progress_handler(handle, kStepsBetweenLooks, look, connection.get());
  if (use == Use::write) WHARF_TRY(connection->RunScript(kWriterSetup));
  WHARF_TRY(connection->RunScript(kSetup));
  if (use == Use::read) WHARF_TRY(connection->RunScript("PRAGMA query_only = ON"));
  return connection;
}

bool SqliteConnection::InTransaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

Result<SqliteConnection::Prepared> SqliteConnection::Take(std::string_view sql) {
  if (const auto found = by_sql_.find(sql); found != by_sql_.end()) {
    const auto entry = found->second;
    by_sql_.erase(found);
    Prepared prepared = std::move(*entry);
    prepared_.erase(entry);
    return prepared;
  }
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, &rest);
  if (code != SQLITE_OK) return Failure(code);
  return Prepared(std::string(sql), Statement(statement));
}

void SqliteConnection::GiveBack(Prepared prepared) {
  sqlite3_reset(prepared.second.get());
  sqlite3_clear_bindings(prepared.second.get());
  if (by_sql_.contains(prepared.first)) return;
  prepared_.push_front(std::move(prepared));
  by_sql_.emplace(prepared_.front().first, prepared_.begin());
  if (prepared_.size() > kMostPrepared) {
    by_sql_.erase(prepared_.back().first);
    prepared_.pop_back();
  }
}

Result<void> SqliteConnection::Step(sqlite3_stmt* statement, const std::function<Result<void>(Row&&)>& each) {
  for (;;) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return Failure(code);
    WHARF_TRY(each(ReadRow(statement)));
  }
}

Result<std::int64_t> SqliteConnection::Run(std::string_view sql, std::span<const Value> parameters,
                                           const std::function<Result<void>(Row&&)>& each) {
  WHARF_TRY(CheckParameters(parameters));
  deadline_ = std::chrono::steady_clock::now() + limit_;
  WHARF_ASSIGN(Prepared prepared, Take(sql));
  sqlite3_stmt* statement = prepared.second.get();
  if (static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)) != parameters.size()) {
    return Error{ErrorKind::internal, "parameter_count",
                 "The SQL has " + std::to_string(sqlite3_bind_parameter_count(statement)) + " parameters, but " +
                     std::to_string(parameters.size()) + " were given."};
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const int code = Bind(statement, static_cast<int>(i) + 1, parameters[i]);
    if (code != SQLITE_OK) return Failure(code);
  }
  auto stepped = Step(statement, each);
  const bool writes = sqlite3_stmt_readonly(statement) == 0;
  const std::int64_t changed = writes ? sqlite3_changes64(handle_.get()) : 0;
  GiveBack(std::move(prepared));
  if (!stepped) return std::move(stepped).error();
  return changed;
}

Result<void> SqliteConnection::RunScript(std::string_view sql) {
  deadline_ = std::chrono::steady_clock::now() + limit_;
  const std::string script(sql);
  const char* rest = script.c_str();
  while (*rest != '\0') {
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v2(handle_.get(), rest, -1, &raw, &rest);
    const Statement statement(raw);
    if (code != SQLITE_OK) return Failure(code);
    if (raw == nullptr) continue;  // a comment or blanks
    WHARF_TRY(Step(raw, [](Row&&) { return Result<void>(); }));
  }
  return {};
}

Error SqliteConnection::Failure(int code) {
  const std::string message = handle_ == nullptr ? "out of memory" : sqlite3_errmsg(handle_.get());
  const int extended = handle_ == nullptr ? code : sqlite3_extended_errcode(handle_.get());
  const int system = extended == SQLITE_IOERR_WRITE ? WhyNotWritten() : 0;
  if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY ||
      extended == SQLITE_CONSTRAINT_ROWID) {
    return UniqueViolation(UniqueIndexName(message));
  }
  return SqliteFailure(extended, system, message);
}

int SqliteConnection::WhyNotWritten() {
  // sqlite3_system_errno knows nothing of what fails in a commit; the files themselves do. Of these only a disk without
  // room has a code of its own (SQLITE_FULL); a quota and a limit on the size of files are told from other faults here.
  sqlite3_file* log = nullptr;
  if (sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) != SQLITE_OK) return 0;
  int reason = 0;
  if (log != nullptr && log->pMethods != nullptr) log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &reason);
  if (reason == 0) sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_LAST_ERRNO, &reason);
  return reason;
}

std::string SqliteConnection::UniqueIndexName(const std::string& message) {
  const UniqueColumns unique = ParseUniqueMessage(message);
  if (!unique.index.empty()) return unique.index;
  std::string name;
  // SQLite names the columns; the index that has just these is looked up, and an unnamed one called as PostgreSQL does.
  const auto found =
      Run("SELECT l.name, l.origin FROM pragma_index_list(?) l WHERE l.\"unique\" = 1 AND (SELECT "
          "group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) = ?",
          std::array{Value(unique.table), Value(unique.columns)}, [&](const Row& row) -> Result<void> {
            if (row.Text(1) == "c") name = row.Text(0);
            if (row.Text(1) == "u") name = unique.DefaultName();
            return {};
          });
  return found && !name.empty() ? name : unique.table + "_pkey";
}

}  // namespace wharf::storage
