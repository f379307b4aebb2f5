#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>
#include <utility>

#include "net/http_server.h"
#include "net/response_head.h"

namespace wharf::net {

class HttpConnection;

using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
template <class T = void>
using Task = boost::asio::awaitable<T, Executor>;
/// Completion token of every operation: suspends the coroutine, without erasing the executor's type.
inline constexpr boost::asio::use_awaitable_t<Executor> kAwait;

/// Coarse time for deadlines: quarters of a second, moved on by one timer per thread.
using Tick = std::int64_t;
inline constexpr Tick kTicksPerSecond = 4;
inline constexpr Tick kNever = INT64_MAX;

/// What one request's body takes of the memory that the bodies of all clients may fill together. Given back by the
/// owner, or with it.
class BodyShare {
 public:
  explicit BodyShare(std::atomic<std::uint64_t>& all) : all_(all) {}
  ~BodyShare() { GiveBack(); }
  BodyShare(const BodyShare&) = delete;
  BodyShare& operator=(const BodyShare&) = delete;

  /// False if there is no room for more. A body of an ordinary size always has room, so that uploads, which anybody
  /// may begin, keep nobody from saving.
  bool Take(std::uint64_t bytes) {
    held_ += bytes;
    return (all_ += bytes) <= kMost || held_ <= kOrdinary;
  }
  void GiveBack() { all_ -= std::exchange(held_, 0); }

 private:
  static constexpr std::uint64_t kMost = 256ULL << 20U;
  static constexpr std::uint64_t kOrdinary = 64ULL << 10U;

  std::atomic<std::uint64_t>& all_;
  std::uint64_t held_ = 0;
};

/// What all socket threads of a server share.
struct ServerCore {
  ServerCore(ServerOptions the_options, Dispatch the_dispatch)
      : options(std::move(the_options)), dispatch(std::move(the_dispatch)), workers(options.workers) {}

  const ServerOptions options;
  const Dispatch dispatch;
  boost::asio::thread_pool workers;
  std::atomic<int> waiting = 0;           ///< requests handed to `workers` that have not begun
  std::atomic<std::uint64_t> bodies = 0;  ///< bytes of all that were received and are not yet answered
  std::atomic<bool> stopping = false;     ///< no connection lives longer than its present request
  std::atomic<bool> abandoned = false;    ///< the grace of Stop is over: what still waits is not begun any more

  std::mutex mutex;
  std::condition_variable drained;  ///< signalled when `connections` falls to 0
  int connections = 0;              ///< accepted and not yet closed, on all threads
};

/// One event loop with its thread and its connections. Everything but Post, Load and the life of the object belongs to
/// that thread.
class SocketThread : public std::enable_shared_from_this<SocketThread> {
 public:
  explicit SocketThread(ServerCore& core);
  ~SocketThread();
  SocketThread(const SocketThread&) = delete;
  SocketThread& operator=(const SocketThread&) = delete;

  void Start();
  /// Runs `work` on the thread. Safe from any thread, also after the server stopped: then it is never run.
  void Post(std::function<void()> work);
  /// How many connections it was given and still has. Safe from any thread.
  [[nodiscard]] int Load() const { return load_; }

  /// Takes over an accepted socket.
  void Adopt(int socket, bool v6);
  void Forget(HttpConnection& connection);

  /// Closes the connections that have no request under way. ServerCore::stopping sees to the others.
  void StopGently();
  void Abort();
  /// Ends the loop when it has no more work, and the thread with it.
  void Join();

  [[nodiscard]] bool stopping() const { return core_.stopping; }
  [[nodiscard]] Tick now() const { return now_; }
  [[nodiscard]] std::string_view Date() { return date_.At(std::time(nullptr)); }
  /// 16 hexadecimal digits; unlike any other's of this thread, and very likely of any other thread or process.
  std::string NextRequestId();
  /// Requests being answered; written by this thread, read by any.
  std::atomic<int> running = 0;

  boost::asio::io_context& context() { return context_; }
  ServerCore& core() { return core_; }

 private:
  void Run();
  void ArmTimer();
  void OnTimer();
  void ReadClock();

  ServerCore& core_;
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<Executor> guard_;
  boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                    Executor>
      timer_;
  std::unordered_set<HttpConnection*> connections_;
  std::atomic<int> load_ = 0;
  bool timer_armed_ = false;
  Tick now_ = 0;
  DateText date_;
  std::uint64_t id_seed_;
  std::uint64_t id_count_ = 0;
  std::thread thread_;
};

}  // namespace wharf::net
