// One supply at a time, and one use of one policy at a time.
//
// The flow says how a policy as a whole fares on a supply. Here the same gates (channel, reach, the
// agreement's contexts, waivers, the version handed on) are applied one after the other to what is
// asked about alone, so that the gate which stops it can be named. What arrives and what binds is
// then taken from the flow itself, so that an explanation cannot differ from the judgement.
#include "report/explain_inquiry.hpp"

#include <algorithm>
#include <set>

namespace flowdown {
namespace {

bool names(const std::vector<PolicyRef>& refs, PolicyId policy) {
  return std::any_of(refs.begin(), refs.end(),
                     [policy](const PolicyRef& ref) { return ref.policy == policy; });
}

bool reaches(const Reach& reach, DerivationKind by) {
  const bool outputs = by == DerivationKind::kDistill || by == DerivationKind::kTrainOnOutputs;
  return outputs ? reach.outputs : reach.derivatives;
}

// The contexts in which some duty or limit of the version speaks.
ContextSet duties_of(Algebra& algebra, const PolicyVersion& version) {
  ContextSets& contexts = algebra.contexts();
  ContextSet spoken = kNoContext;
  for (const Rule& rule : version.rules) {
    const bool asks = rule.kind == RuleKind::kRequire || rule.kind == RuleKind::kLimit;
    if (asks) spoken = contexts.unite(spoken, contexts.meeting(rule.when));
  }
  return contexts.intersect(spoken, contexts.meeting(version.where));
}

// What of the trial's policy is at the supply's start: arrived there, and put there.
struct Source {
  ExtentId arrived = kNoExtent, own = kNoExtent;
};

}  // namespace

Inquiry::Inquiry(const Flow& f, const Question& question)
    : flow(f),
      model(*f.model),
      sets(*f.sets),
      algebra(f.sets->algebra()),
      use(question.use),
      duties_only(question.duties_only),
      tracer_(f) {}

ExtentId Inquiry::asked(VersionId version, ExtentId extent) {
  if (extent == kNoExtent) return kNoExtent;
  const Region& prohibited = sets.prohibited(version, extent);
  if (use) return sets.intern(Extent{algebra.only(prohibited, std::span(&use, 1)), kNoContext});
  const ContextSet duties = duties_of(algebra, model.policies[version]);
  return sets.intern(Extent{duties_only ? algebra.none() : prohibited,
                            algebra.contexts().intersect(duties, sets[extent].duties)});
}

std::vector<VersionId> Inquiry::versions(ObligationsId set, PolicyId policy) {
  std::vector<VersionId> found;
  for (const auto& [version, extent] : Obligations(sets[set])) {
    const bool is_asked = model.policies[version].policy == policy;
    if (is_asked && asked(version, extent) != kNoExtent) found.push_back(version);
  }
  return found;
}

ExtentId Inquiry::within(ObligationsId set, PolicyId policy) {
  ExtentId found = kNoExtent;
  for (const VersionId version : versions(set, policy)) {
    found = sets.unite(found, asked(version, sets.extent_of(set, version)));
  }
  return found;
}

ObligationsId Inquiry::present(HoldingId holding) {
  return sets.unite(flow.expected[holding.index()], flow.own[holding.index()]);
}

Answer Inquiry::answer(ExtentId some, ExtentId all) {
  if (sets.intersect(some, all) == kNoExtent) return Answer::kNo;
  return sets.covers(some, all) ? Answer::kYes : Answer::kPartly;
}

bool Inquiry::holds(ExtentId extent, const std::optional<UsePoint>& point) {
  if (!point) return extent != kNoExtent;
  return algebra.contexts().contains(sets[extent].uses.of(point->use), point->context);
}

std::optional<UsePoint> Inquiry::point_of(ExtentId extent) const {
  const Region& uses = sets[extent].uses;
  if (uses.empty()) return std::nullopt;
  return algebra.witness(uses);
}

Trial Inquiry::over_version(SupplyId id, VersionId version) {
  const Supply& supply = flow.supplies[id.index()];
  const std::size_t from = supply.from.index();
  const PolicyVersion& policy = model.policies[version];
  Trial trial;
  Passing& passing = trial.passing;
  passing.supply = id;
  passing.agreement = supply.agreement;
  passing.from = supply.from;
  passing.leaves_as = passing.arrives_as = version;
  const Source source{sets.extent_of(flow.expected[from], version),
                      sets.extent_of(flow.own[from], version)};
  ExtentId extent = sets.unite(source.arrived, source.own);
  const ExtentId leaving = extent;
  const VersionId counts = transit(flow, id, version).arrives_as;
  const auto keep = [&](ExtentId kept, Loss::Why why, std::size_t waiver = 0) {
    const bool lost = asked(version, kept) != asked(version, extent) ||
                      asked(counts, kept) != asked(counts, extent);
    if (lost) passing.losses.push_back({why, waiver});
    extent = kept;
  };

  if (supply.kind == SupplyKind::kDerivation) {
    keep(source.arrived, Loss::Why::kOwnStays);
    const DerivationKind by = model.graph.derivations[supply.derivation].by;
    if (!reaches(policy.reaches, by)) keep(kNoExtent, Loss::Why::kOutOfReach);
  } else {
    const Terms& terms = flow.terms_of(id);
    if (!policy.covers[terms.channel]) keep(kNoExtent, Loss::Why::kOutOfScope);
    if (!policy.reaches.recipients) {
      keep(sets.intersect(extent, source.own), Loss::Why::kOutOfReach);
    }
    if (!terms.where.unrestricted()) {
      const ContextSet where = algebra.contexts().meeting(terms.where);
      const ExtentId there = sets.intern(Extent{algebra.every_use(where), where});
      keep(sets.intersect(extent, there), Loss::Why::kNarrowed);
    }
    for (std::size_t w = 0; w < flow.waivers.size(); ++w) {
      const WaiverEffect& effect = flow.waivers[w];
      if (effect.agreement != supply.agreement || effect.artifact != supply.artifact ||
          effect.policy != policy.policy || effect.grant != 0 ||
          effect.state != WaiverState::kApplied ||
          !terms.waives[effect.waiver].extends_downstream) {
        continue;
      }
      keep(sets.subtract(extent, effect.extent), Loss::Why::kWaived, w);
    }
    if (extent != kNoExtent) passing.arrives_as = counts;
  }
  trial.arriving = extent;
  trial.bound = sets.intersect(extent, sets.extent_of(passage(flow, id).bound, passing.arrives_as));
  trial.asked_leaving = asked(version, leaving);
  trial.asked_arriving = asked(passing.arrives_as, extent);
  trial.asked_bound = asked(passing.arrives_as, trial.bound);
  if (!sets.covers(trial.asked_arriving, asked(version, extent))) {
    passing.losses.push_back({Loss::Why::kOtherVersion, 0});
  }
  if (trial.asked_leaving != kNoExtent) {
    passing.arrives = answer(trial.asked_arriving, trial.asked_leaving);
  } else if (trial.asked_arriving != kNoExtent) {
    passing.arrives = answer(trial.asked_arriving, asked(counts, leaving));
  } else {
    passing.arrives = answer(trial.arriving, leaving);
  }
  settle_binding(trial);
  return trial;
}

void Inquiry::settle_binding(Trial& trial) {
  Passing& passing = trial.passing;
  const Supply& supply = flow.supplies[passing.supply.index()];
  passing.binds = trial.asked_arriving != kNoExtent
                      ? answer(trial.asked_bound, trial.asked_arriving)
                      : answer(trial.bound, trial.arriving);
  if (passing.binds != Answer::kNo) passing.term = term_of(supply, trial);
  if (passing.binds != Answer::kYes) passing.unbound = why_unbound(supply, passing);
}

Term Inquiry::term_of(const Supply& supply, const Trial& trial) {
  const Passing& passing = trial.passing;
  if (supply.kind == SupplyKind::kDerivation) return Term::kDerivation;
  const PolicyVersion& version = model.policies[passing.arrives_as];
  const Terms& terms = flow.terms_of(passing.supply);
  if (supply.kind == SupplyKind::kPublic) {
    return names(terms.incorporates, version.policy) ? Term::kPublic : Term::kDirect;
  }
  if (terms.adds == passing.arrives_as) return Term::kAdds;
  if (names(terms.incorporates, version.policy)) return Term::kIncorporates;
  if (version.flow_down == FlowDown::kDirect) return Term::kDirect;
  if (version.flow_down == FlowDown::kCopy && names(terms.delivers, version.policy)) {
    return Term::kCopy;
  }
  if (!terms.incorporates_upstream || !passing.leaves_as) return Term::kEquivalent;
  // Terms that prohibit the same may bind more than what binds the supplier.
  const ExtentId at_supplier = sets.extent_of(flow.bound[supply.from.index()], passing.leaves_as);
  return sets.covers(at_supplier, trial.bound) ? Term::kUpstream : Term::kEquivalent;
}

Unbound Inquiry::why_unbound(const Supply& supply, const Passing& passing) const {
  if (supply.kind == SupplyKind::kDerivation) return Unbound::kNotBoundAtParent;
  const Terms& terms = flow.terms_of(passing.supply);
  if (!terms.known) return Unbound::kUnknownTerms;
  if (terms.expired(flow.as_of)) {
    if (!passing.leaves_as) return Unbound::kExpired;
    const Step step = transit(flow, passing.supply, passing.leaves_as).step;
    return step == Step::kExpired ? Unbound::kExpired : Unbound::kExpiredNotBound;
  }
  if (terms.incorporates_upstream) return Unbound::kSupplierNotBound;
  switch (model.policies[passing.arrives_as].flow_down) {
    case FlowDown::kNone:
    case FlowDown::kDirect:
      return Unbound::kNotAsked;
    case FlowDown::kUnknown:
      return Unbound::kNotKnownIfAsked;
    case FlowDown::kCopy:
      return Unbound::kNoCopy;
    case FlowDown::kBind:
      return Unbound::kNotIncorporated;
    case FlowDown::kBindEquivalent:
      return Unbound::kNotEquivalent;
  }
  return Unbound::kNothing;
}

// What arrives by the terms of the agreement alone, since its supplier does not have it.
void Inquiry::add_brought(std::vector<Trial>& trials, SupplyId id, PolicyId policy) {
  const Supply& supply = flow.supplies[id.index()];
  if (supply.kind == SupplyKind::kDerivation) return;
  const Terms& terms = flow.terms_of(id);
  const bool adds = terms.adds && model.policies[terms.adds].policy == policy;
  if (!adds && !names(terms.incorporates, policy)) return;
  const Passage arriving = passage(flow, id);
  for (const VersionId version : versions(arriving.expected, policy)) {
    Trial trial;
    trial.arriving = sets.extent_of(arriving.expected, version);
    trial.asked_arriving = asked(version, trial.arriving);
    const bool known = std::any_of(trials.begin(), trials.end(), [&](const Trial& other) {
      return other.passing.arrives_as == version &&
             sets.covers(other.asked_arriving, trial.asked_arriving);
    });
    if (known) continue;
    trial.bound = sets.extent_of(arriving.bound, version);
    trial.asked_bound = asked(version, trial.bound);
    trial.passing.supply = id;
    trial.passing.agreement = supply.agreement;
    trial.passing.from = supply.from;
    trial.passing.arrives_as = version;
    trial.passing.arrives = answer(trial.asked_arriving, asked(version, kWholeExtent));
    if (trial.passing.arrives == Answer::kPartly) {
      trial.passing.losses.push_back({Loss::Why::kNarrowed, 0});
    }
    settle_binding(trial);
    trials.push_back(std::move(trial));
  }
}

std::vector<Trial> Inquiry::over(SupplyId id, PolicyId policy) {
  std::vector<Trial> trials;
  // A copy, since the sets grow.
  const Obligations here = sets[present(flow.supplies[id.index()].from)];
  for (const auto& [version, extent] : here) {
    if (model.policies[version].policy == policy) trials.push_back(over_version(id, version));
  }
  add_brought(trials, id, policy);
  return trials;
}

std::vector<Trial> Inquiry::way(HoldingId holding, VersionId version,
                                const std::optional<UsePoint>& with) {
  std::optional<UsePoint> point = with;
  std::vector<SupplyId> supplies = tracer_.path(holding, version, point);
  if (supplies.empty() && point) {
    point = std::nullopt;
    supplies = tracer_.path(holding, version);
  }
  const PolicyId policy = model.policies[version].policy;
  std::vector<Trial> result;
  for (std::size_t left = supplies.size(); left > 0 && version; --left) {
    const SupplyId id = supplies[left - 1];
    std::optional<Trial> chosen;
    for (Trial& trial : over(id, policy)) {
      if (trial.passing.arrives_as != version || !holds(trial.arriving, point)) continue;
      // The first step starts from what its supplier puts there, or from the agreement itself.
      const bool own =
          trial.passing.leaves_as && sets.extent_of(flow.own[trial.passing.from.index()],
                                                    trial.passing.leaves_as) != kNoExtent;
      if (!chosen || (left == 1 && own)) chosen = std::move(trial);
    }
    if (!chosen) break;
    version = chosen->passing.leaves_as;
    result.insert(result.begin(), std::move(*chosen));
  }
  return result;
}

std::vector<Trial> Inquiry::binding(HoldingId holding, VersionId version,
                                    const std::optional<UsePoint>& point) {
  struct State {
    HoldingId holding;
    VersionId version;
    std::size_t next;
    Trial by;
  };
  const PolicyId policy = model.policies[version].policy;
  std::vector<State> states{{holding, version, 0, {}}};
  std::set<std::pair<HoldingId, VersionId>> seen{{holding, version}};
  for (std::size_t at = 0; at < states.size(); ++at) {
    const HoldingId here = states[at].holding;
    const VersionId as = states[at].version;
    for (const SupplyId id : flow.into(here)) {
      for (Trial& trial : over(id, policy)) {
        if (trial.passing.arrives_as != as || !holds(trial.bound, point)) continue;
        const Passing& passing = trial.passing;
        const bool handed_on = passing.term == Term::kUpstream || passing.term == Term::kDerivation;
        if (handed_on && passing.leaves_as) {
          if (seen.insert({passing.from, passing.leaves_as}).second) {
            states.push_back({passing.from, passing.leaves_as, at, std::move(trial)});
          }
          continue;
        }
        std::vector<Trial> found{std::move(trial)};
        for (std::size_t next = at; next != 0; next = states[next].next) {
          found.push_back(states[next].by);
        }
        return found;
      }
    }
  }
  return {};
}

std::vector<Passing> passings(const std::vector<Trial>& trials) {
  std::vector<Passing> result;
  for (const Trial& trial : trials) result.push_back(trial.passing);
  return result;
}

}  // namespace flowdown
