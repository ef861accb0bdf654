// A difference as JSON, version 1: schemas/diff.schema.json. One entry on a line.
#include <fmt/format.h>

#include "report/words.hpp"
#include "review/diff_words.hpp"
#include "review/review_json.hpp"

namespace flowdown {
namespace {

Json side_json(const Diff::Side& side) {
  return Json{{"graph", side.graph},
              {"file", text_or_null(side.file)},
              {"as_of", side.as_of.text()},
              {"summary", counts_json(side.counts)},
              {"accepted", side.accepted}};
}

Json cause_json(const Cause& cause) {
  return Json{{"part", name_of(cause.part)}, {"id", text_or_null(cause.id)},
              {"words", cause.words},        {"on", date_or_null(cause.on)},
              {"enough", cause.enough},      {"needed", cause.needed}};
}

Json path_json(const std::vector<PathStep>& path) {
  Json list = Json::array();
  for (const PathStep& step : path) {
    list.push_back(Json{{"party", step.party},
                        {"artifact", step.artifact},
                        {"agreement", text_or_null(step.agreement)}});
  }
  return list;
}

Json entry_json(const DiffEntry& of) {
  const Entry& entry = of.entry;
  Json json;
  json["id"] = entry.id;
  json["standing"] = name_of(of.fate);
  json["worse"] = of.worse;
  json["code"] = info(entry.code).name;
  json["severity"] = name_of(entry.severity);
  json["severity_before"] =
      of.fate == Fate::kChanged ? Json(name_of(of.severity_before)) : Json(nullptr);
  json["tentative"] = entry.tentative;
  json["confidence"] = key_of(entry.confidence);
  json["party"] = text_or_null(entry.party);
  json["artifact"] = text_or_null(entry.artifact);
  json["agreement"] = text_or_null(entry.agreement);
  json["issuer"] = text_or_null(entry.issuer);
  json["policy"] = text_or_null(entry.policy);
  json["version"] = text_or_null(entry.version);
  json["clauses"] = entry.clauses;
  json["uses"] = entry.uses;
  json["groups"] = entry.groups;
  json["gained"] = of.gained;
  json["lost"] = of.lost;
  json["since"] = date_or_null(of.since);
  json["accepted"] = acceptance_json(entry.accepted);
  json["causes"] = Json::array();
  for (const Cause& cause : of.causes) json["causes"].push_back(cause_json(cause));
  json["path"] = path_json(entry.path);
  json["bound"] = entry.bound;
  json["downstream"] = entry.downstream;
  json["message"] = entry.message;
  json["help"] = entry.help;
  json["location"] = place_json(entry.place);
  return json;
}

Json exposure_json(const Diff& diff, const Exposure& exposure) {
  Json findings = Json::array();
  for (const std::size_t i : exposure.entries) findings.push_back(diff.entries[i].entry.id);
  return Json{{"party", text_or_null(exposure.party)},
              {"agreement", text_or_null(exposure.agreement)},
              {"severity", name_of(exposure.severity)},
              {"since", date_or_null(exposure.since)},
              {"policies", exposure.policies},
              {"to", exposure.subjects},
              {"findings", findings}};
}

}  // namespace

bool diff_json(const Diff& diff, const Sink& sink) {
  Json summary;
  for (const Fate fate : {Fate::kIntroduced, Fate::kFixed, Fate::kChanged, Fate::kUnchanged}) {
    summary[std::string(name_of(fate))] = diff.count(fate);
  }
  summary["worse"] = Json{{"error", diff.worse(Severity::kError)},
                          {"warning", diff.worse(Severity::kWarning)},
                          {"note", diff.worse(Severity::kNote)}};
  Pieces out(sink);
  out.text() =
      fmt::format("{{\"flowdown\": 1,\n \"before\": {},\n \"after\": {},\n \"summary\": {},\n",
                  dump(side_json(diff.before)), dump(side_json(diff.after)), dump(summary));
  add_list(out, "exposed", diff.exposures,
           [&](const Exposure& exposure) { return exposure_json(diff, exposure); });
  out.text() += ",\n";
  add_list(out, "findings", diff.entries, entry_json);
  out.text() += ",\n";
  add_list(out, "changes", diff.changes, [](const std::string& words) { return Json(words); });
  out.text() += ",\n";
  add_list(out, "notices", diff.notices, notice_json);
  out.text() += "}\n";
  return out.finish();
}

}  // namespace flowdown
