#include <csignal>
#include <iostream>

#include "base/csv.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/say.h"
#include "integration/auth/vocabulary.h"
#include "integration/call/vocabulary.h"
#include "integration/definition/loader.h"
#include "integration/simulator/simulated_tool.h"
#include "integration/simulator/vocabulary.h"
#include "net/http_server.h"
#include "template/environment.h"

namespace wharf::cli {
namespace {

Result<std::vector<simulator::Customer>> ReadCustomers(const SimulateOptions& options, Random& random) {
  if (options.organizations.empty()) return simulator::MadeUpCustomers(options.customers, random);
  WHARF_ASSIGN(const std::string csv, ReadFile(options.organizations));
  WHARF_ASSIGN(auto reader, CsvReader::Open(csv));
  WHARF_ASSIGN(const auto name, reader.Column("name"));
  const auto domain = reader.FindColumn("domain");
  std::vector<simulator::Customer> organizations;
  CsvRow row;
  for (;;) {
    WHARF_ASSIGN(const bool more, reader.Next(row));
    if (!more) break;
    organizations.push_back({std::string(row[name]), domain ? std::string(row[*domain]) : std::string()});
  }
  return simulator::MessyCustomers(organizations, random);
}

Result<void> Run(const SimulateOptions& options) {
  const auto fault = simulator::ParseFault(options.fault);
  if (!fault)
    return Error{ErrorKind::invalid_argument, "no_such_fault",
                 "There is no fault “" + options.fault + "”; see --help."};
  definition::Vocabulary vocabulary;
  auth::AddKinds(vocabulary);
  call::AddKinds(vocabulary);
  simulator::AddKinds(vocabulary);
  const templates::Environment environment;
  std::filesystem::path file = options.integration;
  if (!std::filesystem::is_regular_file(file))
    file = FindData(options.catalog, "catalog") / options.integration / "integration.yaml";
  WHARF_ASSIGN(const std::string yaml, ReadFile(file));
  WHARF_ASSIGN(auto definition, definition::AsResult(definition::Load(yaml, file.string(), vocabulary, environment)));

  SeededRandom seeded(options.seed);
  WHARF_ASSIGN(const auto customers, ReadCustomers(options, seeded));
  WHARF_ASSIGN(auto world, simulator::World::Make(*definition, customers, seeded));
  const SystemClock clock;
  SystemRandom random;
  simulator::SimulatedTool tool(definition, std::move(world), *fault, clock, random);
  net::ServerOptions server_options;
  server_options.port = static_cast<std::uint16_t>(options.port);
  net::HttpServer server(server_options, [&tool](net::Request&) {
    net::Target target;
    target.run_on = net::RunOn::worker;
    target.handler = [&tool](const net::Request& request) { return tool.Answer(request); };
    return target;
  });
  WHARF_TRY(server.Start());
  boost::json::object ready = tool.Credentials();
  ready["url"] = "http://127.0.0.1:" + std::to_string(server.port());
  ready["customers"] = customers.size();
  std::cout << boost::json::serialize(ready) << std::endl;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  int signal = 0;
  sigwait(&signals, &signal);
  server.Stop(2);
  return {};
}

}  // namespace

int Simulate(const SimulateOptions& options) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const auto ran = Run(options);
  return ran ? 0 : Fail(ran.error());
}

}  // namespace wharf::cli
