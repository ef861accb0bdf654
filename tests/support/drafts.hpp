// A graph, a candidate over it and a gate, from short texts; and an answer as a few lines.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/load.hpp"
#include "flowdown/onboard.hpp"
#include "support/memory_files.hpp"

namespace flowdown::testing {

struct Loaded {
  Model graph, with;
  Gate gate;
};

inline Model load_or_fail(const std::string& graph, const std::string& candidate,
                          MemoryFiles& files) {
  LoadOptions options;
  if (!candidate.empty()) {
    options.candidate = SourceText{"candidate.yaml", "flowdown: 1\ncandidate: new\n" + candidate};
  }
  Sources sources;
  const std::string head = "flowdown: 1\ngraph: g\nas_of: 2026-01-01\npolicies: [policies]\n";
  Result<Model> model = load({{"graph.yaml", head + graph}}, files, options, &sources);
  EXPECT_TRUE(model) << (model ? "" : render(model.problems(), sources));
  return model ? std::move(model).value() : Model();
}

// A line each: `incorporate agreement=x policy=p from=y by=2026-01-01`, with ` signed` where it is
// not in the draft, and the verdict before.
inline std::string dump(const Onboarding& answer) {
  std::vector<std::string> lines;
  for (const Condition& c : answer.conditions) {
    std::string line(name_of(c.remedy.kind));
    const auto add = [&line](std::string_view key, const std::string& value) {
      if (!value.empty()) line += " " + std::string(key) + "=" + value;
    };
    add("agreement", c.agreement);
    add("party", c.party);
    add("policy", c.policy);
    add("from", c.from);
    add("by", c.by.text());
    line += " `" + c.record + "`";
    if (!c.in_draft) line += " signed";
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  std::string text(name_of(answer.approval));
  for (const std::string& line : lines) text += "\n" + line;
  return text;
}

// The exceptions of a file with these entries, for a model.
inline Exceptions exceptions_for(const Model& model, const std::string& entries) {
  std::array<std::string_view, kCodes> codes;
  for (std::size_t i = 0; i < kCodes; ++i) codes[i] = code_table()[i].name;
  Sources sources;
  auto result =
      load_exceptions({"e.yaml", "flowdown: 1\nexceptions:\n" + entries}, model, codes, &sources);
  EXPECT_TRUE(result) << (result ? "" : render(result.problems(), sources));
  return result ? std::move(result).value() : Exceptions();
}

}  // namespace flowdown::testing
