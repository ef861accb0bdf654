// A comparison as text, Markdown and JSON (schemas/comparison.schema.json).
#include <fmt/format.h>

#include <algorithm>

#include "flowdown/keywords.hpp"
#include "flowdown/tables.hpp"
#include "report/compare_words.hpp"
#include "report/escape.hpp"
#include "report/json_parts.hpp"
#include "report/layout.hpp"
#include "report/style.hpp"

namespace flowdown {
namespace {

Json version_json(const Model& model, VersionId id) {
  const PolicyVersion& version = model.policies[id];
  Json json;
  json["policy"] = model.policies.id_of(id);
  json["version"] = text_or_null(version.version);
  json["title"] = text_or_null(version.title);
  json["issuer"] = version.issuer;
  json["complete"] = version.complete;
  json["confidence"] = word_for(kConfidences, version.confidence);
  json["location"] = place_json(model, version.pos);
  return json;
}

Json rule_json(const Model& model, VersionId id, std::uint32_t index) {
  const Rule& rule = model.policies[id].rules[index];
  return Json{{"clause", text_or_null(rule.clause)}, {"location", place_json(model, rule.pos)}};
}

// The dimensions of the context, and safeguards, of which other values might be alike in both.
Json depends_json(const Difference& only) {
  Json keys = Json::array();
  for (unsigned d = 0; d < kDimensions; ++d) {
    if ((only.depends_on >> d & 1U) != 0) keys.push_back(name_of(static_cast<Dimension>(d)));
  }
  if (only.depends_on_safeguards) keys.push_back("safeguards");
  return keys;
}

// The witness, with the rule that prohibits it; null where there is none.
Json only_json(const Model& model, const Comparison& comparison, std::size_t i,
               const std::optional<Difference>& only) {
  if (!only) return nullptr;
  Json json = witness_json(model.taxonomy, only->witness);
  json["depends_on"] = depends_json(*only);
  json["rule"] = rule_json(model, comparison.versions[i], only->rule);
  return json;
}

Json groups_of(const Comparison& comparison, UseId use) {
  Json groups = Json::array();
  if (comparison.grouping == nullptr) return groups;
  for (const Group& group : comparison.grouping->groups) {
    if (std::find(group.uses.begin(), group.uses.end(), use) != group.uses.end()) {
      groups.push_back(group.title);
    }
  }
  return groups;
}

// The kinds of party that owe it; empty: every recipient.
Json kinds_json(const Rule& rule) {
  Json kinds = Json::array();
  for (const Keyword<PartyKind>& keyword : kPartyKinds) {
    const unsigned owes = rule.owed_by >> static_cast<unsigned>(keyword.value);
    if ((owes & 1U) != 0) kinds.push_back(keyword.word);
  }
  return kinds;
}

Json demand_json(const Model& model, const Comparison& comparison, const DemandDifference& demand) {
  const Taxonomy& taxonomy = model.taxonomy;
  const bool is_duty = demand.kind == RuleKind::kRequire;
  Json json;
  json["duty"] = is_duty ? Json(taxonomy.duties[demand.duty.index()].id) : Json(nullptr);
  json["limit"] = is_duty ? Json(nullptr) : Json(taxonomy.attributes[demand.attribute.index()].id);
  json["verdict"] = name_of(demand.verdict);
  for (std::size_t i = 0; i < 2; ++i) {
    Json rules = Json::array();
    for (const std::uint32_t index : demand.rules[i]) {
      const Rule& rule = model.policies[comparison.versions[i]].rules[index];
      Json one = rule_json(model, comparison.versions[i], index);
      one["of"] = kinds_json(rule);
      one["parameter"] = rule.parameter ? Json(rule.parameter->text()) : Json(nullptr);
      one["at_most"] = is_duty ? Json(nullptr) : Json(rule.at_most);
      one["measured"] = is_duty ? Json(nullptr) : Json(word_for(kMeasured, rule.measured));
      rules.push_back(std::move(one));
    }
    json[i == 0 ? "left" : "right"] = std::move(rules);
  }
  return json;
}

}  // namespace

std::string comparison_text(const Model& model, const Comparison& comparison,
                            const std::string& condition, const TextOptions& options) {
  const std::size_t width = std::max(options.width, kLeastWidth);
  const Style style(options.colour);
  const ComparisonWords words = in_words(model, comparison, condition);
  std::string out = wrap(words.policies[0], width, "", "  ");
  out += wrap(words.policies[1], width, "against ", "  ");
  const std::string verdict = wrap(words.verdict + ": " + words.meaning, width, "", "  ");
  out += '\n' + style(words.verdict, Ink::kStrong) + verdict.substr(words.verdict.size());
  for (const ComparisonSection& section : words.sections) {
    out += '\n' + style(section.heading, Ink::kStrong) + '\n';
    for (const std::string& item : section.items) out += wrap(item, width, "  - ", "    ");
  }
  out += '\n';
  for (const std::string& caveat : words.caveats) out += wrap(caveat, width, "", "  ");
  return out;
}

std::string comparison_markdown(const Model& model, const Comparison& comparison,
                                const std::string& condition) {
  const ComparisonWords words = in_words(model, comparison, condition);
  std::string out =
      fmt::format("## Comparison: {}\n\n- {}\n- against {}\n\n**{}**: {}.\n", words.verdict,
                  markdown_text(words.policies[0]), markdown_text(words.policies[1]), words.verdict,
                  markdown_text(words.meaning));
  for (const ComparisonSection& section : words.sections) {
    out += fmt::format("\n### {}\n\n", markdown_text(section.heading));
    for (const std::string& item : section.items) out += fmt::format("- {}\n", markdown_text(item));
  }
  out += '\n';
  for (const std::string& caveat : words.caveats) out += markdown_text(caveat) + '\n';
  return out;
}

std::string comparison_json(const Model& model, const Comparison& comparison,
                            const std::string& condition) {
  Json json;
  json["flowdown"] = 1;
  json["left"] = version_json(model, comparison.versions[0]);
  json["right"] = version_json(model, comparison.versions[1]);
  json["when"] = text_or_null(condition);
  json["verdict"] = name_of(comparison.verdict);
  json["left_only"] = only_json(model, comparison, 0, comparison.only[0]);
  json["right_only"] = only_json(model, comparison, 1, comparison.only[1]);
  json["grouping"] = comparison.grouping == nullptr ? Json(nullptr) : Json(comparison.grouping->id);
  json["groups"] = Json::array();
  for (const GroupDifference& group : comparison.groups) {
    json["groups"].push_back(Json{{"group", comparison.grouping->groups[group.group].title},
                                  {"verdict", name_of(group.verdict)},
                                  {"left", group.speaks[0]},
                                  {"right", group.speaks[1]}});
  }
  json["uses"] = Json::array();
  for (const UseDifference& use : comparison.uses) {
    Json one;
    one["use"] = model.taxonomy.uses[use.use.index()].id;
    one["groups"] = groups_of(comparison, use.use);
    one["verdict"] = name_of(use.verdict);
    one["left"] = name_of(use.coverage[0]);
    one["right"] = name_of(use.coverage[1]);
    one["left_only"] = only_json(model, comparison, 0, use.only[0]);
    one["right_only"] = only_json(model, comparison, 1, use.only[1]);
    json["uses"].push_back(std::move(one));
  }
  json["duties_and_limits"] = Json::object();
  json["duties_and_limits"]["verdict"] = name_of(comparison.demands);
  json["duties_and_limits"]["differences"] = Json::array();
  for (const DemandDifference& demand : comparison.differing_demands) {
    json["duties_and_limits"]["differences"].push_back(demand_json(model, comparison, demand));
  }
  json["terms"] = Json::array();
  for (const TermDifference& term : comparison.terms) {
    json["terms"].push_back(
        Json{{"key", term.key}, {"left", term.values[0]}, {"right", term.values[1]}});
  }
  return dump(json) + '\n';
}

}  // namespace flowdown
