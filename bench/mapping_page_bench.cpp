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

#include "integration/auth/vocabulary.h"
#include "integration/call/vocabulary.h"
#include "integration/connection/connection_store.h"
#include "integration/definition/loader.h"
#include "integration/mapping/mappings.h"
#include "large_installation.h"
#include "organization/directory.h"
#include "storage/revision.h"
#include "template/environment.h"

namespace wharf::mapping {
namespace {

constexpr LargeInstallation kSize{.organizations = 50'000, .connections = 20};

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
    Check(database_->Write([&](storage::Session& session) -> Result<void> {
      WHARF_ASSIGN(ids_, Fill(session, kSize, clock_, random_));
      return {};
    }));
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
    const auto directory = *directories_->Current();
    caller.grants = {{directory->At(0).id, organization::Role::administrator}};
    return {caller, directory};
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
    for (int i = 0; i < kSize.connections; ++i) {
      auto loaded = definition::Load(ToolDefinition(i), "bench.yaml", vocabulary, environment_);
      for (const auto& error : loaded.errors) std::fprintf(stderr, "%s\n", error.ToString().c_str());
      entries["tool_" + std::to_string(i)] = {loaded.definition, "", ""};
    }
    catalog_ = definition::Catalog(std::move(entries));
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
  for (int i = 0; i < kSize.connections; ++i) work(*installation, round++);
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
