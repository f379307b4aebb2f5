// Fills the database of a Wharf that is set up and not running, and a catalogue with the tools it is linked to:
//   fill_installation DATA DATABASE ORGANIZATIONS CONNECTIONS CATALOG
// DATABASE is a PostgreSQL URL, or "" for SQLite in DATA. Prints the connections, one a line.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "large_installation.h"

namespace {

wharf::Result<void> Run(const std::string& data, const std::string& url, const wharf::LargeInstallation& size) {
  WHARF_ASSIGN(const auto database,
               wharf::storage::Open({.url = url, .folder = data, .statement_limit = std::chrono::minutes(5)}));
  const wharf::SystemClock clock;
  wharf::SystemRandom random;
  return database->Write([&](wharf::storage::Session& session) -> wharf::Result<void> {
    WHARF_ASSIGN(const auto connections, wharf::Fill(session, size, clock, random));
    for (const auto& connection : connections) std::cout << connection.ToString() << "\n";
    return {};
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "fill_installation DATA DATABASE ORGANIZATIONS CONNECTIONS CATALOG\n";
    return 2;
  }
  const wharf::LargeInstallation size{.organizations = std::atoi(argv[3]), .connections = std::atoi(argv[4])};
  for (int i = 0; i < size.connections; ++i) {
    const auto folder = std::filesystem::path(argv[5]) / ("tool_" + std::to_string(i));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "integration.yaml") << wharf::ToolDefinition(i);
  }
  if (const auto filled = Run(argv[1], argv[2], size); !filled) {
    std::cerr << filled.error().message << "\n";
    return 1;
  }
  return 0;
}
