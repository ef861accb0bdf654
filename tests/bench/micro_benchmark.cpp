// Google Benchmark of the engine's stages by themselves: the algebra on two policies of 500 rules,
// and propagation and judgement of each shape of graph, by size.
#include <benchmark/benchmark.h>

#include <stdexcept>
#include <string>

#include "flowdown/findings.hpp"
#include "flowdown/load.hpp"
#include "shapes.hpp"

namespace {

using namespace flowdown;

class NoFiles : public FileProvider {
 public:
  Listing read(std::string_view, std::string_view) override { return {{}, "there are no files"}; }
};

Model model_of(std::string_view shape, std::uint64_t size) {
  NoFiles files;
  Result<Model> loaded = load({{"graph.jsonl", bench::text_of(shape, size)}}, files, {});
  if (!loaded.ok()) throw std::runtime_error("a shape does not load");
  return std::move(loaded.value());
}

void algebra(benchmark::State& state) {
  const Model model = model_of("policies", 2);
  for (auto _ : state) {
    Algebra fresh(model.taxonomy);
    const Region a = fresh.of_version(model.policies.versions[0], RuleKind::kProhibit);
    const Region b = fresh.of_version(model.policies.versions[1], RuleKind::kProhibit);
    benchmark::DoNotOptimize(fresh.covers(a, b));
    benchmark::DoNotOptimize(fresh.subtract(a, b));
  }
}
BENCHMARK(algebra)->Unit(benchmark::kMicrosecond);

void propagation(benchmark::State& state, std::string_view shape) {
  const Model model = model_of(shape, static_cast<std::uint64_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(propagate(model, *model.graph.as_of));
  state.SetComplexityN(state.range(0));
}

void judgement(benchmark::State& state, std::string_view shape) {
  const Model model = model_of(shape, static_cast<std::uint64_t>(state.range(0)));
  const Flow flow = propagate(model, *model.graph.as_of);
  for (auto _ : state) benchmark::DoNotOptimize(judge(flow));
  state.SetComplexityN(state.range(0));
}

void add_all() {
  for (const bench::Shape& shape : bench::shapes()) {
    const std::string_view name = shape.name;
    const std::int64_t most = name == "policies" ? 200 : 100'000;
    const auto add = [&](const char* stage, void (*run)(benchmark::State&, std::string_view)) {
      benchmark::RegisterBenchmark((stage + std::string(name)).c_str(), run, name)
          ->RangeMultiplier(10)
          ->Range(most / 100, most)
          ->Unit(benchmark::kMillisecond)
          ->Complexity();
    };
    add("propagation/", propagation);
    add("judgement/", judgement);
  }
}

}  // namespace

int main(int argc, char** argv) {
  add_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
