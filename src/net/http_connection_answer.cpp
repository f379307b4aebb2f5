#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <utility>

#include "net/compression.h"
#include "net/http_connection.h"
#include "net/problem.h"

// The second half of HttpConnection: from a request that was read to the answer that was written.
namespace wharf::net {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kCompressHere = 64U << 10U;  // larger bodies would hold up the other connections of the thread
constexpr auto kHeartbeat = std::chrono::seconds(15);

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

Task<bool> HttpConnection::Send(Response response) {
  bool has_body = response.status != 204 && response.status != 304;
  const bool keep_alive = keep_alive_ && !thread_.stopping() && !response.on_stream;
  Framing framing{.date = thread_.Date(), .request_id = request_.request_id, .keep_alive = keep_alive};
  framing.http_1_0 = reader_->http_1_0();
  if (has_body && !response.on_stream) framing.content_length = response.body.size();
  head_.clear();
  if (!AppendHead(response, framing, head_)) {
    spdlog::error("Request {}: the answer has a status or a header that cannot be sent", request_.request_id);
    response = ServerFault(request_);
    has_body = true;
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
  co_return written ? keep_alive : false;
}

Task<bool> HttpConnection::WriteRest(std::array<asio::const_buffer, 2> rest) {
  for (;;) {
    // The kernel takes more only when a third of the socket's buffer is free again, so each round is real progress.
    AllowSeconds(thread_.core().options.idle_timeout_seconds);
    const auto [code, count] = co_await socket_.async_write_some(rest, asio::as_tuple(kAwait));
    deadline_ = kNever;
    if (code) co_return false;
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

void HttpConnection::Report(int status) {
  const auto& on_answered = thread_.core().options.on_answered;
  if (!on_answered) return;
  const auto took = began_ == std::chrono::steady_clock::time_point()
                        ? std::chrono::nanoseconds(0)
                        : std::chrono::nanoseconds(std::chrono::steady_clock::now() - began_);
  on_answered({request_.method, request_.request_id, route_, status, took});
}

}  // namespace wharf::net
