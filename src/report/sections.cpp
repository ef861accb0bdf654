// Who has to act. A gap or breach is its party's to mend; a break, a waiver or drift belongs to the
// two parties of the agreement. Findings of one actor that differ in nothing but the artifact are
// shown as one, since a platform that serves ten models under one policy has one thing to do.
#include "report/sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "report/evidence.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

using ActorKey = std::tuple<PartyId, AgreementId>;

// Whether findings of the code at one actor are one thing to do, whatever the policy.
bool one_for_all_policies(Code code) {
  return code == Code::kBreakNotBound || code == Code::kBreakNoCopy ||
         code == Code::kBreakExpired || code == Code::kGapCatchAll;
}

// Everything that the words of a finding depend on, except the artifact.
struct Sameness {
  const Flow& flow;
  const Findings& findings;

  auto place(const Finding& f) const {
    const bool any = one_for_all_policies(f.code);
    const bool bound = f.bound && (!any || f.code == Code::kBreakNotBound);
    return std::make_tuple(f.code, f.severity, f.tentative, bound, any ? PolicyId() : f.policy,
                           any ? VersionId() : f.version);
  }
  auto evidence(const Finding& f) const {
    static const Detail kNothing;
    const bool any = one_for_all_policies(f.code) || f.code == Code::kBlindUnenforced;
    const Detail& d = any ? kNothing : findings.detail(f);
    return std::tie(d.uses, d.groups, d.rules, d.own_rules, d.agreements, d.other_version,
                    d.dropped, d.changes, d.measured, d.measured_on, d.unknown);
  }
  // What else has to be the same, by code.
  std::vector<std::uint32_t> more(const Finding& f) const {
    const Detail& detail = findings.detail(f);
    switch (f.code) {
      case Code::kBreakRelicensed:  // speaks of one artifact and its parents
        return {f.artifact.value};
      case Code::kBlindUnknownTerms:  // speaks of agreements or of derived artifacts
        return {f.agreement ? 1U : 0U};
      case Code::kWaiverUnauthorised:
      case Code::kWaiverExpired:
      case Code::kWaiverApplied:
        if (detail.waiver < flow.waivers.size()) {
          return {flow.waivers[detail.waiver].waiver, flow.waivers[detail.waiver].grant};
        }
        return {};
      case Code::kBlindUnenforced: {  // names the suppliers
        std::vector<std::uint32_t> suppliers;
        for (const AgreementId id : supplied_by(flow, f.holding)) {
          suppliers.push_back(flow.model->graph.agreements[id.index()].from.value);
        }
        return suppliers;
      }
      default:
        return {};
    }
  }
  bool operator()(const Finding* a, const Finding* b) const {
    if (place(*a) != place(*b)) return place(*a) < place(*b);
    if (evidence(*a) != evidence(*b)) return evidence(*a) < evidence(*b);
    return more(*a) < more(*b);
  }
};

// Holdings of different artifacts add up; those of several policies on one artifact are the same.
std::size_t dependants_of(const Flow& flow, const Item& item, Tracer& tracer) {
  std::map<std::tuple<PartyId, AgreementId, ArtifactId>, std::size_t> most;
  for (const Finding* finding : item.findings) {
    std::size_t& count = most[{finding->party, finding->agreement, finding->artifact}];
    count = std::max(count, dependants(flow, *finding, tracer));
  }
  std::size_t sum = 0;
  for (const auto& [place, count] : most) sum += count;
  return sum;
}

std::vector<Item> items_of(const Flow& flow, const Findings& findings,
                           const std::vector<const Finding*>& of_actor, Tracer& tracer) {
  std::map<const Finding*, std::size_t, Sameness> known(Sameness{flow, findings});
  std::vector<Item> items;
  for (const Finding* finding : of_actor) {
    const auto [at, added] = known.emplace(finding, items.size());
    if (added) items.emplace_back();
    Item& item = items[at->second];
    item.findings.push_back(finding);
  }
  for (Item& item : items) item.downstream = dependants_of(flow, item, tracer);
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    const auto key = [](const Item& item) {
      return std::make_tuple(-static_cast<int>(item.first().severity), role_of(item.first().code));
    };
    return key(a) < key(b);
  });
  return items;
}

}  // namespace

Role role_of(Code code) {
  switch (code) {
    case Code::kBreakNotBound:
    case Code::kBreakNoCopy:
    case Code::kBreakRelicensed:
    case Code::kBreakExpired:
    case Code::kWaiverUnauthorised:
    case Code::kDrift:
      return Role::kCause;
    case Code::kBreachUse:
    case Code::kBreachAct:
    case Code::kBreachLimit:
    case Code::kBreachDuty:
    case Code::kConflict:
      return Role::kConduct;
    case Code::kGapPermits:
    case Code::kGapSilent:
    case Code::kGapNarrower:
    case Code::kGapCatchAll:
      return Role::kConsequence;
    case Code::kWaiverExpired:
    case Code::kWaiverApplied:
      return Role::kInformation;
    case Code::kBlindUnknownTerms:
    case Code::kBlindUnenforced:
    case Code::kBlindOutOfScope:
      break;
  }
  return Role::kUnknown;
}

Actor actor_of(const Finding& finding) {
  Actor actor;
  if (finding.code == Code::kBlindUnknownTerms) return actor;
  actor.party = finding.party;
  actor.agreement = finding.agreement;
  return actor;
}

std::vector<Actor> who_has_to_act(const Flow& flow, const Findings& findings, Tracer& tracer) {
  std::map<ActorKey, std::vector<const Finding*>> by_actor;
  for (const Finding& finding : findings.findings) {
    const Actor actor = actor_of(finding);
    by_actor[{actor.party, actor.agreement}].push_back(&finding);
  }
  std::vector<Actor> actors;
  for (const auto& [key, of_actor] : by_actor) {
    Actor actor;
    std::tie(actor.party, actor.agreement) = key;
    actor.items = items_of(flow, findings, of_actor, tracer);
    for (const Finding* finding : of_actor) {
      if (finding->severity == Severity::kError) ++actor.errors;
      if (finding->severity == Severity::kWarning) ++actor.warnings;
      if (finding->severity == Severity::kNote) ++actor.notes;
    }
    for (const Item& item : actor.items)
      actor.downstream = std::max(actor.downstream, item.downstream);
    actors.push_back(std::move(actor));
  }
  std::vector<std::pair<std::string, std::size_t>> names;
  for (const Actor& actor : actors) names.emplace_back(name_of(*flow.model, actor), names.size());
  std::sort(names.begin(), names.end(), [&](const auto& a, const auto& b) {
    const auto key = [&](const auto& named) {
      const Actor& actor = actors[named.second];
      const bool keeper = !actor.party && !actor.agreement;
      const int severity = keeper ? 3 : actor.errors > 0 ? 0 : actor.warnings > 0 ? 1 : 2;
      return std::make_tuple(severity, actor.downstream);
    };
    const auto [severity_a, downstream_a] = key(a);
    const auto [severity_b, downstream_b] = key(b);
    if (severity_a != severity_b) return severity_a < severity_b;
    if (downstream_a != downstream_b) return downstream_a > downstream_b;
    return a < b;
  });
  std::vector<Actor> sorted;
  for (const auto& [name, index] : names) sorted.push_back(std::move(actors[index]));
  return sorted;
}

std::string name_of(const Model& model, const Actor& actor, bool full) {
  if (actor.party) {
    return fmt::format("{}, {}",
                       full ? party_full_name(model, actor.party) : party_name(model, actor.party),
                       kind_in_words(model.graph.parties[actor.party.index()].kind));
  }
  if (actor.agreement) {
    const Agreement& agreement = model.graph.agreements[actor.agreement.index()];
    return fmt::format("{} ({} → {})", agreement_name(model, actor.agreement),
                       party_title(model, agreement.from), party_title(model, agreement.to));
  }
  return "whoever keeps this graph: what is not known";
}

std::string counts_in_words(std::size_t errors, std::size_t warnings, std::size_t notes) {
  std::vector<std::string> parts;
  if (errors > 0) parts.push_back(count_of(errors, "error"));
  if (warnings > 0) parts.push_back(count_of(warnings, "warning"));
  if (notes > 0) parts.push_back(count_of(notes, "note"));
  return join(parts);
}

std::string verdict_in_words(std::size_t errors, std::size_t warnings, std::size_t notes,
                             std::string_view none) {
  const std::string counts = counts_in_words(errors, warnings, notes);
  const std::string_view word = errors > 0     ? "fails"
                                : warnings > 0 ? "passes with warnings"
                                               : "passes";
  return fmt::format("{}: {}", word, counts.empty() ? none : counts);
}

}  // namespace flowdown
