#include "integration/mapping/suggest_job.h"

namespace wharf::mapping {

void SuggestJob::Register() {
  jobs_.Register(std::string(kSuggestMappings), [this](storage::JobContext& context) { return Run(context); });
}

Result<storage::Job> SuggestJob::Start(const organization::Access& access, ConnectionId id) {
  WHARF_ASSIGN(const auto connection, connections_.Find(access, id, organization::Right::write));
  const auto* entry = connections_.catalog().Find(connection.integration);
  const std::string name = entry == nullptr ? connection.integration : entry->definition->name;
  return database_.WriteValue<storage::Job>([&](storage::Session& session) {
    return jobs_.Add(session, kSuggestMappings, connection.organization, id.ToString(), "Suggest values for " + name,
                     {}, access.caller().name, true);
  });
}

Result<boost::json::object> SuggestJob::Run(storage::JobContext& context) {
  const auto id = ConnectionId::Parse(context.job().subject).value_or(ConnectionId{});
  WHARF_ASSIGN(const auto directory, directories_.Current());
  const auto access = organization::Access::System(directory, "Suggest values");
  WHARF_TRY(context.Report({{"text", "comparing names"}, {"done", 0}, {"total", nullptr}}));
  WHARF_ASSIGN(const Summary summary, mappings_.Suggest(access, id, std::nullopt));
  return boost::json::object{
      {"suggested", summary.suggested}, {"ambiguous", summary.ambiguous}, {"unmatched", summary.unmatched}};
}

}  // namespace wharf::mapping
