// The audit as JSON, version 1: schemas/findings.schema.json. Keys stand in the order of the
// documentation, findings in their own order, one on a line, so that two reports can be compared
// line by line.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "flowdown/eights.hpp"
#include "flowdown/report.hpp"
#include "report/evidence.hpp"
#include "report/json_line.hpp"
#include "report/json_parts.hpp"
#include "report/layout.hpp"
#include "report/two_steps.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

// What is said of a finding by asking where its obligation came from and goes to.
struct Traced {
  Wording words;
  std::vector<Stop> way;
  std::size_t downstream = 0;
};

// Asks nothing of the stores that the flow shares, so that a thread can write beside one that asks.
class JsonWriter {
 public:
  JsonWriter(const Flow& flow, const Findings& findings, const Settlement& settlement)
      : flow_(flow), findings_(findings), settlement_(settlement), model_(*flow.model) {}

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

  // Appends the finding.
  void add(std::size_t index, const Traced& traced, std::string& out) {
    const Finding& finding = findings_.findings[index];
    const Detail& detail = findings_.detail(finding);
    const Parts& parts = parts_of(finding.detail);
    JsonLine json(out);
    json.open('{');
    json.key("id").text(id_of(finding, model_));
    json.key("code").text(info(finding.code).name);
    json.key("severity").text(name_of(finding.severity));
    json.key("tentative").boolean(finding.tentative);
    add_name(json, "party", finding.party);
    add_name(json, "artifact", finding.artifact);
    add_name(json, "agreement", finding.agreement);
    json.key("issuer").text_or_null(
        finding.version ? std::string_view(model_.policies[finding.version].issuer) : "");
    json.key("policy").text_or_null(
        finding.policy ? std::string_view(model_.policies.policies[finding.policy.index()].id)
                       : "");
    json.raw(parts.what);
    add_path(json, traced.way);
    json.key("bound").boolean(finding.bound);
    json.key("downstream").number(static_cast<std::int64_t>(traced.downstream));
    json.key("message").text(traced.words.message);
    json.key("help").text(traced.words.help);
    add_place(json, "location", finding.pos);
    // Keys beyond those of the documented example.
    json.key("confidence").text(flowdown::key_of(finding.confidence));
    json.key("version").text_or_null(version(finding.version));
    json.raw(parts.rules);
    add_names(json, "agreements", detail.agreements);
    json.key("unknown").text_or_null(
        finding.code == Code::kBlindUnknownTerms ? key_of(detail.unknown) : std::string_view());
    json.raw(parts.values);
    add_standing(json, settlement_.of(index));
    json.close('}');
  }

 private:
  // What findings with one detail have in common, as keys and values.
  struct Parts {
    std::string what, rules, values;
  };

  const Parts& parts_of(std::uint32_t detail) {
    constexpr std::size_t kMost = 4096;
    const auto known = parts_.find(detail);
    if (known != parts_.end()) return known->second;
    if (parts_.size() >= kMost) parts_.clear();
    return parts_.emplace(detail, make_parts(findings_.details[detail])).first->second;
  }

  Parts make_parts(const Detail& detail) const {
    Parts parts;
    JsonLine what(parts.what);
    add_texts(what, "clauses", clauses(detail.rules));
    add_uses(what, "uses", detail.uses);
    add_groups(what, detail.groups);
    what.key("witness").raw(detail.witness ? dump(witness_json(model_.taxonomy, *detail.witness))
                                           : "null");
    JsonLine rules(parts.rules);
    add_rules(rules, "obligations", detail.rules);
    add_rules(rules, "own_rules", detail.own_rules);
    JsonLine values(parts.values);
    values.key("version_in_force").text_or_null(version(detail.other_version));
    add_uses(values, "dropped", detail.dropped);
    add_texts(values, "changes", detail.changes);
    values.key("measured");
    if (detail.measured) {
      values.open('{').key("value").number(*detail.measured);
      values.key("on").text_or_null(detail.measured_on ? detail.measured_on->text() : "");
      values.close('}');
    } else {
      values.null();
    }
    values.key("practised").text_or_null(detail.practised ? detail.practised->text() : "");
    return parts;
  }

  template <class Id>
  void add_name(JsonLine& json, JsonKey key, Id id) const {
    json.key(key).text_or_null(id ? model_.graph.id_of(id) : std::string_view());
  }
  void add_names(JsonLine& json, JsonKey key, const std::vector<AgreementId>& ids) const {
    json.key(key).open('[');
    for (const AgreementId id : ids) json.text(model_.graph.id_of(id));
    json.close(']');
  }
  template <class Texts>
  static void add_texts(JsonLine& json, JsonKey key, const Texts& texts) {
    json.key(key).open('[');
    for (const auto& text : texts) json.text(text);
    json.close(']');
  }
  void add_uses(JsonLine& json, JsonKey key, const std::vector<UseId>& ids) const {
    json.key(key).open('[');
    for (const UseId id : ids) json.text(model_.taxonomy.uses[id.index()].id);
    json.close(']');
  }
  void add_groups(JsonLine& json, const std::vector<std::uint32_t>& indices) const {
    json.key("groups").open('[');
    if (findings_.grouping != nullptr) {
      for (const std::uint32_t i : indices) json.text(findings_.grouping->groups[i].title);
    }
    json.close(']');
  }

  void add_place(JsonLine& json, JsonKey key, const SourcePos& pos) {
    json.key(key);
    if (!pos) return json.null();
    json.open('{').key("file").raw(file_name(pos.file));
    json.key("line").number(pos.line);
    json.key("column").number(pos.column);
    json.close('}');
  }

  // Names of files may be any bytes.
  const std::string& file_name(FileId file) const {
    std::string& name = file_names_[file];
    if (name.empty()) name = dump(Json(model_.sources.name(file)));
    return name;
  }

  static void add_standing(JsonLine& json, const Standing& standing) {
    json.key("change").text_or_null(name_of(standing.change));
    add_texts(json, "causes", standing.causes);
    json.key("accepted").raw(acceptance(standing.accepted));
    json.key("accepted_in_part").raw(acceptance(standing.accepted_in_part));
    add_texts(json, "accepted_uses", standing.accepted_uses);
  }

  static std::string acceptance(const std::optional<Acceptance>& accepted) {
    if (!accepted) return "null";
    return dump({{"reason", accepted->reason},
                 {"owner", accepted->owner},
                 {"expires", accepted->expires.text()},
                 {"location", location(accepted->place)}});
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

  std::string_view version(VersionId id) const {
    return id ? std::string_view(model_.policies[id].version) : std::string_view();
  }

  std::vector<std::string_view> clauses(const std::vector<RuleRef>& refs) const {
    std::vector<std::string_view> list;
    for (const RuleRef& ref : refs) {
      const std::string& clause = rule(ref).clause;
      if (!clause.empty() && std::find(list.begin(), list.end(), clause) == list.end()) {
        list.emplace_back(clause);
      }
    }
    return list;
  }

  void add_path(JsonLine& json, const std::vector<Stop>& way) const {
    json.key("path").open('[');
    for (const Stop& stop : way) {
      json.open('{');
      if (stop.left_out > 0) {
        json.key("left_out").number(static_cast<std::int64_t>(stop.left_out));
      }
      switch (stop.by) {
        case Stop::By::kStart:
          break;
        case Stop::By::kAgreement:
          add_name(json, "agreement", stop.agreement);
          break;
        case Stop::By::kPublic:
          json.key("public").boolean(true);
          break;
        case Stop::By::kDerivation:
          json.key("derivation").text(flowdown::key_of(stop.derivation));
          break;
      }
      add_name(json, "party", stop.party);
      add_name(json, "artifact", stop.artifact);
      json.close('}');
    }
    json.close(']');
  }

  void add_rules(JsonLine& json, JsonKey key, const std::vector<RuleRef>& refs) const {
    json.key(key).open('[');
    for (const RuleRef& ref : refs) {
      const PolicyVersion& of = model_.policies[ref.version];
      json.open('{').key("issuer").text_or_null(of.issuer);
      json.key("policy").text(model_.policies.id_of(ref.version));
      json.key("version").text_or_null(of.version);
      json.key("clause").text_or_null(rule(ref).clause);
      const SourcePos& pos = rule(ref).pos;
      if (pos) {
        json.key("file").raw(file_name(pos.file));
        json.key("line").number(pos.line);
        json.key("column").number(pos.column);
      } else {
        json.key("file").null();
        json.key("line").null();
        json.key("column").null();
      }
      json.close('}');
    }
    json.close(']');
  }

  const Rule& rule(const RuleRef& ref) const {
    return model_.policies[ref.version].rules[ref.rule];
  }

  const Flow& flow_;
  const Findings& findings_;
  const Settlement& settlement_;
  const Model& model_;
  std::unordered_map<std::uint32_t, Parts> parts_;  // by detail
  mutable std::map<FileId, std::string> file_names_;
};

// Where the first byte is that is not UTF-8; the size of the text where there is none.
std::size_t utf8_until(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (at + 8 <= text.size() && Eights(text, at).ascii()) {
      at += 8;
    } else if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
    } else {
      const CodePoint code = code_point_at(text, at);
      if (!code.valid) return at;
      at += code.length;
    }
  }
  return text.size();
}

// Hands it on with what is not UTF-8 replaced, which names in files need not be.
bool write(const Sink& sink, std::string_view text) {
  if (utf8_until(text) == text.size()) return sink(text);
  std::string out;
  out.reserve(text.size());
  while (true) {
    const std::size_t until = utf8_until(text);
    out += text.substr(0, until);
    if (until == text.size()) return sink(out);
    out += "\xEF\xBF\xBD";
    text.remove_prefix(until + code_point_at(text, until).length);
  }
}

}  // namespace

bool json_report(const Flow& flow, const Findings& findings, const Settlement& settlement,
                 const Sink& sink) {
  constexpr std::size_t kPieceBytes = std::size_t{1} << 16U;
  Tracer tracer(flow);
  JsonWriter writer(flow, findings, settlement);
  std::string out = fmt::format(
      "{{\"flowdown\": 1,\n \"graph\": {},\n \"as_of\": {},\n \"summary\": {},\n",
      dump(Json(flow.model->graph.id)), dump(Json(flow.as_of.text())), dump(writer.head()));
  out += " \"findings\": [";
  const auto trace = [&](std::size_t i) {
    const Finding& finding = findings.findings[i];
    return Traced{wording(flow, findings, finding, tracer), way_of(flow, findings, finding, tracer),
                  dependants(flow, finding, tracer)};
  };
  const auto write_finding = [&](std::size_t i, const Traced& traced) {
    out += i == 0 ? "\n  " : ",\n  ";
    writer.add(i, traced, out);
    if (out.size() < kPieceBytes) return true;
    const bool goes_on = write(sink, out);
    out.clear();
    return goes_on;
  };
  if (!in_two_steps(findings.findings.size(), trace, write_finding)) return false;
  out += findings.findings.empty() ? "]" : "\n ]";
  out += fmt::format(",\n \"gone\": {},\n \"notices\": {}}}\n", dump(writer.gone()),
                     dump(writer.notices()));
  return write(sink, out);
}

std::string json_report(const Flow& flow, const Findings& findings, const Settlement& settlement) {
  std::string report;
  json_report(flow, findings, settlement, [&report](std::string_view piece) {
    report += piece;
    return true;
  });
  return report;
}

}  // namespace flowdown
