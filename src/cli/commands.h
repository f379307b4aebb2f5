#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace wharf::cli {

struct ServeOptions {
  std::string listen = "127.0.0.1:8484";
  std::string data = ".wharf";
  std::string database;  ///< empty: SQLite in `data`
  std::string role = "all";
  std::string samples;                ///< folder of the sample tools, see samples/README.md
  std::string web;                    ///< folder of the built page; empty: where it was installed or built
  std::vector<std::string> catalogs;  ///< folders of integrations; none: the stock ones, likewise
  std::string ca_file;                ///< PEM: authorities that are trusted besides the system's
};

struct SimulateOptions {
  std::string integration;
  std::string organizations;  ///< CSV with a column `name`; empty: made-up names
  int customers = 40;
  std::uint64_t seed = 1;
  int port = 0;
  std::string fault;
  std::string catalog;
};

// Each runs one command and returns its exit code. Errors go to stderr as one line that says what to do.
int Serve(const ServeOptions& options);
int Simulate(const SimulateOptions& options);
int CheckCatalog(const std::string& path);
int PrintSchema();
int SuggestMappings(const std::string& organizations, const std::string& options, bool all);
int RunTemplates();
int MakeBackup(const std::string& data, const std::string& database, const std::string& file);
int RestoreBackup(const std::string& data, const std::string& database, const std::string& file);
int RotateMasterKey(const std::string& data, const std::string& database);

/// The whole command line of `wharf`.
int Main(int argc, char** argv);

/// The catalogue's folder: as given, else beside the program (a build in the source tree), else where it is installed.
std::filesystem::path FindData(const std::string& given, const std::string& name);

}  // namespace wharf::cli
