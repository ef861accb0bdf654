// The rule by which a new partner is judged: which findings stop it, which become conditions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flowdown {

enum class GateAction : std::uint8_t {
  kBlock,      // no clause will do: the candidate is rejected
  kCondition,  // it has to be removed by a condition; where none removes it, it blocks
  kList,       // it is shown and has no effect
  kIgnore,     // it is not shown
};
std::string_view name_of(GateAction action);

// Where the conditions may lie that remove a finding.
enum class Within : std::uint8_t {
  kAnywhere,  // also in the contracts, policies and practices that the graph has already
  kDraft,     // in what the candidate itself brings alone
};

// One rule. An empty list admits everything; all lists together have to admit the finding.
struct GateRule {
  GateAction action = GateAction::kCondition;
  Within within = Within::kAnywhere;  // kCondition
  std::vector<std::string> codes;     // names of codes
  std::vector<std::string> severities;
  std::vector<std::string> groups;    // titles: some use of the finding is in one of them
  std::vector<std::string> policies;  // ids of upstream policies
  std::string note;
};

// The first rule that admits a finding counts. A finding that none admits is listed.
struct Gate {
  std::string id, title;
  std::vector<GateRule> rules;
};

// The gate that counts where the user names none, as YAML text: `flowdown init gate` prints it.
std::string_view default_gate();

}  // namespace flowdown
