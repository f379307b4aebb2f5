#pragma once

#include <string_view>

namespace wharf::cli {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace wharf::cli
