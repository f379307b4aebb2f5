// Whatever a request asks for: no crash, and what is accepted has one spelling and no way around the router.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "net/request_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = wharf::net::ParseRequestTarget({reinterpret_cast<const char*>(data), size});
  if (!parsed) return 0;
  const std::string_view path = parsed->path;
  if (!path.starts_with('/') || path.find("//") != std::string_view::npos) std::abort();
  for (const char c : path) {
    if (c == '\\' || c == '\0' || c == '\n') std::abort();
  }
  for (std::size_t at = 0; at != std::string_view::npos; at = path.find('/', at + 1)) {
    const std::string_view segment = path.substr(at + 1, path.find('/', at + 1) - at - 1);
    if (segment == "." || segment == "..") std::abort();
  }
  return 0;
}
