#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace wharf::cli {

/// The whole file. Fails with `file_unusable`.
Result<std::string> ReadFile(const std::filesystem::path& path);

}  // namespace wharf::cli
