// How long reading takes beside the least that any reader has to do: of JSON Lines one pass of
// simdjson over every value (on demand; and through trees, its other interface), of YAML all events
// of yaml-cpp. And how long the stages after it take.
//
//     read_benchmark FILE... [--rounds N] [--bare]
//
// Each file is a graph. For each it prints seconds of the clock and of the processor (all threads),
// the best of N rounds each, and their ratio to the bare pass. Both read the file from disk. With
// --bare, the bare passes alone.
#include <simdjson.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <fstream>
#include <functional>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/files.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/load.hpp"

namespace {

struct Time {
  double clock = std::numeric_limits<double>::max();
  double processor = std::numeric_limits<double>::max();
};

Time best_of(int rounds, const std::function<void()>& work) {
  Time best;
  for (int i = 0; i < rounds; ++i) {
    timespec before{}, after{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> clock = std::chrono::steady_clock::now() - start;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
    best.clock = std::min(best.clock, clock.count());
    best.processor =
        std::min(best.processor, static_cast<double>(after.tv_sec - before.tv_sec) +
                                     1e-9 * static_cast<double>(after.tv_nsec - before.tv_nsec));
  }
  return best;
}

namespace json = simdjson::ondemand;

// Looks at every key and value; the sum keeps the compiler from leaving it out.
std::size_t visit(json::value value) {
  std::size_t sum = 0;
  switch (value.type().value()) {
    case json::json_type::object:
      for (auto field : value.get_object()) {
        sum += static_cast<unsigned char>(field.key().value().raw()[0]);
        sum += visit(field.value().value());
      }
      break;
    case json::json_type::array:
      for (auto item : value.get_array()) sum += visit(item.value());
      break;
    case json::json_type::string:
      sum += value.get_string().value().size();
      break;
    case json::json_type::number:
      sum += value.get_number().value().is_int64() ? 1 : 2;
      break;
    case json::json_type::boolean:
      sum += value.get_bool().value() ? 1 : 0;
      break;
    case json::json_type::null:
      break;
  }
  return sum;
}

std::size_t pass_of_simdjson(const std::string& path) {
  const simdjson::padded_string text = simdjson::padded_string::load(path);
  json::parser parser;
  json::document_stream documents = parser.iterate_many(text, std::size_t{1} << 20U);
  std::size_t sum = 0;
  for (auto document : documents) {
    for (auto field : document.get_object()) sum += visit(field.value().value());
  }
  return sum;
}

std::size_t visit(simdjson::dom::element value) {
  namespace dom = simdjson::dom;
  std::size_t sum = 1;
  if (value.is_object()) {
    for (const dom::key_value_pair field : dom::object(value)) {
      sum += field.key.size() + visit(field.value);
    }
  } else if (value.is_array()) {
    for (const dom::element item : dom::array(value)) sum += visit(item);
  } else if (value.is_string()) {
    sum += std::string_view(value).size();
  }
  return sum;
}

// The same through trees, as simdjson makes them of each line.
std::size_t pass_over_trees(const std::string& path) {
  const simdjson::padded_string text = simdjson::padded_string::load(path);
  simdjson::dom::parser parser;
  simdjson::dom::document_stream documents = parser.parse_many(text, std::size_t{1} << 20U);
  std::size_t sum = 0;
  for (auto document : documents) sum += visit(document.value());
  return sum;
}

class Counter : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override { ++events; }
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override { ++events; }
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {
    ++events;
  }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    ++events;
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    ++events;
  }
  void OnMapEnd() override {}
  std::size_t events = 0;
};

std::size_t pass_of_yaml_cpp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  YAML::Parser parser(text);
  Counter counter;
  while (parser.HandleNextDocument(counter)) {
  }
  return counter.events;
}

// The graph alone: no policy that it names is read, so that only its own bytes are counted.
flowdown::Result<flowdown::Model> load_alone(const std::string& path) {
  struct NoFiles : flowdown::FileProvider {
    Listing read(std::string_view, std::string_view) override { return {}; }
  } files;
  auto opened = flowdown::cli::open_graph(path);
  if (!opened.text) throw std::runtime_error(path + ": " + opened.error);
  flowdown::Sources sources;
  auto model = flowdown::load({std::move(*opened.text)}, files, {}, &sources);
  if (!model.ok()) throw std::runtime_error(render(model.problems(), sources));
  return model;
}

void print(const char* what, const Time& time, const Time& bare) {
  std::printf("  %-22s %8.3f s %8.3f s of the processor   %5.2f  %5.2f\n", what, time.clock,
              time.processor, time.clock / bare.clock, time.processor / bare.processor);
}

void measure(const std::string& path, int rounds, bool bare_only) {
  const bool lines = flowdown::is_bulk(path, "");
  std::size_t sum = 0;
  const Time bare =
      best_of(rounds, [&] { sum += lines ? pass_of_simdjson(path) : pass_of_yaml_cpp(path); });
  std::printf("%s\n", path.c_str());
  print(lines ? "simdjson, every value" : "yaml-cpp, all events", bare, bare);
  if (lines) {
    print("simdjson, trees", best_of(rounds, [&] { sum += pass_over_trees(path); }), bare);
  }
  if (sum == 0) throw std::runtime_error(path + ": holds nothing");
  if (bare_only) return;
  const Time load =
      best_of(rounds, [&] { sum += load_alone(path).value().graph.artifacts.size(); });
  print("flowdown, to the model", load, bare);
  // What comes after it, by itself.
  const auto loaded = load_alone(path);
  const flowdown::Model& model = loaded.value();
  const flowdown::Date as_of = model.graph.as_of.value_or(flowdown::Date());
  std::optional<flowdown::Flow> flow;
  print("propagation", best_of(rounds, [&] { flow = flowdown::propagate(model, as_of); }), bare);
  print("judgement", best_of(rounds, [&] { sum += flowdown::judge(*flow).findings.size(); }), bare);
}

}  // namespace

int main(int argc, char** argv) {
  int rounds = 5;
  bool bare_only = false;
  std::vector<std::string> paths;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--rounds") == 0 && i + 1 < argc) {
      rounds = std::max(1, std::atoi(argv[++i]));
    } else if (std::strcmp(argv[i], "--bare") == 0) {
      bare_only = true;
    } else {
      paths.emplace_back(argv[i]);
    }
  }
  if (paths.empty()) {
    std::fputs("read_benchmark FILE... [--rounds N] [--bare]\n", stderr);
    return 2;
  }
  try {
    for (const std::string& path : paths) measure(path, rounds, bare_only);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
