// Breaches by use and by act: something that a party does, or that the graph shows it to do, lies
// inside a prohibition that reached it.
//
// What is done is a use in the holding's contexts with the party's safeguards. A dimension that is
// not stated means every value. Where the safeguards are not known, the breach may hold for some of
// them only; then it is tentative.

#include <algorithm>

#include "bench.hpp"

namespace flowdown {
namespace {

// A use that is made of what is held, and what shows it.
struct Deed {
  UseId use;
  std::vector<AgreementId> agreements;
  SourcePos pos;
};

class Acts {
 public:
  explicit Acts(const Taxonomy& taxonomy) : taxonomy_(&taxonomy) {}

  void add(std::string_view act, AgreementId agreement, const SourcePos& pos) {
    const std::optional<UseId> use = taxonomy_->find_use(act);
    if (!use) return;  // a taxonomy without it has no policy that could speak of it
    auto found = std::find_if(deeds_.begin(), deeds_.end(),
                              [&](const Deed& deed) { return deed.use == *use; });
    if (found == deeds_.end()) found = deeds_.insert(found, Deed{*use, {}, pos});
    if (agreement) found->agreements.push_back(agreement);
  }

  const std::vector<Deed>& deeds() const { return deeds_; }

 private:
  const Taxonomy* taxonomy_;
  std::vector<Deed> deeds_;
};

std::vector<Deed> acts_of(const Bench& bench, HoldingId holding) {
  const Graph& graph = bench.graph;
  const Party& party = bench.flow.party_of(holding);
  Acts acts(bench.taxonomy);
  for (const SupplyId id : bench.flow.out_of(holding)) {
    const Supply& supply = bench.flow.supplies[id.index()];
    if (supply.kind == SupplyKind::kAgreement) {
      const std::uint8_t channel = bench.flow.terms_of(id).channel;
      const std::string& name = bench.taxonomy.values_of(Dimension::kChannel)[channel];
      const bool weights = name == "weights";
      if (weights || name == "api" || name == "app") {
        acts.add(weights ? "redistribute" : "host_api", supply.agreement,
                 graph.agreements[supply.agreement.index()].pos);
      }
    } else if (supply.kind == SupplyKind::kDerivation) {
      const Derivation& derivation = graph.derivations[supply.derivation];
      acts.add("derive", {}, derivation.pos);
      if (derivation.by == DerivationKind::kDistill ||
          derivation.by == DerivationKind::kTrainOnOutputs) {
        acts.add("output_training", {}, derivation.pos);
      }
    }
  }
  // Whoever holds what somebody else has made does something with it, if nothing that has a name.
  const auto [holder, artifact] = bench.flow.holdings[holding.index()];
  if (graph.artifacts[artifact.index()].developer != holder) acts.add("acts", {}, party.pos);
  const ValueSet* purposes = graph.contexts[party.context.index()].on(Dimension::kPurpose);
  const auto commercial = bench.taxonomy.find_value(Dimension::kPurpose, "commercial");
  if (purposes != nullptr && commercial && (*purposes)[*commercial]) {
    acts.add("commercial_use", {}, party.pos);
  }
  return acts.deeds();
}

std::vector<Deed> declared_uses(const Bench& bench, HoldingId holding) {
  std::vector<Deed> deeds;
  for (const DeclaredUse& use : bench.flow.party_of(holding).uses) {
    deeds.push_back({use.use, {}, use.pos});
  }
  return deeds;
}

void judge_deeds(Bench& bench, HoldingId holding, Code code, const std::vector<Deed>& deeds) {
  if (deeds.empty()) return;
  const ContextSet anywhere = bench.contexts_of(holding, bench.all_channels(holding));
  const ObligationsId binding = bench.flow.binding(holding);
  for (const auto& [policy, versions] : bench.by_policy(bench.flow.judged(holding))) {
    const Region prohibited = bench.prohibited(versions);
    const Safeguards safeguards = bench.safeguards(holding, policy);
    // Safeguards known to be in place are, and the others are not, or may be.
    ContextSet here = anywhere;
    if (safeguards.known) {
      here = bench.contexts.intersect(here, bench.contexts.with_exactly(safeguards.in_place));
    } else {
      for (std::size_t s = 0; s < safeguards.in_place.size(); ++s) {
        if (!safeguards.in_place[s]) continue;
        here = bench.contexts.subtract(here, bench.contexts.not_lifted_by({{SafeguardId(s)}}));
      }
    }
    for (const Deed& deed : deeds) {
      const ContextSet breached = bench.contexts.intersect(prohibited.of(deed.use), here);
      if (breached == kNoContext) continue;
      Detail detail;
      detail.uses = {deed.use};
      detail.agreements = deed.agreements;
      detail.witness = bench.algebra.witness(deed.use, breached);
      const Region region = bench.algebra.only(bench.algebra.every_use(breached), detail.uses);
      detail.rules = bench.rules_meeting(versions, region);
      Finding finding;
      finding.code = code;
      finding.severity = Severity::kError;
      finding.party = bench.flow.holdings[holding.index()].party;
      finding.artifact = bench.flow.holdings[holding.index()].artifact;
      finding.holding = holding;
      finding.policy = policy;
      finding.version = bench.version_prohibiting(versions, *detail.witness);
      finding.bound = bench.all_bound(versions, binding);
      finding.tentative = !safeguards.known && !bench.certain(breached, here);
      finding.pos = deed.pos;
      bench.enter(finding, std::move(detail));
    }
  }
}

}  // namespace

void judge_uses_and_acts(Bench& bench, HoldingId holding) {
  judge_deeds(bench, holding, Code::kBreachUse, declared_uses(bench, holding));
  judge_deeds(bench, holding, Code::kBreachAct, acts_of(bench, holding));
}

}  // namespace flowdown
