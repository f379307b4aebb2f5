#include "api/live_events.h"

#include <array>
#include <chrono>
#include <map>

#include "api/job_view.h"
#include "storage/revision.h"

namespace wharf::api {
namespace {

constexpr std::chrono::milliseconds kLook{500};
constexpr std::chrono::minutes kLife{5};
constexpr std::array<std::string_view, 4> kTopics{"mapping", "connections", "organizations", "variables"};

using Revisions = std::map<std::string, std::int64_t, std::less<>>;

Result<Revisions> ReadRevisions(storage::Database& database) {
  Revisions revisions;
  WHARF_TRY(database.Read([&](storage::Session& session) -> Result<void> {
    for (const std::string_view topic : kTopics) {
      WHARF_ASSIGN(revisions[std::string(topic)], storage::ReadRevision(session, topic));
    }
    return {};
  }));
  return revisions;
}

}  // namespace

struct LiveEvents::Listener {
  std::shared_ptr<net::EventStream> stream;
  organization::Access access;
  std::chrono::steady_clock::time_point ends;
  Revisions seen;                                ///< topic → revision
  std::map<std::string, std::string> told = {};  ///< job → what was told last
  bool heard = false;                            ///< whether it was told anything of jobs yet
};

LiveEvents::LiveEvents(storage::Database& database, storage::JobQueue& jobs) : database_(database), jobs_(jobs) {}

LiveEvents::~LiveEvents() { Stop(); }

void LiveEvents::Start() {
  thread_ = std::thread([this] { Run(); });
}

void LiveEvents::Stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void LiveEvents::Subscribe(std::shared_ptr<net::EventStream> stream, const organization::Access& access) {
  // What changes from here on is told, also what changes before the next look.
  auto seen = ReadRevisions(database_);
  const std::scoped_lock lock(mutex_);
  listeners_.push_back(std::make_unique<Listener>(Listener{
      std::move(stream), access, std::chrono::steady_clock::now() + kLife, seen ? *std::move(seen) : Revisions{}}));
}

void LiveEvents::Run() {
  while (!stopping_) {
    std::this_thread::sleep_for(kLook);
    Look();
  }
}

void LiveEvents::Look() {
  const std::scoped_lock lock(mutex_);
  std::erase_if(listeners_, [](const auto& listener) {
    return listener->stream->closed() || std::chrono::steady_clock::now() > listener->ends;
  });
  if (listeners_.empty()) return;
  const auto revisions = ReadRevisions(database_);
  storage::JobFilter filter;
  filter.limit = 50;
  const auto jobs = jobs_.List(filter);
  // The database is away: pages notice by themselves, and hear the rest when it is back.
  if (!revisions || !jobs) return;
  for (const auto& listener : listeners_) {
    for (const auto& [topic, revision] : *revisions) {
      if (listener->seen[topic] != revision) {
        listener->stream->Push("changed",
                               boost::json::serialize(boost::json::object{{"topic", topic}, {"subject", nullptr}}));
      }
      listener->seen[topic] = revision;
    }
    for (const storage::Job& job : *jobs) {
      if (!listener->access.Sees(job.organization)) continue;
      std::string view = boost::json::serialize(Write(JobView(job, listener->access)));
      std::string& told = listener->told[job.id.ToString()];
      const bool news = told != view && (listener->heard || !job.ended);
      if (news) listener->stream->Push("job", view);
      told = std::move(view);
    }
    listener->heard = true;
  }
}

}  // namespace wharf::api
