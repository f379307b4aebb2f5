// How long a page of the mapping takes: 10 rows of 50,000 organizations with 20 connections, each of them with 50,000
// customers and 45,000 mappings; filtered by part of a name, and sorted. One thread, without HTTP and JSON. p99 is in
// the counters. On SQLite in a temporary folder, and on PostgreSQL if WHARF_BENCH_POSTGRES names an empty database.
//
//   cmake --preset bench && ninja -C build/bench mapping_page_bench
//   build/bench/bench/mapping_page_bench
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "base/fold.h"
#include "integration/auth/vocabulary.h"
#include "integration/call/vocabulary.h"
#include "integration/connection/connection_store.h"
#include "integration/definition/loader.h"
#include "integration/mapping/mappings.h"
#include "organization/directory.h"
#include "organization/organization_row.h"
#include "storage/revision.h"
#include "template/environment.h"

namespace wharf::mapping {
namespace {

constexpr int kOrganizations = 50'000;
constexpr int kConnections = 20;

constexpr std::array<const char*, 16> kWords{"Acme",   "Harbor", "North",  "Dental", "Clinic", "Legal",
                                             "Marine", "Summit", "Bright", "Copper", "River",  "Kitchen",
                                             "Motors", "Vision", "Garden", "Stone"};

void Check(const Result<void>& result) {
  if (result) return;
  std::fprintf(stderr, "%s\n", result.error().message.c_str());
  std::abort();
}

std::string Definition(int number) {
  const std::string id = "tool_" + std::to_string(number);
  return "format: 1\nid: " + id + "\nname: Tool " + std::to_string(number) +
         "\ncategories: [other]\nconnection: {sign_in: {open: {label: Open, auth: none}}, base_url: "
         "https://api.example.com}\nactions: {list: {name: List, request: {get: /c}, output: {rows: "
         "$}}}\norganizations: "
         "{list: list, id: \"{{ item.id }}\", name: \"{{ item.name }}\", variable: " +
         id + "_id}\n";
}

/// Everything in one database; filled once.
class Installation {
 public:
  explicit Installation(const std::string& url) {
    std::string folder = (std::filesystem::temp_directory_path() / "wharf-bench-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) std::abort();
    folder_ = folder;
    auto opened = storage::Open({.url = url, .folder = folder_, .statement_limit = std::chrono::minutes(5)});
    if (!opened) Check(opened.error());
    database_ = *std::move(opened);
    LoadDefinitions();
    auto vault = storage::Vault::Open(*database_, storage::MasterKey::Make(random_), random_);
    if (!vault) Check(vault.error());
    vault_ = *std::move(vault);
    Check(database_->Write([&](storage::Session& session) { return Fill(session); }));
    // What autovacuum does within minutes.
    Check(database_->Write([](storage::Session& session) { return session.RunScript("ANALYZE"); }));
    directories_ = std::make_unique<organization::DirectoryCache>(*database_);
    audit_ = std::make_unique<organization::AuditLog>(*database_, clock_, random_);
    variables_ = std::make_unique<organization::Variables>(*database_, *vault_, *audit_, clock_);
    connections_ = std::make_unique<connection::Connections>(*database_, *vault_, *audit_, catalog_, clock_, random_);
    mappings_ = std::make_unique<Mappings>(*database_, *connections_, *variables_, *audit_, clock_, random_);
  }
  ~Installation() {
    mappings_.reset();
    connections_.reset();
    variables_.reset();
    audit_.reset();
    directories_.reset();
    vault_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }
  Installation(const Installation&) = delete;
  Installation& operator=(const Installation&) = delete;

  organization::Access Ask() {
    organization::Caller caller;
    caller.grants = {{root_, organization::Role::administrator}};
    return {caller, *directories_->Current()};
  }
  [[nodiscard]] Mappings& mappings() { return *mappings_; }
  [[nodiscard]] connection::Connections& connections() { return *connections_; }
  [[nodiscard]] ConnectionId connection(std::size_t number) const { return ids_[number % ids_.size()]; }
  void Touch() {
    Check(database_->Write([&](storage::Session& session) -> Result<void> {
      WHARF_TRY(storage::BumpRevision(session, MappingTopic("tool_0")));
      return {};
    }));
  }

 private:
  void LoadDefinitions() {
    definition::Vocabulary vocabulary;
    auth::AddKinds(vocabulary);
    call::AddKinds(vocabulary);
    std::map<std::string, definition::CatalogEntry, std::less<>> entries;
    for (int i = 0; i < kConnections; ++i) {
      auto loaded = definition::Load(Definition(i), "bench.yaml", vocabulary, environment_);
      for (const auto& error : loaded.errors) std::fprintf(stderr, "%s\n", error.ToString().c_str());
      entries["tool_" + std::to_string(i)] = {loaded.definition, "", ""};
    }
    catalog_ = definition::Catalog(std::move(entries));
  }

  Result<void> Fill(storage::Session& session) {
    WHARF_ASSIGN(const std::int64_t revision, storage::BumpRevision(session, "organizations"));
    for (int i = 0; i < kOrganizations; ++i) {
      organization::Organization one;
      one.id = OrganizationId::Make(clock_, random_);
      one.parent = root_;
      one.name = std::string(kWords[random_.Below(16)]) + " " + kWords[random_.Below(16)] + " " + std::to_string(i);
      if (i == 0) one.name = "Northwind MSP";
      if (i == 0) root_ = one.id;
      one.folded_name = FoldForSearch(one.name);
      one.slug = "s" + std::to_string(i);
      one.created = one.updated = clock_.Now();
      one.updated_by = "bench";
      WHARF_TRY(organization::InsertOrganization(session, one, revision));
    }
    for (int i = 0; i < kConnections; ++i) {
      connection::Connection connection;
      connection.id = ConnectionId::Make(clock_, random_);
      connection.integration = "tool_" + std::to_string(i);
      connection.organization = root_;
      connection.name = "Main";
      connection.is_default = connection.configured = true;
      connection.created = connection.updated = clock_.Now();
      WHARF_TRY(connection::InsertConnection(session, connection));
      ids_.push_back(connection.id);
      WHARF_TRY(FillConnection(session, connection));
    }
    return {};
  }

  Result<void> FillConnection(storage::Session& session, const connection::Connection& connection) {
    const std::string variable = connection.integration + "_id";
    WHARF_TRY(
        session.Execute("INSERT INTO option_pull (connection_id, variable, generation, fetched_at, count, error) "
                        "VALUES (?, ?, 1, ?, ?, '')",
                        connection.id, variable, clock_.Now(), kOrganizations));
    WHARF_TRY(session.Execute(
        "INSERT INTO mapping_option (connection_id, variable, option_id, name, folded_name, domains, detail, "
        "previous_name, first_seen, last_seen, renamed_in, gone_since) SELECT CAST(? AS TEXT), CAST(? AS TEXT), o.id, "
        "o.name || ' Ltd', o.folded_name || ' ltd', '[]', '', NULL, 1, 1, 0, NULL FROM organization o",
        connection.id, variable));
    WHARF_TRY(session.Execute(
        "INSERT INTO mapping (connection_id, organization_id, variable, value, option_name, version, updated_at, "
        "updated_by) SELECT CAST(? AS TEXT), o.id, CAST(? AS TEXT), o.id, o.name || ' Ltd', 1, o.created_at, 'bench' "
        "FROM organization o WHERE o.slug NOT LIKE '%7'",
        connection.id, variable));
    return {};
  }

  SystemClock clock_;
  SeededRandom random_{11};
  templates::Environment environment_;
  definition::Catalog catalog_;
  std::string folder_;
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<storage::Vault> vault_;
  std::unique_ptr<organization::DirectoryCache> directories_;
  std::unique_ptr<organization::AuditLog> audit_;
  std::unique_ptr<organization::Variables> variables_;
  std::unique_ptr<connection::Connections> connections_;
  std::unique_ptr<Mappings> mappings_;
  OrganizationId root_;
  std::vector<ConnectionId> ids_;
};

enum Where { sqlite, postgresql };

Installation* InstallationOn(std::int64_t where) {
  static std::array<std::unique_ptr<Installation>, 2> made;
  const char* url = std::getenv("WHARF_BENCH_POSTGRES");  // NOLINT(concurrency-mt-unsafe): one thread
  if (where == postgresql && url == nullptr) return nullptr;
  auto& one = made.at(static_cast<std::size_t>(where));
  if (!one) one = std::make_unique<Installation>(where == postgresql ? url : "");
  return one.get();
}

/// Times each round by itself and tells its percentiles.
template <class Work>
void Measure(benchmark::State& state, Work&& work) {
  Installation* installation = InstallationOn(state.range(0));
  if (installation == nullptr) return state.SkipWithError("WHARF_BENCH_POSTGRES is not set");
  std::vector<double> took;
  std::size_t round = 0;
  for (int i = 0; i < kConnections; ++i) work(*installation, round++);
  for (auto unused : state) {
    const auto begun = std::chrono::steady_clock::now();
    work(*installation, round++);
    took.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
  }
  if (took.empty()) return;
  std::sort(took.begin(), took.end());
  state.counters["p50_ms"] = took[took.size() / 2];
  state.counters["p99_ms"] = took[std::min(took.size() - 1, took.size() * 99 / 100)];
}

std::string Part(std::size_t round) {
  constexpr std::array<const char*, 6> kParts{"dent", "harbor", "7", "stone 1", "a", "north"};
  return kParts[round % kParts.size()];
}

void Page(Installation& installation, std::size_t round, TableFilter filter) {
  filter.search = Part(round);
  const auto access = installation.Ask();
  const auto table = installation.mappings().Table(access, installation.connection(round), filter,
                                                   1 + static_cast<int>(round % 3), 10);
  if (!table) Check(table.error());
}

void SearchedByName(benchmark::State& state) {
  Measure(state, [](Installation& i, std::size_t round) { Page(i, round, {.descending = round % 2 == 1}); });
}
void SearchedSortedByValue(benchmark::State& state) {
  Measure(state, [](Installation& i, std::size_t round) { Page(i, round, {.order = TableOrder::value}); });
}
void SearchedSortedByTime(benchmark::State& state) {
  Measure(state, [](Installation& i, std::size_t round) { Page(i, round, {.order = TableOrder::updated}); });
}
void SearchedWithState(benchmark::State& state) {
  Measure(state, [](Installation& i, std::size_t round) { Page(i, round, {.state = RowState::unmapped}); });
}
void SearchedInValues(benchmark::State& state) {
  Measure(state, [](Installation& i, std::size_t round) { Page(i, round, {.value = Part(round + 1)}); });
}
void GridOfAllConnections(benchmark::State& state) {
  Measure(state, [](Installation& i, std::size_t round) {
    const auto access = i.Ask();
    const auto connections = i.connections().List(access, std::nullopt);
    const auto grid = i.mappings().Grid(access, *connections, {.search = Part(round)}, 1, 10);
    if (!grid) Check(grid.error());
  });
}
void Figures(benchmark::State& state) {
  Measure(state, [](Installation& i, std::size_t round) {
    benchmark::DoNotOptimize(i.mappings().Summarize(i.Ask(), i.connection(round), std::nullopt));
  });
}
void SortedAfterAChange(benchmark::State& state) {
  Measure(state, [](Installation& i, std::size_t round) {
    i.Touch();
    const auto access = i.Ask();
    benchmark::DoNotOptimize(
        i.mappings().Table(access, i.connection(0), {.search = Part(round), .order = TableOrder::value}, 1, 10));
  });
}

BENCHMARK(SearchedByName)->Arg(sqlite)->Arg(postgresql)->Unit(benchmark::kMillisecond);
BENCHMARK(SearchedSortedByValue)->Arg(sqlite)->Arg(postgresql)->Unit(benchmark::kMillisecond);
BENCHMARK(SearchedSortedByTime)->Arg(sqlite)->Arg(postgresql)->Unit(benchmark::kMillisecond);
BENCHMARK(SearchedWithState)->Arg(sqlite)->Arg(postgresql)->Unit(benchmark::kMillisecond);
BENCHMARK(SearchedInValues)->Arg(sqlite)->Arg(postgresql)->Unit(benchmark::kMillisecond);
BENCHMARK(GridOfAllConnections)->Arg(sqlite)->Arg(postgresql)->Unit(benchmark::kMillisecond);
BENCHMARK(Figures)->Arg(sqlite)->Arg(postgresql)->Unit(benchmark::kMillisecond);
BENCHMARK(SortedAfterAChange)->Arg(sqlite)->Arg(postgresql)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace wharf::mapping

BENCHMARK_MAIN();
