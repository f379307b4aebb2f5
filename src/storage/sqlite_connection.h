#pragma once

#include <functional>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "storage/database.h"

struct sqlite3;
struct sqlite3_stmt;

namespace wharf::storage {

/// One connection to an SQLite file, with the statements it prepared lately. Used by one thread at a time.
class SqliteConnection {
 public:
  enum class Use { write, read };

  /// Opens the file, which must exist unless `use` is write, and sets what every connection needs. `path` may be
  /// ":memory:".
  static Result<std::unique_ptr<SqliteConnection>> Open(const std::string& path, Use use);
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  /// Runs one statement and hands over its rows; returns the number of rows it changed.
  Result<std::int64_t> Run(std::string_view sql, std::span<const Value> parameters,
                           const std::function<Result<void>(Row&&)>& each);
  /// Runs any number of statements without parameters and drops their rows.
  Result<void> RunScript(std::string_view sql);
  /// True between BEGIN and its end. SQLite ends a transaction by itself after some failures, such as a full disk.
  [[nodiscard]] bool InTransaction() const;
  /// A statement that takes longer than this is stopped.
  void SetStatementLimit(std::chrono::milliseconds limit) { limit_ = limit; }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
  using Prepared = std::pair<std::string, Statement>;

  explicit SqliteConnection(sqlite3* handle) : handle_(handle) {}
  /// A statement that was prepared before, or a new one. It is out of the cache until it is given back, so that the
  /// same SQL may run inside itself.
  Result<Prepared> Take(std::string_view sql);
  void GiveBack(Prepared prepared);
  Result<void> Step(sqlite3_stmt* statement, const std::function<Result<void>(Row&&)>& each);
  Error Failure(int code);
  /// The `errno` of the write that failed last.
  int WhyNotWritten();
  std::string UniqueIndexName(const std::string& message);

  std::unique_ptr<sqlite3, Close> handle_;
  /// Latest first; the map points into the list.
  std::list<Prepared> prepared_;
  std::unordered_map<std::string_view, std::list<Prepared>::iterator> by_sql_;
  std::chrono::milliseconds limit_ = std::chrono::seconds(30);
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace wharf::storage
