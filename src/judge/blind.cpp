// Blind spots: what is not known, and what nobody watches.

#include <algorithm>

#include "bench.hpp"

namespace flowdown {
namespace {

constexpr std::string_view kMonitoring = "monitoring";

void enter_unknown(Bench& bench, Unknown unknown, PartyId party, AgreementId agreement,
                   ArtifactId artifact, const SourcePos& pos, HoldingId holding) {
  Finding finding;
  finding.code = Code::kBlindUnknownTerms;
  finding.severity = Severity::kWarning;
  finding.party = party;
  finding.agreement = agreement;
  finding.artifact = artifact;
  finding.holding = holding;
  finding.pos = pos;
  bench.enter(finding, bench.detail_of(unknown));
}

void judge_unenforced(Bench& bench, HoldingId holding) {
  const Flow& flow = bench.flow;
  Versions unwatched;
  for (const auto& [version, extent] : bench.sets[flow.judged(holding)]) {
    if (bench.sets.has_force(version, extent)) unwatched.emplace_back(version, extent);
  }
  if (unwatched.empty()) return;
  const auto [party, artifact] = flow.holdings[holding.index()];
  if (bench.practises(party, kMonitoring)) return;
  bool known = flow.party_of(holding).practices_known;
  for (const SupplyId id : flow.into(holding)) {
    const Supply& supply = flow.supplies[id.index()];
    if (supply.kind != SupplyKind::kAgreement) continue;
    const std::string& channel =
        bench.taxonomy.values_of(Dimension::kChannel)[flow.terms_of(id).channel];
    if (channel != "api" && channel != "app") continue;
    if (bench.practises(flow.holdings[supply.from.index()].party, kMonitoring)) return;
    known = known && flow.party_of(supply.from).practices_known;
  }
  Finding finding;
  finding.code = Code::kBlindUnenforced;
  finding.severity = Severity::kWarning;
  finding.party = party;
  finding.artifact = artifact;
  finding.holding = holding;
  finding.tentative = !known;
  finding.pos = flow.party_of(holding).pos;
  Detail detail;
  const Region prohibited = bench.algebra.within(
      bench.prohibited(unwatched), bench.contexts_of(holding, bench.all_channels(holding)));
  detail.uses = bench.uses_of(prohibited);
  detail.rules = bench.rules_meeting(unwatched, prohibited);
  bench.enter(finding, std::move(detail));
}

}  // namespace

void judge_party(Bench& bench, PartyId party) {
  const Flow& flow = bench.flow;
  const std::uint32_t first = flow.first_holding[party.index()];
  const bool holds = first < flow.first_holding[party.index() + 1];
  const Party& holder = bench.graph.parties[party.index()];
  if (!holds || bench.graph.policies_of(holder).stated != Stated::kUnknown) return;
  const std::size_t subject = bench.book.findings.size();
  enter_unknown(bench, Unknown::kPartyPolicies, party, {}, {}, holder.pos, HoldingId(first));
  bench.close_subject(subject);
}

void judge_blind_spots(Bench& bench, HoldingId holding) {
  const Flow& flow = bench.flow;
  const auto [party, artifact] = flow.holdings[holding.index()];
  const bool developed = flow.artifact_of(holding).developer == party;
  const PolicyList& list = bench.graph.policy_lists[bench.graph.governing(artifact).index()];
  if (developed && list.stated == Stated::kUnknown) {
    enter_unknown(bench, Unknown::kArtifactPolicies, party, {}, artifact,
                  flow.artifact_of(holding).pos, holding);
  }
  if (!developed && flow.into(holding).empty()) {
    enter_unknown(bench, Unknown::kSource, party, {}, artifact, flow.party_of(holding).pos,
                  holding);
  }
  judge_unenforced(bench, holding);
}

void judge_unknown_terms(Bench& bench, AgreementId id) {
  const Agreement& agreement = bench.graph.agreements[id.index()];
  const Terms& terms = bench.graph.terms[agreement.terms.index()];
  if (terms.known || !terms.exists(bench.flow.as_of)) return;
  const std::size_t subject = bench.book.findings.size();
  const ArtifactId first = bench.graph.supplied[agreement.first_artifact];
  enter_unknown(bench, Unknown::kAgreementTerms, {}, id, {}, agreement.pos,
                bench.flow.find(agreement.from, first));
  bench.close_subject(subject);
}

}  // namespace flowdown
