// Lines of the input are routes until an empty line, then paths. Whatever both are: no crash, and what a route took
// from a path, put back into its pattern, is that path again.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "net/router.h"

namespace {

std::string_view TakeLine(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(line.size() < rest.size() ? line.size() + 1 : rest.size());
  return line;
}

std::string Fill(std::string_view pattern, const std::vector<std::string>& segments) {
  std::string path;
  std::size_t next = 0;
  while (!pattern.empty()) {
    const std::size_t end = pattern.find('/', 1);
    const std::string_view segment = pattern.substr(0, end);
    pattern.remove_prefix(segment.size());
    if (segment.starts_with("/{")) {
      path.append("/").append(segments.at(next++));
    } else {
      path.append(segment);
    }
  }
  if (next != segments.size()) std::abort();
  return path;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  wharf::net::Router router;
  std::vector<std::string> patterns;
  while (!rest.empty()) {
    const std::string_view pattern = TakeLine(rest);
    if (pattern.empty()) break;
    if (router.Add("GET", pattern, patterns.size())) patterns.emplace_back(pattern);
  }
  while (!rest.empty()) {
    const std::string_view path = TakeLine(rest);
    std::vector<std::string> segments;
    const auto match = router.Find("GET", path, segments);
    if (match.kind == wharf::net::RouteMatch::Kind::found && Fill(patterns.at(match.route), segments) != path)
      std::abort();
  }
  return 0;
}
