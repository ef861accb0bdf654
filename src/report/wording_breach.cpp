// The wording of breaches: a fact about a party inside a prohibition, above a limit or short of a
// duty that has reached it.
#include <fmt/format.h>

#include <algorithm>

#include "report/evidence.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/wording.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kNamed = 3;

// The safeguards that would lift the rules, in words; empty where none would.
std::string lifted_by(const Matter& matter) {
  std::vector<std::string> alternatives;
  for (const RuleRef& ref : matter.detail.rules) {
    const std::string words =
        unless_in_words(matter.taxonomy(), rule_of(matter.model(), ref).unless);
    if (words.empty()) return {};  // this rule has no exception, so none lifts them all
    if (std::find(alternatives.begin(), alternatives.end(), words) == alternatives.end()) {
      alternatives.push_back(words);
    }
  }
  return join(alternatives);
}

std::string issuer(const Matter& matter) {
  return issuer_title(matter.model(), matter.finding.version);
}

// The ways out: safeguards that lift the rule, or a release by the issuer.
std::string ways_out(const Matter& matter, std::string_view stop, std::string_view record) {
  const std::string safeguards = lifted_by(matter);
  const std::string first =
      safeguards.empty()
          ? fmt::format("{}, or", stop)
          : fmt::format(
                "{}; or, since the rule does not hold under {}, see to that and state it in "
                "`practices`; or",
                stop, safeguards);
  return fmt::format("{} obtain a release from {} and record it ({})", first, issuer(matter),
                     record);
}

Wording use_breach(const Matter& matter) {
  const auto titles = use_titles(matter.taxonomy(), matter.detail.uses);
  return {fmt::format("{} declares {}, which {} prohibits for {}{}", matter.party(),
                      join(titles, kNamed), matter.upstream(), matter.on_artifacts(),
                      matter.in_clauses()),
          ways_out(matter, "stop the use", "`waives` in the agreement that supplies it")};
}

std::string act_in_words(const Matter& matter, UseId use) {
  const std::string& id = matter.taxonomy().uses[use.index()].id;
  const std::string on = matter.on_artifacts();
  if (id == "host_api") return fmt::format("serves {} to others through an API or app", on);
  if (id == "redistribute") return fmt::format("passes on the weights of {}", on);
  if (id == "output_training") return fmt::format("trains another model on the outputs of {}", on);
  if (id == "acts") return fmt::format("holds and uses {}", on);
  if (id == "derive") return fmt::format("makes a derived artifact from {}", on);
  if (id == "commercial_use") return fmt::format("uses {} for commercial purposes", on);
  return fmt::format("does with {} what counts as {}", on, use_title(matter.taxonomy(), use));
}

std::string grant_for(const Matter& matter) {
  for (const UseId use : matter.detail.uses) {
    const std::string& id = matter.taxonomy().uses[use.index()].id;
    if (id == "host_api") return "`grants: [host]` in the agreement that supplies it";
    if (id == "redistribute") return "`grants: [redistribute]` in the agreement that supplies it";
  }
  return "`waives` in the agreement that supplies it";
}

Wording act_breach(const Matter& matter) {
  std::vector<std::string> acts, shown;
  for (const UseId use : matter.detail.uses) acts.push_back(act_in_words(matter, use));
  for (const AgreementId id : matter.detail.agreements) {
    shown.push_back(agreement_id(matter.model(), id));
  }
  std::string shown_by;
  if (!shown.empty()) {
    shown_by = fmt::format(" (shown by {} {})", shown.size() == 1 ? "agreement" : "agreements",
                           join(shown, kNamed));
  }
  return {fmt::format("{} {}{}, which {} prohibits{}", matter.party(), join(acts), shown_by,
                      matter.upstream(), matter.in_clauses()),
          ways_out(matter, "stop it", grant_for(matter))};
}

Wording limit_breach(const Matter& matter) {
  const Detail& detail = matter.detail;
  std::string limit = "the limit", attribute = "on record", safeguards, when;
  if (!detail.rules.empty()) {
    const Rule& rule = rule_of(matter.model(), detail.rules.front());
    attribute = attribute_title(matter.taxonomy(), rule.attribute);
    limit = fmt::format("the limit of {}", grouped(rule.at_most));
    safeguards = unless_in_words(matter.taxonomy(), rule.unless);
    if (detail.measured_on) {
      when = fmt::format(" on {}", detail.measured_on->text());
      if (rule.measured == Measured::kAtRelease) when += ", the day of release that counts";
    }
  }
  const std::string value = detail.measured ? grouped(*detail.measured) : "more";
  return {fmt::format("{} had {} {}{}, above {} in {} for {}{}", matter.party(), value, attribute,
                      when, limit, matter.upstream(), matter.on_artifacts(), matter.in_clauses()),
          fmt::format("obtain {} from {} and record it ({}), or stop using {}",
                      safeguards.empty() ? "a licence of its own"
                                         : fmt::format("what lifts the limit ({})", safeguards),
                      issuer(matter),
                      safeguards.empty() ? "`waives` in the agreement that supplies it"
                                         : "`grants` in the agreement that supplies it",
                      matter.on_artifacts())};
}

Wording duty_breach(const Matter& matter) {
  std::vector<std::string> duties, ids;
  for (const RuleRef& ref : matter.detail.rules) {
    const Rule& rule = rule_of(matter.model(), ref);
    const std::string words = rule_in_words(matter.taxonomy(), rule);
    if (std::find(duties.begin(), duties.end(), words) != duties.end()) continue;
    duties.push_back(words);
    if (rule.kind == RuleKind::kRequire) {
      const Duty& duty = matter.taxonomy().duties[rule.duty.index()];
      ids.push_back(rule.parameter ? fmt::format("{{practice: {}, {}: {}}}", printable(duty.id),
                                                 printable(duty.parameter), rule.parameter->text())
                                   : printable(duty.id));
    }
  }
  const bool weaker = matter.detail.practised && duties.size() == 1;
  const Party& party = matter.model().graph.parties[matter.finding.party.index()];
  const bool measured = std::any_of(
      matter.detail.rules.begin(), matter.detail.rules.end(),
      [&](const RuleRef& ref) { return rule_of(matter.model(), ref).parameter.has_value(); });
  const bool unmeasured = measured && !weaker && matter.finding.tentative &&
                          party.practices_known && matter.finding.confidence != Confidence::kLow;
  const std::string shown =
      unmeasured ? "; what it states does not say in what measure"
      : weaker   ? fmt::format("; what it does is weaker ({})", in_words(*matter.detail.practised))
      : duties.size() == 1 ? "; none of its practices, policies and agreements shows that"
                           : "; its practices, policies and agreements do not show all of that";
  return {fmt::format("{} owes {} under {} for {}{}{}", matter.party(), join(duties),
                      matter.upstream(), matter.on_artifacts(), matter.in_clauses(), shown),
          fmt::format("do what is asked and state it: `practices: [{}]` of {}; if it is done "
                      "already, only state it",
                      listed(ids), party_id(matter.model(), matter.finding.party))};
}

}  // namespace

Wording breach_wording(const Matter& matter) {
  switch (matter.finding.code) {
    case Code::kBreachAct:
      return act_breach(matter);
    case Code::kBreachLimit:
      return limit_breach(matter);
    case Code::kBreachDuty:
      return duty_breach(matter);
    default:
      return use_breach(matter);
  }
}

}  // namespace flowdown
