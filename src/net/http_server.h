#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "net/http_message.h"

namespace wharf::net {

/// A request as resources see it. `path` is decoded and normalized; a target that is not in origin form, or whose path
/// has dot segments, empty segments (other than one trailing slash) or encoded slashes, never gets this far (400): see
/// net/request_target.h.
struct Request {
  std::string method;
  std::string path;
  std::vector<std::string> segments;  ///< filled by the router for `{name}` parts, in order
  std::vector<std::pair<std::string, std::string>> query;
  Headers headers;
  std::string body;
  std::string peer;        ///< address of the other side
  std::string request_id;  ///< made here, sent back as `X-Request-Id`, in every log line

  [[nodiscard]] std::optional<std::string_view> Query(std::string_view name) const;  ///< first of that name
  [[nodiscard]] std::optional<std::string_view> Cookie(std::string_view name) const;
};

/// A stream of server-sent events (WHATWG): the resource keeps the handle and pushes until `closed()`.
class EventStream {
 public:
  virtual ~EventStream() = default;
  /// Safe from any thread; drops the client if it is more than 1 MB behind.
  virtual void Push(std::string_view event, std::string_view data) = 0;
  [[nodiscard]] virtual bool closed() const = 0;
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  /// Set for a `text/event-stream`: called once, after the headers were sent, on the socket thread; must not block. The
  /// stream ends when the client goes, when it falls behind, or when the server stops; the resource lets go of its
  /// handle when it sees `closed()`. Idle streams carry a comment every 15 seconds, so that proxies keep them open.
  std::function<void(std::shared_ptr<EventStream>)> on_stream;
};

using Handler = std::function<Response(const Request&)>;

/// Where a handler runs: on the socket's own thread (it reads the database and answers in well under a millisecond), or
/// on the worker pool (it hashes a password, calls out, or writes).
enum class RunOn { socket_thread, worker };

inline constexpr std::size_t kNoRoute = static_cast<std::size_t>(-1);

/// One answered request, for metrics and the access log.
struct Answered {
  std::string_view method;
  std::string_view request_id;
  std::size_t route = 0;  ///< what Dispatch wrote into Target::route; 0 if it was not asked
  int status = 0;
  std::chrono::nanoseconds took{0};  ///< from the whole head being there to the last byte being written
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8484;  ///< 0: any free one, see `port()`
  int socket_threads = 2;
  int workers = 8;
  int max_waiting = 256;                     ///< requests that wait for a worker; more get 503 with Retry-After
  std::uint64_t max_body = 8ULL << 20U;      ///< 413 above, unless a route allows more
  std::uint64_t max_upload = 128ULL << 20U;  ///< for routes that ask for it
  int max_connections = 10'000;
  int header_timeout_seconds = 15;  ///< for a whole head (slow loris ends here); a body gets a second more per 4 kB
  int idle_timeout_seconds = 75;    ///< between requests, and for any pause in a body or in the reading of an answer
  /// Called on the socket thread after each answer, refusals included. Must not block. May be empty.
  std::function<void(const Answered&)> on_answered;
};

/// What one request is dispatched to.
struct Target {
  Handler handler;
  RunOn run_on = RunOn::socket_thread;
  bool allows_upload = false;
  std::size_t route = 0;  ///< any number that `on_answered` shall get back
};

/// Called on the socket thread for each request head before its body is read. Must not block. Safe from several
/// threads.
using Dispatch = std::function<Target(Request& request)>;

/// What a server is busy with.
struct ServerLoad {
  int connections = 0;
  int running = 0;  ///< requests whose head was read and that are not answered yet
  int waiting = 0;  ///< those of them that wait for a worker
};

/// HTTP/1.1 server on Boost.Beast: keep-alive, pipelined requests answered in order, limits on headers (64 kB), body
/// and time. Plain HTTP: TLS is the reverse proxy's. Exceptions of a handler become 500 with a request id and a log
/// line.
///
/// The server answers by itself, as problem+json: 400 (broken or ambiguous heads and bodies), 408, 413, 414, 417, 431,
/// 501 (a transfer coding other than chunked), 503 (no worker, no room for a connection) and 505. It adds Date,
/// X-Request-Id, Content-Length and Connection; it compresses text (see net/compression.h); it drops the body of an
/// answer to HEAD. Handlers get whole bodies; trailers of chunked bodies are dropped.
class HttpServer {
 public:
  HttpServer(ServerOptions options, Dispatch dispatch);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Binds and starts the threads. Fails with `address_in_use` or `address_invalid`.
  Result<void> Start();
  [[nodiscard]] std::uint16_t port() const;
  /// How much is going on now. Safe from any thread.
  [[nodiscard]] ServerLoad load() const;
  /// Stops accepting, closes idle connections and event streams, lets running requests end for up to `grace_seconds`,
  /// closes the rest. Returns when no handler runs any more. Not to be called from a handler.
  void Stop(int grace_seconds);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wharf::net
