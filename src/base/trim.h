#pragma once

#include <string_view>

namespace wharf {

inline constexpr std::string_view kBlanks = " \t\r\n\v\f";

/// Without the characters of `what` at both ends; a view into `text`.
constexpr std::string_view Trim(std::string_view text, std::string_view what = kBlanks) {
  const std::size_t first = text.find_first_not_of(what);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(what) - first + 1);
}

}  // namespace wharf
