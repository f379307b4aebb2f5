// What a template costs: compiling, one value for a row, a page of rows.
#include <benchmark/benchmark.h>

#include <string>

#include "template/template.h"

namespace {

namespace json = boost::json;
using wharf::templates::Context;
using wharf::templates::Environment;
using wharf::templates::Template;

const Environment& Standard() {
  static const Environment environment;
  return environment;
}

json::value Rows(int count) {
  json::array rows;
  for (int i = 0; i < count; ++i) {
    rows.push_back(
        {{"id", i}, {"systemName", "PC-" + std::to_string(i)}, {"offline", i % 3 == 0}, {"owner", {{"name", "Jo"}}}});
  }
  return rows;
}

void Compile(benchmark::State& state, const char* source) {
  for (auto _ : state) benchmark::DoNotOptimize(Template::Compile(source, Standard()));
}

void EvaluateRow(benchmark::State& state, const char* source) {
  const Template compiled = *Template::Compile(source, Standard());
  const json::value rows = Rows(1000);
  Context context;
  std::size_t i = 0;
  for (auto _ : state) {
    context.Set("item", rows.as_array()[++i % 1000]);
    benchmark::DoNotOptimize(compiled.Evaluate(context));
  }
}

void EvaluatePage(benchmark::State& state, const char* source) {
  const Template compiled = *Template::Compile(source, Standard());
  const json::value rows = Rows(200);
  Context context;
  context.Set("items", rows);
  for (auto _ : state) benchmark::DoNotOptimize(compiled.Evaluate(context));
  state.SetItemsProcessed(state.iterations() * 200);
}

BENCHMARK_CAPTURE(Compile, path, "{{ item.id }}");
BENCHMARK_CAPTURE(Compile, map, "{{ items | map(id=id, name=systemName, online=not offline) }}");
BENCHMARK_CAPTURE(EvaluateRow, path, "{{ item.id }}");
BENCHMARK_CAPTURE(EvaluateRow, deep_path, "{{ item.owner.name }}");
BENCHMARK_CAPTURE(EvaluateRow, text, "https://example.com/v2/organization/{{ item.id }}/devices");
BENCHMARK_CAPTURE(EvaluateRow, filter, "{{ item.systemName | lower | replace('pc', 'host') }}");
BENCHMARK_CAPTURE(EvaluateRow, condition, "{{ item.id > 5 and not item.offline }}");
BENCHMARK_CAPTURE(EvaluatePage, map, "{{ items | map(id=id, name=systemName, online=not offline) }}");
BENCHMARK_CAPTURE(EvaluatePage, select, "{{ items | rejectattr('offline') | map(attribute='id') }}");

}  // namespace

BENCHMARK_MAIN();
