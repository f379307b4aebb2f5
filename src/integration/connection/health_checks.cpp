#include "integration/connection/health_checks.h"

namespace wharf::connection {

void HealthChecks::Register() {
  jobs_.Register(std::string(kCheckConnection), [this](storage::JobContext& context) { return Run(context); });
}

Result<void> HealthChecks::StartDue(std::chrono::hours period) {
  WHARF_ASSIGN(const auto directory, directories_.Current());
  return schedule_.Run(
      kCheckConnection, period, *directory,
      [&](storage::Session& session, const Connection& connection) -> Result<bool> {
        WHARF_ASSIGN(const bool busy, jobs_.HasOpen(session, busy_kind_, connection.id.ToString()));
        if (busy) return false;
        const auto* entry = connections_.catalog().Find(connection.integration);
        if (entry == nullptr) return true;
        WHARF_TRY(jobs_.Add(session, kCheckConnection, connection.organization, connection.id.ToString(),
                            "Check " + entry->definition->name, {}, "Schedule", true));
        return true;
      });
}

Result<boost::json::object> HealthChecks::Run(storage::JobContext& context) {
  const auto id = ConnectionId::Parse(context.job().subject).value_or(ConnectionId{});
  WHARF_ASSIGN(const auto directory, directories_.Current());
  const auto access = organization::Access::System(directory, "Health check");
  auto test = calling_.Test(access, id, "health");
  if (!test) {
    // Uninstalled since: nothing to check, and no failure.
    if (test.error().kind == ErrorKind::not_found) return boost::json::object{{"state", "removed"}};
    return std::move(test).error();
  }
  return boost::json::object{{"state", NameOf(test->health.state)}, {"headline", test->health.headline}};
}

}  // namespace wharf::connection
