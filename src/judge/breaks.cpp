// Breaks: agreements and derived artifacts along which an obligation is lost.

#include <algorithm>
#include <optional>

#include "bench.hpp"

namespace flowdown {
namespace {

// Which break a step is, for a policy of this mode.
std::optional<Code> break_of(Step step, FlowDown mode) {
  switch (step) {
    case Step::kNotBound:
      if (mode == FlowDown::kCopy) return Code::kBreakNoCopy;
      if (mode == FlowDown::kBind || mode == FlowDown::kBindEquivalent) return Code::kBreakNotBound;
      return std::nullopt;
    case Step::kExpired:
      return Code::kBreakExpired;
    case Step::kOutOfScope:
      return Code::kBlindOutOfScope;
    default:
      return std::nullopt;
  }
}

// The rules of which something is lost: prohibitions by their points, duties and limits by contexts.
std::vector<RuleRef> rules_lost(Bench& bench, VersionId version, ExtentId lost) {
  std::vector<RuleRef> rules =
      bench.rules_meeting({{version, lost}}, bench.sets.prohibited(version, lost));
  if (bench.sets[lost].duties == kNoContext) return rules;
  const PolicyVersion& policy = bench.policies[version];
  for (std::uint32_t r = 0; r < policy.rules.size(); ++r) {
    const RuleKind kind = policy.rules[r].kind;
    if (kind == RuleKind::kRequire || kind == RuleKind::kLimit) rules.push_back({version, r});
  }
  std::sort(rules.begin(), rules.end());
  return rules;
}

void judge_agreement(Bench& bench, SupplyId id, const Supply& supply) {
  const Flow& flow = bench.flow;
  const std::size_t from = supply.from.index();
  const PartyId recipient = flow.holdings[supply.to.index()].party;
  for (const auto& [version, extent] :
       bench.sets[bench.sets.unite(flow.expected[from], flow.own[from])]) {
    const Transit step = transit(flow, id, version);
    if (flow.issued_by(step.arrives_as, recipient)) continue;
    const std::optional<Code> code = break_of(step.step, bench.policies[step.arrives_as].flow_down);
    if (!code) continue;
    const bool stopped = *code == Code::kBlindOutOfScope;
    const VersionId of = stopped ? version : step.arrives_as;
    const ExtentId lost =
        stopped ? step.leaving : bench.sets.subtract(step.arriving, step.bound);
    const Region& prohibited = bench.sets.prohibited(of, lost);
    Finding finding;
    finding.code = *code;
    finding.severity = stopped ? Severity::kNote : Severity::kError;
    finding.agreement = supply.agreement;
    finding.artifact = supply.artifact;
    finding.holding = supply.from;
    finding.version = version;
    finding.policy = bench.policies[version].policy;
    finding.bound = flow.issued_by(version, flow.holdings[from].party) ||
                    bench.sets.extent_of(flow.bound[from], version) != kNoExtent;
    finding.pos = bench.graph.agreements[supply.agreement.index()].pos;
    Detail detail;
    detail.uses = bench.uses_of(prohibited);
    detail.rules = rules_lost(bench, of, lost);
    if (!prohibited.empty() && of == version) detail.witness = bench.algebra.witness(prohibited);
    bench.enter(finding, std::move(detail));
  }
}

void judge_derivation(Bench& bench, SupplyId id, const Supply& supply) {
  const Flow& flow = bench.flow;
  const PolicyList& list =
      bench.graph.policy_lists[bench.graph.governing(supply.artifact).index()];
  if (list.stated == Stated::kUnknown) return;
  const PartyId developer = flow.holdings[supply.to.index()].party;
  for (const auto& [version, extent] : bench.sets[flow.expected[supply.from.index()]]) {
    const PolicyVersion& upstream = bench.policies[version];
    if (upstream.flow_down == FlowDown::kNone || upstream.flow_down == FlowDown::kDirect) continue;
    if (flow.issued_by(version, developer)) continue;
    const bool listed = std::any_of(list.refs.begin(), list.refs.end(), [&](const PolicyRef& ref) {
      return ref.policy == upstream.policy;
    });
    if (listed) continue;
    const Transit step = transit(flow, id, version);
    Region dropped = bench.sets.prohibited(version, step.arriving);
    for (const PolicyRef& ref : list.refs) {
      VersionId own = ref.pinned;
      if (!own) own = bench.policies.in_force(ref.policy, flow.as_of);
      if (!own || !bench.policies[own].in_force(flow.as_of)) continue;
      dropped = bench.algebra.subtract(dropped, bench.sets.prohibited(own));
    }
    if (dropped.empty()) continue;
    Finding finding;
    finding.code = Code::kBreakRelicensed;
    finding.severity = Severity::kError;
    finding.party = developer;
    finding.artifact = supply.artifact;
    finding.holding = supply.to;
    finding.version = version;
    finding.policy = upstream.policy;
    finding.bound = bench.sets.extent_of(flow.bound[supply.to.index()], version) != kNoExtent;
    finding.pos = flow.artifact_of(supply.to).pos;
    Detail detail;
    detail.uses = bench.uses_of(dropped);
    detail.rules = bench.rules_meeting({{version, step.arriving}}, dropped);
    detail.witness = bench.algebra.witness(dropped);
    bench.enter(finding, std::move(detail));
  }
}

}  // namespace

void judge_supply(Bench& bench, SupplyId id) {
  const Supply& supply = bench.flow.supplies[id.index()];
  if (supply.kind == SupplyKind::kAgreement) judge_agreement(bench, id, supply);
  if (supply.kind == SupplyKind::kDerivation) judge_derivation(bench, id, supply);
}

}  // namespace flowdown
