// A condition is what somebody has to write into a contract or policy, or to do. So it names the
// one party to obtain it from: what is given, from who gives it; of what two agree on, from the
// side that the candidate brings, since the other side is who asks; where the candidate brings both
// or neither, the side whose terms they are.
#include "review/condition_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/words.hpp"
#include "review/facts.hpp"
#include "review/reasons.hpp"
#include "review/remedies.hpp"
#include "review/strikes.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kUsesNamed = 6;

class ConditionWriter {
 public:
  ConditionWriter(const Model& model, const Remedy& remedy, Date needed, Date last)
      : model_(model), graph_(model.graph), remedy_(remedy), needed_(needed), last_(last) {}

  Condition write(const std::vector<Evidenced>& evidence) {
    Condition condition;
    condition.remedy = remedy_;
    condition.in_draft = in_draft(model_, remedy_);
    const PartyId from = actor();
    condition.from = std::string(graph_.id_of(from));
    condition.from_name = party_name(model_, from);
    if (remedy_.agreement) {
      condition.agreement = std::string(graph_.id_of(remedy_.agreement));
      condition.where = agreement_name(model_, remedy_.agreement);
      condition.place = place(graph_.agreements[remedy_.agreement.index()].pos);
    } else {
      condition.party = std::string(graph_.id_of(remedy_.party));
      condition.place = place(graph_.parties[remedy_.party.index()].pos);
    }
    if (remedy_.artifact) condition.artifact = std::string(graph_.id_of(remedy_.artifact));
    if (remedy_.policy) condition.policy = model_.policies.policies[remedy_.policy.index()].id;
    say(condition);
    condition.by = due();
    condition.reasons = reasons_for(model_, remedy_, evidence, needed_);
    condition.strikes = allowances_of(model_, remedy_);
    condition.id = identify(condition);
    return condition;
  }

 private:
  const Agreement& agreement() const { return graph_.agreements[remedy_.agreement.index()]; }

  bool is_candidate(PartyId party) const {
    return model_.candidate && std::binary_search(model_.candidate->parties.begin(),
                                                  model_.candidate->parties.end(), party);
  }

  PartyId actor() const {
    if (!remedy_.agreement) return remedy_.party;
    switch (remedy_.kind) {
      case RemedyKind::kDeliver:
      case RemedyKind::kGrant:
      case RemedyKind::kWaive:
      case RemedyKind::kWithdraw:
      case RemedyKind::kDisclose:
        return agreement().from;  // nobody else can
      default:
        break;
    }
    const bool from = is_candidate(agreement().from), to = is_candidate(agreement().to);
    return to && !from ? agreement().to : agreement().from;
  }

  // What a draft is to say, it says from its first day on.
  Date due() const {
    if (remedy_.agreement && in_draft(model_, remedy_) && remedy_.kind != RemedyKind::kRenew) {
      const std::optional<Date>& effective = graph_.terms_of(remedy_.agreement).effective;
      if (effective) return std::min(*effective, needed_);
    }
    return needed_;
  }

  Place place(const SourcePos& pos) const { return place_of(model_.sources, pos); }

  std::string policy() const {
    return printable(model_.policies.policies[remedy_.policy.index()].id);
  }
  // "Larch AI's larch-aup".
  std::string issued(PolicyId policy) const {
    VersionId version = model_.policies.in_force(policy, needed_);
    if (!version) version = model_.policies.policies[policy.index()].versions.back();
    return issued_policy(model_, version);
  }
  std::string issued() const { return issued(remedy_.policy); }
  std::string to() const { return party_title(model_, agreement().to); }
  std::string from() const { return party_title(model_, agreement().from); }
  std::string party() const { return party_title(model_, remedy_.party); }
  std::string uses() const { return join(use_titles(model_.taxonomy, remedy_.uses), kUsesNamed); }
  std::string use_list(const std::vector<UseId>& uses) const {
    return separated(use_ids(model_.taxonomy, uses), ", ");
  }
  std::string artifact() const { return artifact_id(model_, remedy_.artifact); }

  void say(Condition& condition) const {
    std::string& clause = condition.clause;
    std::string& record = condition.record;
    switch (remedy_.kind) {
      case RemedyKind::kIncorporate:
        say_incorporated(clause, record);
        break;
      case RemedyKind::kDeliver:
        clause = fmt::format("hand {} a copy of {}", to(), issued());
        record = fmt::format("delivers: [{}]", policy());
        break;
      case RemedyKind::kRenew:
        clause = fmt::format("renew the agreement between {} and {}", from(), to());
        record = fmt::format("expires: a day not before {}, or none", last_.text());
        break;
      case RemedyKind::kGrant:
        clause = grant_in_words();
        record = fmt::format("grants: [{}]", grant_key());
        break;
      case RemedyKind::kWaive:
        clause = fmt::format("a release of {} from {} for {}, on {}", to(), issued(), uses(),
                             artifact());
        record = fmt::format("waives: [{{policy: {}, uses: [{}], artifacts: [{}]}}]", policy(),
                             use_list(remedy_.uses), artifact());
        break;
      case RemedyKind::kWithdraw:
        say_withdrawn(condition);
        break;
      case RemedyKind::kProhibit:
        say_prohibited(condition);
        break;
      case RemedyKind::kStrike:
        say_struck(condition);
        break;
      case RemedyKind::kLicense:
        condition.where = fmt::format("the licence of {}", artifact());
        clause = fmt::format("release {} under {} as well", artifact(), issued());
        record = fmt::format("{} among the policies of {}", policy(), artifact());
        break;
      case RemedyKind::kPractise:
        condition.where = fmt::format("practices of {}", condition.party);
        clause = fmt::format("{} {} and state it", remedy_.duty ? "perform" : "have in place",
                             practice());
        record = fmt::format("practices: [{}]", practice_key());
        break;
      case RemedyKind::kDisclose:
        say_disclosed(condition);
        break;
      case RemedyKind::kStop:
        condition.where = fmt::format("uses of {}", condition.party);
        clause = fmt::format("give up {}", uses());
        record = fmt::format("no {} under uses", use_list(remedy_.uses));
        break;
    }
  }

  void say_incorporated(std::string& clause, std::string& record) const {
    if (!remedy_.policy) {
      clause = fmt::format("a clause that makes binding on {} all that binds {}", to(), from());
      record = "incorporates: [upstream]";
      return;
    }
    const std::string version =
        remedy_.version ? printable(model_.policies[remedy_.version].version) : std::string();
    clause = fmt::format("a clause that makes {}{} binding on {}", issued(),
                         version.empty() ? "" : fmt::format(", version {},", version), to());
    record = fmt::format("incorporates: [{}{}]", policy(),
                         version.empty() ? "" : fmt::format("@{}", version));
  }

  void say_withdrawn(Condition& condition) const {
    if (remedy_.grant != 0) {
      condition.clause =
          fmt::format("drop {}, which is not for {} to give", grant_in_words(), from());
      condition.record = fmt::format("no {} under grants", grant_key());
      return;
    }
    const Terms& terms = graph_.terms_of(remedy_.agreement);
    const Waiver& waiver = terms.waives[remedy_.waiver];
    const bool ended = terms.expired(needed_) || (waiver.until && *waiver.until < needed_);
    const std::vector<std::string> titles = use_titles(model_.taxonomy, waiver.uses);
    condition.policy = model_.policies.policies[waiver.policy.index()].id;
    condition.place = place(waiver.pos);
    condition.clause = fmt::format(
        "drop the waiver of {}{}, which {}", issued(waiver.policy),
        titles.empty() ? std::string() : fmt::format(" for {}", join(titles, kUsesNamed)),
        ended ? std::string("has ended") : fmt::format("is not for {} to give", from()));
    condition.record = fmt::format("no {} under waives", printable(waiver_facts(model_, waiver)));
  }

  // "policy x", and which version of it where it has several.
  std::string own_policy(VersionId version) const {
    std::string name = fmt::format("policy {}", policy_id(model_, version));
    if (!one_of_several(version)) return name;
    return fmt::format("{}, version {}", name, printable(version_name(model_.policies[version])));
  }

  bool one_of_several(VersionId version) const {
    const PolicyId policy = model_.policies[version].policy;
    return model_.policies.policies[policy.index()].versions.size() > 1;
  }

  void say_prohibited(Condition& condition) const {
    const bool fresh = !remedy_.version;
    if (!fresh) {
      condition.policy = model_.policies.id_of(remedy_.version);
      condition.place = place(model_.policies[remedy_.version].pos);
    }
    condition.where = fresh ? fmt::format("a policy of {}", party()) : own_policy(remedy_.version);
    condition.clause =
        fmt::format("{} that prohibits {}",
                    fresh ? "a policy of its own, on every channel," : "a rule", uses());
    if (!remedy_.strikes.empty()) {
      condition.clause +=
          fmt::format(", and {}", struck_in_words(allowances_of(model_, remedy_), "them"));
    }
    std::vector<std::string> rules;
    for (const Rule& rule : remedy_.rules) {
      const std::string text = fmt::format("{{{}}}", rule_facts(model_.taxonomy, rule));
      if (std::find(rules.begin(), rules.end(), text) == rules.end()) rules.push_back(text);
    }
    condition.record = fmt::format("rules: [{}]", separated(rules, ", "));
  }

  void say_struck(Condition& condition) const {
    const VersionId own = remedy_.strikes.front().version;
    const std::vector<Allowance> all = allowances_of(model_, remedy_);
    condition.policy = model_.policies.id_of(own);
    condition.where = own_policy(own);
    condition.place = all.front().place;
    condition.clause = struck_in_words(all, uses());
    std::vector<std::string> kept, struck;
    for (const Allowance& one : all) {
      struck.push_back(one.rule);
      if (!one.narrowed.empty()) kept.push_back(one.narrowed);
    }
    condition.record = kept.empty() ? fmt::format("no {} under rules", separated(struck, ", "))
                                    : fmt::format("rules: [{}]", separated(kept, ", "));
  }

  void say_disclosed(Condition& condition) const {
    if (remedy_.agreement) {
      condition.clause = "disclose the terms";
      condition.record = "incorporates, delivers, adds, waives";
      return;
    }
    const bool of_artifact = static_cast<bool>(remedy_.artifact);
    condition.where = fmt::format("policies of {}", of_artifact ? artifact() : condition.party);
    condition.clause = fmt::format("disclose the policies {} {}", of_artifact ? "of" : "that",
                                   of_artifact ? artifact() : "it has");
    condition.record = "policies";
  }

  std::string grant_key() const {
    if (remedy_.safeguard) return model_.taxonomy.safeguards[remedy_.safeguard.index()].id;
    std::vector<std::string> words;
    if ((remedy_.grant & kGrantHost) != 0) words.emplace_back("host");
    if ((remedy_.grant & kGrantRedistribute) != 0) words.emplace_back("redistribute");
    if ((remedy_.grant & kGrantWaive) != 0) words.emplace_back("waive");
    return separated(words, ", ");
  }

  std::string grant_in_words() const {
    if (remedy_.safeguard) {
      return fmt::format("{} for {}", safeguard_title(model_.taxonomy, remedy_.safeguard), to());
    }
    std::vector<std::string> acts;
    if ((remedy_.grant & kGrantHost) != 0)
      acts.push_back(fmt::format("to serve {} to others", supplied()));
    if ((remedy_.grant & kGrantRedistribute) != 0)
      acts.push_back(fmt::format("to pass on the weights of {}", supplied()));
    if ((remedy_.grant & kGrantWaive) != 0) acts.emplace_back("to waive what its policies ask");
    return fmt::format("a permission for {} {}", to(), join(acts));
  }

  std::string supplied() const {
    std::vector<std::string> ids;
    for (std::uint32_t i = 0; i < agreement().artifacts; ++i) {
      ids.push_back(artifact_id(model_, graph_.supplied[agreement().first_artifact + i]));
    }
    return join(ids, 3);
  }

  std::string practice() const {
    if (!remedy_.duty) return safeguard_title(model_.taxonomy, remedy_.safeguard);
    std::string duty = duty_title(model_.taxonomy, remedy_.duty);
    if (!remedy_.parameter) return duty;
    return fmt::format("{} ({}: {})", duty, parameter_key(), in_words(*remedy_.parameter));
  }

  std::string practice_key() const {
    if (!remedy_.duty) return model_.taxonomy.safeguards[remedy_.safeguard.index()].id;
    const std::string& id = model_.taxonomy.duties[remedy_.duty.index()].id;
    if (!remedy_.parameter) return id;
    return fmt::format("{{practice: {}, {}: {}}}", id, parameter_key(), remedy_.parameter->text());
  }

  const std::string& parameter_key() const {
    return model_.taxonomy.duties[remedy_.duty.index()].parameter;
  }

  // The version counts where a policy has several of them.
  std::string identify(const Condition& condition) const {
    std::vector<std::string_view> names = {name_of(remedy_.kind), condition.agreement,
                                           condition.party,       condition.artifact,
                                           condition.policy,      condition.record};
    std::vector<std::string> versions;
    const bool extends = remedy_.kind == RemedyKind::kProhibit && remedy_.version;
    if (extends && one_of_several(remedy_.version)) versions.push_back(own_policy(remedy_.version));
    for (const RuleRef& ref : remedy_.strikes) {
      if (one_of_several(ref.version)) versions.push_back(own_policy(ref.version));
    }
    names.insert(names.end(), versions.begin(), versions.end());
    return id_from(names).substr(0, 8);
  }

  const Model& model_;
  const Graph& graph_;
  const Remedy& remedy_;
  Date needed_, last_;
};

}  // namespace

Condition worded(const Model& model, const Remedy& remedy, const std::vector<Evidenced>& evidence,
                 Date needed, Date last) {
  return ConditionWriter(model, remedy, needed, last).write(evidence);
}

}  // namespace flowdown
