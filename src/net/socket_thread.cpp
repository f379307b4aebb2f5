#include "net/socket_thread.h"

#include <spdlog/spdlog.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <utility>

#include "base/random.h"
#include "net/http_connection.h"

namespace wharf::net {
namespace {

std::uint64_t RandomSeed() {
  SystemRandom random;
  std::array<std::uint8_t, 8> bytes{};
  random.Fill(bytes);
  std::uint64_t seed = 0;
  for (const std::uint8_t byte : bytes) seed = seed << 8U | byte;
  return seed;
}

}  // namespace

SocketThread::SocketThread(ServerCore& core)
    : core_(core),
      // Only this thread touches its sockets, so the loop needs no locks for them; posting stays safe from any thread.
      context_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO),
      guard_(context_.get_executor()),
      timer_(context_.get_executor()),
      id_seed_(RandomSeed()) {
  ReadClock();
}

SocketThread::~SocketThread() { Join(); }

void SocketThread::Start() {
  thread_ = std::thread([this] { Run(); });
}

void SocketThread::Run() {
  for (;;) {
    try {
      context_.run();
      return;
    } catch (const std::exception& error) {
      spdlog::error("A socket thread goes on after an exception: {}", error.what());
    }
  }
}

void SocketThread::Post(std::function<void()> work) { boost::asio::post(context_, std::move(work)); }

void SocketThread::Adopt(int socket, bool v6) {
  ++load_;
  Post([this, socket, v6] {
    using boost::asio::ip::tcp;
    Socket accepted(context_.get_executor());
    boost::system::error_code code;
    accepted.assign(v6 ? tcp::v6() : tcp::v4(), socket, code);
    if (!code) accepted.non_blocking(true, code);
    if (!code) accepted.set_option(tcp::no_delay(true), code);
    if (!timer_armed_) ReadClock();  // the clock stands still while there are no connections
    auto connection = std::make_shared<HttpConnection>(*this, std::move(accepted));
    connections_.insert(connection.get());
    ArmTimer();
    boost::asio::co_spawn(
        context_, [connection] { return connection->Run(); }, boost::asio::detached);
  });
}

void SocketThread::Forget(HttpConnection& connection) {
  connections_.erase(&connection);
  if (connections_.empty()) timer_.cancel();
  --load_;
  const std::lock_guard lock(core_.mutex);
  if (--core_.connections == 0) core_.drained.notify_all();
}

void SocketThread::StopGently() {
  for (HttpConnection* connection : connections_) connection->StopWhenIdle();
}

void SocketThread::Abort() {
  for (HttpConnection* connection : connections_) connection->Abort();
}

void SocketThread::Join() {
  guard_.reset();
  if (thread_.joinable()) thread_.join();
}

std::string SocketThread::NextRequestId() {
  // SplitMix64 (Steele, Lea, Flood 2014) is a bijection: no number comes twice in 2^64.
  std::uint64_t z = id_seed_ + ++id_count_ * 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  z ^= z >> 31U;
  std::string id(16, '0');
  for (std::size_t i = 0; i < id.size(); ++i, z >>= 4U) id[i] = "0123456789abcdef"[z & 15U];
  return id;
}

void SocketThread::ReadClock() {
  using Ticks = std::chrono::duration<Tick, std::ratio<1, kTicksPerSecond>>;
  now_ = std::chrono::duration_cast<Ticks>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void SocketThread::ArmTimer() {
  if (timer_armed_ || connections_.empty()) return;
  timer_armed_ = true;
  timer_.expires_after(std::chrono::milliseconds(1000 / kTicksPerSecond));
  timer_.async_wait([this](const boost::system::error_code&) { OnTimer(); });
}

void SocketThread::OnTimer() {
  timer_armed_ = false;
  ReadClock();
  for (HttpConnection* connection : connections_) connection->OnTick();
  ArmTimer();
}

}  // namespace wharf::net
