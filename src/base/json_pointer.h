#pragma once

#include <string>
#include <string_view>

namespace wharf {

/// A member's name as a JSON pointer writes it (RFC 6901, section 3): `~` is `~0`, `/` is `~1`.
inline std::string PointerStep(std::string_view name) {
  std::string step;
  for (const char c : name) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step += c;
    }
  }
  return step;
}

}  // namespace wharf
