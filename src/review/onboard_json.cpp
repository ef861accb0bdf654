// The answer and the sheet as JSON, version 1: schemas/onboarding.schema.json. The sheet is the
// answer without its findings.
#include "review/review_json.hpp"
#include "review/sheet_parts.hpp"

namespace flowdown {
namespace {

Json of(const Condition& condition) {
  Json json;
  json["id"] = condition.id;
  json["kind"] = name_of(condition.remedy.kind);
  json["from"] = condition.from;
  json["from_name"] = condition.from_name;
  json["agreement"] = text_or_null(condition.agreement);
  json["policy"] = text_or_null(condition.policy);
  json["party"] = text_or_null(condition.party);
  json["artifact"] = text_or_null(condition.artifact);
  json["in_draft"] = condition.in_draft;
  json["where"] = condition.where;
  json["clause"] = condition.clause;
  json["record"] = condition.record;
  json["by"] = condition.by.text();
  json["location"] = place_json(condition.place);
  Json reasons = Json::array();
  for (const Reason& reason : condition.reasons) {
    reasons.push_back(Json{{"issuer", text_or_null(reason.issuer)},
                           {"policy", reason.policy},
                           {"version", text_or_null(reason.version)},
                           {"clause", text_or_null(reason.clause)},
                           {"location", place_json(reason.place)}});
  }
  json["reasons"] = std::move(reasons);
  Json strikes = Json::array();
  for (const Allowance& one : condition.strikes) {
    strikes.push_back(Json{{"policy", one.policy},
                           {"version", text_or_null(one.version)},
                           {"clause", text_or_null(one.clause)},
                           {"rule", one.rule},
                           {"narrowed", text_or_null(one.narrowed)},
                           {"location", place_json(one.place)}});
  }
  json["strikes"] = std::move(strikes);
  json["removes"] = condition.removes;
  return json;
}

Json of(const Entry& entry) {
  Json json;
  json["id"] = entry.id;
  json["code"] = info(entry.code).name;
  json["severity"] = name_of(entry.severity);
  json["tentative"] = entry.tentative;
  json["party"] = text_or_null(entry.party);
  json["artifact"] = text_or_null(entry.artifact);
  json["agreement"] = text_or_null(entry.agreement);
  json["issuer"] = text_or_null(entry.issuer);
  json["policy"] = text_or_null(entry.policy);
  json["version"] = text_or_null(entry.version);
  json["clauses"] = entry.clauses;
  json["uses"] = entry.uses;
  json["groups"] = entry.groups;
  json["bound"] = entry.bound;
  Json path = Json::array();
  for (const PathStep& step : entry.path) {
    path.push_back(Json{{"party", text_or_null(step.party)},
                        {"artifact", text_or_null(step.artifact)},
                        {"agreement", text_or_null(step.agreement)},
                        {"words", step.words}});
  }
  json["path"] = std::move(path);
  json["message"] = entry.message;
  json["help"] = entry.help;
  json["location"] = place_json(entry.place);
  json["causes"] = entry.causes;
  return json;
}

Json periods_json(const std::vector<Period>& periods) {
  Json list = Json::array();
  for (const Period& period : periods) {
    list.push_back(Json{{"from", period.from.text()}, {"until", date_or_null(period.until)}});
  }
  return list;
}

Json head(const Onboarding& onboarding) {
  const Bulletin& bulletin = onboarding.bulletin;
  Json json;
  json["flowdown"] = 1;
  json["candidate"] = text_or_null(onboarding.candidate);
  json["title"] = text_or_null(onboarding.candidate_title);
  json["graph"] = bulletin.graph;
  json["as_of"] = onboarding.from.text();
  json["until"] = onboarding.until.text();
  json["gate"] = onboarding.gate.id;
  json["verdict"] = name_of(onboarding.approval);
  json["blocking"] = onboarding.blocking;
  Json conditions = Json::array();
  for (const Condition& condition : onboarding.conditions) conditions.push_back(of(condition));
  json["conditions"] = std::move(conditions);
  return json;
}

std::string indented(const Json& json) {
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string sheet_json(const Onboarding& onboarding) { return indented(head(onboarding)); }

std::string onboarding_json(const Onboarding& onboarding) {
  const Bulletin& bulletin = onboarding.bulletin;
  Json json = head(onboarding);
  Json introduced = Json::array(), fixed = Json::array(), days = Json::array();
  for (const Date day : onboarding.days) days.push_back(day.text());
  json["days"] = std::move(days);
  std::size_t unchanged = 0;
  for (std::size_t i = 0; i < bulletin.entries.size(); ++i) {
    const Entry& entry = bulletin.entries[i];
    if (entry.change == Change::kUnchanged) ++unchanged;
    if (entry.change == Change::kUnchanged) continue;
    Json one = of(entry);
    one["periods"] = periods_json(onboarding.periods[i]);
    if (entry.change == Change::kGone) {
      fixed.push_back(std::move(one));
      continue;
    }
    one["accepted"] = acceptance_json(entry.accepted);
    one["gate"] = name_of(onboarding.rulings[i].action);
    one["gate_rule"] = onboarding.rulings[i].rule;
    introduced.push_back(std::move(one));
  }
  json["introduced"] = std::move(introduced);
  json["fixed"] = std::move(fixed);
  json["unchanged"] = unchanged;
  json["notices"] = bulletin.notices;
  return indented(json);
}

}  // namespace flowdown
