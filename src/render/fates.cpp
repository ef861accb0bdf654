// A supply hands on obligation sets that flow.hpp can tell: what arrives, and what of it binds.
// Here they are taken apart into single obligations, each with what became of it. Supplies from
// holdings with the same sets under the same terms have the same list, so each list is made once;
// only supplies with a waiver are looked at one by one.
#include "render/fates.hpp"

#include <algorithm>

namespace flowdown {
namespace {

bool empty(ExtentId extent) { return extent == kNoExtent; }

}  // namespace

Fates::Fates(const Flow& flow, const Asked& asked)
    : flow_(flow),
      sets_(*flow.sets),
      asked_(asked),
      special_(flow.model->graph.agreements.size(), false) {
  for (const WaiverEffect& waiver : flow.waivers) special_[waiver.agreement.index()] = true;
}

ExtentId Fates::part_of(const RuleRef& ref, ExtentId extent) {
  const auto known = parts_.find({ref, extent});
  if (known != parts_.end()) return known->second;
  const PolicyVersion& version = flow_.model->policies[ref.version];
  const Rule& rule = version.rules[ref.rule];
  Algebra& algebra = sets_.algebra();
  const Extent within = sets_[extent];
  Extent part{algebra.none(), kNoContext};
  if (rule.kind == RuleKind::kProhibit) {
    part.uses = algebra.intersect(algebra.of_rule(rule, version.where), within.uses);
    if (asked_.use) part.uses = algebra.only(part.uses, std::span(&asked_.use, 1));
  } else if (!asked_.use) {
    Context when = rule.when;
    part.duties = algebra.contexts().intersect(
        algebra.contexts().intersect(algebra.contexts().meeting(when),
                                     algebra.contexts().meeting(version.where)),
        within.duties);
  }
  const ExtentId id = part.empty() ? kNoExtent : sets_.intern(std::move(part));
  parts_.emplace(std::pair{ref, extent}, id);
  return id;
}

const std::vector<RuleRef>& Fates::rules(VersionId id, ExtentId extent) {
  const auto known = rules_.find({id, extent});
  if (known != rules_.end()) return known->second;
  std::vector<RuleRef> found;
  const PolicyVersion& version = flow_.model->policies[id];
  const bool asked = !asked_.policy || asked_.policy == version.policy;
  for (std::uint32_t r = 0; asked && r < version.rules.size(); ++r) {
    if (version.rules[r].kind == RuleKind::kAllow) continue;
    if (!empty(part_of({id, r}, extent))) found.push_back({id, r});
  }
  return rules_.emplace(std::pair{id, extent}, std::move(found)).first->second;
}

bool Fates::any(ObligationsId set) {
  const Obligations obligations = sets_[set];
  return std::any_of(obligations.begin(), obligations.end(), [this](const auto& entry) {
    return !rules(entry.first, entry.second).empty();
  });
}

std::vector<RuleRef> Fates::rules(ObligationsId set) {
  std::vector<RuleRef> found;
  const Obligations obligations = sets_[set];
  for (const auto& [version, extent] : obligations) {
    const std::vector<RuleRef>& here = rules(version, extent);
    found.insert(found.end(), here.begin(), here.end());
  }
  return found;
}

void Fates::add_arriving(SupplyId id, std::vector<FateOf>& found) {
  const Supply& supply = flow_.supplies[id.index()];
  const Passage passed = passage(flow_, id);
  const bool has_terms = supply.kind != SupplyKind::kDerivation;
  const Terms* terms = has_terms ? &flow_.terms_of(id) : nullptr;
  const auto released = flow_.releases.find(supply.to);
  const Obligations arriving = sets_[passed.expected];
  for (const auto& [version, extent] : arriving) {
    ExtentId taken = kNoExtent;
    if (released != flow_.releases.end() && supply.kind == SupplyKind::kAgreement) {
      for (const Release& release : released->second) {
        if (release.agreement == supply.agreement &&
            release.policy == flow_.model->policies[version].policy) {
          taken = sets_.unite(taken, release.extent);
        }
      }
    }
    const ExtentId binding = sets_.extent_of(passed.bound, version);
    const std::vector<RuleRef> here = rules(version, extent);
    for (const RuleRef& rule : here) {
      const ExtentId part = part_of(rule, extent);
      const ExtentId bound = empty(binding) ? kNoExtent : part_of(rule, binding);
      FateOf fate{rule, Fate::kExpected, Step::kNothing};
      if (!empty(taken) && sets_.covers(taken, part)) {
        fate.fate = Fate::kWaived;
        fate.why = Step::kWaived;
      } else if (bound == part && !empty(sets_.intersect(taken, part))) {
        fate.fate = Fate::kReleased;
      } else if (bound == part) {
        fate.fate = Fate::kBound;
      } else if (!empty(bound)) {
        fate.fate = Fate::kPartly;
      } else if (terms != nullptr && !terms->known) {
        fate.fate = Fate::kUnknown;
      } else if (terms != nullptr && terms->expired(flow_.as_of)) {
        fate.fate = Fate::kExpired;
      }
      found.push_back(fate);
    }
  }
}

// Whether a waiver of the agreement is taken out of what flows along it.
bool Fates::waives(AgreementId agreement, PolicyId policy) const {
  if (!agreement || !special_[agreement.index()]) return false;
  return std::any_of(flow_.waivers.begin(), flow_.waivers.end(), [&](const WaiverEffect& waiver) {
    return waiver.agreement == agreement && waiver.policy == policy &&
           waiver.state == WaiverState::kApplied;
  });
}

void Fates::add_stopping(SupplyId id, std::vector<FateOf>& found) {
  const Supply& supply = flow_.supplies[id.index()];
  for (const VersionId version : versions_on(flow_, id)) {
    const Transit step = transit(flow_, id, version);
    const bool stops = step.step == Step::kOutOfScope || step.step == Step::kOutOfReach ||
                       step.step == Step::kNarrowedAway || step.step == Step::kWaived;
    const ExtentId leaving = empty(step.leaving) ? step.stopped : step.leaving;
    if (empty(leaving) || step.arrives_as != version) continue;
    const PolicyId rule_policy = flow_.model->policies[version].policy;
    const std::vector<RuleRef> there = rules(version, leaving);
    for (const RuleRef& rule : there) {
      const bool waived = !stops && waives(supply.agreement, rule_policy);
      const ExtentId here = empty(step.arriving) ? kNoExtent : part_of(rule, step.arriving);
      if (!stops && !empty(here)) {
        if (waived && here != part_of(rule, leaving)) found.push_back({rule, Fate::kReleased, {}});
        continue;
      }
      const Step why = stops ? step.step : waived ? Step::kWaived : Step::kNarrowedAway;
      found.push_back({rule, why == Step::kWaived ? Fate::kWaived : Fate::kStopped, why});
    }
  }
}

std::vector<FateOf> Fates::look_up(SupplyId supply) {
  std::vector<FateOf> found;
  add_arriving(supply, found);
  add_stopping(supply, found);
  std::sort(found.begin(), found.end());
  const auto same = [](const FateOf& a, const FateOf& b) { return a.rule == b.rule; };
  found.erase(std::unique(found.begin(), found.end(), same), found.end());
  return found;
}

Fates::ListId Fates::on(SupplyId id) {
  const Supply& supply = flow_.supplies[id.index()];
  const std::size_t from = supply.from.index();
  const auto kind = static_cast<std::uint32_t>(supply.kind);
  std::array<std::uint32_t, 6> key{kind,
                                   flow_.expected[from].value,
                                   flow_.own[from].value,
                                   flow_.bound[from].value,
                                   supply.derivation,
                                   0};
  if (supply.kind == SupplyKind::kAgreement) {
    const bool alone = special_[supply.agreement.index()] || flow_.releases.contains(supply.to);
    key[4] = flow_.model->graph.agreements[supply.agreement.index()].terms.value;
    key[5] = alone ? id.value : Id<void>::kNone;
  }
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  std::vector<FateOf> found = look_up(id);
  const auto [at, is_new] = ids_.emplace(found, static_cast<ListId>(lists_.size()));
  if (is_new) lists_.push_back(std::move(found));
  known_.emplace(key, at->second);
  return at->second;
}

std::vector<FateOf> united(const Fates& fates, const std::vector<Fates::ListId>& lists) {
  std::vector<Fates::ListId> distinct = lists;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<FateOf> all;
  for (const Fates::ListId id : distinct) {
    const std::vector<FateOf>& list = fates.list(id);
    std::vector<FateOf> both;
    both.reserve(all.size() + list.size());
    std::merge(all.begin(), all.end(), list.begin(), list.end(), std::back_inserter(both));
    const auto same = [](const FateOf& a, const FateOf& b) { return a.rule == b.rule; };
    both.erase(std::unique(both.begin(), both.end(), same), both.end());
    all = std::move(both);
  }
  return all;
}

EdgeCounts counts_of(const std::vector<FateOf>& fates) {
  EdgeCounts counts;
  for (const FateOf& fate : fates) {
    switch (fate.fate) {
      case Fate::kExpired:
        ++counts.expired;
        break;
      case Fate::kExpected:
        ++counts.expected;
        break;
      case Fate::kPartly:
        ++counts.partly;
        break;
      case Fate::kUnknown:
        ++counts.unknown;
        break;
      case Fate::kReleased:
        ++counts.released;
        break;
      case Fate::kBound:
        ++counts.bound;
        break;
      case Fate::kWaived:
        ++counts.waived;
        break;
      case Fate::kStopped:
        ++counts.stopped;
        break;
    }
  }
  return counts;
}

EdgeState state_of(const EdgeCounts& counts) {
  if (counts.expired > 0) return EdgeState::kExpired;
  if (counts.expected > 0) return EdgeState::kExpected;
  if (counts.partly > 0) return EdgeState::kPartly;
  if (counts.unknown > 0) return EdgeState::kUnknown;
  if (counts.bound + counts.released > 0) return EdgeState::kBound;
  if (counts.waived > 0) return EdgeState::kWaived;
  if (counts.stopped > 0) return EdgeState::kStopped;
  return EdgeState::kNothing;
}

std::string_view key_of(EdgeState state) {
  switch (state) {
    case EdgeState::kExpired:
      return "expired";
    case EdgeState::kExpected:
      return "expected";
    case EdgeState::kPartly:
      return "partly";
    case EdgeState::kUnknown:
      return "unknown";
    case EdgeState::kBound:
      return "bound";
    case EdgeState::kWaived:
      return "waived";
    case EdgeState::kStopped:
      return "stopped";
    case EdgeState::kNothing:
      return "nothing";
  }
  return {};
}

}  // namespace flowdown
