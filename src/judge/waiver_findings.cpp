// What became of each waiver.

#include "bench.hpp"

namespace flowdown {
namespace {

std::optional<std::pair<Code, Severity>> verdict_on(WaiverState state) {
  switch (state) {
    case WaiverState::kApplied:
      return std::pair{Code::kWaiverApplied, Severity::kNote};
    case WaiverState::kExpired:
      return std::pair{Code::kWaiverExpired, Severity::kWarning};
    case WaiverState::kUnauthorised:
      return std::pair{Code::kWaiverUnauthorised, Severity::kError};
    case WaiverState::kPending:
      break;
  }
  return std::nullopt;
}

}  // namespace

void judge_waivers(Bench& bench) {
  const Flow& flow = bench.flow;
  const std::size_t subject = bench.book.findings.size();
  for (std::uint32_t w = 0; w < flow.waivers.size(); ++w) {
    const WaiverEffect& effect = flow.waivers[w];
    const auto verdict = verdict_on(effect.state);
    if (!verdict) continue;
    const Agreement& agreement = bench.graph.agreements[effect.agreement.index()];
    const Terms& terms = bench.graph.terms[agreement.terms.index()];
    const HoldingId from = flow.find(agreement.from, effect.artifact);
    const HoldingId to = flow.find(agreement.to, effect.artifact);
    const ObligationsId concerned =
        bench.sets.unite(flow.expected[to.index()],
                         bench.sets.unite(flow.expected[from.index()], flow.own[from.index()]));
    Finding finding;
    finding.code = verdict->first;
    finding.severity = verdict->second;
    finding.agreement = effect.agreement;
    finding.artifact = effect.artifact;
    finding.policy = effect.policy;
    finding.holding = to;
    finding.pos = effect.grant != 0 ? agreement.pos : terms.waives[effect.waiver].pos;
    Detail detail;
    detail.waiver = w;
    const auto obligations = bench.by_policy(concerned);
    if (auto found = obligations.find(effect.policy); found != obligations.end()) {
      const Region released =
          bench.algebra.intersect(bench.prohibited(found->second), bench.sets[effect.extent].uses);
      detail.uses = bench.uses_of(released);
      detail.rules = bench.rules_meeting(found->second, released);
      finding.version = found->second.back().first;
    }
    if (effect.grant == 0 && terms.waives[effect.waiver].confidence == Confidence::kLow) {
      finding.tentative = true;
    }
    bench.enter(finding, std::move(detail));
  }
  bench.close_subject(subject);
}

}  // namespace flowdown
