#include "net/http_server.h"

#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <cerrno>
#include <chrono>
#include <future>
#include <utility>

#include "net/socket_thread.h"

namespace wharf::net {
namespace {

namespace asio = boost::asio;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

constexpr int kAcceptsInARow = 64;
constexpr auto kAcceptPause = std::chrono::milliseconds(100);

std::string Place(const ServerOptions& options) {
  const bool v6 = options.address.find(':') != std::string::npos;
  return (v6 ? "[" + options.address + "]" : options.address) + ":" + std::to_string(options.port);
}

Error CannotListen(const ServerOptions& options, const boost::system::error_code& code) {
  if (code == asio::error::address_in_use) {
    return {ErrorKind::already_exists, "address_in_use",
            Place(options) + " is in use by another program. Stop that program, or listen at another port."};
  }
  return {ErrorKind::invalid_argument, "address_invalid",
          "Cannot listen at " + Place(options) + ": " + code.message() +
              ". Use an address of this machine and a port that is allowed."};
}

/// Tells a client that there is no room and closes; the few bytes always fit a fresh socket's buffer.
void TurnAway(int socket) {
  constexpr std::string_view kAnswer =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 5\r\nConnection: close\r\n\r\n";
  [[maybe_unused]] const auto sent = ::send(socket, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  ::close(socket);
}

}  // namespace

struct HttpServer::State {
  State(ServerOptions options, Dispatch dispatch) : core(std::move(options), std::move(dispatch)) {
    for (int i = 0; i < std::max(1, core.options.socket_threads); ++i) {
      threads.push_back(std::make_shared<SocketThread>(core));
    }
  }

  Result<void> Listen();
  Task<> Accept();
  void Give(int socket);

  ServerCore core;
  std::vector<std::shared_ptr<SocketThread>> threads;
  std::unique_ptr<Acceptor> acceptor;  ///< belongs to the first thread
  std::unique_ptr<Timer> pause;
  std::uint16_t port = 0;
  bool v6 = false;
  bool running = false;
};

Result<void> HttpServer::State::Listen() {
  boost::system::error_code code;
  const auto address = asio::ip::make_address(core.options.address, code);
  if (code) {
    return Error{ErrorKind::invalid_argument, "address_invalid",
                 "\"" + core.options.address + "\" is not an IP address. Write one, such as 127.0.0.1 or ::."};
  }
  const asio::ip::tcp::endpoint endpoint(address, core.options.port);
  v6 = address.is_v6();
  acceptor = std::make_unique<Acceptor>(threads.front()->context().get_executor());
  pause = std::make_unique<Timer>(threads.front()->context().get_executor());
  acceptor->open(endpoint.protocol(), code);
  // Lets a restart listen while connections of the last run are in TIME_WAIT. Not SO_REUSEPORT: two servers at one port
  // must be an error, not a lottery.
  if (!code) acceptor->set_option(Acceptor::reuse_address(true), code);
  if (!code) acceptor->bind(endpoint, code);
  if (!code) acceptor->listen(asio::socket_base::max_listen_connections, code);
  if (!code) acceptor->native_non_blocking(true, code);
  if (code) return CannotListen(core.options, code);
  port = acceptor->local_endpoint(code).port();
  return {};
}

Task<> HttpServer::State::Accept() {
  while (acceptor->is_open()) {
    const auto [code] = co_await acceptor->async_wait(Acceptor::wait_read, asio::as_tuple(kAwait));
    if (code) co_return;
    for (int i = 0; i < kAcceptsInARow; ++i) {
      const int socket = ::accept4(acceptor->native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (socket >= 0) {
        Give(socket);
        continue;
      }
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        // The client stays in the queue and would wake us at once, again and again.
        spdlog::warn("Cannot accept a connection (error {}): raise the limit of open files", errno);
        pause->expires_after(kAcceptPause);
        co_await pause->async_wait(asio::as_tuple(kAwait));
      }
      break;
    }
  }
}

void HttpServer::State::Give(int socket) {
  {
    const std::lock_guard lock(core.mutex);
    if (core.connections < core.options.max_connections) {
      ++core.connections;
    } else {
      return TurnAway(socket);
    }
  }
  const auto least = std::min_element(threads.begin(), threads.end(),
                                      [](const auto& a, const auto& b) { return a->Load() < b->Load(); });
  (*least)->Adopt(socket, v6);
}

HttpServer::HttpServer(ServerOptions options, Dispatch dispatch)
    : state_(std::make_unique<State>(std::move(options), std::move(dispatch))) {}

HttpServer::~HttpServer() { Stop(0); }

Result<void> HttpServer::Start() {
  WHARF_TRY(state_->Listen());
  asio::co_spawn(
      state_->threads.front()->context(), [this] { return state_->Accept(); }, asio::detached);
  for (const auto& thread : state_->threads) thread->Start();
  state_->running = true;
  return {};
}

std::uint16_t HttpServer::port() const { return state_->port; }

ServerLoad HttpServer::load() const {
  ServerLoad load;
  for (const auto& thread : state_->threads) {
    load.connections += thread->Load();
    load.running += thread->running;
  }
  load.waiting = state_->core.waiting;
  return load;
}

void HttpServer::Stop(int grace_seconds) {
  if (!std::exchange(state_->running, false)) return;
  ServerCore& core = state_->core;
  core.stopping = true;
  // Waited for, so that no connection is given to a thread that has ended.
  std::promise<void> deaf;
  state_->threads.front()->Post([this, &deaf] {
    boost::system::error_code ignored;
    state_->acceptor->close(ignored);
    state_->pause->cancel();
    deaf.set_value();
  });
  deaf.get_future().wait();
  for (const auto& thread : state_->threads) thread->Post([&thread] { thread->StopGently(); });
  {
    std::unique_lock lock(core.mutex);
    core.drained.wait_for(lock, std::chrono::seconds(grace_seconds), [&] { return core.connections == 0; });
  }
  core.abandoned = true;
  for (const auto& thread : state_->threads) thread->Post([&thread] { thread->Abort(); });
  core.workers.join();
  for (const auto& thread : state_->threads) thread->Join();
}

}  // namespace wharf::net
