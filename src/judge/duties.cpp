// Limits that are crossed, duties that are not met, and obligations that contradict each other.

#include <algorithm>

#include "bench.hpp"

namespace flowdown {
namespace {

Finding finding_at(const Bench& bench, HoldingId holding, Code code, PolicyId policy,
                   VersionId version) {
  Finding finding;
  finding.code = code;
  finding.severity = Severity::kError;
  finding.party = bench.flow.holdings[holding.index()].party;
  finding.artifact = bench.flow.holdings[holding.index()].artifact;
  finding.holding = holding;
  finding.policy = policy;
  finding.version = version;
  finding.pos = bench.flow.party_of(holding).pos;
  return finding;
}

// The value on `date`: the latest dated one by then, else, where `current` will do, the undated
// one.
std::optional<std::int64_t> value_on(const AttributeValue& value, Date date, bool current) {
  auto after = value.dated.upper_bound(date);
  if (after != value.dated.begin()) return std::prev(after)->second;
  return current ? value.current : std::nullopt;
}

// How one duty, as it is met somewhere, stands to how it is asked.
enum class Met : std::uint8_t { kNo, kWeaker, kUnknown, kYes };

Met compare(const Duty& duty, const std::optional<Quantity>& asked,
            const std::optional<Quantity>& practised) {
  if (!asked) return Met::kYes;
  if (!practised || practised->unit != asked->unit) return Met::kUnknown;
  const bool enough = duty.stricter == Stricter::kSmaller ? practised->value <= asked->value
                                                          : practised->value >= asked->value;
  return enough ? Met::kYes : Met::kWeaker;
}

// The best way in which the holder meets a duty, and the parameter where it is weaker.
struct Meeting {
  Met met = Met::kNo;
  std::optional<Quantity> practised;

  void offer(Met how, const std::optional<Quantity>& parameter) {
    if (how <= met) return;
    met = how;
    practised = how == Met::kWeaker ? parameter : std::nullopt;
  }
};

// Two duties are about passing on the policy that asks for them: they are met by agreements that
// do.
constexpr std::string_view kCopyDuty = "copy_of_licence", kBindDuty = "bind_users";

bool names(const std::vector<PolicyRef>& refs, PolicyId policy) {
  return std::any_of(refs.begin(), refs.end(),
                     [&](const PolicyRef& ref) { return ref.policy == policy; });
}

// Whether the holder supplies the artifact by agreements, all of which do what the duty asks.
bool passed_on(const Bench& bench, HoldingId holding, PolicyId policy, std::string_view duty) {
  if (duty != kCopyDuty && duty != kBindDuty) return false;
  bool supplies = false;
  for (const SupplyId id : bench.flow.out_of(holding)) {
    if (bench.flow.supplies[id.index()].kind != SupplyKind::kAgreement) continue;
    const Terms& terms = bench.flow.terms_of(id);
    const bool does = duty == kCopyDuty
                          ? names(terms.delivers, policy)
                          : terms.incorporates_upstream || names(terms.incorporates, policy);
    if (!does) return false;
    supplies = true;
  }
  return supplies;
}

Meeting how_met(const Bench& bench, HoldingId holding, PolicyId policy, const Rule& asked) {
  const Duty& duty = bench.taxonomy.duties[asked.duty.index()];
  Meeting best;
  if (passed_on(bench, holding, policy, duty.id)) best.offer(Met::kYes, {});
  for (const Practice& practice : bench.flow.party_of(holding).practices) {
    if (practice.duty != asked.duty) continue;
    best.offer(compare(duty, asked.parameter, practice.parameter), practice.parameter);
  }
  const auto offer_rules = [&](VersionId version) {
    for (const Rule& rule : bench.policies[version].rules) {
      if (rule.kind != RuleKind::kRequire || rule.duty != asked.duty) continue;
      best.offer(compare(duty, asked.parameter, rule.parameter), rule.parameter);
    }
  };
  for (const auto& [version, extent] : bench.sets[bench.flow.own[holding.index()]]) {
    offer_rules(version);
  }
  for (const SupplyId id : bench.flow.out_of(holding)) {
    const Supply& supply = bench.flow.supplies[id.index()];
    if (supply.kind != SupplyKind::kAgreement) continue;
    const Terms& terms = bench.flow.terms_of(id);
    if (!terms.in_force(bench.flow.as_of)) continue;
    if (terms.adds) offer_rules(terms.adds);
    for (const PolicyRef& ref : terms.incorporates) {
      if (ref.policy == policy) continue;  // asks the next one, and does nothing itself
      VersionId version = bench.flow.fixed_version(supply.agreement, ref.policy, false);
      if (!version) version = bench.policies.in_force(ref.policy, bench.flow.as_of);
      if (version) offer_rules(version);
    }
  }
  return best;
}

}  // namespace

void judge_limits(Bench& bench, HoldingId holding) {
  const Party& party = bench.flow.party_of(holding);
  if (party.attributes.empty()) return;
  const PartyId id = bench.flow.holdings[holding.index()].party;
  const ObligationsId binding = bench.flow.binding(holding);
  for (const auto& [policy, versions] : bench.by_policy(bench.flow.judged(holding))) {
    for (const auto& [version, extent] : versions) {
      const std::vector<Rule>& rules = bench.policies[version].rules;
      for (std::uint32_t r = 0; r < rules.size(); ++r) {
        const Rule& rule = rules[r];
        if (rule.kind != RuleKind::kLimit || !bench.owes(rule, version, id)) continue;
        if (bench.speaks_at(rule, version, extent, holding) == kNoContext) continue;
        if (Bench::lifted(rule.unless, bench.safeguards(holding, policy))) continue;
        std::optional<Date> on = bench.flow.as_of;
        if (rule.measured == Measured::kAtRelease) {
          on = bench.flow.artifact_of(bench.tracer.origin(holding, version)).released;
        }
        if (!on) continue;  // undetermined
        for (const AttributeValue& attribute : party.attributes) {
          if (attribute.attribute != rule.attribute) continue;
          const std::optional<std::int64_t> value =
              value_on(attribute, *on, rule.measured == Measured::kContinuous);
          if (!value || *value <= rule.at_most) continue;
          Detail detail;
          detail.rules = {{version, r}};
          detail.measured = value;
          detail.measured_on = on;
          Finding finding = finding_at(bench, holding, Code::kBreachLimit, policy, version);
          finding.bound = bench.all_bound(versions, binding);
          finding.tentative = !rule.unless.empty() && !party.practices_known;
          finding.pos = attribute.pos;
          bench.enter(finding, std::move(detail));
        }
      }
    }
  }
}

void judge_duties(Bench& bench, HoldingId holding) {
  const Party& party = bench.flow.party_of(holding);
  const PartyId id = bench.flow.holdings[holding.index()].party;
  const ObligationsId binding = bench.flow.binding(holding);
  for (const auto& [policy, versions] : bench.by_policy(bench.flow.judged(holding))) {
    for (const auto& [version, extent] : versions) {
      const std::vector<Rule>& rules = bench.policies[version].rules;
      for (std::uint32_t r = 0; r < rules.size(); ++r) {
        const Rule& rule = rules[r];
        if (rule.kind != RuleKind::kRequire || !bench.owes(rule, version, id)) continue;
        if (bench.speaks_at(rule, version, extent, holding) == kNoContext) continue;
        if (Bench::lifted(rule.unless, bench.safeguards(holding, policy))) continue;
        const Meeting meeting = how_met(bench, holding, policy, rule);
        if (meeting.met == Met::kYes) continue;
        Detail detail;
        detail.rules = {{version, r}};
        detail.practised = meeting.practised;
        Finding finding = finding_at(bench, holding, Code::kBreachDuty, policy, version);
        finding.bound = bench.all_bound(versions, binding);
        finding.tentative = !party.practices_known || meeting.met == Met::kUnknown;
        bench.enter(finding, std::move(detail));
      }
    }
  }
}

void judge_conflicts(Bench& bench, HoldingId holding) {
  struct Owed {
    RuleRef ref;
    DutyId duty;
    ContextSet where;
  };
  std::vector<Owed> owed;
  const PartyId party = bench.flow.holdings[holding.index()].party;
  const auto obligations = bench.by_policy(bench.flow.judged(holding));
  for (const auto& [policy, versions] : obligations) {
    for (const auto& [version, extent] : versions) {
      const std::vector<Rule>& rules = bench.policies[version].rules;
      for (std::uint32_t r = 0; r < rules.size(); ++r) {
        if (rules[r].kind != RuleKind::kRequire || !bench.owes(rules[r], version, party)) continue;
        const ContextSet where = bench.speaks_at(rules[r], version, extent, holding);
        if (where != kNoContext) owed.push_back({{version, r}, rules[r].duty, where});
      }
    }
  }
  const auto enter = [&](const Owed& duty, std::vector<RuleRef> against,
                         std::vector<UseId> uses = {}) {
    Detail detail;
    detail.uses = std::move(uses);
    detail.rules = std::move(against);
    detail.rules.push_back(duty.ref);
    std::sort(detail.rules.begin(), detail.rules.end());
    const VersionId version = detail.rules.front().version;
    Finding finding =
        finding_at(bench, holding, Code::kConflict, bench.policies[version].policy, version);
    finding.bound = std::all_of(detail.rules.begin(), detail.rules.end(), [&](const RuleRef& rule) {
      return bench.sets.extent_of(bench.flow.binding(holding), rule.version) != kNoExtent;
    });
    bench.enter(finding, std::move(detail));
  };
  for (const Owed& a : owed) {
    const Duty& duty = bench.taxonomy.duties[a.duty.index()];
    for (const Owed& b : owed) {
      const bool contradict =
          std::find(duty.contradicts_duties.begin(), duty.contradicts_duties.end(), b.duty) !=
          duty.contradicts_duties.end();
      if (contradict && bench.contexts.intersect(a.where, b.where) != kNoContext) {
        enter(a, {b.ref});
      }
    }
    for (const UseId use : duty.contradicts_uses) {
      for (const auto& [policy, versions] : obligations) {
        const ContextSet both =
            bench.contexts.intersect(bench.prohibited(versions).of(use), a.where);
        if (both == kNoContext) continue;
        const Region region = bench.algebra.only(bench.algebra.every_use(both), std::span(&use, 1));
        enter(a, bench.rules_meeting(versions, region), {use});
      }
    }
  }
}

}  // namespace flowdown
