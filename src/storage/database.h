#pragma once

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
  Value(std::nullptr_t) {}                                              // NOLINT(google-explicit-constructor)
  Value(std::int64_t number) : cell_(number) {}                         // NOLINT(google-explicit-constructor)
  Value(int number) : cell_(std::int64_t{number}) {}                    // NOLINT(google-explicit-constructor)
  Value(bool flag) : cell_(std::int64_t{flag ? 1 : 0}) {}               // NOLINT(google-explicit-constructor)
  Value(double number) : cell_(number) {}                               // NOLINT(google-explicit-constructor)
  Value(std::string text) : cell_(std::move(text)) {}                   // NOLINT(google-explicit-constructor)
  Value(std::string_view text) : cell_(std::string(text)) {}            // NOLINT(google-explicit-constructor)
  Value(const char* text) : cell_(std::string(text)) {}                 // NOLINT(google-explicit-constructor)
  Value(Time time) : cell_(FormatTime(time)) {}                         // NOLINT(google-explicit-constructor)
  template <class Tag>
  Value(Id<Tag> id) : cell_(id.ToString()) {}                           // NOLINT(google-explicit-constructor)
  template <class T>
  Value(const std::optional<T>& value) {                                // NOLINT(google-explicit-constructor)
    if (value) *this = Value(*value);
  }

  using Cell = std::variant<std::nullptr_t, std::int64_t, double, std::string>;
  [[nodiscard]] const Cell& cell() const { return cell_; }

 private:
  Cell cell_ = nullptr;
};

/// One row of an answer. Reading a column as another type than it holds converts where that is exact ("7" as 7) and
/// gives the empty value otherwise; a column that does not exist is a programming error.
class Row {
 public:
  explicit Row(std::vector<Value> cells) : cells_(std::move(cells)) {}
  [[nodiscard]] std::size_t size() const { return cells_.size(); }
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
/// SQL is written once for both databases, with `?` for each parameter. Errors: `unavailable` (the database is away;
/// code `database_unavailable`), `resource_exhausted` (disk full; `storage_full`), `already_exists` (a unique index;
/// `unique_violation`, message names the index), `conflict` (serialization or lock time-out; `database_busy`),
/// `internal` for anything else. Messages never hold parameter values.
class Session {
 public:
  virtual ~Session() = default;
  virtual Result<Rows> Query(std::string_view sql, std::span<const Value> parameters) = 0;
  /// Returns the number of rows changed.
  virtual Result<std::int64_t> Execute(std::string_view sql, std::span<const Value> parameters) = 0;
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

/// The database behind Wharf: SQLite in a folder, or PostgreSQL by URL. Safe from any thread.
class Database {
 public:
  virtual ~Database() = default;

  [[nodiscard]] virtual Dialect dialect() const = 0;

  /// Runs `work` on a connection for reading. On SQLite readers never wait for the writer (WAL).
  virtual Result<void> Read(const std::function<Result<void>(Session&)>& work) = 0;

  /// Runs `work` in one transaction that is committed if it returns ok and rolled back otherwise (also when it throws).
  /// On SQLite one writer at a time, with BEGIN IMMEDIATE; on PostgreSQL READ COMMITTED. `work` may run again after a
  /// serialization failure, so it must have no effect outside the transaction. When this returns ok, the change
  /// survives kill -9 and a power cut.
  virtual Result<void> Write(const std::function<Result<void>(Session&)>& work) = 0;

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
};

/// Opens the database, waiting up to `wait` for PostgreSQL to come up, and applies every migration that is missing.
/// Safe with several processes starting at once (a lock in the database). Refuses a database that is newer than this
/// program, with code `database_too_new`.
Result<std::unique_ptr<Database>> Open(const OpenOptions& options);

}  // namespace wharf::storage
