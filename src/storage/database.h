#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"

namespace wharf::storage {

/// A parameter or a cell. Ids and times are stored as text (36 characters; RFC 3339 with milliseconds), booleans as
/// 0 and 1, JSON as text: the same in both databases.
class Value {
 public:
  Value() = default;
  Value(std::nullptr_t) {}                                    // NOLINT(google-explicit-constructor)
  Value(std::int64_t number) : cell_(number) {}               // NOLINT(google-explicit-constructor)
  Value(int number) : cell_(std::int64_t{number}) {}          // NOLINT(google-explicit-constructor)
  Value(bool flag) : cell_(std::int64_t{flag ? 1 : 0}) {}     // NOLINT(google-explicit-constructor)
  Value(double number) : cell_(number) {}                     // NOLINT(google-explicit-constructor)
  Value(std::string text) : cell_(std::move(text)) {}         // NOLINT(google-explicit-constructor)
  Value(std::string_view text) : cell_(std::string(text)) {}  // NOLINT(google-explicit-constructor)
  Value(const char* text) : cell_(std::string(text)) {}       // NOLINT(google-explicit-constructor)
  Value(Time time) : cell_(FormatTime(time)) {}               // NOLINT(google-explicit-constructor)
  template <class Tag>
  Value(Id<Tag> id) : cell_(id.ToString()) {}  // NOLINT(google-explicit-constructor)
  template <class T>
  Value(const std::optional<T>& value) {  // NOLINT(google-explicit-constructor)
    if (value) *this = Value(*value);
  }

  /// Bytes that need not be text, for a column that is BLOB on SQLite and BYTEA on PostgreSQL.
  static Value Bytes(std::string bytes) {
    Value value(std::move(bytes));
    value.is_bytes_ = true;
    return value;
  }

  using Cell = std::variant<std::nullptr_t, std::int64_t, double, std::string>;
  [[nodiscard]] const Cell& cell() const { return cell_; }
  [[nodiscard]] bool is_bytes() const { return is_bytes_; }

 private:
  Cell cell_ = nullptr;
  bool is_bytes_ = false;
};

/// One row of an answer. Reading a column as another type than it holds converts where that is exact ("7" as 7) and
/// gives the empty value otherwise; a column that does not exist is a programming error.
class Row {
 public:
  explicit Row(std::vector<Value> cells) : cells_(std::move(cells)) {}
  [[nodiscard]] std::size_t size() const { return cells_.size(); }
  [[nodiscard]] const Value& operator[](std::size_t column) const { return cells_.at(column); }
  [[nodiscard]] bool IsNull(std::size_t column) const;
  [[nodiscard]] std::string Text(std::size_t column) const;
  [[nodiscard]] std::int64_t Int(std::size_t column) const;
  [[nodiscard]] double Double(std::size_t column) const;
  [[nodiscard]] bool Bool(std::size_t column) const { return Int(column) != 0; }
  [[nodiscard]] Time When(std::size_t column) const;
  [[nodiscard]] std::optional<std::string> OptionalText(std::size_t column) const;
  [[nodiscard]] std::optional<Time> OptionalWhen(std::size_t column) const;
  template <class IdType>
  [[nodiscard]] IdType As(std::size_t column) const {
    return IdType::Parse(Text(column)).value_or(IdType{});
  }

 private:
  std::vector<Value> cells_;
};

using Rows = std::vector<Row>;

enum class Dialect { sqlite, postgresql };

/// One conversation with the database: a borrowed connection that goes back to its pool at the end. Used by one thread
/// at a time.
///
/// SQL is written once for both databases, with `?` for each parameter; docs/decisions/0001-two-databases-one-sql.md
/// says what both understand. Text must be UTF-8 without U+0000.
///
/// Errors: `unavailable` (the database is away; code `database_unavailable`), `resource_exhausted` (disk full;
/// `storage_full`), `already_exists` (a unique index; `unique_violation`, message names the index), `conflict`
/// (serialization or lock time-out, `database_busy`; a row that others refer to or that is gone,
/// `foreign_key_violation`), `deadline_exceeded` (`statement_timeout`), `invalid_argument` (`invalid_text`,
/// `invalid_number`), `internal` for anything else. Messages never hold parameter values.
///
/// In a transaction the first failed statement ends it, on both databases: what follows fails with
/// `transaction_failed`, and nothing is committed even if `work` returns ok.
class Session {
 public:
  virtual ~Session() = default;
  virtual Result<Rows> Query(std::string_view sql, std::span<const Value> parameters) = 0;
  /// Returns the number of rows changed.
  virtual Result<std::int64_t> Execute(std::string_view sql, std::span<const Value> parameters) = 0;
  /// Hands over the rows one by one as they arrive, for answers that are too large for memory. An error of `each` ends
  /// it and is returned. `each` must not use this session.
  virtual Result<void> ForEach(std::string_view sql, std::span<const Value> parameters,
                               const std::function<Result<void>(const Row&)>& each) = 0;
  /// Several statements without parameters, as a migration file holds them.
  virtual Result<void> RunScript(std::string_view sql) = 0;
  /// `then` is called once after the transaction of this session is committed, on the thread that committed it, and
  /// never if it is rolled back. For waking whoever waits for the change. Must not throw.
  virtual void AfterCommit(std::function<void()> then) = 0;
  [[nodiscard]] virtual Dialect dialect() const = 0;

  template <class... P>
  Result<Rows> Query(std::string_view sql, const P&... parameters) {
    const std::vector<Value> values{Value(parameters)...};
    return Query(sql, std::span<const Value>(values));
  }
  template <class... P>
  Result<std::int64_t> Execute(std::string_view sql, const P&... parameters) {
    const std::vector<Value> values{Value(parameters)...};
    return Execute(sql, std::span<const Value>(values));
  }
};

/// How much room the database takes.
struct Space {
  std::int64_t bytes = 0;
  /// Of these, what is free inside the file and can be given back. Always 0 on PostgreSQL, which sees to it itself.
  std::int64_t free_bytes = 0;
};

/// The database behind Wharf: SQLite in a folder, or PostgreSQL by URL. Safe from any thread.
///
/// When PostgreSQL is away, every call fails at once or within the connect time-out of three seconds; each later call
/// tries again on a new connection, so it goes on by itself when the server is back.
class Database {
 public:
  virtual ~Database() = default;

  [[nodiscard]] virtual Dialect dialect() const = 0;

  /// Runs `work` on a connection for reading. On SQLite readers never wait for the writer (WAL). Each statement sees
  /// what was committed when it began.
  virtual Result<void> Read(const std::function<Result<void>(Session&)>& work) = 0;

  /// Like Read, but all statements see the same moment. Holds back the cleaning-up of old rows while it runs.
  virtual Result<void> Snapshot(const std::function<Result<void>(Session&)>& work) = 0;

  /// Runs `work` in one transaction that is committed if it returns ok and rolled back otherwise (also when it throws).
  /// On SQLite one writer at a time, with BEGIN IMMEDIATE; on PostgreSQL READ COMMITTED. `work` may run again after a
  /// serialization failure or a lost connection, so it must have no effect outside the transaction. When this returns
  /// ok, the change survives kill -9 and a power cut. `interrupted` with code `commit_unknown` means that the
  /// connection broke while committing: it may or may not have happened. A Write inside a Write of the same thread
  /// would wait for itself and is refused (`nested_write`).
  virtual Result<void> Write(const std::function<Result<void>(Session&)>& work) = 0;

  [[nodiscard]] virtual Result<Space> UsedSpace() = 0;
  /// Gives free pages back to the file system, in steps of some milliseconds between which others write. On PostgreSQL
  /// nothing, since autovacuum does it.
  virtual Result<void> GiveBackSpace() = 0;

  /// Typed sugar: `db.ReadValue<std::vector<User>>([&](Session& s) -> Result<std::vector<User>> {...})`.
  template <class T, class F>
  Result<T> ReadValue(F&& work) {
    return Collect<T>(&Database::Read, std::forward<F>(work));
  }
  template <class T, class F>
  Result<T> WriteValue(F&& work) {
    return Collect<T>(&Database::Write, std::forward<F>(work));
  }

 private:
  template <class T, class F>
  Result<T> Collect(Result<void> (Database::*run)(const std::function<Result<void>(Session&)>&), F&& work) {
    std::optional<T> value;
    WHARF_TRY((this->*run)([&](Session& session) -> Result<void> {
      Result<T> made = work(session);
      if (!made) return std::move(made).error();
      value = *std::move(made);
      return {};
    }));
    return *std::move(value);
  }
};

struct OpenOptions {
  /// `postgresql://…` for PostgreSQL; empty for SQLite in `folder`.
  std::string url = {};
  /// Where SQLite keeps `wharf.db`.
  std::string folder = {};
  /// Most connections at once (PostgreSQL) or readers (SQLite).
  std::size_t pool = 8;
  /// How long Open waits for PostgreSQL to accept connections. A wrong password or a missing database is told at once.
  std::chrono::milliseconds wait = std::chrono::seconds(10);
  /// The longest a single statement may take.
  std::chrono::milliseconds statement_limit = std::chrono::seconds(30);
};

/// Opens the database, waiting up to `wait` for PostgreSQL to come up, and applies every migration that is missing.
/// Safe with several processes starting at once (a lock in the database). Refuses a database that is newer than this
/// program, with code `database_too_new`, and a file of another program, with code `database_foreign`.
Result<std::unique_ptr<Database>> Open(const OpenOptions& options);

}  // namespace wharf::storage
