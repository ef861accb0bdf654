// Lint findings as JSON, version 1: schemas/lint.schema.json. One finding on a line, as in the JSON
// of `check`.
#include <fmt/format.h>

#include <algorithm>

#include "flowdown/report.hpp"
#include "report/json_parts.hpp"

namespace flowdown {
namespace {

Json subject_json(const LintSubject& subject) {
  return Json{{"kind", subject.kind},
              {"id", text_or_null(subject.id)},
              {"version", text_or_null(subject.version)},
              {"clause", text_or_null(subject.clause)}};
}

Json finding_json(const Model& model, const LintFinding& finding) {
  Json json;
  json["id"] = id_of(finding);
  json["code"] = info(finding.code).name;
  json["severity"] = name_of(finding.severity);
  json["subject"] = subject_json(finding.subject);
  json["message"] = finding.message;
  json["help"] = finding.help;
  json["witness"] =
      finding.witness ? witness_json(model.taxonomy, *finding.witness) : Json(nullptr);
  json["location"] = place_json(model, finding.pos);
  Json related = Json::array();
  for (const LintPlace& place : finding.related) {
    related.push_back({{"message", place.message}, {"location", place_json(model, place.pos)}});
  }
  json["related"] = std::move(related);
  return json;
}

}  // namespace

std::string lint_json(const Model& model, const std::vector<LintFinding>& findings) {
  Json summary;
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote}) {
    summary[std::string(name_of(severity))] =
        std::count_if(findings.begin(), findings.end(),
                      [severity](const LintFinding& f) { return f.severity == severity; });
  }
  summary["files"] = files_of(model);
  std::string out =
      fmt::format("{{\"flowdown\": 1,\n \"summary\": {},\n \"findings\": [", dump(summary));
  bool first = true;
  for (const LintFinding& finding : findings) {
    out += first ? "\n  " : ",\n  ";
    out += dump(finding_json(model, finding));
    first = false;
  }
  out += first ? "]}\n" : "\n ]}\n";
  return out;
}

}  // namespace flowdown
