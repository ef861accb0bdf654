// The tools that all judgements share.

#include "bench.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace flowdown {

namespace {

bool is_sure(const Graph& graph) {
  const auto sure = [&](const auto& facts) {
    return std::all_of(facts.begin(), facts.end(), [&](const auto& fact) {
      return !fact.evidence ||
             graph.evidence[fact.evidence.index()].confidence == Confidence::kHigh;
    });
  };
  return sure(graph.artifacts) && sure(graph.agreements) && sure(graph.derivations);
}

}  // namespace

Bench::Bench(const Flow& f, const JudgeOptions& options)
    : flow(f),
      model(*f.model),
      graph(f.model->graph),
      taxonomy(f.model->taxonomy),
      policies(f.model->policies),
      sets(*f.sets),
      algebra(f.sets->algebra()),
      contexts(f.sets->algebra().contexts()),
      tracer(f),
      all_ways_are_sure(is_sure(f.model->graph)) {
  book.grouping = taxonomy.find_grouping(options.grouping);
  std::vector<std::uint32_t> by_name(policies.policies.size());
  std::iota(by_name.begin(), by_name.end(), 0U);
  std::sort(by_name.begin(), by_name.end(), [&](std::uint32_t a, std::uint32_t b) {
    return policies.policies[a].id < policies.policies[b].id;
  });
  policy_order_.resize(by_name.size());
  for (std::uint32_t rank = 0; rank < by_name.size(); ++rank) policy_order_[by_name[rank]] = rank;
}

ValueSet Bench::outgoing_channels(HoldingId holding) const {
  ValueSet channels;
  for (const SupplyId supply : flow.out_of(holding)) {
    if (flow.supplies[supply.index()].kind == SupplyKind::kDerivation) continue;
    channels.set(flow.terms_of(supply).channel);
  }
  if (channels.none()) {
    if (const auto app = taxonomy.find_value(Dimension::kChannel, "app")) channels.set(*app);
  }
  return channels;
}

ValueSet Bench::all_channels(HoldingId holding) const {
  ValueSet channels = outgoing_channels(holding);
  for (const SupplyId supply : flow.into(holding)) {
    if (flow.supplies[supply.index()].kind == SupplyKind::kDerivation) continue;
    channels.set(flow.terms_of(supply).channel);
  }
  return channels;
}

ContextSet Bench::contexts_of(HoldingId holding, const ValueSet& channels) {
  const ContextId party = flow.party_of(holding).context;
  const ContextId artifact = flow.artifact_of(holding).context;
  const std::uint64_t key = (std::uint64_t{party.value} << 32U) | artifact.value;
  auto found = contexts_memo_.find(key);
  if (found == contexts_memo_.end()) {
    const ContextSet both = contexts.intersect(contexts.meeting(graph.contexts[party.index()]),
                                               contexts.meeting(graph.contexts[artifact.index()]));
    found = contexts_memo_.emplace(key, both).first;
  }
  Context on;
  on.restrict_to(Dimension::kChannel, channels);
  return contexts.intersect(found->second, contexts.meeting(on));
}

ContextSet Bench::answered_for(HoldingId holding) {
  const ValueSet channels = outgoing_channels(holding);
  ContextSet result = contexts_of(holding, channels);
  Context of_artifact = graph.contexts[flow.artifact_of(holding).context.index()];
  of_artifact.restrict_to(Dimension::kChannel, channels);
  for (const SupplyId id : flow.out_of(holding)) {
    if (flow.supplies[id.index()].kind == SupplyKind::kDerivation) continue;
    const ContextSet handed_on = contexts.intersect(contexts.meeting(of_artifact),
                                                    contexts.meeting(flow.terms_of(id).where));
    result = contexts.unite(result, handed_on);
  }
  return result;
}

const OwnPolicies& Bench::own_policies(HoldingId holding) {
  const ObligationsId id = flow.own[holding.index()];
  auto found = own_memo_.find(id);
  if (found == own_memo_.end()) {
    OwnPolicies own;
    own.prohibited = flow.own_region(holding, RuleKind::kProhibit);
    own.allowed = flow.own_region(holding, RuleKind::kAllow);
    for (const auto& [version, extent] : sets[id]) {
      const PolicyVersion& policy = policies[version];
      own.versions.push_back(version);
      own.complete = own.complete && policy.complete;
      own.confidence = std::min(own.confidence, policy.confidence);
    }
    found = own_memo_.emplace(id, std::move(own)).first;
  }
  return found->second;
}

Safeguards Bench::safeguards(HoldingId holding, PolicyId policy) const {
  const Party& party = flow.party_of(holding);
  Safeguards result;
  result.known = party.practices_known;
  result.in_place.resize(taxonomy.safeguards.size());
  for (const Practice& practice : party.practices) {
    if (practice.safeguard) result.in_place[practice.safeguard.index()] = true;
  }
  for (const SupplyId id : flow.into(holding)) {
    const Supply& supply = flow.supplies[id.index()];
    if (supply.kind != SupplyKind::kAgreement) continue;
    const Terms& terms = flow.terms_of(id);
    if (terms.granted_safeguards.empty() || !terms.in_force(flow.as_of)) continue;
    const PartyId grantor = graph.agreements[supply.agreement.index()].from;
    if (!flow.may_waive(grantor, supply.artifact, policy)) continue;
    for (const SafeguardId granted : terms.granted_safeguards) {
      result.in_place[granted.index()] = true;
    }
  }
  return result;
}

bool Bench::lifted(const Unless& unless, const Safeguards& safeguards) {
  return std::any_of(unless.begin(), unless.end(), [&](const std::vector<SafeguardId>& together) {
    return std::all_of(together.begin(), together.end(),
                       [&](SafeguardId s) { return safeguards.in_place[s.index()]; });
  });
}

std::map<PolicyId, Versions> Bench::by_policy(ObligationsId obligations) const {
  std::map<PolicyId, Versions> result;
  for (const auto& [version, extent] : sets[obligations]) {
    result[policies[version].policy].emplace_back(version, extent);
  }
  return result;
}

Region Bench::prohibited(const Versions& versions) {
  Region result = algebra.none();
  for (const auto& [version, extent] : versions) {
    result = algebra.unite(result, sets.prohibited(version, extent));
  }
  return result;
}

std::vector<RuleRef> Bench::rules_meeting(const Versions& versions, const Region& region) {
  std::vector<RuleRef> result;
  for (const auto& [version, extent] : versions) {
    const PolicyVersion& policy = policies[version];
    for (std::uint32_t r = 0; r < policy.rules.size(); ++r) {
      if (policy.rules[r].kind != RuleKind::kProhibit) continue;
      const Region of_rule = algebra.of_rule(policy.rules[r], policy.where);
      if (!algebra.intersect(of_rule, region).empty()) result.push_back({version, r});
    }
  }
  return result;
}

VersionId Bench::version_prohibiting(const Versions& versions, const UsePoint& point) const {
  for (const auto& [version, extent] : versions) {
    const Region& within = sets.prohibited(version, extent);
    if (contexts.contains(within.of(point.use), point.context)) return version;
  }
  throw std::logic_error("a witness lies outside of what reached its holder");
}

std::vector<UseId> Bench::uses_of(const Region& region) const {
  std::vector<UseId> uses = region.always.members();
  for (const auto& [use, set] : region.sometimes) uses.push_back(use);
  std::sort(uses.begin(), uses.end());
  return uses;
}

bool Bench::all_bound(const Versions& versions, ObligationsId binding) const {
  return std::all_of(versions.begin(), versions.end(), [&](const auto& entry) {
    const auto& [version, extent] = entry;
    return !sets.has_force(version, sets.subtract(extent, sets.extent_of(binding, version)));
  });
}

bool Bench::owes(const Rule& rule, VersionId version, PartyId party) const {
  const AgreementId of_agreement = policies[version].of_agreement;
  if (rule.owed_by == kEveryRecipient) {
    return !of_agreement || graph.agreements[of_agreement.index()].to == party;
  }
  const auto kind = static_cast<unsigned>(graph.parties[party.index()].kind);
  return ((rule.owed_by >> kind) & 1U) != 0;
}

ContextSet Bench::speaks_at(const Rule& rule, VersionId version, ExtentId extent,
                            HoldingId holding) {
  ContextSet set = contexts_of(holding, all_channels(holding));
  set = contexts.intersect(set, sets[extent].duties);
  set = contexts.intersect(set, contexts.meeting(policies[version].where));
  return contexts.intersect(set, contexts.meeting(rule.when));
}

bool Bench::certain(ContextSet met, ContextSet among) {
  const ContextSet missed = contexts.subtract(among, met);
  return contexts.subtract(among, contexts.widen(missed, 0, true)) != kNoContext;
}

bool Bench::practises(PartyId party, std::string_view practice) const {
  const Party& who = graph.parties[party.index()];
  return std::any_of(who.practices.begin(), who.practices.end(), [&](const Practice& p) {
    return (p.duty && taxonomy.duties[p.duty.index()].id == practice) ||
           (p.safeguard && taxonomy.safeguards[p.safeguard.index()].id == practice);
  });
}

Confidence Bench::confidence_of(const Finding& finding, const Detail& detail) {
  Confidence lowest = finding.confidence;
  const auto count = [&](EvidenceId id) {
    if (id) lowest = std::min(lowest, graph.evidence[id.index()].confidence);
  };
  if (finding.party) count(graph.parties[finding.party.index()].evidence);
  if (finding.agreement) count(graph.agreements[finding.agreement.index()].evidence);
  if (finding.artifact) count(graph.artifacts[finding.artifact.index()].evidence);
  for (const AgreementId agreement : detail.agreements) {
    count(graph.agreements[agreement.index()].evidence);
  }
  // The rules are alternatives: the finding stands as long as the surest of them does.
  std::optional<Confidence> surest;
  for (const RuleRef& ref : detail.rules) {
    const PolicyVersion& version = policies[ref.version];
    const Confidence of_rule = std::min(
        version.confidence, version.rules[ref.rule].confidence.value_or(Confidence::kHigh));
    surest = std::max(surest.value_or(of_rule), of_rule);
  }
  lowest = std::min(lowest, surest.value_or(Confidence::kHigh));
  if (!all_ways_are_sure && finding.version && finding.holding) {
    lowest = std::min(lowest,
                      tracer.lowest_confidence(finding.holding, finding.version, detail.witness));
  }
  return lowest;
}

void Bench::confirm(const UsePoint& point, VersionId upstream,
                    const std::vector<VersionId>& own) const {
  bool confirmed = prohibits(taxonomy, policies[upstream], point);
  for (const VersionId version : own) {
    const std::size_t channel = point.context.values[static_cast<std::size_t>(Dimension::kChannel)];
    const bool speaks = policies[version].covers[channel];
    if (speaks && prohibits(taxonomy, policies[version], point)) confirmed = false;
  }
  if (!confirmed) throw std::logic_error("a witness is not confirmed by the rules");
}

std::uint32_t Bench::keep(Detail detail) {
  book.details.push_back(std::move(detail));
  return static_cast<std::uint32_t>(book.details.size() - 1);
}

std::uint32_t Bench::detail_of(Unknown unknown) {
  const auto known = unknown_details_.find(unknown);
  if (known != unknown_details_.end()) return known->second;
  Detail detail;
  detail.unknown = unknown;
  return unknown_details_.emplace(unknown, keep(std::move(detail))).first->second;
}

void Bench::enter(Finding finding, Detail detail) {
  if (detail.witness && finding.version) confirm(*detail.witness, finding.version);
  std::sort(detail.agreements.begin(), detail.agreements.end());
  const Key key{finding.code, finding.party, finding.agreement, finding.artifact, finding.policy};
  const auto known = entered_.find(key);
  if (known == entered_.end()) {
    enter(finding, keep(std::move(detail)));
    return;
  }
  Finding& first = book.findings[known->second];
  Detail& into = book.details[first.detail];
  const auto merge = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
    std::sort(to.begin(), to.end());
    to.erase(std::unique(to.begin(), to.end()), to.end());
  };
  merge(into.uses, detail.uses);
  merge(into.rules, detail.rules);
  merge(into.groups, detail.groups);
  merge(into.dropped, detail.dropped);
  merge(into.agreements, detail.agreements);
  if (!into.witness) into.witness = detail.witness;
  // Together they are tentative only if each is.
  finding.confidence = confidence_of(finding, detail);
  if (finding.confidence == Confidence::kLow) finding.tentative = true;
  if (finding.tentative) finding.severity = std::min(finding.severity, Severity::kWarning);
  first.severity = std::max(first.severity, finding.severity);
  first.tentative = first.tentative && finding.tentative;
  first.bound = first.bound && finding.bound;
  first.confidence = std::min(first.confidence, finding.confidence);
}

void Bench::enter(Finding finding, std::uint32_t detail) {
  const Detail& evidence = book.details[detail];
  finding.confidence = confidence_of(finding, evidence);
  if (finding.confidence == Confidence::kLow) finding.tentative = true;
  if (finding.tentative) finding.severity = std::min(finding.severity, Severity::kWarning);
  finding.detail = detail;
  entered_.emplace(
      Key{finding.code, finding.party, finding.agreement, finding.artifact, finding.policy},
      book.findings.size());
  book.findings.push_back(finding);
}

namespace {

// Nothing comes before all ids.
std::uint64_t rank(std::uint32_t id) { return id == 0xffffffffU ? 0 : std::uint64_t{id} + 1; }

// By artifact, code and policy, the artifacts by id, which is their order by name.
auto order_within_actor(const Finding& finding, const std::vector<std::uint32_t>& policy_order) {
  const std::uint64_t policy =
      finding.policy ? std::uint64_t{policy_order[finding.policy.index()]} + 1 : 0;
  return std::pair{rank(finding.artifact.value),
                   (static_cast<std::uint64_t>(finding.code) << 32U) | policy};
}

}  // namespace

void Bench::close_subject(std::size_t first) {
  entered_.clear();
  const auto begin = book.findings.begin() + static_cast<std::ptrdiff_t>(first);
  const auto before = [&](const Finding& a, const Finding& b) {
    return order_within_actor(a, policy_order_) < order_within_actor(b, policy_order_);
  };
  if (!std::is_sorted(begin, book.findings.end(), before)) {
    std::sort(begin, book.findings.end(), before);
  }
}

// Parties and agreements are numbered by name; between the two their names decide, and of one name
// the party comes first.
Findings Bench::finish(std::size_t of_parties, std::size_t but_waivers) {
  const auto agreements = book.findings.begin() + static_cast<std::ptrdiff_t>(of_parties);
  const auto waivers = book.findings.begin() + static_cast<std::ptrdiff_t>(but_waivers);
  const auto by_actor = [&](const Finding& a, const Finding& b) {
    const std::uint64_t actor_a = rank(a.party.value) + rank(a.agreement.value);
    const std::uint64_t actor_b = rank(b.party.value) + rank(b.agreement.value);
    if (actor_a != actor_b) return actor_a < actor_b;
    return order_within_actor(a, policy_order_) < order_within_actor(b, policy_order_);
  };
  std::sort(waivers, book.findings.end(), by_actor);
  std::inplace_merge(agreements, waivers, book.findings.end(), by_actor);
  if (of_parties == 0 || agreements == book.findings.end()) return std::move(book);
  // How many parties come before each agreement.
  std::vector<std::uint32_t> before(graph.agreements.size());
  std::uint32_t party = 0;
  for (std::size_t e = 0; e < before.size(); ++e) {
    const std::string_view name = graph.id_of(AgreementId(e));
    while (party < graph.parties.size() && graph.id_of(PartyId(party)) <= name) ++party;
    before[e] = party;
  }
  const auto place = [&](const Finding& f) {
    return f.agreement ? 2 * rank(before[f.agreement.index()]) : 2 * rank(f.party.value) + 1;
  };
  std::inplace_merge(book.findings.begin(), agreements, book.findings.end(),
                     [&](const Finding& a, const Finding& b) { return place(a) < place(b); });
  return std::move(book);
}

}  // namespace flowdown
