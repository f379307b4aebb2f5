#include "integration/call/link_header.h"

#include <cctype>
#include <sstream>
#include <utility>

#include "base/trim.h"

namespace wharf::call {
namespace {

/// Cuts off what stands before the next `end` outside quotes.
std::string_view TakeUntil(std::string_view& text, char end) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == '\\' && quoted) ++i;
    if (i < text.size() && text[i] == end && !quoted) {
      const std::string_view part = text.substr(0, i);
      text.remove_prefix(i + 1);
      return part;
    }
  }
  return std::exchange(text, {});
}

bool SameWord(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(a[i])) != std::tolower(static_cast<unsigned char>(b[i]))) return false;
  }
  return true;
}

bool HasRelation(std::string_view parameters, std::string_view rel) {
  bool found = false;
  while (!parameters.empty()) {
    std::string_view parameter = TakeUntil(parameters, ';');
    const std::string_view name = Trim(TakeUntil(parameter, '='));
    std::string_view value = Trim(parameter);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    if (SameWord(name, "results") && SameWord(value, "false")) return false;
    if (!SameWord(name, "rel")) continue;
    std::istringstream words{std::string(value)};
    for (std::string word; words >> word;) found = found || SameWord(word, rel);
  }
  return found;
}

}  // namespace

std::string FindLink(std::string_view header, std::string_view rel) {
  while (true) {
    const auto open = header.find('<');
    if (open == std::string_view::npos) return {};
    const auto close = header.find('>', open);
    if (close == std::string_view::npos) return {};
    const std::string_view target = Trim(header.substr(open + 1, close - open - 1));
    header.remove_prefix(close + 1);
    if (HasRelation(TakeUntil(header, ','), rel)) return std::string(target);
  }
}

}  // namespace wharf::call
