// The audit as JSON, version 1: schemas/findings.schema.json. Keys stand in the order of the
// documentation, findings in their own order, one on a line, so that two reports can be compared
// line by line.
#include <fmt/format.h>

#include "flowdown/report.hpp"
#include "report/evidence.hpp"
#include "report/json_parts.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

class Writer {
 public:
  Writer(const Flow& flow, const Findings& findings, const Settlement& settlement)
      : flow_(flow),
        findings_(findings),
        settlement_(settlement),
        model_(*flow.model),
        tracer_(flow) {}

  Json head() const {
    const Graph& graph = model_.graph;
    return Json{{"error", findings_.count(Severity::kError)},
                {"warning", findings_.count(Severity::kWarning)},
                {"note", findings_.count(Severity::kNote)},
                {"parties", graph.parties.size()},
                {"artifacts", graph.artifacts.size()},
                {"agreements", graph.agreements.size()},
                {"holdings", flow_.holdings.size()},
                {"open", open()},
                {"accepted", settlement_.accepted()},
                {"gone", settlement_.gone.size()}};
  }

  Json gone() const {
    Json list = Json::array();
    for (const Known& known : settlement_.gone) {
      list.push_back({{"id", known.id},
                      {"code", info(known.code).name},
                      {"severity", name_of(known.severity)},
                      {"party", text_or_null(known.party)},
                      {"artifact", text_or_null(known.artifact)},
                      {"agreement", text_or_null(known.agreement)},
                      {"policy", text_or_null(known.policy)},
                      {"uses", known.parts.uses}});
    }
    return list;
  }

  Json notices() const {
    Json list = Json::array();
    for (const Notice& notice : settlement_.notices) {
      list.push_back({{"severity", name_of(notice.severity)},
                      {"message", notice.message},
                      {"location", location(notice.place)}});
    }
    return list;
  }

  Json of(std::size_t index) {
    const Finding& finding = findings_.findings[index];
    const Detail& detail = findings_.detail(finding);
    const Wording words = wording(flow_, findings_, finding, tracer_);
    const bool has_version = static_cast<bool>(finding.version);
    Json json;
    json["id"] = id_of(finding, model_);
    json["code"] = info(finding.code).name;
    json["severity"] = name_of(finding.severity);
    json["tentative"] = finding.tentative;
    json["party"] = id_or_null(finding.party);
    json["artifact"] = id_or_null(finding.artifact);
    json["agreement"] = id_or_null(finding.agreement);
    json["issuer"] =
        has_version ? text_or_null(model_.policies[finding.version].issuer) : Json(nullptr);
    json["policy"] =
        finding.policy ? Json(model_.policies.policies[finding.policy.index()].id) : Json(nullptr);
    json["clauses"] = clauses(detail.rules);
    json["uses"] = uses(detail.uses);
    json["groups"] = groups(detail.groups);
    json["witness"] =
        detail.witness ? witness_json(model_.taxonomy, *detail.witness) : Json(nullptr);
    json["path"] = path(finding);
    json["bound"] = finding.bound;
    json["downstream"] = dependants(flow_, finding, tracer_);
    json["message"] = words.message;
    json["help"] = words.help;
    json["location"] = place_json(model_, finding.pos);
    add_evidence(json, finding, detail);
    add_standing(json, settlement_.of(index));
    return json;
  }

 private:
  template <class Id>
  Json id_or_null(Id id) const {
    return id ? Json(std::string(model_.graph.id_of(id))) : Json(nullptr);
  }

  // Keys beyond those of the documented example.
  void add_evidence(Json& json, const Finding& finding, const Detail& detail) const {
    json["confidence"] = key_of(finding.confidence);
    json["version"] = version(finding.version);
    json["obligations"] = rules(detail.rules);
    json["own_rules"] = rules(detail.own_rules);
    json["agreements"] = agreements(detail.agreements);
    json["unknown"] =
        finding.code == Code::kBlindUnknownTerms ? Json(key_of(detail.unknown)) : Json(nullptr);
    json["version_in_force"] = version(detail.other_version);
    json["dropped"] = uses(detail.dropped);
    json["changes"] = detail.changes;
    json["measured"] =
        detail.measured
            ? Json{{"value", *detail.measured},
                   {"on", detail.measured_on ? Json(detail.measured_on->text()) : Json(nullptr)}}
            : Json(nullptr);
    json["practised"] = detail.practised ? Json(detail.practised->text()) : Json(nullptr);
  }

  static void add_standing(Json& json, const Standing& standing) {
    json["change"] = text_or_null(name_of(standing.change));
    json["causes"] = standing.causes;
    json["accepted"] = acceptance(standing.accepted);
    json["accepted_in_part"] = acceptance(standing.accepted_in_part);
    json["accepted_uses"] = standing.accepted_uses;
  }

  static Json acceptance(const std::optional<Acceptance>& accepted) {
    if (!accepted) return nullptr;
    return {{"reason", accepted->reason},
            {"owner", accepted->owner},
            {"expires", accepted->expires.text()},
            {"location", location(accepted->place)}};
  }

  // The line is null for a whole file.
  static Json location(const Place& place) {
    if (place.line == 0) return {{"file", place.file}, {"line", nullptr}, {"column", nullptr}};
    return {{"file", place.file}, {"line", place.line}, {"column", place.column}};
  }

  Json open() const {
    Json counts;
    for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote}) {
      counts[std::string(name_of(severity))] = settlement_.open(findings_, severity);
    }
    return counts;
  }

  static std::string_view key_of(Unknown unknown) {
    switch (unknown) {
      case Unknown::kPartyPolicies:
        return "party_policies";
      case Unknown::kArtifactPolicies:
        return "artifact_policies";
      case Unknown::kAgreementTerms:
        return "agreement_terms";
      case Unknown::kSource:
        return "source";
      case Unknown::kPassingOn:
        return "passing_on";
    }
    return {};
  }
  static std::string_view key_of(Confidence confidence) { return flowdown::key_of(confidence); }

  Json version(VersionId id) const {
    return id ? text_or_null(model_.policies[id].version) : Json(nullptr);
  }

  Json clauses(const std::vector<RuleRef>& refs) const {
    Json list = Json::array();
    for (const RuleRef& ref : refs) {
      const std::string& clause = rule(ref).clause;
      if (!clause.empty() && std::find(list.begin(), list.end(), clause) == list.end()) {
        list.push_back(clause);
      }
    }
    return list;
  }

  Json uses(const std::vector<UseId>& ids) const {
    Json list = Json::array();
    for (const UseId id : ids) list.push_back(model_.taxonomy.uses[id.index()].id);
    return list;
  }

  Json groups(const std::vector<std::uint32_t>& indices) const {
    Json list = Json::array();
    if (findings_.grouping == nullptr) return list;
    for (const std::uint32_t i : indices) list.push_back(findings_.grouping->groups[i].title);
    return list;
  }

  Json agreements(const std::vector<AgreementId>& ids) const {
    Json list = Json::array();
    for (const AgreementId id : ids) list.push_back(id_or_null(id));
    return list;
  }

  Json path(const Finding& finding) {
    Json list = Json::array();
    for (const Stop& stop : way_of(flow_, findings_, finding, tracer_)) {
      Json step;
      if (stop.left_out > 0) step["left_out"] = stop.left_out;
      switch (stop.by) {
        case Stop::By::kStart:
          break;
        case Stop::By::kAgreement:
          step["agreement"] = id_or_null(stop.agreement);
          break;
        case Stop::By::kPublic:
          step["public"] = true;
          break;
        case Stop::By::kDerivation:
          step["derivation"] = flowdown::key_of(stop.derivation);
          break;
      }
      step["party"] = id_or_null(stop.party);
      step["artifact"] = id_or_null(stop.artifact);
      list.push_back(std::move(step));
    }
    return list;
  }

  Json rules(const std::vector<RuleRef>& refs) const {
    Json list = Json::array();
    for (const RuleRef& ref : refs) {
      const PolicyVersion& of = model_.policies[ref.version];
      Json json;
      json["issuer"] = text_or_null(of.issuer);
      json["policy"] = model_.policies.id_of(ref.version);
      json["version"] = text_or_null(of.version);
      json["clause"] = text_or_null(rule(ref).clause);
      const Json at = place_json(model_, rule(ref).pos);
      for (const char* key : {"file", "line", "column"}) {
        json[key] = at.is_null() ? Json(nullptr) : at[key];
      }
      list.push_back(std::move(json));
    }
    return list;
  }

  const Rule& rule(const RuleRef& ref) const {
    return model_.policies[ref.version].rules[ref.rule];
  }

  const Flow& flow_;
  const Findings& findings_;
  const Settlement& settlement_;
  const Model& model_;
  Tracer tracer_;
};

}  // namespace

std::string json_report(const Flow& flow, const Findings& findings, const Settlement& settlement) {
  Writer writer(flow, findings, settlement);
  std::string out = fmt::format(
      "{{\"flowdown\": 1,\n \"graph\": {},\n \"as_of\": {},\n \"summary\": {},\n",
      dump(Json(flow.model->graph.id)), dump(Json(flow.as_of.text())), dump(writer.head()));
  out += " \"findings\": [";
  for (std::size_t i = 0; i < findings.findings.size(); ++i) {
    out += i == 0 ? "\n  " : ",\n  ";
    out += dump(writer.of(i));
  }
  out += findings.findings.empty() ? "]" : "\n ]";
  return out + fmt::format(",\n \"gone\": {},\n \"notices\": {}}}\n", dump(writer.gone()),
                           dump(writer.notices()));
}

}  // namespace flowdown
