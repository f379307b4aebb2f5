#include "cli/files.h"

#include <array>
#include <fstream>
#include <sstream>

#include "cli/commands.h"

namespace wharf::cli {

Result<std::string> ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{ErrorKind::not_found, "file_unusable", path.string() + " cannot be read."};
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

std::filesystem::path FindData(const std::string& given, const std::string& name) {
  if (!given.empty()) return given;
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  // build/<preset>/wharf in the source tree; or a prefix with bin/ and share/.
  const std::array<std::filesystem::path, 3> places{
      program / ".." / ".." / name, program / ".." / "share" / "wharf" / (name == "web/dist" ? "web" : name),
      std::filesystem::path(name)};
  for (const auto& place : places) {
    if (std::filesystem::is_directory(place, ignored)) return std::filesystem::weakly_canonical(place, ignored);
  }
  return places.back();
}

}  // namespace wharf::cli
