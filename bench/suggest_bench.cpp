#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstddef>
#include <map>
#include <string>

#include "../tests/integration/mapping/customer_names.h"
#include "integration/mapping/suggest.h"

namespace wharf::mapping {
namespace {

double PeakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// The lists are made outside the timed part. Peak memory is of the process, the lists included, so run one size at a
// time to read it: --benchmark_filter=BM_Suggest/100000
void BM_Suggest(benchmark::State& state) {
  const CustomerLists lists =
      MakeCustomers(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)), 1);
  const double before = PeakMegabytes();
  std::size_t right = 0;
  std::size_t confident = 0;
  for (auto _ : state) {
    const auto suggestions = Suggest(lists.organizations, lists.options);
    state.PauseTiming();
    const std::map<std::string, std::string> pairs(lists.pairs.begin(), lists.pairs.end());
    right = 0;
    confident = 0;
    for (const Suggestion& suggestion : *suggestions) {
      if (suggestion.kind != SuggestionKind::confident) continue;
      ++confident;
      const auto pair = pairs.find(suggestion.organization_id);
      if (pair != pairs.end() && pair->second == suggestion.candidates.front().option_id) ++right;
    }
    state.ResumeTiming();
  }
  state.counters["precision"] = confident == 0 ? 0 : static_cast<double>(right) / static_cast<double>(confident);
  state.counters["recall"] = static_cast<double>(right) / static_cast<double>(lists.pairs.size());
  state.counters["peak_MB"] = PeakMegabytes();
  state.counters["lists_MB"] = before;
}
BENCHMARK(BM_Suggest)
    ->Args({1'000, 1'500})
    ->Args({10'000, 10'000})
    ->Args({100'000, 100'000})
    ->Unit(benchmark::kMillisecond);

// The worst case for the assignment and for every index: all names are one.
void BM_SuggestAllAlike(benchmark::State& state) {
  CustomerLists lists;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    lists.organizations.push_back({.id = std::to_string(i), .name = "Acme Dental Group"});
    lists.options.push_back({.id = std::to_string(i), .name = "Acme Dental Grp"});
  }
  for (auto _ : state) benchmark::DoNotOptimize(Suggest(lists.organizations, lists.options));
}
BENCHMARK(BM_SuggestAllAlike)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace wharf::mapping

BENCHMARK_MAIN();
