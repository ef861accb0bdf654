// Breaks: agreements and derived artifacts along which an obligation is lost.

#include <algorithm>
#include <optional>

#include "bench.hpp"

namespace flowdown {
namespace {

// Which break it is that an agreement does not carry a policy of this mode. Where nobody has read
// what the policy asks, it is undetermined whether it is one.
std::optional<Code> break_of(FlowDown mode) {
  switch (mode) {
    case FlowDown::kCopy:
      return Code::kBreakNoCopy;
    case FlowDown::kBind:
    case FlowDown::kBindEquivalent:
      return Code::kBreakNotBound;
    case FlowDown::kUnknown:
      return Code::kBlindUnknownTerms;
    case FlowDown::kNone:
    case FlowDown::kDirect:
      break;
  }
  return std::nullopt;
}

// The rules of which something is lost: prohibitions by their points, duties and limits by
// contexts.
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

// What the supplier holds of the policy that arrives as `arriving`: the version itself where it has
// it, else one that the agreement turns into it, else (where the terms alone bring it) the same.
VersionId before(const Bench& bench, SupplyId id, VersionId arriving) {
  VersionId found = arriving;
  for (const VersionId version : versions_on(bench.flow, id)) {
    const Transit step = transit(bench.flow, id, version);
    if (step.step == Step::kOutOfScope || step.arriving == kNoExtent) continue;
    if (version == arriving) return version;
    if (step.arrives_as == arriving) found = version;
  }
  return found;
}

void enter_break(Bench& bench, SupplyId id, Code code, VersionId at_source, VersionId of,
                 ExtentId lost) {
  const Flow& flow = bench.flow;
  const Supply& supply = flow.supplies[id.index()];
  const Region& prohibited = bench.sets.prohibited(of, lost);
  Finding finding;
  finding.code = code;
  finding.severity = code == Code::kBlindOutOfScope     ? Severity::kNote
                     : code == Code::kBlindUnknownTerms ? Severity::kWarning
                                                        : Severity::kError;
  finding.agreement = supply.agreement;
  finding.artifact = supply.artifact;
  finding.holding = supply.from;
  finding.version = at_source;
  finding.policy = bench.policies[at_source].policy;
  finding.bound = flow.issued_by(at_source, flow.holdings[supply.from.index()].party) ||
                  bench.sets.has_force(
                      at_source, bench.sets.extent_of(flow.bound[supply.from.index()], at_source));
  finding.pos = bench.graph.agreements[supply.agreement.index()].pos;
  Detail detail;
  detail.uses = bench.uses_of(prohibited);
  detail.rules = rules_lost(bench, of, lost);
  if (!prohibited.empty() && of == at_source) detail.witness = bench.algebra.witness(prohibited);
  if (code == Code::kBlindUnknownTerms) detail.unknown = Unknown::kPassingOn;
  bench.enter(finding, std::move(detail));
}

void judge_derivation(Bench& bench, SupplyId id, const Supply& supply) {
  const Flow& flow = bench.flow;
  const PolicyList& list = bench.graph.policy_lists[bench.graph.governing(supply.artifact).index()];
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
    const bool known = upstream.flow_down != FlowDown::kUnknown;
    finding.code = known ? Code::kBreakRelicensed : Code::kBlindUnknownTerms;
    finding.severity = known ? Severity::kError : Severity::kWarning;
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
    if (!known) detail.unknown = Unknown::kPassingOn;
    bench.enter(finding, std::move(detail));
  }
}

}  // namespace

void judge_agreement(Bench& bench, SupplyId id) {
  const Flow& flow = bench.flow;
  const Supply& supply = flow.supplies[id.index()];
  const PartyId recipient = flow.holdings[supply.to.index()].party;
  const Terms& terms = flow.terms_of(id);
  const Passage passage = flowdown::passage(flow, id);
  for (const auto& [version, extent] : bench.sets[passage.expected]) {
    if (!terms.known || flow.issued_by(version, recipient)) continue;
    const ExtentId carried = bench.sets.extent_of(passage.carried, version);
    const ExtentId lost = bench.sets.subtract(extent, carried);
    if (terms.expired(flow.as_of)) {
      // What another agreement still binds the recipient to has not ended.
      const ExtentId bound = bench.sets.extent_of(flow.bound[supply.to.index()], version);
      const ExtentId ended = bench.sets.subtract(carried, bound);
      if (!bench.sets.has_force(version, ended)) continue;
      enter_break(bench, id, Code::kBreakExpired, before(bench, id, version), version, ended);
    } else if (bench.sets.has_force(version, lost)) {
      const std::optional<Code> code = break_of(bench.policies[version].flow_down);
      if (code) enter_break(bench, id, *code, before(bench, id, version), version, lost);
    }
  }
  for (const VersionId version : versions_on(flow, id)) {
    const Transit step = transit(flow, id, version);
    if (step.step != Step::kOutOfScope || flow.issued_by(version, recipient)) continue;
    if (!bench.sets.has_force(step.arrives_as, step.stopped)) continue;
    enter_break(bench, id, Code::kBlindOutOfScope, version, step.arrives_as, step.stopped);
  }
}

void judge_derivations(Bench& bench, HoldingId holding) {
  for (const SupplyId id : bench.flow.into(holding)) {
    const Supply& supply = bench.flow.supplies[id.index()];
    if (supply.kind == SupplyKind::kDerivation) judge_derivation(bench, id, supply);
  }
}

}  // namespace flowdown
