// Bytes as a client sends them. However they are cut into packets, the same requests must come out of them: a
// difference would be a way to smuggle.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/request_reader.h"

namespace {

using wharf::net::Request;
using wharf::net::RequestReader;

/// The requests in `bytes` up to the first that is refused, written out, when they come in packets of `packet` bytes.
/// The refusal itself does not count: cut finely, a broken head may still be waited for where the whole is refused at
/// once.
std::vector<std::string> ReadAll(std::string_view bytes, std::size_t packet) {
  std::vector<std::string> requests;
  std::string buffer;
  auto request = std::make_unique<Request>();
  auto reader = std::make_unique<RequestReader>(*request);
  bool limited = false;
  while (!bytes.empty()) {
    buffer.append(bytes.substr(0, packet));
    bytes.remove_prefix(std::min(packet, bytes.size()));
    for (std::size_t used = 1; used > 0 && !buffer.empty();) {
      used = reader->Read(buffer);
      buffer.erase(0, used);
      if (!reader->refusal() && reader->is_header_done() && !limited) {
        limited = true;
        reader->LimitBody(1000);
      }
      if (reader->refusal()) return requests;
      if (!reader->is_done()) continue;
      std::string written = request->method + " " + reader->target() + (reader->keep_alive() ? " stays" : " ends");
      for (const auto& [name, value] : request->headers) written.append("\n").append(name).append(":").append(value);
      requests.push_back(written + "\n" + request->body);
      request = std::make_unique<Request>();
      reader = std::make_unique<RequestReader>(*request);
      limited = false;
    }
  }
  return requests;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto at_once = ReadAll(bytes, bytes.size() + 1);
  const auto in_bytes = ReadAll(bytes, 1);
  const auto in_pieces = ReadAll(bytes, 7);
  if (in_bytes != at_once || in_pieces != at_once) std::abort();
  return 0;
}
