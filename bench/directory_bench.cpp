// How long it takes to know the tree of organizations: loading all of it, taking in a change, asking whether the
// snapshot is still current, listing a page of it, deciding a right. SQLite in a temporary folder, one thread.
//
//   cmake --preset release -DWHARF_BENCH=ON && ninja -C build/release directory_bench
//   build/release/bench/directory_bench
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "base/fold.h"
#include "base/random.h"
#include "organization/access.h"
#include "organization/directory.h"
#include "organization/organization_list.h"
#include "organization/organization_row.h"
#include "storage/database.h"
#include "storage/revision.h"

namespace wharf::organization {
namespace {

/// A database with a root, `count` / 10 customers below it and nine sites below each.
class Installation {
 public:
  explicit Installation(std::int64_t count) {
    std::string folder = (std::filesystem::temp_directory_path() / "wharf-bench-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) std::abort();
    folder_ = folder;
    auto opened = storage::Open({.folder = folder_});
    if (!opened) std::abort();
    database_ = *std::move(opened);
    const auto filled = database_->Write([&](storage::Session& session) -> Result<void> {
      WHARF_ASSIGN(const std::int64_t revision, storage::BumpRevision(session, "organizations"));
      WHARF_ASSIGN(root_, Add(session, "Northwind MSP", {}, revision));
      OrganizationId customer = root_;
      for (std::int64_t i = 1; i < count; ++i) {
        const bool site = i % 10 != 1;
        const std::string name =
            (site ? "Site " : "Customer ") + std::to_string(random_.Below(1'000'000)) + " " + std::to_string(i);
        WHARF_ASSIGN(const OrganizationId id, Add(session, name, site ? customer : root_, revision));
        if (!site) customer = id;
      }
      return {};
    });
    if (!filled) std::abort();
  }
  ~Installation() {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }
  Installation(const Installation&) = delete;
  Installation& operator=(const Installation&) = delete;

  [[nodiscard]] storage::Database& database() { return *database_; }
  [[nodiscard]] OrganizationId root() const { return root_; }
  void TouchOne() {
    const auto touched = database_->Write([&](storage::Session& session) -> Result<void> {
      WHARF_ASSIGN(const std::int64_t revision, storage::BumpRevision(session, "organizations"));
      WHARF_TRY(
          session.Execute("UPDATE organization SET version = version + 1, revision = ? WHERE id = ?", revision, root_));
      return {};
    });
    if (!touched) std::abort();
  }

 private:
  Result<OrganizationId> Add(storage::Session& session, const std::string& name, OrganizationId parent,
                             std::int64_t revision) {
    Organization organization;
    organization.id = OrganizationId::Make(clock_, random_);
    organization.parent = parent;
    organization.name = name;
    organization.folded_name = FoldForSearch(name);
    organization.slug = "slug-" + organization.id.ToString();
    organization.domains = {"d" + organization.id.ToString() + ".example"};
    organization.created = clock_.Now();
    organization.updated = organization.created;
    organization.updated_by = "bench";
    WHARF_TRY(InsertOrganization(session, organization, revision));
    return organization.id;
  }

  SystemClock clock_;
  SeededRandom random_{5};
  std::string folder_;
  std::unique_ptr<storage::Database> database_;
  OrganizationId root_;
};

Installation& InstallationOf(std::int64_t count) {
  static std::unique_ptr<Installation> installation;
  static std::int64_t made_for = 0;
  if (made_for != count) installation = std::make_unique<Installation>(count);
  made_for = count;
  return *installation;
}

void LoadAll(benchmark::State& state) {
  Installation& installation = InstallationOf(state.range(0));
  for (auto unused : state) {
    DirectoryCache cache(installation.database());
    benchmark::DoNotOptimize(cache.Current());
  }
}

void TakeInOneChange(benchmark::State& state) {
  Installation& installation = InstallationOf(state.range(0));
  DirectoryCache cache(installation.database());
  benchmark::DoNotOptimize(cache.Current());
  for (auto unused : state) {
    state.PauseTiming();
    installation.TouchOne();
    state.ResumeTiming();
    benchmark::DoNotOptimize(cache.Current());
  }
}

void AskWhetherCurrent(benchmark::State& state) {
  DirectoryCache cache(InstallationOf(state.range(0)).database());
  for (auto unused : state) benchmark::DoNotOptimize(cache.Current());
}

void ListPageByPartOfName(benchmark::State& state) {
  Installation& installation = InstallationOf(state.range(0));
  DirectoryCache cache(installation.database());
  Caller caller;
  caller.grants = {{installation.root(), Role::editor}};
  const Access access(caller, *cache.Current());
  for (auto unused : state) benchmark::DoNotOptimize(ListOrganizations(access, {.name = "77"}, 1, 10));
}

void DecideARight(benchmark::State& state) {
  Installation& installation = InstallationOf(state.range(0));
  DirectoryCache cache(installation.database());
  Caller caller;
  caller.grants = {{installation.root(), Role::editor}};
  const Access access(caller, *cache.Current());
  Directory::Position at = 0;
  for (auto unused : state) {
    at = (at + 7919) % static_cast<Directory::Position>(access.directory().size());
    benchmark::DoNotOptimize(access.May(Right::write, access.directory().At(at).id));
  }
}

BENCHMARK(LoadAll)->Arg(10'000)->Arg(50'000)->Unit(benchmark::kMillisecond);
BENCHMARK(TakeInOneChange)->Arg(50'000)->Unit(benchmark::kMillisecond);
BENCHMARK(AskWhetherCurrent)->Arg(50'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(ListPageByPartOfName)->Arg(50'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(DecideARight)->Arg(50'000);

}  // namespace
}  // namespace wharf::organization

BENCHMARK_MAIN();
