// Catalogues as short texts, and what becomes of them.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "flowdown/import.hpp"
#include "flowdown/load.hpp"
#include "support/disk_files.hpp"

namespace flowdown::testing {

inline ImportResult import_text(ImportFormat format, std::string text, ImportOptions options = {},
                                std::string id = "me/card", std::string name = "in.yaml") {
  if (options.policies.empty()) options.policies = {"policies"};
  auto result =
      import_graph(format, {{{std::move(name), std::move(text)}, std::move(id)}}, options);
  EXPECT_TRUE(result.ok());
  return result ? std::move(result).value() : ImportResult{};
}

inline ImportResult assets(std::string text) {
  return import_text(ImportFormat::kEcosystemGraphs, std::move(text));
}

inline ImportResult hub(std::string text) {
  return import_text(ImportFormat::kHuggingFace, std::move(text));
}

// Loads the graph with the policies that ship; what is wrong with it otherwise.
inline std::string load_problems(const ImportResult& result) {
  TreeFiles files;
  Sources sources;
  const Result<Model> model = load({{"graph.yaml", result.graph}}, files, {}, &sources);
  return model ? std::string() : render(model.problems(), sources) + "\n" + result.graph;
}

// "licence-unmapped:3 `x`" for each loss.
inline std::string losses(const ImportResult& result) {
  std::string text;
  for (const ImportLoss& loss : result.losses) {
    text +=
        std::string(name_of(loss.code)) + ":" + std::to_string(loss.line) + " " + loss.what + "\n";
  }
  return text;
}

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

struct Case {
  const char* situation;
  const char* input;
  std::vector<const char*> graph;   // parts of the graph
  std::vector<const char*> losses;  // parts of the losses; empty: there are none of note
};

inline void expect(const Case& one, const ImportResult& result) {
  SCOPED_TRACE(one.situation);
  EXPECT_EQ(load_problems(result), "");
  for (const char* part : one.graph)
    EXPECT_TRUE(has(result.graph, part)) << part << "\n" << result.graph;
  const std::string lost = losses(result);
  for (const char* part : one.losses) EXPECT_TRUE(has(lost, part)) << part << "\n" << lost;
}

}  // namespace flowdown::testing
