#include <algorithm>

#include "net/http_server.h"

namespace wharf::net {

std::optional<std::string_view> Request::Query(std::string_view name) const {
  const auto found = std::find_if(query.begin(), query.end(), [&](const auto& field) { return field.first == name; });
  if (found == query.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string_view> Request::Cookie(std::string_view name) const {
  // RFC 6265 §5.4: one Cookie header, pairs separated by "; ". The first pair of a name wins: browsers put the one
  // with the longest path first.
  std::string_view rest = headers.Get("Cookie").value_or("");
  while (!rest.empty()) {
    std::string_view pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.size() > name.size() && pair[name.size()] == '=' && pair.starts_with(name)) {
      return pair.substr(name.size() + 1);
    }
  }
  return std::nullopt;
}

}  // namespace wharf::net
