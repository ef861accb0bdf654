// Gaps: where a deployer's own policies are weaker than what reaches it.
//
// For each upstream policy, the region that reached the holder as prohibited, in the holder's
// contexts and on the channels by which it supplies, less what its own policies prohibit there. Each
// use that is left is classed; each class is a finding. See section 8 of docs/semantics.md.

#include <algorithm>
#include <array>

#include "bench.hpp"

namespace flowdown {
namespace {

constexpr std::array kGapCodes = {Code::kGapPermits, Code::kGapNarrower, Code::kGapCatchAll,
                                  Code::kGapSilent};

// Whether the own policies prohibit some point of the use or of a use below it.
bool covers_part(const Bench& bench, const OwnPolicies& own, UseId use) {
  const UseSet& below = bench.taxonomy.below(use);
  return own.prohibited.always.intersects(below) ||
         std::any_of(own.prohibited.sometimes.begin(), own.prohibited.sometimes.end(),
                     [&](const auto& entry) { return below.contains(entry.first); });
}

Code classify(Bench& bench, const OwnPolicies& own, UseId use, ContextSet uncovered) {
  if (bench.contexts.intersect(own.allowed.of(use), uncovered) != kNoContext) {
    return Code::kGapPermits;
  }
  if (covers_part(bench, own, use)) return Code::kGapNarrower;
  if (bench.taxonomy.uses[use.index()].typically_unlawful) {
    ContextSet left = uncovered;
    for (std::size_t u = 0; u < bench.taxonomy.uses.size(); ++u) {
      if (bench.taxonomy.uses[u].catch_all) {
        left = bench.contexts.subtract(left, own.prohibited.of(UseId(u)));
      }
    }
    if (left == kNoContext) return Code::kGapCatchAll;
  }
  return Code::kGapSilent;
}

// Whether all agreements that supply the artifact onward carry the policy.
enum class Onward : std::uint8_t { kNobody, kAllCarry, kUnknown, kSomeDoNot };

Onward onward(Bench& bench, HoldingId holding, const Versions& versions) {
  Onward result = Onward::kNobody;
  for (const SupplyId id : bench.flow.out_of(holding)) {
    if (bench.flow.supplies[id.index()].kind != SupplyKind::kAgreement) continue;
    result = std::max(result, Onward::kAllCarry);
    for (const auto& [version, extent] : versions) {
      switch (transit(bench.flow, id, version).step) {
        case Step::kNothing:  // a regulation, which reaches its recipients by itself
        case Step::kCarried:
        case Step::kNarrowedAway:
        case Step::kWaived:
          break;
        case Step::kUnknownTerms:
          result = std::max(result, Onward::kUnknown);
          break;
        case Step::kNotBound:
        case Step::kExpired:
        case Step::kExpiredNotBound:
        case Step::kOutOfScope:
        case Step::kOutOfReach:
          return Onward::kSomeDoNot;
      }
    }
  }
  return result;
}

std::vector<std::uint32_t> missing_groups(Bench& bench, const Region& upstream,
                                          const Region& own, const std::vector<UseId>& uses) {
  std::vector<std::uint32_t> missing;
  if (bench.book.grouping == nullptr) return missing;
  const std::vector<Group>& groups = bench.book.grouping->groups;
  for (std::uint32_t g = 0; g < groups.size(); ++g) {
    const auto any = [&](auto test) {
      return std::any_of(groups[g].uses.begin(), groups[g].uses.end(), test);
    };
    const bool upstream_speaks = any([&](UseId u) { return upstream.of(u) != kNoContext; });
    const bool own_speaks = any([&](UseId u) { return own.of(u) != kNoContext; });
    const bool concerned =
        any([&](UseId u) { return std::binary_search(uses.begin(), uses.end(), u); });
    if (upstream_speaks && !own_speaks && concerned) missing.push_back(g);
  }
  return missing;
}

Severity severity_of(Code code, Onward carried, bool bound) {
  if (code == Code::kGapPermits) return Severity::kError;
  if (code == Code::kGapCatchAll) return Severity::kNote;
  if (carried == Onward::kAllCarry) return Severity::kWarning;
  return carried == Onward::kNobody && bound ? Severity::kWarning : Severity::kError;
}

// The rules of the own policies that bear on the finding.
std::vector<RuleRef> own_rules(Bench& bench, const OwnPolicies& own, Code code,
                               const std::vector<UseId>& uses, const Region& uncovered) {
  std::vector<RuleRef> result;
  const RuleKind kind = code == Code::kGapPermits ? RuleKind::kAllow : RuleKind::kProhibit;
  UseSet concerned = bench.taxonomy.no_uses();
  for (const UseId use : uses) concerned |= bench.taxonomy.below(use);
  for (const VersionId version : own.versions) {
    const PolicyVersion& policy = bench.policies[version];
    for (std::uint32_t r = 0; r < policy.rules.size(); ++r) {
      if (policy.rules[r].kind != kind) continue;
      const Region region = bench.algebra.of_rule(policy.rules[r], policy.where);
      const std::vector<UseId> of_rule = bench.uses_of(region);
      const bool bears =
          kind == RuleKind::kAllow
              ? !bench.algebra.intersect(region, uncovered).empty()
              : std::any_of(of_rule.begin(), of_rule.end(),
                            [&](UseId use) { return concerned.contains(use); });
      if (bears) result.push_back({version, r});
    }
  }
  return result;
}

struct Case {
  HoldingId holding;
  const OwnPolicies& own;
  const Versions& versions;
  Region upstream;   // what counts of it at this holding
  Region uncovered;  // and what the own policies do not prohibit of that
  Region own_here;
};

void enter_gap(Bench& bench, const Case& c, Code code, const std::vector<UseId>& uses,
               Onward carried, bool bound) {
  const Region region = bench.algebra.only(c.uncovered, uses);
  const Region telling = code == Code::kGapPermits
                             ? bench.algebra.intersect(region, c.own.allowed)
                             : region;
  Detail detail;
  detail.uses = uses;
  detail.rules = bench.rules_meeting(c.versions, region);
  detail.groups = missing_groups(bench, c.upstream, c.own_here, uses);
  detail.witness = bench.algebra.witness(telling);
  if (code == Code::kGapPermits || code == Code::kGapNarrower) {
    detail.own_rules = own_rules(bench, c.own, code, uses, region);
  }
  Finding finding;
  finding.code = code;
  finding.party = bench.flow.holdings[c.holding.index()].party;
  finding.artifact = bench.flow.holdings[c.holding.index()].artifact;
  finding.holding = c.holding;
  finding.version = bench.version_prohibiting(c.versions, *detail.witness);
  finding.policy = bench.policies[finding.version].policy;
  finding.severity = severity_of(code, carried, bound);
  finding.bound = bound;
  finding.tentative =
      (code != Code::kGapPermits && !c.own.complete) ||
      (finding.severity == Severity::kError && code != Code::kGapPermits &&
       carried == Onward::kUnknown);
  finding.pos = bench.graph.parties[finding.party.index()].pos;
  bench.confirm(*detail.witness, finding.version, c.own.versions);
  bench.enter(finding, std::move(detail));
}

}  // namespace

void judge_gaps(Bench& bench, HoldingId holding) {
  const OwnPolicies& own = bench.own_policies(holding);
  if (!own.known) return;
  const ObligationsId binding = bench.flow.binding(holding);
  const ContextSet here = bench.contexts_of(holding, bench.outgoing_channels(holding));
  for (const auto& [policy, versions] : bench.by_policy(bench.flow.judged(holding))) {
    Region upstream = bench.algebra.within(bench.prohibited(versions), here);
    Region uncovered = bench.algebra.subtract(upstream, own.prohibited);
    if (uncovered.empty()) continue;
    const Case c{holding, own, versions, std::move(upstream), std::move(uncovered),
                 bench.algebra.within(own.prohibited, here)};
    std::map<Code, std::vector<UseId>> uses;
    for (const UseId use : bench.uses_of(c.uncovered)) {
      uses[classify(bench, own, use, c.uncovered.of(use))].push_back(use);
    }
    const Onward carried = onward(bench, holding, versions);
    const bool bound = bench.all_bound(versions, binding);
    for (const Code code : kGapCodes) {
      if (auto found = uses.find(code); found != uses.end()) {
        enter_gap(bench, c, code, found->second, carried, bound);
      }
    }
  }
}

}  // namespace flowdown
