#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "net/http_server.h"
#include "organization/access.h"
#include "organization/directory.h"
#include "storage/job_queue.h"

namespace wharf::api {

/// Tells open pages what happens: `job` for jobs that move, `changed` for what other people and processes changed.
/// Looks at the database twice a second, and only while somebody listens. Safe from any thread.
class LiveEvents {
 public:
  LiveEvents(storage::Database& database, storage::JobQueue& jobs);
  ~LiveEvents();
  LiveEvents(const LiveEvents&) = delete;
  LiveEvents& operator=(const LiveEvents&) = delete;

  void Start();
  void Stop();
  /// The listener hears of what `access` may see, for five minutes; then the page asks again with its current rights.
  void Subscribe(std::shared_ptr<net::EventStream> stream, const organization::Access& access);

 private:
  struct Listener;
  void Run();
  void Look();

  storage::Database& database_;
  storage::JobQueue& jobs_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace wharf::api
