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

}  // namespace

struct LiveEvents::Listener {
  std::shared_ptr<net::EventStream> stream;
  organization::Access access;
  std::chrono::steady_clock::time_point ends;
  std::map<std::string, std::string> told = {};                ///< job → what was told last
  std::map<std::string, std::int64_t, std::less<>> seen = {};  ///< topic → revision
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
  const std::scoped_lock lock(mutex_);
  listeners_.push_back(
      std::make_unique<Listener>(Listener{std::move(stream), access, std::chrono::steady_clock::now() + kLife}));
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
  std::map<std::string, std::int64_t, std::less<>> revisions;
  const auto read = database_.Read([&](storage::Session& session) -> Result<void> {
    for (const std::string_view topic : kTopics) {
      WHARF_ASSIGN(revisions[std::string(topic)], storage::ReadRevision(session, topic));
    }
    return {};
  });
  storage::JobFilter filter;
  filter.limit = 50;
  const auto jobs = jobs_.List(filter);
  // The database is away: pages notice by themselves, and hear the rest when it is back.
  if (!read || !jobs) return;
  for (const auto& listener : listeners_) {
    const bool first = listener->seen.empty();
    for (const auto& [topic, revision] : revisions) {
      if (!first && listener->seen[topic] != revision) {
        listener->stream->Push("changed",
                               boost::json::serialize(boost::json::object{{"topic", topic}, {"subject", nullptr}}));
      }
      listener->seen[topic] = revision;
    }
    for (const storage::Job& job : *jobs) {
      if (!listener->access.Sees(job.organization)) continue;
      std::string view = boost::json::serialize(Write(JobView(job, listener->access)));
      std::string& told = listener->told[job.id.ToString()];
      const bool news = told != view && !(first && job.ended);
      if (news) listener->stream->Push("job", view);
      told = std::move(view);
    }
  }
}

}  // namespace wharf::api
