// Sections 2 to 7 of docs/semantics.md, read out loud. See naive_flow.hpp.
#include "oracle/naive_flow.hpp"

#include <algorithm>

#include "oracle/readings.hpp"

namespace flowdown::oracle {

void add_to(Reached& reached, VersionId version, const Mask& mask) {
  if (mask.empty()) return;
  auto [entry, added] = reached.emplace(version, mask);
  if (!added) entry->second = entry->second | mask;
}

NaiveFlow::NaiveFlow(const Model& model, Date as_of)
    : model_(&model),
      as_of_(as_of),
      space_(model.taxonomy),
      every_point_(space_.every_point()),
      every_context_(space_.every_context()) {
  for (const PolicyVersion& v : model.policies.versions) {
    prohibited_.push_back(prohibited_points(space_, v));
    allowed_.push_back(allowed_points(space_, v));
    obliged_.push_back(obliged_contexts(space_, v));
  }
  find_holdings_and_supplies();
  find_own_and_regulations();
  find_authority();
  spread_expected();
  spread_bound();
}

Mask NaiveFlow::effect(VersionId v, const Mask& mask) const {
  return {mask.points & prohibited_[v.index()], mask.contexts & obliged_[v.index()]};
}

bool NaiveFlow::asks(VersionId v, const Mask& mask) const {
  return !(reading::kOnlyWhatIsAsked ? effect(v, mask) : mask).empty();
}

bool NaiveFlow::within(VersionId v, const Mask& mask, const Mask& all) const {
  return (reading::kOnlyWhatIsAsked ? effect(v, mask) : mask).subset_of(all);
}

// --- Section 2: versions and dates

VersionId NaiveFlow::in_force(PolicyId policy, Date date) const {
  // The latest by `effective` of those that have taken effect; one without a date always has.
  VersionId latest;
  for (std::size_t i = 0; i < model_->policies.versions.size(); ++i) {
    const PolicyVersion& candidate = model_->policies.versions[i];
    if (candidate.policy != policy) continue;
    if (candidate.effective && *candidate.effective > date) continue;
    if (!latest || version(latest).effective < candidate.effective) latest = VersionId(i);
  }
  if (latest && version(latest).withdrawn && *version(latest).withdrawn <= date) return {};
  return latest;
}

std::set<VersionId> NaiveFlow::resolve(const PolicyList& list) const {
  std::set<VersionId> versions;
  for (const PolicyRef& ref : list.refs) {
    VersionId v = ref.pinned;
    if (!v) {
      v = in_force(ref.policy, as_of_);
    } else if (!version(v).in_force(as_of_)) {
      v = {};
    }
    if (v) versions.insert(v);
  }
  return versions;
}

namespace {

const PolicyRef* ref_to(const std::vector<PolicyRef>& refs, PolicyId policy) {
  for (const PolicyRef& ref : refs) {
    if (ref.policy == policy && ref.pinned) return &ref;
  }
  for (const PolicyRef& ref : refs) {
    if (ref.policy == policy) return &ref;
  }
  return nullptr;
}

}  // namespace

VersionId NaiveFlow::fixed(const Terms& terms, PolicyId policy, bool own) const {
  bool named = false;
  for (const auto* list : {&terms.incorporates, &terms.delivers}) {
    const PolicyRef* ref = ref_to(*list, policy);
    if (ref != nullptr && ref->pinned) return ref->pinned;
    named = named || ref != nullptr;
  }
  // Static or not is what the version in force says; failing one, the latest.
  VersionId speaks = in_force(policy, as_of_);
  if (!speaks) speaks = model_->policies.policies[policy.index()].versions.back();
  bool is_static = version(speaks).incorporation == Incorporation::kStatic;
  if (is_static && terms.effective && (named || own)) return in_force(policy, *terms.effective);
  return {};
}

VersionId NaiveFlow::named_version(const Terms& terms, PolicyId policy) const {
  VersionId v = fixed(terms, policy, false);
  return v ? v : in_force(policy, as_of_);
}

// --- Sections 3 and 4: holdings, supplies, own policies

std::vector<ArtifactId> NaiveFlow::artifacts_of(AgreementId a) const {
  const Agreement& agreement = model_->graph.agreements[a.index()];
  auto first = model_->graph.supplied.begin() + agreement.first_artifact;
  return {first, first + agreement.artifacts};
}

void NaiveFlow::find_holdings_and_supplies() {
  const Graph& graph = model_->graph;
  for (std::size_t i = 0; i < graph.agreements.size(); ++i) {
    AgreementId id(i);
    if (!terms(id).exists(as_of_)) continue;
    for (ArtifactId artifact : artifacts_of(id)) {
      NaiveSupply supply;
      supply.from = {graph.agreements[i].from, artifact};
      supply.to = {graph.agreements[i].to, artifact};
      supply.agreement = id;
      supplies_.push_back(supply);
    }
  }
  std::vector<NaiveSupply> by_agreement = supplies_;
  for (std::size_t i = 0; i < graph.artifacts.size(); ++i) {
    const Artifact& derived = graph.artifacts[i];
    holdings_.insert({derived.developer, ArtifactId(i)});
    for (std::uint32_t d = 0; d < derived.derivations; ++d) {
      const Derivation& derivation = graph.derivations[derived.first_derivation + d];
      Holding parent{derived.developer, derivation.parent};
      NaiveSupply supply;
      supply.kind = SupplyKind::kDerivation;
      supply.from = parent;
      supply.to = {derived.developer, ArtifactId(i)};
      supply.by = derivation.by;
      supplies_.push_back(supply);

      PartyId developer = graph.artifacts[derivation.parent.index()].developer;
      bool supplied = std::any_of(by_agreement.begin(), by_agreement.end(),
                                  [&](const NaiveSupply& s) { return s.to == parent; });
      if (developer == derived.developer || supplied) continue;
      supply = {};
      supply.kind = SupplyKind::kPublic;
      supply.from = {developer, derivation.parent};
      supply.to = parent;
      supply.named = policies_of(derivation.parent).refs;
      if (std::find(supplies_.begin(), supplies_.end(), supply) == supplies_.end()) {
        supplies_.push_back(supply);
      }
    }
  }
  for (const NaiveSupply& supply : supplies_) {
    holdings_.insert(supply.from);
    holdings_.insert(supply.to);
  }
}

const PolicyList& NaiveFlow::policies_of(ArtifactId artifact) const {
  const Artifact& a = model_->graph.artifacts[artifact.index()];
  const PolicyList& stated = model_->graph.policies_of(a);
  if (stated.stated != Stated::kUnknown) return stated;
  return model_->graph.policies_of(model_->graph.parties[a.developer.index()]);
}

void NaiveFlow::find_own_and_regulations() {
  const Graph& graph = model_->graph;
  for (const Holding& h : holdings_) {
    const Artifact& artifact = graph.artifacts[h.artifact.index()];
    std::set<VersionId> own = resolve(graph.policies_of(graph.parties[h.party.index()]));
    if (artifact.developer == h.party) own.merge(resolve(graph.policies_of(artifact)));
    own_[h] = own;
  }
  for (std::size_t p = 0; p < graph.parties.size(); ++p) {
    std::set<VersionId>& reaching = regulations_[PartyId(p)];
    const Context& context = graph.contexts[graph.parties[p].context.index()];
    const ValueSet* operates_in = context.on(Dimension::kTerritory);
    for (std::size_t x = 0; x < model_->policies.policies.size(); ++x) {
      VersionId v = in_force(PolicyId(x), as_of_);
      if (!v || !is_regulation(v)) continue;
      const ValueSet* territory = version(v).where.on(Dimension::kTerritory);
      if (operates_in == nullptr || territory == nullptr || (*operates_in & *territory).any()) {
        reaching.insert(v);
      }
    }
  }
}

bool NaiveFlow::is_regulation(VersionId v) const {
  for (const Party& party : model_->graph.parties) {
    if (party.kind == PartyKind::kRegulator && model_->graph.name(party.id) == version(v).issuer) {
      return true;
    }
  }
  return false;
}

bool NaiveFlow::issued_by(VersionId v, PartyId party) const {
  return version(v).issuer == model_->graph.id_of(party);
}

bool NaiveFlow::is_own(const Holding& h, PolicyId policy) const {
  for (VersionId v : own_.at(h)) {
    if (version(v).policy == policy) return true;
  }
  return false;
}

// --- Section 7: waivers

void NaiveFlow::find_authority() {
  const Graph& graph = model_->graph;
  for (std::size_t x = 0; x < model_->policies.policies.size(); ++x) {
    VersionId any = model_->policies.policies[x].versions.front();
    for (std::size_t p = 0; p < graph.parties.size(); ++p) {
      if (!issued_by(any, PartyId(p))) continue;
      for (std::size_t a = 0; a < graph.artifacts.size(); ++a) {
        authority_.insert({PartyId(p), {PolicyId(x), ArtifactId(a)}});
      }
    }
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t g = 0; g < graph.agreements.size(); ++g) {
      const Terms& t = terms(AgreementId(g));
      if (!t.in_force(as_of_) || (t.grants & kGrantWaive) == 0) continue;
      for (ArtifactId artifact : artifacts_of(AgreementId(g))) {
        for (std::size_t x = 0; x < model_->policies.policies.size(); ++x) {
          if (!has_authority(graph.agreements[g].from, PolicyId(x), artifact)) continue;
          changed |= authority_.insert({graph.agreements[g].to, {PolicyId(x), artifact}}).second;
        }
      }
    }
  }
}

bool NaiveFlow::has_authority(PartyId party, PolicyId policy, ArtifactId artifact) const {
  return authority_.contains({party, {policy, artifact}});
}

Mask NaiveFlow::waiver_mask(const Waiver& waiver) const {
  NumberSet contexts = space_.meeting(waiver.when);
  NumberSet points = space_.in_contexts(contexts);
  if (waiver.uses.empty()) return {points, contexts};
  return {points & space_.of_uses_and_below(waiver.uses), space_.no_contexts()};
}

namespace {

bool admits(const Waiver& waiver, ArtifactId artifact, Date date) {
  if (waiver.effective && *waiver.effective > date) return false;
  if (waiver.until && *waiver.until < date) return false;
  return waiver.artifacts.empty() || std::find(waiver.artifacts.begin(), waiver.artifacts.end(),
                                               artifact) != waiver.artifacts.end();
}

}  // namespace

Mask NaiveFlow::waived_downstream(AgreementId a, ArtifactId artifact, PolicyId policy) const {
  Mask waived = nothing();
  const Terms& t = terms(a);
  if (!t.in_force(as_of_)) return waived;
  if (!has_authority(model_->graph.agreements[a.index()].from, policy, artifact)) return waived;
  for (const Waiver& waiver : t.waives) {
    if (waiver.policy != policy || !waiver.extends_downstream) continue;
    if (admits(waiver, artifact, as_of_)) waived = waived | waiver_mask(waiver);
  }
  return waived;
}

Mask NaiveFlow::released(const Holding& h, PolicyId policy) const {
  Mask released = nothing();
  for (std::size_t g = 0; g < model_->graph.agreements.size(); ++g) {
    const Agreement& agreement = model_->graph.agreements[g];
    const Terms& t = terms(AgreementId(g));
    std::vector<ArtifactId> supplied = artifacts_of(AgreementId(g));
    if (agreement.to != h.party || !t.in_force(as_of_)) continue;
    if (std::find(supplied.begin(), supplied.end(), h.artifact) == supplied.end()) continue;
    if (!has_authority(agreement.from, policy, h.artifact)) continue;
    for (const Waiver& waiver : t.waives) {
      if (waiver.policy != policy || waiver.extends_downstream) continue;
      if (admits(waiver, h.artifact, as_of_)) released = released | waiver_mask(waiver);
    }
    for (auto [grant, act] :
         {std::pair{kGrantHost, "host_api"}, std::pair{kGrantRedistribute, "redistribute"}}) {
      auto use = model_->taxonomy.find_use(act);
      if ((t.grants & grant) == 0 || !use) continue;
      if (!reading::kGrantsConcernRegulations && !expected_anywhere(policy, h, agreement.from)) {
        continue;
      }
      released.points |= space_.of_uses_and_below({*use});
    }
  }
  return released;
}

bool NaiveFlow::expected_anywhere(PolicyId policy, const Holding& h, PartyId grantor) const {
  auto here = [&](const auto& entry) { return version(entry.first).policy == policy; };
  const Reached& at_holder = expected_.at(h);
  const Reached& at_grantor = expected_.at({grantor, h.artifact});
  return std::any_of(at_holder.begin(), at_holder.end(), here) ||
         std::any_of(at_grantor.begin(), at_grantor.end(), here) ||
         is_own({grantor, h.artifact}, policy);
}

Reached NaiveFlow::less_releases(const Holding& h, Reached reached) const {
  for (VersionId v : regulations_.at(h.party)) add_to(reached, v, everything());
  Reached rest;
  for (const auto& [v, mask] : reached) add_to(rest, v, mask - released(h, version(v).policy));
  return rest;
}

}  // namespace flowdown::oracle
