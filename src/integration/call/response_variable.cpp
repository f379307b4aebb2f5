#include "integration/call/response_variable.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "integration/definition/evaluate.h"

namespace wharf::call {
namespace {

constexpr std::size_t kMostText = std::size_t{64} << 10U;

}  // namespace

boost::json::object ResponseVariable(const net::OutboundResponse& answer, boost::json::value body) {
  boost::json::object headers;
  boost::json::object cookies;
  for (const auto& [name, value] : answer.headers) {
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    if (lower == "set-cookie") {
      const auto equals = value.find('=');
      if (equals != std::string::npos)
        cookies[value.substr(0, equals)] = value.substr(equals + 1, value.find(';') - equals - 1);
    }
    auto [place, added] = headers.emplace(lower, value);
    // A field that comes several times means the values joined by commas (RFC 9110 §5.3).
    if (!added) place->value() = definition::AsText(place->value()) + ", " + value;
  }
  return {{"status", answer.status},
          {"headers", std::move(headers)},
          {"cookies", std::move(cookies)},
          {"text", std::string_view(answer.body).substr(0, kMostText)},
          {"url", answer.url},
          {"body", std::move(body)}};
}

}  // namespace wharf::call
