#include "net/http_connection.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <exception>
#include <utility>

#include "net/problem.h"
#include "net/request_target.h"

namespace wharf::net {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kReadSize = 4U << 10U;
constexpr std::size_t kBodyReadSize = 64U << 10U;
constexpr std::size_t kMaxBuffer = RequestReader::kMaxHead + kBodyReadSize;
constexpr std::uint64_t kSlowestBytesPerSecond = 4096;
constexpr std::int64_t kLingerSeconds = 2;

constexpr Refusal kTimedOut = {408, "request_timeout", "The request did not arrive in time. Send it again, in one go."};

constexpr Refusal kTooMuchAtOnce = {503, "server_busy",
                                    "Others are sending large files just now. Try again in a minute."};

std::string_view Text(const boost::beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.data().data()), buffer.size()};
}

/// Counts a request as running for as long as it lives.
class RunningMark {
 public:
  explicit RunningMark(std::atomic<int>& count) : count_(count) { ++count_; }
  ~RunningMark() { --count_; }
  RunningMark(const RunningMark&) = delete;
  RunningMark& operator=(const RunningMark&) = delete;

 private:
  std::atomic<int>& count_;
};

std::string PeerOf(const Socket& socket) {
  boost::system::error_code code;
  const asio::ip::address address = socket.remote_endpoint(code).address();
  if (code) return {};
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

}  // namespace

HttpConnection::HttpConnection(SocketThread& thread, Socket socket)
    : thread_(thread),
      socket_(std::move(socket)),
      wake_(thread.context().get_executor()),
      peer_(PeerOf(socket_)),
      buffer_(kMaxBuffer),
      share_(thread.core().bodies) {}

Task<> HttpConnection::Run() {
  try {
    co_await Serve();
  } catch (const std::exception& error) {
    spdlog::error("A connection was closed after an exception: {}", error.what());
  }
  phase_ = Phase::closing;
  deadline_ = kNever;
  if (events_) events_->Close();
  Abort();
  thread_.Forget(*this);
}

Task<> HttpConnection::Serve() {
  AllowSeconds(thread_.core().options.header_timeout_seconds);
  for (;;) {
    const HeadState head = co_await ReadHead();
    if (head == HeadState::closed) co_return;
    if (head == HeadState::refused) {
      co_await Refuse(reader_->refusal().value_or(kTimedOut));
      co_return;
    }
    if (!co_await ServeRequest()) {
      if (buffer_.size() > 0 && phase_ == Phase::answering) co_await Linger();
      co_return;
    }
    AllowSeconds(thread_.core().options.idle_timeout_seconds);
  }
}

Task<HttpConnection::HeadState> HttpConnection::ReadHead() {
  request_ = Request{};
  share_.GiveBack();
  reader_.emplace(request_);
  route_ = kNoRoute;
  began_ = {};
  phase_ = Phase::idle;
  if (buffer_.size() == 0 && buffer_.capacity() > kBodyReadSize) buffer_.shrink_to_fit();
  for (;;) {
    // RFC 9112 §2.2: an empty line before a request is left over from the one before.
    while (phase_ == Phase::idle && Text(buffer_).starts_with("\r\n")) buffer_.consume(2);
    if (buffer_.size() > 0 && Text(buffer_) != "\r") {
      if (phase_ == Phase::idle) {
        phase_ = Phase::reading;
        AllowSeconds(thread_.core().options.header_timeout_seconds);
      }
      buffer_.consume(reader_->Read(Text(buffer_)));
      if (reader_->refusal()) co_return HeadState::refused;
      if (reader_->is_header_done()) co_return HeadState::complete;
    }
    if (phase_ == Phase::idle && thread_.stopping()) co_return HeadState::closed;
    const auto [code, count] = co_await socket_.async_read_some(buffer_.prepare(kReadSize), asio::as_tuple(kAwait));
    if (code) co_return timed_out_&& phase_ == Phase::reading ? HeadState::refused : HeadState::closed;
    buffer_.commit(count);
  }
}

Task<bool> HttpConnection::ServeRequest() {
  std::optional<RunningMark> running(thread_.running);
  phase_ = Phase::answering;
  deadline_ = kNever;
  keep_alive_ = reader_->keep_alive();
  request_.request_id = thread_.NextRequestId();
  request_.peer = peer_;
  if (thread_.core().options.on_answered) began_ = std::chrono::steady_clock::now();
  auto parsed = ParseRequestTarget(reader_->target());
  if (!parsed) {
    co_await Refuse({400, parsed.error().code, parsed.error().message});
    co_return false;
  }
  request_.path = std::move(parsed->path);
  request_.query = std::move(parsed->query);

  const Target target = Route();
  if (!reader_->is_done() && !co_await ReadBody(target)) co_return false;
  phase_ = Phase::answering;
  Response response = co_await AnswerTo(target);
  if (!response.on_stream) co_return co_await Send(std::move(response));
  running.reset();
  co_await StreamEvents(std::move(response));
  co_return false;
}

Task<bool> HttpConnection::ReadBody(const Target& target) {
  const ServerOptions& options = thread_.core().options;
  reader_->LimitBody(target.allows_upload ? options.max_upload : options.max_body);
  if (!reader_->refusal() && reader_->expects_continue() && buffer_.size() == 0) {
    if (!co_await WriteRest({asio::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")), {}})) co_return false;
  }
  phase_ = Phase::reading;
  const Tick start = thread_.now();
  std::uint64_t received = 0;
  while (!reader_->refusal()) {
    const std::size_t used = buffer_.size() > 0 ? reader_->Read(Text(buffer_)) : 0;
    buffer_.consume(used);
    if (reader_->refusal()) break;
    if (reader_->is_done()) {
      deadline_ = kNever;
      co_return true;
    }
    if (used > 0 && buffer_.size() > 0) continue;
    // What is left is an unfinished chunk head or trailer; none that is honest is as long as the buffer.
    if (buffer_.size() > RequestReader::kMaxHead) {
      co_await Refuse({});
      co_return false;
    }
    AllowBody(start, received);
    const auto [code, count] = co_await socket_.async_read_some(buffer_.prepare(kBodyReadSize), asio::as_tuple(kAwait));
    if (code) {
      if (timed_out_) co_await Refuse(kTimedOut);
      co_return false;
    }
    buffer_.commit(count);
    received += count;
    if (!share_.Take(count)) {
      co_await Refuse(kTooMuchAtOnce);
      co_return false;
    }
  }
  co_await Refuse(*reader_->refusal());
  co_return false;
}

Task<> HttpConnection::Refuse(Refusal refusal) {
  if (request_.request_id.empty()) request_.request_id = thread_.NextRequestId();
  keep_alive_ = false;
  timed_out_ = false;
  co_await Send(Problem(refusal.status, refusal.code, refusal.detail));
  co_await Linger();
}

Task<> HttpConnection::Linger() {
  phase_ = Phase::closing;
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  AllowSeconds(kLingerSeconds);
  for (;;) {
    buffer_.clear();
    const auto [code, count] = co_await socket_.async_read_some(buffer_.prepare(kBodyReadSize), asio::as_tuple(kAwait));
    if (code || timed_out_) co_return;
  }
}

void HttpConnection::AllowBody(Tick start, std::uint64_t bytes) {
  // Two limits: the body as a whole must come at a rate that people really have, and no pause may be longer than that
  // of an idle connection, however much came before.
  const ServerOptions& options = thread_.core().options;
  const auto seconds = static_cast<Tick>(bytes / kSlowestBytesPerSecond) + options.header_timeout_seconds;
  AllowSeconds(options.idle_timeout_seconds);
  deadline_ = std::min(deadline_, start + seconds * kTicksPerSecond + 1);
}

void HttpConnection::OnTick() {
  if (thread_.now() < deadline_) return;
  deadline_ = kNever;
  timed_out_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void HttpConnection::StopWhenIdle() {
  boost::system::error_code ignored;
  if (phase_ == Phase::idle) socket_.cancel(ignored);
  if (phase_ == Phase::streaming) wake_.cancel();
}

void HttpConnection::Abort() {
  boost::system::error_code ignored;
  socket_.close(ignored);
  wake_.cancel();
}

}  // namespace wharf::net
