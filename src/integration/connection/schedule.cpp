#include "integration/connection/schedule.h"

#include <algorithm>
#include <vector>

#include "base/encoding.h"
#include "integration/connection/connection_store.h"

namespace wharf::connection {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMostAtOnce = 5;
constexpr std::chrono::minutes kLater{10};

struct Due {
  Connection connection;
  Time at;
};

/// Moves the time on; false if another process did that first.
Result<bool> Move(storage::Session& session, ConnectionId id, std::string_view kind, Time from, Time to) {
  WHARF_ASSIGN(const std::int64_t moved,
               session.Execute("UPDATE connection_schedule SET due_at = ? WHERE connection_id = ? AND kind = ? AND "
                               "due_at = ?",
                               to, id, kind, from));
  return moved == 1;
}

}  // namespace

Time NextMoment(ConnectionId connection, std::string_view kind, std::chrono::hours period, Time now) {
  const std::string hash = Sha256(connection.ToString() + std::string(kind));
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 6; ++i) number = number << 8U | static_cast<unsigned char>(hash[i]);
  const std::int64_t length = milliseconds(period).count();
  const std::int64_t phase = static_cast<std::int64_t>(number) % length;
  const std::int64_t rounds = (now.time_since_epoch().count() - phase) / length;
  return Time(milliseconds((rounds + 1) * length + phase));
}

Result<void> Schedule::Run(std::string_view kind, std::chrono::hours period, const organization::Directory& directory,
                           const StartOne& start) {
  const Time now = clock_.Now();
  std::vector<Due> due;
  std::vector<ConnectionId> unknown;
  WHARF_TRY(database_.Read([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(const auto connections, LoadConnections(session));
    WHARF_ASSIGN(const storage::Rows rows,
                 session.Query("SELECT connection_id, due_at FROM connection_schedule WHERE kind = ?", kind));
    std::map<ConnectionId, Time> times;
    for (const storage::Row& row : rows) times[row.As<ConnectionId>(0)] = row.When(1);
    for (const Connection& connection : connections) {
      const auto position = directory.PositionOf(connection.organization);
      if (!connection.configured || !position || !directory.IsActive(*position)) continue;
      const auto time = times.find(connection.id);
      if (time == times.end()) {
        unknown.push_back(connection.id);
      } else if (time->second <= now || time->second > now + period) {
        // Beyond one period: the period was made shorter since.
        due.push_back({connection, time->second});
      }
    }
    return {};
  }));
  if (!unknown.empty()) {
    WHARF_TRY(database_.Write([&](storage::Session& session) -> Result<void> {
      for (const ConnectionId id : unknown) {
        WHARF_TRY(session.Execute(
            "INSERT INTO connection_schedule (connection_id, kind, due_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", id,
            kind, NextMoment(id, kind, period, now)));
      }
      return {};
    }));
  }
  std::sort(due.begin(), due.end(), [](const Due& a, const Due& b) { return a.at < b.at; });
  std::size_t started = 0;
  for (const Due& one : due) {
    if (started == kMostAtOnce) break;
    const Time next = NextMoment(one.connection.id, kind, period, now);
    bool did = false;
    WHARF_TRY(database_.Write([&](storage::Session& session) -> Result<void> {
      did = false;
      WHARF_ASSIGN(const bool mine, Move(session, one.connection.id, kind, one.at, next));
      if (!mine || one.at > now) return {};
      WHARF_ASSIGN(did, start(session, one.connection));
      if (did) return {};
      WHARF_TRY(Move(session, one.connection.id, kind, next, std::min(next, now + kLater)));
      return {};
    }));
    if (did) ++started;
  }
  return {};
}

}  // namespace wharf::connection
