// Fetches one URL several times over the guarded client, one after the other: keepalive_bench URL COUNT.
// Prints the bytes received, so that bench/keepalive.sh can see that the work was done.
#include <cstdlib>
#include <iostream>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "net/outbound.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: keepalive_bench URL COUNT\n";
    return 2;
  }
  const wharf::SystemClock clock;
  wharf::SystemRandom random;
  wharf::net::Outbound outbound({.allow = {{"127.0.0.0/8"}}}, clock, random);
  wharf::net::OutboundRequest request;
  request.budget = "bench";
  std::size_t bytes = 0;
  const int count = std::atoi(argv[2]);
  for (int i = 1; i <= count; ++i) {
    request.url = std::string(argv[1]) + "?page=" + std::to_string(i);
    const auto response = outbound.Send(request);
    if (!response || response->status != 200) {
      std::cerr << (response ? "status " + std::to_string(response->status) : response.error().message) << "\n";
      return 1;
    }
    bytes += response->body.size();
  }
  std::cout << bytes << "\n";
  return 0;
}
