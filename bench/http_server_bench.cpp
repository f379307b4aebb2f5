// A server with one fixed answer of the size of a small JSON read, for bench/http_server.sh: the cost of the transport
// alone. Usage: http_server_bench [port] [socket threads]; prints the port and runs until its input ends.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "net/http_server.h"
#include "net/router.h"

namespace {

constexpr char kBody[] =
    R"({"id":"01932f6e-7c00-7000-8000-000000000001","name":"Alder and Finch Dental","active":true})";

wharf::net::Response FixedAnswer(const wharf::net::Request&) {
  wharf::net::Response response;
  response.headers.Add("Content-Type", "application/json");
  response.body = kBody;
  return response;
}

}  // namespace

int main(int argc, char** argv) {
  wharf::net::ServerOptions options;
  options.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 0);
  options.socket_threads = argc > 2 ? std::atoi(argv[2]) : 1;
  wharf::net::Router router;
  if (!router.Add("GET", "/api/v1/organizations/{id}", 0)) return 1;
  wharf::net::HttpServer server(options, [&router](wharf::net::Request& request) {
    wharf::net::Target target;
    if (router.Find(request.method, request.path, request.segments).kind == wharf::net::RouteMatch::Kind::found) {
      target.handler = FixedAnswer;
    }
    return target;
  });
  if (const auto started = server.Start(); !started) {
    std::fprintf(stderr, "%s\n", started.error().message.c_str());
    return 1;
  }
  std::printf("%d\n", static_cast<int>(server.port()));
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  server.Stop(1);
  return 0;
}
