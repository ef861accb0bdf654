// A party's own policies against the points that count. The classes are those of gaps (see section
// 8 of docs/semantics.md), told apart further where a reader would ask why; and of what is covered
// just as of what is not.
#include "report/explain_coverage.hpp"

#include <algorithm>

namespace flowdown {
namespace {

// The own policies, on the channels that they cover.
struct Own {
  std::vector<VersionId> versions;
  Region prohibited, allowed;
  bool complete = true;
};

Own own_policies(Inquiry& inquiry, HoldingId holding) {
  Algebra& algebra = inquiry.algebra;
  Own own{{}, algebra.none(), algebra.none(), true};
  for (const auto& [version, extent] : inquiry.sets[inquiry.flow.own[holding.index()]]) {
    const PolicyVersion& policy = inquiry.model.policies[version];
    Context covered;
    covered.restrict_to(Dimension::kChannel, policy.covers);
    const ContextSet channels = algebra.contexts().meeting(covered);
    own.versions.push_back(version);
    own.complete = own.complete && policy.complete;
    own.prohibited =
        algebra.unite(own.prohibited, algebra.within(inquiry.sets.prohibited(version), channels));
    own.allowed =
        algebra.unite(own.allowed, algebra.within(inquiry.sets.allowed(version), channels));
  }
  return own;
}

std::vector<UseId> uses_of(const Region& region) {
  std::vector<UseId> uses = region.always.members();
  for (const auto& [use, set] : region.sometimes) uses.push_back(use);
  std::sort(uses.begin(), uses.end());
  return uses;
}

// The own rules of that kind that denote some point of `region`, or, without a region, some use of
// `uses`.
std::vector<RuleRef> rules_on(Inquiry& inquiry, const Own& own, RuleKind kind, const Region* region,
                              const UseSet& uses) {
  std::vector<RuleRef> found;
  for (const VersionId version : own.versions) {
    const PolicyVersion& policy = inquiry.model.policies[version];
    for (std::uint32_t r = 0; r < policy.rules.size(); ++r) {
      if (policy.rules[r].kind != kind) continue;
      const Region denoted = inquiry.algebra.of_rule(policy.rules[r], policy.where);
      bool bears = false;
      if (region != nullptr) {
        bears = !inquiry.algebra.intersect(denoted, *region).empty();
      } else {
        for (const UseId use : uses_of(denoted)) bears = bears || uses.contains(use);
      }
      if (bears) found.push_back({version, r});
    }
  }
  return found;
}

bool meets(const Region& region, const UseSet& uses) {
  return region.always.intersects(uses) ||
         std::any_of(region.sometimes.begin(), region.sometimes.end(),
                     [&](const auto& entry) { return uses.contains(entry.first); });
}

// What of `uncovered` the own policies prohibit as something unlawful, though they do not name it.
Region caught(Inquiry& inquiry, const Own& own, const Region& uncovered) {
  const Taxonomy& taxonomy = inquiry.model.taxonomy;
  ContextSet unlawful = kNoContext;
  for (std::size_t u = 0; u < taxonomy.uses.size(); ++u) {
    if (!taxonomy.uses[u].catch_all) continue;
    unlawful = inquiry.algebra.contexts().unite(unlawful, own.prohibited.of(UseId(u)));
  }
  std::vector<UseId> typical;
  for (const UseId use : uses_of(uncovered)) {
    if (taxonomy.uses[use.index()].typically_unlawful) typical.push_back(use);
  }
  return inquiry.algebra.within(inquiry.algebra.only(uncovered, typical), unlawful);
}

std::vector<RuleRef> catch_all_rules(Inquiry& inquiry, const Own& own) {
  const Taxonomy& taxonomy = inquiry.model.taxonomy;
  UseSet unlawful = taxonomy.no_uses();
  for (std::size_t u = 0; u < taxonomy.uses.size(); ++u) {
    if (taxonomy.uses[u].catch_all) unlawful.insert(UseId(u));
  }
  return rules_on(inquiry, own, RuleKind::kProhibit, nullptr, unlawful);
}

}  // namespace

ContextSet contexts_of(Inquiry& inquiry, HoldingId holding, On channels) {
  const Flow& flow = inquiry.flow;
  const Graph& graph = inquiry.model.graph;
  ContextSets& contexts = inquiry.algebra.contexts();
  const ContextSet stated = contexts.intersect(
      contexts.meeting(graph.contexts[flow.party_of(holding).context.index()]),
      contexts.meeting(graph.contexts[flow.artifact_of(holding).context.index()]));
  if (channels == On::kAnyChannel) return stated;
  // As the judge takes them: those stated, and those in which the artifact is handed on.
  ContextSet counting = stated;
  ValueSet supplied;
  for (const SupplyId id : flow.out_of(holding)) {
    if (flow.supplies[id.index()].kind == SupplyKind::kDerivation) continue;
    const Terms& terms = flow.terms_of(id);
    supplied.set(terms.channel);
    const ContextSet handed_on = contexts.intersect(
        contexts.meeting(graph.contexts[flow.artifact_of(holding).context.index()]),
        contexts.meeting(terms.where));
    counting = contexts.unite(counting, handed_on);
  }
  if (supplied.none()) {
    if (const auto app = inquiry.model.taxonomy.find_value(Dimension::kChannel, "app")) {
      supplied.set(*app);
    }
  }
  Context on;
  on.restrict_to(Dimension::kChannel, supplied);
  return contexts.intersect(counting, contexts.meeting(on));
}

OwnCoverage coverage(Inquiry& inquiry, HoldingId holding, const Region& counting) {
  using Stand = OwnCoverage::Stand;
  Algebra& algebra = inquiry.algebra;
  OwnCoverage result;
  result.uses = uses_of(counting).size();
  const Stated stated = inquiry.model.graph.policies_of(inquiry.flow.party_of(holding)).stated;
  if (counting.empty()) return result;
  if (stated == Stated::kUnknown) {
    result.stand = Stand::kUnknown;
    return result;
  }
  const Own own = own_policies(inquiry, holding);
  const Region uncovered = algebra.subtract(counting, own.prohibited);
  const Region covered = algebra.intersect(counting, own.prohibited);
  result.covered = result.uses - uses_of(uncovered).size();
  UseSet below = inquiry.model.taxonomy.no_uses();
  for (const UseId use : uses_of(counting)) below |= inquiry.model.taxonomy.below(use);
  if (uncovered.empty()) {
    result.stand = Stand::kProhibits;
    result.rules = rules_on(inquiry, own, RuleKind::kProhibit, &counting, below);
    return result;
  }
  const Region permitted = algebra.intersect(uncovered, own.allowed);
  result.witness = algebra.witness(permitted.empty() ? uncovered : permitted);
  if (!permitted.empty()) {
    result.stand = Stand::kPermits;
    result.rules = rules_on(inquiry, own, RuleKind::kAllow, &permitted, below);
    return result;
  }
  result.tentative = !own.complete;
  if (own.versions.empty()) {
    result.stand = Stand::kNoPolicies;
  } else if (meets(own.prohibited, below)) {
    // Conditional: whatever is not prohibited would be, with fewer safeguards in place.
    Region otherwise = algebra.none();
    for (const UseId use : uses_of(uncovered)) {
      const ContextSet some = algebra.contexts().widen(own.prohibited.of(use), 0, true);
      otherwise =
          algebra.unite(otherwise, algebra.only(algebra.every_use(some), std::span(&use, 1)));
    }
    result.stand = algebra.covers(otherwise, uncovered) ? Stand::kConditional : Stand::kPart;
    result.rules =
        rules_on(inquiry, own, RuleKind::kProhibit, covered.empty() ? nullptr : &covered, below);
  } else if (algebra.covers(caught(inquiry, own, uncovered), uncovered)) {
    result.stand = Stand::kCatchAll;
    result.rules = catch_all_rules(inquiry, own);
  } else {
    result.stand = Stand::kSilent;
  }
  return result;
}

}  // namespace flowdown
