// Policies side by side: what one prohibits, requires or limits and the other does not.
//
// A question on policies alone; no graph is needed. Prohibitions are compared point by point and
// exactly (see algebra.hpp), duties by presence and parameter, limits by number.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flowdown/algebra.hpp"

namespace flowdown {

// How much of a use's residue a policy prohibits, in the contexts asked about.
enum class Coverage : std::uint8_t {
  kSilent,   // nothing, and it allows nothing of it either
  kAllowed,  // nothing, and it expressly allows some of it
  kPart,     // some of it: in some contexts only, or unless safeguards are in place
  kWhole,    // all of it
};
std::string_view name_of(Coverage coverage);  // "silent", "allowed", "part", "whole"
std::string_view name_of(Verdict verdict);    // "equivalent", "stronger", "weaker", "incomparable"

// A point that one policy prohibits and the other does not, and the rule that prohibits it there.
struct Difference {
  UsePoint witness;
  std::uint32_t rule = 0;   // index into the rules of the policy that prohibits
  unsigned depends_on = 0;  // a mask of 1 << dimension: where another value might be alike in both
  bool depends_on_safeguards = false;  // other safeguards in place might be alike in both
};

// A use of which the two prohibit different points. `verdict` is not kEquivalent.
struct UseDifference {
  UseId use;
  Verdict verdict = Verdict::kIncomparable;  // of the first policy against the second
  std::array<Coverage, 2> coverage{};
  std::array<std::optional<Difference>, 2> only;  // what the first, and the second, alone prohibits
};

// A group of the grouping of which some use differs.
struct GroupDifference {
  std::uint32_t group = 0;  // index into Grouping::groups
  Verdict verdict = Verdict::kIncomparable;
  std::array<bool, 2> speaks{};  // whether the policy prohibits some point of the group
};

// A duty or a limit that the two do not ask for alike. `rules` are those of each policy about it.
struct DemandDifference {
  RuleKind kind = RuleKind::kRequire;
  DutyId duty;            // kRequire
  AttributeId attribute;  // kLimit
  Verdict verdict = Verdict::kIncomparable;
  std::array<std::vector<std::uint32_t>, 2> rules;
};

// A difference in what the document asks or how it travels: `flow_down`, `covers`, `reaches`,
// `incorporation`, `document`, `issuer`. Values as in files.
struct TermDifference {
  std::string key;
  std::array<std::string, 2> values;
};

struct Comparison {
  std::array<VersionId, 2> versions;       // the first policy and the second
  bool versions_of_one = false;            // both are versions of one policy
  Verdict verdict = Verdict::kEquivalent;  // of the prohibitions of the first against the second's
  std::array<std::optional<Difference>, 2> only;
  std::vector<UseDifference> uses;                  // by id
  std::vector<GroupDifference> groups;              // in the order of the grouping
  Verdict demands = Verdict::kEquivalent;           // of duties and limits together
  std::vector<DemandDifference> differing_demands;  // duties by id, then limits by attribute
  std::vector<TermDifference> terms;
  const Grouping* grouping = nullptr;
};

// Compares two policy versions in the contexts of `where`; rules that say nothing there do not
// count. `grouping` may be null: no groups. Every witness is confirmed by the rule-by-rule
// evaluator; one that is not throws std::logic_error.
Comparison compare(Algebra& algebra, const PolicySet& policies, VersionId first, VersionId second,
                   ContextSet where = kEveryContext, const Grouping* grouping = nullptr);

// How `a` stands to `b`, where either may lack points that the other has.
Verdict verdict_of(bool a_lacks, bool b_lacks);

// How much of the use's residue is prohibited in `where`.
Coverage coverage_of(Algebra& algebra, const Region& prohibited, const Region& allowed, UseId use,
                     ContextSet where);

}  // namespace flowdown
