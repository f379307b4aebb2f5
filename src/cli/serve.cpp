#include <csignal>
#include <iostream>
#include <mutex>
#include <thread>

#include "api/application.h"
#include "api/live_events.h"
#include "api/samples.h"
#include "base/csv.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/say.h"
#include "cli/version.h"
#include "integration/auth/vocabulary.h"
#include "integration/call/vocabulary.h"
#include "integration/connection/health_checks.h"
#include "integration/simulator/vocabulary.h"
#include "net/http_server.h"
#include "organization/upkeep.h"
#include "template/environment.h"

namespace wharf::cli {
namespace {

constexpr int kWorkers = 4;

/// "127.0.0.1:8484", "[::1]:80"
Result<std::pair<std::string, std::uint16_t>> ReadListen(const std::string& listen) {
  const auto colon = listen.rfind(':');
  int port = -1;
  if (colon != std::string::npos) port = std::atoi(listen.c_str() + colon + 1);
  if (port < 0 || port > 65535) {
    return Error{ErrorKind::invalid_argument, "listen_invalid",
                 "--listen wants ADDRESS:PORT, for instance 127.0.0.1:8484."};
  }
  std::string address = listen.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  return std::pair(address, static_cast<std::uint16_t>(port));
}

/// samples/tools.json: integration → {send_to, sign_in, fields, secrets}.
Result<api::SampleTools> ReadSamples(const std::string& folder) {
  api::SampleTools samples;
  if (folder.empty()) return samples;
  WHARF_ASSIGN(const std::string text, ReadFile(std::filesystem::path(folder) / "tools.json"));
  boost::json::error_code failure;
  const boost::json::value json = boost::json::parse(text, failure);
  if (failure || !json.is_object())
    return Error{ErrorKind::invalid_argument, "samples_invalid", folder + "/tools.json is not a JSON object."};
  for (const auto& [integration, tool] : json.get_object()) {
    const auto& object = tool.as_object();
    api::SampleTool sample;
    sample.send_to = std::string(object.at("send_to").as_string());
    sample.sign_in = std::string(object.at("sign_in").as_string());
    sample.fields = object.at("fields").as_object();
    sample.secrets = object.at("secrets").as_object();
    samples.tools[std::string(integration)] = std::move(sample);
  }
  return samples;
}

/// Everything the program is made of, in order of dependence; destroyed in the reverse order.
class Program {
 public:
  explicit Program(const ServeOptions& options) : options_(options) {}

  Result<void> Start();
  void Run();

 private:
  Result<void> OpenStorage();
  Result<void> LoadDefinitions();
  Result<void> SampleOrganizations();
  void MakeDomain();
  Result<void> Listen();
  void Apply(const organization::InstallationSettings& settings);
  void KeepUp();

  ServeOptions options_;
  SystemClock clock_;
  SystemRandom random_;
  templates::Environment environment_;
  definition::Catalog catalog_;
  std::vector<std::string> catalog_problems_;
  api::SampleTools samples_;
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<storage::Vault> vault_;
  std::unique_ptr<storage::JobQueue> jobs_;
  std::unique_ptr<net::Outbound> outbound_;
  std::unique_ptr<organization::DirectoryCache> directories_;
  std::unique_ptr<organization::AuditLog> audit_;
  organization::Passwords passwords_;
  std::unique_ptr<organization::FirstStart> first_start_;
  std::unique_ptr<organization::Sessions> sessions_;
  std::unique_ptr<organization::Users> users_;
  std::unique_ptr<organization::ApiTokens> tokens_;
  std::unique_ptr<organization::Invitations> invitations_;
  std::unique_ptr<organization::Organizations> organizations_;
  std::unique_ptr<organization::OrganizationImport> import_;
  std::unique_ptr<organization::ImportReport> report_;
  std::unique_ptr<organization::Variables> variables_;
  std::unique_ptr<organization::VariableCsv> variable_csv_;
  std::unique_ptr<organization::Settings> settings_;
  std::unique_ptr<organization::Upkeep> upkeep_;
  std::unique_ptr<connection::Connections> connections_;
  std::unique_ptr<connection::Calling> calling_;
  std::unique_ptr<mapping::Mappings> mappings_;
  std::unique_ptr<mapping::OptionRefresh> refresh_;
  std::unique_ptr<mapping::SuggestJob> suggest_;
  std::unique_ptr<mapping::MappingCsv> mapping_csv_;
  std::unique_ptr<mapping::CustomerImport> customer_import_;
  std::unique_ptr<connection::HealthChecks> health_checks_;
  std::unique_ptr<api::LiveEvents> events_;
  std::unique_ptr<api::Services> services_;
  net::Metrics metrics_;
  std::unique_ptr<api::Application> application_;
  std::unique_ptr<net::HttpServer> server_;
  std::mutex settings_mutex_;
  std::string own_address_;             ///< where this process listens; guarded by settings_mutex_
  std::int64_t applied_settings_ = -1;  ///< their version; guarded by settings_mutex_
};

Result<void> Program::OpenStorage() {
  std::error_code ignored;
  std::filesystem::create_directories(options_.data, ignored);
  storage::OpenOptions open;
  open.folder = options_.data;
  open.url = options_.database;
  WHARF_ASSIGN(database_, storage::Open(open));
  WHARF_ASSIGN(const bool may_make, storage::Vault::MayMakeKey(*database_));
  const char* key = std::getenv("WHARF_MASTER_KEY");  // NOLINT(concurrency-mt-unsafe): before any thread is started
  WHARF_ASSIGN(auto master, storage::LoadMasterKey(options_.data, key == nullptr ? "" : key, may_make, random_));
  WHARF_ASSIGN(vault_, storage::Vault::Open(*database_, std::move(master), random_));
  return {};
}

Result<void> Program::LoadDefinitions() {
  definition::Vocabulary vocabulary;
  auth::AddKinds(vocabulary);
  call::AddKinds(vocabulary);
  simulator::AddKinds(vocabulary);
  auto folders = options_.catalogs;
  if (folders.empty()) folders.emplace_back();
  // What somebody wrote for this installation alone.
  const auto own = std::filesystem::path(options_.data) / "catalog";
  if (std::filesystem::is_directory(own)) folders.push_back(own.string());
  std::map<std::string, definition::CatalogEntry, std::less<>> entries;
  for (const auto& folder : folders) {
    const auto found = FindData(folder, "catalog");
    const auto loaded = definition::LoadCatalog(found, vocabulary, environment_);
    for (const auto& problem : loaded.errors) catalog_problems_.push_back(problem.ToString());
    for (const auto& [id, entry] : loaded.catalog.entries()) {
      if (entries.emplace(id, entry).second) continue;
      catalog_problems_.push_back((found / id).string() +
                                  ": left out; a folder named before has an integration of this id.");
    }
  }
  for (const auto& problem : catalog_problems_) std::cerr << problem << "\n";
  catalog_ = definition::Catalog(std::move(entries));
  WHARF_ASSIGN(samples_, ReadSamples(options_.samples));
  return {};
}

void Program::MakeDomain() {
  auto& db = *database_;
  jobs_ = std::make_unique<storage::JobQueue>(db, clock_, random_);
  directories_ = std::make_unique<organization::DirectoryCache>(db);
  audit_ = std::make_unique<organization::AuditLog>(db, clock_, random_);
  first_start_ = std::make_unique<organization::FirstStart>(db, *directories_, *audit_, passwords_, clock_, random_);
  sessions_ = std::make_unique<organization::Sessions>(db, *audit_, passwords_, clock_, random_);
  users_ = std::make_unique<organization::Users>(db, *audit_, passwords_, clock_, random_);
  tokens_ = std::make_unique<organization::ApiTokens>(db, *audit_, clock_, random_);
  invitations_ = std::make_unique<organization::Invitations>(db, *audit_, passwords_, clock_);
  organizations_ = std::make_unique<organization::Organizations>(db, *directories_, *audit_, clock_, random_);
  import_ =
      std::make_unique<organization::OrganizationImport>(db, *jobs_, *directories_, *audit_, *users_, clock_, random_);
  report_ = std::make_unique<organization::ImportReport>(db);
  variables_ = std::make_unique<organization::Variables>(db, *vault_, *audit_, clock_);
  variable_csv_ = std::make_unique<organization::VariableCsv>(*variables_);
  settings_ = std::make_unique<organization::Settings>(db, *audit_, clock_);
  upkeep_ = std::make_unique<organization::Upkeep>(*organizations_, *sessions_, *tokens_, *audit_, *settings_, clock_);
  connections_ = std::make_unique<connection::Connections>(db, *vault_, *audit_, catalog_, clock_, random_);
  net::Outbound::Options outbound;
  outbound.user_agent = "Wharf/" + std::string(kVersion);
  outbound.ca_file = options_.ca_file;
  outbound_ = std::make_unique<net::Outbound>(outbound, clock_, random_);
  calling_ = std::make_unique<connection::Calling>(db, *vault_, *connections_, *outbound_, clock_, random_);
  mappings_ = std::make_unique<mapping::Mappings>(db, *connections_, *variables_, *audit_, clock_, random_);
  refresh_ = std::make_unique<mapping::OptionRefresh>(db, *jobs_, *connections_, *calling_, *directories_, clock_);
  suggest_ = std::make_unique<mapping::SuggestJob>(db, *jobs_, *connections_, *mappings_, *directories_);
  mapping_csv_ = std::make_unique<mapping::MappingCsv>(db, *connections_, *mappings_);
  customer_import_ = std::make_unique<mapping::CustomerImport>(db, *jobs_, *connections_, *mappings_, *directories_,
                                                               *audit_, *users_, clock_, random_);
  health_checks_ = std::make_unique<connection::HealthChecks>(db, *jobs_, *connections_, *calling_, *directories_,
                                                              clock_, std::string(mapping::kRefreshOptions));
  events_ = std::make_unique<api::LiveEvents>(db, *jobs_);
  import_->Register();
  refresh_->Register();
  suggest_->Register();
  customer_import_->Register();
  health_checks_->Register();
  const bool postgres = db.dialect() == storage::Dialect::postgresql;
  services_ = std::make_unique<api::Services>(api::Services{db,
                                                            *jobs_,
                                                            *directories_,
                                                            *audit_,
                                                            *first_start_,
                                                            *sessions_,
                                                            *users_,
                                                            *tokens_,
                                                            *invitations_,
                                                            *organizations_,
                                                            *import_,
                                                            *report_,
                                                            *variables_,
                                                            *variable_csv_,
                                                            *settings_,
                                                            catalog_,
                                                            *connections_,
                                                            *calling_,
                                                            *mappings_,
                                                            *refresh_,
                                                            *suggest_,
                                                            *mapping_csv_,
                                                            *customer_import_,
                                                            metrics_,
                                                            [this](const auto& settings) { Apply(settings); },
                                                            *events_,
                                                            samples_,
                                                            clock_,
                                                            random_,
                                                            catalog_problems_,
                                                            postgres ? "postgresql" : "sqlite",
                                                            std::string(kVersion),
                                                            clock_.Now()});
}

Result<void> Program::Listen() {
  WHARF_ASSIGN(const auto listen, ReadListen(options_.listen));
  std::optional<net::StaticFiles> web;
  const auto folder = FindData(options_.web, "web/dist");
  if (auto files = net::StaticFiles::Load(folder)) {
    web = *std::move(files);
  } else {
    std::cerr << "wharf: no page in " << folder.string() << "; only the API is served.\n";
  }
  WHARF_ASSIGN(application_, api::Application::Make(*services_, std::move(web)));
  net::ServerOptions server;
  server.address = listen.first;
  server.port = listen.second;
  server.on_answered = [this](const net::Answered& answered) { application_->OnAnswered(answered); };
  server_ = std::make_unique<net::HttpServer>(
      server, [this](net::Request& request) { return application_->Dispatch(request); });
  WHARF_TRY(server_->Start());
  const std::string address =
      "http://" + options_.listen.substr(0, options_.listen.rfind(':')) + ":" + std::to_string(server_->port());
  {
    const std::lock_guard lock(settings_mutex_);
    own_address_ = address;
    applied_settings_ = -1;
  }
  WHARF_ASSIGN(const auto settings, settings_->Read());
  Apply(settings);
  std::cout << "Wharf listens on " << address << std::endl;
  return {};
}

/// What the settings mean for this process: at its start, when somebody saves them here, and soon after somebody saved
/// them through another process.
void Program::Apply(const organization::InstallationSettings& settings) {
  const std::lock_guard lock(settings_mutex_);
  if (settings.version <= applied_settings_) return;
  applied_settings_ = settings.version;
  net::AllowList allow{settings.allow_list};
  // A sample tool listens on this machine; allowing its very port allows nothing else.
  for (const auto& [integration, tool] : samples_.tools) {
    allow.entries.push_back(tool.send_to.substr(tool.send_to.find("//") + 2));
  }
  outbound_->SetAllowList(allow);
  calling_->SetRedirectUri((settings.public_url.empty() ? own_address_ : settings.public_url) + "/oauth/callback");
}

/// The sample organizations, once, below a root that has nothing yet: whoever tries Wharf has customers at once.
Result<void> Program::SampleOrganizations() {
  if (options_.samples.empty()) return {};
  WHARF_ASSIGN(auto directory, directories_->Current());
  if (directory->size() != 1) return {};
  // Whoever deletes them later does not want them back.
  if (clock_.Now() - directory->At(0).created > std::chrono::minutes(1)) return {};
  WHARF_ASSIGN(std::string csv, ReadFile(std::filesystem::path(options_.samples) / "organizations.csv"));
  WHARF_ASSIGN(auto reader, CsvReader::Open(csv));
  WHARF_ASSIGN(const auto name, reader.Column("name"));
  const auto domain = reader.FindColumn("domain");
  const auto access = organization::Access::System(directory, "Sample organizations");
  CsvRow row;
  for (;;) {
    WHARF_ASSIGN(const bool more, reader.Next(row));
    if (!more) return {};
    organization::NewOrganization wanted;
    wanted.name = std::string(row[name]);
    wanted.parent = directory->At(0).id;
    if (domain && !row[*domain].empty()) wanted.domains.emplace_back(row[*domain]);
    WHARF_TRY(organizations_->Create(access, wanted));
  }
}

Result<void> Program::Start() {
  WHARF_TRY(OpenStorage());
  WHARF_TRY(LoadDefinitions());
  MakeDomain();
  own_address_ = "http://" + options_.listen;
  WHARF_ASSIGN(const auto settings, settings_->Read());
  Apply(settings);
  if (options_.role != "web") jobs_->Start(kWorkers);
  if (options_.role != "worker") {
    WHARF_TRY(Listen());
    events_->Start();
  }
  return {};
}

void Program::KeepUp() {
  static_cast<void>(SampleOrganizations());
  static_cast<void>(upkeep_->Often());
  if (const auto settings = settings_->Read()) {
    static_cast<void>(health_checks_->StartDue(std::chrono::hours(settings->health_check_hours)));
    static_cast<void>(refresh_->StartDue(std::chrono::hours(settings->option_refresh_hours)));
  }
}

void Program::Run() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  int rounds = 0;
  for (;;) {
    // Every two seconds a look at what is to be done; every half minute and hour the upkeep.
    timespec wait{2, 0};
    const int signal = sigtimedwait(&signals, nullptr, &wait);
    if (signal > 0) break;
    ++rounds;
    static_cast<void>(SampleOrganizations());
    if (const auto settings = settings_->Read()) Apply(*settings);
    if (rounds % 15 == 0) KeepUp();
    if (rounds % 1800 == 0) static_cast<void>(upkeep_->Hourly());
  }
  events_->Stop();
  if (server_) server_->Stop(10);
  jobs_->Stop();
}

}  // namespace

int Serve(const ServeOptions& options) {
  // Blocked in every thread, so that only Run hears them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  Program program(options);
  if (const auto started = program.Start(); !started) return Fail(started.error());
  program.Run();
  return 0;
}

}  // namespace wharf::cli
