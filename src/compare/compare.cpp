// Two policies side by side.
//
// Prohibitions are two regions, so each difference is a set difference, and per use one of context
// sets. Duties and limits are demands: who owes it, in which contexts, how strict. A policy meets a
// demand of the other where, for each kind of party that owes it, its own demands that are at least
// as strict cover the contexts; so that is a set difference, too.
#include "flowdown/compare.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include "flowdown/keywords.hpp"

namespace flowdown {
namespace {

constexpr unsigned kKinds = static_cast<unsigned>(PartyKind::kRegulator) + 1;
constexpr unsigned kEveryKind = (1U << kKinds) - 1;

// One duty or limit of a policy.
struct Demand {
  std::uint32_t rule = 0;
  unsigned kinds = 0;  // of party that owe it, a mask of 1 << kind
  ContextSet where;    // the contexts, with safeguards, in which it speaks
};

// What demands are about: a duty, or an attribute.
struct Subject {
  RuleKind kind = RuleKind::kRequire;
  std::size_t index = 0;
  friend auto operator<=>(const Subject&, const Subject&) = default;
};

using Demands = std::map<Subject, std::vector<Demand>>;

class Comparer {
 public:
  Comparer(Algebra& algebra, const PolicySet& policies, std::array<VersionId, 2> ids,
           ContextSet where)
      : algebra_(algebra),
        contexts_(algebra.contexts()),
        taxonomy_(algebra.taxonomy()),
        versions_{&policies[ids[0]], &policies[ids[1]]},
        where_(where) {
    for (std::size_t i = 0; i < 2; ++i) {
      prohibited_[i] =
          algebra_.within(algebra_.of_version(*versions_[i], RuleKind::kProhibit), where);
      allowed_[i] = algebra_.within(algebra_.of_version(*versions_[i], RuleKind::kAllow), where);
    }
    for (std::size_t i = 0; i < 2; ++i) {
      only_[i] = algebra_.subtract(prohibited_[i], prohibited_[1 - i]);
    }
  }

  void compare_prohibitions(Comparison& result) {
    result.verdict = verdict_of(!only_[1].empty(), !only_[0].empty());
    for (std::size_t i = 0; i < 2; ++i) {
      if (!only_[i].empty()) result.only[i] = difference(i, algebra_.witness(only_[i]));
    }
    for (std::size_t u = 0; u < taxonomy_.uses.size(); ++u) {
      const UseId use(u);
      const std::array<ContextSet, 2> only{only_[0].of(use), only_[1].of(use)};
      if (only[0] == kNoContext && only[1] == kNoContext) continue;
      UseDifference differs;
      differs.use = use;
      differs.verdict = verdict_of(only[1] != kNoContext, only[0] != kNoContext);
      for (std::size_t i = 0; i < 2; ++i) {
        differs.coverage[i] = coverage_of(algebra_, prohibited_[i], allowed_[i], use, where_);
        if (only[i] != kNoContext) differs.only[i] = difference(i, algebra_.witness(use, only[i]));
      }
      result.uses.push_back(std::move(differs));
    }
  }

  void compare_groups(Comparison& result) const {
    if (result.grouping == nullptr) return;
    const std::vector<Group>& groups = result.grouping->groups;
    for (std::uint32_t g = 0; g < groups.size(); ++g) {
      const auto speaks = [&](const Region& region) {
        return std::any_of(groups[g].uses.begin(), groups[g].uses.end(),
                           [&](UseId use) { return region.of(use) != kNoContext; });
      };
      if (!speaks(only_[0]) && !speaks(only_[1])) continue;
      result.groups.push_back({g,
                               verdict_of(speaks(only_[1]), speaks(only_[0])),
                               {speaks(prohibited_[0]), speaks(prohibited_[1])}});
    }
  }

  void compare_demands(Comparison& result) {
    const std::array<Demands, 2> demands{demands_of(0), demands_of(1)};
    std::map<Subject, bool> subjects;
    for (const Demands& of_one : demands) {
      for (const auto& entry : of_one) subjects.emplace(entry.first, true);
    }
    bool first_lacks = false, second_lacks = false;
    for (const auto& entry : subjects) {
      const Subject& subject = entry.first;
      static const std::vector<Demand> kNone;
      const auto of = [&](std::size_t i) -> const std::vector<Demand>& {
        const auto found = demands[i].find(subject);
        return found == demands[i].end() ? kNone : found->second;
      };
      const bool lacks_first = lacks(0, of(0), of(1));
      const bool lacks_second = lacks(1, of(1), of(0));
      if (!lacks_first && !lacks_second) continue;
      first_lacks = first_lacks || lacks_first;
      second_lacks = second_lacks || lacks_second;
      DemandDifference differs;
      differs.kind = subject.kind;
      if (subject.kind == RuleKind::kRequire) {
        differs.duty = DutyId(subject.index);
      } else {
        differs.attribute = AttributeId(subject.index);
      }
      differs.verdict = verdict_of(lacks_first, lacks_second);
      for (std::size_t i = 0; i < 2; ++i) {
        for (const Demand& demand : of(i)) differs.rules[i].push_back(demand.rule);
      }
      result.differing_demands.push_back(std::move(differs));
    }
    result.demands = verdict_of(first_lacks, second_lacks);
  }

 private:
  // The witness with its rule; confirmed by asking each rule in turn.
  Difference difference(std::size_t i, UsePoint witness) {
    const PolicyVersion& version = *versions_[i];
    const ContextSet set = only_[i].of(witness.use);
    unsigned depends_on = 0;
    for (unsigned d = 0; d < kDimensions; ++d) {
      if (contexts_.widen(set, 1U << d, false) != set) depends_on |= 1U << d;
    }
    if (prohibits(taxonomy_, version, witness) &&
        !prohibits(taxonomy_, *versions_[1 - i], witness)) {
      for (std::uint32_t r = 0; r < version.rules.size(); ++r) {
        if (version.rules[r].kind == RuleKind::kProhibit &&
            rule_applies(taxonomy_, version, version.rules[r], witness)) {
          return {std::move(witness), r, depends_on, contexts_.widen(set, 0, true) != set};
        }
      }
    }
    throw std::logic_error("a witness of a comparison is not confirmed by the rules");
  }

  Demands demands_of(std::size_t i) {
    Demands result;
    const PolicyVersion& version = *versions_[i];
    for (std::uint32_t r = 0; r < version.rules.size(); ++r) {
      const Rule& rule = version.rules[r];
      if (rule.kind != RuleKind::kRequire && rule.kind != RuleKind::kLimit) continue;
      Demand demand;
      demand.rule = r;
      demand.kinds = rule.owed_by == kEveryRecipient ? kEveryKind : rule.owed_by;
      demand.where = contexts_.intersect(where_, contexts_.meeting(version.where));
      demand.where = contexts_.intersect(demand.where, contexts_.meeting(rule.when));
      demand.where = contexts_.intersect(demand.where, contexts_.not_lifted_by(rule.unless));
      if (demand.where == kNoContext) continue;
      const std::size_t index =
          rule.kind == RuleKind::kRequire ? rule.duty.index() : rule.attribute.index();
      result[{rule.kind, index}].push_back(demand);
    }
    return result;
  }

  // Whether policy `i`, with the demands `own`, leaves something open that `others` ask.
  bool lacks(std::size_t i, const std::vector<Demand>& own, const std::vector<Demand>& others) {
    for (const Demand& other : others) {
      const Rule& asked = versions_[1 - i]->rules[other.rule];
      for (unsigned kind = 0; kind < kKinds; ++kind) {
        if ((other.kinds >> kind & 1U) == 0) continue;
        ContextSet open = other.where;
        for (const Demand& mine : own) {
          if ((mine.kinds >> kind & 1U) == 0) continue;
          if (!as_strict(versions_[i]->rules[mine.rule], asked)) continue;
          open = contexts_.subtract(open, mine.where);
        }
        if (open != kNoContext) return true;
      }
    }
    return false;
  }

  // Whether who meets `own` meets `asked`, both about one duty or attribute.
  bool as_strict(const Rule& own, const Rule& asked) const {
    if (own.kind == RuleKind::kLimit) {
      return own.measured == asked.measured && own.at_most <= asked.at_most;
    }
    if (!asked.text.empty() && own.text != asked.text) return false;  // a text to show, a name
    if (!asked.parameter) return true;
    if (!own.parameter || own.parameter->unit != asked.parameter->unit) return false;
    const bool smaller = taxonomy_.duties[own.duty.index()].stricter == Stricter::kSmaller;
    return smaller ? own.parameter->value <= asked.parameter->value
                   : own.parameter->value >= asked.parameter->value;
  }

  Algebra& algebra_;
  ContextSets& contexts_;
  const Taxonomy& taxonomy_;
  std::array<const PolicyVersion*, 2> versions_;
  ContextSet where_;
  std::array<Region, 2> prohibited_, allowed_, only_;
};

std::string words_of(const Taxonomy& taxonomy, const ValueSet& channels) {
  std::string text;
  const std::vector<std::string>& names = taxonomy.values_of(Dimension::kChannel);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (channels[i]) text += (text.empty() ? "" : ", ") + names[i];
  }
  return text;
}

std::string words_of(const Reach& reach) {
  std::string text;
  for (const Keyword<bool Reach::*>& keyword : kReaches) {
    if (reach.*keyword.value) text += (text.empty() ? "" : ", ") + std::string(keyword.word);
  }
  return text.empty() ? "none" : text;
}

std::vector<TermDifference> differing_terms(const Taxonomy& taxonomy, const PolicyVersion& a,
                                            const PolicyVersion& b) {
  std::vector<TermDifference> result;
  const auto add = [&result](std::string_view key, std::string first, std::string second) {
    if (first == second) return;
    result.push_back({std::string(key), {std::move(first), std::move(second)}});
  };
  const auto both = [&](std::string_view key, auto word) {
    add(key, std::string(word(a)), std::string(word(b)));
  };
  both("issuer", [](const PolicyVersion& v) { return v.issuer; });
  both("document", [](const PolicyVersion& v) { return word_for(kDocuments, v.document); });
  both("incorporation",
       [](const PolicyVersion& v) { return word_for(kIncorporations, v.incorporation); });
  both("covers", [&](const PolicyVersion& v) { return words_of(taxonomy, v.covers); });
  both("reaches", [](const PolicyVersion& v) { return words_of(v.reaches); });
  both("flow_down", [](const PolicyVersion& v) { return word_for(kFlowDowns, v.flow_down); });
  return result;
}

}  // namespace

std::string_view name_of(Coverage coverage) {
  switch (coverage) {
    case Coverage::kSilent:
      return "silent";
    case Coverage::kAllowed:
      return "allowed";
    case Coverage::kPart:
      return "part";
    case Coverage::kWhole:
      return "whole";
  }
  return {};
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kEquivalent:
      return "equivalent";
    case Verdict::kStronger:
      return "stronger";
    case Verdict::kWeaker:
      return "weaker";
    case Verdict::kIncomparable:
      return "incomparable";
  }
  return {};
}

Verdict verdict_of(bool a_lacks, bool b_lacks) {
  if (a_lacks) return b_lacks ? Verdict::kIncomparable : Verdict::kWeaker;
  return b_lacks ? Verdict::kStronger : Verdict::kEquivalent;
}

Coverage coverage_of(Algebra& algebra, const Region& prohibited, const Region& allowed, UseId use,
                     ContextSet where) {
  ContextSets& contexts = algebra.contexts();
  if (contexts.intersect(where, prohibited.of(use)) != kNoContext) {
    const ContextSet open = contexts.subtract(where, prohibited.of(use));
    return open == kNoContext ? Coverage::kWhole : Coverage::kPart;
  }
  return contexts.intersect(where, allowed.of(use)) != kNoContext ? Coverage::kAllowed
                                                                  : Coverage::kSilent;
}

Comparison compare(Algebra& algebra, const PolicySet& policies, VersionId first, VersionId second,
                   ContextSet where, const Grouping* grouping) {
  Comparison result;
  result.versions = {first, second};
  result.versions_of_one = first != second && policies[first].policy == policies[second].policy;
  result.grouping = grouping;
  Comparer comparer(algebra, policies, result.versions, where);
  comparer.compare_prohibitions(result);
  comparer.compare_groups(result);
  comparer.compare_demands(result);
  result.terms = differing_terms(algebra.taxonomy(), policies[first], policies[second]);
  return result;
}

}  // namespace flowdown
