// Remedies as edits of a model: what a file would say, had the clause been agreed. Lists and terms
// are shared between the entries of a model, so each edit puts a new one in the place of the old.
#include "review/remedies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace flowdown {
namespace {

class Editor {
 public:
  Editor(Model& model, Date last) : model_(model), graph_(model.graph), last_(last) {}

  void make(const Remedy& remedy) {
    switch (remedy.kind) {
      case RemedyKind::kIncorporate:
        incorporate(terms(remedy.agreement), remedy);
        break;
      case RemedyKind::kDeliver:
        deliver(terms(remedy.agreement), remedy);
        break;
      case RemedyKind::kRenew:
        terms(remedy.agreement).expires.reset();
        break;
      case RemedyKind::kGrant:
        grant(terms(remedy.agreement), remedy);
        break;
      case RemedyKind::kWaive:
        waive(terms(remedy.agreement), remedy);
        break;
      case RemedyKind::kWithdraw:
        withdraw(terms(remedy.agreement), remedy);
        break;
      case RemedyKind::kProhibit:
        prohibit(remedy);
        strike(remedy);
        break;
      case RemedyKind::kStrike:
        strike(remedy);
        break;
      case RemedyKind::kLicense:
        license(remedy);
        break;
      case RemedyKind::kPractise:
        practise(party(remedy.party), remedy);
        break;
      case RemedyKind::kDisclose:
        disclose(remedy);
        break;
      case RemedyKind::kStop:
        std::erase_if(party(remedy.party).uses, [&](const DeclaredUse& use) {
          return std::find(remedy.uses.begin(), remedy.uses.end(), use.use) != remedy.uses.end();
        });
        break;
    }
  }

 private:
  Party& party(PartyId id) { return graph_.parties[id.index()]; }

  Terms& terms(AgreementId id) {
    Agreement& agreement = graph_.agreements[id.index()];
    graph_.terms.push_back(graph_.terms[agreement.terms.index()]);
    agreement.terms = TermsId(graph_.terms.size() - 1);
    return graph_.terms.back();
  }

  PolicyList& new_list(PolicyListId& id) {
    graph_.policy_lists.push_back(graph_.policy_lists[id.index()]);
    id = PolicyListId(graph_.policy_lists.size() - 1);
    return graph_.policy_lists.back();
  }

  static void add(std::vector<PolicyRef>& refs, PolicyId policy, VersionId pinned) {
    std::erase_if(refs, [&](const PolicyRef& ref) { return ref.policy == policy; });
    refs.push_back({policy, pinned, {}});
    std::stable_sort(refs.begin(), refs.end(),
                     [](const PolicyRef& a, const PolicyRef& b) { return a.policy < b.policy; });
  }

  static void add_to(PolicyList& list, PolicyId policy) {
    list.stated = Stated::kListed;
    add(list.refs, policy, {});
  }

  static void incorporate(Terms& terms, const Remedy& remedy) {
    terms.known = true;
    if (!remedy.policy) {
      terms.incorporates_upstream = true;
      return;
    }
    add(terms.incorporates, remedy.policy, remedy.version);
    // A pin under `delivers` would else go on to fix the version.
    for (PolicyRef& ref : terms.delivers) {
      if (ref.policy == remedy.policy) ref.pinned = remedy.version;
    }
  }

  static void deliver(Terms& terms, const Remedy& remedy) {
    terms.known = true;
    const bool there =
        std::any_of(terms.delivers.begin(), terms.delivers.end(),
                    [&](const PolicyRef& ref) { return ref.policy == remedy.policy; });
    if (!there) add(terms.delivers, remedy.policy, {});
  }

  static void grant(Terms& terms, const Remedy& remedy) {
    terms.grants = static_cast<std::uint8_t>(terms.grants | remedy.grant);
    if (!remedy.safeguard) return;
    std::vector<SafeguardId>& granted = terms.granted_safeguards;
    granted.push_back(remedy.safeguard);
    std::sort(granted.begin(), granted.end());
    granted.erase(std::unique(granted.begin(), granted.end()), granted.end());
  }

  void waive(Terms& terms, const Remedy& remedy) {
    Waiver waiver;
    waiver.policy = remedy.policy;
    waiver.uses = remedy.uses;
    waiver.artifacts = {remedy.artifact};
    waiver.pos = graph_.agreements[remedy.agreement.index()].pos;
    terms.known = true;
    terms.waives.push_back(std::move(waiver));
  }

  // A waiver keeps its index, since other remedies may name one by it; it ends before it begins.
  void withdraw(Terms& terms, const Remedy& remedy) const {
    terms.grants = static_cast<std::uint8_t>(terms.grants & ~unsigned{remedy.grant});
    if (remedy.grant != 0) return;
    terms.waives[remedy.waiver].effective = Date{last_.days + 1};
    terms.waives[remedy.waiver].until.reset();
  }

  // The party's policy of its own that this edit makes, or has made before.
  VersionId fresh_policy(PartyId id) {
    const std::string name = fmt::format("{}/own", graph_.id_of(id));  // no file has such an id
    if (const auto found = model_.policies.find(name)) {
      return model_.policies.policies[found->index()].versions.front();
    }
    PolicyVersion version;
    version.policy = PolicyId(model_.policies.policies.size());
    version.issuer = std::string(graph_.id_of(id));
    version.covers = model_.taxonomy.all_values(Dimension::kChannel);
    version.pos = party(id).pos;
    const VersionId number(model_.policies.versions.size());
    add_to(new_list(party(id).policies), version.policy);
    model_.policies.versions.push_back(std::move(version));
    model_.policies.policies.push_back({name, {number}});
    model_.policies.index();
    return number;
  }

  void prohibit(const Remedy& remedy) {
    const VersionId own = remedy.version ? remedy.version : fresh_policy(remedy.party);
    std::vector<Rule>& rules = model_.policies.versions[own.index()].rules;
    rules.insert(rules.end(), remedy.rules.begin(), remedy.rules.end());
  }

  // An allowance of which nothing is left stays, so that other remedies may name those behind it.
  void strike(const Remedy& remedy) {
    for (const RuleRef& ref : remedy.strikes) {
      Rule& rule = model_.policies.versions[ref.version.index()].rules[ref.rule];
      const std::vector<UseId> taken = taken_out(model_.taxonomy, rule, remedy.uses);
      rule.except.insert(rule.except.end(), taken.begin(), taken.end());
      std::sort(rule.except.begin(), rule.except.end());
      rule.except.erase(std::unique(rule.except.begin(), rule.except.end()), rule.except.end());
    }
  }

  void license(const Remedy& remedy) {
    Artifact& artifact = graph_.artifacts[remedy.artifact.index()];
    PolicyListId governing = graph_.governing(remedy.artifact);
    add_to(new_list(governing), remedy.policy);
    artifact.policies = governing;
  }

  static void practise(Party& party, const Remedy& remedy) {
    party.practices_known = true;
    party.practices.push_back({remedy.duty, remedy.safeguard, remedy.parameter, party.pos});
  }

  void disclose(const Remedy& remedy) {
    if (remedy.agreement) {
      terms(remedy.agreement).known = true;
    } else {
      PolicyListId& list = remedy.artifact ? graph_.artifacts[remedy.artifact.index()].policies
                                           : party(remedy.party).policies;
      new_list(list).stated = Stated::kNone;
    }
  }

  Model& model_;
  Graph& graph_;
  Date last_;
};

}  // namespace

std::string_view name_of(RemedyKind kind) {
  switch (kind) {
    case RemedyKind::kIncorporate:
      return "incorporate";
    case RemedyKind::kDeliver:
      return "deliver";
    case RemedyKind::kRenew:
      return "renew";
    case RemedyKind::kGrant:
      return "grant";
    case RemedyKind::kWaive:
      return "waive";
    case RemedyKind::kWithdraw:
      return "withdraw";
    case RemedyKind::kProhibit:
      return "prohibit";
    case RemedyKind::kLicense:
      return "license";
    case RemedyKind::kStrike:
      return "strike";
    case RemedyKind::kPractise:
      return "practise";
    case RemedyKind::kDisclose:
      return "disclose";
    case RemedyKind::kStop:
      return "stop";
  }
  return {};
}

bool operator==(const Remedy& a, const Remedy& b) {
  const auto same_rule = [](const Rule& one, const Rule& other) {
    return std::tie(one.kind, one.uses, one.except, one.when, one.unless) ==
           std::tie(other.kind, other.uses, other.except, other.when, other.unless);
  };
  return std::tie(a.kind, a.agreement, a.party, a.artifact, a.policy, a.version, a.uses, a.grant,
                  a.safeguard, a.duty, a.parameter, a.waiver) ==
             std::tie(b.kind, b.agreement, b.party, b.artifact, b.policy, b.version, b.uses,
                      b.grant, b.safeguard, b.duty, b.parameter, b.waiver) &&
         std::equal(a.strikes.begin(), a.strikes.end(), b.strikes.begin(), b.strikes.end(),
                    [](const RuleRef& one, const RuleRef& other) {
                      return one.version == other.version && one.rule == other.rule;
                    }) &&
         std::equal(a.rules.begin(), a.rules.end(), b.rules.begin(), b.rules.end(), same_rule);
}

Model with_remedies(const Model& model, const std::vector<Remedy>& remedies, Date last) {
  Model result = model;
  Editor editor(result, last);
  // What is disclosed is there before anything is added to it.
  for (const Remedy& remedy : remedies) {
    if (remedy.kind == RemedyKind::kDisclose) editor.make(remedy);
  }
  for (const Remedy& remedy : remedies) {
    if (remedy.kind != RemedyKind::kDisclose) editor.make(remedy);
  }
  return result;
}

bool nameable(const Model& model, PolicyId policy) {
  const Policy& named = model.policies.policies[policy.index()];
  return named.id.find('/') == std::string::npos &&
         !model.policies[named.versions.front()].of_agreement;
}

bool in_draft(const Model& model, const Remedy& remedy) {
  if (!model.candidate) return false;
  const Candidate& candidate = *model.candidate;
  const auto has = [](const auto& ids, auto id) {
    return std::binary_search(ids.begin(), ids.end(), id);
  };
  if (remedy.agreement) return has(candidate.agreements, remedy.agreement);
  if (remedy.party && has(candidate.parties, remedy.party)) return true;
  return remedy.artifact && has(candidate.artifacts, remedy.artifact);
}

int cost_of(const Model& model, const Remedy& remedy) {
  constexpr int kSigned = 5;  // beyond the draft
  int cost = in_draft(model, remedy) ? 0 : kSigned;
  switch (remedy.kind) {
    case RemedyKind::kIncorporate:
    case RemedyKind::kDeliver:
    case RemedyKind::kRenew:
    case RemedyKind::kDisclose:
      return cost + 1;
    case RemedyKind::kProhibit:
      return cost + (remedy.version ? 2 : 3);
    case RemedyKind::kStrike:
    case RemedyKind::kLicense:
    case RemedyKind::kPractise:
    case RemedyKind::kGrant:
      return cost + 2;
    case RemedyKind::kStop:
    case RemedyKind::kWithdraw:
      return cost + 3;
    case RemedyKind::kWaive:
      return cost + 4;
  }
  return cost;
}

}  // namespace flowdown
