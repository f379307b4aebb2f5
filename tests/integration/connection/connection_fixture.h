#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "integration/auth/vocabulary.h"
#include "integration/call/vocabulary.h"
#include "integration/connection/calling.h"
#include "integration/connection/connections.h"
#include "integration/definition/loader.h"
#include "net/http_server.h"
#include "net/outbound.h"
#include "organization/organization_fixture.h"
#include "organization/variables.h"
#include "storage/job_queue.h"
#include "template/environment.h"

namespace wharf::connection {

/// A vendor on this machine that answers as the test says and remembers what it was asked.
class Vendor {
 public:
  using Answer = std::function<net::Response(const net::Request&)>;

  Vendor() {
    net::ServerOptions options;
    options.port = 0;
    options.socket_threads = 1;
    options.workers = 2;
    server_ = std::make_unique<net::HttpServer>(options, [this](net::Request&) {
      net::Target target;
      target.run_on = net::RunOn::worker;
      target.handler = [this](const net::Request& request) { return Take(request); };
      return target;
    });
    const auto started = server_->Start();
    EXPECT_TRUE(started.ok()) << (started.ok() ? "" : started.error().message);
  }
  ~Vendor() { server_->Stop(1); }
  Vendor(const Vendor&) = delete;
  Vendor& operator=(const Vendor&) = delete;

  void Answers(Answer answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
  }
  /// `{"companies": [...]}`, all on one page.
  void Has(boost::json::array companies) {
    Answers([companies = std::move(companies)](const net::Request& request) {
      const bool first = request.Query("page").value_or("1") == "1";
      return Json(boost::json::object{{"companies", first ? companies : boost::json::array()}});
    });
  }
  static net::Response Json(const boost::json::value& value, int status = 200) {
    net::Response response;
    response.status = status;
    response.headers.Set("Content-Type", "application/json");
    response.body = boost::json::serialize(value);
    return response;
  }
  [[nodiscard]] std::vector<net::Request> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }
  [[nodiscard]] std::string host() const { return "127.0.0.1:" + std::to_string(server_->port()); }

 private:
  net::Response Take(const net::Request& request) {
    Answer answer;
    {
      const std::lock_guard lock(mutex_);
      seen_.push_back(request);
      answer = answer_;
    }
    return answer ? answer(request) : Json(boost::json::object{{"companies", boost::json::array()}});
  }

  mutable std::mutex mutex_;
  Answer answer_;
  std::vector<net::Request> seen_;
  std::unique_ptr<net::HttpServer> server_;
};

inline constexpr std::string_view kExample = R"(format: 1
id: example
name: Example Docs
categories: [documentation]
connection:
  fields: {host: {kind: host, label: Address}}
  sign_in:
    key:
      label: API key
      fields: {api_key: {kind: secret, label: API key}}
      auth: {kind: api_key, key: "{{ fields.api_key }}", send: {header: x-api-key}}
  base_url: https://{{ fields.host }}/api
  check: {request: {get: /check}}
actions:
  list_companies:
    name: List companies
    request: {get: /companies}
    input: {status: {}, kind: {}}
    output: {rows: companies}
  list_states: {name: List states, request: {get: /states}, output: {rows: $}}
  list_notes:
    name: List notes
    request: {get: "/notes", query: {note: "{{ org.variables.note }}", pass: "{{ org.variables.pass }}"}}
    output: {rows: companies}
  get_company:
    name: Get a company
    request: {get: "/companies/{id}"}
    input: {id: {required: true, from: mapping}}
options: {states: {list: list_states, value: "{{ item.id }}", label: "{{ item.name }}"}}
organizations:
  list: {action: list_companies, input: {kind: customer}}
  label: Company
  id: "{{ item.id }}"
  name: "{{ item.name }}"
  domain: "{{ item.domain }}"
  variable: example_company_id
  filters:
    status: {label: Status, multiple: true, options: states, input: {status: "{{ filter.status | join(',') }}"}}
    kind: {label: Kind, choices: [customer, lead], default: customer, input: {kind: "{{ filter.kind }}"}}
    city: {label: City, choices: [Bern, Basel], where: "{{ item.city == filter.city }}"}
  more:
    example_key: {label: Key}
)";

/// An installation with a tool "Example Docs" that is installed at the root, configured, and whose calls go to
/// vendor().
class ConnectionTest : public organization::OrganizationTest {
 protected:
  void SetUp() override {
    OrganizationTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    tool_ = Install("example");
  }
  void TearDown() override {
    jobs_.reset();
    calling_.reset();
    connections_.reset();
    variables_.reset();
    vault_.reset();
    outbound_.reset();
    OrganizationTest::TearDown();
  }

  void Build() override {
    OrganizationTest::Build();
    if (!vault_) {
      auto vault = storage::Vault::Open(db(), storage::MasterKey::Make(random_), random_);
      ASSERT_TRUE(vault.ok()) << vault.error().message;
      vault_ = *std::move(vault);
    }
    definition::Vocabulary vocabulary;
    auth::AddKinds(vocabulary);
    call::AddKinds(vocabulary);
    auto loaded = definition::Load(kExample, "example.yaml", vocabulary, environment_);
    for (const auto& error : loaded.errors) ADD_FAILURE() << error.ToString();
    catalog_ = definition::Catalog({{"example", {loaded.definition, "", ""}}});
    variables_ = std::make_unique<organization::Variables>(db(), *vault_, *audit_, clock_);
    connections_ = std::make_unique<Connections>(db(), *vault_, *audit_, catalog_, clock_, random_);
    net::Outbound::Options options;
    options.allow.entries = {vendor_.host()};
    options.proxies = net::ProxySettings{};
    outbound_ = std::make_unique<net::Outbound>(options, system_clock_, random_);
    calling_ = std::make_unique<Calling>(db(), *vault_, *connections_, *outbound_, clock_, random_);
    jobs_ = std::make_unique<storage::JobQueue>(
        db(), system_clock_, random_,
        storage::JobTimes{.lease = std::chrono::milliseconds(1500), .poll = std::chrono::milliseconds(50)});
  }

  /// Fills in the settings, so that calls reach vendor().
  Connection Configure(ConnectionId id) {
    ConnectionEdit edit;
    edit.send_to = "http://" + vendor_.host();
    edit.sign_in = "key";
    edit.fields = boost::json::object{{"host", "docs.example.com"}};
    edit.secrets["api_key"] = Secret("a-key-that-nobody-may-see");
    const auto changed = connections_->Edit(Admin(), id, edit);
    EXPECT_TRUE(changed.ok()) << (changed.ok() ? "" : changed.error().message);
    return changed.ok() ? *changed : Connection{};
  }
  Connection Install(const std::string& integration) {
    const auto installed = connections_->Install(Admin(), integration, root_);
    EXPECT_TRUE(installed.ok()) << (installed.ok() ? "" : installed.error().message);
    return installed.ok() ? Configure(installed->connection.id) : Connection{};
  }

  /// Works on the jobs until this one has ended.
  storage::Job Finish(JobId id) {
    jobs_->Start(1);
    storage::Job ended;
    for (int i = 0; i < 2000 && !ended.ended; ++i) {
      const auto job = jobs_->Find(id);
      if (job.ok() && *job && (*job)->ended) ended = **job;
      if (!ended.ended) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_TRUE(ended.ended) << "the job does not end";
    jobs_->Stop();
    return ended;
  }

  static boost::json::object Company(int id, const std::string& name, const std::string& city = "Bern",
                                     const std::string& domain = "") {
    return {{"id", id}, {"name", name}, {"city", city}, {"domain", domain}};
  }

  SystemClock system_clock_;
  templates::Environment environment_;
  definition::Catalog catalog_;
  Vendor vendor_;
  std::unique_ptr<storage::Vault> vault_;
  std::unique_ptr<organization::Variables> variables_;
  std::unique_ptr<net::Outbound> outbound_;
  std::unique_ptr<Connections> connections_;
  std::unique_ptr<Calling> calling_;
  std::unique_ptr<storage::JobQueue> jobs_;
  Connection tool_;
};

using organization::CodeOf;

}  // namespace wharf::connection
