// Which remedies could remove a finding. For each family of codes, the ways out that the report
// names in words, as edits: carry the policy on, say the same in a policy of one's own, obtain a
// release, perform what is asked.
#include <algorithm>
#include <array>
#include <tuple>

#include "review/remedies.hpp"

namespace flowdown {
namespace {

// Safeguards that somebody else gives. To state them as a practice would be to give them to
// oneself.
constexpr std::array<std::string_view, 4> kPermissions = {
    "prior_authorisation", "separate_licence", "distribution_agreement", "use_case_approval"};

class Seeker {
 public:
  Seeker(const Flow& flow, const Findings& findings, const Finding& finding)
      : flow_(flow), model_(*flow.model), finding_(finding), detail_(findings.detail(finding)) {}

  std::vector<Bundle> find() {
    switch (finding_.code) {
      case Code::kGapPermits:
        strike();
        prohibit();
        waive(detail_.uses);
        break;
      case Code::kGapSilent:
      case Code::kGapNarrower:
      case Code::kGapCatchAll:
        carry_onward();
        carry_here();
        prohibit();
        waive(detail_.uses);
        break;
      case Code::kBreakNotBound:
      case Code::kBreakNoCopy:
        offer({carrying(finding_.agreement)});
        offer({incorporating(finding_.agreement)});
        break;
      case Code::kBreakExpired:
        renew();
        break;
      case Code::kBreakRelicensed:
        relicense();
        break;
      case Code::kBreachUse:
        lift();
        stop();
        waive(detail_.uses);
        break;
      case Code::kBreachAct:
        lift();
        permit_act();
        waive(detail_.uses);
        break;
      case Code::kBreachLimit:
        lift();
        break;
      case Code::kBreachDuty:
        perform();
        deliver_always();
        lift();
        break;
      case Code::kWaiverUnauthorised:
        empower();
        withdraw();
        break;
      case Code::kWaiverExpired:
        renew();
        withdraw();
        break;
      case Code::kBlindUnknownTerms:
        disclose();
        break;
      case Code::kBlindUnenforced:
        monitor();
        break;
      case Code::kDrift:
        update();
        break;
      case Code::kConflict:
      case Code::kWaiverApplied:
      case Code::kBlindOutOfScope:
        break;
    }
    return std::move(bundles_);
  }

 private:
  void offer(Bundle bundle) {
    const bool told = std::find(bundles_.begin(), bundles_.end(), bundle) != bundles_.end();
    if (!bundle.empty() && !told) bundles_.push_back(std::move(bundle));
  }

  static Remedy on_agreement(RemedyKind kind, AgreementId agreement) {
    Remedy remedy;
    remedy.kind = kind;
    remedy.agreement = agreement;
    return remedy;
  }

  // What an agreement adds has no name that another could incorporate; `upstream` brings it along.
  Remedy incorporating(AgreementId agreement) const {
    Remedy remedy = on_agreement(RemedyKind::kIncorporate, agreement);
    if (nameable(model_, finding_.policy)) remedy.policy = finding_.policy;
    return remedy;
  }

  // In the way that the policy itself asks for.
  Remedy carrying(AgreementId agreement) const {
    Remedy remedy = incorporating(agreement);
    const bool copy = model_.policies[finding_.version].flow_down == FlowDown::kCopy;
    if (copy && remedy.policy) remedy.kind = RemedyKind::kDeliver;
    return remedy;
  }

  const Terms& terms(AgreementId agreement) const { return model_.graph.terms_of(agreement); }

  std::vector<SupplyId> supplies_onward() const {
    std::vector<SupplyId> result;
    for (const SupplyId id : flow_.out_of(finding_.holding)) {
      if (flow_.supplies[id.index()].kind == SupplyKind::kAgreement) result.push_back(id);
    }
    return result;
  }

  // Whether the supply leaves some of the policy that arrives unbound.
  bool loses(SupplyId supply) const {
    const Passage passed = passage(flow_, supply);
    for (const auto& [version, extent] : (*flow_.sets)[passed.expected]) {
      if (model_.policies[version].policy != finding_.policy) continue;
      if (!flow_.sets->covers(flow_.sets->extent_of(passed.bound, version), extent)) return true;
    }
    return false;
  }

  // Whether an agreement does not name a regulation, which does not travel by itself.
  bool unnamed(SupplyId supply) const {
    const std::vector<PolicyRef>& named = flow_.terms_of(supply).incorporates;
    return is_regulation(model_, model_.policies[finding_.version]) &&
           std::none_of(named.begin(), named.end(),
                        [&](const PolicyRef& ref) { return ref.policy == finding_.policy; });
  }

  void add_carrying(Bundle& bundle, SupplyId id) const {
    const AgreementId agreement = flow_.supplies[id.index()].agreement;
    if (!loses(id) && !unnamed(id)) return;
    if (terms(agreement).expired(flow_.as_of)) {
      bundle.push_back(on_agreement(RemedyKind::kRenew, agreement));
    }
    bundle.push_back(carrying(agreement));
  }

  void carry_onward() {
    Bundle bundle;
    for (const SupplyId id : supplies_onward()) add_carrying(bundle, id);
    offer(std::move(bundle));
  }

  // Where the holder supplies nobody: every agreement on the way here makes it binding.
  void carry_here() {
    if (!supplies_onward().empty()) return;
    Tracer tracer(flow_);
    Bundle bundle;
    for (const auto& [version, extent] : (*flow_.sets)[flow_.judged(finding_.holding)]) {
      if (model_.policies[version].policy != finding_.policy) continue;
      for (const SupplyId id : tracer.path(finding_.holding, version)) {
        if (flow_.supplies[id.index()].kind == SupplyKind::kAgreement) add_carrying(bundle, id);
      }
    }
    offer(std::move(bundle));
  }

  // What the party itself allows, in documents that it can change.
  std::vector<RuleRef> allowances() const {
    std::vector<RuleRef> result;
    for (const RuleRef& ref : detail_.own_rules) {
      const PolicyVersion& own = model_.policies[ref.version];
      const bool can = own.issuer == model_.graph.id_of(finding_.party) &&
                       nameable(model_, own.policy) && own.rules[ref.rule].kind == RuleKind::kAllow;
      if (can) result.push_back(ref);
    }
    return result;
  }

  void strike() {
    Remedy remedy;
    remedy.kind = RemedyKind::kStrike;
    remedy.party = finding_.party;
    remedy.uses = detail_.uses;
    remedy.strikes = allowances();
    if (!remedy.strikes.empty()) offer({remedy});
  }

  void prohibit() {
    Remedy remedy;
    remedy.kind = RemedyKind::kProhibit;
    remedy.party = finding_.party;
    remedy.rules = upstream_repeated(model_, detail_);
    remedy.uses = detail_.uses;
    remedy.strikes = allowances();
    remedy.version = own_version(model_, finding_.party, finding_.artifact, flow_.as_of);
    if (remedy.version) offer({remedy});
    remedy.version = {};
    offer({remedy});
  }

  // The agreements that supply the holding, in force, whose supplier may waive the policy.
  std::vector<AgreementId> from_who_may_waive() const {
    std::vector<AgreementId> result;
    for (const SupplyId id : flow_.into(finding_.holding)) {
      const Supply& supply = flow_.supplies[id.index()];
      if (supply.kind != SupplyKind::kAgreement) continue;
      if (!terms(supply.agreement).in_force(flow_.as_of)) continue;
      const PartyId from = flow_.holdings[supply.from.index()].party;
      if (flow_.may_waive(from, finding_.artifact, finding_.policy)) {
        result.push_back(supply.agreement);
      }
    }
    return result;
  }

  void waive(const std::vector<UseId>& uses) {
    if (!nameable(model_, finding_.policy)) return;
    for (const AgreementId agreement : from_who_may_waive()) {
      Remedy remedy = on_agreement(RemedyKind::kWaive, agreement);
      remedy.policy = finding_.policy;
      remedy.artifact = finding_.artifact;
      remedy.uses = widest(model_.taxonomy, uses);
      offer({remedy});
    }
  }

  void relicense() {
    Remedy remedy;
    remedy.kind = RemedyKind::kLicense;
    remedy.party = finding_.party;
    remedy.artifact = finding_.artifact;
    remedy.policy = finding_.policy;
    if (nameable(model_, finding_.policy)) offer({remedy});
    prohibit();
  }

  void stop() {
    Remedy remedy;
    remedy.kind = RemedyKind::kStop;
    remedy.party = finding_.party;
    remedy.uses = detail_.uses;
    offer({remedy});
  }

  void permit_act() {
    std::uint8_t grant = 0;
    for (const UseId use : detail_.uses) {
      const std::string& id = model_.taxonomy.uses[use.index()].id;
      if (id == "host_api") grant |= kGrantHost;
      if (id == "redistribute") grant |= kGrantRedistribute;
    }
    if (grant == 0) return;
    for (const AgreementId agreement : from_who_may_waive()) {
      Remedy remedy = on_agreement(RemedyKind::kGrant, agreement);
      remedy.grant = grant;
      offer({remedy});
    }
  }

  bool is_permission(SafeguardId id) const {
    return std::find(kPermissions.begin(), kPermissions.end(),
                     model_.taxonomy.safeguards[id.index()].id) != kPermissions.end();
  }

  // Every rule is lifted, each by one of the sets of safeguards that it names. What only somebody
  // else gives needs a grantor.
  void lift() {
    std::vector<AgreementId> grantors = from_who_may_waive();
    grantors.emplace_back();  // nobody
    for (const AgreementId grantor : grantors) {
      std::vector<Unless> rules;
      for (const RuleRef& ref : detail_.rules) {
        rules.push_back(model_.policies[ref.version].rules[ref.rule].unless);
        std::erase_if(rules.back(), [&](const std::vector<SafeguardId>& needed) {
          return !grantor && std::any_of(needed.begin(), needed.end(),
                                         [&](SafeguardId id) { return is_permission(id); });
        });
      }
      for (const Safeguards& needed : ways_to_lift(rules)) lift_by(needed, grantor);
    }
  }

  void lift_by(const Safeguards& needed, AgreementId grantor) {
    Bundle bundle;
    for (const SafeguardId safeguard : needed) {
      const bool granted = is_permission(safeguard);
      Remedy remedy = on_agreement(granted ? RemedyKind::kGrant : RemedyKind::kPractise,
                                   granted ? grantor : AgreementId());
      remedy.safeguard = safeguard;
      if (!granted) remedy.party = finding_.party;
      bundle.push_back(remedy);
    }
    offer(std::move(bundle));
  }

  // Each duty once, with the strictest parameter that is asked for.
  void perform() {
    Bundle bundle;
    for (const RuleRef& ref : detail_.rules) {
      const Rule& rule = model_.policies[ref.version].rules[ref.rule];
      if (!rule.duty) continue;
      const auto same = std::find_if(bundle.begin(), bundle.end(), [&](const Remedy& remedy) {
        return remedy.duty == rule.duty;
      });
      if (same == bundle.end()) {
        Remedy remedy;
        remedy.kind = RemedyKind::kPractise;
        remedy.party = finding_.party;
        remedy.duty = rule.duty;
        remedy.parameter = rule.parameter;
        bundle.push_back(remedy);
      } else if (rule.parameter) {
        const Duty& duty = model_.taxonomy.duties[rule.duty.index()];
        std::optional<Quantity>& kept = same->parameter;
        const bool smaller = kept && rule.parameter->value < kept->value;
        const bool stricter = smaller == (duty.stricter == Stricter::kSmaller);
        if (!kept || (stricter && rule.parameter->value != kept->value)) kept = rule.parameter;
      }
    }
    offer(std::move(bundle));
  }

  // The duty to hand over a copy is met where every agreement does.
  void deliver_always() {
    Bundle bundle;
    for (const RuleRef& ref : detail_.rules) {
      const DutyId duty = model_.policies[ref.version].rules[ref.rule].duty;
      if (!duty || model_.taxonomy.duties[duty.index()].id != "copy_of_licence") return;
    }
    for (const SupplyId id : supplies_onward()) {
      Remedy remedy = on_agreement(RemedyKind::kDeliver, flow_.supplies[id.index()].agreement);
      remedy.policy = finding_.policy;
      bundle.push_back(remedy);
    }
    offer(std::move(bundle));
  }

  // A waiver ends with its agreement.
  void renew() {
    if (!terms(finding_.agreement).expired(flow_.as_of)) return;
    offer({on_agreement(RemedyKind::kRenew, finding_.agreement)});
  }

  // The issuer, or who may waive in its place, gives the power to waive.
  void empower() {
    const PartyId grantor = model_.graph.agreements[finding_.agreement.index()].from;
    const WaiverEffect& effect = flow_.waivers[detail_.waiver];
    const HoldingId holding = flow_.find(grantor, effect.artifact);
    if (!holding) return;
    for (const SupplyId id : flow_.into(holding)) {
      const Supply& supply = flow_.supplies[id.index()];
      if (supply.kind != SupplyKind::kAgreement) continue;
      const PartyId from = flow_.holdings[supply.from.index()].party;
      if (!flow_.may_waive(from, effect.artifact, effect.policy)) continue;
      Remedy remedy = on_agreement(RemedyKind::kGrant, supply.agreement);
      remedy.grant = kGrantWaive;
      offer({remedy});
    }
  }

  // All that the finding is about: an agreement may have several of one policy.
  void withdraw() {
    const WaiverEffect& found = flow_.waivers[detail_.waiver];
    Bundle bundle;
    for (const WaiverEffect& effect : flow_.waivers) {
      if (std::tie(effect.agreement, effect.artifact, effect.policy, effect.state) !=
          std::tie(found.agreement, found.artifact, found.policy, found.state)) {
        continue;
      }
      Remedy remedy = on_agreement(RemedyKind::kWithdraw, effect.agreement);
      remedy.grant = effect.grant;
      if (effect.grant == 0) remedy.waiver = effect.waiver;
      bundle.push_back(remedy);
    }
    offer(std::move(bundle));
  }

  void disclose() {
    Remedy remedy;
    remedy.kind = RemedyKind::kDisclose;
    switch (detail_.unknown) {
      case Unknown::kPartyPolicies:
        remedy.party = finding_.party;
        break;
      case Unknown::kArtifactPolicies:
        remedy.party = finding_.party;
        remedy.artifact = finding_.artifact;
        break;
      case Unknown::kAgreementTerms:
        remedy.agreement = finding_.agreement;
        break;
      case Unknown::kPassingOn:
        if (finding_.agreement) offer({incorporating(finding_.agreement)});
        if (!finding_.agreement) relicense();
        return;
      case Unknown::kSource:
        return;
    }
    offer({remedy});
  }

  void monitor() {
    Remedy remedy;
    remedy.kind = RemedyKind::kPractise;
    remedy.party = finding_.party;
    remedy.duty = model_.taxonomy.find_duty("monitoring").value_or(DutyId());
    remedy.safeguard = model_.taxonomy.find_safeguard("monitoring").value_or(SafeguardId());
    if (remedy.duty) remedy.safeguard = {};
    if (remedy.duty || remedy.safeguard) offer({remedy});
  }

  void update() {
    if (!detail_.other_version) return;
    Remedy remedy = incorporating(finding_.agreement);
    remedy.version = detail_.other_version;
    offer({remedy});
  }

  const Flow& flow_;
  const Model& model_;
  const Finding& finding_;
  const Detail& detail_;
  std::vector<Bundle> bundles_;
};

}  // namespace

std::vector<Bundle> bundles_for(const Flow& flow, const Findings& findings,
                                const Finding& finding) {
  return Seeker(flow, findings, finding).find();
}

}  // namespace flowdown
