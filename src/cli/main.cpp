#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/version.h"

namespace wharf::cli {
namespace {

void AddDatabase(CLI::App* command, std::string& data, std::string& database) {
  command->add_option("--data", data, "The data folder: SQLite database and master key")->envname("WHARF_DATA");
  command->add_option("--database", database, "postgresql://… instead of SQLite in the data folder")
      ->envname("WHARF_DATABASE");
}

}  // namespace

int Main(int argc, char** argv) {
  CLI::App app("Wharf: a self-hosted integration platform for managed service providers.");
  app.set_version_flag("--version", std::string(kVersion));
  app.require_subcommand(1);
  int code = 0;

  ServeOptions serve;
  auto* serving = app.add_subcommand("serve", "Serve the page and the API, and run jobs");
  serving->add_option("--listen", serve.listen, "ADDRESS:PORT")->envname("WHARF_LISTEN");
  AddDatabase(serving, serve.data, serve.database);
  serving->add_option("--role", serve.role, "all, web or worker")->check(CLI::IsMember({"all", "web", "worker"}));
  serving->add_option("--samples", serve.samples, "Folder that describes running sample tools");
  serving->add_option("--web", serve.web, "Folder of the built page");
  serving->add_option("--catalog", serve.catalogs, "Folder of integrations; several times: all of them together");
  serving->add_option("--ca-file", serve.ca_file, "PEM file of authorities that are trusted besides the system's")
      ->check(CLI::ExistingFile)
      ->envname("WHARF_CA_FILE");
  serving->callback([&] { code = Serve(serve); });

  SimulateOptions simulate;
  auto* simulating = app.add_subcommand("simulate", "Serve a stand-in for a tool, made from its definition");
  simulating->add_option("integration", simulate.integration, "Its id in the catalogue, or a definition file")
      ->required();
  simulating->add_option("--customers", simulate.customers, "How many customers it has")->check(CLI::Range(0, 1000000));
  simulating->add_option("--organizations", simulate.organizations,
                         "CSV whose names the customers get, as people would type them");
  simulating->add_option("--seed", simulate.seed, "The same seed gives the same tool");
  simulating->add_option("--port", simulate.port, "0: any free one")->check(CLI::Range(0, 65535));
  simulating->add_option("--fault", simulate.fault,
                         "unauthorized, rate_limited, server_error, html, empty, half_body, slow or repeat_page");
  simulating->add_option("--catalog", simulate.catalog, "Folder of the stock integrations");
  simulating->callback([&] { code = Simulate(simulate); });

  auto* catalog = app.add_subcommand("catalog", "Integration definitions")->require_subcommand(1);
  std::string path;
  auto* check = catalog->add_subcommand("check", "Check definitions");
  check->add_option("path", path, "A catalogue folder, an integration's folder, or one file");
  check->callback([&] { code = CheckCatalog(path); });
  catalog->add_subcommand("schema", "Print the JSON Schema of definitions")->callback([&] { code = PrintSchema(); });

  auto* mapping = app.add_subcommand("mapping", "Organization mapping")->require_subcommand(1);
  std::string organizations;
  std::string options;
  bool all = false;
  auto* suggest = mapping->add_subcommand("suggest", "Propose which customer is which organization");
  suggest->add_option("--organizations", organizations, "CSV with id, name and perhaps domain")->required();
  suggest->add_option("--options", options, "CSV with id, name and perhaps domain")->required();
  suggest->add_flag("--all", all, "Also what is not confident");
  suggest->callback([&] { code = SuggestMappings(organizations, options, all); });

  auto* templates = app.add_subcommand("template", "The template language")->require_subcommand(1);
  templates->add_subcommand("run", "Run templates from stdin, one JSON object a line")->callback([&] {
    code = RunTemplates();
  });

  std::string data = ".wharf";
  std::string database;
  std::string file;
  auto* backup = app.add_subcommand("backup", "Write a consistent copy while Wharf runs");
  AddDatabase(backup, data, database);
  backup->add_option("file", file)->required();
  backup->callback([&] { code = MakeBackup(data, database, file); });
  auto* restore = app.add_subcommand("restore", "Fill an empty database from a backup");
  AddDatabase(restore, data, database);
  restore->add_option("file", file)->required();
  restore->callback([&] { code = RestoreBackup(data, database, file); });
  auto* rotate = app.add_subcommand("rotate-key", "Seal all secrets with a new master key; stop Wharf first");
  AddDatabase(rotate, data, database);
  rotate->callback([&] { code = RotateMasterKey(data, database); });

  CLI11_PARSE(app, argc, argv);
  return code;
}

}  // namespace wharf::cli
