// An explanation as JSON, version 1: schemas/explanation.schema.json. The answers are words to test
// for; beside each stands the sentence that the text prints.
#include <algorithm>

#include "flowdown/explain.hpp"
#include "report/explain_words.hpp"
#include "report/json_parts.hpp"
#include "report/naming.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

class ExplanationJson {
 public:
  ExplanationJson(const Flow& flow, const Findings& findings, const Explanation& explanation)
      : told_{flow, explanation},
        flow_(flow),
        findings_(findings),
        explanation_(explanation),
        model_(*flow.model),
        tracer_(flow) {}

  Json write() {
    Json json;
    json["flowdown"] = 1;
    json["graph"] = model_.graph.id;
    json["as_of"] = flow_.as_of.text();
    json["question"] = question();
    json["finding"] = explanation_.finding ? finding_in_full(*explanation_.finding) : Json(nullptr);
    json["step"] = steps(explanation_.step);
    Json holdings = Json::array();
    for (const HoldingAnswer& holding : explanation_.holdings) holdings.push_back(of(holding));
    json["holdings"] = std::move(holdings);
    return json;
  }

 private:
  template <class Id>
  Json id_or_null(Id id) const {
    return id ? Json(std::string(model_.graph.id_of(id))) : Json(nullptr);
  }
  Json use_or_null(UseId use) const {
    return use ? Json(model_.taxonomy.uses[use.index()].id) : Json(nullptr);
  }
  Json policy_or_null(PolicyId policy) const {
    return policy ? Json(model_.policies.policies[policy.index()].id) : Json(nullptr);
  }
  Json version_or_null(VersionId version) const {
    return version ? text_or_null(model_.policies[version].version) : Json(nullptr);
  }

  Json question() const {
    const Question& question = explanation_.question;
    Json json;
    json["party"] = id_or_null(question.party);
    json["artifact"] = id_or_null(question.artifact);
    json["use"] = use_or_null(question.use);
    json["policy"] = policy_or_null(question.policy);
    return json;
  }

  Json brief(std::size_t index) const {
    const Finding& finding = findings_.findings[index];
    Json json;
    json["id"] = id_of(finding, model_);
    json["code"] = info(finding.code).name;
    json["severity"] = name_of(finding.severity);
    json["tentative"] = finding.tentative;
    return json;
  }

  Json findings(const std::vector<std::size_t>& indices) const {
    Json list = Json::array();
    for (const std::size_t index : indices) list.push_back(brief(index));
    return list;
  }

  Json finding_in_full(std::size_t index) {
    const Finding& finding = findings_.findings[index];
    const Wording words = wording(flow_, findings_, finding, tracer_);
    Json json = brief(index);
    json["party"] = id_or_null(finding.party);
    json["agreement"] = id_or_null(finding.agreement);
    json["message"] = words.message;
    json["help"] = words.help;
    json["location"] = place_json(model_, finding.pos);
    json["accepted"] = acceptance(explanation_.standing.accepted);
    json["accepted_in_part"] = acceptance(explanation_.standing.accepted_in_part);
    if (explanation_.standing.accepted_in_part) {
      json["accepted_in_part"]["uses"] = explanation_.standing.accepted_uses;
    }
    return json;
  }

  static Json acceptance(const std::optional<Acceptance>& accepted) {
    if (!accepted) return nullptr;
    return Json{{"reason", accepted->reason},
                {"owner", accepted->owner},
                {"expires", accepted->expires.text()}};
  }

  Json rules(const std::vector<RuleRef>& refs) const {
    Json list = Json::array();
    for (const RuleRef& ref : refs) {
      const Rule& rule = rule_of(model_, ref);
      Json json;
      json["policy"] = model_.policies.id_of(ref.version);
      json["version"] = version_or_null(ref.version);
      json["clause"] = text_or_null(rule.clause);
      json["says"] = rule_in_words(model_.taxonomy, rule);
      json["location"] = place_json(model_, rule.pos);
      list.push_back(std::move(json));
    }
    return list;
  }

  Json point(const std::optional<UsePoint>& point) const {
    if (!point) return nullptr;
    const Taxonomy& taxonomy = model_.taxonomy;
    Json json;
    json["use"] = taxonomy.uses[point->use.index()].id;
    for (std::size_t i = 0; i < kDimensions; ++i) {
      const auto& values = taxonomy.values[i];
      const std::size_t value = point->context.values[i];
      json[std::string(name_of(static_cast<Dimension>(i)))] =
          value < values.size() ? Json(values[value]) : Json(nullptr);
    }
    Json safeguards = Json::array();
    for (std::size_t i = 0; i < point->context.safeguards.size(); ++i) {
      if (point->context.safeguards[i]) safeguards.push_back(taxonomy.safeguards[i].id);
    }
    json["safeguards"] = std::move(safeguards);
    return json;
  }

  Json step(const Passing& passing) const {
    Json json;
    json["agreement"] = id_or_null(passing.agreement);
    PartyId from, to;
    ArtifactId artifact;
    if (passing.from) {
      from = flow_.holdings[passing.from.index()].party;
      artifact = flow_.holdings[passing.from.index()].artifact;
    }
    if (passing.agreement) to = model_.graph.agreements[passing.agreement.index()].to;
    std::string_view kind = "none";
    if (passing.supply) {
      const Supply& supply = flow_.supplies[passing.supply.index()];
      to = flow_.holdings[supply.to.index()].party;
      artifact = supply.artifact;
      kind = supply.kind == SupplyKind::kAgreement ? "agreement"
             : supply.kind == SupplyKind::kPublic  ? "public"
                                                   : "derivation";
    }
    json["kind"] = kind;
    json["from"] = id_or_null(from);
    json["to"] = id_or_null(to);
    json["artifact"] = id_or_null(artifact);
    json["version"] = version_or_null(passing.arrives_as);
    json["arrives"] = key_of(passing.arrives);
    Json losses = Json::array();
    for (const Loss& loss : passing.losses) losses.push_back(key_of(loss.why));
    json["losses"] = std::move(losses);
    json["binds"] = key_of(passing.binds);
    json["term"] = passing.term == Term::kNone ? Json(nullptr) : Json(key_of(passing.term));
    json["unbound"] =
        passing.unbound == Unbound::kNothing ? Json(nullptr) : Json(key_of(passing.unbound));
    json["says"] = supply_in_words(told_, passing) + ": " + fate_in_words(told_, passing);
    json["location"] = place_json(model_, place_of(told_, passing));
    return json;
  }

  Json steps(const std::vector<Passing>& way) const {
    Json list = Json::array();
    for (const Passing& passing : way) list.push_back(step(passing));
    return list;
  }

  Json start(const std::vector<Passing>& way) const {
    if (!starts_with_own(told_, way)) return nullptr;
    const Passing& first = way.front();
    const Holding& from = flow_.holdings[first.from.index()];
    Json json;
    json["party"] = id_or_null(from.party);
    json["artifact"] = id_or_null(from.artifact);
    json["says"] = start_in_words(told_, first);
    json["location"] = place_json(
        model_, place_of_own(told_, first.from, model_.policies[first.leaves_as].policy));
    return json;
  }

  Json coverage(const HoldingAnswer& holding, const PolicyAnswer* answer,
                const OwnCoverage& of) const {
    Json json;
    json["answer"] = key_of(of.stand);
    json["tentative"] = of.tentative;
    json["uses"] = of.uses;
    json["covered"] = of.covered;
    json["says"] = covered_in_words(told_, holding, answer, of);
    json["rules"] = rules(of.rules);
    json["example"] = point(of.witness);
    return json;
  }

  Json releases(const PolicyAnswer& answer) const {
    Json list = Json::array();
    for (const Released& released : answer.releases) {
      Json json;
      json["agreement"] = id_or_null(flow_.waivers[released.waiver].agreement);
      json["releases"] = released.extent == Answer::kYes ? "all" : "part";
      json["says"] = released_in_words(told_, released);
      list.push_back(std::move(json));
    }
    return list;
  }

  Json of(const HoldingAnswer& holding, const PolicyAnswer& answer) const {
    Json json;
    json["policy"] = policy_or_null(answer.policy);
    json["issuer"] = text_or_null(model_.policies[answer.version].issuer);
    json["version"] = version_or_null(answer.version);
    json["regulation"] = answer.regulation;
    json["partly_by_law"] = answer.partly_by_law;
    json["issued_by_party"] = answer.issued;
    json["rules"] = rules(answer.rules);
    Json& reaches = json["reaches"];
    reaches["answer"] = key_of(answer.reaches);
    reaches["says"] = reaches_in_words(told_, answer);
    reaches["start"] = start(answer.way);
    reaches["steps"] = steps(answer.way);
    reaches["also_stops"] = steps(answer.stops);
    reaches["whole_in_own_contexts"] = answer.reaches == Answer::kYes || answer.whole_here;
    reaches["not_reached"] = point(answer.unreached);
    json["released"] = releases(answer);
    Json& binds = json["binds"];
    binds["answer"] = may_bind(answer) ? "unknown" : key_of(answer.binds);
    binds["says"] = binds_in_words(told_, answer);
    binds["steps"] = steps(answer.binding);
    const bool stops = answer.loose_at < answer.loose.size();
    binds["stops"] = stops ? step(answer.loose[answer.loose_at]) : Json(nullptr);
    json["covered"] = coverage(holding, &answer, answer.covered);
    json["findings"] = findings(answer.findings);
    return json;
  }

  Json of(const HoldingAnswer& holding) const {
    Json json;
    json["party"] = id_or_null(explanation_.question.party);
    json["artifact"] = id_or_null(holding.artifact);
    json["held"] = static_cast<bool>(holding.holding);
    Json holders = Json::array();
    for (const PartyId party : holding.holders) holders.push_back(id_or_null(party));
    json["holders"] = std::move(holders);
    Json not_yet = Json::array();
    for (const AgreementId id : holding.not_yet) not_yet.push_back(id_or_null(id));
    json["not_yet_effective"] = std::move(not_yet);
    Json policies = Json::array();
    for (const PolicyAnswer& answer : holding.policies) policies.push_back(of(holding, answer));
    json["policies"] = std::move(policies);
    Json others = Json::array();
    for (const PolicyId policy : holding.not_asking) others.push_back(policy_or_null(policy));
    json["not_asking"] = std::move(others);
    Json kinds = Json::array();
    for (const UseId use : holding.kinds) kinds.push_back(use_or_null(use));
    json["kinds"] = std::move(kinds);
    const bool own = holding.holding && explanation_.question.use;
    json["own"] = own ? coverage(holding, nullptr, holding.own) : Json(nullptr);
    json["findings"] = findings(holding.findings);
    return json;
  }

  const Telling told_;
  const Flow& flow_;
  const Findings& findings_;
  const Explanation& explanation_;
  const Model& model_;
  Tracer tracer_;
};

}  // namespace

std::string explanation_json(const Flow& flow, const Findings& findings,
                             const Explanation& explanation) {
  return ExplanationJson(flow, findings, explanation)
             .write()
             .dump(1, ' ', false, Json::error_handler_t::replace) +
         '\n';
}

}  // namespace flowdown
