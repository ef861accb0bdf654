// Gaps: where a deployer's own policies are weaker than what reaches it.
//
// For each upstream policy, the region that reached the holder as prohibited, in the holder's
// contexts and on the channels by which it supplies, less what its own policies prohibit there.
// Each use that is left is classed; each class is a finding. See section 8 of docs/semantics.md.

#include <algorithm>

#include "bench.hpp"

namespace flowdown {
namespace {

// Whether the own policies, on the channels that count, prohibit some point of the use or of a use
// below it.
bool covers_part(const Bench& bench, const Region& own, UseId use) {
  const UseSet& below = bench.taxonomy.below(use);
  return own.always.intersects(below) ||
         std::any_of(own.sometimes.begin(), own.sometimes.end(),
                     [&](const auto& entry) { return below.contains(entry.first); });
}

Code classify(Bench& bench, const OwnPolicies& own, const Region& on_channels, UseId use,
              ContextSet uncovered) {
  if (bench.contexts.intersect(own.allowed.of(use), uncovered) != kNoContext) {
    return Code::kGapPermits;
  }
  if (covers_part(bench, on_channels, use)) return Code::kGapNarrower;
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

// How one agreement fares with one version: kAllCarry also where there is nothing to carry.
Onward onward_by(Bench& bench, SupplyId id, VersionId version) {
  const Transit step = transit(bench.flow, id, version);
  // A regulation does not travel: it is carried only where the terms name it.
  if (step.leaving == kNoExtent && step.step == Step::kNothing) return Onward::kSomeDoNot;
  const auto if_any = [&](Onward result) {
    return bench.sets.has_force(step.arrives_as, step.arriving) ? result : Onward::kAllCarry;
  };
  switch (step.step) {
    case Step::kNothing:
    case Step::kCarried:
    case Step::kNarrowedAway:
    case Step::kWaived:
      return Onward::kAllCarry;
    case Step::kUnknownTerms:
      return if_any(Onward::kUnknown);
    case Step::kNotBound:
    case Step::kExpired:
    case Step::kExpiredNotBound:
      return if_any(Onward::kSomeDoNot);
    case Step::kOutOfScope:
    case Step::kOutOfReach:
      return Onward::kSomeDoNot;
  }
  return Onward::kSomeDoNot;
}

Onward onward(Bench& bench, HoldingId holding, const Versions& versions) {
  const Flow& flow = bench.flow;
  Onward result = Onward::kNobody;
  for (const SupplyId id : flow.out_of(holding)) {
    const Supply& supply = flow.supplies[id.index()];
    if (supply.kind != SupplyKind::kAgreement) continue;
    // Who issued the policy needs nobody to carry it there.
    const PartyId recipient = flow.holdings[supply.to.index()].party;
    if (flow.issued_by(versions.front().first, recipient)) continue;
    result = std::max(result, Onward::kAllCarry);
    for (const auto& [version, extent] : versions) {
      result = std::max(result, onward_by(bench, id, version));
    }
  }
  return result;
}

std::vector<std::uint32_t> missing_groups(Bench& bench, const Region& upstream, const Region& own,
                                          const std::vector<UseId>& uses) {
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
      const bool bears = kind == RuleKind::kAllow
                             ? !bench.algebra.intersect(region, uncovered).empty()
                             : std::any_of(of_rule.begin(), of_rule.end(),
                                           [&](UseId use) { return concerned.contains(use); });
      if (bears) result.push_back({version, r});
    }
  }
  return result;
}

// The uses of one class, as a gap with its evidence. `uncovered` is all that the own policies leave
// of `upstream`, `own_here` what they prohibit at the points that count.
Gap make_gap(Bench& bench, const OwnPolicies& own, const Versions& versions, Code code,
             std::vector<UseId> uses, const Region& upstream, const Region& own_here,
             const Region& uncovered) {
  const Region region = bench.algebra.only(uncovered, uses);
  Detail detail;
  detail.rules = bench.rules_meeting(versions, region);
  detail.groups = missing_groups(bench, upstream, own_here, uses);
  detail.witness = bench.algebra.witness(
      code == Code::kGapPermits ? bench.algebra.intersect(region, own.allowed) : region);
  if (code == Code::kGapPermits || code == Code::kGapNarrower) {
    detail.own_rules = own_rules(bench, own, code, uses, region);
  }
  detail.uses = std::move(uses);
  Gap gap;
  gap.code = code;
  gap.version = bench.version_prohibiting(versions, *detail.witness);
  gap.policy = bench.policies[gap.version].policy;
  bench.confirm(*detail.witness, gap.version, own.versions);
  gap.detail = bench.keep(std::move(detail));
  return gap;
}

std::vector<Gap> find_gaps(Bench& bench, const OwnPolicies& own, ObligationsId judged,
                           ContextSet here, const ValueSet& channels) {
  std::vector<Gap> gaps;
  Context on;
  on.restrict_to(Dimension::kChannel, channels);
  const Region on_channels = bench.algebra.within(own.prohibited, bench.contexts.meeting(on));
  const Region own_here = bench.algebra.within(own.prohibited, here);
  for (const auto& [policy, versions] : bench.by_policy(judged)) {
    const Region upstream = bench.algebra.within(bench.prohibited(versions), here);
    const Region uncovered = bench.algebra.subtract(upstream, own.prohibited);
    std::map<Code, std::vector<UseId>> uses;
    for (const UseId use : bench.uses_of(uncovered)) {
      uses[classify(bench, own, on_channels, use, uncovered.of(use))].push_back(use);
    }
    for (auto& [code, of_code] : uses) {
      gaps.push_back(
          make_gap(bench, own, versions, code, std::move(of_code), upstream, own_here, uncovered));
    }
  }
  return gaps;
}

}  // namespace

void judge_gaps(Bench& bench, HoldingId holding) {
  const Flow& flow = bench.flow;
  if (bench.graph.policies_of(flow.party_of(holding)).stated == Stated::kUnknown) return;
  const OwnPolicies& own = bench.own_policies(holding);
  const ObligationsId judged = flow.judged(holding);
  const ContextSet here = bench.answered_for(holding);
  const Bench::GapKey key{judged, flow.own[holding.index()], here};
  auto found = bench.gaps.find(key);
  if (found == bench.gaps.end()) {
    found = bench.gaps
                .emplace(key, find_gaps(bench, own, judged, here, bench.outgoing_channels(holding)))
                .first;
  }
  if (found->second.empty()) return;

  const ObligationsId binding = flow.binding(holding);
  const auto obligations = bench.by_policy(judged);
  for (const Gap& gap : found->second) {
    const Versions& versions = obligations.at(gap.policy);
    const Onward carried = onward(bench, holding, versions);
    const auto [party, artifact] = flow.holdings[holding.index()];
    Finding finding;
    finding.code = gap.code;
    finding.party = party;
    finding.artifact = artifact;
    finding.holding = holding;
    finding.policy = gap.policy;
    finding.version = gap.version;
    finding.bound = bench.all_bound(versions, binding);
    finding.severity = severity_of(gap.code, carried, finding.bound);
    finding.confidence = own.confidence;
    const bool onward_unknown = finding.severity == Severity::kError && carried == Onward::kUnknown;
    finding.tentative = gap.code != Code::kGapPermits && (!own.complete || onward_unknown);
    finding.pos = bench.graph.parties[party.index()].pos;
    bench.enter(finding, gap.detail);
  }
}

}  // namespace flowdown
