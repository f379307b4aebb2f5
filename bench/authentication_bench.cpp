// What it costs to know who sends a request and what they may: a session that was seen before, and the tree as it is.
// SQLite in a temporary folder, one thread.
//
//   cmake --preset release -DWHARF_BENCH=ON && ninja -C build/release authentication_bench
//   build/release/bench/authentication_bench
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "organization/access.h"
#include "organization/first_start.h"
#include "organization/sessions.h"

namespace wharf::organization {
namespace {

class Installation {
 public:
  Installation() {
    std::string folder = (std::filesystem::temp_directory_path() / "wharf-bench-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) std::abort();
    folder_ = folder;
    auto opened = storage::Open({.folder = folder_});
    if (!opened) std::abort();
    database_ = *std::move(opened);
    directories_ = std::make_unique<DirectoryCache>(*database_);
    audit_ = std::make_unique<AuditLog>(*database_, clock_, random_);
    sessions_ = std::make_unique<Sessions>(*database_, *audit_, passwords_, clock_, random_);
    FirstStart first_start(*database_, *directories_, *audit_, passwords_, clock_, random_);
    const Secret password("a horse on the quay");
    if (!first_start.Run({"Northwind MSP", "Anna", "anna@example.com", password}, "", "")) std::abort();
    auto signed_in = sessions_->SignIn("anna@example.com", password, {.peer = "127.0.0.1"});
    if (!signed_in) std::abort();
    token_ = std::string(signed_in->token.Reveal());
  }
  ~Installation() {
    sessions_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }
  Installation(const Installation&) = delete;
  Installation& operator=(const Installation&) = delete;

  SystemClock clock_;
  SystemRandom random_;
  Passwords passwords_{PasswordCost::minimal};
  std::string folder_;
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<DirectoryCache> directories_;
  std::unique_ptr<AuditLog> audit_;
  std::unique_ptr<Sessions> sessions_;
  std::string token_;
};

void KnowWhoAsks(benchmark::State& state) {
  Installation installation;
  for (auto unused : state) {
    auto session = installation.sessions_->Authenticate(installation.token_, {.peer = "127.0.0.1", .request_id = "r"});
    const Access access(std::move(session->caller), *installation.directories_->Current());
    benchmark::DoNotOptimize(access.MayEverywhere(Right::read));
  }
}
BENCHMARK(KnowWhoAsks)->Unit(benchmark::kMicrosecond);

void HashOnePassword(benchmark::State& state) {
  Passwords passwords;
  for (auto unused : state) benchmark::DoNotOptimize(passwords.Hash(Secret("a horse on the quay")));
}
BENCHMARK(HashOnePassword)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace wharf::organization

BENCHMARK_MAIN();
