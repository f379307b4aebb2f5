#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "net/event_queue.h"
#include "net/request_reader.h"
#include "net/socket_thread.h"

namespace wharf::net {

/// One client: reads a request, has it answered, writes the answer, and again. Lives on its socket thread, as one
/// coroutine that holds it; buffers are kept from request to request.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(SocketThread& thread, Socket socket);

  /// Until the client or the server ends it. Never throws; tells the thread to forget the connection at the end.
  Task<> Run();

  /// Ends what takes longer than it may.
  void OnTick();
  /// Closes now if no request is under way; otherwise after it.
  void StopWhenIdle();
  /// Closes now.
  void Abort();

 private:
  enum class Phase { idle, reading, answering, streaming, closing };
  enum class HeadState { complete, refused, closed };

  Task<> Serve();
  Task<HeadState> ReadHead();
  /// False if the connection cannot go on; refusals were sent then.
  Task<bool> ReadBody(const Target& target);
  Task<bool> ServeRequest();
  Task<> Refuse(Refusal refusal);

  Target Route();
  /// Calls the handler; its exceptions become 500.
  Response Answer(const Handler& handler);
  Task<Response> AnswerTo(const Target& target);
  /// Runs `make` on the worker pool. Only after ReserveWorker returned true.
  Task<Response> OnWorker(std::function<Response()> make);
  bool ReserveWorker();

  /// Writes head and body in one go; false if the connection cannot go on.
  Task<bool> Send(Response response);
  Task<bool> WriteRest(std::array<boost::asio::const_buffer, 2> rest);
  Task<> StreamEvents(Response response);
  Task<> WatchForEnd();
  /// Reads and drops what the client still sends, so that closing does not destroy the answer on its way to it.
  Task<> Linger();

  void OnPushed();
  void Report(int status);
  void AllowSeconds(std::int64_t seconds) { deadline_ = thread_.now() + seconds * kTicksPerSecond + 1; }
  /// For a body that began at `start` and of which `bytes` have come.
  void AllowBody(Tick start, std::uint64_t bytes);

  SocketThread& thread_;
  Socket socket_;
  boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                    Executor>
      wake_;
  std::string peer_;
  boost::beast::flat_buffer buffer_;
  std::optional<RequestReader> reader_;
  Request request_;
  BodyShare share_;
  std::string head_;
  std::shared_ptr<EventQueue> events_;
  std::chrono::steady_clock::time_point began_;
  std::size_t route_ = kNoRoute;
  Tick deadline_ = kNever;
  Phase phase_ = Phase::idle;
  bool keep_alive_ = true;
  bool timed_out_ = false;
};

}  // namespace wharf::net
