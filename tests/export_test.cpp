// What is exported and read back is the same model, with the same findings: on random graphs, from
// files and from none.
#include "flowdown/export.hpp"

#include <gtest/gtest.h>

#include <string>

#include "flowdown/load.hpp"
#include "flowdown/report.hpp"
#include "support/audit_text.hpp"
#include "support/random_lines.hpp"
#include "support/random_model.hpp"

namespace flowdown {
namespace {

std::string exported(const Model& model, Places places) {
  std::string text;
  export_jsonl(model, places, [&text](std::string_view piece) {
    text += piece;
    return true;
  });
  return text;
}

Result<Model> read_back(const std::string& text, Sources* sources) {
  testing::MemoryFiles none;
  return load({{"exported.jsonl", text}}, none, {}, sources);
}

std::string audit_of(const Model& model) {
  const Flow flow = propagate(model, Date{19875});
  const Findings findings = judge(flow);
  return json_report(flow, findings) + text_report(flow, findings, {});
}

TEST(Export, ReadBackItIsTheSameToTheByte) {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    testing::MemoryFiles files = testing::files_of_random_lines();
    const std::string text = testing::RandomFile(seed, 0).write();
    Sources sources;
    const auto model =
        load({{"graph.jsonl", text}}, files, testing::with_small_taxonomy(), &sources);
    if (!model) continue;  // some names are none by chance
    const std::string lines = exported(model.value(), Places::kKeep);
    const auto again = read_back(lines, &sources);
    ASSERT_TRUE(again.ok()) << seed << "\n" << render(again.problems(), sources) << lines;
    EXPECT_EQ(exported(again.value(), Places::kKeep), lines) << seed;
    ASSERT_EQ(audit_of(again.value()), audit_of(model.value())) << seed << "\n" << text;
  }
}

// Titles of groups and names of files are keys, and may hold anything.
TEST(Export, KeysAreTexts) {
  testing::MemoryFiles none;
  Sources sources;
  const std::string lines =
      "{\"flowdown\": 1, \"graph\": \"g\"}\n"
      R"({"taxonomy": {"id": "mine", "groupings": {"spoken": {"Say \"hi\" \\ bye": ["military"]}}}})"
      "\n"
      R"({"party": {"id": "a", "kind": "developer"}})";
  const auto model = load({{R"(my "own" \ graph.jsonl)", lines}}, none, {}, &sources);
  ASSERT_TRUE(model.ok()) << render(model.problems(), sources);
  const std::string text = exported(model.value(), Places::kKeep);
  const auto again = read_back(text, &sources);
  ASSERT_TRUE(again.ok()) << render(again.problems(), sources) << text;
  EXPECT_EQ(exported(again.value(), Places::kKeep), text);
  EXPECT_NE(text.find(R"("Say \"hi\" \\ bye":)"), text.npos) << text;
}

// Models that were never in a file have no places. What files cannot say is left out: waivers of
// what agreements add, and exceptions of uses that are not below what the rule names.
TEST(Export, HoldsWholeModels) {
  std::size_t compared = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    oracle::Spec spec = oracle::random_spec(seed);
    for (oracle::AgreementSpec& agreement : spec.agreements) {
      agreement.adds.clear();
      std::erase_if(agreement.waives, [&](const oracle::WaiverSpec& waiver) {
        return std::none_of(spec.policies.begin(), spec.policies.end(),
                            [&](const auto& policy) { return policy.id == waiver.policy; });
      });
    }
    for (oracle::PolicySpec& policy : spec.policies) {
      for (oracle::VersionSpec& version : policy.versions) {
        for (oracle::RuleSpec& rule : version.rules) rule.except.clear();
      }
    }
    Model model = oracle::build(spec);
    model.graph.id = "random";
    Sources sources;
    const auto again = read_back(exported(model, Places::kKeep), &sources);
    if (!again) {
      // Random dates and parties may contradict each other, which no model minds.
      for (const Diagnostic& problem : again.problems()) {
        const bool meant = problem.message.find("takes effect") != std::string::npos ||
                           problem.message.find("with itself") != std::string::npos ||
                           problem.message.find("derived from itself") != std::string::npos ||
                           problem.message.find("have no `effective`") != std::string::npos;
        ASSERT_TRUE(meant) << seed << " " << render(again.problems(), sources);
      }
      continue;
    }
    ++compared;
    const auto findings = [&](const Model& of) {
      const Flow flow = propagate(of, spec.as_of);
      return testing::dump(flow, judge(flow));
    };
    ASSERT_EQ(findings(again.value()), findings(model)) << seed;
  }
  EXPECT_GT(compared, 150U);
}

TEST(Export, EndsWhereTheSinkSaysSo) {
  const Model model = oracle::build(oracle::random_spec(1));
  const Flow flow = propagate(model, Date{19875});
  const Findings findings = judge(flow);
  const Sink refuse = [](std::string_view) { return false; };
  EXPECT_FALSE(export_jsonl(model, Places::kKeep, refuse));
  EXPECT_FALSE(export_graphml(flow, findings, refuse));
  for (const TableInfo& table : tables()) {
    EXPECT_FALSE(export_table(flow, findings, table, CellText::kExact, refuse)) << table.name;
    EXPECT_EQ(find_table(table.name), &table);
  }
  EXPECT_EQ(find_table("none"), nullptr);
}

}  // namespace
}  // namespace flowdown
