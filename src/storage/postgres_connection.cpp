#include "storage/postgres_connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <vector>

#include "storage/engine.h"
#include "storage/postgres_error.h"

namespace wharf::storage {
namespace {

// The types of the answer that are not text (src/include/catalog/pg_type.dat; the numbers never change).
constexpr Oid kBool = 16;
constexpr Oid kBytes = 17;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kFloat4 = 700;
constexpr Oid kFloat8 = 701;
constexpr Oid kNumeric = 1700;

template <class Number>
std::optional<Number> Parse(std::string_view text) {
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failure == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

Value ReadBytes(const char* escaped) {
  std::size_t size = 0;
  const std::unique_ptr<unsigned char, decltype(&PQfreemem)> bytes(
      PQunescapeBytea(reinterpret_cast<const unsigned char*>(escaped), &size), &PQfreemem);
  return bytes == nullptr ? Value() : Value::Bytes({reinterpret_cast<const char*>(bytes.get()), size});
}

Value ReadCell(const PGresult* answer, int row, int column) {
  if (PQgetisnull(answer, row, column) != 0) return {};
  const char* begin = PQgetvalue(answer, row, column);
  const std::string_view text(begin, static_cast<std::size_t>(PQgetlength(answer, row, column)));
  switch (PQftype(answer, column)) {
    case kBool:
      return Value(text == "t");
    case kInt2:
    case kInt4:
    case kInt8:
      return Value(Parse<std::int64_t>(text).value_or(0));
    case kNumeric:  // what SUM of a BIGINT gives
      if (const auto whole = Parse<std::int64_t>(text)) return Value(*whole);
      return Value(Parse<double>(text).value_or(0.0));
    case kFloat4:
    case kFloat8:
      return Value(Parse<double>(text).value_or(0.0));
    case kBytes:
      return ReadBytes(begin);
    default:
      return Value(text);
  }
}

Row ReadRow(const PGresult* answer, int row) {
  const int columns = PQnfields(answer);
  std::vector<Value> cells;
  cells.reserve(static_cast<std::size_t>(columns));
  for (int i = 0; i < columns; ++i) cells.push_back(ReadCell(answer, row, i));
  return Row(std::move(cells));
}

/// The parameters as libpq takes them. Types are left to the server, which knows the column; only bytes say theirs.
struct Parameters {
  std::vector<std::string> texts;
  std::vector<const char*> values;
  std::vector<Oid> types;
  std::vector<int> lengths;
  std::vector<int> formats;

  explicit Parameters(std::span<const Value> parameters) {
    texts.reserve(parameters.size());
    for (const Value& parameter : parameters) Add(parameter);
  }

  void Add(const Value& parameter) {
    const Value::Cell& cell = parameter.cell();
    const auto* text = std::get_if<std::string>(&cell);
    if (text == nullptr && !std::holds_alternative<std::nullptr_t>(cell)) {
      texts.push_back(Row({parameter}).Text(0));
      text = &texts.back();
    }
    values.push_back(text == nullptr ? nullptr : text->c_str());
    lengths.push_back(text == nullptr ? 0 : static_cast<int>(text->size()));
    types.push_back(parameter.is_bytes() ? kBytes : 0);
    formats.push_back(parameter.is_bytes() ? 1 : 0);
  }
};

// A statement is kept from its first run on, and prepared at the second. These bound what a connection costs both
// sides.
constexpr std::size_t kMostStatements = 200;
constexpr std::size_t kLongestKept = 4096;

/// Whether the server no longer knows a prepared statement, or may not run it since a table has other columns now
/// (PostgreSQL 15 manual, appendix A and `RevalidateCachedQuery`).
bool LostPrepared(std::string_view state, std::string_view message) {
  return state == "26000" || (state == "0A000" && message.find("cached plan") != std::string_view::npos);
}

std::string_view Field(const PGresult* answer, int field) {
  const char* text = PQresultErrorField(answer, field);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

}  // namespace

void PostgresConnection::Close::operator()(pg_conn* handle) const { PQfinish(handle); }
void PostgresConnection::Clear::operator()(pg_result* result) const { PQclear(result); }
PostgresConnection::~PostgresConnection() = default;

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::Connect(const std::string& url,
                                                                        std::chrono::milliseconds statement_limit) {
  // The server's own limit is a little longer than ours, so that it ends what we no longer wait for.
  const std::string server_limit =
      "-c statement_timeout=" + std::to_string((statement_limit + std::chrono::seconds(1)).count());
  auto connection = ConnectWith(url, server_limit);
  // A pooler (PgBouncer) takes no settings for a connection that it shares out: transactions bring their own.
  if (!connection && connection.error().message.find("unsupported startup parameter") != std::string::npos) {
    connection = ConnectWith(url, "");
  }
  if (!connection) return connection;
  (*connection)->SetStatementLimit(statement_limit);
  WHARF_ASSIGN((*connection)->may_prepare_, (*connection)->TalksToOneServer());
  return connection;
}

Result<bool> PostgresConnection::TalksToOneServer() {
  std::int64_t process = 0;
  WHARF_TRY(Run("SELECT pg_backend_pid()", {}, [&](Row&& row) -> Result<void> {
    process = row.Int(0);
    return {};
  }));
  return process == PQbackendPID(handle_.get());
}

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::ConnectWith(const std::string& url,
                                                                            const std::string& settings) {
  // What comes before "dbname" is a default that the URL may set otherwise; what comes after holds always.
  constexpr std::array keys = {"connect_timeout",  "keepalives_idle",  "keepalives_interval",
                               "keepalives_count", "tcp_user_timeout", "application_name",
                               "options",          "dbname",           "client_encoding"};
  const std::array values = {"3", "10", "5", "3", "15000", "wharf", settings.c_str(), url.c_str(), "UTF8"};
  std::array<const char*, keys.size() + 1> key_list{};
  std::array<const char*, keys.size() + 1> value_list{};
  std::ranges::copy(keys, key_list.begin());
  std::ranges::copy(values, value_list.begin());
  std::unique_ptr<PostgresConnection> connection(
      new PostgresConnection(PQconnectdbParams(key_list.data(), value_list.data(), 1)));
  PGconn* handle = connection->handle_.get();
  if (PQstatus(handle) != CONNECTION_OK) {
    return PostgresAway(handle == nullptr ? "out of memory" : PQerrorMessage(handle));
  }
  PQsetNoticeProcessor(
      handle, [](void*, const char*) {}, nullptr);
  PQsetnonblocking(handle, 1);
  return connection;
}

bool PostgresConnection::StillOpen() {
  if (broken_) return false;
  pollfd socket{PQsocket(handle_.get()), POLLIN, 0};
  // Between statements the server says nothing, except that it goes.
  if (poll(&socket, 1, 0) > 0) PQconsumeInput(handle_.get());
  broken_ = PQstatus(handle_.get()) != CONNECTION_OK;
  return !broken_;
}

Error PostgresConnection::Broken() {
  broken_ = true;
  return PostgresAway(PQerrorMessage(handle_.get()));
}

Error PostgresConnection::TimedOut() {
  // Not asked to cancel: libpq's PQcancel waits for the answer without a limit.
  broken_ = true;
  return {ErrorKind::deadline_exceeded, "statement_timeout",
          "The database did not answer a statement in time. Ask for less at once, or look after the server."};
}

Result<void> PostgresConnection::Await(short events) {
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now());
    if (left.count() <= 0) return TimedOut();
    pollfd socket{PQsocket(handle_.get()), events, 0};
    const int ready = poll(&socket, 1, static_cast<int>(left.count()) + 1);
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return Broken();
  }
}

Result<void> PostgresConnection::Send() {
  for (;;) {
    const int unsent = PQflush(handle_.get());
    if (unsent == 0) return {};
    if (unsent < 0) return Broken();
    // The server may have to be heard before it hears more.
    WHARF_TRY(Await(POLLIN | POLLOUT));
    if (PQconsumeInput(handle_.get()) == 0) return Broken();
  }
}

Result<PostgresConnection::Answer> PostgresConnection::Next() {
  while (PQisBusy(handle_.get()) != 0) {
    WHARF_TRY(Await(POLLIN));
    if (PQconsumeInput(handle_.get()) == 0) return Broken();
  }
  return Answer(PQgetResult(handle_.get()));
}

Error PostgresConnection::Failure(const pg_result* answer) {
  const std::string_view state = Field(answer, PG_DIAG_SQLSTATE);
  can_retry_ = IsRetryable(state);
  if (LostPrepared(state, Field(answer, PG_DIAG_MESSAGE_PRIMARY))) {
    broken_ = true;
    return PostgresAway("it lost its prepared statements");
  }
  if (PQstatus(handle_.get()) != CONNECTION_OK || state.empty()) return Broken();
  return PostgresFailure({state, Field(answer, PG_DIAG_MESSAGE_PRIMARY), Field(answer, PG_DIAG_CONSTRAINT_NAME)});
}

Error PostgresConnection::Finish(Error failure) {
  while (!broken_) {
    const auto answer = Next();
    if (!answer || *answer == nullptr) break;
    if (const auto status = PQresultStatus(answer->get()); status == PGRES_COPY_IN || status == PGRES_COPY_OUT) {
      broken_ = true;
    }
  }
  // A server that goes says so first and closes then; both mean that this connection is over.
  if (failure.code == "database_unavailable") broken_ = true;
  return failure;
}

Result<const PostgresConnection::Statement*> PostgresConnection::Look(std::string_view sql,
                                                                      std::span<const Value> parameters) {
  const auto known = statements_.find(std::string(sql));
  if (known == statements_.end()) {
    Statement fresh{NumberParameters(sql), ""};
    if (!may_prepare_ || sql.size() > kLongestKept) return &(passing_ = std::move(fresh));
    if (statements_.size() >= kMostStatements) {
      std::erase_if(statements_, [](const auto& kept) { return kept.second.name.empty(); });
    }
    if (statements_.size() >= kMostStatements) return &(passing_ = std::move(fresh));
    return &(statements_[std::string(sql)] = std::move(fresh));
  }
  Statement& statement = known->second;
  if (statement.name.empty() && statement.numbered.parameters == parameters.size()) {
    WHARF_TRY(Prepare(statement, parameters));
  }
  return &statement;
}

Result<void> PostgresConnection::Prepare(Statement& statement, std::span<const Value> parameters) {
  const Parameters list(parameters);
  std::string name = "wharf_" + std::to_string(++prepared_);
  if (PQsendPrepare(handle_.get(), name.c_str(), statement.numbered.sql.c_str(), static_cast<int>(parameters.size()),
                    list.types.data()) == 0) {
    return Broken();
  }
  WHARF_TRY(Send());
  for (;;) {
    WHARF_ASSIGN(const Answer answer, Next());
    if (answer == nullptr) break;
    if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) return Finish(Failure(answer.get()));
  }
  statement.name = std::move(name);
  return {};
}

Result<void> PostgresConnection::SendStatement(const Statement& statement, std::span<const Value> parameters) {
  const Parameters list(parameters);
  const int count = static_cast<int>(parameters.size());
  const int sent = statement.name.empty()
                       ? PQsendQueryParams(handle_.get(), statement.numbered.sql.c_str(), count, list.types.data(),
                                           list.values.data(), list.lengths.data(), list.formats.data(), 0)
                       : PQsendQueryPrepared(handle_.get(), statement.name.c_str(), count, list.values.data(),
                                             list.lengths.data(), list.formats.data(), 0);
  if (sent == 0) return Broken();
  return {};
}

Result<std::int64_t> PostgresConnection::Run(std::string_view sql, std::span<const Value> parameters,
                                             const std::function<Result<void>(Row&&)>& each) {
  can_retry_ = false;
  WHARF_TRY(CheckParameters(parameters));
  deadline_ = std::chrono::steady_clock::now() + limit_;
  WHARF_ASSIGN(const Statement* statement, Look(sql, parameters));
  if (statement->numbered.parameters != parameters.size()) {
    return Error{ErrorKind::internal, "parameter_count",
                 "The SQL has " + std::to_string(statement->numbered.parameters) + " parameters, but " +
                     std::to_string(parameters.size()) + " were given."};
  }
  WHARF_TRY(SendStatement(*statement, parameters));
  PQsetSingleRowMode(handle_.get());
  WHARF_TRY(Send());
  std::int64_t changed = 0;
  for (;;) {
    WHARF_ASSIGN(const Answer answer, Next());
    if (answer == nullptr) return changed;
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
      return Finish(Failure(answer.get()));
    }
    for (int row = 0; row < PQntuples(answer.get()); ++row) {
      if (auto taken = each(ReadRow(answer.get(), row)); !taken) return Finish(std::move(taken).error());
    }
    if (status != PGRES_SINGLE_TUPLE) {
      changed = Parse<std::int64_t>(PQcmdTuples(const_cast<PGresult*>(answer.get()))).value_or(0);
    }
  }
}

Result<std::string> PostgresConnection::RunScript(std::string_view sql) {
  can_retry_ = false;
  deadline_ = std::chrono::steady_clock::now() + limit_;
  if (PQsendQuery(handle_.get(), std::string(sql).c_str()) == 0) return Broken();
  WHARF_TRY(Send());
  std::string tag;
  for (;;) {
    WHARF_ASSIGN(const Answer answer, Next());
    if (answer == nullptr) return tag;
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY) {
      return Finish(Failure(answer.get()));
    }
    tag = PQcmdStatus(answer.get());
  }
}

}  // namespace wharf::storage
