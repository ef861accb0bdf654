// Gaps and breaches at holdings, point by point. See naive_judge.hpp.
#include "oracle/naive_judge.hpp"

#include <algorithm>

#include "oracle/readings.hpp"

namespace flowdown::oracle {

std::string describe(const NaiveFinding& finding) {
  static constexpr const char* kSeverities[] = {"note", "warning", "error"};
  std::string text = std::string(info(finding.code).name) + " at " + finding.where + '/' +
                     finding.artifact + " of " + finding.policy + ' ' +
                     kSeverities[static_cast<std::size_t>(finding.severity)] +
                     (finding.tentative ? " tentative:" : ":");
  for (const std::string& use : finding.uses) text += ' ' + use;
  return text;
}

std::set<NaiveFinding> NaiveJudge::findings() {
  for (const Holding& h : flow_.holdings()) {
    judge_gaps(h);
    judge_breaches(h);
    judge_blind(h);
  }
  for (const NaiveSupply& supply : flow_.supplies()) {
    if (supply.kind == SupplyKind::kAgreement) judge_agreement(supply);
    if (supply.kind == SupplyKind::kDerivation) judge_derivation(supply);
  }
  for (std::size_t g = 0; g < model_.graph.agreements.size(); ++g) judge_drift(AgreementId(g));
  return findings_;
}

void NaiveJudge::add(Code code, std::string where, ArtifactId artifact, PolicyId policy,
                     std::set<std::string> uses, Severity severity, bool tentative) {
  NaiveFinding finding;
  finding.code = code;
  finding.where = std::move(where);
  if (artifact) finding.artifact = model_.graph.id_of(artifact);
  if (policy) finding.policy = model_.policies.policies[policy.index()].id;
  finding.uses = std::move(uses);
  finding.tentative = tentative;
  finding.severity = tentative && severity == Severity::kError ? Severity::kWarning : severity;
  findings_.insert(std::move(finding));
}

// --- What there is to judge by

NumberSet NaiveJudge::contexts_of(const Holding& h, const std::set<std::size_t>& channels) const {
  const Space& space = flow_.space();
  const Artifact& artifact = model_.graph.artifacts[h.artifact.index()];
  NumberSet contexts =
      space.meeting(context(artifact.context)) & space.meeting(context(party(h.party).context));
  ValueSet values;
  for (std::size_t channel : channels) values.set(channel);
  Context by_channel;
  by_channel.restrict_to(Dimension::kChannel, values);
  return contexts & space.meeting(by_channel);
}

std::set<std::size_t> NaiveJudge::channels_out(const Holding& h) const {
  std::set<std::size_t> channels;
  for (const NaiveSupply& supply : flow_.supplies()) {
    if (supply.from != h || supply.kind == SupplyKind::kDerivation) continue;
    channels.insert(flow_.terms_of(supply).channel);
  }
  if (channels.empty()) {
    channels.insert(model_.taxonomy.find_value(Dimension::kChannel, "app").value());
  }
  return channels;
}

std::set<std::size_t> NaiveJudge::channels_in(const Holding& h) const {
  std::set<std::size_t> channels;
  for (const NaiveSupply& supply : flow_.supplies()) {
    if (supply.to != h || supply.kind == SupplyKind::kDerivation) continue;
    channels.insert(flow_.terms_of(supply).channel);
  }
  return channels;
}

NumberSet NaiveJudge::answered_for(const Holding& h) const {
  NumberSet contexts = contexts_of(h, channels_out(h));
  const Context& of_artifact = context(model_.graph.artifacts[h.artifact.index()].context);
  for (const NaiveSupply& supply : flow_.supplies()) {
    if (supply.from != h || supply.kind == SupplyKind::kDerivation) continue;
    Context on = of_artifact;
    ValueSet channels;
    for (const std::size_t channel : channels_out(h)) channels.set(channel);
    on.restrict_to(Dimension::kChannel, channels);
    contexts |= flow_.meeting(on) & flow_.meeting(flow_.terms_of(supply).where);
  }
  return contexts;
}

NumberSet NaiveJudge::own_points(const Holding& h, RuleKind kind) const {
  NumberSet points = flow_.space().no_points();
  for (VersionId v : flow_.own(h)) {
    Context covered;
    covered.restrict_to(Dimension::kChannel, flow_.version(v).covers);
    points |= (kind == RuleKind::kAllow ? flow_.allowed(v) : flow_.prohibited(v)) &
              flow_.space().in_contexts(flow_.space().meeting(covered));
  }
  return points;
}

std::map<PolicyId, NumberSet> NaiveJudge::upstream_points(const Holding& h) const {
  std::map<PolicyId, NumberSet> upstream;
  for (const auto& [v, mask] : flow_.judged(h)) {
    if (flow_.issued_by(v, h.party)) continue;
    auto [entry, added] = upstream.emplace(flow_.version(v).policy, flow_.space().no_points());
    entry->second |= flow_.effect(v, mask).points;
  }
  return upstream;
}

// --- Gaps

bool NaiveJudge::reaches_beyond(const NumberSet& points, UseId use) const {
  for (std::size_t u = 0; u < model_.taxonomy.uses.size(); ++u) {
    if (is_below(model_.taxonomy, UseId(u), use) && flow_.space().has_point_of(points, UseId(u))) {
      return true;
    }
  }
  return false;
}

bool NaiveJudge::carries(const NaiveSupply& supply, PolicyId policy) const {
  const Reached bound = flow_.arriving_bound(supply, true);
  for (const auto& [v, mask] : flow_.arriving(supply)) {
    if (flow_.version(v).policy != policy) continue;
    auto found = bound.find(v);
    if (!flow_.within(v, mask, found == bound.end() ? flow_.nothing() : found->second)) {
      return false;
    }
  }
  return true;
}

// Whether whoever is supplied is bound by what the holder is judged against: by every agreement
// onward, or, where there is none, whether the holder itself is. An agreement along which a policy
// stops does not carry it onward.
NaiveJudge::Onward NaiveJudge::carried_onward(const Holding& h, PolicyId policy) const {
  bool supplies = false, unknown = false;
  const Reached judged = flow_.judged(h);
  for (const NaiveSupply& supply : flow_.supplies()) {
    if (supply.from != h || supply.kind != SupplyKind::kAgreement) continue;
    if (flow_.issued_by(flow_.model().policies.policies[policy.index()].versions.front(),
                        supply.to.party)) {
      continue;
    }
    supplies = true;
    const Terms& terms = flow_.terms(supply.agreement);
    const Reached leaving = flow_.leaving(supply);
    // A regulation does not travel by itself.
    for (const auto& [v, mask] : judged) {
      if (flow_.version(v).policy != policy || leaving.contains(v)) continue;
      const bool named = flow_.brought(supply).contains(v) && flow_.arriving(supply).contains(v);
      if (!named || terms.expired(flow_.as_of())) return Onward::kNo;
    }
    for (const auto& [v, mask] : leaving) {
      if (flow_.version(v).policy != policy || !judged.contains(v)) continue;
      const Crossing crossing = flow_.cross(supply, v, mask);
      if (crossing.stop == Stop::kOutOfScope || crossing.stop == Stop::kOutOfReach) {
        return Onward::kNo;
      }
      if (!flow_.asks(crossing.as, crossing.mask)) continue;
      if (!terms.known) {
        unknown = true;
        continue;
      }
      if (!flow_.within(crossing.as, crossing.mask, flow_.carried(supply, v, crossing))) {
        return Onward::kNo;
      }
      if (!reading::kExpiredMayCarry && terms.expired(flow_.as_of())) return Onward::kNo;
    }
  }
  if (supplies) return unknown ? Onward::kUnknown : Onward::kYes;
  const Reached binding = flow_.binding(h);
  for (const auto& [v, mask] : judged) {
    if (flow_.version(v).policy != policy) continue;
    auto found = binding.find(v);
    if (!flow_.within(v, mask, found == binding.end() ? flow_.nothing() : found->second)) {
      return Onward::kNo;
    }
  }
  return Onward::kYes;
}

void NaiveJudge::judge_gaps(const Holding& h) {
  if (model_.graph.policies_of(party(h.party)).stated == Stated::kUnknown) return;
  const Space& space = flow_.space();
  const NumberSet counting = space.in_contexts(answered_for(h));
  const NumberSet prohibits = own_points(h, RuleKind::kProhibit);
  Context out;
  ValueSet out_channels;
  for (const std::size_t channel : channels_out(h)) out_channels.set(channel);
  out.restrict_to(Dimension::kChannel, out_channels);
  const NumberSet on_channels = prohibits & space.in_contexts(flow_.space().meeting(out));
  const NumberSet allows = own_points(h, RuleKind::kAllow);
  bool incomplete = false;
  for (VersionId v : flow_.own(h)) incomplete = incomplete || !flow_.version(v).complete;

  for (const auto& [policy, upstream] : upstream_points(h)) {
    const NumberSet missing = (upstream & counting) - prohibits;
    std::map<Code, std::set<std::string>> uses;
    for (std::size_t u = 0; u < model_.taxonomy.uses.size(); ++u) {
      const Use& use = model_.taxonomy.uses[u];
      const NumberSet of_use = missing & space.of_use(UseId(u));
      if (of_use.empty()) continue;
      bool caught = use.typically_unlawful;
      for (std::size_t c = 0; c < space.contexts(); ++c) {
        if (!of_use.contains(space.number_of(UseId(u), c))) continue;
        bool some = false;
        for (std::size_t other = 0; other < model_.taxonomy.uses.size(); ++other) {
          some = some || (model_.taxonomy.uses[other].catch_all &&
                          prohibits.contains(space.number_of(UseId(other), c)));
        }
        caught = caught && some;
      }
      const Code code = of_use.intersects(allows)               ? Code::kGapPermits
                        : reaches_beyond(on_channels, UseId(u)) ? Code::kGapNarrower
                        : caught                                ? Code::kGapCatchAll
                                                                : Code::kGapSilent;
      uses[code].insert(use.id);
    }
    for (const auto& [code, names] : uses) {
      const Onward onward = carried_onward(h, policy);
      Severity severity = onward == Onward::kYes ? Severity::kWarning : Severity::kError;
      bool tentative = incomplete || onward == Onward::kUnknown;
      if (code == Code::kGapPermits) severity = Severity::kError;
      if (code == Code::kGapCatchAll) severity = Severity::kNote;
      // What is unknown onward only weighs where it makes an error.
      if (code == Code::kGapCatchAll) tentative = incomplete;
      if (code == Code::kGapPermits) tentative = false;
      add(code, id_of(h.party), h.artifact, policy, names, severity, tentative);
    }
  }
}

// --- Breaches

std::set<UseId> NaiveJudge::acts_of(const Holding& h) const {
  std::set<std::string> acts;
  for (const NaiveSupply& supply : flow_.supplies()) {
    if (supply.from != h) continue;
    if (supply.kind == SupplyKind::kDerivation) {
      acts.insert("derive");
      if (supply.by == DerivationKind::kDistill || supply.by == DerivationKind::kTrainOnOutputs) {
        acts.insert("output_training");
      }
      continue;
    }
    if (supply.kind == SupplyKind::kPublic) continue;  // supposed, not shown
    const std::string& channel =
        model_.taxonomy.values_of(Dimension::kChannel)[flow_.terms_of(supply).channel];
    acts.insert(channel == "weights" ? "redistribute" : "host_api");
  }
  if (model_.graph.artifacts[h.artifact.index()].developer != h.party) acts.insert("acts");
  const ValueSet* purposes = context(party(h.party).context).on(Dimension::kPurpose);
  const auto commercial = model_.taxonomy.find_value(Dimension::kPurpose, "commercial");
  if (purposes != nullptr && commercial && (*purposes)[*commercial]) acts.insert("commercial_use");

  std::set<UseId> uses;
  for (const std::string& act : acts) {
    if (auto use = model_.taxonomy.find_use(act)) uses.insert(*use);
  }
  return uses;
}

bool NaiveJudge::breached(const Holding& h, PolicyId policy, const NumberSet& points, UseId use,
                          bool certain) const {
  const Space& space = flow_.space();
  std::set<std::size_t> channels = channels_out(h);
  channels.merge(channels_in(h));
  const NumberSet contexts = contexts_of(h, channels);

  // Safeguards known to be in place, as against this policy.
  std::vector<bool> in_place(model_.taxonomy.safeguards.size(), false);
  for (const Practice& practice : party(h.party).practices) {
    if (practice.safeguard) in_place[practice.safeguard.index()] = true;
  }
  for (const NaiveSupply& supply : flow_.supplies()) {
    if (supply.to != h || supply.kind != SupplyKind::kAgreement) continue;
    const Terms& terms = flow_.terms(supply.agreement);
    if (!terms.in_force(flow_.as_of())) continue;
    if (!flow_.has_authority(supply.from.party, policy, h.artifact)) continue;
    for (SafeguardId s : terms.granted_safeguards) in_place[s.index()] = true;
  }

  // What is unknown: other safeguards without known practices. Points that agree in them stand or
  // fall together; a dimension that nobody states has every value.
  std::map<std::vector<std::size_t>, bool> prohibited_for;
  for (std::size_t c = 0; c < space.contexts(); ++c) {
    if (!contexts.contains(c)) continue;
    const ContextPoint& point = space.context(c);
    std::vector<std::size_t> unknown;
    bool possible = true;
    for (std::size_t s = 0; s < in_place.size(); ++s) {
      if (in_place[s]) {
        possible = possible && point.safeguards[s];
      } else if (party(h.party).practices_known) {
        possible = possible && !point.safeguards[s];
      } else {
        unknown.push_back(point.safeguards[s] ? 1 : 0);
      }
    }
    if (!possible) continue;
    bool& prohibited = prohibited_for[unknown];
    prohibited = prohibited || points.contains(space.number_of(use, c));
  }
  auto holds = [](const auto& entry) { return entry.second; };
  return certain ? !prohibited_for.empty() &&
                       std::all_of(prohibited_for.begin(), prohibited_for.end(), holds)
                 : std::any_of(prohibited_for.begin(), prohibited_for.end(), holds);
}

void NaiveJudge::judge_breaches(const Holding& h) {
  std::set<UseId> declared;
  for (const DeclaredUse& use : party(h.party).uses) declared.insert(use.use);
  for (const auto& [policy, points] : upstream_points(h)) {
    for (const auto& [code, uses] :
         {std::pair{Code::kBreachUse, declared}, std::pair{Code::kBreachAct, acts_of(h)}}) {
      std::set<std::string> breached_uses;
      bool some_certain = false;
      for (UseId use : uses) {
        if (!breached(h, policy, points, use, false)) continue;
        breached_uses.insert(model_.taxonomy.uses[use.index()].id);
        some_certain = some_certain || breached(h, policy, points, use, true);
      }
      if (breached_uses.empty()) continue;
      add(code, id_of(h.party), h.artifact, policy, breached_uses, Severity::kError, !some_certain);
    }
  }
}

}  // namespace flowdown::oracle
