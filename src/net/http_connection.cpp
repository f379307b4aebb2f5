#include "net/http_connection.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <utility>

#include "net/compression.h"
#include "net/problem.h"
#include "net/request_target.h"

namespace wharf::net {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kReadSize = 4U << 10U;
constexpr std::size_t kBodyReadSize = 64U << 10U;
constexpr std::size_t kMaxBuffer = RequestReader::kMaxHead + kBodyReadSize;
constexpr std::uint64_t kSlowestBytesPerSecond = 4096;
constexpr std::size_t kCompressHere = 64U << 10U;  // larger bodies would hold up the other connections of the thread
constexpr auto kHeartbeat = std::chrono::seconds(15);
constexpr std::int64_t kLingerSeconds = 2;

constexpr Refusal kTimedOut = {408, "request_timeout", "The request did not arrive in time. Send it again, in one go."};

std::string_view Text(const boost::beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.data().data()), buffer.size()};
}

std::string PeerOf(const Socket& socket) {
  boost::system::error_code code;
  const asio::ip::address address = socket.remote_endpoint(code).address();
  if (code) return {};
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

Response ServerFault(const Request& request) {
  return Problem(500, "internal",
                 "Something went wrong on the server. Look for request " + request.request_id + " in its log.");
}

Response Busy() {
  Response response = Problem(503, "server_busy", "The server has more work than it can take. Try again in a second.");
  response.headers.Add("Retry-After", "1");
  return response;
}

}  // namespace

HttpConnection::HttpConnection(SocketThread& thread, Socket socket)
    : thread_(thread),
      socket_(std::move(socket)),
      wake_(thread.context().get_executor()),
      peer_(PeerOf(socket_)),
      buffer_(kMaxBuffer) {}

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
  reader_.emplace(request_);
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
  co_await StreamEvents(std::move(response));
  co_return false;
}

Target HttpConnection::Route() {
  Target target;
  try {
    target = thread_.core().dispatch(request_);
    if (!target.handler) {
      target.handler = [](const Request&) {
        return Problem(404, "not_found", "There is nothing here. Check the address.");
      };
    }
  } catch (const std::exception& error) {
    spdlog::error("Request {}: routing {} threw: {}", request_.request_id, request_.method, error.what());
    target = Target{.handler = ServerFault};
  }
  route_ = target.route;
  return target;
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
    AllowTransfer(start, received);
    const auto [code, count] = co_await socket_.async_read_some(buffer_.prepare(kBodyReadSize), asio::as_tuple(kAwait));
    if (code) {
      if (timed_out_) co_await Refuse(kTimedOut);
      co_return false;
    }
    buffer_.commit(count);
    received += count;
  }
  co_await Refuse(*reader_->refusal());
  co_return false;
}

Response HttpConnection::Answer(const Handler& handler) {
  try {
    return handler(request_);
  } catch (const std::exception& error) {
    spdlog::error("Request {}: the handler of {} threw: {}", request_.request_id, request_.method, error.what());
  } catch (...) {
    spdlog::error("Request {}: the handler of {} threw something unknown", request_.request_id, request_.method);
  }
  return ServerFault(request_);
}

Task<Response> HttpConnection::AnswerTo(const Target& target) {
  if (target.run_on == RunOn::worker) {
    if (!ReserveWorker()) co_return Busy();
    co_return co_await OnWorker([this, &target] {
      Response response = Answer(target.handler);
      CompressFor(request_, response);
      return response;
    });
  }
  Response response = Answer(target.handler);
  if (response.body.size() > kCompressHere && IsCompressible(response) && ReserveWorker()) {
    co_return co_await OnWorker([this, &response] {
      CompressFor(request_, response);
      return std::move(response);
    });
  }
  if (response.body.size() <= kCompressHere) CompressFor(request_, response);
  co_return response;
}

bool HttpConnection::ReserveWorker() {
  if (thread_.core().waiting.fetch_add(1) < thread_.core().options.max_waiting) return true;
  thread_.core().waiting.fetch_sub(1);
  return false;
}

Task<Response> HttpConnection::OnWorker(std::function<Response()> make) {
  auto start = [this, &make](auto done) {
    asio::post(thread_.core().workers, [this, &make, done = std::move(done)]() mutable {
      ServerCore& core = thread_.core();
      core.waiting.fetch_sub(1);
      Response response = core.abandoned ? Busy() : make();
      asio::post(thread_.context(), [done = std::move(done), response = std::move(response)]() mutable {
        std::move(done)(std::move(response));
      });
    });
  };
  co_return co_await asio::async_initiate<decltype(kAwait), void(Response)>(std::move(start), kAwait);
}

Task<> HttpConnection::Refuse(Refusal refusal) {
  if (request_.request_id.empty()) request_.request_id = thread_.NextRequestId();
  keep_alive_ = false;
  timed_out_ = false;
  co_await Send(Problem(refusal.status, refusal.code, refusal.detail));
  co_await Linger();
}

Task<bool> HttpConnection::Send(Response response) {
  const bool has_body = response.status != 204 && response.status != 304;
  const bool keep_alive = keep_alive_ && !thread_.stopping() && !response.on_stream;
  Framing framing{.date = thread_.Date(), .request_id = request_.request_id, .keep_alive = keep_alive};
  framing.http_1_0 = reader_->http_1_0();
  if (has_body && !response.on_stream) framing.content_length = response.body.size();
  head_.clear();
  if (!AppendHead(response, framing, head_)) {
    spdlog::error("Request {}: the answer has a status or a header that cannot be sent", request_.request_id);
    response = ServerFault(request_);
    framing.content_length = response.body.size();
    AppendHead(response, framing, head_);
  }
  const bool sends_body = has_body && request_.method != "HEAD";
  std::array<asio::const_buffer, 2> parts = {asio::buffer(head_), {}};
  if (sends_body) parts[1] = asio::buffer(response.body);

  // Nearly every answer fits the socket's buffer: try without suspending first.
  boost::system::error_code code;
  const std::size_t total = asio::buffer_size(parts);
  const std::size_t sent = socket_.write_some(parts, code);
  bool written = !code && sent == total;
  if (!written && (!code || code == asio::error::would_block)) {
    const std::size_t of_head = std::min(sent, parts[0].size());
    parts[0] += of_head;
    parts[1] += sent - of_head;
    written = co_await WriteRest(parts);
  }
  Report(response.status);
  co_return written&& keep_alive;
}

Task<bool> HttpConnection::WriteRest(std::array<asio::const_buffer, 2> rest) {
  const Tick start = thread_.now();
  std::uint64_t written = 0;
  for (;;) {
    AllowTransfer(start, written);
    const auto [code, count] = co_await socket_.async_write_some(rest, asio::as_tuple(kAwait));
    deadline_ = kNever;
    if (code) co_return false;
    written += count;
    const std::size_t of_head = std::min(count, rest[0].size());
    rest[0] += of_head;
    rest[1] += count - of_head;
    if (asio::buffer_size(rest) == 0) co_return true;
  }
}

Task<> HttpConnection::StreamEvents(Response response) {
  phase_ = Phase::streaming;
  if (!response.headers.Get("Content-Type")) response.headers.Add("Content-Type", "text/event-stream");
  if (!response.headers.Get("Cache-Control")) response.headers.Add("Cache-Control", "no-store");
  response.headers.Set("X-Accel-Buffering", "no");  // nginx would hold events back
  const auto start = response.on_stream;
  keep_alive_ = false;  // the end of the connection is the end of the stream
  response.body.clear();
  head_.clear();
  const Framing framing{.date = thread_.Date(), .request_id = request_.request_id, .keep_alive = false};
  if (!AppendHead(response, framing, head_) || !co_await WriteRest({asio::buffer(head_), {}})) co_return;
  Report(response.status);
  if (request_.method == "HEAD") co_return;

  events_ = std::make_shared<EventQueue>([thread = thread_.weak_from_this(), connection = weak_from_this()] {
    const auto alive = thread.lock();
    if (!alive) return;
    alive->Post([connection] {
      if (const auto self = connection.lock()) self->OnPushed();
    });
  });
  asio::co_spawn(
      thread_.context(), [self = shared_from_this()] { return self->WatchForEnd(); }, asio::detached);
  start(events_);
  for (;;) {
    std::string text = events_->Take();
    if (text.empty()) {
      if (events_->closed() || thread_.stopping()) co_return;
      wake_.expires_after(kHeartbeat);
      const auto [code] = co_await wake_.async_wait(asio::as_tuple(kAwait));
      if (code) continue;
      text = ":\n\n";
    }
    if (!co_await WriteRest({asio::buffer(text), {}})) co_return;
  }
}

void HttpConnection::OnPushed() {
  wake_.cancel();
  if (events_->fell_behind()) Abort();
}

Task<> HttpConnection::WatchForEnd() {
  std::array<char, 256> dropped{};
  for (;;) {
    const auto [code, count] = co_await socket_.async_read_some(asio::buffer(dropped), asio::as_tuple(kAwait));
    if (code) break;
  }
  events_->Close();
  wake_.cancel();
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

void HttpConnection::Report(int status) {
  const auto& on_answered = thread_.core().options.on_answered;
  if (!on_answered) return;
  const auto took = began_ == std::chrono::steady_clock::time_point()
                        ? std::chrono::nanoseconds(0)
                        : std::chrono::nanoseconds(std::chrono::steady_clock::now() - began_);
  on_answered({request_.method, request_.request_id, route_, status, took});
}

void HttpConnection::AllowTransfer(Tick start, std::uint64_t bytes) {
  const auto seconds = thread_.core().options.header_timeout_seconds + bytes / kSlowestBytesPerSecond;
  deadline_ = start + static_cast<Tick>(seconds) * kTicksPerSecond + 1;
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
