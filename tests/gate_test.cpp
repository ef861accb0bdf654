// Gates: which rule counts, and every mistake in one.
#include "flowdown/gate.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/memory_files.hpp"
#include "support/sheet_proof.hpp"

namespace flowdown {
namespace {

using testing::gate_of;

TEST(Gate, TheFirstRuleThatFitsCounts) {
  const Gate gate = gate_of(
      "flowdown: 1\ngate: g\nrules:\n"
      "  - ignore: {codes: gap-silent, policies: [a, b]}\n"
      "  - condition: {codes: [gap-silent], severities: [error]}\n"
      "    within: draft\n"
      "  - block: {}\n");
  ASSERT_EQ(gate.rules.size(), 3U);
  EXPECT_EQ(gate.rules[0].action, GateAction::kIgnore);
  EXPECT_EQ(gate.rules[0].codes, std::vector<std::string>{"gap-silent"});
  EXPECT_EQ(gate.rules[1].within, Within::kDraft);
  EXPECT_EQ(gate.rules[2].action, GateAction::kBlock);
}

TEST(Gate, AnswersEveryMistake) {
  struct BadGate {
    const char* says;
    const char* rules;
    const char* problems;
  };
  const BadGate kBad[] = {
      {"an unknown code", "[{block: {codes: [gap-silnt]}}]", "3:26 unknown code `gap-silnt`\n"},
      {"an unknown group", "[{block: {groups: [Arms]}}]", "3:27 unknown group `Arms`\n"},
      {"an unknown policy", "[{block: {policies: [larch-apu]}}]",
       "3:29 unknown policy `larch-apu`\n"},
      {"no rule", "[]", "3:8 the gate has no rule, so that it would let everything pass\n"},
      {"an empty list", "[{block: {codes: []}}]", "3:25 `codes` names none\n"},
      {"an unknown key", "[{block: {code: gap-silent}}]", "3:18 unknown key `code`\n"},
      {"no action", "[{within: draft}]",
       "3:9 a rule of a gate needs one of `block`, `condition`, `list` or `ignore`\n"},
      {"two actions", "[{block: {}, list: {}}]",
       "3:27 a rule of a gate has one of `block`, `condition`, `list` or `ignore`, not two\n"},
      {"within, of what is no condition", "[{block: {}, within: draft}]",
       "3:29 `within` is for conditions alone\n"},
      {"no list", "{block: {}}", "3:8 `rules` must be a list, not a mapping\n"},
  };
  for (const BadGate& bad : kBad) {
    SCOPED_TRACE(bad.says);
    Sources sources;
    const std::string text = std::string("flowdown: 1\ngate: g\nrules: ") + bad.rules + "\n";
    const auto gate = load_gate({"gate.yaml", text},
                                {gate_codes(), {"Weapons", "Fraud"}, {"larch-aup"}}, &sources);
    EXPECT_EQ(gate ? "" : testing::brief(gate.problems(), sources, "gate.yaml"), bad.problems);
  }
}

}  // namespace
}  // namespace flowdown
